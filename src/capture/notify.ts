/** Telling somebody about a crash while it is fresh. Nothing here can fail a run: what goes wrong is a sentence. */
import { spawn } from 'node:child_process'

const HOOK_MS = 30_000
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
): Promise<string | null> {
  return new Promise((resolve) => {
    const hook = spawn('/bin/sh', ['-c', line], { stdio: ['pipe', 'ignore', 'inherit'], env, timeout: HOOK_MS })
    hook.on('error', (error) => resolve(`--on-crash: ${error.message}`))
    hook.on('exit', (code, signal) =>
      resolve(code === 0 ? null : `--on-crash: ended with ${signal ?? `exit code ${code}`}`),
    )
    hook.stdin.on('error', () => {})
    hook.stdin.end(payload)
  })
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
