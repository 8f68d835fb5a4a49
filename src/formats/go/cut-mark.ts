/**
 * A line that somebody put where they left out a part of a report: `...`, `[snip]`, `<12 goroutines omitted>`. The runtime's
 * own `...additional frames elided...` is a line of the stack, and never asked here.
 */
export function isCutMark(text: string): boolean {
  if (text.length > LONGEST || !MARKED.test(text)) return false
  const words = text.toLowerCase().match(/[a-z]+/g) ?? []
  if (words.length === 0) return DOTS.test(text)
  return words.some((word) => LEFT_OUT.has(word)) && words.every((word) => LEFT_OUT.has(word) || BESIDE.has(word))
}

const LONGEST = 80
/** Dots, dashes or a bracket around the words: a sentence has none. */
const MARKED = /^\s{0,40}(?:\.{2,}|…|·{3,}|[[(<{]|-{2,}|={2,}|\*{2,}|\/\/|#|~{2,})/
const DOTS = /^[\s[(<{]*(?:\.{3,}|…|·{3,}|\. \. \.)[\s\])>}.…]*$/
const LEFT_OUT: ReadonlySet<string> = new Set([
  'snip',
  'snipped',
  'omitted',
  'omit',
  'truncated',
  'elided',
  'skipped',
  'removed',
  'trimmed',
  'cut',
  'shortened',
  'stripped',
  'more',
  'etc',
  'rest',
  'remaining',
  'redacted',
])
const BESIDE: ReadonlySet<string> = new Set([
  'a',
  'and',
  'are',
  'brevity',
  'few',
  'for',
  'frame',
  'frames',
  'goroutine',
  'goroutines',
  'here',
  'i',
  'in',
  'is',
  'it',
  'line',
  'lines',
  'log',
  'logs',
  'lot',
  'lots',
  'many',
  'of',
  'on',
  'other',
  'others',
  'out',
  'output',
  'similar',
  'so',
  'some',
  'stack',
  'stacks',
  'stacktrace',
  'stacktraces',
  'the',
  'trace',
  'traces',
  'was',
  'were',
])
