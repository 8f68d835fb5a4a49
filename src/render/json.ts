/** The report as its contract says, safe to look at in a terminal. */
import type { Report } from '../model/report.ts'

/** Characters that JSON may hold as they are, but that steer a terminal, hide, or turn the reading direction. */
const UNSAFE =
  /[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g

export function renderJson(report: Report): string {
  return [...renderJsonParts(report)].join('')
}

/** The same, part by part: the text of ten thousand crashes is larger than all that was kept of them. */
export function* renderJsonParts(report: Report): Generator<string> {
  let part = ''
  for (const piece of pieces(report, '\n')) {
    part += piece
    if (part.length < LEAST_PART) continue
    yield part
    part = ''
  }
  yield `${part}\n`
}

const LEAST_PART = 65_536

/** A value in the layout of JSON.stringify; `line`: a line break, and how far what follows it is indented. */
function* pieces(value: unknown, line: string): Generator<string> {
  if (!isLarge(value)) {
    // In strings a line break is an escape: those between lines are the only ones.
    yield escapeUnsafe(JSON.stringify(value, null, 2)).replaceAll('\n', line)
    return
  }
  const isList = Array.isArray(value)
  let before = isList ? '[' : '{'
  for (const [name, one] of Object.entries(value)) {
    yield `${before}${line}  ${isList ? '' : `${JSON.stringify(name)}: `}`
    yield* pieces(one, `${line}  `)
    before = ','
  }
  yield `${line}${isList ? ']' : '}'}`
}

/** Taken apart: a list of many, and what holds one. */
function isLarge(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  return Array.isArray(value) ? value.length >= MANY : Object.values(value).some(holdsMany)
}

const MANY = 100

function holdsMany(value: unknown): boolean {
  return Array.isArray(value) && (value.length >= MANY || value.some((one) => isLarge(one)))
}

/** One group of equal stacks a line. */
export function renderStackLines({ stacks }: Report): string {
  return stacks.map((group) => `${escapeUnsafe(JSON.stringify(group))}\n`).join('')
}

/** They stand inside strings only, where an escape means the same. */
export function escapeUnsafe(json: string): string {
  return json.replace(UNSAFE, (characters) => {
    let escaped = ''
    for (let i = 0; i < characters.length; i++)
      escaped += `\\u${characters.charCodeAt(i).toString(16).padStart(4, '0')}`
    return escaped
  })
}
