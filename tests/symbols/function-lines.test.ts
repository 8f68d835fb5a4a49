/** The lines where functions begin, against what the installed Go and its programs say. */
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FunctionLines, openFunctionLines } from '../../src/index.ts'
import { buildGo, goReleases } from '../support/go-releases.ts'
import { lacks } from '../support/tools.ts'
import { expectedLines, framesOfDeath, linesOf, SOURCE } from './expected-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-symbols-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [installed] = lacks('go', 'first lines of the functions of a Go program') ? [] : goReleases([])

describe.skipIf(installed === undefined || installed.minor < 20)('a program of the installed Go', () => {
  const program = join(folder, 'program')
  let lines: FunctionLines

  beforeAll(async () => {
    buildGo(installed!, SOURCE, program, [])
    lines = await openFunctionLines(program)
  }, 120_000)

  it('says where the functions begin that it runs', () => {
    const expected = expectedLines(program)
    expect(linesOf(lines, expected)).toEqual(expected)
  })

  it('says it of the frames it dies with', () => {
    const frames = framesOfDeath(program)
    const known = frames.filter(({ name, file, line }) => {
      const start = lines.startLineOf(name)
      const text = readFileSync(file, 'utf8').split('\n')[(start ?? 0) - 1] ?? ''
      return start !== null && start <= line && /\bfunc\b|^(?:TEXT|CALLFN)|\bgo /.test(text)
    })
    expect(frames.length).toBeGreaterThan(10)
    expect(frames.filter((frame) => !known.includes(frame))).toEqual([])
  })

  it('is asked for a generic function by the types it was made for, too', () => {
    const line = lines.startLineOf('main.largest[...]')
    expect(line).not.toBeNull()
    expect(lines.startLineOf('main.largest[go.shape.int]')).toBe(line)
  })

  it.each(['', 'main', 'main.mai', 'main.gone', 'main.largest', 'x'.repeat(100_000), '\0', ']['])(
    'has no line for %j',
    (name) => expect(lines.startLineOf(name)).toBeNull(),
  )

  it('says it without symbols and paths', async () => {
    const stripped = join(folder, 'stripped')
    buildGo(installed!, SOURCE, stripped, ['-trimpath', '-ldflags=-s -w'])
    const expected = expectedLines(stripped)
    expect(linesOf(await openFunctionLines(stripped), expected)).toEqual(expected)
  })

  it('is refused when its end is missing', async () => {
    const cut = join(folder, 'cut')
    writeFileSync(cut, readFileSync(program))
    truncateSync(cut, 700_000)
    await expect(openFunctionLines(cut)).rejects.toThrow(`${cut}: damaged or cut off: what it points at is not there`)
  })
})

describe.skipIf(installed === undefined || installed.minor >= 20)('a program of an old Go', () => {
  it('is refused in a sentence', async () => {
    const old = join(folder, 'old')
    buildGo(installed!, SOURCE, old, [])
    await expect(openFunctionLines(old)).rejects.toThrow('built by Go 1.19 or older')
  })
})

describe('what is no Go program', () => {
  const file = join(folder, 'file')
  it.each([
    ['text', 'panic: boom\n', 'not an executable (ELF, Mach-O or PE)'],
    ['an empty file', '', 'not an executable (ELF, Mach-O or PE)'],
    ['a class of Java', '\xca\xfe\xba\xbe\0\0\0\x41', 'not an executable (ELF, Mach-O or PE)'],
    ['a program for DOS', `MZ${'\0'.repeat(100)}`, 'not an executable (ELF, Mach-O or PE)'],
    [
      'what UPX packed',
      `\x7fELF\x02\x01${'\0'.repeat(0xe6)}UPX!${'\0'.repeat(100)}`,
      'packed with UPX; unpack it (upx -d), or take the file from before it was packed',
    ],
    ['four bytes of ELF', '\x7fELF', 'damaged or cut off: what it points at is not there'],
    ['four bytes of Mach-O', '\xcf\xfa\xed\xfe', 'damaged or cut off: what it points at is not there'],
  ])('%s is refused in a sentence', async (_, content, reason) => {
    writeFileSync(file, content, 'latin1')
    await expect(openFunctionLines(file)).rejects.toMatchObject({
      code: 'E_EXECUTABLE',
      message: `${file}: ${reason}`,
    })
  })

  it('Node is refused in a sentence', async () => {
    await expect(openFunctionLines(process.execPath)).rejects.toMatchObject({
      code: 'E_EXECUTABLE',
      message: `${process.execPath}: there is no Go program in it: it has no table of functions`,
    })
  })

  it.each([
    ['a file that is not there', join(folder, 'gone'), 'E_INPUT_MISSING'],
    ['a file below a file', join(folder, 'file', 'gone'), 'E_INPUT_MISSING'],
    ['a folder', folder, 'E_INPUT_UNREADABLE'],
    ['a device', '/dev/null', 'E_INPUT_UNREADABLE'],
  ])('%s is an input error', async (_, path, code) => {
    await expect(openFunctionLines(path)).rejects.toMatchObject({ code })
  })
})
