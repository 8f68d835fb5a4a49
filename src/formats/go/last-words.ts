import type { CrashSignal } from '../../model/report.ts'
import type { Sink } from '../recogniser.ts'

/** Last words of the libraries of C and C++: an exception that nobody caught, an assertion, a broken heap or stack. */
const ABORTING =
  /^(?: {2}what\(\): |terminate called |libc\+\+abi: |Fatal glibc error: |\*\*\* (?:stack smashing|buffer overflow) detected|(?:malloc|calloc|realloc|free|munmap_chunk|malloc_consolidate|sysmalloc)\(\): |corrupted (?:size|double-linked list)|double free or corruption|[^\n]{1,300}: Assertion [`'][^\n]{1,400}' failed\.$)/
const LONGEST_LAST_WORDS = 500

/** What C code said right above SIGABRT is why it called abort(). */
export function lastWords(signal: CrashSignal | null, sink: Pick<Sink, 'above'>): string | null {
  if (signal?.name !== 'SIGABRT') return null
  const { above } = sink
  if (above === null || above.apart || !ABORTING.test(above.text)) return null
  return above.text.trim().slice(0, LONGEST_LAST_WORDS)
}
