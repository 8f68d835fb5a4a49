/** Reports by hand: what the analysis would say about well-known deaths. Nothing here was parsed. */

import type { Finding } from '../../src/model/finding.ts'
import type { GcSummary } from '../../src/model/gc-summary.ts'
import type { Crash, Dump, Group, Origin, Report, Source } from '../../src/model/report.ts'
import type { Span } from '../../src/model/span.ts'
import type { Frame, FrameKind } from '../../src/model/stack.ts'

export function span(line: number, endLine = line, source = 'crash.log'): Span {
  return { source, line, endLine, byte: line * 40, endByte: endLine * 40 + 39 }
}

/** `'main.(*T).f main.go:15'`, with ` inlined` behind it when it was. */
export function frame(text: string, kind: FrameKind = 'app'): Frame {
  const [name = '', place = '', inlined] = text.split(' ')
  const at = place.lastIndexOf(':')
  const slash = name.slice(0, name.search(/[([]|$/)).lastIndexOf('/')
  const dot = name.indexOf('.', slash + 1)
  return {
    function: name,
    package: dot === -1 ? '' : name.slice(0, dot),
    receiver: /\.\(([^)]+)\)\./.exec(name)?.[1] ?? null,
    file: at === -1 ? null : place.slice(0, at),
    line: at === -1 ? null : Number(place.slice(at + 1)),
    pcOffset: null,
    inlined: inlined === 'inlined',
    kind,
    args: null,
  }
}

export function originAt(of: Frame, confidence = 0.95, why = 'the innermost frame of the program below panic'): Origin {
  return {
    function: of.function,
    package: of.package,
    file: of.file ?? '',
    line: of.line ?? 0,
    inlined: of.inlined,
    confidence,
    why,
  }
}

export function source(overrides: Partial<Source> = {}): Source {
  return {
    name: 'crash.log',
    bytes: 1890,
    lines: 24,
    layers: ['plain'],
    encoding: 'utf-8',
    compression: null,
    completeness: { verdict: 'complete', evidence: [] },
    error: null,
    nearMisses: [],
    ...overrides,
  }
}

export function crash(overrides: Partial<Crash> = {}): Crash {
  return {
    id: 'c1',
    runtime: 'go',
    kind: 'panic',
    message: 'boom',
    chain: [],
    signal: null,
    noMemory: null,
    registers: null,
    goroutine: { id: 1, state: 'running' },
    thread: null,
    origin: null,
    frames: [],
    goVersion: null,
    time: null,
    fingerprint: `f-${overrides.id ?? 'c1'}`,
    span: span(1, 9),
    preamble: [],
    createdBy: null,
    test: null,
    copies: 0,
    ...overrides,
  }
}

export function group(overrides: Partial<Group> = {}): Group {
  return {
    count: 1,
    states: { 'chan receive': 1 },
    waitMinutes: null,
    ids: [18],
    frames: [],
    createdBy: null,
    cause: '',
    fingerprint: 'g',
    normal: false,
    span: span(12, 15),
    ...overrides,
  }
}

export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: 'go/nil-pointer',
    severity: 'warning',
    confidence: 0.8,
    title: 'a nil pointer was used',
    explanation: '',
    advice: [],
    goroutines: [],
    evidence: [],
    crash: null,
    data: {},
    ...overrides,
  }
}

export function report(overrides: Partial<Report> = {}): Report {
  return {
    schema: 'log-extractor/report/1',
    tool: { name: 'log-extractor', version: '0.1.0' },
    sources: [source()],
    crashes: [],
    dumps: [],
    gc: { go: null, jvm: null },
    allocation: [],
    stacks: [],
    tests: [],
    findings: [],
    verdict: { status: 'clean', exitCode: 0, reasons: [] },
    stats: { bytes: 1890, lines: 24, claimedLines: 9, unclaimedNearMisses: 0, elapsedMs: 3 },
    redaction: null,
    ...overrides,
  }
}

const PANIC = { status: 'panic', exitCode: 128, reasons: ['a panic ended the program'] } as const
const RUNTIME_MAIN = [
  frame('runtime.main runtime/proc.go:290', 'runtime'),
  frame('runtime.goexit runtime/asm_amd64.s:1771', 'runtime'),
]

