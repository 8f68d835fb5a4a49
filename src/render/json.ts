/** The report as its contract says, safe to look at in a terminal. */
import { safeJson } from '../base/text/safe-json.ts'
import type { Report } from '../model/report.ts'

export function renderJson(report: Report): string {
  return [...renderJsonParts(report)].join('')
}

/** The same, part by part: the text of ten thousand crashes is larger than all that was kept of them. */
export function* renderJsonParts(report: Report): Generator<string> {
  let part = ''
  for (const piece of pieces(report, '\n', largeParts(report))) {
    part += piece
    if (part.length < LEAST_PART) continue
    yield part
    part = ''
  }
  yield `${part}\n`
}

const LEAST_PART = 65_536

/** A value in the layout of JSON.stringify; `line`: a line break, and how far what follows it is indented. */
function* pieces(value: unknown, line: string, large: ReadonlySet<unknown>): Generator<string> {
  if (!isTakenApart(value, large)) {
    // In strings a line break is an escape: those between lines are the only ones.
    yield safeJson(value, 2).replaceAll('\n', line)
    return
  }
  const isList = Array.isArray(value)
  let before = isList ? '[' : '{'
  // Not by entries: those pass over holes of a list.
  for (const name of isList ? value.keys() : Object.keys(value)) {
    const one: unknown = value[name as keyof typeof value]
    if (!isList && isLeftOut(one)) continue
    yield `${before}${line}  ${isList ? '' : `${safeJson(name)}: `}`
    yield* pieces(one, `${line}  `, large)
    before = ','
  }
  yield `${line}${isList ? ']' : '}'}`
}

function isLeftOut(value: unknown): boolean {
  return value === undefined || typeof value === 'function' || typeof value === 'symbol'
}

function isTakenApart(value: unknown, large: ReadonlySet<unknown>): value is object {
  return large.has(value)
}

/** What is taken apart: a list of many, and what holds one. What says itself how it is written is left to it. */
function largeParts(value: unknown, large = new Set<unknown>(), depth = 0): Set<unknown> {
  if (typeof value !== 'object' || value === null || depth > MOST_DEPTH) return large
  if ('toJSON' in value && typeof value.toJSON === 'function') return large
  let isLarge = Array.isArray(value) && value.length >= MANY
  for (const one of Object.values(value)) {
    largeParts(one, large, depth + 1)
    isLarge ||= large.has(one)
  }
  if (isLarge) large.add(value)
  return large
}

const MANY = 100
/** What lies deeper is written in one piece. */
const MOST_DEPTH = 16

/** One group of equal stacks a line. */
export function renderStackLines({ stacks }: Report): string {
  return stacks.map((group) => `${safeJson(group)}\n`).join('')
}
