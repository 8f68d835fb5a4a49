/**
 * The zod twin of report.ts: what docs/report.schema.json is generated from, and what tests check every report with.
 * Only scripts and tests import it; the program never loads zod. The last lines prove at compile time that the two say
 * the same.
 */
import { z } from 'zod'
import { REPORT_SCHEMA, type Report } from './report.ts'

const count = z.number().int().min(0)
const counts = z.record(z.string(), z.number())
const text = z.string()

const span = z
  .strictObject({
    source: text.describe('Name of the source as it was given; <stdin> for standard input.'),
    line: count.describe('First line, 1-based.'),
    endLine: count.describe('Last line, 1-based, inclusive.'),
    byte: count.describe('First byte, 0-based.'),
    endByte: count.describe('One past the last byte.'),
  })
  .meta({ id: 'Span', description: 'Where in a source something stands.' })

const frame = z
  .strictObject({
    function: text.describe('As printed, unescaped; empty when the runtime printed none.'),
    package: text.describe('Import path.'),
    receiver: text.nullable(),
    file: text.nullable(),
    line: z.number().int().nullable(),
    pcOffset: text.nullable(),
    inlined: z.boolean(),
    kind: z.enum(['app', 'stdlib', 'runtime', 'vendor', 'test', 'cgo', 'unknown']),
    args: text.nullable(),
  })
  .meta({ id: 'Frame' })

const evidence = z.strictObject({
  id: text.describe('See docs/completeness.md.'),
  line: count.describe('1-based; 0 when the evidence is the absence of a line.'),
  text,
  advice: text,
})

const source = z
  .strictObject({
    name: text,
    bytes: count,
    lines: count,
    layers: z.array(text).describe('Envelopes that were peeled, outermost first.'),
    encoding: text,
    compression: text.nullable(),
    completeness: z.strictObject({
      verdict: z.enum(['complete', 'suspect', 'incomplete', 'no-crash']),
      evidence: z.array(evidence),
    }),
    error: text.nullable().describe('Why the source could not be read; null when it was.'),
    nearMisses: z
      .array(z.strictObject({ line: count, text, reason: text }))
      .describe('Lines that looked like the start of a crash and were not; at most 100.'),
  })
  .meta({ id: 'Source' })

const crash = z
  .strictObject({
    id: text,
    runtime: z.enum(['go', 'jvm']),
    kind: z.enum([
      'panic',
      'fatal-error',
      'signal',
      'deadlock',
      'race',
      'test-timeout',
      'http-panic',
      'logged-panic',
      'out-of-memory',
      'exception',
      'vm-crash',
    ]),
    message: text.describe('Without the opener; continuation lines joined by a line feed.'),
    chain: z
      .array(z.strictObject({ message: text, recovered: z.boolean(), repanicked: z.boolean(), goexit: z.boolean() }))
      .describe('Nested panics, oldest first.'),
    signal: z
      .strictObject({
        name: text,
        code: text.nullable(),
        addr: text.nullable(),
        pc: text.nullable(),
        sigcode: text.nullable(),
      })
      .nullable(),
    noMemory: z.enum(['heap', 'native']).nullable().describe('Which memory a `vm-crash` says it died for lack of.'),
    registers: z.record(z.string(), z.string()).nullable(),
    goroutine: z.strictObject({ id: z.number().int(), state: text }).nullable(),
    thread: text.nullable().describe("Name of the JVM's thread, where the log says it."),
    origin: z
      .strictObject({
        function: text,
        package: text,
        file: text,
        line: z.number().int(),
        inlined: z.boolean(),
        confidence: z.number().min(0).max(1),
        why: text,
      })
      .nullable()
      .describe('The frame that is to blame, and how it was chosen.'),
    frames: z.array(frame).describe('Of the crashing goroutine or thread, innermost first.'),
    goVersion: text.nullable(),
    time: text.nullable().describe('RFC 3339, when an envelope gave one.'),
    fingerprint: text.describe('Stable under addresses, ids and goroutine numbers.'),
    span,
    preamble: z.array(text),
    createdBy: frame.nullable(),
    test: text.nullable(),
    copies: count,
  })
  .meta({ id: 'Crash' })

const group = z
  .strictObject({
    count,
    states: counts,
    waitMinutes: z.strictObject({ min: z.number(), max: z.number() }).nullable(),
    ids: z.array(z.number().int()).max(100),
    frames: z.array(frame),
    createdBy: frame.nullable(),
    cause: text.describe('What the goroutines are doing, in plain words.'),
    fingerprint: text,
    normal: z.boolean(),
    span,
  })
  .meta({ id: 'Group' })

const dump = z
  .strictObject({
    span,
    runtime: z.enum(['go', 'jvm']),
    total: count,
    groups: z.array(group).describe('Most telling first.'),
    states: counts,
    crash: text.nullable().describe('Id of the crash this dump belongs to.'),
  })
  .meta({ id: 'Dump' })

