/** Settings of GODEBUG that a module brings along. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askAll } from '../../src/doctor/probe.ts'
import { TOOLCHAIN_PROBES } from '../../src/doctor/toolchain-probes.ts'
import { lacks } from '../support/tools.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'log-extractor-module-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function tree(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

async function ask(folder: string): Promise<string> {
  const [result] = await askAll(
    TOOLCHAIN_PROBES.filter(({ id }) => id === 'module-godebug'),
    { env: {}, root: '', binary: null, folder },
  )
  return `${result!.verdict}: ${result!.evidence}`
}

const MODULE = 'module app\n\ngo 1.24\n'

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['none', { 'cmd/x': '' }, 'unknown: no go.mod in this folder or above it'],
  ['nothing set', { 'go.mod': MODULE, 'cmd/x': '' }, 'ok: the defaults of go 1.24'],
  ['no version', { 'go.mod': 'module app\n', 'cmd/x': '' }, 'ok: the defaults of go 1.20, which it does not name'],
  ['a line', { 'go.mod': `${MODULE}godebug http2client=0\n`, 'cmd/x': '' }, 'ok: http2client=0 in go.mod'],
  [
    'a block',
    { 'go.mod': `${MODULE}godebug (\n\tdefault=go1.21\n\tpanicnil=1 // why\n\t// netdns=go\n)\n`, 'cmd/x': '' },
    'warn: default=go1.21 in go.mod; panicnil=1 in go.mod: a panic(nil) has no message of its own',
  ],
  [
    'a workspace above the module',
    { 'go.work': 'go 1.24\ngodebug asynctimerchan=1\n', 'cmd/go.mod': MODULE, 'cmd/x': '' },
    'ok: asynctimerchan=1 in go.work',
  ],
  [
    'a directive',
    { 'go.mod': MODULE, 'cmd/main.go': '// x\n//go:debug panicnil=1\npackage main\n//go:debug netdns=go\n' },
    'warn: panicnil=1 in main.go: a panic(nil) has no message of its own',
  ],
  [
    'one that no build takes',
    { 'go.mod': MODULE, 'cmd/main.go': '//go:debug gctrace=1\npackage main\n' },
    'warn: gctrace=1 in main.go: the build fails, only the environment takes it',
  ],
])('%s', async (_, files, told) => {
  tree(files)
  expect(await ask(join(root, 'cmd'))).toBe(told)
})

describe.skipIf(lacks('go', 'settings of a module that no build takes'))('go', () => {
  it('does refuse them', () => {
    tree({ 'go.mod': 'module app\n\ngo 1.21\n', 'main.go': '//go:debug gctrace=1\npackage main\n\nfunc main() {}\n' })
    const { status, stderr } = spawnSync('go', ['vet', '.'], { cwd: root, encoding: 'utf8' })
    expect([status === 0, stderr]).toEqual([false, expect.stringContaining('gctrace')])
  }, 60_000)
})
