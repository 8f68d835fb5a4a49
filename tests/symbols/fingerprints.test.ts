/** Exact fingerprints of the failures of two builds of one program, made with the executable and with the source of each. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type AnalyzeOptions, analyze } from '../../src/index.ts'
import { buildGo, goReleases } from '../support/go-releases.ts'
import { sourceOf, stacksOf } from '../support/stack-pairs.ts'
import { lacks } from '../support/tools.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-builds-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [installed] = lacks('go', 'fingerprints by the executable of a Go program') ? [] : goReleases([])

describe.skipIf(installed === undefined || installed.minor < 20)('two builds of the installed Go', () => {
  it('fail in the same lines of the same functions, as executable and source both say', async () => {
    const builds = ([1, 2] as const).map((build) => {
      const directory = join(folder, `build-${build}`)
      const binary = join(folder, `program-${build}`)
      mkdirSync(directory)
      writeFileSync(join(directory, 'main.go'), sourceOf('go', build))
      writeFileSync(join(directory, 'go.mod'), 'module example.com/bugs\n\ngo 1.20\n')
      buildGo(installed!, directory, binary, build === 1 ? [] : ['-trimpath', '-ldflags=-s -w'])
      return { directory, binary }
    })
    for (const { bug } of stacksOf('go', 1)) {
      const logs = builds.map(({ binary }) => spawnSync(binary, [bug, '1'], { encoding: 'utf8' }).stderr)
      const exact = async (options: (build: (typeof builds)[number]) => AnalyzeOptions) =>
        Promise.all(
          builds.map(async (build, i) => {
            const { stacks } = await analyze({ name: 'crash.log', bytes: logs[i]! }, options(build))
            return stacks[0]!.fingerprints
          }),
        )
      const byBinary = await exact(({ binary }) => ({ binary }))
      const bySource = await exact(({ directory }) => ({ sourceDirectory: directory }))
      const byFile = await exact(() => ({}))
      expect(new Set([...byBinary, ...bySource].map((one) => JSON.stringify(one))).size, bug).toBe(1)
      expect(byBinary[0]!.lines, bug).toBe('function')
      expect(byFile[0]!.exact, bug).not.toBe(byFile[1]!.exact)
    }
  }, 180_000)
})
