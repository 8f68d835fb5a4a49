import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { analyze, type CrashKind } from '../../src/index.ts'
import { lacks } from '../support/tools.ts'

const SOURCE = new URL('src/', import.meta.url)

const DEATHS: readonly (readonly [name: string, kind: CrashKind])[] = [
  ['nil-map', 'panic'],
  ['nil-field', 'panic'],
  ['index', 'panic'],
  ['helper', 'panic'],
  ['closed', 'panic'],
  ['rethrow', 'panic'],
  ['assertion', 'panic'],
  ['goroutine', 'panic'],
  ['deadlock', 'deadlock'],
]

/** Whatever Go is installed here, its crashes are read, and the marked line is blamed. */
describe.skipIf(lacks('go', 'crashes of the installed Go'))('crashes of the installed Go', () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-extractor-live-'))
  const program = join(folder, 'program')
  const lines = readFileSync(new URL('main.go', SOURCE), 'utf8').split('\n')

  beforeAll(() => {
    const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: SOURCE, encoding: 'utf8' })
    if (built.status !== 0) throw new Error(built.stderr)
  }, 120_000)
  afterAll(() => rmSync(folder, { recursive: true }))

  for (const [name, kind] of DEATHS) {
    for (const level of ['single', 'all', 'system', 'crash']) {
      test(`${name} at GOTRACEBACK=${level}`, async () => {
        const { stderr } = spawnSync(program, [name], { env: { ...process.env, GOTRACEBACK: level } })
        const { crashes, sources } = await analyze({ name: 'stderr', bytes: stderr })
        expect(crashes).toHaveLength(1)
        expect(crashes[0]).toMatchObject({
          kind,
          origin: {
            file: expect.stringMatching(/main\.go$/),
            line: 1 + lines.findIndex((line) => line.endsWith(`culprit: ${name}`)),
          },
        })
        expect(sources[0]!.completeness).toEqual({ verdict: 'complete', evidence: [] })
      })
    }
  }
})
