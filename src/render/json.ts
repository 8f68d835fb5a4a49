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
  let part = '{'
  let before = '\n'
  for (const [name, value] of Object.entries(report)) {
    part += `${before}  "${name}": `
    before = ',\n'
    if (!Array.isArray(value) || value.length === 0) {
      part += indented(value, '  ')
      continue
    }
    for (const [i, one] of value.entries()) {
      part += `${i === 0 ? '[' : ','}\n    ${indented(one, '    ')}`
      if (part.length < LEAST_PART) continue
      yield part
      part = ''
    }
    part += '\n  ]'
  }
  yield `${part}\n}\n`
}

const LEAST_PART = 65_536

/** In strings a line break is an escape: those between lines are the only ones. */
function indented(value: unknown, by: string): string {
  return escapeUnsafe(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${by}`)
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
