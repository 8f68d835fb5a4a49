/** All goroutines of a running program, as its own debug server prints them. Only of this machine. */

const MOST_BYTES = 64 * 1024 * 1024
const WAIT_MS = 30_000

/** The address of the goroutine dump, or what is wrong with what was typed. */
export function goroutineUrl(typed: string): { readonly url: string } | { readonly wrong: string } {
  const full = /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`
  if (!URL.canParse(full)) return { wrong: 'it is no URL' }
  const url = new URL(full)
  if (!/^https?:$/.test(url.protocol)) return { wrong: 'only http and https are spoken' }
  if (!/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname))
    return { wrong: 'only a program on this machine is asked, such as localhost:6060' }
  const base = url.pathname.replace(/\/+$/, '')
  url.pathname = base === '' ? '/debug/pprof/goroutine' : base.endsWith('/goroutine') ? base : `${base}/goroutine`
  url.search = '?debug=2'
  return { url: url.href }
}

/**
 * All or nothing: of a part nobody could tell which goroutines are gone, and which were only cut off.
 * @throws Error in one sentence.
 */
export async function fetchGoroutines(url: string, mostBytes = MOST_BYTES): Promise<Buffer> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) }).catch(
    (error: Error) => {
      throw new Error((error.cause as NodeJS.ErrnoException | undefined)?.code ?? error.message)
    },
  )
  if (!response.ok || response.body === null) throw new Error(`status ${response.status}`)
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body) {
    bytes += part.length
    if (bytes > mostBytes) throw new Error(`it is longer than ${mostBytes / 1_048_576} MiB`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
