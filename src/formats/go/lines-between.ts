/** What may stand between the words of a panic and its stack, and is no rest of the value. */

/** Lines of a value that a logger printed: under them may stand fields of its own, and the title of the stack. */
export function aboveTitle(lines: readonly string[]): readonly string[] {
  const title = lines.findIndex((text) => STACK_TITLE.test(text))
  return title < 0 ? lines : lines.slice(0, title).filter((text) => !/^[A-Z][A-Za-z -]{0,20}: /.test(text))
}

/** What announces the stack: `Stack trace:`, `Full Stack Trace`, `goroutine stack:`. */
const STACK_TITLE =
  /^\W{0,8}(?:(?:full|goroutine|go|call|current) )?(?:stack|trace|backtrace|callers)(?: ?trace)?\W{0,8}$/i
/** A logger's time or level: no rest of a value. */
export const LOG_STAMP =
  /^(?:\d{4}[-/]\d\d[-/]\d\d[ T]|\d\d:\d\d:\d\d|[IWEF]\d{4} \d\d:|time=|level=|ts=|\{"(?:level|time|ts|severity|msg)":)/
export const LOG_LINE =
  /^(?:\d{4}[-/]\d\d[-/]\d\d|\d\d:\d\d:\d\d|[[{<]|(?:TRACE|DEBUG|INFO|WARN|ERROR|time=|level=|ts=)|[IWEF]\d{4} )/

/** Without the empty lines at their end. */
export function trimEnd(lines: readonly string[]): readonly string[] {
  let end = lines.length
  while (end > 1 && lines[end - 1] === '') end--
  return lines.slice(0, end)
}
