import type { Finding } from '../../../model/finding.ts'
import { bySeverity } from '../registry.ts'
import { deathSpiral, forced, fullStorm, pauseOutliers } from './collections.ts'
import {
  allocationStall,
  degenerated,
  evacuationFailure,
  humongousChurn,
  promotionFailure,
  timeToSafepoint,
} from './failures.ts'
import { leakShaped, pressureBeforeCrash } from './live-heap.ts'
import type { GcCase, GcRule } from './rule.ts'
import { unsupportedLog } from './unsupported.ts'

/** Rules that look at the collections of a whole time axis. A new one is a file and a line here. */
export const GC_RULES: readonly GcRule[] = [
  pressureBeforeCrash,
  leakShaped,
  deathSpiral,
  fullStorm,
  promotionFailure,
  evacuationFailure,
  degenerated,
  allocationStall,
  humongousChurn,
  pauseOutliers,
  forced,
  timeToSafepoint,
  unsupportedLog,
]

export function checkGcRules(facts: GcCase): Finding[] {
  return GC_RULES.flatMap((rule) => [...rule.check(facts)]).sort(bySeverity)
}
