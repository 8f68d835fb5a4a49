/** Logs as they are: words, blanks, widths and orders that only look like a wrapping, and what taking them for one would cost. */
import { describe, expect, test } from 'vitest'
import { createRecognisers } from '../../src/formats/registry.ts'
import { analyze, extract, type Report } from '../../src/index.ts'
import { expand } from '../../src/input/envelopes/flattened.ts'
import { Hunter } from '../../src/pipeline/hunter.ts'
import { borrowKernel, returnKernel } from '../../src/pipeline/kernels.ts'
import { survey } from '../../src/pipeline/survey.ts'
import { corpus } from '../support/corpus.ts'
import { growth } from '../support/growth.ts'
import { essence } from './essence.ts'

const told = (text: string): Promise<Report> => analyze({ name: 'input.log', bytes: Buffer.from(text) })
const ofLines = (...lines: readonly string[]): string => `${lines.join('\n')}\n`
const times = <T>(count: number, line: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => line(i))
const named = ({ stacks }: Report) =>
  stacks.map(({ count, type, message }) => `${count} ${type} ${message.split('\n')[0]}`)

describe('words of a report in lines of others elect no prefix', () => {
  const ERRORS = [
    'src/a.c:1:10: fatal error: foo.h: No such file or directory',
    'src/a.c:3:10: fatal error: foo.h: No such file or directory',
    'src/a.c:4:10: fatal error: bar.h: No such file or directory',
  ]
  const LOGS: Record<string, string> = {
    'a compiler': ofLines(
      'make[1]: Entering directory',
      ...ERRORS,
      'make[1]: *** [a.o] Error 1',
      'make[1]: Leaving directory',
    ),
    'a compiler, and nothing else': ofLines(...ERRORS),
    'a supervisor': ofLines(
      'time=10:00:00 level=info worker started',
      ...times(3, (i) => `time=10:00:0${i + 1} level=error supervisor: recovered from panic: boom ${i + 1}`),
      ...times(4, (i) => `time=10:00:0${i + 4} level=info worker started`),
    ),
    'names of tests': ofLines(
      '10:00:00 app INFO started',
      ...times(3, (i) => `10:00:0${i + 1} app WARN test "don't panic: keep calm" passed`),
      ...times(3, (i) => `10:00:0${i + 4} app INFO started`),
    ),
    'comments of a source': ofLines(
      'func main() {',
      '\tfor n := range results {',
      '// without close(results) this loop ends in',
      '// fatal error: all goroutines are asleep - deadlock!',
      '',
      '// older releases say so in other words:',
      '// fatal error: all goroutines are asleep - deadlock!',
      '// or are silent',
    ),
    'profiles of users': ofLines(
      ...times(3, (i) => `10:00:0${i + 1} INFO loaded user profile: ${17 + i} for bob`),
      ...times(3, (i) => `10:00:0${i + 4} INFO a`),
    ),
  }
  for (const [name, log] of Object.entries(LOGS)) {
    test(name, async () => {
      const report = await told(log)
      expect(report.crashes).toEqual([])
      expect(report.verdict.status).toBe('clean')
      expect(report.sources[0]!.layers).toEqual([])
    })
  }
})

