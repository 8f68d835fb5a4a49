import type { PanicLink } from '../../model/event.ts'
import { trimEnd } from './lines-between.ts'

/** One panic of a chain, as its lines come. */
export interface LinkDraft {
  lines: string[]
  /** From which of them the tab of Go 1.23+ was taken. */
  tabbed: number[]
}

/** What the runtime puts behind the value of a panic that was recovered. */
export const RECOVERED = / \[recovered(?<again>, repanicked)?\]$/

/** `tab`: the blanks that stand for a tab in this log, where something turned all tabs into blanks. */
export function linksOf(drafts: readonly LinkDraft[], tab: string): PanicLink[] {
  const links: PanicLink[] = []
  for (const draft of drafts) {
    const text = trimEnd(tab === '' ? draft.lines : withoutTab(draft, tab)).join('\n')
    const suffix = RECOVERED.exec(text)
    const message = suffix === null ? text : text.slice(0, suffix.index)
    const previous = links.at(-1)
    // Up to Go 1.24 a re-panic repeats the line; from 1.25 it is `[recovered, repanicked]` on the first.
    if (previous?.recovered && !previous.repanicked && previous.message === message) {
      links[links.length - 1] = { ...previous, repanicked: true, recovered: true }
      if (suffix === null) continue
    }
    links.push({
      message,
      recovered: suffix !== null,
      repanicked: suffix?.groups?.again !== undefined,
      goexit: false,
    })
  }
  // `[recovered]` on the last line was written by the program: the runtime prints a recovered panic only before another.
  const last = links.at(-1)
  if (last?.recovered && !last.repanicked)
    links[links.length - 1] = { ...last, message: `${last.message} [recovered]`, recovered: false }
  return links
}

/** No further line of the value can follow. */
export function isWholeValue(text: string): boolean {
  return COMPLETE.test(text.replace(RECOVERED, ''))
}

/** Values that the runtime prints by their type, and its own errors. */
const COMPLETE =
  /^(?:\(\S{1,400}\) 0x[0-9a-f]{1,16}|[\w./-]{1,400}\(-?[\w.+-]{1,60}\)|nil|panic called with nil argument.{0,60}|runtime error: (?:index out of range|slice bounds out of range) \[.{1,60}|runtime error: integer divide by zero|runtime error: invalid memory address or nil pointer dereference|assignment to entry in nil map|close of (?:nil|closed) channel|send on closed channel|interface conversion: .{1,400})$/

/** Where blanks stand for the tab that Go 1.23+ puts before each further line of a value. */
function withoutTab({ lines, tabbed }: LinkDraft, tab: string): readonly string[] {
  const [first = '', ...others] = lines
  if (tabbed.length > 0 || !others.every((text) => text === '' || text.startsWith(tab))) return lines
  const isTimeout = first.startsWith('test timed out after ')
  return [
    first,
    ...others.map((text) => {
      const rest = text.slice(tab.length)
      // `testing` indents the names of what runs by a tab of its own, which reaches to the next column of eight.
      return isTimeout ? rest.replace(/^ {2,8}(?=[A-Z])/, '\t') : rest
    }),
  ]
}
