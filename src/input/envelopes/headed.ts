import { BEGINS_REPORT } from './crash-text.ts'
import { type Envelope, type Head, NOTHING, whole } from './envelope.ts'
import { isOfReport } from './prefix.ts'

/**
 * Records whose text stands below lines of their own: `logcat -v long`, what supervisord logs of a child, `wevtutil /f:text`.
 * Each begins alike but for its numbers, and may end with an empty line. Told from reports that
 * such lines tear: the same lines stand above many a line from inside of them.
 */
export function learnHeaded(lines: readonly string[]): Envelope | null {
  const torn = lines.flatMap((line, i) => (i > 0 && isInside(line) ? [i] : []))
  if (torn.length < 2) return null
  const [last, count] = mostOf(torn.map((i) => shapeOf(lines[i - 1]!)))
  const below = torn.filter((i) => shapeOf(lines[i - 1]!) === last)
  if (last === '0') return areCounted(lines, below) ? headedEnvelope([last], false) : null
  if (count < 2 || !/\w.*\w/.test(last)) return null
  const head = [last]
  let endsEmpty = false
  for (let above = 2; above <= MOST_LINES && !endsEmpty; above++) {
    // The first record of the log has nothing above it.
    const [shape, times] = mostOf(below.flatMap((i) => (i < above ? [] : [shapeOf(lines[i - above]!)])))
    if (times < below.length - 1 || times < 2 || head.includes(shape)) break
    endsEmpty = shape === ''
    if (!endsEmpty) head.push(shape)
  }
  if (head.some(mayHead)) return null
  const size = head.length + Number(endsEmpty)
  // The last line of a message stands below the name of what was thrown, and never above one.
  const isMessage = 2 * below.filter((i) => THROWN.test(lines[i - 1 - size] ?? '')).length > below.length
  if (isMessage && !lines.some((line, i) => i > 0 && shapeOf(lines[i - 1]!) === last && opens(line))) return null
  const calls = below.filter((i) => GO_PLACE.test(lines[i]!) && GO_CALL.test(lines[i - 1 - size] ?? '')).length
  const isEverywhere = count >= LEAST_SHARE * torn.length && (count >= LEAST_RECORDS || size > 1)
  return isEverywhere || calls >= LEAST_TORN ? headedEnvelope(head, endsEmpty) : null
}

/** Numbers of lines, each in a line of its own, as a page with two columns is copied; the sample has seams. */
function areCounted(lines: readonly string[], below: readonly number[]): boolean {
  const counted = below.filter((i) => Number(lines[i + 1]) === Number(lines[i - 1]) + 1)
  return counted.length >= LEAST_RECORDS && counted.length >= LEAST_COUNTED * below.length
}

const LEAST_COUNTED = 0.75
const LEAST_RECORDS = 3
/** Above all lines of reports stands what stands above each line. What a logger says stands above the first of each. */
const LEAST_SHARE = 0.9
/** Records may hold many lines; between a call and its place no other line is at home. */
const LEAST_TORN = 2
const MOST_LINES = 32

/** Cycles of collectors stand between the lines of their program. */
const CYCLE = /^(?:gc \d|\[)/

function isInside(line: string): boolean {
  return isOfReport(line) && !CYCLE.test(line)
}

function opens(line: string): boolean {
  return BEGINS_REPORT.test(line) && !isOfReport(line)
}

/** The call above its place, the exception above its frames: a logger may have written it into its line. */
function mayHead(line: string): boolean {
  return CALL.test(line) || THROWN.test(line) || TOLD.test(line) || isOfReport(line) || BEGINS_REPORT.test(line)
}

const TOLD = /\b(?:[Pp]anic|PANIC|fatal error)\b[^:=]{0,64}[:=]/

const CALL = /^\W{0,8}(?:[\w$][^\s(]{0,400}\(|created by \S)/
const GO_CALL = /^[\w$][^\s]{2,400}\([^)]{0,400}\)$|^created by \S/
const GO_PLACE = /^[ \t]{1,8}\S{1,400}\.(?:go|s):\d/
const THROWN = /[\w$](?:Exception|Error|Throwable)\b|(?<![\w$.])[a-z]\w{0,60}(?:\.[\w$]{1,100}){1,20}(?:: |$)/

function mostOf(shapes: readonly string[]): readonly [string, number] {
  const counts = new Map<string, number>()
  for (const shape of shapes) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0] ?? ['', 0]
}

/** Numbers differ from record to record. */
function shapeOf(line: string): string {
  return line.length > LONGEST_HEAD ? line : line.trimEnd().replaceAll(/\d+/g, '0')
}

/** Who wrote it stands in quotes, or is one of two streams: `'web' stderr output:`. */
function kindOf(shape: string): string {
  return shape.replaceAll(/'[^']{0,64}'|std(?:out|err)/g, "''")
}

const LONGEST_HEAD = 512

function headedEnvelope(head: readonly string[], endsEmpty: boolean): Envelope {
  const [last = ''] = head
  const others = new Set(head.slice(1))
  const kind = kindOf(last)
  const emptyAbove = new WeakSet<Head>()
  return {
    id: 'headed',
    samples: [],
    peel(line) {
      if (line === '' || line.length > LONGEST_HEAD) return null
      const shape = shapeOf(line)
      if (shape !== last && kindOf(shape) !== kind) return others.has(shape) ? NOTHING : null
      return { ...NOTHING, stream: kind === last ? '' : shape }
    },
    follow(line, above) {
      const { stream } = above.peeled
      if (!endsEmpty) return whole(line, stream)
      // Whether it is the text's or the record's, the next line tells.
      const isPending = emptyAbove.has(above)
      if (line === '') emptyAbove.add(above)
      else emptyAbove.delete(above)
      if (line === '') return isPending ? whole('', stream) : NOTHING
      return whole(isPending ? `\n${line}` : line, stream)
    },
  }
}