export function nilDereference(): Report {
  const total = frame('shop/cart.(*Cart).Total shop.example/app/cart/cart.go:42')
  const frames = [
    total,
    frame('shop/checkout.Handler.price shop.example/app/checkout/price.go:88 inlined'),
    frame('shop/checkout.Handler.ServeHTTP shop.example/app/checkout/http.go:31'),
    frame('net/http.HandlerFunc.ServeHTTP net/http/server.go:2286', 'stdlib'),
    frame('net/http.(*ServeMux).ServeHTTP net/http/server.go:2828', 'stdlib'),
    frame('net/http.serverHandler.ServeHTTP net/http/server.go:3311', 'stdlib'),
    frame('net/http.(*conn).serve net/http/server.go:2073', 'stdlib'),
  ]
  return report({
    sources: [source({ lines: 130118, bytes: 12_400_000, layers: ['cri', 'zap'] })],
    crashes: [
      crash({
        message: 'runtime error: invalid memory address or nil pointer dereference',
        signal: { name: 'SIGSEGV', code: '0x1', addr: '0x70', pc: '0x488f84', sigcode: null },
        goroutine: { id: 4711, state: 'running' },
        createdBy: frame('net/http.(*Server).Serve net/http/server.go:3464', 'stdlib'),
        origin: originAt(total),
        frames,
        goVersion: 'go1.26',
        time: '2026-11-23T02:27:40Z',
        span: span(118290, 118306),
      }),
    ],
    findings: [
      finding({
        title: 'field access through a nil *Cart',
        explanation: 'The address 0x70 is an offset into a nil pointer.',
        advice: ['cart.go:42 uses a *Cart that checkout/price.go:88 got from an unchecked lookup'],
        evidence: [
          { span: span(118291), quote: '[signal SIGSEGV: segmentation violation code=0x1 addr=0x70 pc=0x488f84]' },
        ],
      }),
    ],
    verdict: PANIC,
  })
}

export function panicChain(): Report {
  const work = frame('main.work crash.example/app/nested/main.go:16 inlined')
  return report({
    crashes: [
      crash({
        message: 'third\nwith two lines',
        chain: [
          { message: 'first failure', recovered: false, repanicked: false, goexit: false },
          { message: 'second failure, while deferred', recovered: true, repanicked: false, goexit: false },
          { message: 'third\nwith two lines', recovered: false, repanicked: false, goexit: false },
        ],
        origin: originAt(work, 0.7, 'the oldest panic of the chain was raised here'),
        frames: [
          frame('main.three.func1 crash.example/app/nested/main.go:26'),
          frame('panic runtime/panic.go:860', 'runtime'),
          frame('main.deferPanics.func1 crash.example/app/nested/main.go:20'),
          frame('panic runtime/panic.go:860', 'runtime'),
          work,
          frame('main.deferPanics crash.example/app/nested/main.go:21'),
          frame('main.three crash.example/app/nested/main.go:27'),
          frame('main.main crash.example/app/nested/main.go:104'),
        ],
      }),
    ],
    verdict: PANIC,
  })
}

export function deadlock(): Report {
  const recv = frame('main.main crash.example/app/deadlock/main.go:17')
  const send = frame('main.main.func1 crash.example/app/deadlock/main.go:16')
  const groups = [
    group({ ids: [1], frames: [recv], cause: 'waits to receive from a channel', fingerprint: 'g1', span: span(3, 5) }),
    group({
      ids: [19],
      frames: [send],
      createdBy: frame('main.main crash.example/app/deadlock/main.go:16'),
      cause: 'waits to receive from a channel',
      fingerprint: 'g2',
      span: span(7, 11),
    }),
  ]
  return report({
    crashes: [
      crash({
        kind: 'deadlock',
        message: 'all goroutines are asleep - deadlock!',
        goroutine: { id: 1, state: 'chan receive' },
        frames: [recv],
        origin: originAt(recv, 0.6, 'the main goroutine waits here'),
        span: span(1, 11),
      }),
    ],
    dumps: [{ span: span(3, 11), runtime: 'go', total: 2, groups, states: { 'chan receive': 2 }, crash: 'c1' }],
    findings: [
      finding({
        rule: 'go/deadlock',
        severity: 'error',
        confidence: 0.99,
        title: 'every goroutine waits to receive, and nobody is left to send',
        explanation: 'The runtime itself found that no goroutine can run again.',
        advice: ['Close the channel when the producer is done, or send on it before main waits.'],
        goroutines: [1, 19],
        evidence: [
          { span: span(3, 5), quote: 'goroutine 1 [chan receive]:' },
          { span: span(7, 11), quote: 'goroutine 19 [chan receive]:' },
        ],
      }),
    ],
    verdict: { status: 'deadlock', exitCode: 128, reasons: ['the runtime found a deadlock'] },
  })
}

