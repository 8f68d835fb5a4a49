/** What the control group of this process says about memory, and what that proves about a killed child. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ChildExit, OomEvidence } from '../model/child-exit.ts'

/** Bytes; null where the file is missing, and where there is no limit. */
export interface CgroupMemory {
  readonly version: 1 | 2
  readonly path: string
  readonly currentBytes: number | null
  readonly peakBytes: number | null
  readonly limitBytes: number | null
  /** Times that the kernel killed a process of this group for lack of memory. */
  readonly oomKills: number | null
  /** All counters as the kernel names them. */
  readonly events: Readonly<Record<string, number>>
}

/** Null outside Linux, and where the hierarchy is not mounted. */
export async function readCgroupMemory(): Promise<CgroupMemory | null> {
  const groups = await text('/proc/self/cgroup')
  if (groups === null) return null
  const unified = /^0::(?<path>.*)$/m.exec(groups)?.groups?.path
  const legacy = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(?<path>.*)$/m.exec(groups)?.groups?.path
  return legacy === undefined ? (unified === undefined ? null : readUnified(unified)) : readLegacy(legacy)
}

const ROOT = '/sys/fs/cgroup'

async function readUnified(path: string): Promise<CgroupMemory | null> {
  const folder = join(ROOT, path)
  const events = counters(await text(join(folder, 'memory.events')))
  const currentBytes = amount(await text(join(folder, 'memory.current')))
  if (currentBytes === null && Object.keys(events).length === 0) return null
  return {
    version: 2,
    path: folder,
    currentBytes,
    peakBytes: amount(await text(join(folder, 'memory.peak'))),
    limitBytes: amount(await text(join(folder, 'memory.max'))),
    oomKills: events['oom_kill'] ?? null,
    events,
  }
}

async function readLegacy(path: string): Promise<CgroupMemory | null> {
  // Inside a container the path is that of the host, and what is mounted is the container's own group.
  for (const folder of [join(ROOT, 'memory', path), join(ROOT, 'memory')]) {
    const currentBytes = amount(await text(join(folder, 'memory.usage_in_bytes')))
    if (currentBytes === null) continue
    const events = counters(await text(join(folder, 'memory.oom_control')))
    return {
      version: 1,
      path: folder,
      currentBytes,
      peakBytes: amount(await text(join(folder, 'memory.max_usage_in_bytes'))),
      limitBytes: amount(await text(join(folder, 'memory.limit_in_bytes'))),
      oomKills: events['oom_kill'] ?? null,
      events,
    }
  }
  return null
}

/** Above it a limit of version 1 means that there is none. */
const UNLIMITED_BYTES = 2 ** 60

function amount(read: string | null): number | null {
  const value = read === null ? Number.NaN : Number.parseInt(read, 10)
  return Number.isNaN(value) || value >= UNLIMITED_BYTES ? null : value
}

function counters(read: string | null): Record<string, number> {
  const lines = (read ?? '').split('\n').map((line) => line.split(' '))
  return Object.fromEntries(lines.flatMap(([name, value]) => (value === undefined ? [] : [[name!, Number(value)]])))
}

async function text(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(() => null)
}

/**
 * A killed child and a counted kill belong together. A bare SIGKILL proves nothing; with memory at its limit and nobody
 * known to have sent it, the cause is likely, and said to be no more.
 */
export function oomEvidence(
  before: CgroupMemory | null,
  after: CgroupMemory | null,
  exit: ChildExit,
  weKilledIt: boolean,
): OomEvidence | null {
  const isKilled = exit.signal === 'SIGKILL' || exit.exitCode === 137
  if (!isKilled || after === null) return null
  const kills = (after.oomKills ?? 0) - (before?.oomKills ?? 0)
  if (kills > 0)
    return { isCertain: true, text: `the kernel counted ${kills} in ${after.path}/memory.events: oom_kill` }
  const { peakBytes, limitBytes } = after
  if (weKilledIt || peakBytes === null || limitBytes === null || peakBytes < limitBytes * NEAR_LIMIT) return null
  // The peak may be older than this run.
  if (before?.peakBytes != null && before.peakBytes >= peakBytes) return null
  const percent = Math.floor((peakBytes / limitBytes) * 100)
  return { isCertain: false, text: `SIGKILL that nobody here sent, with memory at ${percent} % of its limit` }
}

const NEAR_LIMIT = 0.95
