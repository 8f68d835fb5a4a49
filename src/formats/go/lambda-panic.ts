import type { Line } from '../../model/line.ts'
import type { Frame } from '../../model/stack.ts'
import type { Recogniser, Sink } from '../recogniser.ts'
import { labelledFrame } from './labelled-frame.ts'
import { withoutLogPrefix } from './printed.ts'

/**
 * What aws-lambda-go prints when a handler panics, before it ends the process with exit status 1: one line of JSON
 * (lambda/errors.go, lambda/panic.go). No header of a goroutine, no arguments, no other goroutines; of the stack at most
 * 32 program counters. A label has lost its package, a path what stands before its import path.
 *
 *     2024/03/05 14:07:09 {"errorMessage":"boom","errorType":"string","stackTrace":[{"path":"app/main.go","line":12,"label":"handler"}]}
 */
export const lambdaPanic: Recogniser = {
  name: 'lambda-panic',
  sentinels: ['"stackTrace":['],
  single: true,
  samples: [
    {
      text: '2024/03/05 14:07:09 {"errorMessage":"boom","errorType":"string","stackTrace":[{"path":"app/main.go","line":12,"label":"handler"}]}',
      kinds: ['go.crash', 'go.goroutine', 'go.end'],
    },
  ],
  open(line, sink) {
    const report = reportOf(line.text)
    if (report === null) return undefined
    tell(report, line, sink)
    return 'single'
  },
}

interface Report {
  readonly message: string
  readonly frames: readonly Frame[]
  /** The line ends before its last bracket. */
  readonly isTorn: boolean
}

const OPENING = '{"errorMessage":'
const LONGEST = 262_144
/** Frames the library records; with inlined ones there may be more. */
const FRAME_LIMIT = 32

function reportOf(text: string): Report | null {
  const json = text.startsWith(OPENING) ? text : withoutLogPrefix(text)
  if (!json.startsWith(OPENING) || json.length > LONGEST) return null
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    return tornReportOf(json)
  }
  const { errorMessage, errorType, stackTrace, ...others } = value as Record<string, unknown>
  // Fields of a logger beside them: then this is a logger's record.
  if (typeof errorMessage !== 'string' || typeof errorType !== 'string' || 'level' in others) return null
  // An error that the handler returned has the same shape without a stack, and the process goes on.
  if (!Array.isArray(stackTrace) || stackTrace.length === 0) return null
  const frames = stackTrace.flatMap((entry: unknown) => frameOf(entry) ?? [])
  return frames.length < stackTrace.length ? null : { message: errorMessage, frames, isTorn: false }
}

/** Services cut long lines: what stands before the cut is read entry by entry. */
function tornReportOf(json: string): Report | null {
  const head = TORN_HEAD.exec(json)
  if (head === null) return null
  const frames: Frame[] = []
  let end = head[0].length
  ENTRY.lastIndex = end
  for (let entry = ENTRY.exec(json); entry !== null; entry = ENTRY.exec(json)) {
    end = ENTRY.lastIndex
    frames.push(labelledFrame(unquote(entry[3]!), unquote(entry[1]!), Number(entry[2])))
  }
  // Another object would be nobody's cut line; so would one without a single entry.
  const rest = json.slice(end)
  return frames.length === 0 || /[}\]]/.test(rest) ? null : { message: unquote(head[1]!), frames, isTorn: true }
}

function unquote(text: string): string {
  try {
    return String(JSON.parse(`"${text}"`))
  } catch {
    return text
  }
}

const STRING = String.raw`"((?:[^"\\]|\\.)*)"`
const TORN_HEAD = new RegExp(`^\\{"errorMessage":${STRING},"errorType":"(?:[^"\\\\]|\\\\.)*","stackTrace":\\[`)
const ENTRY = new RegExp(`\\{"path":${STRING},"line":(\\d{1,9}),"label":${STRING}\\},?`, 'y')

function frameOf(entry: unknown): Frame | null {
  if (typeof entry !== 'object' || entry === null) return null
  const { path, line, label } = entry as Record<string, unknown>
  if (typeof path !== 'string' || typeof line !== 'number' || typeof label !== 'string') return null
  return labelledFrame(label, path, line)
}

function tell({ message, frames, isTorn }: Report, { span, time }: Line, sink: Sink): void {
  const block = sink.block()
  const isCut = frames.length >= FRAME_LIMIT
  sink.emit({
    kind: 'go.crash',
    span,
    time,
    block,
    crash: 'panic',
    message,
    chain: [{ message, recovered: false, repanicked: false, goexit: false }],
    signal: null,
    preamble: [],
    carried: null,
    torn: false,
    stream: sink.stream,
    writer: sink.writer,
  })
  sink.emit({
    kind: 'go.goroutine',
    span,
    time,
    block,
    header: null,
    stack: {
      frames,
      createdBy: null,
      ancestors: [],
      elided: isCut ? 'unknown' : null,
      elidedAt: isCut ? frames.length : null,
      unavailable: false,
    },
    createdById: null,
    system: false,
    thread: 0,
  })
  if (isCut)
    sink.emit({
      kind: 'malformed',
      span,
      time,
      block,
      format: 'lambda-panic',
      code: 'envelope-loss',
      text: 'stackTrace holds 32 entries or more: the library records no deeper frames',
      evidence: 'E28',
    })
  if (isTorn)
    sink.emit({
      kind: 'malformed',
      span,
      time,
      block,
      format: 'lambda-panic',
      code: 'torn-token',
      text: 'the line ends inside stackTrace',
    })
  sink.emit({ kind: 'go.end', span, time, block, closed: true })
}
