/** Executables with any bytes changed or missing: an answer or a sentence, and no more read than there is. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LogExtractorError } from '../../src/index.ts'
import { readFunctionLines } from '../../src/symbols/function-lines.ts'
import { buildGo, goReleases } from '../support/go-releases.ts'
import { lacks } from '../support/tools.ts'
import { SOURCE } from './expected-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-symbols-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const isFull = process.env.FULL === '1'
const RUNS = isFull ? 2_000 : 150
const [installed] = lacks('go', 'damaged executables') ? [] : goReleases([])

const FORMATS: readonly (readonly [name: string, args: readonly string[], env: Readonly<Record<string, string>>])[] = [
  ['of this machine', ['-ldflags=-s -w'], {}],
  ...(isFull
    ? ([
        ['for Windows', ['-ldflags=-s -w'], { GOOS: 'windows', GOARCH: 'amd64' }],
        ['for macOS', ['-ldflags=-s -w'], { GOOS: 'darwin', GOARCH: 'arm64' }],
        ['that is position-independent', ['-buildmode=pie', '-ldflags=-s -w'], { GOOS: 'linux', GOARCH: 'amd64' }],
        ['of the other order of bytes', ['-ldflags=-s -w'], { GOOS: 'linux', GOARCH: 's390x' }],
      ] as const)
    : []),
]

/** What an attacker would write where a size or an offset stands. */
const NUMBERS = [0, 1, 2, 7, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff]

describe.skipIf(installed === undefined || installed.minor < 20).each(FORMATS)('an executable %s', (_, args, env) => {
  let program: Uint8Array
  let ranges: (readonly [offset: number, length: number])[]

  beforeAll(async () => {
    const path = join(folder, 'program')
    buildGo(installed!, SOURCE, path, args, env)
    program = readFileSync(path)
    const read = await ask(program)
    expect(read.line).not.toBeNull()
    ranges = read.ranges
  }, 240_000)

  it('may have other bytes in what is read of it', async () => {
    const change = fc.tuple(fc.nat(), fc.nat(), fc.oneof(fc.nat(0xffffffff), fc.constantFrom(...NUMBERS)), fc.boolean())
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const other = Buffer.from(program)
        for (const [range, at, value, isWord] of changes) {
          const [offset, length] = ranges[range % ranges.length]!
          const place = Math.min(offset + (at % length), other.length - 4)
          if (isWord) other.writeUInt32LE(value, place & ~3)
          else other[place] = value & 0xff
        }
        expect((await ask(other)).bytesRead).toBeLessThan(20 * program.length)
      }),
      { numRuns: RUNS },
    )
  }, 240_000)

  it('may end anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(program.length), async (size) => {
        expect((await ask(program.subarray(0, size))).bytesRead).toBeLessThan(20 * program.length)
      }),
      { numRuns: RUNS },
    )
  }, 240_000)
})

it('an executable of a thousand sections, each of which is all of it, is not searched a thousand times', async () => {
  const program = Buffer.alloc(1_048_576)
  const [sections, headerAt] = [1_000, 0x80]
  program.write('MZ', 0, 'latin1')
  program.writeUInt32LE(headerAt, 0x3c)
  program.write('PE\0\0', headerAt, 'latin1')
  program.writeUInt16LE(sections, headerAt + 6)
  program.writeUInt16LE(0x70, headerAt + 20)
  program.writeUInt16LE(0x20b, headerAt + 24)
  for (let i = 0; i < sections; i++) {
    const section = headerAt + 24 + 0x70 + 40 * i
    for (const size of [8, 16]) program.writeUInt32LE(program.length, section + size)
  }
  const { line, bytesRead } = await ask(program)
  expect(line).toBeNull()
  expect(bytesRead).toBeLessThan(4 * program.length)
})

/** Anything else that it throws is a failure. */
async function ask(program: Uint8Array) {
  const ranges: (readonly [number, number])[] = []
  let bytesRead = 0
  const readAt = async (offset: number, length: number) => {
    const bytes = program.subarray(offset, offset + length)
    bytesRead += bytes.length
    if (bytes.length > 0) ranges.push([offset, bytes.length])
    return bytes
  }
  let line: number | null = null
  try {
    const lines = await readFunctionLines(readAt, program.length)
    line = lines.startLineOf('main.main')
    lines.startLineOf('main.largest[...]')
  } catch (error) {
    if (!(error instanceof LogExtractorError && error.code === 'E_EXECUTABLE')) throw error
  }
  return { line, ranges, bytesRead }
}
