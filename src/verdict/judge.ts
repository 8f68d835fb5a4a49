import { fingerprintOf } from '../base/hash.ts'
import type { Finding } from '../model/finding.ts'
import type { Judgement, Problem, ProblemClass } from '../model/judgement.ts'
import type { Crash, Report, Verdict, VerdictStatus } from '../model/report.ts'
import type { Allowance, Policy } from './policy.ts'
import {
  CLASS_ORDER,
  CLEAN,
  CRASH_KINDS,
  classOf,
  classOfFinding,
  PROBLEM_CLASSES,
  verdictFor,
} from './problem-classes.ts'

/** A report under a policy: every problem once, whether it counts, and what that makes of the verdict. */
export function judge(report: Report, policy: Policy): Judgement {
  const found = [
    ...crashProblems(report),
    ...findingProblems(report),
    ...testProblems(report),
    ...sourceProblems(report),
  ]
  const known = new Set<VerdictStatus>(found.map(({ class: kind }) => PROBLEM_CLASSES[kind].status))
  const { status } = report.verdict
  // How a program ended says more than its log: a kill, an exit code, a limit.
  if (status !== 'clean' && !known.has(status) && !(status === 'unknown' && known.size > 0))
    found.push(...verdictProblem(report.verdict))
  const problems = found.map((problem) => ({ ...problem, ...standingOf(problem, policy) }))
  const failing = problems.filter(({ standing }) => standing === 'fails')
  const others = problems.filter(({ standing }) => standing !== 'fails')
  return {
    verdict: verdictOf(report.verdict, failing, others.length),
    problems: [...failing, ...others],
    notes: notesOf(found, policy),
  }
}

/** A message may be a megabyte; everybody who names a problem names it by this. */
const LONGEST_TITLE = 1_000

type Found = Omit<Problem, 'standing' | 'note'>

/** Rules of problems that no finding explains: what a crash is by its kind, how a program ended, how a log was read. */
export const PLAIN_RULES: readonly string[] = [
  ...['go', 'jvm'].flatMap((runtime) => CRASH_KINDS.map((kind) => `${runtime}/${kind}`)),
  ...CLASS_ORDER.filter((kind) => kind === PROBLEM_CLASSES[kind].status || kind === 'exit').map(
    (kind) => `run/${kind}`,
  ),
  ...['go', 'jvm'].map((runtime) => `${runtime}/test-failure`),
  'log/unread',
  'log/incomplete',
]

function* crashProblems(report: Report): Iterable<Found> {
  const first = firstOfFingerprint(report.crashes)
  // Equal ones are told once; a finding may be about any of them.
  const times = byCrash([...first.keys()], (id) => first.get(id))
  const explained = byCrash(report.findings, ({ crash }) => first.get(crash ?? ''))
  const tests = byCrash(report.tests, ({ crash }) => crash)
  for (const [crash, ids] of times) {
    const findings = explained.get(crash) ?? []
    const around = tests.get(crash.id) ?? []
    const test = around.find(({ outcome }) => outcome === 'crashed') ?? null
    const name = test?.name ?? crash.test
    const kind = classOf(crash)
    yield {
      class: kind,
      rule: findings[0]?.rule ?? `${crash.runtime}/${crash.kind}`,
      severity: kind === 'recovered' ? 'warning' : 'error',
      fingerprint: crash.fingerprint,
      title: crash.message.slice(0, LONGEST_TITLE).split('\n', 1)[0]!,
      crash,
      findings,
      times: Math.max(ids.length, crash.copies + 1),
      test: name === null ? null : { name, package: test?.package ?? null },
      victims: around.filter(({ outcome }) => outcome === 'victim').map((one) => one.name),
      place: crash.origin === null ? placeOf(crash) : crash.origin,
      span: crash.span,
    }
  }
}

/** By id of each crash, the first one with its fingerprint. */
function firstOfFingerprint(crashes: readonly Crash[]): ReadonlyMap<string, Crash> {
  const first = new Map<string, Crash>()
  for (const crash of crashes) if (!first.has(crash.fingerprint)) first.set(crash.fingerprint, crash)
  return new Map(crashes.map(({ id, fingerprint }) => [id, first.get(fingerprint)!]))
}

/** In their order; what is about no crash is left out. */
function byCrash<T, K>(all: readonly T[], crashOf: (one: T) => K | null | undefined): ReadonlyMap<K, readonly T[]> {
  const groups = new Map<K, T[]>()
  for (const one of all) {
    const crash = crashOf(one)
    if (crash == null) continue
    const group = groups.get(crash)
    if (group === undefined) groups.set(crash, [one])
    else group.push(one)
  }
  return groups
}

/** Without an origin there is still the innermost frame of the program itself. */
function placeOf(crash: Crash): Found['place'] {
  if (crash.kind === 'signal' && (crash.signal?.name === 'SIGQUIT' || crash.signal?.name === 'SIGINT')) return null
  const frame = crash.frames.find(({ kind, file, line }) => kind === 'app' && file !== null && line !== null)
  return frame === undefined ? null : { function: frame.function, file: frame.file!, line: frame.line! }
}

/** Findings that explain no crash. What is merely worth knowing is no problem. */
function* findingProblems(report: Report): Iterable<Found> {
  const crashes = new Set(report.crashes.map(({ id }) => id))
  for (const finding of report.findings) {
    if (finding.severity === 'info' || (finding.crash !== null && crashes.has(finding.crash))) continue
    const span = finding.evidence[0]?.span ?? null
    yield {
      ...plain(classOfFinding(finding), finding.rule, finding.title, [finding]),
      severity: finding.severity,
      fingerprint: fingerprintOf(`1:${finding.rule}\n${subjectOf(finding)}`),
      span,
    }
  }
}

