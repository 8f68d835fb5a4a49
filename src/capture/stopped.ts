import { readFileSync } from 'node:fs'

/** Stopped by hand or by a debugger, as far as /proc tells: its silence means nothing. */
export function isStopped(pid: number): boolean {
  try {
    return /^State:\s+[Tt]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
