import type { Frame } from '../../model/stack.ts'
import { isAddress, type Word, wordsOf } from './arguments.ts'
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
  /^(?:io|context|iter|sync.*|slices|maps|sort|reflect|testing.*|fmt|strings|bytes|bufio|encoding.*|text.*|log.*|container.*)$/

export function waitOf(state: string, frames: readonly Frame[]): Wait {
  const at = machineryEnd(frames)
  const machinery = frames.slice(0, at)
  let kind = Object.hasOwn(BY_STATE, state) ? BY_STATE[state]! : 'free'
  const has = (name: RegExp) => machinery.some((frame) => name.test(frame.function))
  if (kind === 'free' && (state === 'semacquire' || state === 'waiting' || state === 'leaked')) kind = fromFrames(has)
  if (
    (kind === 'receive' || kind === 'send' || kind === 'select') &&
    frames[at]?.kind === 'stdlib' &&
    !INWARD.test(frames[at].package)
  ) {
    kind = 'outside'
  }
  if (kind === 'mutex' && has(/^sync\.\(\*RWMutex\)\.Lock$/)) kind = 'write-lock'
  const own = frames.findIndex((frame, i) => i >= at && isOwn(frame))
  return {
    kind,
    address: addressOf(kind, machinery),
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

function addressOf(kind: WaitKind, machinery: readonly Frame[]): string | null {
  const sure = (word: Word | undefined) => (isAddress(word) && !word.stale ? word.value : null)
  const callee = CALLEE[kind]
  if (callee === undefined) return null
  for (let i = 0; i < machinery.length; i++) {
    const word = sure(wordsOf(machinery[i]!)[0])
    if (word === null) continue
    const name = machinery[i]!.function
    if (callee.test(name)) return hex(word)
    if (name === 'sync.runtime_notifyListWait') return hex(word - 16n)
    if (name !== 'runtime.semacquire1') continue
    if (kind === 'write-lock') {
      const queued = machinery.some((frame) => /\(\*Mutex\)\.lockSlow$/.test(frame.function))
      return hex(word - (queued ? 4n : 8n))
    }
    const offset = SEMAPHORE_OFFSET[kind]
    if (offset !== undefined) return hex(word - offset)
  }
  return null
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`
}
