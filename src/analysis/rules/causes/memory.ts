import type { Frame } from '../../../model/stack.ts'
import { wordsOf } from '../../go/blocking/arguments.ts'
import { isOwn } from '../../go/blocking/names.ts'
import { nameOf, placeOf } from '../../go/blocking/phrases.ts'
import { type Cause, type Facts, named } from './cause.ts'

/** Memory, threads and the stack: limits that were reached, and memory that was overwritten. */

const GIB = 1024n ** 3n

const outOfMemory: Cause = {
  id: 'go/out-of-memory',
  severity: 'error',
  summary: 'The system gave the runtime no more memory.',
  limits:
    'The allocation that failed is known; what filled the memory before it is not. A kill by the kernel (exit 137) leaves no such text.',
  tell(facts) {
    if (facts.crash.kind !== 'out-of-memory') return null
    const kind = kindOf(facts)
    const frame = facts.frame
    return {
      title: TITLES[kind.kind](kind, frame),
      explanation: EXPLANATIONS[kind.kind](kind, facts),
      advice: ADVICE[kind.kind](facts),
      confidence: kind.kind === 'grown-heap' ? 0.8 : 0.9,
      data: {
        kind: kind.kind,
        requestedBytes: kind.requested === null ? null : Number(kind.requested),
        inUseBytes: kind.inUse === null ? null : Number(kind.inUse),
      },
    }
  },
}

type OomKind = 'huge-request' | 'grown-heap' | 'address-space' | 'before-start'
interface Oom {
  readonly kind: OomKind
  readonly requested: bigint | null
  readonly inUse: bigint | null
}

function kindOf({ crash, told }: Facts): Oom {
  const text = [...crash.preamble, crash.message].join('\n')
  const block = /cannot allocate (\d+)-byte block \((\d+) in use\)/.exec(text)
  const allocation = /VirtualAlloc of (\d{1,20}) bytes failed/.exec(text)
  const requested =
    allocation !== null
      ? BigInt(allocation[1]!)
      : block === null
        ? mapped([...(told.block.threadStack?.stack.frames ?? []), ...crash.frames])
        : BigInt(block[1]!)
  const inUse = block === null ? null : BigInt(block[2]!)
  const starts = [...(told.block.threadStack?.stack.frames ?? []), ...crash.frames].some(
    ({ function: name }) => name === 'runtime.schedinit' || name === 'runtime.mallocinit',
  )
  const kind =
    starts || (crash.goroutine === null && /heap arena/.test(crash.message))
      ? 'before-start'
      : /heap arena map|arena metadata/.test(crash.message)
        ? 'address-space'
        : requested !== null && requested >= GIB && (inUse === null || requested > 4n * inUse)
          ? 'huge-request'
          : 'grown-heap'
  return { kind, requested, inUse }
}

/** The size that was asked of the system: `runtime.sysMap(address, size, …)`. */
function mapped(frames: readonly Frame[]): bigint | null {
  const call = frames.find(({ function: name }) =>
    /^runtime\.(?:sysMap|sysMapOS|sysReserve\w*|allocLarge|\(\*mcache\)\.allocLarge)$/.test(name),
  )
  const size = call === undefined ? undefined : wordsOf(call)[1]
  return size === undefined || size.stale ? null : size.value
}

function bytes(value: bigint | null): string {
  if (value === null) return 'memory'
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB']
  let unit = 0
  let scaled = Number(value)
  for (; scaled >= 1024 && unit < units.length - 1; unit++) scaled /= 1024
  return `${Math.round(scaled * 10) / 10} ${units[unit]}`
}

const TITLES: Record<OomKind, (oom: Oom, frame: Frame | null) => string> = {
  'huge-request': ({ requested }, frame) =>
    `One allocation of ${bytes(requested)} was asked for${frame === null ? '' : ` in ${nameOf(frame)}`}`,
  'grown-heap': ({ inUse }) =>
    inUse === null
      ? 'The heap grew until the system gave no more'
      : `The heap had grown to ${bytes(inUse)} when the system gave no more`,
  'address-space': () => 'The address space is limited too tightly for the runtime',
  'before-start': () => 'The runtime got no address space to start with',
}

