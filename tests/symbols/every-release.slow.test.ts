/** The same program by every Go that is here, for every kind of executable. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openFunctionLines } from '../../src/index.ts'
import { buildGo, type GoRelease, goReleases } from '../support/go-releases.ts'
import { lacks } from '../support/tools.ts'
import { expectedLines, linesOf, SOURCE } from './expected-lines.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-symbols-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const OTHERS = ['go1.19.13', 'go1.20.14', 'go1.21.13', 'go1.22.12', 'go1.23.12', 'go1.24.0', 'go1.25.5', 'go1.27.0']
const releases = lacks('go', 'first lines by every release of Go') ? [] : goReleases(OTHERS)

const STRIPPED = ['-trimpath', '-ldflags=-s -w']
const PIE = ['-buildmode=pie']
const EXECUTABLES: readonly (readonly [target: string, ...args: string[]])[] = [
  ['linux/amd64', ...PIE, ...STRIPPED],
  ['windows/amd64', ...STRIPPED],
  ['darwin/arm64'],
]
/** A build for another processor begins with the standard library: of these, one release will do. */
const RARE: typeof EXECUTABLES = [
  ['linux/amd64'],
  ['linux/amd64', ...STRIPPED],
  ['linux/arm64', ...PIE],
  ['linux/386'],
  ['linux/s390x'],
  ['linux/mips'],
  ['linux/ppc64le', ...PIE],
  ['windows/386', ...STRIPPED],
  ['darwin/amd64', ...STRIPPED],
  ['openbsd/amd64'],
  ['solaris/amd64'],
]

describe.each(releases.filter(({ minor }) => minor >= 20))('$name', (release) => {
  const native = join(folder, 'native')
  let expected: Record<string, number>

  beforeAll(() => {
    buildGo(release, SOURCE, native, [])
    expected = expectedLines(native)
  }, 240_000)

  const builds = [...EXECUTABLES, ...(release === releases[0] ? RARE : [])]
  it.each(builds.map((build) => ({ title: build.join(' '), build })))(
    'for $title',
    async ({ build: [target, ...args] }) => {
      const lines = await openFunctionLines(buildFor(release, target, args))
      expect(linesOf(lines, expected)).toEqual(expected)
    },
    240_000,
  )

  it.runIf(release === releases[0])(
    'for both processors of macOS in one file',
    async () => {
      const parts = ['darwin/amd64', 'darwin/arm64'].map((target) => readFileSync(buildFor(release, target, [])))
      const program = join(folder, 'universal')
      writeFileSync(program, universal(parts))
      expect(linesOf(await openFunctionLines(program), expected)).toEqual(expected)
    },
    240_000,
  )
})

function buildFor(release: GoRelease, target: string, args: readonly string[]): string {
  const program = join(folder, 'program')
  const [GOOS, GOARCH] = target.split('/')
  buildGo(release, SOURCE, program, args, { GOOS, GOARCH })
  return program
}

/** As Apple's lipo joins them: a table in big-endian order, and each part at a multiple of 16 KiB. */
function universal(parts: readonly Buffer[]): Buffer {
  const starts = parts.map((_, index) =>
    parts.slice(0, index).reduce((sum, { length }) => sum + Math.ceil(length / 16_384) * 16_384, 16_384),
  )
  const file = Buffer.alloc(starts.at(-1)! + parts.at(-1)!.length)
  file.writeUInt32BE(0xcafebabe, 0)
  file.writeUInt32BE(parts.length, 4)
  for (const [index, part] of parts.entries()) {
    file.writeUInt32BE(starts[index]!, 8 + index * 20 + 8)
    file.writeUInt32BE(part.length, 8 + index * 20 + 12)
    part.copy(file, starts[index])
  }
  return file
}

describe.each(releases.filter(({ minor }) => minor < 20))('$name', (release) => {
  it('does not record first lines, and that is said', async () => {
    const program = join(folder, 'old')
    buildGo(release, SOURCE, program, [])
    await expect(openFunctionLines(program)).rejects.toMatchObject({
      code: 'E_EXECUTABLE',
      message: `${program}: built by Go 1.19 or older, which does not record where a function begins`,
    })
  }, 240_000)
})
