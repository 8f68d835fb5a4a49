/** One stream on disk in segments, also where the disk is full for a while. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { RawFile } from '../../src/capture/raw-file.ts'

const disk = vi.hoisted(() => ({ isFull: false, nowMs: 0 }))

vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof import('node:fs')>()
  const writeSync = (...args: Parameters<typeof fs.writeSync>) => {
    if (disk.isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    return fs.writeSync(...args)
  }
  return { ...fs, writeSync }
})

let folder: string
let losses: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-extractor-raw-'))
  losses = []
  vi.spyOn(performance, 'now').mockImplementation(() => (disk.nowMs += 10_000))
})

afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true, force: true })
})

const fresh = (mostBytes: number) => new RawFile(join(folder, 'out'), mostBytes, (reason) => void losses.push(reason))

function append(raw: RawFile, text: string, isFull = false): void {
  disk.isFull = isFull
  raw.append(Buffer.from(text))
  disk.isFull = false
}

/** Whatever the record names is there, holds what it says, and nothing else is. */
function expectTrue(raw: RawFile, stream: string): void {
  expect(raw.segments.map(({ file }) => file).sort()).toEqual(readdirSync(folder).sort())
  for (const { file, from, bytes } of raw.segments)
    expect(readFileSync(join(folder, file), 'utf8'), file).toBe(stream.slice(from, from + bytes))
}

it('the newest segment has the plain name, and the oldest go', () => {
  const raw = fresh(40)
  const stream = Array.from({ length: 13 }, (_, i) => `${i % 10}---\n`).join('')
  append(raw, stream)
  raw.close()
  expect(raw.segments).toEqual([
    { file: 'out.4', from: 30, bytes: 10 },
    { file: 'out.5', from: 40, bytes: 10 },
    { file: 'out.6', from: 50, bytes: 10 },
    { file: 'out', from: 60, bytes: 5 },
  ])
  expectTrue(raw, stream)
  expect(raw.linesBefore(65, 3).toString()).toBe('0---\n1---\n2---\n')
})

it('a disk that is full for a while costs nothing, and mixes nothing up', () => {
  const raw = fresh(40)
  append(raw, 'AAAA\n')
  append(raw, 'BBBB\n', true)
  for (const line of ['CCCC\n', 'DDDD\nDDDD\n', 'EEEE\n']) append(raw, line)
  raw.close()
  expect(losses).toEqual(['ENOSPC'])
  expect(raw.losses).toEqual([])
  expect(raw.segments).toEqual([
    { file: 'out.1', from: 0, bytes: 5 },
    { file: 'out.2', from: 5, bytes: 10 },
    { file: 'out.3', from: 15, bytes: 10 },
    { file: 'out', from: 25, bytes: 5 },
  ])
  expectTrue(raw, 'AAAA\nBBBB\nCCCC\nDDDD\nDDDD\nEEEE\n')
  expect(raw.linesBefore(30, 6).toString()).toBe('AAAA\nBBBB\nCCCC\nDDDD\nDDDD\nEEEE\n')
})

it('more was kept for a full disk than a segment holds', () => {
  const raw = fresh(40)
  append(raw, 'AAAA\n')
  append(raw, 'BBBB\n'.repeat(5), true)
  append(raw, 'CCCC\n', true)
  append(raw, 'DDDD\n')
  raw.close()
  expect([raw.losses, losses]).toEqual([[], ['ENOSPC']])
  expectTrue(raw, `AAAA\n${'BBBB\n'.repeat(5)}CCCC\nDDDD\n`)
  expect(raw.segments.map(({ from, bytes }) => [from, bytes])).toEqual([
    [0, 5],
    [5, 30],
    [35, 5],
  ])
})

it('a disk that stays full leaves the part that fitted', () => {
  const raw = fresh(40)
  append(raw, 'AAAA\n')
  append(raw, 'BBBB\n', true)
  append(raw, 'CCCC\n', true)
  disk.isFull = true
  raw.close()
  disk.isFull = false
  expect(raw.losses).toEqual([{ from: 5, to: 15, reason: 'ENOSPC' }])
  expect(raw.segments).toEqual([{ file: 'out', from: 0, bytes: 5 }])
  expectTrue(raw, 'AAAA\n')
})
