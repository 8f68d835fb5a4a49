/**
 * Text from a log is hostile: it may hold terminal escapes (clipboard writes, cursor moves that hide lines), text that
 * runs right to left, or characters nobody can see. Here they become visible escapes: `\x1b`, `\u202e`. What is left
 * can be printed anywhere. Our own colours are added later, around neutral text.
 */

/**
 * C0 except TAB and LF, DEL, C1, soft hyphen, bidi controls, zero-width characters, line and paragraph separators,
 * annotation marks, tags, and lone surrogates (under the `u` flag a surrogate matches only when it has no partner).
 */
const HOSTILE =
  /[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu

const PRINTABLE_ASCII = /^[\x20-\x7e]*$/

const TAB = '    '

/** Safe to print; keeps line feeds, and tabs become four columns (a terminal's tab stops would break the layout). */
export function neutralize(text: string): string {
  if (PRINTABLE_ASCII.test(text)) return text
  return text.replace(HOSTILE, visible).replaceAll('\t', TAB)
}

/** Safe to print, in one line: line breaks and tabs are visible too, or become what is given. */
export function neutralizeLine(text: string, lineBreak = '\\n', tab = '\\t'): string {
  if (PRINTABLE_ASCII.test(text)) return text
  return text.replace(HOSTILE, visible).replaceAll('\n', lineBreak).replaceAll('\t', tab)
}

function visible(character: string): string {
  const code = character.codePointAt(0)!
  if (code === 0x0d) return '\\r'
  const hex = code.toString(16)
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`
}
