/**
 * What viewers, shippers, CI services and mail programs make of a log: exports as tables with columns of their own, marks before
 * and behind each line, strings of other languages. Each must give the report of the clean log, and no crash where there is none.
 */
import { describe, expect, test } from 'vitest'
import { analyze, type Report } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'
import { essence } from './essence.ts'

const APP = [
  '2024/03/05 14:06:58 shop v2.3.1 starting',
  '2024/03/05 14:07:01 GET /orders/17 200 12ms',
  '2024/03/05 14:07:03 "GET /health HTTP/1.1" 200, agent "kube-probe/1.29"',
  '2024/03/05 14:07:05 worker 3: flushed 12 rows in 4ms',
]

const HEALTHY = [
  ...APP,
  '2024/03/05 14:07:08 recovered from panic: no such order; retrying',
  'compiling a.c:1:10: fatal error: foo.h: No such file or directory',
  'goroutine pool: 12 idle, 3 busy',
  '',
  '\tindented note: at com.example.Note',
  '2024/03/05 14:07:09 {"level":"info","msg":"java.lang.Exception count","n":0}',
  'SIGTERM: shutting down gracefully',
  ...APP,
]

const LOGS = [...corpus('go'), ...corpus('jvm')]
  .filter(({ name }) =>
    /go1\.26\/(?:nilderef\.all|race\.default|alloc\.gctrace)$|layouts\/spring-boot$|jdk17\/(?:threads-deadlock-jstack|hs_err-sigsegv-stdout)$/.test(
      name,
    ),
  )
  .map(({ name, bytes }) => {
    const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n')
    return { name, lines: name.startsWith('go/') ? [...APP, ...lines] : lines }
  })

