import { pointerText } from '../../../base/text/pointer-text.ts'
import type { Frame, PointerWords, Stack, StackPattern } from '../../../model/stack.ts'
import { isAddress, wordsOf } from './arguments.ts'
import { isOwn, isProgram } from './names.ts'

/**
 * What a goroutine waits for, told from its state and its innermost frames. States: runtime/runtime2.go
 * `waitReasonStrings`; until Go 1.19 all locks and wait groups say `semacquire`, so that the frames decide.
 */
export type WaitKind =
  | 'mutex'
  | 'read-lock'
  | 'write-lock'
  | 'wait-group'
  | 'cond'
  | 'receive'
  | 'send'
  | 'select'
  /** A nil channel, or `select {}`: nothing can ever come. */
  | 'nil-receive'
  | 'nil-send'
  | 'forever'
  /** Will be woken from outside the program, or by a clock: network, pipe, child process, sleep. */
  | 'outside'
  /** Runs, or would when a processor were free; also everything unknown. */
  | 'free'

export interface Wait {
  readonly kind: WaitKind
  /** Address of the lock, wait group, condition variable or channel; null when the dump does not show it. */
  readonly address: string | null
  /** The mutex inside a sync.Once. */
  readonly once: boolean
  /** A writer of an RWMutex that has its turn and waits for the readers to leave. */
  readonly drains: boolean
  /** Index of the first frame behind the machinery of the wait. */
  readonly at: number
  /** Index of the innermost frame of the program itself, -1 without one. */
  readonly site: number
}

const LOCKS: ReadonlySet<WaitKind> = new Set(['mutex', 'read-lock', 'write-lock'])
const CHANNELS: ReadonlySet<WaitKind> = new Set(['receive', 'send', 'select', 'nil-receive', 'nil-send', 'forever'])

export function isLockWait(kind: WaitKind): boolean {
  return LOCKS.has(kind)
}

export function isChannelWait(kind: WaitKind): boolean {
  return CHANNELS.has(kind)
}

const BY_STATE: Readonly<Record<string, WaitKind>> = {
  'chan receive': 'receive',
  'chan send': 'send',
  select: 'select',
  'chan receive (synctest)': 'receive',
  'chan send (synctest)': 'send',
  'select (synctest)': 'select',
  'chan receive (nil chan)': 'nil-receive',
  'chan send (nil chan)': 'nil-send',
  'select (no cases)': 'forever',
  'sync.Mutex.Lock': 'mutex',
  'sync.RWMutex.RLock': 'read-lock',
  'sync.RWMutex.Lock': 'write-lock',
  'sync.WaitGroup.Wait': 'wait-group',
  'sync.Cond.Wait': 'cond',
  sleep: 'outside',
  'IO wait': 'outside',
}

const MACHINERY = /^(?:runtime|sync|internal\/sync|internal\/runtime\/.*|runtime\/internal\/.*)$/

/** Channel waits inside of these wait for other goroutines of the program; in the rest of the library, for the outside. */
const INWARD =
  /^(?:io|context|iter|sync.*|slices|maps|sort|reflect|testing.*|fmt|strings|bytes|bufio|encoding.*|text.*|log.*|container.*|database\/sql)$/
/** Within the rest: both ends are held by goroutines of the program. */
const INWARD_FUNCTION = /^net\.\(\*pipe\)\./

/** A wait but for its address: what is true of every goroutine with such a stack. */
interface WaitShape extends Omit<Wait, 'address'> {
  /** Where the address may be found: the first place that holds one counts. */
  readonly places: readonly AddressPlace[]
}

/** The address is the first argument of a frame, less an offset. */
interface AddressPlace {
  readonly frame: number
  readonly offset: bigint
}

export function waitOf(state: string, stack: Stack): Wait {
  if (stack.pattern !== undefined) return patternedWait(state, stack.pattern, stack.words!)
  const { frames } = stack
  const { places, ...wait } = shapeOf(state, frames)
  for (const { frame, offset } of places) {
    const word = wordsOf(frames[frame]!)[0]
    if (word !== undefined && isAddress(word.text) && !word.stale) return { ...wait, address: less(word.text, offset) }
  }
  return { ...wait, address: null }
}

interface PatternedShape {
  readonly wait: Wait
  readonly places: readonly { readonly word: number; readonly offset: bigint }[]
}

const shapes = new WeakMap<StackPattern, Map<string, PatternedShape>>()

/** Thousands of goroutines of one pattern differ only in the address, which is one of their words. */
function patternedWait(state: string, pattern: StackPattern, { values, from }: PointerWords): Wait {
  const ofPattern = shapes.get(pattern) ?? new Map<string, PatternedShape>()
  if (ofPattern.size === 0) shapes.set(pattern, ofPattern)
  let shape = ofPattern.get(state)
  if (shape === undefined) {
    shape = patternedShape(state, pattern)
    ofPattern.set(state, shape)
  }
  for (const { word, offset } of shape.places) {
    const text = pointerText(values[from + 2 * word]!, values[from + 2 * word + 1]!)
    if (isAddress(text)) return { ...shape.wait, address: less(text, offset) }
  }
  return shape.wait
}

