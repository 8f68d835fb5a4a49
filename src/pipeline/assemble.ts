import type { SourceAnalysis, SourceFindings } from '../analysis/analysis.ts'
import { tellGc } from '../analysis/gc/gc-report.ts'
import type { SourceCode } from '../analysis/go/source/source-code.ts'
import { bySeverity } from '../analysis/rules/registry.ts'
import { mergeGroups } from '../analysis/stacks/merged-groups.ts'
import { type Crash, REPORT_SCHEMA, type Report, type Source } from '../model/report.ts'
import type { WrittenOrder } from '../model/written-order.ts'
import { verdictOf } from '../verdict/verdict.ts'
import type { ReadResult } from './each-source.ts'
import { NAME, VERSION } from './version.ts'

/** What came of one source; no findings when it could not be read. */
export interface Outcome {
  readonly source: Source
  readonly findings: SourceFindings | null
  readonly claimedLines?: number
}

/** `crashesBefore`: crashes of earlier sources, so that ids are unique in a report. */
export function tellSource(
  name: string,
  analysis: SourceAnalysis,
  crashesBefore: number,
  result: ReadResult,
  source: SourceCode | null = null,
): Outcome & { readonly findings: SourceFindings } {
  const findings = analysis.finish(crashesBefore, result, source)
  const { bytes, lines, layers, encoding, compression, claimedLines } = result
  const { completeness, nearMisses } = findings
  return {
    source: { name, bytes, lines, layers, encoding, compression, completeness, error: null, nearMisses },
    findings,
    claimedLines,
  }
}

/** The sources put together, in the order in which they were read. */
export function assemble(outcomes: readonly Outcome[], elapsedMs: number): Report {
  const sources = outcomes.map(({ source }) => source)
  const found = outcomes.flatMap(({ findings }) => (findings === null ? [] : [findings]))
  const claimedLines = outcomes.reduce((sum, outcome) => sum + (outcome.claimedLines ?? 0), 0)
  const crashes = withCopies(found.flatMap(({ crashes }) => crashes))
  const gc = tellGc(
    found.map((findings) => findings.gc),
    crashes,
  )
  const findings = found.flatMap((one) => one.findings)
  return {
    schema: REPORT_SCHEMA,
    tool: { name: NAME, version: VERSION },
    sources,
    crashes,
    dumps: found.flatMap(({ dumps }) => dumps),
    gc: { go: gc.go?.summary ?? null, jvm: gc.jvm?.summary ?? null },
    allocation: found.flatMap(({ allocation }) => allocation),
    stacks: mergeGroups(
      found.flatMap(({ stacks }) => stacks),
      writtenOrders(outcomes),
    ),
    tests: found.flatMap(({ tests }) => tests),
    findings: [...findings, ...gc.findings].sort(bySeverity),
    verdict: verdictOf(crashes, {
      testFailed: found.some(({ testFailed }) => testFailed),
      oomKill: found.map(({ oomKill }) => oomKill).find((told) => told !== null) ?? null,
      killed: found.some(({ killed }) => killed),
      interrupted: found.some(({ interrupted }) => interrupted),
      findings,
      unread: sources.filter(({ error }) => error !== null).map(({ name }) => name),
    }),
    stats: {
      bytes: sources.reduce((sum, source) => sum + source.bytes, 0),
      lines: sources.reduce((sum, source) => sum + source.lines, 0),
      claimedLines,
      unclaimedNearMisses: found.reduce((sum, { nearMissCount }) => sum + nearMissCount, 0),
      elapsedMs: Math.round(elapsedMs * 1000) / 1000,
    },
    redaction: null,
  }
}

/** The sources by name, and how each was written. */
export function writtenOrders(
  outcomes: readonly Outcome[],
): { readonly name: string; readonly order: WrittenOrder | null }[] {
  return outcomes.map(({ source, findings }) => ({ name: source.name, order: findings?.order ?? null }))
}

export function unread(name: string, error: string): Source {
  return {
    name,
    bytes: 0,
    lines: 0,
    layers: [],
    encoding: 'utf-8',
    compression: null,
    completeness: { verdict: 'no-crash', evidence: [] },
    error,
    nearMisses: [],
  }
}

/** The same report twice (a log shipper, SetCrashOutput beside stderr) is one crash with copies, not two. */
function withCopies(crashes: readonly Crash[]): Crash[] {
  const counts = new Map<string, number>()
  for (const { fingerprint, copies } of crashes) counts.set(fingerprint, (counts.get(fingerprint) ?? 0) + 1 + copies)
  return crashes.map((crash) => ({ ...crash, copies: counts.get(crash.fingerprint)! - 1 }))
}
