import type { Finding } from '../../model/finding.ts'
import type { Span } from '../../model/span.ts'

interface NextStep {
  readonly advice: string
  /** The evidence it rests on. */
  readonly span: Span | null
}

/** Every advice once, in the order of the findings. */
export function nextSteps(findings: readonly Finding[]): NextStep[] {
  const steps = new Map<string, NextStep>()
  for (const finding of findings) {
    for (const advice of finding.advice) {
      if (advice !== '' && !steps.has(advice)) steps.set(advice, { advice, span: finding.evidence[0]?.span ?? null })
    }
  }
  return [...steps.values()]
}