export function outOfMemory(): Report {
  const main = frame('main.main crash.example/app/oom/main.go:18')
  const gc: GcSummary = {
    runtime: 'go',
    collector: null,
    summary: {
      byKind: { cycle: 812, forced: 0 },
      pauses: { count: 1624, totalMs: 731, meanMs: 0.45, p50Ms: 0.3, p90Ms: 1.2, p99Ms: 12.8, maxMs: 87 },
      pausesNote: null,
      heap: {
        liveFirstBytes: 4 * 1_048_576,
        liveLastBytes: 912 * 1_048_576,
        peakBytes: null,
        liveGrowthBytesPerMin: 580 * 1_048_576,
        liveGrowthR2: 0.98,
      },
      throughputPercent: null,
      allocationRateMbPerSec: 41.2,
      promotionRateMbPerSec: null,
      spanSeconds: 94,
      runs: 1,
      firstTime: null,
      lastTime: null,
      kinds: [],
      causes: [],
      longest: [],
      signs: {},
      safepoints: null,
      go: null,
      traces: null,
      thinned: null,
    },
    correlation: { n: 0, conclusion: '', relations: [], sweep: null, concurrent: null },
    clustering: null,
    clusters: [],
    noise: [],
    outliers: [],
  }
  return report({
    crashes: [
      crash({
        kind: 'out-of-memory',
        message: 'out of memory',
        preamble: ['runtime: out of memory: cannot allocate 1099511627776-byte block (3932160 in use)'],
        origin: originAt(main, 0.97),
        frames: [
          frame('runtime.throw runtime/panic.go:1229', 'runtime'),
          frame('runtime.(*mcache).allocLarge runtime/mcache.go:259', 'runtime'),
          frame('runtime.mallocgc runtime/malloc.go:1183', 'runtime'),
          frame('runtime.makeslice runtime/slice.go:117', 'runtime'),
          main,
          ...RUNTIME_MAIN,
        ],
        goVersion: 'go1.26',
      }),
    ],
    gc: { go: gc, jvm: null },
    allocation: [
      { kind: 'out-of-memory', detail: 'runtime: out of memory · out of memory', count: 1, span: span(1) },
      { kind: 'allocator-frame', detail: 'runtime.mallocgc', count: 3, span: span(8) },
    ],
    findings: [
      finding({
        rule: 'gc/heap-growth',
        title: 'live heap grew through the last 40 cycles',
        advice: ['Take a heap profile while the program still runs: the live heap doubles every 40 s.'],
        evidence: [{ span: span(118), quote: 'gc 812 @94.0s' }],
      }),
    ],
    verdict: { status: 'oom', exitCode: 129, reasons: ['the runtime ran out of memory'] },
  })
}

export function race(): Report {
  const inc = frame('main.(*counter).inc crash.example/app/race/main.go:11')
  const race = (id: string, line: number) =>
    crash({
      id,
      kind: 'race',
      message: 'DATA RACE',
      goroutine: { id: 8, state: 'running' },
      origin: originAt(inc, 0.9),
      frames: [inc, frame('main.main.func1 crash.example/app/race/main.go:23')],
      createdBy: frame('main.main crash.example/app/race/main.go:21'),
      fingerprint: 'same',
      span: span(line, line + 17),
    })
  return report({
    crashes: [race('c1', 3), { ...race('c2', 21), copies: 3 }],
    findings: [
      finding({
        rule: 'go/race',
        severity: 'error',
        title: 'main.(*counter).inc (main.go:11) writes what main.(*counter).get (main.go:12) reads',
        advice: ['Guard the counter with one mutex, or make it an atomic.Int64.'],
        evidence: [{ span: span(4, 8), quote: 'Write at 0x00c000018098 by goroutine 8:' }],
      }),
    ],
    verdict: PANIC,
  })
}

