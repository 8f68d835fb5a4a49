import { readdir, stat } from 'node:fs/promises'

/** Processes that hold one of these pipes open, as far as /proc tells; ourselves left out. */
export async function holdersOf(pipes: readonly { readonly dev: number; readonly ino: number }[]): Promise<number[]> {
  if (pipes.length === 0) return []
  const found: number[] = []
  for (const name of await readdir('/proc').catch(() => [])) {
    const pid = Number(name)
    if (!Number.isInteger(pid) || pid === process.pid) continue
    if (await holds(pid, pipes)) found.push(pid)
  }
  return found.sort((a, b) => a - b)
}

async function holds(pid: number, pipes: readonly { readonly dev: number; readonly ino: number }[]): Promise<boolean> {
  for (const fd of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
    const status = await stat(`/proc/${pid}/fd/${fd}`).catch(() => null)
    if (status !== null && pipes.some(({ dev, ino }) => status.ino === ino && status.dev === dev)) return true
  }
  return false
}
