/** Telling somebody about a crash while it is fresh. Nothing here can fail a run: what goes wrong is a sentence. */
import { spawn } from 'node:child_process'

/** After the one it is asked to end, after the other not any more. */
const HOOK_LIMITS = { askedMs: 30_000, killedMs: 35_000 }
const WEBHOOK_MS = 10_000
const ATTEMPTS = 3

/**
 * The user's own command line, through their shell; what the log says reaches it on standard input as JSON and never
 * becomes a part of the command. Resolves to a complaint, or null.
 */
export function runHook(
  line: string,
  payload: string,
  env: Readonly<Record<string, string | undefined>>,
  { askedMs, killedMs } = HOOK_LIMITS,
): Promise<string | null> {
  return new Promise((resolve) => {
    // In a group of its own, so that what it starts ends with it.
    const hook = spawn('/bin/sh', ['-c', line], { stdio: ['pipe', 'ignore', 'inherit'], env, detached: true })
    let isLate = false
    const end = (signal: NodeJS.Signals) => {
      isLate = true
      signalGroup(hook, signal)
    }
    const timers = [setTimeout(end, askedMs, 'SIGTERM'), setTimeout(end, killedMs, 'SIGKILL')]
    const finish = (complaint: string | null) => {
      for (const timer of timers) clearTimeout(timer)
      resolve(complaint === null ? null : `--on-crash: ${complaint}`)
    }
    hook.on('error', (error) => finish(error.message))
    hook.on('exit', (code, signal) => {
      if (isLate) {
        signalGroup(hook, 'SIGKILL')
        finish(`not done after ${askedMs / 1_000} s: ended`)
      } else finish(code === 0 ? null : `ended with ${signal ?? `exit code ${code}`}`)
    })
    hook.stdin.on('error', () => {})
    hook.stdin.end(payload)
  })
}

function signalGroup({ pid }: { readonly pid?: number | undefined }, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal)
  } catch {
    // Nobody is left in it.
  }
}

/** Posts JSON. Tried again when the other side is not there or says that the fault is its own. */
export async function postWebhook(url: string, payload: string): Promise<string | null> {
  let complaint = ''
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: payload,
        redirect: 'error',
        signal: AbortSignal.timeout(WEBHOOK_MS),
      })
      await response.body?.cancel()
      if (response.ok) return null
      complaint = `status ${response.status}`
      if (response.status < 500 && response.status !== 429) break
    } catch (error) {
      const cause = (error as Error).cause as NodeJS.ErrnoException | undefined
      complaint = cause?.code ?? cause?.message ?? (error as Error).message
    }
    if (attempt < ATTEMPTS) await new Promise((resolve) => setTimeout(resolve, 250 * attempt))
  }
  return `--webhook: not delivered: ${complaint}`
}