const milliseconds = z.number().nullable()

const gcSummary = z
  .strictObject({
    runtime: z.enum(['go', 'jvm']),
    collector: text.nullable(),
    summary: z.strictObject({
      byKind: counts,
      pauses: z.strictObject({
        count,
        totalMs: z.number(),
        meanMs: milliseconds,
        p50Ms: milliseconds,
        p90Ms: milliseconds,
        p99Ms: milliseconds,
        maxMs: milliseconds,
      }),
      pausesNote: text.nullable().describe('Which figures few pauses cannot carry.'),
      heap: z.record(z.string(), z.number().nullable()),
      throughputPercent: z.number().nullable(),
      allocationRateMbPerSec: z.number().nullable(),
      promotionRateMbPerSec: z.number().nullable(),
      spanSeconds: z.number().nullable(),
      runs: count,
      firstTime: text.nullable(),
      lastTime: text.nullable(),
      kinds: z.array(
        z.strictObject({
          kind: text,
          of: z.enum(['pause', 'concurrent', 'cycle', 'stall']),
          count,
          timed: count,
          totalMs: z.number(),
          meanMs: milliseconds,
          maxMs: milliseconds,
        }),
      ),
      causes: z
        .array(z.strictObject({ cause: text, count, totalMs: z.number(), maxMs: milliseconds }))
        .describe('Most expensive first.'),
      longest: z.array(
        z.strictObject({
          kind: text,
          cause: text.nullable(),
          pauseMs: z.number(),
          startMs: milliseconds,
          time: text.nullable(),
          span,
          quote: text,
        }),
      ),
      signs: counts,
      safepoints: z.strictObject({ count, totalMs: z.number(), maxReachingMs: milliseconds }).nullable(),
      go: z
        .strictObject({
          sweepTerminationMs: z.number(),
          markMs: z.number().nullable(),
          markTerminationMs: z.number(),
          assistCpuMs: z.number().nullable(),
          backgroundCpuMs: z.number().nullable(),
          idleCpuMs: z.number().nullable(),
          cpuPercent: z.number().nullable(),
        })
        .nullable(),
      traces: z
        .strictObject({
          scavenger: z
            .strictObject({
              lines: count,
              forced: count,
              returnedBytes: z.number().nullable(),
              releasedBytes: z.number().nullable(),
              utilPercent: z.number().nullable(),
            })
            .nullable(),
          pacer: z
            .strictObject({
              lines: count,
              maxAssistRatio: z.number().nullable(),
              maxCpuPercent: z.number().nullable(),
              maxOvershootBytes: z.number().nullable(),
            })
            .nullable(),
          scheduler: z
            .strictObject({
              lines: count,
              maxProcs: z.number().nullable(),
              maxThreads: z.number().nullable(),
              maxWaiting: z.number().nullable(),
              starvedLines: count,
            })
            .nullable(),
        })
        .nullable()
        .describe('What Go prints around its collections: scavtrace, gcpacertrace, schedtrace.'),
      thinned: z.strictObject({ kept: count, total: count }).nullable(),
    }),
    correlation: z.strictObject({
      n: count,
      conclusion: text,
      relations: z.array(
        z.strictObject({
          with: z.enum([
            'heap-before',
            'heap-after',
            'heap-growth',
            'freed',
            'allocation-rate',
            'concurrent-work',
            'sweep',
          ]),
          r: z.number(),
          rankR: z.number(),
          restR: z.number().nullable().describe('Without the longest pauses.'),
          lag: count,
          n: count,
          explainedPercent: z.number(),
        }),
      ),
      sweep: z
        .strictObject({ phase: text, isInsidePauses: z.boolean(), totalMs: z.number(), sharePercent: z.number() })
        .nullable(),
      concurrent: z
        .strictObject({ inside: count, outside: count, meanInsideMs: milliseconds, meanOutsideMs: milliseconds })
        .nullable(),
    }),
    clustering: z
      .strictObject({
        algorithm: z.literal('dbscan'),
        features: z.array(z.enum(['pause', 'heap-before', 'heap-after'])),
        minSamples: count,
        epsMs: z.number(),
        epsSource: z.enum(['given', 'knee']),
        heapEpsMb: z.number().nullable(),
        heapEpsSource: z.enum(['given', 'derived']).nullable(),
        pauseScale: z.enum(['linear', 'logarithmic']),
        points: count,
        unplaced: count,
      })
      .nullable(),
    clusters: z.array(
      z.strictObject({
        id: count,
        label: text,
        size: count,
        centroid: z.strictObject({
          pauseMs: z.number(),
          heapBeforeMb: z.number().nullable(),
          heapAfterMb: z.number().nullable(),
        }),
        kinds: counts,
        members: z.array(count).nullable().describe('Indexes of events, where these are printed.'),
      }),
    ),
    noise: z.array(z.number()),
    outliers: z.array(
      z.strictObject({
        event: z.number().nullable(),
        kind: text,
        pauseMs: z.number(),
        startMs: milliseconds,
        time: text.nullable(),
        span,
        reason: text,
      }),
    ),
  })
  .meta({ id: 'GcSummary' })

