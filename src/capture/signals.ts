import type { SignalName } from './signal-name.ts'

/**
 * Signals that reach us are meant for the program we stand in front of. Each is passed on exactly once: the terminal
 * sends its own to the whole group, so those are passed on only to a child in a session of its own.
 */
export interface Received {
  readonly signal: SignalName
  readonly atMs: number
}

export interface Forwarding {
  /** Everything that came, in order. */
  readonly received: readonly Received[]
  /** Nobody listens any more; what comes now does what it does to any program. */
  stop(): void
}

const FORWARDED: readonly NodeJS.Signals[] = [
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SIGQUIT',
  'SIGUSR1',
  'SIGUSR2',
  'SIGWINCH',
]

/** What a terminal sends to everybody in front of it. */
const OF_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGWINCH', 'SIGTSTP', 'SIGCONT'])

export interface ForwardOptions {
  readonly ownSession: boolean
  readonly send: (signal: NodeJS.Signals) => void
  /** True when somebody else deals with it. */
  readonly intercept?: (signal: NodeJS.Signals) => boolean
}

/** Within this time a second Ctrl-C means it: what does not end then is killed. */
const TWICE_MS = 2_000

export function forwardSignals({ ownSession, send, intercept }: ForwardOptions): Forwarding {
  const started = performance.now()
  const received: Received[] = []
  const timers: NodeJS.Timeout[] = []
  const take = (signal: NodeJS.Signals) => {
    const atMs = performance.now() - started
    const before = received.findLast((one) => one.signal === signal)
    received.push({ signal, atMs })
    if (received.length > MOST_RECEIVED) received.shift()
    if (intercept?.(signal) === true) return
    if (!ownSession && OF_TERMINAL.has(signal)) return
    send(signal)
    if (signal === 'SIGINT' && before !== undefined && atMs - before.atMs < TWICE_MS && ownSession)
      timers.push(setTimeout(() => send('SIGKILL'), TWICE_MS))
  }
  // Stopped by hand, both stop; a child in our own group is stopped by the terminal as we are. In a session of its own
  // the kernel lets no SIGTSTP stop it, since nobody there could let it go on.
  const pause = () => {
    send('SIGSTOP')
    process.kill(process.pid, 'SIGSTOP')
  }
  const resume = () => send('SIGCONT')
  for (const signal of FORWARDED) process.on(signal, take)
  if (ownSession) process.on('SIGTSTP', pause).on('SIGCONT', resume)
  return {
    received,
    stop() {
      for (const timer of timers) clearTimeout(timer)
      for (const signal of FORWARDED) process.removeListener(signal, take)
      process.removeListener('SIGTSTP', pause).removeListener('SIGCONT', resume)
    },
  }
}

const MOST_RECEIVED = 1_000
