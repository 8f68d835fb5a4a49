/** The workflow files of examples/ci: their script steps do what they say, with a `go` that plays a recorded run back. */
import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { BIN, ensureBuilt } from '../cli/built.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LOG = join(ROOT, 'tests/corpus/go/go1.26/straytests.v.log')

interface Step {
  readonly name?: string
  readonly id?: string
  readonly run?: string
}

const read = (name: string) => parse(readFileSync(join(ROOT, 'examples/ci', name), 'utf8'))

let folder: string

beforeAll(() => ensureBuilt(), 120_000)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-extractor-ci-'))
  mkdirSync(join(folder, 'bin'))
  script('npx', `[ "$1 $2" = "--yes log-extractor" ] || exit 90\nshift 2\nexec "${process.execPath}" "${BIN}" "$@"`)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function script(name: string, text: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`)
  chmodSync(join(folder, 'bin', name), 0o755)
}

/** As the runners do it: bash, ending at the first failure. */
function bash(text: string, env: Readonly<Record<string, string>>) {
  const { PATH = '', HOME = '' } = process.env
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', text], {
    cwd: folder,
    env: { PATH: `${join(folder, 'bin')}:${PATH}`, HOME, CI: 'true', ...env },
    encoding: 'utf8',
  })
}

const crashes = () => script('go', `case "$*" in "test "*"-v ./...") ;; *) exit 91 ;; esac\ncat "${LOG}"\nexit 1`)
const passes = () => script('go', 'echo "ok  \tshop/cart\t0.003s"')

describe('examples/ci/github-actions.yml', () => {
  const steps: readonly Step[] = read('github-actions.yml').jobs.test.steps
  const gate = steps.find(({ id }) => id === 'gate')!
  const after = steps.find(({ name }) => name === 'What to do about it')!
  const env = { GITHUB_ACTIONS: 'true', GITHUB_OUTPUT: 'out.txt', GITHUB_STEP_SUMMARY: 'summary.md' }
  const text = (name: string) => readFileSync(join(folder, name), 'utf8')

  it('fails with 128 for a panic, and leaves what the next steps take', () => {
    crashes()
    const outcome = bash(gate.run!, env)
    expect(outcome.stderr).toMatch(/verdict=panic code=128 child_exit=1 child_signal=-\n$/)
    expect(outcome.status).toBe(128)
    expect(outcome.stdout).toMatch(/^::error title=PANIC in TestRefund/m)
    expect(text('out.txt')).toBe('verdict=panic\ncode=128\n')
    expect(text('summary.md')).toMatch(/^# The program crashed/)
    for (const name of ['failure-report.md', 'junit.xml', 'crashes.sarif'])
      expect(existsSync(join(folder, name)), name).toBe(true)
  })

  it('passes when the tests pass', () => {
    passes()
    const outcome = bash(gate.run!, env)
    expect([outcome.status, outcome.stderr]).toEqual([0, expect.stringMatching(/verdict=clean code=0/)])
    expect(existsSync(join(folder, 'failure-report.md'))).toBe(false)
    expect(text('out.txt')).toBe('verdict=clean\ncode=0\n')
  })

  it.each([
    ['oom', /memory section/],
    ['interrupted', /nothing to do/],
    ['panic', /panic: see failure-report/],
  ])('branches on the verdict %s', (verdict, pattern) => {
    expect(bash(after.run!, { VERDICT: verdict })).toMatchObject({ status: 0, stdout: expect.stringMatching(pattern) })
  })
})

describe('examples/ci/gitlab-ci.yml', () => {
  const { script: lines, artifacts, allow_failure } = read('gitlab-ci.yml').test

  it('fails with 128 for a panic, and leaves the reports it names', () => {
    crashes()
    expect(bash(lines.join('\n'), { GITLAB_CI: 'true' }).status).toBe(128)
    for (const name of [...artifacts.paths, ...Object.values<string>(artifacts.reports)])
      expect(existsSync(join(folder, name)), name).toBe(true)
    expect(allow_failure.exit_codes).toEqual([130])
  })

  it('passes when the tests pass, with an empty report', () => {
    passes()
    expect(bash(lines.join('\n'), { GITLAB_CI: 'true' }).status).toBe(0)
    expect(readFileSync(join(folder, artifacts.reports.codequality), 'utf8')).toBe('[]\n')
  })
})
