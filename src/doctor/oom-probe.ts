/**
 * Somebody runs out of memory on purpose, in a place of its own with a limit of its own, and we look at what is left of
 * that: an end, a counter, words. Only when it is asked for.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { type MemoryGroup, oomKillsOf, told } from '../base/memory-group.ts'
import { type Ended, startAndWait } from './child-probes.ts'
import { memoryGroup, ok, type Patient, type Probe, type Told, unknown, warn } from './probe.ts'

const LIMIT_MIB = 96
/** What is taken at most where the limit turns out to have no effect. */
const MOST_MIB = 384

/** Takes memory, touches all of it, and says how much it has. */
const GREEDY = `
  const held = []
  for (let mib = 8; mib <= ${MOST_MIB}; mib += 8) {
    held.push(Buffer.alloc(8 << 20, 1))
    require('fs').writeSync(2, 'took ' + mib + ' MiB\\n')
  }`

/** An address space is not taken by touching it. A runtime reserves gigabytes of it before it does anything. */
const ADDRESSES = `
  const held = []
  for (let i = 0; i < 1024; i++) held.push(Buffer.allocUnsafe(64 << 20))`
const ADDRESSES_KIB = 4 << 20

export const OOM_PROBES: readonly Probe[] = [
  {
    id: 'oom-kill',
    title: 'a kill for lack of memory can be proved',
    ask: async (patient) =>
      (await inOwnGroup(patient)) ?? (await underSystemd(patient)) ?? (await withFewAddresses(patient)),
  },
]

/** Below our own group or beside it; null where none can be made that has a limit. */
async function inOwnGroup(patient: Patient): Promise<Told | null> {
  const own = memoryGroup(patient)
  if (own === null) return null
  // A group of version 2 that holds processes can have none below it with a limit; then one beside it may.
  for (const parent of [own.folder, join(own.folder, '..')]) {
    if (!parent.startsWith(own.top)) continue
    const group = { ...own, folder: join(parent, `log-extractor-probe-${process.pid}`) }
    try {
      mkdirSync(group.folder)
    } catch {
      continue
    }
    try {
      if (told(group, 'limit') === null) continue
      limit(group)
      const script = 'echo $$ > "$0/cgroup.procs" && exec "$@"'
      const ended = await startAndWait('/bin/sh', ['-c', script, group.folder, ...greedy(GREEDY)], quiet(patient))
      return await judged(ended, group)
    } catch {
      // Made, but not ours to use.
    } finally {
      await removed(group.folder)
    }
  }
  return null
}

function limit({ version, folder }: MemoryGroup): void {
  const bytes = String(LIMIT_MIB << 20)
  writeFileSync(join(folder, version === 2 ? 'memory.max' : 'memory.limit_in_bytes'), bytes)
  try {
    // Otherwise it would only be slow.
    writeFileSync(
      join(folder, version === 2 ? 'memory.swap.max' : 'memory.memsw.limit_in_bytes'),
      version === 2 ? '0' : bytes,
    )
  } catch {
    // The kernel counts no swap.
  }
}

async function judged(ended: Ended, group: MemoryGroup): Promise<Told> {
  const end = endOf(ended)
  if (!wasKilled(ended)) return ineffective(ended, `a cgroup with a limit of ${LIMIT_MIB} MiB`)
  const words = `of its own it said "${lastWords(ended)}", and no word of memory; ${await kernelLog()}`
  const kills = oomKillsOf(group)
  if (kills === null || kills === 0)
    return warn(`${end}, and no counter of ${group.folder} tells why; ${words}`, 'look at the log of the kernel')
  return ok(`${end}; the kernel counted ${kills} (oom_kill, cgroup v${group.version}); ${words}`)
}

/** A service of its own, where systemd lets us start one. It says afterwards why that ended. */
async function underSystemd(patient: Patient): Promise<Told | null> {
  const user = process.getuid?.() === 0 ? [] : ['--user']
  const properties = [`MemoryMax=${LIMIT_MIB}M`, 'MemorySwapMax=0'].flatMap((one) => ['-p', one])
  try {
    const ended = await startAndWait(
      'systemd-run',
      [...user, '--wait', '--pipe', '--collect', ...properties, ...greedy(GREEDY)],
      quiet(patient),
    )
    const result = /Finished with result: (?<result>[\w-]+)/.exec(ended.stderr.toString())?.groups?.result
    if (result === undefined) return null
    if (result === 'oom-kill') return ok(`systemd says so of its unit: result ${result}`)
    return warn(`systemd calls the end of its unit "${result}", not oom-kill`, 'look at the log of the kernel')
  } catch {
    return null
  }
}

/** Better than nothing, and something else: no kernel kills there, an allocation fails. */
async function withFewAddresses(patient: Patient): Promise<Told> {
  const why = 'no memory cgroup can be made here, and systemd starts nothing for us: a kill was not tried'
  try {
    const script = `ulimit -v ${ADDRESSES_KIB} && exec "$0" "$@"`
    const ended = await startAndWait('/bin/sh', ['-c', script, ...greedy(ADDRESSES)], quiet(patient))
    const words = /^.*(?:alloc|memory).*$/im.exec(ended.stderr.toString())?.[0].trim().slice(0, 80)
    return unknown(`${why}. With ulimit -v, which is another end: ${endOf(ended)}, "${words ?? 'not a word'}"`)
  } catch (error) {
    return unknown(`${why}, and ulimit -v does not work: ${(error as Error).message}`)
  }
}

function greedy(script: string): [string, ...string[]] {
  return [process.execPath, '-e', script]
}

function quiet({ env }: Patient): NodeJS.ProcessEnv {
  return { ...env, NODE_OPTIONS: '' }
}

function wasKilled({ code, signal }: Ended): boolean {
  return signal === 'SIGKILL' || code === 137
}

function endOf({ code, signal }: Ended): string {
  return signal === null ? `exit ${code}` : `${signal}${signal === 'SIGKILL' ? ' (137 to a shell)' : ''}`
}

function ineffective(ended: Ended, where: string): Told {
  return warn(`${endOf(ended)} in ${where}, after "${lastWords(ended)}": the limit has no effect`, 'another runtime')
}

function lastWords({ stderr }: Ended): string {
  return stderr.toString().trimEnd().split('\n').at(-1)!.slice(0, 80)
}

async function kernelLog(): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('dmesg', [], { timeout: 1_000, maxBuffer: 64 << 20 })
    const names = /(?:Memory cgroup out of memory|Out of memory): Kill(?:ed)? process/.test(stdout)
    return names
      ? 'the log of the kernel tells of such kills'
      : 'the log of the kernel, as far as it is shown here, does not tell'
  } catch {
    return 'the log of the kernel is not readable'
  }
}

/** A group can be removed a moment after its last process is gone. */
async function removed(folder: string): Promise<void> {
  for (let i = 0; i < 20; i++) {
    try {
      rmdirSync(folder)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      await wait(25)
    }
  }
}