const EXPLANATIONS: Record<OomKind, (oom: Oom, facts: Facts) => string> = {
  'huge-request': ({ requested, inUse }, { at }) =>
    `${bytes(requested)} were asked for at once${inUse === null ? '' : `, with ${bytes(inUse)} in use`}: this is not a heap that grew, but a size that is wrong, at ${at}`,
  'grown-heap': (_, { at }) =>
    `The allocation that failed, at ${at}, is the last straw and not necessarily what filled the memory`,
  'address-space': () =>
    'The runtime reserves address space far beyond what it uses, and ulimit -v (RLIMIT_AS) forbids it',
  'before-start': () =>
    'It died while setting up its heap, before any code of the program ran; ulimit -v (RLIMIT_AS) or a container without memory does this',
}

const ADVICE: Record<OomKind, (facts: Facts) => string[]> = {
  'huge-request': ({ at }) => [`Bound the size before ${at}: a length from input, an overflow, or a loop that doubles`],
  'grown-heap': () => [
    'Take a heap profile (net/http/pprof /debug/pprof/heap) while the memory grows',
    'Run with GODEBUG=gctrace=1 to see whether the live heap grows, and set GOMEMLIMIT below the limit of the container',
  ],
  'address-space': () => ['Remove ulimit -v; limit memory with a cgroup or GOMEMLIMIT instead'],
  'before-start': () => ['Remove ulimit -v; limit memory with a cgroup or GOMEMLIMIT instead'],
}

const stackOverflow: Cause = {
  id: 'go/stack-overflow',
  severity: 'error',
  summary: 'A goroutine recursed until its stack reached the limit (1 GB, 250 MB on 32 bit).',
  limits: 'The cycle is told when it repeats in the printed frames; Go prints the first and the last fifty.',
  tell(facts) {
    if (!/^(?:runtime: )?(?:goroutine )?stack overflow$|^split stack overflow$/.test(facts.message)) return null
    const cycle = cycleOf(facts.crash.frames)
    const names = cycle.map((frame) => nameOf(frame))
    const elided = facts.told.block.first?.stack.elided ?? null
    // What a library calls back is easier to change than the library.
    const turn = cycle.find(isOwn) ?? cycle[0]
    return {
      title:
        names.length === 0
          ? 'Endless recursion'
          : names.length === 1
            ? `${names[0]} calls itself without end`
            : `${names.join(' → ')} call each other without end`,
      explanation: `${names.length === 0 ? 'The stack repeats no pattern in the frames that are printed' : `The same ${names.length === 1 ? 'call repeats' : `${names.length} calls repeat`} from ${cycle.map(placeOf).join(', ')}`}${typeof elided === 'number' ? `; ${elided} frames in between are not printed` : ''}. A stack overflow cannot be recovered`,
      advice: [
        `Give the recursion at ${turn === undefined ? facts.at : placeOf(turn)} an end: a depth limit, a visited set for data that points back to itself, or a loop`,
        ...(names.some((name) => /\.(?:String|Error|Format|MarshalJSON|UnmarshalJSON|GoString)$/.test(name))
          ? [
              'A String, Error or Marshal method that formats its own receiver calls itself: convert it to a plain type first',
            ]
          : []),
      ],
      confidence: names.length === 0 ? 0.7 : 1,
      data: { cycle: cycle.map((frame) => frame.function), elidedFrames: elided },
      frames: cycle.slice(0, 4),
    }
  },
}

const LONGEST_CYCLE = 20
/** Lines that were lost break a cycle; it goes on below. */
const LATEST_START = 25

/** The shortest run of functions that repeats from somewhere near the top of the stack. */
function cycleOf(all: readonly Frame[]): Frame[] {
  // What the compiler made has no line that anybody wrote, and a frame that lost its name is any.
  const frames = all
    .filter(({ kind, file, function: name }) => kind !== 'runtime' && file !== '<autogenerated>' && name !== '')
    .slice(0, 50)
  for (let period = 1; period <= LONGEST_CYCLE; period++) {
    const needed = Math.max(3, 2 * period)
    for (let start = 0; start < LATEST_START; start++) {
      if (start + needed + period > frames.length) break
      let repeats = 0
      while (repeats < needed && frames[start + repeats]!.function === frames[start + repeats + period]!.function)
        repeats++
      if (repeats === needed) return frames.slice(start, start + period)
    }
  }
  return []
}