const started = 1_709_647_629_000
const at = (i: number) => new Date(started + i * 7).toISOString()
const clock = (i: number) => at(i).slice(11, 19)
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const cell = (text: string) => (/[",\n\r]/.test(text) ? quoted(text) : text)
const python = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t')
const isMatch = (line: string) => /goroutine \d|Exception|tid=|gc \d|WARNING/.test(line)

const each = (change: (line: string, i: number) => string) => (lines: readonly string[]) =>
  lines.map((line, i) => `${change(line, i)}\n`).join('')
const rows = (header: string, row: (line: string, i: number) => string) => (lines: readonly string[]) =>
  `${header}\n${each(row)(lines)}`

/** RFC 2045, 6.7: no line is longer than 76, and no escape is parted. */
function quotedPrintable(line: string): string {
  let out = ''
  let column = 0
  for (const byte of Buffer.from(line)) {
    const char = String.fromCharCode(byte)
    const token = /[\t !-<>-~]/.test(char) ? char : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`
    if (column + token.length > 75) {
      out += '=\n'
      column = 0
    }
    out += token
    column += token.length
  }
  return out
}

const mail = (encoding: string) =>
  `From: a@example.com\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: ${encoding}\n\n`

/** As portals print it for people: of March or of May, and in no zone. */
const local = (i: number) => `3/5/2024, 2:07:09.${String(123 + i).padStart(3, '0')} PM`

/** Two files in turn. */
function tailed(lines: readonly string[]): string {
  const header = (name: string) => `==> /var/log/${name}.log <==`
  const pieces = lines.map((line, i) =>
    i % 7 === 0
      ? `${i === 0 ? '' : '\n'}${header('db')}\nslow query, ${i} ms\n\n${header('app')}\n${line}\n`
      : `${line}\n`,
  )
  return pieces.join('')
}

const WRAPPINGS: Record<string, (lines: readonly string[]) => string> = {
  'a table of one column': rows('"_raw"', quoted),
  'a table of one column, quoted where it must be': rows('message', cell),
  'a table with more columns behind the text': rows(
    '@timestamp,@message,@logStream,@log',
    (line, i) => `${at(i).replace('T', ' ').slice(0, 23)},${cell(line)},app/web/0a1b2c,1:/ecs/shop`,
  ),
  'a table with paths for names of columns': rows(
    'insertId,labels.compute.googleapis.com/resource_name,labels.k8s-pod/app,severity,textPayload,timestamp',
    (line, i) => `ab${i},gke-1,shop,ERROR,${cell(line)},${at(i)}`,
  ),
  'a table with the zone in the name of a column': rows(
    '"TimeGenerated [UTC]",ContainerName,LogMessage,PodName',
    (line, i) => `"${local(i)}",app,${cell(line)},web-1`,
  ),
  'a table that says what stands between its cells': rows(
    'sep=,\n"labels","Time","Line","tsNs"',
    (line, i) =>
      `"{""app"":""shop""}","${at(i).replace('T', ' ').slice(0, 23)}",${quoted(line)},"${started + i}000000"`,
  ),
  'a table whose last column has no name': rows(
    'Level,Date and Time,Source,Event ID,Task Category',
    (line) => `Error,3/5/2024 2:07:09 PM,myapp,1,None,${cell(line)}`,
  ),
  'a table that calls its text otherwise': rows('dt;severity;what', (line, i) => `${at(i)};error;${quoted(line)}`),
  'a table whose numbers have the name of a text': rows('line,text', (line, i) => `${i + 1},${cell(line)}`),
  'cells parted by TABs on both sides of the text': rows(
    'b/376\tf/377',
    (line, i) => `EVENTS\t${started + i + 900}\t${line}\t${started + i}`,
  ),
  'records that call their text otherwise': each((line, i) => JSON.stringify({ pos: i, out: `${line}\n`, time: i })),
  'records that say beside the text who speaks': each((line, i) =>
    JSON.stringify({ time: at(i), level: 'info', msg: 'output of a child', child: { pid: 7, said: line } }),
  ),
  'an answer of Loki that its levels parted': (lines) => {
    const levels = ['error', 'unknown', 'info']
    const values = lines.map((line, i) => [`${started + i}000000`, line])
    const result = levels.map((detected_level, level) => ({
      stream: { app: 'shop', detected_level },
      values: values.filter((_, i) => i % 3 === level).toReversed(),
    }))
    return `${JSON.stringify({ status: 'success', data: { resultType: 'streams', result } })}\n`
  },
  'lines of logcli with a level': each(
    (line, i) => `${at(i)} {app="shop", detected_level="${i % 2 === 0 ? 'error' : 'unknown'}"} ${line}`,
  ),
  'a table with TABs': rows('time\tlevel\tmessage', (line, i) => `${at(i)}\terror\t${line}`),
  'documents that tell their fields twice': each((line, i) =>
    JSON.stringify(
      { _id: `a${i}`, _source: { '@timestamp': at(i), message: line }, fields: { message: [line] } },
      null,
      2,
    ),
  ),
  'documents of a dump, one a line': each((line, i) =>
    JSON.stringify({ _index: 'logs', _id: `a${i}`, _source: { '@timestamp': at(i), message: line } }),
  ),
  'batches of OpenTelemetry': each((line, i) =>
    JSON.stringify({
      resourceLogs: [
        {
          resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
          scopeLogs: [
            { scope: {}, logRecords: [{ timeUnixNano: `${started + i * 7}000000`, body: { stringValue: line } }] },
          ],
        },
      ],
    }),
  ),
  'levels of one letter, or of none': each((line, i) => `[${clock(i)}]${'WE '[i % 3]}:\t [Step 1/2] ${line}`),
  'grep -H -n -C': each((line, i) => (isMatch(line) ? `app.log:${i + 1}:${line}` : `app.log-${i + 1}-${line}`)),
  'Select-String -Context': each((line, i) => `${isMatch(line) ? '>' : ' '} app.log:${i + 1}:${line}`),
  'tail -f of two files': tailed,
  'a file that a patch adds': (lines) =>
    `--- /dev/null\n+++ b/crash.log\n@@ -0,0 +1,${lines.length} @@\n${each((line) => `+${line}`)(lines)}`,
  'lines that a patch leaves': (lines) =>
    `--- a/crash.log\n+++ b/crash.log\n@@ -1,9 +1,9 @@\n-seen once\n+seen twice\n${each((line) => ` ${line}`)(lines)}`,
  'a mail of printable characters': (lines) => mail('quoted-printable') + each(quotedPrintable)(lines),
  'a mail in base64': (lines) =>
    `${mail('base64')}${Buffer.from(`${lines.join('\n')}\n`)
      .toString('base64')
      .replaceAll(/.{76}/g, '$&\n')}\n`,
  'lines in base64': each((line) => Buffer.from(`${line}\n`).toString('base64')),
  'bytes of Python': each((line) =>
    line.includes("'") && !line.includes('"')
      ? `INFO:root:b"${python(line)}\\n"`
      : `INFO:root:b'${python(line).replaceAll("'", "\\'")}\\n'`,
  ),
  'a string of Node in pieces': (lines) =>
    `{\n  code: 2,\n  stderr: ${lines
      .map((line) => `'${python(line).replaceAll("'", "\\'")}\\n'`)
      .join(' +\n    ')}\n}\n`,
}

/** `fold -s`: no word is broken that a line of 80 can hold. */
function folded(line: string): string {
  const pieces: string[] = []
  let rest = line.replaceAll('\t', '        ')
  while (rest.length > 80) {
    const end = rest.lastIndexOf(' ', 79) + 1 || 80
    pieces.push(rest.slice(0, end))
    rest = rest.slice(end)
  }
  return [...pieces, rest].join('\n')
}

/** Those of which a report of few lines says too little. */
const LONG: Record<string, (lines: readonly string[]) => string> = {
  'fold -s': each(folded),
  'what a test says, in TAP': (lines) =>
    `TAP version 13\n${each((line) => `# ${line}`)(lines)}not ok 1 - server\n1..1\n`,
}

const told = (text: string): Promise<Report> => analyze({ name: 'input.log', bytes: Buffer.from(text) })

describe('wrapped by a tool', () => {
  test('there are logs of all kinds', () => expect(LOGS).toHaveLength(6))
  for (const [name, wrap] of Object.entries(WRAPPINGS)) {
    test(name, async () => {
      for (const { name: log, lines } of LOGS) {
        const clean = essence(await told(`${lines.join('\n')}\n`))
        expect(essence(await told(wrap(lines))), log).toEqual(clean)
      }
      expect((await told(wrap(HEALTHY))).crashes).toEqual([])
    })
  }
  for (const [name, wrap] of Object.entries(LONG)) {
    test(name, async () => {
      for (const { name: log, lines } of LOGS.filter(({ name }) => /nilderef|spring|jstack/.test(name))) {
        const clean = essence(await told(`${lines.join('\n')}\n`))
        expect(essence(await told(wrap(lines))), log).toEqual(clean)
      }
      expect((await told(wrap(HEALTHY))).crashes).toEqual([])
    })
  }
})

describe('around a log of which most lines are of its logger', () => {
  const healthy = Array.from({ length: 60 }, (_, i) => `2024/03/05 14:06:${10 + (i % 50)} GET /orders/${i} 200 12ms`)
  const MARKS: Record<string, (lines: readonly string[]) => string> = {
    'cat -A': each((line) => `${line.replaceAll('\t', '^I')}$`),
    'cat -T': each((line) => line.replaceAll('\t', '^I')),
    'cells behind the text': each((line, i) => `${line}\t${started + i}`),
  }
  for (const [name, wrap] of Object.entries(MARKS)) {
    test(name, async () => {
      for (const { name: log, lines } of LOGS.filter(({ name }) => /nilderef|race/.test(name))) {
        const all = [...healthy, ...lines, ...healthy]
        expect(essence(await told(wrap(all))), log).toEqual(essence(await told(`${all.join('\n')}\n`)))
      }
      expect((await told(wrap([...healthy, ...HEALTHY]))).crashes).toEqual([])
    })
  }
})

describe('an answer of an API, printed over many lines', () => {
  const DOCUMENTS: Record<string, (lines: readonly string[]) => unknown> = {
    'events, and no newline at the end': (lines) => ({
      events: lines.map((message, i) => ({
        logStreamName: 'web/1',
        timestamp: started + i,
        message,
        eventId: `3${i}`,
      })),
    }),
    'entries, newest first': (lines) =>
      lines
        .map((textPayload, i) => ({
          insertId: `a${i}`,
          logName: 'projects/p/logs/stderr',
          textPayload,
          timestamp: at(i),
        }))
        .toReversed(),
  }
  for (const [name, of] of Object.entries(DOCUMENTS)) {
    test(name, async () => {
      for (const { name: log, lines } of LOGS.filter(({ name }) => !/race|spring/.test(name))) {
        const clean = essence(await told(`${lines.join('\n')}\n`))
        expect(essence(await told(JSON.stringify(of(lines), null, 2))), log).toEqual(clean)
      }
    })
  }
})

test('what users send line by line in fields of records is no text of theirs', async () => {
  const sent = ['panic: boom', 'cats', 'fatal error: all goroutines are asleep - deadlock!', 'orders', 'goroutine 1']
  const searched = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify({ at: at(i), verb: 'GET', query: sent[i % sent.length], status: 200 }),
  )
  const { crashes, sources } = await told(`${searched.join('\n')}\n`)
  expect([crashes, sources[0]!.layers]).toEqual([[], []])
})

test('two files in turn are two writers', async () => {
  const log = [
    '==> a.log <==',
    'panic: first',
    '',
    'goroutine 1 [running]:',
    'main.one()',
    '',
    '==> b.log <==',
    'panic: second',
    '',
    '==> a.log <==',
    '\t/app/a.go:1 +0x1d',
    '',
    '==> b.log <==',
    'goroutine 2 [running]:',
    'main.two()',
    '\t/app/b.go:2 +0x1d',
    '',
  ]
  const { crashes } = await told(log.join('\n'))
  expect(crashes.map(({ message, origin }) => [message, origin?.function, origin?.line])).toEqual([
    ['first', 'main.one', 1],
    ['second', 'main.two', 2],
  ])
})
