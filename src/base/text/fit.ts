/** Making one text fit a number of columns. */
import { takeEnd, takeStart, widthOf } from './width.ts'

const ELLIPSIS = '…'

/** Cut in the middle: of a path or a function, both ends matter. The end gets the odd column. */
export function truncateMiddle(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  if (columns <= 1) return columns === 1 ? ELLIPSIS : ''
  const head = Math.floor((columns - 1) * 0.4)
  return takeStart(text, head) + ELLIPSIS + takeEnd(text, columns - 1 - head)
}

export function truncateEnd(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text
  return columns < 1 ? '' : takeStart(text, columns - 1) + ELLIPSIS
}

/** Leaves out leading directories first, and cuts the file name only when nothing else is left. */
export function truncatePath(path: string, columns: number): string {
  if (widthOf(path) <= columns) return path
  for (let slash = nextSlash(path, 0); slash !== -1; slash = nextSlash(path, slash + 1)) {
    const short = ELLIPSIS + path.slice(slash)
    if (widthOf(short) <= columns) return short
  }
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  return truncateMiddle(name, columns)
}

export function padEnd(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - widthOf(text)))
}

export function padStart(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - widthOf(text))) + text
}

function nextSlash(path: string, from: number): number {
  const slash = path.indexOf('/', from)
  const backslash = path.indexOf('\\', from)
  if (slash === -1 || backslash === -1) return Math.max(slash, backslash)
  return Math.min(slash, backslash)
}