export const MEMORY_CAUSES: readonly Cause[] = [
  outOfMemory,
  stackOverflow,
  named(
    'go/thread-exhaustion',
    /^(?:thread exhaustion|(?:runtime\.)?newosproc|pthread_create failed|runtime\/cgo: pthread_create failed.*)$/,
    {
      summary: 'No more operating system threads could be had.',
      title: ({ crash }) => {
        const limit = /exceeds (\d+)-thread limit/.exec(crash.preamble.join('\n'))?.[1]
        return limit === undefined
          ? 'The system refused to create another thread'
          : `The program has more than ${limit} threads`
      },
      explanation: ({ message }) =>
        message === 'thread exhaustion'
          ? "Every goroutine in a blocking system call or in C takes a thread; thousands of them are there at once. Go's own limit (debug.SetMaxThreads) stopped it"
          : 'The limit for processes and threads (ulimit -u, the pids limit of the container) was reached',
      advice: () => [
        'Bound the number of goroutines in system calls and C calls (file reads, DNS through cgo, cgo itself); the dump shows them as [syscall]',
        'Raise pids.max or ulimit -u if the number is meant',
      ],
    },
  ),
  named('go/memory-fault', /^fault$/, {
    summary: 'The program used memory that is not there or not its own, at an address that is not nil.',
    title: ({ crash, frame }) =>
      `${crash.signal?.addr == null || crash.signal.code === '0x80' ? 'An address that cannot exist' : `Memory at ${crash.signal.addr}`} was used${frame === null ? '' : ` in ${nameOf(frame)}`}`,
    explanation: ({ crash, at }) =>
      crash.preamble.some((line) => line.startsWith('accessed data from freed user arena'))
        ? `The code at ${at} used data of an arena that was freed`
        : crash.signal?.name === 'SIGBUS'
          ? `A memory mapped file was shorter than its mapping, or the memory failed, at ${at}`
          : `The address is far from zero, so this is no nil pointer: ${at} used unsafe, cgo or mmap memory that is gone or protected, or a pointer was overwritten`,
    advice: ({ at }) => [
      `Check the unsafe.Pointer, cgo and mmap code around ${at}`,
      'Run the tests with -race and -gcflags=all=-d=checkptr',
    ],
    confidence: 0.8,
    // With code 0x80 the kernel does not know the address and says 0.
    data: ({ crash }) => ({ address: crash.signal?.code === '0x80' ? null : (crash.signal?.addr ?? null) }),
  }),
  named('go/checkptr', /^checkptr: (.+)$/, {
    summary: 'The pointer checker found a wrong conversion of unsafe.Pointer.',
    title: (facts, [, text]) =>
      `unsafe.Pointer is misused${facts.frame === null ? '' : ` in ${nameOf(facts.frame)}`}: ${text}`,
    explanation: ({ at }) =>
      `-race and -d=checkptr check such conversions; without them the code at ${at} would go on with a pointer that the collector may not understand`,
    advice: ({ at }) => [
      `Follow the patterns in the documentation of unsafe.Pointer at ${at}; unsafe.Slice and unsafe.Add replace most of them`,
    ],
  }),
  named(
    'go/heap-corruption',
    /^(?:found (?:bad pointer in Go heap|pointer to free object)|invalid pointer found on stack|marking free object|sweep increased allocation count|s\.allocCount != s\.nelems|bad sweepgen|span has no free space|(?:runtime: )?(?:unexpected return pc|unknown (?:caller )?pc)|traceback stuck|free list corrupted|(?:mheap|mcentral|mcache).*(?:corrupt|bad).*|(?:\w+: )?bad (?:span|summary|pointer).*)/,
    {
      summary: 'The collector or the allocator found memory in a state that cannot be.',
      limits: 'The runtime notices long after the damage is done: the stack shows who found it, not who did it.',
      title: () => 'The runtime found its own memory damaged',
      explanation: ({ message }) =>
        `The runtime says: ${message.split('\n', 1)[0]!.slice(0, 200)}. Something wrote where it must not: unsafe or cgo code, a data race on a slice, string or interface, or failing memory`,
      advice: () => [
        'Run with -race, then with -gcflags=all=-d=checkptr',
        'Search for unsafe.Pointer, reflect.SliceHeader, cgo calls that keep Go pointers, and assembly',
        'One single machine with such crashes may have bad memory',
      ],
      confidence: 0.8,
    },
  ),
]
