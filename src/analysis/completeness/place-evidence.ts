import type { EvidenceKey } from './evidence-rules.ts'
import { COMMON_LIMITS, environmentOf } from './limits.ts'

/** What is known of a source besides its events. */
export interface SourceFacts {
  readonly bytes: number
  readonly lines: number
  readonly layers: readonly string[]
}

/**
 * What the size and the name of a source say. Any log has some size by chance: a size counts only where the log looks
 * cut for another reason, and then it tells by whom.
 */
export function* placeEvidence(
  name: string,
  { bytes, lines, layers }: SourceFacts,
  cut: { readonly head: boolean; readonly tail: boolean },
): Iterable<readonly [EvidenceKey, string]> {
  const limits = [...(environmentOf(layers)?.limits ?? []), ...COMMON_LIMITS]
  if (cut.tail || cut.head) {
    // The last character may have been longer than what was left of the limit.
    const size = limits.find(({ of, most }) => of === 'bytes' && bytes <= most && bytes >= most - SPLIT_BYTES)
    if (size !== undefined) yield ['E11', `${bytes} bytes: ${size.what}`]
    const count = limits.find(({ of, most }) => of === 'lines' && lines === most)
    if (count !== undefined) yield ['E12', `${lines} lines: ${count.what}`]
  }
  const file = name.split('/').at(-1)!
  if (/^@[0-9a-f]{24}\.u$/.test(file)) yield ['E18', file]
  else if (/\.(?:partial|part|crdownload|tmp)$/.test(file)) yield ['E18s', file]
}

const SPLIT_BYTES = 4
