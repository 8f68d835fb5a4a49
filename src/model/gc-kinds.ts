/** Kinds of pauses in which a JVM collects the whole heap, whatever led to it: a promotion that failed is not yet one. */
export const FULL_KINDS: ReadonlySet<string> = new Set([
  'full',
  'concurrent-mode-failure',
  'concurrent-mode-interrupted',
])

/** Whether the program asked for the collection: JDK 6 prints only the class. */
export function isSystemGc(cause: string | null): boolean {
  return cause === 'System.gc()' || cause === 'System'
}
