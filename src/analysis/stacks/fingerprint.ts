import { fingerprintOf } from '../../base/hash.ts'
import type { Frame } from '../../model/stack.ts'
import { stableName } from './function-names.ts'
import { identityOf, RECIPE } from './identity.ts'
import { NO_RULES, type StackRules } from './rules.ts'
import { nameOf } from './telling-frames.ts'

/** Stable under addresses, ids, goroutine numbers, line shifts and build paths: see stacks/identity.ts. */
export function crashFingerprint(
  kind: string,
  message: string,
  frames: readonly Frame[],
  rules: StackRules = NO_RULES,
): string {
  return identityOf({ runtime: 'go', sort: kind, links: [{ type: null, message, frames }], suppressed: [] }, rules)
    .fingerprints.functions
}

/** Of goroutines and threads that merely stand somewhere: all functions count, but the runtime's own helpers. */
export function stackFingerprint(
  frames: readonly Frame[],
  createdBy: Frame | null,
  runtime: 'go' | 'jvm' = 'go',
): string {
  const functions = frames
    // They differ between releases (goPanicIndex, panicBounds) and tell no bugs apart.
    .filter((frame) => frame.kind !== 'runtime')
    .map((frame) => stableName(nameOf(frame), runtime))
    .slice(0, 200)
    .join('\n')
  return fingerprintOf(
    `${RECIPE}:stack\n${functions}\n${createdBy === null ? '' : stableName(createdBy.function, runtime)}`,
  )
}
