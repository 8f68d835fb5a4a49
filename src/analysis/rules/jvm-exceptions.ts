import type { Finding } from '../../model/finding.ts'
import type { JvmExceptionEvent } from '../../model/jvm-event.ts'
import type { Crash } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'
import { placeOf } from '../go/blocking/phrases.ts'
import { causeChain, titleOf } from '../jvm/exceptions.ts'
import { recursionOf } from '../stacks/telling-frames.ts'
import type { Case, Rule } from './rule.ts'

/** What the platform's own exceptions mean, beside their message. */
export const JVM_EXCEPTION_RULES: readonly Rule[] = [
  {
    id: 'jvm/out-of-memory',
    severity: 'error',
    summary: 'The JVM could not get the memory, or the thread, that the program asked for.',
    limits:
      'The kind is what the message of the error says. Which code holds the memory a stack cannot tell: it shows who asked last.',
    *check(facts) {
      for (const { event, fingerprint, count } of notable(facts, 'java.lang.OutOfMemoryError')) {
        const link = causeChain(event.chain).find(({ type }) => type === 'java.lang.OutOfMemoryError')!
        const kind = kindOf(link.message)
        const crash = crashOf(facts, event.span, fingerprint)
        yield {
          ...base(event, kind.title, link.message, crash),
          rule: 'jvm/out-of-memory',
          severity: event.uncaught ? 'error' : 'warning',
          explanation: `${kind.meaning}.${times(count)}`,
          advice: kind.advice,
          data: { kind: kind.id, fingerprint, count, crash },
        }
      }
    },
  },
  {
    id: 'jvm/stack-overflow',
    severity: 'error',
    summary: 'A recursion without an end filled the stack of a thread.',
    limits:
      'Names the functions that call each other. The JVM prints the innermost 1024 frames only, so who began it is mostly not shown.',
    *check(facts) {
      for (const { event, fingerprint, count } of notable(facts, 'java.lang.StackOverflowError')) {
        const link = causeChain(event.chain).find(({ type }) => type === 'java.lang.StackOverflowError')!
        const cycle = recursionOf(link.frames)
        const names = cycle.map((frame) => frame.function)
        const proven = cycle.length > 0
        const crash = crashOf(facts, event.span, fingerprint)
        yield {
          ...base(
            event,
            proven
              ? `endless recursion of ${names.slice(0, 3).join(' → ')}${names.length > 3 ? ' → …' : ''}`
              : 'the stack of a thread overflowed',
            titleOf(link),
            crash,
          ),
          rule: 'jvm/stack-overflow',
          severity: event.uncaught ? 'error' : 'warning',
          confidence: proven ? 0.97 : 0.6,
          explanation: proven
            ? `${cycle.length === 1 ? 'The function calls itself' : `${cycle.length} functions call each other`} (${cycle
                .slice(0, 5)
                .map((frame) => placeOf(frame))
                .join(', ')}) until the stack is full.${times(count)}`
            : `No cycle shows in the frames that were printed.${times(count)}`,
          advice: proven
            ? [
                `find the case in which ${names[0]} should return without calling on: data that points back at itself is the usual one`,
                'a deep but finite recursion needs a loop, or a thread with a larger stack (-Xss, or the Thread constructor)',
              ]
            : ['print more frames with -XX:MaxJavaStackTraceDepth=10000 to see what repeats'],
          data: { cycle: names, fingerprint, count, crash },
        }
      }
    },
  },
  {
    id: 'jvm/fast-throw',
    severity: 'warning',
    summary: 'Exceptions were printed without a stack, because the JIT throws hot ones preallocated.',
    limits:
      'Speaks for the classes that C2 preallocates, without message and frames. A logger that prints only the name of the class looks the same.',
    *check({ jvm }) {
      const { frameless } = jvm.exceptions
      // A layout that prints no frames at all tells nothing of single exceptions.
      if (!jvm.exceptions.hasFrames && [...frameless.keys()].some((type) => !PREALLOCATED.has(type))) return
      for (const [type, { first, count }] of frameless) {
        if (!PREALLOCATED.has(type) || first.chain[0]!.message !== '' || first.chain.length > 1) continue
        yield {
          ...base(first, `${count === 1 ? 'one' : count} ${type} without a stack`, type, null),
          rule: 'jvm/fast-throw',
          severity: 'warning',
          confidence: count > 1 ? 0.9 : 0.7,
          explanation:
            'After the same implicit exception was thrown many times at one place, the compiled code throws one that was made beforehand, which has no stack. The first of them, earlier in the log, had one.',
          advice: [
            'start the JVM with -XX:-OmitStackTraceInFastThrow to get the stack every time',
            `look for the first ${type} with a stack, before this place or in an older log: it is most likely the same`,
          ],
          data: { type, count },
        }
      }
    },
  },
  {
    id: 'jvm/failed-class-initialization',
    severity: 'warning',
    summary: 'A class cannot be used because its static initializer failed earlier.',
    limits: 'The cause is in the first ExceptionInInitializerError; JDK 17 and later repeat it in the later errors.',
    *check(facts) {
      for (const { event, fingerprint, count } of notable(facts, 'java.lang.NoClassDefFoundError')) {
        const link = causeChain(event.chain).find(({ type }) => type === 'java.lang.NoClassDefFoundError')!
        const name = /^Could not initialize class ([\w.$]{1,300})/.exec(link.message)?.[1]
        if (name === undefined) continue
        yield {
          ...base(
            event,
            `${name} failed to initialize before, and every use of it fails since`,
            titleOf(link),
            crashOf(facts, event.span, fingerprint),
          ),
          rule: 'jvm/failed-class-initialization',
          severity: 'warning',
          explanation: `The class is there: its static initializer threw, and the JVM does not try again.${times(count)}`,
          advice: [`look for the first ExceptionInInitializerError of ${name}: its cause is the one to repair`],
          data: { class: name, fingerprint, count },
        }
      }
    },
  },
]