function patternedShape(state: string, { marked, mark }: StackPattern): PatternedShape {
  const { places, ...wait } = shapeOf(state, marked.frames)
  const marksBefore = (end: number) =>
    marked.frames.slice(0, end).reduce((sum, { args }) => sum + (args?.match(mark)?.length ?? 0), 0)
  return {
    wait: { ...wait, address: null },
    places: places.flatMap(({ frame, offset }) => {
      const word = wordsOf(marked.frames[frame]!)[0]
      return word === undefined || word.stale ? [] : [{ word: marksBefore(frame), offset }]
    }),
  }
}

function shapeOf(state: string, frames: readonly Frame[]): WaitShape {
  const at = machineryEnd(frames)
  const machinery = frames.slice(0, at)
  let kind = Object.hasOwn(BY_STATE, state) ? BY_STATE[state]! : 'free'
  const has = (name: RegExp) => machinery.some((frame) => name.test(frame.function))
  if (kind === 'free' && (state === 'semacquire' || state === 'waiting' || state === 'leaked')) kind = fromFrames(has)
  if (
    (kind === 'receive' || kind === 'send' || kind === 'select') &&
    frames[at]?.kind === 'stdlib' &&
    !INWARD.test(frames[at].package) &&
    !INWARD_FUNCTION.test(frames[at].function)
  ) {
    kind = 'outside'
  }
  if (kind === 'mutex' && has(/^sync\.\(\*RWMutex\)\.Lock$/)) kind = 'write-lock'
  const own = frames.findIndex((frame, i) => i >= at && isOwn(frame))
  return {
    kind,
    places: addressPlaces(kind, machinery),
    once: kind === 'mutex' && has(/^sync\.\(\*Once\)\.doSlow$/),
    drains: kind === 'write-lock' && !has(/\(\*Mutex\)\.lockSlow$/),
    at,
    site: own >= 0 ? own : frames.findIndex((frame, i) => i >= at && isProgram(frame)),
  }
}

function machineryEnd(frames: readonly Frame[]): number {
  const end = frames.findIndex((frame) => !MACHINERY.test(frame.package) && frame.function !== 'panic')
  if (end < 0) return frames.length
  // A callback that sync.Once or sync.Map runs: what is above it belongs to the callback, not to the wait.
  return end
}

function fromFrames(has: (name: RegExp) => boolean): WaitKind {
  if (has(/^sync\.\(\*WaitGroup\)\.Wait$/)) return 'wait-group'
  if (has(/^sync\.\(\*Cond\)\.Wait$|^sync\.runtime_notifyListWait$/)) return 'cond'
  if (has(/^sync\.\(\*RWMutex\)\.RLock$|RWMutexR$/)) return 'read-lock'
  if (has(/^sync\.\(\*RWMutex\)\.Lock$|RWMutex$/)) return 'write-lock'
  if (has(/\(\*Mutex\)\.(?:lockSlow|Lock)$|SemacquireMutex$/)) return 'mutex'
  if (has(/^runtime\.chanrecv/)) return 'receive'
  if (has(/^runtime\.chansend/)) return 'send'
  if (has(/^runtime\.selectgo$/)) return 'select'
  return 'free'
}

/** The semaphore lies behind the state word of a mutex, and behind mutex and counters in the larger types. */
const SEMAPHORE_OFFSET: Partial<Record<WaitKind, bigint>> = { mutex: 4n, 'wait-group': 8n, 'read-lock': 12n }

const CALLEE: Partial<Record<WaitKind, RegExp>> = {
  mutex: /\(\*Mutex\)\.(?:lockSlow|Lock)$/,
  'read-lock': /^sync\.\(\*RWMutex\)\.RLock$/,
  'write-lock': /\(\*Mutex\)\.lockSlow$|^sync\.\(\*RWMutex\)\.Lock$/,
  'wait-group': /^sync\.\(\*WaitGroup\)\.Wait$/,
  cond: /^sync\.\(\*Cond\)\.Wait$/,
  receive: /^runtime\.chanrecv$/,
  send: /^runtime\.chansend$/,
}

function addressPlaces(kind: WaitKind, machinery: readonly Frame[]): AddressPlace[] {
  const callee = CALLEE[kind]
  if (callee === undefined) return []
  const queued = machinery.some((frame) => /\(\*Mutex\)\.lockSlow$/.test(frame.function))
  const behind = kind === 'write-lock' ? (queued ? 4n : 8n) : SEMAPHORE_OFFSET[kind]
  return machinery.flatMap(({ function: name }, frame) => {
    if (callee.test(name)) return [{ frame, offset: 0n }]
    if (name === 'sync.runtime_notifyListWait') return [{ frame, offset: 16n }]
    return name === 'runtime.semacquire1' && behind !== undefined ? [{ frame, offset: behind }] : []
  })
}

function less(address: string, offset: bigint): string {
  return offset === 0n ? address : `0x${(BigInt(address) - offset).toString(16)}`
}
