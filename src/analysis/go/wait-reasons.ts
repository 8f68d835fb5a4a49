/**
 * What a goroutine's state means in plain words, and what to look at next. Every wait reason of Go 1.5–1.27
 * (runtime/runtime2.go `waitReasonStrings`, runtime/traceback.go `gStatusStrings`; until Go 1.10 the words stand in
 * the calls of `gopark`), with the versions that print it.
 */
export interface WaitReason {
  readonly cause: string
  /** Nothing to worry about, whatever the stack says. */
  readonly normal: boolean
  /** Where to look next; empty where there is nothing to do. */
  readonly next: string
  /** Versions of Go that print it. */
  readonly versions: string
}

type Row = readonly [cause: string, normal: boolean, versions: string, next: string]

// biome-ignore format: a table reads better with one row a line
const TABLE: Readonly<Record<string, Row>> = {
  idle: ['idle', true, 'all', ''],
  runnable: ['ready to run, waiting for a processor', false, 'all', 'Many of them mean that the processors are busy: compare with GOMAXPROCS and the CPU limit'],
  running: ['running', false, 'all', 'Its stack is printed only when it ran on the thread that wrote the dump'],
  syscall: ['in a system call or in C', false, 'all', 'Look at the call at the top of the stack: files, DNS through cgo and C code block a thread each'],
  waiting: ['waiting, no reason printed', false, 'all', 'Read the top of the stack'],
  dead: ['finished', true, 'all', ''],
  copystack: ['its stack is being moved', true, 'all', ''],
  preempted: ['was running, stopped for the dump', false, '1.14+', 'It was at work: nothing to do'],
  leaked: ['leaked: the collector proved that nothing can wake it', false, '1.26+', 'Find who should have woken it: it returned early, or was never started'],
  'waiting for cgo callback': ['in C, waiting for a callback into Go', false, '1.26+', 'Nothing to do: the thread is in C'],
  'chan receive': ['waits for a value from a channel', false, 'all', 'Find the sender: is it alive, and does it still send or close?'],
  'chan send': ['waits for somebody to receive from a channel', false, 'all', 'Find the receiver: did it return early? Give the send a way out with select, or the channel a buffer'],
  select: ['waits in select for any of its channels', false, 'all', 'Find who serves its channels, and whether one of them is a ctx.Done() that somebody cancels'],
  'chan receive (nil chan)': ['receives from a nil channel: waits for ever', false, 'all', 'Make the channel before it is used; Done() of context.Background is nil, too'],
  'chan send (nil chan)': ['sends to a nil channel: waits for ever', false, 'all', 'Make the channel before it is used'],
  'select (no cases)': ['select {}: waits for ever, by design', false, 'all', 'Meant to stay: look at the other goroutines'],
  'chan receive (synctest)': ['waits for a value from a channel (synctest bubble)', false, '1.24', 'Find the sender inside the bubble'],
  'chan send (synctest)': ['waits for a receiver (synctest bubble)', false, '1.24', 'Find the receiver inside the bubble'],
  'select (synctest)': ['waits in select (synctest bubble)', false, '1.24', 'Find who serves its channels inside the bubble'],
  semacquire: ['waits for a lock, a WaitGroup or a semaphore', false, 'all', 'The frames of sync tell which: Lock, RLock, Wait. Go 1.20 and later name locks, Go 1.24 and later wait groups'],
  'sync.Mutex.Lock': ['waits for a mutex', false, '1.20+', 'Find the holder: a goroutine inside a method of the same object'],
  'sync.RWMutex.RLock': ['waits for a read lock', false, '1.20+', 'Find the writer: it holds the lock, or waits for readers that never leave'],
  'sync.RWMutex.Lock': ['waits for a write lock', false, '1.20+', 'Find the reader or writer that does not unlock'],
  'sync.WaitGroup.Wait': ['waits for a WaitGroup to reach zero', false, '1.24+', 'Find the workers that have not called Done: what do they wait for?'],
  'sync.Cond.Wait': ['waits for a condition variable', false, '1.11+', 'Find who makes the condition true and calls Signal or Broadcast'],
  sleep: ['sleeps', false, 'all', 'It will wake by itself'],
  'IO wait': ['waits for the network or a pipe', true, 'all', ''],
  'finalizer wait': ['runs finalizers, none are due', true, 'all', ''],
  'cleanup wait': ['runs cleanups, none are due', true, '1.25+', ''],
  coroutine: ['iter.Pull: the other side is running', false, '1.22+', 'Look at the goroutine that called next or stop of iter.Pull'],
  'GC assist marking': ['helps the collector mark before it may allocate', false, 'all', 'Many of them mean that the program allocates faster than the collector keeps up: see the gctrace'],
  'GC assist wait': ['waits for the collector before it may allocate', false, 'all', 'Many of them mean that the program allocates faster than the collector keeps up: see the gctrace'],
  'GC sweep wait': ['background sweeper, idle', true, 'all', ''],
  'GC scavenge wait': ['background scavenger, idle', true, '1.13+', ''],
  'GC worker (idle)': ['collector worker, idle', true, '1.6+', ''],
  'GC worker (active)': ['collector worker, marking', true, '1.20+', ''],
  'GC mark termination': ['ends a collection', true, '1.20+', ''],
  'GC weak to strong wait': ['waits for the collector (weak pointer)', false, '1.24+', 'It goes on when the collection ends'],
  'stopping the world': ['waits until every other goroutine has stopped', false, '1.20+', 'Look for a goroutine that cannot be preempted: a C call, or a loop in assembly'],
  'garbage collection': ['runs a collection', false, 'all', 'It goes on when the collection ends'],
  'garbage collection scan': ['its stack is being scanned', true, 'all', ''],
  'force gc (idle)': ['starts a collection every two minutes', true, 'all', ''],
  'wait for GC cycle': ['waits for a collection to end (runtime.GC)', false, 'all', 'It goes on when the collection ends'],
  'dumping heap': ['writes a heap dump', false, 'all', 'It goes on when the heap dump is written'],
  panicwait: ['waits for another goroutine to finish its panic', true, 'all', ''],
  'trace reader (blocked)': ['execution trace reader, idle', true, 'all', ''],
  'trace proc status': ['starts an execution trace', true, '1.22+', ''],
  'trace goroutine status': ['starts an execution trace', true, '1.22+', ''],
  'page trace flush': ['writes a page trace', true, '1.22+', ''],
  'flushing proc caches': ['starts a collection', true, '1.22+', ''],
  'timer goroutine (idle)': ['runs timers, none are due', true, '1.5–1.13', ''],
  'GOMAXPROCS updater (idle)': ['watches the CPU limit', true, '1.25+', ''],
  'debug call': ['held by a debugger', false, '1.15+', 'Detach the debugger'],
  'synctest.Run': ['waits for its synctest bubble', false, '1.24+', 'Look at the goroutines of the bubble'],
  'synctest.Wait': ['waits until its synctest bubble is idle', false, '1.24+', 'Look at the goroutines of the bubble'],
  'mark worker (idle)': ['collector worker, idle', true, '1.5', ''],
  'mark wait (idle)': ['collector, waits for its workers', true, '1.5', ''],
  'Concurrent GC wait': ['background collector, idle', true, '1.5', ''],
  'unknown wait reason': ['waiting, for a reason the runtime did not name', false, 'all', ''],
  '???': ['in a state the runtime did not name', false, 'all', ''],
}

const unknown: WaitReason = { cause: '', normal: false, next: 'Read the top of the stack', versions: 'unknown' }

export function waitReason(state: string): WaitReason {
  const row = Object.hasOwn(TABLE, state) ? TABLE[state] : undefined
  if (row === undefined) return { ...unknown, cause: state }
  const [cause, normal, versions, next] = row
  return { cause, normal, next, versions }
}

/** Every state that is known, for the documentation and the tests. */
export const STATES: readonly string[] = Object.keys(TABLE)
