/** How a program is brought to its end: asked for its last words first, then to stop, then not asked any more. */
import type { Child } from './child.ts'

export interface EndingClock {
  /** Milliseconds since the last byte came. */
  readonly silentMs: () => number
}

export type HangAction = 'stop' | 'kill' | 'leave'

/** A dump of many goroutines takes seconds; it is waited for while it flows. */
const DUMP_SILENCE_MS = 1_000
const DUMP_MOST_MS = 60_000
const STOP_MS = 5_000
const STEP_MS = 50

export async function endChild(child: Child, clock: EndingClock, action: Exclude<HangAction, 'leave'>): Promise<void> {
  let isOver = false
  void child.exited.then(() => void (isOver = true))
  const wait = async (until: (waitedMs: number) => boolean) => {
    const started = performance.now()
    while (!isOver && !until(performance.now() - started)) await pause(STEP_MS)
  }
  child.signal('SIGQUIT')
  await wait((ms) => ms > DUMP_MOST_MS || (ms > DUMP_SILENCE_MS && clock.silentMs() > DUMP_SILENCE_MS))
  if (!isOver && action === 'stop') {
    child.signal('SIGTERM')
    await wait((ms) => ms > STOP_MS)
  }
  if (!isOver) child.signal('SIGKILL')
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms))
}