describe('a crash is not swallowed', () => {
  const THROWN = [
    'Exception in thread "main" java.lang.IllegalStateException: no user for id=4122',
    '\tat com.shop.Cart.total(Cart.java:42)',
    '\tat com.shop.Main.main(Main.java:7)',
  ]
  const LOGS: Record<string, string> = {
    'by lines that end in a blank of their own': ofLines(
      ...times(5, (i) => `2024-03-05T14:07:1${i}Z INFO GET /cart/${17 + i} answered in 12 ms with status ok `),
      ...THROWN,
    ),
    'by lines that end in a blank, and no stamps': ofLines(
      ...times(6, (i) => `shop: answered the request for cart ${170 + i} in twelve ms, all is well `),
      ...THROWN,
      ...times(6, (i) => `shop: answered the request for cart ${180 + i} in twelve ms, all is well `),
    ),
    'by names without a value': ofLines('FLAG=01', 'MODE=02', 'HOME=', 'PATH=', ...THROWN),
    'by the head of a mail that a server logs': ofLines(
      '220 mail ready',
      'Content-Transfer-Encoding: quoted-printable',
      'HOME=',
      ...THROWN,
    ),
    'by another part of its mail': ofLines(
      'Content-Type: multipart/mixed; boundary="xx"',
      '',
      '--xx',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      `${'It broke this morning, and nobody knows what it was that happened; the log='}`,
      ' is below =E2=80=93 thanks.',
      '--xx',
      'Content-Transfer-Encoding: 7bit',
      '',
      ...THROWN,
      '--xx--',
    ),
  }
  for (const [name, log] of Object.entries(LOGS)) {
    test(name, async () => {
      const { crashes } = await told(log)
      expect(crashes).toMatchObject([
        {
          message: expect.stringMatching(/no user for id=4122$/),
          span: { line: log.split('\n').indexOf(THROWN[0]!) + 1 },
        },
      ])
    })
  }

  test('nor joined by one that a line of code would print', async () => {
    const { crashes } = await told(ofLines("x: 'panic: no stock\\n' +", ...THROWN, "y: 'b\\n',"))
    expect(crashes).toMatchObject([{ kind: 'exception' }])
  })

  test('nor what tests say behind a patch', async () => {
    const { tests, crashes } = await told(
      ofLines(
        'diff --git a/x.go b/x.go',
        '--- a/x.go',
        '+++ b/x.go',
        '@@ -1,2 +1,2 @@',
        ' package x',
        '-var a = 1',
        '+var a = 2',
        '--- FAIL: TestX (0.01s)',
        '--- FAIL: TestY (0.02s)',
        'panic: no stock',
        '',
        'goroutine 7 [running]:',
        'main.main()',
        '\t/src/app/main.go:7 +0x1d',
      ),
    )
    expect(tests.map(({ name }) => name)).toEqual(['TestX', 'TestY'])
    expect(crashes).toMatchObject([{ message: 'no stock' }])
  })
})

describe('a time and a level are no service of a cloud', () => {
  test('hclog', async () => {
    const stamped = (level: string) => (text: string) => `2024-03-05T14:07:09.123Z [${level}] plugin.store: ${text}`
    const report = await told(
      ofLines(
        ...times(4, (i) => stamped('INFO')(`loaded ${i}`)),
        ...['panic: no stock', '', 'goroutine 38 [running]:', 'main.load()', '\t/app/main.go:5 +0x2a'].map(
          stamped('DEBUG'),
        ),
      ),
    )
    expect(report.crashes).toMatchObject([{ kind: 'panic', message: 'no stock', origin: { line: 5 } }])
    expect(report.sources[0]!.layers).not.toContain('cw-tail')
    expect(JSON.stringify(report.sources[0]!.completeness)).not.toContain('AWS')
  })
})

describe('lines without a stamp below the longest one are no rest of it', () => {
  const LINES: readonly [line: string, status: string, crashes: number][] = [
    ['Terminating due to java.lang.OutOfMemoryError: Java heap space', 'oom', 3],
    ['signal: killed', 'killed', 0],
    ['http: panic serving 1.2.3.4:5: boom', 'panic', 1],
    ['retry queued', 'clean', 0],
  ]
  for (const [line, status, crashes] of LINES) {
    test(line, async () => {
      const stamp = (i: number) => `2024-03-05 14:07:${String(i).padStart(2, '0')}`
      const log = times(40, (i) => [
        `${stamp(i)} INFO  worker - job ${i}`,
        ...(i % 15 === 9 ? [`${stamp(i)} ERROR worker - encoder ended, starting it again`, line] : []),
      ])
      const report = await told(ofLines(...log.flat()))
      expect(report.sources[0]!.layers).toEqual([])
      expect([report.verdict.status, report.crashes.length]).toEqual([status, crashes])
    })
  }
})