export function testTimeout(): Report {
  return report({
    sources: [source({ name: 'test.log', layers: ['gha', 'gotest-json'], lines: 812 })],
    crashes: [
      crash({
        kind: 'test-timeout',
        message:
          'test timed out after 1s\n\trunning tests:\n\t\tTestParallelHang/p (1s)\n\t\tTestParallelHang/p#01 (1s)',
        goroutine: { id: 17, state: 'running' },
        test: 'TestParallelHang/p',
        frames: [frame('testing.(*M).startAlarm.func1 testing/testing.go:2802', 'stdlib')],
        createdBy: frame('time.goFunc time/sleep.go:215', 'stdlib'),
        span: span(8, 60, 'test.log'),
      }),
    ],
    verdict: { status: 'timeout', exitCode: 124, reasons: ['a test timed out'] },
  })
}

/** 10 000 goroutines in 9 groups, three of them the runtime's own. */
export function manyGoroutines(): Report {
  const submit = frame('example.com/shop/worker.(*Pool).submit example.com/shop/worker/pool.go:57')
  const main = frame('main.main example.com/shop/main.go:31')
  const groups: Group[] = [
    group({
      count: 9998,
      states: { 'chan send': 9998 },
      waitMinutes: { min: 0, max: 12 },
      ids: Array.from({ length: 100 }, (_, i) => 18 + i),
      frames: [frame('runtime.gopark runtime/proc.go:462', 'runtime'), submit],
      createdBy: frame('example.com/shop/worker.(*Pool).Start example.com/shop/worker/pool.go:21'),
      cause: 'likely leaked: nobody receives',
      fingerprint: 'g1',
      span: span(20, 49000),
    }),
    group({
      count: 402,
      states: { 'IO wait': 402 },
      waitMinutes: { min: 3, max: 3 },
      frames: [
        frame('internal/poll.(*FD).Read internal/poll/fd_unix.go:165', 'stdlib'),
        frame('net/http.(*connReader).Read net/http/server.go:827', 'stdlib'),
      ],
      cause: 'net/http server connections',
      fingerprint: 'g2',
      normal: true,
      span: span(49001),
    }),
    group({
      count: 31,
      states: { select: 30, runnable: 1 },
      frames: [frame('example.com/shop/mail.(*Queue).run example.com/shop/mail/queue.go:112')],
      cause: 'waits for one of several channels',
      fingerprint: 'g3',
    }),
    group({
      count: 4,
      states: { 'sync.Mutex.Lock': 4 },
      waitMinutes: { min: 11, max: 12 },
      frames: [
        frame('example.com/shop/cache.(*LRU[go.shape.string,go.shape.*uint8]).Get example.com/shop/cache/lru.go:88'),
      ],
      cause: 'waits for a lock',
      fingerprint: 'g4',
    }),
    group({ count: 1, states: { running: 1 }, ids: [1], frames: [main], fingerprint: 'g5' }),
    group({
      count: 1,
      states: { sleep: 1 },
      frames: [frame('time.Sleep runtime/time.go:363', 'stdlib'), frame('main.tick example.com/shop/main.go:90')],
      cause: 'sleeps',
      fingerprint: 'g6',
    }),
    ...['force gc (idle)', 'GC sweep wait', 'finalizer wait'].map((state, i) =>
      group({
        states: { [state]: 1 },
        ids: [2 + i],
        frames: [frame('runtime.gopark runtime/proc.go:462', 'runtime')],
        cause: 'a worker of the runtime',
        fingerprint: `r${i}`,
        normal: true,
      }),
    ),
  ]
  const dump: Dump = {
    span: span(3, 49800),
    runtime: 'go',
    total: 10440,
    groups,
    states: { 'chan send': 9998, 'IO wait': 402 },
    crash: 'c1',
  }
  return report({
    sources: [source({ lines: 49810, bytes: 52_000_000 })],
    crashes: [
      crash({
        message: 'too many open orders',
        frames: [main],
        origin: originAt(main),
        goVersion: 'go1.24',
        span: span(1, 49800),
      }),
    ],
    dumps: [dump],
    findings: [
      finding({
        rule: 'go/leak',
        severity: 'error',
        confidence: 0.93,
        title: '9 998 goroutines send on a channel that nobody receives from',
        explanation:
          'No goroutine of this dump stands at a receive of the pool, and the oldest sender waits for 12 minutes.',
        advice: ['pool.go:57: give the senders a context, or let Stop drain the channel.'],
        goroutines: Array.from({ length: 40 }, (_, i) => 18 + i),
        evidence: [{ span: span(20, 24), quote: 'goroutine 18 [chan send, 12 minutes]:' }],
      }),
      finding({
        rule: 'go/blocked-unproven',
        severity: 'info',
        confidence: 0.4,
        title: '4 goroutines wait for a lock; not provable from one dump that nobody will release it',
        advice: ['Take a second dump a minute later and compare.'],
        goroutines: [70, 71, 72, 73],
        evidence: [{ span: span(49200, 49206), quote: 'goroutine 70 [sync.Mutex.Lock, 12 minutes]:' }],
      }),
    ],
    verdict: PANIC,
  })
}