/** What C2 can throw without a stack (opto/graphKit.cpp, `builtin_throw`). */
const PREALLOCATED: ReadonlySet<string> = new Set(
  ['NullPointer', 'Arithmetic', 'ArrayIndexOutOfBounds', 'ArrayStore', 'ClassCast'].map(
    (name) => `java.lang.${name}Exception`,
  ),
)

function notable({ jvm }: Case, type: string) {
  return jvm.exceptions.notable
    .filter(({ event }) => causeChain(event.chain).some((link) => link.type === type))
    .slice(0, MOST_FINDINGS)
}

const MOST_FINDINGS = 20

function base(
  event: JvmExceptionEvent,
  title: string,
  quote: string,
  crash: string | null,
): Pick<Finding, 'title' | 'confidence' | 'goroutines' | 'evidence' | 'crash'> {
  return {
    title,
    crash,
    confidence: 1,
    goroutines: [],
    evidence: [{ span: event.span, quote: quote.split('\n', 1)[0]!.slice(0, 300) }],
  }
}

function times(count: number): string {
  return count === 1 ? '' : ` It happened ${count} times.`
}

/** Finding and crash name each other, when it ended its thread. */
function crashOf({ crashes }: Case, span: Span, fingerprint: string): string | null {
  // One record may hold several, so that the place alone does not tell them apart.
  const same = (crash: Crash) =>
    crash.fingerprint === fingerprint && crash.span.byte === span.byte && crash.span.source === span.source
  return crashes.find(same)?.id ?? null
}

interface MemoryKind {
  readonly id: string
  readonly text: RegExp
  readonly title: string
  readonly meaning: string
  readonly advice: readonly string[]
}

