/** Somebody runs out of memory: where the kernel kills, where systemd says so, and where neither is to be had. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { OOM_PROBES } from '../../src/doctor/oom-probe.ts'
import { askAll, memoryGroup, type Patient } from '../../src/doctor/probe.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'log-extractor-oom-'))
})

afterEach(() => rmSync(root, { recursive: true, force: true }))

function tree(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

async function ask(patient: Partial<Patient>): Promise<string> {
  const [result] = await askAll(OOM_PROBES, { env: { PATH: root }, root, binary: null, folder: '.', ...patient })
  return `${result!.verdict}: ${result!.evidence}`
}

const linuxOnly = it.runIf(process.platform === 'linux')

linuxOnly(
  'on this machine is tried, and leaves no group behind',
  async () => {
    const told = await ask({ root: '', env: { PATH: process.env.PATH } })
    // What can be had differs; that it is one of these does not.
    expect(told).toMatch(
      /^(?:ok: SIGKILL \(137 to a shell\); the kernel counted [1-9]|ok: systemd says so|warn: SIGKILL|unknown: )/,
    )
    const group = memoryGroup({ root: '' })
    if (group !== null) expect(readdirSync(group.folder).filter((name) => name.startsWith('log-extractor'))).toEqual([])
  },
  30_000,
)

linuxOnly(
  'without a cgroup says that nothing was killed, and what happened instead',
  async () => {
    // A folder can be made there, and gets no limit by that.
    tree({ 'sys/fs/cgroup/memory.max': 'max\n' })
    expect(await ask({})).toMatch(
      /^unknown: no memory cgroup can be made here, .*: a kill was not tried\. With ulimit -v, which is another end: (?:exit|SIG)/,
    )
    expect(readdirSync(join(root, 'sys/fs/cgroup'))).toEqual(['memory.max'])
  },
  30_000,
)

linuxOnly.each([
  ['oom-kill', /^ok: systemd says so of its unit: result oom-kill$/],
  ['signal', /^warn: systemd calls the end of its unit "signal", not oom-kill$/],
])('under systemd the result %s is taken from it', async (result, told) => {
  tree({ 'systemd-run': `#!/bin/sh\necho "Finished with result: ${result}" >&2\nexit 1\n` })
  chmodSync(join(root, 'systemd-run'), 0o755)
  expect(await ask({})).toMatch(told)
})
