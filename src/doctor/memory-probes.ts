/** How much memory there is, and what the kernel says when there is no more. */
import { bytesTold, limitOf, oomKillsOf } from '../base/memory-group.ts'
import { memoryGroup, ok, type Probe, unknown, warn } from './probe.ts'

const NEARLY_FULL = 0.9

export const MEMORY_PROBES: readonly Probe[] = [
  {
    id: 'memory-limit',
    title: 'memory limit',
    ask(patient) {
      const group = memoryGroup(patient)
      const limit = group === null ? null : limitOf(group)
      if (limit === null) return unknown('no memory cgroup is readable')
      if (limit === Number.POSITIVE_INFINITY) return ok('no limit in this cgroup')
      const mib = mebibytes(limit)
      const { GOMEMLIMIT = '' } = patient.env
      if (GOMEMLIMIT !== '') return ok(`${mib} MiB, GOMEMLIMIT is set`)
      return warn(
        `${mib} MiB, and GOMEMLIMIT is not set: the kernel kills without a word`,
        `GOMEMLIMIT=${Math.floor(mib * 0.9)}MiB`,
      )
    },
  },
  {
    id: 'oom-history',
    title: 'kills for lack of memory so far',
    ask(patient) {
      const group = memoryGroup(patient)
      const kills = group === null ? null : oomKillsOf(group)
      if (kills === null) return unknown('no counter is readable: a kill cannot be proved here')
      return kills === 0 ? ok('none') : warn(`${kills} in this cgroup`, 'raise the limit, or set GOMEMLIMIT')
    },
  },
  {
    id: 'memory-used',
    title: 'memory in use',
    ask(patient) {
      const group = memoryGroup(patient)
      const used = group === null ? null : bytesTold(group, 'used')
      const limit = group === null ? null : limitOf(group)
      if (group === null || used === null || limit === null) return unknown('no memory cgroup is readable')
      const most = bytesTold(group, 'most')
      const evidence = `${mebibytes(used)} MiB${most === null ? '' : `, at most ${mebibytes(most)} MiB so far`}`
      if (used < limit * NEARLY_FULL) return ok(evidence)
      return warn(`${evidence}, of ${mebibytes(limit)} MiB`, 'raise the limit, or set GOMEMLIMIT')
    },
  },
]

export function mebibytes(bytes: number): number {
  return Math.floor(bytes / 1_048_576)
}