/** The forms of the message, from HotSpot's sources and the class library's. */
const KINDS: readonly MemoryKind[] = [
  {
    id: 'java-heap-space',
    text: /^Java heap space/,
    title: 'the Java heap is full',
    meaning: 'After a full collection there was still no room for an object in the heap',
    advice: [
      'write a heap dump next time with -XX:+HeapDumpOnOutOfMemoryError and look for what holds most of it',
      'compare the heap after full collections over time (log-extractor gc): if it grows without end it is a leak, else raise -Xmx',
    ],
  },
  {
    id: 'gc-overhead',
    text: /^GC overhead limit exceeded/,
    title: 'nearly all time goes into collections that free nearly nothing',
    meaning: 'More than 98 % of the time was spent collecting, and less than 2 % of the heap was recovered each time',
    advice: [
      'the heap is as good as full: treat it as "Java heap space", with a heap dump (-XX:+HeapDumpOnOutOfMemoryError)',
    ],
  },
  {
    id: 'metaspace',
    text: /^Metaspace/,
    title: 'the room for classes is full',
    meaning: 'Classes were loaded beyond -XX:MaxMetaspaceSize',
    advice: [
      'look for class loaders that are never freed (redeployments, scripts, proxies made per call): jcmd PID VM.classloader_stats',
      'raise -XX:MaxMetaspaceSize only when the number of loaded classes is steady',
    ],
  },
  {
    id: 'compressed-class-space',
    text: /^Compressed class space/,
    title: 'the room for class pointers is full',
    meaning: 'More classes were loaded than -XX:CompressedClassSpaceSize has room for',
    advice: [
      'raise -XX:CompressedClassSpaceSize, or find out who loads so many classes: jcmd PID VM.classloader_stats',
    ],
  },
  {
    id: 'direct-memory',
    text: /^(?:Direct buffer memory|Cannot reserve \d{1,20} bytes of direct buffer memory)/,
    title: 'the limit of direct buffers is reached',
    meaning: 'Off-heap buffers are limited by -XX:MaxDirectMemorySize, and are freed only when their Java objects are',
    advice: [
      'look for buffers that are allocated per request and never released (Netty: -Dio.netty.leakDetection.level=paranoid)',
      'raise -XX:MaxDirectMemorySize when so much is needed at a time',
    ],
  },
  {
    id: 'native-thread',
    text: /^unable to create (?:new )?native thread/i,
    title: 'no further thread could be started',
    meaning:
      'The operating system refused a thread: a limit of processes or of memory outside the heap, not the heap itself',
    advice: [
      'count the threads and group them by name (log-extractor stacks or goroutines on a thread dump): a pool without a bound is the usual cause',
      'check ulimit -u, the pids limit of the container and /proc/sys/kernel/threads-max; a smaller heap leaves more room for stacks',
    ],
  },
  {
    id: 'array-size',
    text: /^Requested array size exceeds VM limit/,
    title: 'an array longer than any JVM allows was asked for',
    meaning: 'The length is beyond the limit of the JVM: no heap is large enough',
    advice: ['check the computation of the length at the frame above: an overflow, or a size read from broken input'],
  },
  {
    id: 'map-failed',
    text: /^Map failed/,
    title: 'a file could not be mapped into memory',
    meaning: 'The operating system refused a mapping: address space, or the limit on the number of mappings',
    advice: ['check vm.max_map_count and ulimit -v; unmap files that are no longer used'],
  },
  {
    id: 'native',
    text: /(?:out of swap space|Native memory allocation|request \d{1,20} bytes for|insufficient memory)/i,
    title: 'the operating system refused memory to the JVM itself',
    meaning:
      'Memory outside the heap ran out: the host or the limit of the container is too small for heap, stacks, code and buffers together',
    advice: [
      'give the container more than -Xmx needs (a quarter more is a start), or lower -Xmx',
      'measure with -XX:NativeMemoryTracking=summary and jcmd PID VM.native_memory',
    ],
  },
]

const UNKNOWN_KIND: MemoryKind = {
  id: 'unknown',
  text: /(?:)/,
  title: 'memory ran out',
  meaning: 'The message says no more of the kind of memory',
  advice: ['write a heap dump next time with -XX:+HeapDumpOnOutOfMemoryError'],
}

/** Which memory ran out, by the words of the JVM. */
function kindOf(message: string): MemoryKind {
  return KINDS.find(({ text }) => text.test(message.slice(0, 500))) ?? UNKNOWN_KIND
}