export function incomplete(): Report {
  const put = frame('orders.(*Index).Put orders/index.go:77')
  return report({
    sources: [
      source({
        name: '<stdin>',
        lines: 4096,
        layers: ['docker-json'],
        completeness: {
          verdict: 'incomplete',
          evidence: [
            {
              id: 'E02',
              line: 4096,
              text: 'the dump ends inside goroutine 311, in the middle of a line',
              advice: 'Write the dump to a file of its own with debug.SetCrashOutput (Go 1.23 or later).',
            },
            {
              id: 'E11',
              line: 4096,
              text: 'the last event has exactly 16 384 bytes, the limit of docker json-file',
              advice: 'Write the dump to a file of its own with debug.SetCrashOutput (Go 1.23 or later).',
            },
            { id: 'E15', line: 0, text: 'goroutine 1 is missing', advice: '' },
          ],
        },
      }),
    ],
    crashes: [
      crash({
        message: 'assignment to entry in nil map',
        frames: [put],
        origin: originAt(put),
        span: span(3, 4096, '<stdin>'),
      }),
    ],
    verdict: PANIC,
  })
}

export function noCrash(): Report {
  return report({
    sources: [
      source({
        name: 'build.log',
        lines: 118204,
        bytes: 12_400_000,
        layers: ['gha'],
        completeness: { verdict: 'no-crash', evidence: [] },
        nearMisses: [
          { line: 41, text: 'panic: this is what the test expects', reason: 'no goroutine follows' },
          { line: 977, text: '\tcode with goroutine 7 [running]: in a string', reason: 'indented' },
        ],
      }),
    ],
    stats: { bytes: 12_400_000, lines: 118204, claimedLines: 0, unclaimedNearMisses: 3, elapsedMs: 12 },
  })
}

export function twoSources(): Report {
  const base = nilDereference()
  const moved = base.crashes.map((one) => ({ ...one, span: { ...one.span, source: 'logs/api-1.log' } }))
  return {
    ...base,
    crashes: moved,
    findings: base.findings.map((one) => ({
      ...one,
      evidence: one.evidence.map((entry) => ({ ...entry, span: { ...entry.span, source: 'logs/api-1.log' } })),
    })),
    sources: [
      source({ name: 'logs/api-1.log', lines: 130118, layers: ['cri'] }),
      source({
        name: 'logs/api-2.log',
        bytes: 0,
        lines: 0,
        completeness: { verdict: 'no-crash', evidence: [] },
        error: 'permission denied',
      }),
    ],
  }
}