const allocationSign = z
  .strictObject({
    kind: z.enum(['allocator-frame', 'out-of-memory', 'scavenger', 'memstats', 'heap-growth']),
    detail: text,
    count,
    span,
  })
  .meta({ id: 'AllocationSign' })

const stackGroup = z
  .strictObject({
    fingerprint: text,
    runtime: z.enum(['go', 'jvm']),
    kind: z.enum(['panic', 'logged-stack', 'exception']),
    type: text.nullable(),
    message: text.describe('Of the first.'),
    count,
    frames: z.array(frame),
    causes: z.array(
      z.strictObject({
        type: text,
        message: text,
        frames: z.array(frame),
        relation: z.enum(['caused-by', 'suppressed']),
        of: count.nullable().describe('Index in this list of what it caused; null for the thrown one.'),
      }),
    ),
    first: span,
    last: span,
    firstTime: text.nullable(),
    lastTime: text.nullable(),
    sort: text,
    fingerprints: z.strictObject({
      recipe: z.number().int(),
      exact: text,
      lines: z
        .enum(['file', 'function', 'mixed'])
        .describe('What the lines in `exact` are counted from; only those of one kind can be compared.'),
      functions: text,
      origin: text,
    }),
    origin: text.nullable().describe("The program's own innermost function of the root cause."),
    thread: text.nullable(),
    uncaught: count.describe('How many ended their thread or the program.'),
    activity: z
      .strictObject({
        unit: z.enum(['ms', 'clock', 'line']),
        from: z.number(),
        width: z.number(),
        counts: z.array(count),
      })
      .nullable()
      .describe('How often over time, in columns of equal width.'),
    members: z.array(z.strictObject({ span, time: text.nullable() })).max(20),
    messages: z.array(text).max(5).describe('Further messages, numbers and values aside.'),
  })
  .meta({ id: 'StackGroup' })

const testResult = z
  .strictObject({
    runtime: z.enum(['go', 'jvm']),
    name: text.describe(
      'With the names of the tests around it: `TestCheckout/total`; with the class in Java: `CartTest.discount`.',
    ),
    package: text.nullable(),
    outcome: z.enum(['failed', 'crashed', 'victim']),
    crash: text.nullable().describe('Id of the crash; null for `failed`.'),
    span,
  })
  .meta({ id: 'TestResult' })

const finding = z
  .strictObject({
    rule: text.describe('See docs/findings.md.'),
    severity: z.enum(['error', 'warning', 'info']),
    confidence: z.number().min(0).max(1),
    title: text,
    explanation: text,
    advice: z.array(text),
    goroutines: z.array(z.number().int()),
    evidence: z.array(z.strictObject({ span, quote: text })),
    crash: text.nullable().describe('Id of the crash that it explains, or whose dump it is about.'),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Finding' })

export const reportSchema = z
  .strictObject({
    schema: z.literal(REPORT_SCHEMA),
    tool: z.strictObject({ name: text, version: text }),
    sources: z.array(source),
    crashes: z.array(crash).describe('In order of appearance.'),
    dumps: z.array(dump),
    gc: z.strictObject({ go: gcSummary.nullable(), jvm: gcSummary.nullable() }),
    allocation: z.array(allocationSign),
    stacks: z.array(stackGroup),
    tests: z
      .array(testResult)
      .describe('Tests that did not pass, as `go test` or the build of a JVM program says, in order of appearance.'),
    findings: z.array(finding).describe('Most severe first.'),
    verdict: z.strictObject({
      status: z.enum([
        'clean',
        'panic',
        'oom',
        'interrupted',
        'timeout',
        'killed',
        'deadlock',
        'test-failure',
        'unknown',
      ]),
      exitCode: z.number().int(),
      reasons: z.array(text),
    }),
    stats: z.strictObject({
      bytes: count,
      lines: count,
      claimedLines: count,
      unclaimedNearMisses: count,
      elapsedMs: z.number().min(0),
    }),
    redaction: z
      .strictObject({ total: z.number(), byType: z.record(z.string(), z.number()), suspicious: z.number() })
      .nullable(),
  })
  .meta({ title: 'Report', description: 'What `log-extractor --format json` prints.' })

type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T
type Twin = Frozen<z.infer<typeof reportSchema>>

/** A field that only one of the two has, or has with another type, is an error here. */
type Same = Report extends Twin ? (Twin extends Report ? true : never) : never
true satisfies Same
