/** The memory cgroup a process is in, of either version, and what its files say to whoever can read them. */

/** The text of a file; null where it is missing, or not for us. */
export type ReadText = (file: string) => string | null

export interface MemoryGroup {
  readonly version: 1 | 2
  /** Where its files are. */
  readonly folder: string
  /** Where those of its topmost ancestor are that can be seen from here. */
  readonly top: string
  readonly read: ReadText
}

const FILES = {
  limit: { 1: 'memory.limit_in_bytes', 2: 'memory.max' },
  used: { 1: 'memory.usage_in_bytes', 2: 'memory.current' },
  most: { 1: 'memory.max_usage_in_bytes', 2: 'memory.peak' },
  events: { 1: 'memory.oom_control', 2: 'memory.events' },
} as const

type Told = keyof typeof FILES

/** `root`: where /proc and /sys are; empty but in tests. Null outside Linux, and where the hierarchy is not mounted. */
export function memoryGroupOf(read: ReadText, root = '', pid: number | null | undefined = null): MemoryGroup | null {
  const groups = read(`${root}/proc/${pid ?? 'self'}/cgroup`) ?? ''
  const unified = /^0::(?<path>\/.*)$/m.exec(groups)?.groups?.path ?? '/'
  const legacy = /^\d+:(?:[^:]*,)?memory(?:,[^:]*)?:(?<path>\/.*)$/m.exec(groups)?.groups?.path ?? '/'
  const tops = { 1: `${root}/sys/fs/cgroup/memory`, 2: `${root}/sys/fs/cgroup` } as const
  // Inside a container the path is that of the host, and what is mounted is the container's own group.
  const candidates: readonly MemoryGroup[] = [
    { version: 1, folder: below(tops[1], legacy), top: tops[1], read },
    { version: 2, folder: below(tops[2], unified), top: tops[2], read },
    { version: 2, folder: tops[2], top: tops[2], read },
    { version: 1, folder: tops[1], top: tops[1], read },
  ]
  return candidates.find((group) => told(group, 'limit') !== null || told(group, 'events') !== null) ?? null
}

function below(top: string, path: string): string {
  return path === '/' ? top : top + path
}

export function fileOf({ version, folder }: Pick<MemoryGroup, 'version' | 'folder'>, what: Told): string {
  return `${folder}/${FILES[what][version]}`
}

/** One of its files; null where it is missing. */
export function told(group: MemoryGroup, what: Told): string | null {
  return group.read(fileOf(group, what))
}

export function bytesTold(group: MemoryGroup, what: 'used' | 'most'): number | null {
  const bytes = Number.parseInt(told(group, what) ?? '', 10)
  return Number.isNaN(bytes) ? null : bytes
}

/** The tightest of its own limit and those of the groups around it; infinite: there is none. */
export function limitOf(group: MemoryGroup): number | null {
  let least: number | null = null
  for (let { folder } = group; folder.startsWith(group.top); folder = folder.slice(0, folder.lastIndexOf('/'))) {
    const text = told({ ...group, folder }, 'limit')?.trim()
    if (text === undefined) continue
    // Version 1 writes a number near 2^63 for none.
    const limit = text === 'max' || Number(text) > 2 ** 60 ? Number.POSITIVE_INFINITY : Number(text)
    least = Math.min(least ?? Number.POSITIVE_INFINITY, limit)
  }
  return least
}

/** All that is counted of the group, as the kernel names it. */
export function countsOf(group: MemoryGroup): ReadonlyMap<string, number> {
  const lines = (told(group, 'events') ?? '').split('\n').map((line) => line.split(' '))
  return new Map(lines.flatMap(([name, count]) => (count === undefined ? [] : [[name!, Number(count)] as const])))
}

/** Times that the kernel killed a process of the group for lack of memory; null: it keeps no count that can be read. */
export function oomKillsOf(group: MemoryGroup): number | null {
  return countsOf(group).get('oom_kill') ?? null
}
