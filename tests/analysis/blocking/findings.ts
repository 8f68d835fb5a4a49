import { readdirSync } from 'node:fs'
import { SourceAnalysis } from '../../../src/analysis/analysis.ts'
import { extract, type Finding, type SourceInput } from '../../../src/index.ts'

export const CORPUS = new URL('../../corpus/', import.meta.url).pathname

export function logsIn(folder: string): string[] {
  return readdirSync(CORPUS + folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
}

const BLOCKING = new Set(['go/deadlock', 'go/leak', 'go/blocked-unproven'])

export function isBlocking({ rule }: Finding): boolean {
  return BLOCKING.has(rule)
}

/** Every goroutine with a stack of its own, so that each shows the addresses it waits for. */
export async function findingsOf(input: SourceInput): Promise<readonly Finding[]> {
  const analysis = new SourceAnalysis(typeof input === 'string' ? input : input.name)
  for await (const events of extract(input)) analysis.add(events)
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
