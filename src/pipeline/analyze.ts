import { SourceAnalysis, type SourceFindings } from '../analysis/analysis.ts'
import { bySeverity } from '../analysis/rules/registry.ts'
import { LogExtractorError } from '../base/errors.ts'
import type { ByteSource, SourceInput } from '../input/byte-source.ts'
import { nameOf, openSources } from '../input/open-source.ts'
import { type Crash, REPORT_SCHEMA, type Report, type Source } from '../model/report.ts'
import { verdictOf } from '../verdict/verdict.ts'
import { type ReadOptions, readSource } from './extract.ts'
import { NAME, VERSION } from './version.ts'

export interface AnalyzeOptions extends ReadOptions {
  /** Milliseconds since some fixed point; for `stats.elapsedMs`. */
  readonly now?: () => number
}

/**
 * Everything found in the sources, as one report. A source that cannot be read is reported in `sources[].error`; the
 * others are done.
 */
export async function analyze(
  input: SourceInput | readonly SourceInput[],
  options: AnalyzeOptions = {},
): Promise<Report> {
  const now = options.now ?? (() => performance.now())
  const started = now()
  const inputs = Array.isArray(input) ? (input as readonly SourceInput[]) : [input as SourceInput]
  const sources: Source[] = []
  const found: SourceFindings[] = []
  let claimedLines = 0
  let crashCount = 0
  const read = async (source: ByteSource): Promise<void> => {
    const { name } = source
    const analysis = new SourceAnalysis(name)
    try {
      const result = await readSource(source, { ...options, shareStacks: true }, (events) => analysis.add(events))
      const findings = analysis.finish(crashCount, result)
      crashCount += findings.crashes.length
      claimedLines += result.claimedLines
      found.push(findings)
      sources.push({
        name,
        bytes: result.bytes,
        lines: result.lines,
        layers: result.layers,
        encoding: result.encoding,
        compression: result.compression,
        completeness: findings.completeness,
        error: null,
        nearMisses: findings.nearMisses,
      })
    } catch (error) {
      if (!(error instanceof LogExtractorError)) throw error
      sources.push(unread(name, error.message))
    }
  }
  for (const one of inputs) {
    try {
      for await (const source of openSources(one, options.limits)) await read(source)
    } catch (error) {
      if (!(error instanceof LogExtractorError)) throw error
      sources.push(unread(nameOf(one), error.message))
    }
  }
  const crashes = withCopies(found.flatMap(({ crashes }) => crashes))
  return {
    schema: REPORT_SCHEMA,
    tool: { name: NAME, version: VERSION },
    sources,
    crashes,
    dumps: found.flatMap(({ dumps }) => dumps),
    gc: { go: found.find(({ goGc }) => goGc !== null)?.goGc ?? null, jvm: null },
    allocation: found.flatMap(({ allocation }) => allocation),
    stacks: found.flatMap(({ stacks }) => stacks),
    findings: found.flatMap(({ findings }) => findings).sort(bySeverity),
    verdict: verdictOf(crashes, {
      testFailed: found.some(({ testFailed }) => testFailed),
      killed: found.some(({ killed }) => killed),
      unread: sources.filter(({ error }) => error !== null).map(({ name }) => name),
    }),
    stats: {
      bytes: sources.reduce((sum, source) => sum + source.bytes, 0),
      lines: sources.reduce((sum, source) => sum + source.lines, 0),
      claimedLines,
      unclaimedNearMisses: found.reduce((sum, { nearMissCount }) => sum + nearMissCount, 0),
      elapsedMs: Math.round((now() - started) * 1000) / 1000,
    },
  }
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
  for (const crash of crashes) counts.set(crash.fingerprint, (counts.get(crash.fingerprint) ?? 0) + 1)
  return crashes.map((crash) => ({ ...crash, copies: counts.get(crash.fingerprint)! - 1 }))
}
