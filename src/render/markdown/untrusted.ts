/**
 * Log text inside Markdown. Code spans and fences are the only places where nothing in it means anything: no HTML, no
 * link, no mention that notifies a stranger, no issue reference. So every word that could mean something goes there.
 */
import { truncateEnd, truncateMiddle } from '../../base/text/fit.ts'
import { neutralize, neutralizeLine } from '../../base/text/neutralize.ts'

/** Words of letters, digits and harmless punctuation; everything else is quoted. */
const HARMLESS = /^[\p{L}\p{M}\p{N}.,:;!?%'"’“”‘()/…–—→›·-]+$/u

/**
 * Harmless characters that still mean something: list markers, rules, addresses, `:emoji:`, and what GitHub links by
 * itself (issues as GH-12, commits by their hash).
 */
const MARKER = /^(\d+[.)]|-+|www\..*|.*:\/\/.*|:[\w+-]+:|gh-\d+|[0-9a-f]{7,40})$/i

/** Longer text belongs into a fence. */
const MOST_PROSE = 1000
const MOST_CODE = 300

/** What stands around a word and does not belong to it; a closing bracket does when the word has opened one. */
const AROUND = /^([("'“]*)(.*?)([.,:;!?)"'”]*)$/su
const CALL = /^(["'“]*)(.*?)([.,:;!?"'”]*)$/su

/** Prose of ours with names of theirs in it: one line, the risky words as code. */
export function prose(text: string): string {
  return neutralizeLine(truncateEnd(text, MOST_PROSE), ' ', ' ')
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => {
      if (HARMLESS.test(word) && !MARKER.test(word)) return word
      const [, before = '', body = '', after = ''] = (word.includes('(', 1) ? CALL : AROUND).exec(word) ?? []
      return body === '' ? code(word) : `${before}${code(body)}${after}`
    })
    .join(' ')
}

/** A code span that its content cannot leave. */
export function code(text: string): string {
  const line = truncateMiddle(neutralizeLine(text.slice(0, MOST_CODE * 4)), MOST_CODE)
  if (line === '') return ''
  const ticks = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : ''
  return `${ticks}${pad}${line}${pad}${ticks}`
}

/** In a table a pipe ends the cell, in code spans too, and a backslash before it may itself be escaped: none is left. */
export function cell(markdown: string): string {
  return markdown.replaceAll('|', '¦')
}

/** A fenced quote whose fence is longer than any run of backticks inside. */
export function fence(text: string): string {
  const body = neutralize(text).replace(/\n+$/, '')
  const ticks = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return `${ticks}text\n${body}\n${ticks}`
}

/** `line 12`, or the name of a file with a line, which is not ours. */
export function place(text: string): string {
  return /^lines? [\d–]+$/.test(text) ? text : code(text)
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
}