describe('a trace whose message goes on below its first line stands on its feet', () => {
  const JACKSON = (what: string) => [
    `com.fasterxml.jackson.core.JsonParseException: Unexpected character ('${what}' (code 120))`,
    ` at [Source: (String)"${what}"; line: 1, column: 2]`,
    '\tat com.fasterxml.jackson.core.JsonParser._construct(JsonParser.java:1804)',
    '\tat com.example.In.read(In.java:9)',
  ]
  const WORKER = [
    '10:00:00 ERROR com.example.Foo - handler failed: com.example.Failure: x',
    '\tat com.example.A.a(A.java:1)',
    '\tat com.example.A.main(A.java:9)',
    'Caused by: com.example.ParseException: unexpected token',
    ' at [Source: (String)"{}"; line: 1, column: 2]',
    '\tat com.example.P.parse(P.java:3)',
    '\t... 2 more',
    '10:00:01 FATAL c.e.Main - Exception in worker: java.lang.OutOfMemoryError: Java heap space',
    '\tat com.example.A.b(A.java:5)',
  ]
  const DETAIL = '  Detail: Key (id)=(17) already exists.'
  const POSTGRES = [
    '2024-05-01T10:00:02.123Z ERROR 1 --- [exec-1] c.e.Svc : could not save',
    'org.springframework.dao.DataIntegrityViolationException: could not execute statement',
    DETAIL,
    '\tat org.springframework.orm.jpa.vendor.HibernateJpaDialect.convert(HibernateJpaDialect.java:290)',
    '\tat java.base/java.lang.Thread.run(Thread.java:840)',
    'Caused by: org.hibernate.exception.ConstraintViolationException: could not execute statement',
    DETAIL,
    '\tat org.hibernate.exception.internal.SQLStateConversionDelegate.convert(SQLStateConversionDelegate.java:97)',
    '\t... 2 common frames omitted',
    'Caused by: org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint',
    DETAIL,
    '\tat org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse(QueryExecutorImpl.java:2713)',
    '\t... 3 common frames omitted',
    '2024-05-01T10:00:03.123Z  INFO 1 --- [exec-1] c.e.Svc : saving order 18',
  ]
  const WORKERS = ['1 com.example.Failure x', '1 java.lang.OutOfMemoryError Java heap space']
  const PLAIN_MESSAGE = (i: number) => [
    `com.example.OddException: the order ${i} is odd`,
    'Ask somebody about it.',
    '\tat com.example.In.read(In.java:9)',
  ]
  const LOGS: Record<string, readonly [log: string, stacks: readonly string[]]> = {
    'two of Jackson': [
      ofLines(...JACKSON('x'), ...JACKSON('y')),
      ["2 com.fasterxml.jackson.core.JsonParseException Unexpected character ('x' (code 120))"],
    ],
    'a cause': [ofLines(...WORKER), WORKERS],
    'a cause in CRI': [
      ofLines(...WORKER.map((line, i) => `2024-05-01T10:00:0${i + 1}.123456789Z stderr F ${line}`)),
      WORKERS,
    ],
    'Spring Boot and Postgres': [
      ofLines(...POSTGRES),
      ['1 org.springframework.dao.DataIntegrityViolationException could not execute statement'],
    ],
    'a message that begins at the first column': [
      ofLines(...times(5, PLAIN_MESSAGE).flat()),
      ['5 com.example.OddException the order 0 is odd'],
    ],
  }
  for (const [name, [log, stacks]] of Object.entries(LOGS)) {
    test(name, async () => expect(named(await told(log))).toEqual(stacks))
  }
})

const COLLECTION = (cycle: number, seconds: string, end = '') =>
  `gc ${cycle} @${seconds}s 2%: 0.018+1.3+0.076 ms clock, 0.054+0.35/1.1/3.0+0.22 ms cpu, 4->4->0 MB, 5 MB goal, 4 P${end}`

