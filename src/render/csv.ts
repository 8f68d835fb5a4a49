import { neutralize } from '../base/text/neutralize.ts'

/**
 * One value of a row (RFC 4180). A spreadsheet runs what begins like a formula, so such text gets an apostrophe in front,
 * full-width signs too. Numbers are no text, and what is unknown is empty. Text is always quoted, and holds nothing that
 * steers a terminal.
 */
export function csvCell(value: string | number | boolean | null): string {
  if (value === null) return ''
  if (typeof value !== 'string') return String(value)
  const lines = value.split(/([\t\n])/).map((part) => (part === '\t' || part === '\n' ? part : neutralize(part)))
  const isFormula = value !== '-' && /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value)
  const harmless = (isFormula ? "'" : '') + lines.join('')
  return `"${harmless.replaceAll('"', '""')}"`
}
