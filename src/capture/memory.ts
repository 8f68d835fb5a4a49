/** What the control group of this process says about memory, and what that proves about a killed child. */
import { readFileSync } from 'node:fs'
import { bytesTold, countsOf, fileOf, limitOf, memoryGroupOf, oomKillsOf } from '../base/memory-group.ts'
import type { ChildExit, OomEvidence } from '../model/child-exit.ts'

/** Bytes; null where the file is missing, and where there is no limit. */
export interface CgroupMemory {
  readonly version: 1 | 2
  readonly path: string
  readonly currentBytes: number | null
  readonly peakBytes: number | null
  /** The tightest of its own and those of the groups around it. */
  readonly limitBytes: number | null
  /** Times that the kernel killed a process of this group for lack of memory. */
  readonly oomKills: number | null
  /** All counters as the kernel names them. */
  readonly events: Readonly<Record<string, number>>
}

/** Null outside Linux, and where the hierarchy is not mounted. `root`: where /proc and /sys are; empty but in tests. */
export async function readCgroupMemory(root = ''): Promise<CgroupMemory | null> {
  const group = memoryGroupOf(textOf, root)
  if (group === null) return null
  const limit = limitOf(group)
  return {
    version: group.version,
    path: group.folder,
    currentBytes: bytesTold(group, 'used'),
    peakBytes: bytesTold(group, 'most'),
    limitBytes: limit === Number.POSITIVE_INFINITY ? null : limit,
    oomKills: oomKillsOf(group),
    events: Object.fromEntries(countsOf(group)),
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
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
  if (kills > 0) {
    const file = fileOf({ version: after.version, folder: after.path }, 'events')
    return { isCertain: true, text: `the kernel counted ${kills} in ${file}: oom_kill` }
  }
  const { peakBytes, limitBytes } = after
  if (weKilledIt || peakBytes === null || limitBytes === null || peakBytes < limitBytes * NEAR_LIMIT) return null
  // The peak may be older than this run.
  if (before?.peakBytes != null && before.peakBytes >= peakBytes) return null
  const percent = Math.floor((peakBytes / limitBytes) * 100)
  return { isCertain: false, text: `SIGKILL that nobody here sent, with memory at ${percent} % of its limit` }
}

const NEAR_LIMIT = 0.95
