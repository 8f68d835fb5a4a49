/** The memory cgroup a process is in, of either version, and what its files say. */
import { join } from 'node:path'
import type { Patient } from './probe.ts'
import { textOf } from './proc.ts'

export interface MemoryGroup {
  readonly version: 1 | 2
  /** Where its files are. */
  readonly folder: string
  /** Where those of its topmost ancestor are that can be seen from here. */
  readonly top: string
}

const FILES = {
  limit: { 1: 'memory.limit_in_bytes', 2: 'memory.max' },
  used: { 1: 'memory.usage_in_bytes', 2: 'memory.current' },
  most: { 1: 'memory.max_usage_in_bytes', 2: 'memory.peak' },
  events: { 1: 'memory.oom_control', 2: 'memory.events' },
} as const

/** Null outside Linux, and where the hierarchy is not mounted. */
export function memoryGroupOf({ root, pid }: Pick<Patient, 'root' | 'pid'>): MemoryGroup | null {
  const groups = textOf(`${root}/proc/${pid ?? 'self'}/cgroup`) ?? ''
  const unified = /^0::(?<path>\/.*)$/m.exec(groups)?.groups?.path ?? '/'
  const legacy = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(?<path>\/.*)$/m.exec(groups)?.groups?.path ?? '/'
  const tops = { 1: `${root}/sys/fs/cgroup/memory`, 2: `${root}/sys/fs/cgroup` } as const
  // Inside a container the path is that of the host, and what is mounted is the container's own group.
  const candidates: readonly MemoryGroup[] = [
    { version: 1, folder: join(tops[1], legacy), top: tops[1] },
    { version: 2, folder: join(tops[2], unified), top: tops[2] },
    { version: 2, folder: tops[2], top: tops[2] },
    { version: 1, folder: tops[1], top: tops[1] },
  ]
  return candidates.find((group) => told(group, 'limit') !== null || told(group, 'events') !== null) ?? null
}

/** One of its files; null where it is missing. */
export function told({ version, folder }: MemoryGroup, what: keyof typeof FILES): string | null {
  return textOf(join(folder, FILES[what][version]))
}

export function bytesTold(group: MemoryGroup, what: 'used' | 'most'): number | null {
  const text = told(group, what)
  return text === null ? null : Number(text)
}

/** The tightest of its own limit and those of the groups around it; infinite: there is none. */
export function limitOf(group: MemoryGroup): number | null {
  let least: number | null = null
  for (let folder = group.folder; folder.startsWith(group.top); folder = join(folder, '..')) {
    const text = told({ ...group, folder }, 'limit')?.trim()
    if (text === undefined) continue
    // Version 1 writes a number near 2^63 for none.
    const limit = text === 'max' || Number(text) > 2 ** 60 ? Number.POSITIVE_INFINITY : Number(text)
    least = Math.min(least ?? Number.POSITIVE_INFINITY, limit)
  }
  return least
}

/** Times that the kernel killed a process of the group for lack of memory; null: it keeps no count that can be read. */
export function oomKillsOf(group: MemoryGroup): number | null {
  const count = /^oom_kill (\d+)/m.exec(told(group, 'events') ?? '')?.[1]
  return count === undefined ? null : Number(count)
}
