/** What `run` reads of its memory cgroup, and what that proves, on trees that are made up. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { oomEvidence, readCgroupMemory } from '../../src/capture/memory.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'log-extractor-memory-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function read(files: Readonly<Record<string, string>>) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return readCgroupMemory(root)
}

const OWN = {
  'memory.current': '5\n',
  'memory.peak': '9\n',
  'memory.max': '10\n',
  'memory.events': 'oom 1\noom_kill 1\n',
}
const v2 = (folder: string, files: Readonly<Record<string, string>> = OWN) =>
  Object.fromEntries(Object.entries(files).map(([name, text]) => [`sys/fs/cgroup${folder}/${name}`, text]))
const TOLD = { currentBytes: 5, peakBytes: 9, limitBytes: 10, oomKills: 1, events: { oom: 1, oom_kill: 1 } }

describe('the memory cgroup', () => {
  it('is nowhere', async () => expect(await read({ 'proc/self/cgroup': '0::/a\n' })).toBeNull())

  it.each<[string, string, string, string]>([
    ['where the kernel says', '0::/a\n', '/a', '/a'],
    ['in a container that sees only its own', '0::/kubepods/pod1/c1\n', '', ''],
    ['of version 2, beside a hierarchy of version 1 that is not there', '4:memory:/a\n0::/a\n', '/a', '/a'],
  ])('is read %s', async (_, groups, folder, path) => {
    expect(await read({ 'proc/self/cgroup': groups, ...v2(folder) })).toEqual({
      version: 2,
      path: join(root, 'sys/fs/cgroup', path),
      ...TOLD,
    })
  })

  it('has the limit of the group around it', async () => {
    const around = { ...v2('/a', { 'memory.max': '7\n' }), ...v2('/a/b', { ...OWN, 'memory.max': 'max\n' }) }
    expect(await read({ 'proc/self/cgroup': '0::/a/b\n', ...around })).toMatchObject({ limitBytes: 7 })
  })

  it('has no limit', async () => {
    const unlimited = v2('', { ...OWN, 'memory.max': 'max\n' })
    expect(await read({ 'proc/self/cgroup': '0::/\n', ...unlimited })).toMatchObject({ limitBytes: null, peakBytes: 9 })
  })
})

const KILLED = { exitCode: null, signal: 'SIGKILL', signalNumber: 9 }

it.each<[string, Readonly<Record<string, string>>, string]>([
  ['2', { 'proc/self/cgroup': '0::/\n', ...v2('') }, 'memory.events'],
  [
    '1',
    {
      'proc/self/cgroup': '4:memory:/\n',
      'sys/fs/cgroup/memory/memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n',
    },
    'memory/memory.oom_control',
  ],
])('a kill is cited from the file that counts it, version %s', async (_, files, name) => {
  const after = (await read(files))!
  expect(oomEvidence({ ...after, oomKills: 0 }, after, KILLED, false)).toEqual({
    isCertain: true,
    text: `the kernel counted 1 in ${root}/sys/fs/cgroup/${name}: oom_kill`,
  })
})