/** Everything a log can do to a reader. */
export const HOSTILE =
  '\x1b[31mred\x1b[0m \x1b]52;c;ZXZpbA==\x07 \u202egnp.exe \x9b2J \u200bzero \ufeffbom \x7f\x00\r\n' +
  '```\n## not a heading\n<script>alert(1)</script> <img src=x onerror=alert(1)> | pipe | [link](javascript:alert(1)) @everyone #1\n' +
  'goroutine 1 [running]:\nmain.fake()\n' +
  '\u65e5\u672c\u8a9e\u306e\u6587\u5b57'.repeat(40)

export function hostile(): Report {
  const evil = frame('x')
  const bad: Frame = {
    ...evil,
    function: 'main.\x1b[2J\u202eevil`|<b>',
    file: '/tmp/\x1b]0;title\x07/`a|b`.go',
    line: 7,
  }
  return report({
    sources: [source({ name: 'evil\x1b[2J\nname.log' })],
    crashes: [
      crash({
        message: `${HOSTILE}\n${'A'.repeat(10_000)}`,
        frames: [bad],
        origin: originAt(bad, 0.2, HOSTILE),
        test: HOSTILE,
        preamble: [HOSTILE],
        time: '\x1b[2J',
        goVersion: '\x1b[2J',
        goroutine: { id: 1, state: HOSTILE },
        createdBy: bad,
        registers: { [HOSTILE.slice(0, 20)]: '\x1b' },
        chain: [
          { message: HOSTILE, recovered: true, repanicked: true, goexit: true },
          { message: HOSTILE, recovered: false, repanicked: false, goexit: false },
        ],
        signal: { name: HOSTILE, code: HOSTILE, addr: HOSTILE, pc: HOSTILE, sigcode: HOSTILE },
        span: span(1, 20, 'evil\x1b[2J\nname.log'),
      }),
    ],
    dumps: [
      {
        span: span(3, 11),
        runtime: 'go',
        total: 30,
        groups: [group({ count: 30, states: { [HOSTILE]: 30 }, frames: [bad], createdBy: bad, cause: HOSTILE })],
        states: {},
        crash: 'c1',
      },
    ],
    allocation: [{ kind: 'memstats', detail: HOSTILE, count: 2, span: span(1) }],
    stacks: [
      {
        fingerprint: 's',
        runtime: 'go',
        kind: 'logged-stack',
        type: HOSTILE,
        message: HOSTILE,
        count: 2,
        frames: [bad],
        causes: [],
        first: span(3),
        last: span(9),
        firstTime: null,
        lastTime: null,
        sort: 'stack',
        fingerprints: { recipe: 2, exact: 'e1', lines: 'file', functions: 's', origin: 'o1' },
        origin: HOSTILE,
        thread: HOSTILE,
        uncaught: 0,
        activity: null,
        members: [],
        messages: [],
      },
    ],
    findings: ['go/deadlock', 'go/other', 'gc/growth'].map((rule) =>
      finding({
        rule,
        severity: 'error',
        title: HOSTILE,
        explanation: HOSTILE,
        advice: [HOSTILE],
        evidence: [{ span: span(99), quote: HOSTILE }],
      }),
    ),
    verdict: PANIC,
  })
}

/** Different crashes and one that came back. */
export function severalCrashes(): Report {
  const at = frame('main.step crash.example/app/main.go:12')
  const one = (id: string, message: string, line: number, fingerprint = id) =>
    crash({ id, message, fingerprint, frames: [at], origin: originAt(at), span: span(line, line + 8) })
  return report({
    crashes: [
      one('c1', 'first', 1),
      one('c2', 'second', 20),
      one('c3', 'first', 40, 'c1'),
      one('c4', 'third', 60),
      one('c5', 'fourth', 80),
    ],
    verdict: PANIC,
  })
}

export const ALL: Readonly<Record<string, () => Report>> = {
  nilDereference,
  panicChain,
  deadlock,
  outOfMemory,
  race,
  testTimeout,
  manyGoroutines,
  incomplete,
  noCrash,
  twoSources,
  hostile,
  severalCrashes,
}
