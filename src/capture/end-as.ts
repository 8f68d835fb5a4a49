import { readFileSync } from 'node:fs'
import type { SignalName } from './signal-name.ts'

/**
 * Ends this process as the signal ends any program, so that whoever started us sees a true death by signal. Returns
 * where that is impossible: the kernel does not let process 1 of a container die so.
 */
export function endAs(signal: SignalName): void {
  if (DUMPS_CORE.has(signal)) forbidCore()
  if (signal !== 'SIGKILL') {
    process.removeAllListeners(signal)
    // Node ignores some signals and starts a debugger on another; whoever stops listening gets the default back.
    const listen = () => {}
    process.on(signal, listen)
    process.removeListener(signal, listen)
  }
  process.kill(process.pid, signal)
}

const DUMPS_CORE: ReadonlySet<SignalName> = new Set([
  'SIGQUIT',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGSEGV',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGSYS',
])

/** The core that matters is the child's. Ours would lie over it, and is large. */
function forbidCore(): void {
  try {
    const limit = /^Max core file size +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1]
    // Loaded here: it takes its time, and every start of the program would wait for it.
    const { spawnSync } = process.getBuiltinModule('node:child_process')
    if (limit !== '0') spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:'], { stdio: 'ignore' })
  } catch {
    // No /proc: the core is written.
  }
}
