/**
 * What a goroutine's state means in plain words. Every wait reason of Go 1.5–1.27 (runtime/runtime2.go
 * `waitReasonStrings`, runtime/traceback.go `gStatusStrings`).
 */
export interface WaitReason {
  readonly cause: string
  /** Nothing to worry about, whatever the stack says. */
  readonly normal: boolean
}

// biome-ignore format: a table reads better with one row a line
const TABLE: Readonly<Record<string, WaitReason>> = {
  idle: { cause: 'idle', normal: true },
  runnable: { cause: 'ready to run, waiting for a processor', normal: false },
  running: { cause: 'running', normal: false },
  syscall: { cause: 'in a system call or in C', normal: false },
  waiting: { cause: 'waiting, no reason printed', normal: false },
  dead: { cause: 'finished', normal: true },
  copystack: { cause: 'its stack is being moved', normal: true },
  preempted: { cause: 'was running, stopped for the dump', normal: false },
  leaked: { cause: 'leaked: the collector proved that nothing can wake it', normal: false },
  'waiting for cgo callback': { cause: 'in C, waiting for a callback into Go', normal: false },
  'chan receive': { cause: 'waits for a value from a channel', normal: false },
  'chan send': { cause: 'waits for somebody to receive from a channel', normal: false },
  select: { cause: 'waits in select for any of its channels', normal: false },
  'chan receive (nil chan)': { cause: 'receives from a nil channel: waits for ever', normal: false },
  'chan send (nil chan)': { cause: 'sends to a nil channel: waits for ever', normal: false },
  'select (no cases)': { cause: 'select {}: waits for ever, by design', normal: false },
  'chan receive (synctest)': { cause: 'waits for a value from a channel (synctest bubble)', normal: false },
  'chan send (synctest)': { cause: 'waits for a receiver (synctest bubble)', normal: false },
  'select (synctest)': { cause: 'waits in select (synctest bubble)', normal: false },
  semacquire: { cause: 'waits for a lock, a WaitGroup or a semaphore', normal: false },
  'sync.Mutex.Lock': { cause: 'waits for a mutex', normal: false },
  'sync.RWMutex.RLock': { cause: 'waits for a read lock', normal: false },
  'sync.RWMutex.Lock': { cause: 'waits for a write lock', normal: false },
  'sync.WaitGroup.Wait': { cause: 'waits for a WaitGroup to reach zero', normal: false },
  'sync.Cond.Wait': { cause: 'waits for a condition variable', normal: false },
  sleep: { cause: 'sleeps', normal: false },
  'IO wait': { cause: 'waits for the network or a pipe', normal: true },
  'finalizer wait': { cause: 'runs finalizers, none are due', normal: true },
  'cleanup wait': { cause: 'runs cleanups, none are due', normal: true },
  coroutine: { cause: 'iter.Pull: the other side is running', normal: false },
  'GC assist marking': { cause: 'helps the collector mark before it may allocate', normal: false },
  'GC assist wait': { cause: 'waits for the collector before it may allocate', normal: false },
  'GC sweep wait': { cause: 'background sweeper, idle', normal: true },
  'GC scavenge wait': { cause: 'background scavenger, idle', normal: true },
  'GC worker (idle)': { cause: 'collector worker, idle', normal: true },
  'GC worker (active)': { cause: 'collector worker, marking', normal: true },
  'GC worker init': { cause: 'collector worker, starting', normal: true },
  'GC mark termination': { cause: 'ends a collection', normal: true },
  'GC weak to strong wait': { cause: 'waits for the collector (weak pointer)', normal: false },
  'stopping the world': { cause: 'waits until every other goroutine has stopped', normal: false },
  'garbage collection': { cause: 'runs a collection', normal: false },
  'garbage collection scan': { cause: 'its stack is being scanned', normal: true },
  'force gc (idle)': { cause: 'starts a collection every two minutes', normal: true },
  'wait for GC cycle': { cause: 'waits for a collection to end (runtime.GC)', normal: false },
  'dumping heap': { cause: 'writes a heap dump', normal: false },
  panicwait: { cause: 'waits for another goroutine to finish its panic', normal: true },
  'trace reader (blocked)': { cause: 'execution trace reader, idle', normal: true },
  'trace proc status': { cause: 'starts an execution trace', normal: true },
  'trace goroutine status': { cause: 'starts an execution trace', normal: true },
  'page trace flush': { cause: 'writes a page trace', normal: true },
  'flushing proc caches': { cause: 'starts a collection', normal: true },
  'timer goroutine (idle)': { cause: 'runs timers, none are due', normal: true },
  'GOMAXPROCS updater (idle)': { cause: 'watches the CPU limit', normal: true },
  'debug call': { cause: 'held by a debugger', normal: false },
  'synctest.Run': { cause: 'waits for its synctest bubble', normal: false },
  'synctest.Wait': { cause: 'waits until its synctest bubble is idle', normal: false },
}

export function waitReason(state: string): WaitReason {
  return TABLE[state] ?? { cause: state, normal: false }
}
