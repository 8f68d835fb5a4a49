import type { Span } from './span.ts'
import type { Frame } from './stack.ts'

/** What the JVM formats find, apart from its collectors: exceptions, thread dumps, fatal error reports. */
export type JvmEvent =
  | JvmExceptionEvent
  | JvmThreadEvent
  | JvmDeadlockEvent
  | JvmDumpEvent
  | JvmVmCrashEvent
  | JvmTestEvent

interface JvmEventBase {
  readonly span: Span
  /** RFC 3339, when an envelope or the line of the logger gave one with its zone. */
  readonly time: string | null
  /** The parts of one thread dump share a number, unique within a source. */
  readonly block: number
}

/** One link of a printed exception: the thrown one, or one of its causes. */
export interface Throwable {
  /** `java.io.IOException`; null when the head of the trace is missing. */
  readonly type: string | null
  /** Lines joined by \n; '' when it has none. */
  readonly message: string
  /** Innermost first, without those that the trace it hangs in has too. */
  readonly frames: readonly Frame[]
  /** `... 3 more`: so many outermost frames are those of the trace this one hangs in. */
  readonly common: number
  readonly relation: 'thrown' | 'caused-by' | 'suppressed'
  /** Index in the chain of the exception it is a cause of, or was suppressed by; null for the thrown one. */
  readonly of: number | null
}

export interface JvmExceptionEvent extends JvmEventBase {
  readonly kind: 'jvm.exception'
  /** The thrown one first. */
  readonly chain: readonly Throwable[]
  /** Name of the thread, where the text says it. */
  readonly thread: string | null
  /** It ended its thread, or the program: who printed it says so. */
  readonly uncaught: boolean
  /** The line of the logger it came with, or stands in; null when it was printed bare. */
  readonly record: string | null
  /** When, as the logger wrote it, where that names no zone: `2026-11-23T10:15:30.123`, or the time of day alone. */
  readonly localTime: string | null
  /** Frames without a header above: the beginning is missing. */
  readonly headless: boolean
}

/** A line such as `- waiting to lock <0x…> (a java.lang.Object)` below a frame. */
export interface MonitorLine {
  readonly relation: 'locked' | 'waiting-to-lock' | 'waiting-on' | 'parking' | 'eliminated' | 'owns'
  /** `0x00000000ffd1de90`, or `java.lang.Object@7b89aecf` as newer dumps name it; null where the JVM printed none. */
  readonly object: string | null
  readonly type: string | null
  /** Index of the frame it stands under; null for synchronizers that the thread owns. */
  readonly frame: number | null
}

export interface JvmThreadEvent extends JvmEventBase {
  readonly kind: 'jvm.thread'
  readonly name: string
  /** `#12`; null for the JVM's own threads, which have none. */
  readonly id: number | null
  readonly daemon: boolean
  readonly virtual: boolean
  /** `BLOCKED (on object monitor)`; what stands in the header where the JVM prints no Java state. */
  readonly state: string
  /** No Java thread: the collector's, the compiler's, the VM's own. */
  readonly system: boolean
  readonly cpuMs: number | null
  readonly elapsedSeconds: number | null
  readonly frames: readonly Frame[]
  readonly monitors: readonly MonitorLine[]
}

/** One cycle, as the JVM found it. */
export interface JvmDeadlockEvent extends JvmEventBase {
  readonly kind: 'jvm.deadlock'
  readonly members: readonly {
    readonly thread: string
    readonly waitsFor: string | null
    readonly type: string | null
    readonly isMonitor: boolean
    /** Null when the JVM could not name it. */
    readonly heldBy: string | null
  }[]
}

/** The last event of a thread dump. */
export interface JvmDumpEvent extends JvmEventBase {
  readonly kind: 'jvm.dump'
  readonly form: 'classic' | 'plain' | 'json'
  /** `OpenJDK 64-Bit Server VM (17.0.21.1+2 mixed mode, sharing)`, or the version alone. */
  readonly vm: string | null
  readonly threads: number
  /** False when it ends before its last line. */
  readonly closed: boolean
}

/** What a runner of tests says of one that failed, or of all that it ran. */
export interface JvmTestEvent extends JvmEventBase {
  readonly kind: 'jvm.test'
  readonly outcome: 'failed' | 'totals'
  /** `cart.CartTest.discount`; null for what is not about one test. */
  readonly name: string | null
  /** Of `totals`: how many did not pass in the end. */
  readonly failures: number | null
}

export type MemoryKind = 'heap' | 'native'

/** A fatal error report, from an hs_err file or its beginning on standard output, or of a JVM that could not start. */
export interface JvmVmCrashEvent extends JvmEventBase {
  readonly kind: 'jvm.vm-crash'
  /** `SIGSEGV (0xb) at pc=0x…`, `Internal Error (debug.cpp:362)`, with the lines of its explanation. */
  readonly message: string
  /** Which memory it died for lack of: the heap of Java, or what the system gives; null where the report names none. */
  readonly noMemory: MemoryKind | null
  readonly signal: {
    readonly name: string
    readonly code: string | null
    readonly address: string | null
    readonly pc: string | null
    /** `kill` sent it: nothing crashed by itself. */
    readonly sentBy: string | null
  } | null
  readonly jre: string | null
  readonly vm: string | null
  /** `V  [libjvm.so+0xeda214]  Unsafe_PutLong+0x124`, as printed. */
  readonly problematicFrame: string | null
  readonly currentThread: string | null
  readonly nativeFrames: readonly Frame[]
  readonly javaFrames: readonly Frame[]
  readonly registers: Readonly<Record<string, string>> | null
  /** Facts of the report worth telling: command line, host, heap, limits. Secrets may stand in them. */
  readonly facts: Readonly<Record<string, string>>
  /** It ended before it ran anything. */
  readonly atStart: boolean
  /** Only the beginning that the JVM prints on standard output. */
  readonly headerOnly: boolean
  readonly closed: boolean
}
