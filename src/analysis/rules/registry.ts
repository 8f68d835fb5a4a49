import type { Finding } from '../../model/finding.ts'
import { BLOCKING_RULES } from './blocking.ts'
import { JVM_EXCEPTION_RULES } from './jvm-exceptions.ts'
import { JVM_THREAD_RULES } from './jvm-threads.ts'
import { JVM_VM_CRASH_RULES } from './jvm-vm-crash.ts'
import { OOM_KILL_RULES } from './oom-kill.ts'
import { PANIC_RULES } from './panic-causes.ts'
import type { Case, Rule } from './rule.ts'

/** Every rule. A new one is a file and a line here. */
export const RULES: readonly Rule[] = [
  ...PANIC_RULES,
  ...BLOCKING_RULES,
  ...JVM_EXCEPTION_RULES,
  ...JVM_THREAD_RULES,
  ...JVM_VM_CRASH_RULES,
  ...OOM_KILL_RULES,
]

const SEVERITY = { error: 0, warning: 1, info: 2 } as const

/** Most severe first, then the surest. */
export function bySeverity(a: Finding, b: Finding): number {
  return SEVERITY[a.severity] - SEVERITY[b.severity] || b.confidence - a.confidence
}

export function checkRules(facts: Case): Finding[] {
  return RULES.flatMap((rule) => [...rule.check(facts)]).sort(bySeverity)
}
