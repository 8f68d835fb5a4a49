/**
 * What went wrong, for somebody who opens a failed job: each problem with its line of code, its stack and what to do,
 * then the whole report. Also the body of a GitHub step summary and of a Buildkite annotation, which refuse longer texts.
 */
import { duration } from '../../base/text/units.ts'
import type { Gate, Problem } from '../../model/judgement.ts'
import type { Report, VerdictStatus } from '../../model/report.ts'
import { details } from '../markdown/crash.ts'
import { code, fence, prose } from '../markdown/untrusted.ts'
import { renderMarkdown } from '../markdown.ts'
import { gcFacts } from '../words/memory.ts'
import { adviceOf, codeLines, headline, inCheckout, placeText, remarks, stackLines } from './problem-words.ts'

const MOST_IN_FULL = 20
const MOST_IN_BRIEF = 200

/** `mostBytes`: whole blocks are left out, from the end, until it fits. */
export function renderFailureReport(gate: Gate, mostBytes = Number.POSITIVE_INFINITY): string {
  const { verdict, problems, notes } = gate.judgement
  const failing = problems.filter(({ standing }) => standing === 'fails')
  const others = problems.filter(({ standing }) => standing !== 'fails')
  const blocks = [
    `# ${TITLES[verdict.status]}`,
    `Verdict ${code(verdict.status)}, exit code ${verdict.exitCode}. ${sourcesSentence(gate.report)}`,
    ...failing.slice(0, MOST_IN_FULL).flatMap((problem, i) => problemBlocks(problem, i + 1, gate)),
    ...briefly('More', failing.slice(MOST_IN_FULL)),
    ...briefly('Not counted', others),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${prose(note)}`).join('\n')]),
  ]
  return withinBytes(
    [
      ...blocks,
      ...(failing.length === 0
        ? []
        : ['## The whole report', renderMarkdown(gate.report, { view: 'analyze', level: 3 }).trimEnd()]),
    ],
    mostBytes,
  )
}

/** For `buildkite-agent annotate`: its body may have a mebibyte. */
export function renderBuildkite(gate: Gate): string {
  return renderFailureReport(gate, 1_000_000)
}

const TITLES: { readonly [S in VerdictStatus]: string } = {
  clean: 'No crash',
  panic: 'The program crashed',
  oom: 'The program died for lack of memory',
  interrupted: 'Cancelled: no alert',
  timeout: 'It ran too long',
  killed: 'The program was killed',
  deadlock: 'Deadlock',
  'test-failure': 'A test failed',
  unknown: 'Failed',
}

function sourcesSentence({ sources, stats }: Report): string {
  const names = sources.slice(0, 3).map(({ name }) => code(name))
  const more = sources.length > names.length ? ` and ${sources.length - names.length} more` : ''
  return `Read: ${names.join(', ')}${more}, ${stats.lines} lines.`
}

function problemBlocks(problem: Problem, number: number, gate: Gate): string[] {
  const where = placeText(problem, gate)
  const source = inCheckout(problem, gate)
  const { place, span, fingerprint, class: kind } = problem
  const stack = stackLines(problem, gate)
  const advice = adviceOf(problem)
  return [
    `## ${number}. ${prose(headline(problem))}`,
    ...(where === null ? [] : [`**at** ${code(where)} in ${code(place!.function)}`]),
    ...(source === null || source.text.length === 0 ? [] : [fence(codeLines(source).join('\n'))]),
    ...remarks(problem).map(prose),
    ...(kind === 'oom' ? memoryBlocks(gate.report) : []),
    ...(stack.length === 0 ? [] : [details('Stack', stack.join('\n'))]),
    ...(advice.length === 0 ? [] : [`**To do**\n\n${advice.map((text) => `- ${prose(text)}`).join('\n')}`]),
    `${span === null ? '' : `In the log: ${code(`${span.source}:${span.line}`)}. `}Rule ${code(problem.rule)}, fingerprint ${code(fingerprint)}.`,
  ]
}

/** What memory was doing, and what limits it: said where there is anything to say it from, of the runtime that the log shows. */
function memoryBlocks({ gc, allocation, crashes, dumps, stacks }: Report): string[] {
  const facts = [gc.go, gc.jvm].flatMap((summary) => (summary === null ? [] : [`- ${gcFacts(summary).join(' · ')}`]))
  const signs = allocation
    .slice(0, 10)
    .map(({ detail, count }) => `- ${prose(detail)}${count > 1 ? ` (${count} times)` : ''}`)
  const known = [...facts, ...signs]
  const seconds = (gc.go ?? gc.jvm)?.summary.spanSeconds ?? null
  const reports = [...crashes, ...dumps, ...stacks]
  const isOf = (runtime: 'go' | 'jvm') => gc[runtime] !== null || reports.some((one) => one.runtime === runtime)
  const ofJvm = isOf('jvm')
  const advised = [...(isOf('go') || !ofJvm ? [OF_GO] : []), ...(ofJvm ? [OF_JVM] : [])]
  const unknown = `- The log says nothing about memory: ${advised.map(({ trace }) => trace).join(', ')} shows how the heap grows.`
  return [
    `**Memory**${seconds === null ? '' : ` over ${duration(seconds * 1000)}`}\n\n${known.length === 0 ? unknown : known.join('\n')}`,
    `**Heap**\n\n${advised
      .flatMap(({ heap }) => heap)
      .map((text) => `- ${text}`)
      .join('\n')}`,
  ]
}

const OF_GO = {
  trace: 'GODEBUG=gctrace=1',
  heap: [
    'Set GOMEMLIMIT to 90 % of the limit of the container, so that the collector works harder before the kernel kills.',
    'Take a heap profile while it grows: `go tool pprof http://HOST/debug/pprof/heap`.',
  ],
}

const OF_JVM = {
  trace: '-Xlog:gc* (JDK 8: -Xloggc:FILE -XX:+PrintGCDetails)',
  heap: [
    'Leave room in the limit of the container for what is not heap: -XX:MaxRAMPercentage=75, or an -Xmx well below it.',
    'Take a heap dump while it grows: `jcmd PID GC.heap_dump FILE`; -XX:+HeapDumpOnOutOfMemoryError writes one at the end.',
  ],
}

function briefly(title: string, problems: readonly Problem[]): string[] {
  if (problems.length === 0) return []
  const items = problems.slice(0, MOST_IN_BRIEF).map((problem) => {
    return `- ${prose(headline(problem))}${problem.note === null ? '' : ` (${prose(problem.note)})`} ${code(problem.fingerprint)}`
  })
  if (problems.length > MOST_IN_BRIEF) items.push(`- … ${problems.length - MOST_IN_BRIEF} more`)
  return [`## ${title}`, items.join('\n')]
}

const CUT = '_The rest was left out: it would be longer than may be shown here._'

function withinBytes(blocks: readonly string[], mostBytes: number): string {
  const bytesOf = (text: string) => new TextEncoder().encode(text).length + 2
  let left = mostBytes - bytesOf(CUT)
  const kept: string[] = []
  for (const block of blocks) {
    left -= bytesOf(block)
    if (left < 0) {
      kept.push(CUT)
      break
    }
    kept.push(block)
  }
  return `${kept.join('\n\n')}\n`
}
