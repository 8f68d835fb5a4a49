import type { Peeled } from './envelope.ts'

/** Query APIs (Loki, Cloud Logging) answer newest first; in one answer that is plain to see, and undone. */
export function oldestFirst(parts: readonly Peeled[]): readonly Peeled[] {
  let down = 0
  let up = 0
  for (let i = 1; i < parts.length; i++) {
    const before = parts[i - 1]!.time
    const after = parts[i]!.time
    if (before === null || after === null || before === after) continue
    if (before > after) down++
    else up++
  }
  // Equal times keep the order of the answer, reversed as one block.
  return down > 0 && down >= 9 * up ? parts.toReversed() : parts
}
