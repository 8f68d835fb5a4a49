import { GC_RULES } from '../analysis/rules/gc/registry.ts'
import { RULES } from '../analysis/rules/registry.ts'
import { PLAIN_RULES } from '../verdict/judge.ts'

/** Every rule that a problem can be named by. */
export function ruleIds(): string[] {
  return [...[...RULES, ...GC_RULES].map(({ id }) => id), ...PLAIN_RULES]
}
