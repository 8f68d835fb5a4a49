/** The words for a problem that every CI output shares. Text of the log is returned as it is, cut to what is shown. */
import type { Gate, Problem, SourcePlace } from '../../model/judgement.ts'
import type { Frame } from '../../model/stack.ts'
import { CRASH_LABEL } from '../words/crash.ts'

const LONGEST_MESSAGE = 500
const MOST_FRAMES = 50

/** The verdict word, as everywhere. */
export function labelOf({ crash, class: kind }: Problem): string {
  if (crash !== null) return CRASH_LABEL[crash.kind]
  return LABELS[kind] ?? kind.toUpperCase()
}

const LABELS: Readonly<Record<string, string>> = {
  'test-failure': 'FAILED',
  unread: 'NOT READ',
  incomplete: 'INCOMPLETE',
  finding: 'FINDING',
  exit: 'FAILED',
}

/** `PANIC in TestCheckout/total: index out of range [3] with length 3`. */
export function headline(problem: Problem): string {
  const { test, title, times, class: kind } = problem
  const where = test === null || kind === 'test-failure' ? '' : ` in ${test.name}`
  const often = times > 1 ? ` (${times} times)` : ''
  return `${labelOf(problem)}${where}: ${short(title)}${often}`
}

/** What else there is to say, a sentence each: the cause, who is blamed for it, what was known of it. */
export function remarks(problem: Problem): string[] {
  const { crash, findings, note, victims } = problem
  const said = findings.filter(({ title }) => title !== problem.title).map(({ title }) => title)
  const blamed = findings.some(({ data }) => Array.isArray(data.blamed) && data.blamed.length > 0)
  if (victims.length > 0 && !blamed)
    said.push(
      `Running at that moment, and without a result: ${victims.slice(0, 5).join(', ')}${victims.length > 5 ? ', …' : ''}`,
    )
  if (crash === null)
    said.push(...findings.filter(({ title }) => title === problem.title).map((one) => one.explanation))
  if (problem.class === 'interrupted') said.push('Somebody stopped it: no alert')
  if (note !== null) said.push(note)
  return said.filter((text) => text !== '').map(short)
}

/** What to do now. */
export function adviceOf({ findings }: Problem): string[] {
  return [...new Set(findings.flatMap(({ advice }) => advice))]
}

/** `cart/cart.go:42` of the checkout, else as the log has it; null when there is no place. */
export function placeText(problem: Problem, { sourceOf }: Gate): string | null {
  const { place } = problem
  if (place === null) return null
  return `${sourceOf(place)?.path ?? place.file}:${place.line}`
}

export function inCheckout({ place }: Problem, { sourceOf }: Gate): SourcePlace | null {
  return place === null ? null : sourceOf(place)
}

/** As the runtime prints a stack, with the file names of the checkout where they are known. */
export function stackLines(problem: Problem, gate: Gate): string[] {
  const frames = problem.crash?.frames ?? []
  const lines = frames.slice(0, MOST_FRAMES).flatMap((frame) => frameLines(frame, gate))
  if (frames.length > MOST_FRAMES) lines.push(`… ${frames.length - MOST_FRAMES} more frames`)
  return lines
}

function frameLines(frame: Frame, { sourceOf }: Gate): string[] {
  const file = sourceOf(frame)?.path ?? frame.file
  return [`${frame.function}()`, ...(file === null ? [] : [`\t${file}:${frame.line ?? '?'}`])]
}

/** Everything about a problem as plain text: message, remarks, code, stack, where in the log. */
export function detailLines(problem: Problem, gate: Gate): string[] {
  const { crash, span, place } = problem
  const code = inCheckout(problem, gate)
  const where = placeText(problem, gate)
  return [
    ...(crash === null ? [problem.title] : [...crash.preamble, ...crash.message.split('\n').slice(0, 50)]).map((line) =>
      line.slice(0, 2_000),
    ),
    ...(where === null ? [] : [`at ${where} in ${place!.function}`]),
    ...remarks(problem),
    ...(code === null || code.text.length === 0 ? [] : ['', ...codeLines(code)]),
    ...(problem.crash === null || problem.crash.frames.length === 0 ? [] : ['', ...stackLines(problem, gate)]),
    ...(span === null ? [] : ['', `log: ${span.source}:${span.line}`]),
    `fingerprint: ${problem.fingerprint}`,
  ]
}

/** The failing line in its surroundings: `> 42 | sum += …`. */
export function codeLines({ text, firstLine, line, isSure }: SourcePlace): string[] {
  const digits = String(firstLine + text.length).length
  const rows = text.map((row, i) => {
    const number = firstLine + i
    return `${number === line ? '>' : ' '} ${String(number).padStart(digits)} | ${row.replaceAll('\t', '    ')}`.trimEnd()
  })
  return isSure ? rows : [...rows, '  (this file does not hold that function: it may not be the version that ran)']
}

function short(text: string): string {
  const parts = text.split('\n').map((part) => part.trim())
  const line = parts.filter((part) => part !== '').join(' ')
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE - 1)}…` : line
}
