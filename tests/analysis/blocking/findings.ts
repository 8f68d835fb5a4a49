import { SourceAnalysis } from '../../../src/analysis/analysis.ts'
import { extract, type Finding, type SourceInput } from '../../../src/index.ts'
import { isBlocking } from '../../support/stuck-programs.ts'

/** Every goroutine with a stack of its own, so that each shows the addresses it waits for. */
export async function findingsOf(input: SourceInput): Promise<readonly Finding[]> {
  const analysis = new SourceAnalysis(typeof input === 'string' ? input : input.name)
  for await (const events of extract(input)) for (const event of events) analysis.add(event)
  return analysis.finish(0).findings
}

export async function findingsIn(text: string): Promise<readonly Finding[]> {
  return findingsOf({ name: 'input.log', bytes: Buffer.from(text) })
}

/** `go/deadlock resource/lock-order`, or null when nothing is said about waiting goroutines. */
export function verdict(findings: readonly Finding[]): string | null {
  const finding = findings.find(isBlocking)
  return finding === undefined ? null : `${finding.rule} ${finding.data.class}/${finding.data.cause}`
}