/** What a finding is about, without what changes from run to run: numbers, addresses. */
function subjectOf({ title, data }: Finding): string {
  const { blockedAt } = data
  if (Array.isArray(blockedAt) && blockedAt.length > 0) return blockedAt.map(String).sort().join('\n')
  return title.replace(/0x[0-9a-f]+|\d+/g, '#')
}

function* testProblems(report: Report): Iterable<Found> {
  for (const { runtime, name, package: inPackage, outcome, span } of report.tests) {
    if (outcome !== 'failed') continue
    yield {
      ...plain('test-failure', `${runtime}/test-failure`, name, []),
      fingerprint: fingerprintOf(`1:test\n${inPackage}\n${name}`),
      test: { name, package: inPackage },
      span,
    }
  }
}

function* sourceProblems(report: Report): Iterable<Found> {
  for (const { name, error, completeness } of report.sources) {
    const span = { source: name, line: 1, endLine: 1, byte: 0, endByte: 0 }
    if (error !== null) yield { ...plain('unread', 'log/unread', error, []), span }
    else if (completeness.verdict === 'incomplete') {
      const [first] = completeness.evidence
      const line = Math.max(1, first?.line ?? 1)
      yield {
        ...plain('incomplete', 'log/incomplete', `the log is cut: ${first?.text ?? 'its end is missing'}`, []),
        severity: 'warning',
        // Several logs may be cut in the same way.
        fingerprint: fingerprintOf(`1:log/incomplete\n${name.replace(/\d+/g, '#')}`),
        span: { ...span, line, endLine: line },
      }
    }
  }
}

function* verdictProblem({ status, reasons }: Verdict): Iterable<Found> {
  // The classes that are called as what they make of a verdict; `unknown` is none of them.
  const kind = CLASS_ORDER.find((known) => known === status) ?? 'exit'
  yield plain(kind, `run/${kind}`, reasons[0] ?? status, [])
}

function plain(kind: ProblemClass, rule: string, title: string, findings: readonly Finding[]): Found {
  const fingerprint = fingerprintOf(`1:${rule}\n${title.replace(/\d+/g, '#')}`)
  const nothing = { crash: null, times: 1, test: null, victims: [], place: null, span: null } as const
  return {
    class: kind,
    rule,
    severity: kind === 'interrupted' ? 'info' : 'error',
    fingerprint,
    title,
    findings,
    ...nothing,
  }
}

function standingOf(problem: Found, { failOn, allowances, today }: Policy): Pick<Problem, 'standing' | 'note'> {
  const mine = allowances.filter((one) => allows(one, problem))
  const valid = mine.find(({ until }) => until === null || until >= today)
  if (valid !== undefined) {
    const end = valid.until === null ? '' : ` until ${valid.until}`
    return valid.from === 'baseline'
      ? { standing: 'known', note: `known: in the baseline${end}` }
      : { standing: 'allowed', note: `allowed${end}` }
  }
  const { class: kind, severity } = problem
  const fails =
    !failOn.includes('none') &&
    failOn.some(
      (word) =>
        word === kind ||
        rulesOf(problem).includes(word) ||
        (kind !== 'interrupted' && (word === severity || (word === 'warning' && severity === 'error'))),
    )
  const over = mine[0]
  const note = over === undefined ? null : `${over.from === 'baseline' ? 'known' : 'allowed'} only until ${over.until}`
  return { standing: fails ? 'fails' : 'tolerated', note: fails ? note : `tolerated: ${kind} is not in --fail-on` }
}

function rulesOf({ rule, crash, findings }: Found): string[] {
  return [
    rule,
    ...findings.map((finding) => finding.rule),
    ...(crash === null ? [] : [`${crash.runtime}/${crash.kind}`]),
  ]
}

function allows({ id }: Allowance, problem: Found): boolean {
  return id.includes('/') ? rulesOf(problem).includes(id) : problem.fingerprint.startsWith(id)
}

function verdictOf(log: Verdict, failing: readonly Problem[], others: number): Verdict {
  const [first] = [...failing].sort((a, b) => CLASS_ORDER.indexOf(a.class) - CLASS_ORDER.indexOf(b.class))
  if (first === undefined) {
    const reasons = others === 0 ? [] : [`${others} ${others === 1 ? 'problem does' : 'problems do'} not count`]
    return { ...CLEAN, reasons }
  }
  // Of a program that we ran we know who ended it: then that comes before everything.
  if (log.status === 'interrupted' && failing.some(({ class: kind }) => kind === 'interrupted')) return log
  const verdict = verdictFor(first.class, [first.title])
  // The log's own words where it comes to the same.
  if (log.status === verdict.status && log.status !== 'unknown') return log
  return first.class === 'exit' && log.exitCode !== 0 ? { ...verdict, exitCode: log.exitCode } : verdict
}

function notesOf(found: readonly Found[], { allowances, today }: Policy): string[] {
  const notes = allowances
    .filter((one) => one.until !== null && one.until < today && found.some((problem) => allows(one, problem)))
    .map(
      ({ id, until, from }) =>
        `${from === 'baseline' ? 'the baseline knew' : '--allow'} ${id} until ${until}: it counts again`,
    )
  const gone = allowances.filter((one) => one.from === 'baseline' && !found.some((problem) => allows(one, problem)))
  if (gone.length > 0)
    notes.push(
      `${gone.length} of the baseline did not come: ${gone
        .slice(0, 5)
        .map(({ id }) => id)
        .join(', ')}${gone.length > 5 ? ', …' : ''}`,
    )
  return notes
}
