/** Events, one JSON object per line. */
import type { Template } from '../base/kernel/index.ts'
import { safeJson } from '../base/text/safe-json.ts'
import type { Event, GoGcBatchEvent, GoGoroutineEvent, GoroutineHeader } from '../model/event.ts'
import type { Span } from '../model/span.ts'
import type { Frame, Stack, StackPattern } from '../model/stack.ts'

/** With its line feed. */
export function eventLine(event: Event): string {
  // A dump has half a million of these; what they share is turned into text once.
  if (event.kind === 'go.goroutine') return goroutineLine(event)
  return `${safeJson(event.kind === 'go.gc-batch' ? withoutValues(event) : event)}\n`
}

/** A batch keeps its figures in a typed array, which JSON would print as an object of a million keys. */
function withoutValues({ cycles, ...event }: GoGcBatchEvent) {
  return { ...event, cycles: { length: cycles.length, stride: cycles.stride } }
}

/** The same text as JSON.stringify would give, key for key. */
function goroutineLine(event: GoGoroutineEvent): string {
  return textBeforeStack(event) + stackJson(event.stack) + textAfterStack(event)
}

export function textBeforeStack({ span, time, block, header }: GoGoroutineEvent): string {
  return `{"kind":"go.goroutine","span":${spanJson(span)},"time":${text(time)},"block":${block},"header":${header === null ? 'null' : headerJson(header)},"stack":`
}

export function textAfterStack({ createdById, system, thread }: GoGoroutineEvent): string {
  return `,"createdById":${createdById},"system":${system},"thread":${thread}}\n`
}

function spanJson({ source, line, endLine, byte, endByte }: Span): string {
  return `{"source":${text(source)},"line":${line},"endLine":${endLine},"byte":${byte},"endByte":${endByte}}`
}

function headerJson(header: GoroutineHeader): string {
  const { id, state, waitMinutes, lockedToThread, scan, leaked, durable, bubble, labels, gp, m, mp } = header
  return `{"id":${id},"state":${text(state)},"waitMinutes":${waitMinutes},"lockedToThread":${lockedToThread},"scan":${scan},"leaked":${leaked},"durable":${durable},"bubble":${bubble},"labels":${labels === null ? 'null' : safeJson(labels)},"gp":${text(gp)},"m":${m},"mp":${text(mp)}}`
}

/** The JSON of such stacks, parted where the words go. */
export function patternTexts(pattern: StackPattern): readonly string[] {
  return stackJson(pattern.marked).split(pattern.mark)
}

function stackJson(stack: Stack): string {
  const { frames, createdBy, ancestors, elided, elidedAt, unavailable } = stack
  let list = ''
  for (let i = 0; i < frames.length; i++) list += i === 0 ? frameJson(frames[i]!) : `,${frameJson(frames[i]!)}`
  return `{"frames":[${list}],"createdBy":${createdBy === null ? 'null' : frameJson(createdBy)},"ancestors":${ancestors.length === 0 ? '[]' : safeJson(ancestors)},"elided":${typeof elided === 'string' ? '"unknown"' : elided},"elidedAt":${elidedAt},"unavailable":${unavailable}}`
}

/** All of a frame but its arguments, which come last. */
interface FrameText {
  readonly frame: Frame
  readonly json: string
}

const frameTexts = new Map<string, FrameText[]>()
const MOST_FUNCTIONS = 20_000
/** Places of one function that are kept; a function with more is generated code. */
const MOST_PLACES = 64

function frameJson(frame: Frame): string {
  let places = frameTexts.get(frame.function)
  if (places === undefined) {
    places = []
    if (frameTexts.size >= MOST_FUNCTIONS) frameTexts.clear()
    frameTexts.set(frame.function, places)
  }
  for (const place of places) if (isSamePlace(place.frame, frame)) return withArguments(place.json, frame.args)
  // All of it but the arguments, which are written last.
  const { args, ...place } = frame
  const json = `${safeJson(place).slice(0, -1)},"args":`
  if (places.length < MOST_PLACES) places.push({ frame, json })
  return withArguments(json, args)
}

function isSamePlace(a: Frame, b: Frame): boolean {
  return (
    a.line === b.line &&
    a.pcOffset === b.pcOffset &&
    a.inlined === b.inlined &&
    a.file === b.file &&
    a.kind === b.kind &&
    a.package === b.package &&
    a.receiver === b.receiver
  )
}

function withArguments(json: string, args: string | null): string {
  return `${json}${args === null ? 'null' : PLAIN.test(args) ? `"${args}"` : safeJson(args)}}`
}

/** Needs no escape in JSON. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

const texts = new Map<string, string>()

/** Names of sources and states: a handful, over and over. */
function text(value: string | null): string {
  if (value === null) return 'null'
  let json = texts.get(value)
  if (json === undefined) {
    json = safeJson(value)
    if (texts.size >= 10_000) texts.clear()
    texts.set(value, json)
  }
  return json
}

type RunLayout = readonly (readonly [
  name: string,
  source: { readonly number: number } | { readonly value: boolean | null },
])[]

/** The line of a run's event, as the kernel writes it straight from the bytes: the numbers stand as they were printed. */
export function runTemplate(kind: Event['kind'], source: string, layout: RunLayout): Template {
  const template: (string | Template[number])[] = [
    `{"kind":"${kind}","span":{"source":${text(source)},"line":`,
    { slot: 'lineNumber' },
    ',"endLine":',
    { slot: 'lineNumber' },
    ',"byte":',
    { slot: 'lineStart' },
    ',"endByte":',
    { slot: 'lineEnd' },
    '},"time":null,"block":null',
  ]
  for (const [name, from] of layout) {
    if ('number' in from) template.push(`,"${name}":`, { slot: 'number', index: from.number })
    else template.push(`,"${name}":${from.value}`)
  }
  return [...template, '}\n']
}