test('two processes, one cycle apart, are two', async () => {
  const runs = async (ahead: (i: number) => string, behind: (i: number) => string) => {
    const log = ofLines(...times(8, (i) => [COLLECTION(i + 2, ahead(i + 1)), COLLECTION(i + 1, behind(i))]).flat())
    return (await told(log)).gc.go!.summary.runs
  }
  const at = (i: number) => `0.0${i}0`
  expect(await runs(at, at)).toBe(2)
  // The one behind began later.
  expect(await runs(at, (i) => `${i + 1}.0${i}5`)).toBe(2)
})

test('clocks that rise are believed before stacks; a writer that pauses is not read from its end', async () => {
  const { bytes } = corpus('go').find(({ name }) => name === 'go/go1.26/nilderef.all')!
  const turned = bytes.toString('utf8').trimEnd().split('\n').toReversed()
  const stamped = turned.map(
    (line, i) => `2024-05-01T10:00:${String(i % 60).padStart(2, '0')}.000000001Z stderr F ${line}`,
  )
  const clock = ['10:00:01 INFO a', '10:00:02 INFO b', '10:00:03 INFO c']
  const kernel = borrowKernel()
  const buffer = Buffer.from(kernel.bytes.buffer, kernel.bytes.byteOffset, kernel.bytes.byteLength)
  const isTurned = (lines: readonly string[], isLive = false) => {
    const size = buffer.write(ofLines(...lines))
    return survey(buffer, 0, size, new Hunter(kernel, buffer, createRecognisers()), isLive).newestFirst
  }
  expect(isTurned(turned)).toBe(true)
  expect(isTurned(turned, true)).toBe(false)
  expect(isTurned(stamped.slice(0, 59))).toBe(false)
  expect(isTurned([...clock, ...turned])).toBe(false)
  expect(isTurned([...clock.toReversed(), ...turned])).toBe(true)
  returnKernel(kernel)
})

describe('lines as long as a terminal is wide are whole', () => {
  const USAGE = [
    'starting',
    'Usage: tool [flags] (see https://example.com/docs for the flags of every version',
    'and of the plugins)',
  ]
  const PLUGINS = [
    '10:00:00 INFO loading plugins:',
    '    /opt/app/plugins/com.example.something.very.long.plugin-1.2.3-SNAPSHOTxx.jar',
    '    /opt/app/b.jar',
    '10:00:01 INFO started',
  ]
  const UNIFIED = times(30, (i) => {
    const decorations = `[${i}.000s][info${' '.repeat(i < 10 ? 7 : 5)}][gc] GC(${i})`
    return `${decorations} Pause Full (System.gc()) 24M->4M(256M) ${100 + i}.123ms`
  })

  test('a collector behind a usage line', async () => {
    expect([USAGE[1]!, ...UNIFIED].map(({ length }) => length)).toEqual(Array(31).fill(80))
    for (const head of [USAGE, [...USAGE, ...USAGE, ...USAGE]]) {
      const { sources, gc } = await told(ofLines(...head, ...UNIFIED))
      expect(sources[0]!.layers).toEqual([])
      expect(gc.jvm!.summary.pauses.count).toBe(30)
    }
  })

  test('a list of files', async () => {
    const { sources } = await told(
      ofLines(...PLUGINS, '10:00:32 ERROR job failed: java.lang.IllegalStateException: bad'),
    )
    expect(sources[0]!.layers).toEqual([])
  })
})

test('a collection that was asked for ends with that word', async () => {
  const log = ofLines(...times(6, (i) => COLLECTION(i + 1, `0.0${i}0`, ' (forced)')))
  const forced: boolean[] = []
  for await (const events of extract({ name: 'input.log', bytes: Buffer.from(log) }))
    for (const event of events) if (event.kind === 'go.gc') forced.push(event.forced)
  expect(forced).toEqual(Array(6).fill(true))
})

