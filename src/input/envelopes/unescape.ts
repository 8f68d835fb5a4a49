import { holdsStack } from './crash-text.ts'

/** Undoing the escapes that turn a whole dump into one line: JSON, Go's %q, syslog's octal, HTML entities. */

const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '"': '"',
  "'": "'",
  '/': '/',
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}

/** One level of backslash escapes, as JSON and strconv.Quote write them. Unknown ones stay as they are. */
export function unescapeOnce(text: string): string {
  let at = text.indexOf('\\')
  if (at < 0) return text
  let out = ''
  let from = 0
  while (at >= 0 && at + 1 < text.length) {
    const code = text[at + 1]!
    let value = SIMPLE[code]
    let end = at + 2
    if (value === undefined && (code === 'u' || code === 'x' || code === 'U')) {
      const digits = code === 'u' ? 4 : code === 'x' ? 2 : 8
      const hex = text.slice(end, end + digits)
      const point = hex.length === digits && /^[0-9A-Fa-f]+$/.test(hex) ? Number.parseInt(hex, 16) : -1
      if (point >= 0 && point <= 0x10ffff) {
        // \x writes bytes: above ASCII they are parts of a character that this text cannot restore.
        value = code === 'x' && point > 0x7f ? '\ufffd' : String.fromCodePoint(point)
        end += digits
      }
    }
    if (value !== undefined) {
      out += text.slice(from, at) + value
      from = end
    }
    at = text.indexOf('\\', end)
  }
  return from === 0 ? text : out + text.slice(from)
}

/**
 * A dump flattened to one line: a header or a panic with a literal `\n`, and behind it something like a frame. A
 * Windows path such as `C:\new\main.go:3` must not qualify, so one of the pair alone is not enough.
 */
const FLAT_HEADER =
  /goroutine \d{1,19} [^\\\n]{0,160}\]:\\+n(?:\\+t|[A-Za-z_])|# (?:A fatal error has been detected by|There is insufficient memory for) the Java Runtime Environment[^\\\n]{0,40}\\+n#/
const FLAT_FRAME =
  /\\n(?:#(?:\\+t|\t)0x[0-9a-f]{1,16})?(?:\\+t|\\+u0009|\t| +)(?:at )?[^\\\n]{1,512}\.(?:go|s|c|cc|cpp|java|kt|scala):\d/

/** Two lines of a collector, one behind the other. */
const FLAT_CYCLES =
  /\\n(?:gc \d{1,9} @\d|\[\d{1,9}\.\d{3}s\]\[)[^\\\n]{4,400}\\n(?:gc \d{1,9} @\d|\[\d{1,9}\.\d{3}s\]\[)/

export function isFlattened(text: string): boolean {
  return text.includes('\\n') && (FLAT_HEADER.test(text) || FLAT_FRAME.test(text) || FLAT_CYCLES.test(text))
}

/** Up to four levels, while the text still is a flattened dump. */
export function unflatten(text: string): string {
  let out = text
  for (let level = 0; level < 4 && !out.includes('\n') && isFlattened(out); level++) {
    // A quoted dump in a quoted dump has twice as many backslashes: go on until the newlines are real.
    let next = unescapeOnce(out)
    for (let deeper = level; deeper < 3 && !next.includes('\n') && next !== out; deeper++) {
      out = next
      next = unescapeOnce(out)
    }
    out = next
  }
  return out
}

/**
 * rsyslog writes control characters as `#` and three octal digits (EscapeControlCharactersOnReceive). A leading #011
 * is always a TAB: panic values go on in lines that start with one. Elsewhere only text that turns out to be a stack is
 * touched, since `issue #012` is also English.
 */
export function unescapeOctal(text: string): string {
  if (!text.includes('#0')) return text
  if (text.endsWith('#015')) return unescapeOctal(text.slice(0, -4))
  // A blank that rsyslog keeps before the message.
  const first = text.startsWith(' #011') ? 1 : 0
  let head = first
  while (text.startsWith('#011', head)) head += 4
  const rest = text.slice(head)
  const tabs = text.slice(0, first) + '\t'.repeat((head - first) / 4)
  if (!/#0(?:11|12|15|33)/.test(rest)) return tabs + rest
  const plain = rest.replace(/#(0[0-3][0-7])/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
  const wanted = holdsStack(plain) || /^ ?(?:FAIL|ok {2}|\? {3}|#)[\t ]/.test(plain) || plain.includes('\x1b[')
  return wanted ? tabs + plain : tabs + rest
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  '#34': '"',
  '#39': "'",
  '#43': '+',
  '#9': '\t',
  '#x9': '\t',
}
const ENTITY = /&(lt|gt|amp|quot|apos|nbsp|#\d{1,5}|#[xX][0-9a-fA-F]{1,4});/g

/** One level of HTML entities (Go's html.EscapeString writes `&#34;` and `&#39;`). */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(ENTITY, (all, name: string) => {
    const known = ENTITIES[name]
    if (known !== undefined) return known
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    // A character reference must not smuggle in a line break that the log did not have.
    return code >= 0x20 && code < 0xd800 ? String.fromCharCode(code) : all
  })
}
