/**
 * SARIF 2.1.0 (OASIS), as GitHub code scanning and other viewers read it. Every result lies in the checkout where its
 * file was found there, else in the log itself. What does not count is a suppressed result, not a missing one.
 */
import { neutralize, neutralizeLine } from '../../base/text/neutralize.ts'
import { safeJson } from '../../base/text/safe-json.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import { adviceOf, headline, inCheckout, remarks } from './problem-words.ts'

/** GitHub keeps 5 000 results of a run, and of each a hundred places. */
const MOST_RESULTS = 5_000
const MOST_FRAMES = 100

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'

export function renderSarif(gate: Gate): string {
  const problems = gate.judgement.problems.slice(0, MOST_RESULTS)
  const rules = [...new Set(problems.map(({ rule }) => rule))].sort()
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: gate.report.tool.name,
            version: gate.report.tool.version,
            rules: rules.map((id) => ({
              id,
              shortDescription: { text: neutralizeLine(summaryOf(id, problems), ' ') },
            })),
          },
        },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the checkout.' } } },
        results: problems.map((problem) => resultOf(problem, gate, rules)),
        columnKind: 'utf16CodeUnits',
      },
    ],
  }
  return `${safeJson(log, 2)}\n`
}

function summaryOf(id: string, problems: readonly Problem[]): string {
  const finding = problems.flatMap(({ findings }) => findings).find(({ rule }) => rule === id)
  return finding?.title ?? id
}

const LEVEL = { error: 'error', warning: 'warning', info: 'note' } as const

function resultOf(problem: Problem, gate: Gate, rules: readonly string[]): object {
  const { rule, severity, standing, note, times, fingerprint } = problem
  const advice = adviceOf(problem).slice(0, 3)
  const frames = framesOf(problem, gate)
  const lines = [headline(problem), ...remarks(problem), ...advice.map((text) => `To do: ${text}`)]
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: LEVEL[severity],
    message: { text: neutralize(lines.join('\n')) },
    locations: [locationOf(problem, gate)],
    // GitHub tracks a result by the second one only; without it, it hashes the line, which need not be there.
    partialFingerprints: { 'crash/v1': fingerprint, primaryLocationLineHash: `${fingerprint}:1` },
    occurrenceCount: times,
    ...(frames.length === 0 ? {} : { stacks: [{ frames }] }),
    ...(standing === 'fails' ? {} : { suppressions: [{ kind: 'external', justification: note ?? standing }] }),
  }
}

function locationOf(problem: Problem, gate: Gate): object {
  const { place, span } = problem
  const code = inCheckout(problem, gate)
  const logical =
    place === null
      ? {}
      : { logicalLocations: [{ fullyQualifiedName: neutralizeLine(place.function), kind: 'function' }] }
  if (code !== null) return { physicalLocation: physical(code.path, code.line), ...logical }
  return { physicalLocation: physical(span?.source ?? 'run', span?.line ?? 1), ...logical }
}

function framesOf({ crash }: Problem, { sourceOf }: Gate): object[] {
  return (crash?.frames ?? []).slice(0, MOST_FRAMES).map((frame) => {
    const code = sourceOf(frame)
    const name = { logicalLocations: [{ fullyQualifiedName: neutralizeLine(frame.function), kind: 'function' }] }
    const text = `${frame.function}${frame.file === null ? '' : ` ${frame.file}:${frame.line}`}`
    const place = code === null ? {} : { physicalLocation: physical(code.path, code.line) }
    return { location: { ...place, ...name, message: { text: neutralizeLine(text) } } }
  })
}

function physical(path: string, line: number): object {
  return {
    artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' },
    region: { startLine: Math.max(1, line) },
  }
}

/** Relative, with forward slashes, percent-encoded: a path of this machine means nothing to the reader. */
function uriOf(path: string): string {
  const parts = path.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..')
  return parts.map((part) => encodeURIComponent(part.replace(LONE_SURROGATE, '\ufffd'))).join('/')
}

/** Cannot be encoded: under the `u` flag it matches only where its partner is missing. */
const LONE_SURROGATE = /[\ud800-\udfff]/gu