test('a tag in a log, or in the value of a panic, is text', async () => {
  const value = 'template: page:3: unexpected <br> near Optional<Code>'
  const { crashes, sources } = await told(
    ofLines(
      '2024/01/01 10:00:00 rendering <div class="x">',
      `panic: ${value}`,
      '',
      'goroutine 1 [running]:',
      'main.main()',
      '\t/src/main.go:12 +0x1d',
      'exit status 2',
    ),
  )
  expect(crashes.map(({ message }) => message)).toEqual([value])
  expect(sources[0]!.layers).toEqual([])
})

describe('blanks behind a trace of one line cost what they are long', () => {
  const TRACE = 'x at a.b.C.d(C.java:1)J at a.b.C.e(C.java:2)'
  for (const joint of ['', '|', ' |']) {
    test(`joined by "${joint}"`, () => {
      const work = (size: number) => void expand(`${TRACE.replace('J', joint)}${' '.repeat(size)}x`)
      // Sixteen times the text; a square would be 256.
      expect(growth(work, 3_000, 48_000, 80)).toBeLessThan(80)
    })
  }

  test('a trace is parted as before', () => {
    const parted = ['x: y', '\tat a.b.C.d(C.java:1)', '\tat a.b.C.e(C.java:2)', 'Caused by: z', '\t... 3 more']
    for (const joint of [' ', '  ', '|', ' | '])
      expect(
        expand(parted.map((line) => line.trim()).join(joint))
          ?.split('\n')
          .map((line) => line.trim()),
      ).toEqual(parted.map((line) => line.trim()))
  })
})

test('where a writer has some of the log, headers and frames prove its prefix', async () => {
  const { bytes } = corpus('go').find(({ name }) => name === 'go/go1.26/nilderef.all')!
  const own = bytes
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => `alpha: ${line}`)
  const log = ofLines(...own.flatMap((line, i) => [line, `beta: GET /orders/${i} 200`, `gamma: tick ${i}`]))
  expect(essence(await told(log))).toEqual(essence(await analyze({ name: 'input.log', bytes })))
})

describe('what users wrote into a field is no output of a program', () => {
  const orders = times(20, (i) => ({ id: i, text: `order ${i} was fine` }))
  const LOGS: Record<string, readonly string[]> = {
    'one comment': ['panic: boom'],
    titles: ['panic: at the disco', 'fatal error: love', 'SIGKILL: the musical'],
    'a question in pieces': [
      'panic: runtime error: index out of range [3] with length 3',
      'what does the rest say?',
      'goroutine 1 [running]:',
      'that was all',
    ],
    errors: times(5, (i) => `java.lang.IllegalStateException: order ${i}`),
  }
  for (const [name, texts] of Object.entries(LOGS)) {
    test(name, async () => {
      const records = [...orders, ...texts.map((text, i) => ({ id: 30 + i, text })), ...orders]
      const report = await told(ofLines(...records.map((record) => JSON.stringify(record))))
      expect(report.crashes).toEqual([])
      expect(report.stacks).toEqual([])
      expect(report.verdict.status).toBe('clean')
    })
  }
})

describe('words of a report far behind the beginning of a healthy log are words', () => {
  const noise = times(4_000, (i) => `10.0.0.${i % 255} - - "GET /api/v1/orders/${i} HTTP/1.1" 200 ${i * 7}`)
  const SAID: Record<string, (i: number) => string> = {
    'a runbook': (i) => `runbook, step ${i}: where WARNING: DATA RACE or goroutine ${i} [running]: stands, call ann`,
    'a note with a frame': (i) => `note ${i} from ops:\tat com.example.Note${i}(see wiki) is fine`,
    'titles of articles': (i) =>
      `kb-${i}: "# A fatal error has been detected by the Java Runtime Environment:" views ${i}`,
  }
  for (const [name, said] of Object.entries(SAID)) {
    test(name, async () => {
      const { crashes, dumps, stacks } = await told(ofLines(...noise, ...times(60, said), ...noise))
      expect([crashes, dumps, stacks]).toEqual([[], [], []])
    })
  }
})
