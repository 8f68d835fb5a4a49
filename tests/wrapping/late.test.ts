/**
 * A log is wrapped in one place and bare in others: what a container said in the middle of a job's log, far behind what
 * the first look at the log could see.
 */
import { expect, test } from 'vitest'
import { analyze, unwrap } from '../../src/index.ts'
import { ENCODERS } from '../input/envelopes/encoders.ts'
import { corpus } from '../support/corpus.ts'
import { essence, inChunks, seeded } from './essence.ts'

const CRASH = corpus('go')
  .find(({ name }) => name === 'go/go1.26/nilderef.all')!
  .bytes.toString('utf8')
/** More than the first look at a log takes in. */
const NOISE = Array.from(
  { length: 4_000 },
  (_, i) => `10.0.0.${i % 255} - - [05/Mar/2026:14:07:09 +0000] "GET /api/v1/orders/${i} HTTP/1.1" 200 ${i * 7}\n`,
).join('')

/** What cannot be told in the middle of other text, and why. */
const NOT_AMONG_OTHERS: Readonly<Record<string, string>> = {
  'journalctl, one message': 'only the first line of the message bears the name of the journal',
  'syslog over TCP, octet-counted': 'counts bytes from the beginning of the stream',
  'Datadog CSV': 'names its columns in the first line of the file',
  'Splunk CSV': 'names its columns in the first line of the file',
  'Log Analytics CSV': 'names its columns in the first line of the file',
  'lines padded to a width': 'blanks at the ends of a few lines may be the words of the program',
  asciinema: 'words are cut anywhere, so that none of them is there to be found',
}

for (const { name, survives, encode } of ENCODERS) {
  if (name in NOT_AMONG_OTHERS) continue
  test(`${name}, around the crash alone`, async () => {
    const bytes = Buffer.concat([Buffer.from(NOISE), encode(CRASH), Buffer.from(NOISE)])
    const clean = NOISE + (survives?.(CRASH) ?? CRASH) + NOISE
    expect(essence(await analyze({ name: 'input.log', bytes }))).toEqual(
      essence(await analyze({ name: 'input.log', bytes: clean })),
    )
  })
}

/** Shapes that no grammar describes: what says so are words of reports, and none of them stands where the log begins. */
const LEARNED: Record<string, (line: string, i: number) => string> = {
  'a name, and a blank': (line) => `shop-7d9f8c6b5-x2k9p app ${line}`,
  'a clock, and a name in brackets': (line, i) => `2024-03-05 14:07:${10 + (i % 50)} [web] ${line}`,
  'a TAB behind the prefix': (line, i) => `${i + 1}\tweb\t${line}`,
  'blanks that are no text': (line) => `      ${line}`,
  'quoted strings': (line) => `  ${JSON.stringify(line)},`,
  'a record with a field of its own': (line, i) => JSON.stringify({ i, out: line }),
  'a mark behind each line': (line) => `${line.replaceAll('\t', '^I')}$`,
  'a level of a logger': (line, i) => `2024-03-05 14:07:09,${100 + (i % 900)} - runner - ERROR - ${line}`,
}
const REPORTS = [...corpus('go'), ...corpus('jvm')].filter(({ name }) =>
  /go1\.26\/race\.default$|layouts\/spring-boot$|jdk17\/(?:threads-deadlock-jstack|hs_err-sigsegv-stdout)$/.test(name),
)

const UNCAUGHT = [
  'Exception in thread "main" java.lang.IllegalStateException: no stock',
  'for order 7',
  '\tat com.example.Shop.buy(Shop.java:12)',
  '\tat com.example.Shop.main(Shop.java:7)',
  'Caused by: java.io.IOException: disk full',
  '\tat com.example.Disk.write(Disk.java:7)',
  '\tat com.example.Shop.buy(Shop.java:10)',
  '\t... 1 more',
]

for (const [name, wrap] of Object.entries(LEARNED)) {
  test(`${name}, before the whole of a log that crashes late`, async () => {
    expect(REPORTS).toHaveLength(4)
    // The exceptions without a stack that stand in it above the first frame are read before that tells of a mark.
    const reports = REPORTS.filter((report) => !(/mark/.test(name) && /spring/.test(report.name)))
    for (const { name: log, bytes } of [...reports, { name: 'uncaught', bytes: UNCAUGHT.join('\n') }]) {
      const lines = (NOISE + bytes.toString('utf8')).trimEnd().split('\n')
      const wrapped = `${lines.map(wrap).join('\n')}\n`
      expect(essence(await analyze({ name: 'input.log', bytes: Buffer.from(wrapped) })), log).toEqual(
        essence(await analyze({ name: 'input.log', bytes: Buffer.from(`${lines.join('\n')}\n`) })),
      )
    }
  })
}

test('a table that names no text, and crashes late', async () => {
  const lines = (NOISE + CRASH).trimEnd().split('\n')
  const row = (line: string, i: number) => `${i},"${line.replaceAll('"', '""')}",web`
  const wrapped = `id,what,who\n${lines.map(row).join('\n')}\n`
  expect(essence(await analyze({ name: 'input.log', bytes: Buffer.from(wrapped) }))).toEqual(
    essence(await analyze({ name: 'input.log', bytes: Buffer.from(`${lines.join('\n')}\n`) })),
  )
})

const at = (i: number) => new Date(1_709_647_629_000 + i * 7).toISOString().slice(0, -1)
const AROUND_ALL: Record<string, (line: string, i: number) => string> = {
  'GitHub Actions': (line, i) => `${at(i)}0000Z ${line}`,
  CRI: (line, i) => `${at(i)}000000Z stderr F ${line}`,
  'docker json-file': (line, i) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: `${at(i)}123456Z` }),
  syslog: (line, i) => `<13>1 ${at(i)}Z host web 7 - - ${line}`,
  journal: (line, i) => `Mar 05 14:07:${10 + (i % 50)} host web[7]: ${line}`,
  'records of a logger': (line, i) => JSON.stringify({ level: 'info', ts: `${at(i)}Z`, msg: line }),
}
const AROUND_THE_CRASH: Record<string, (line: string, i: number) => string> = {
  'a name in brackets': (line) => `[test] ${line}`,
  compose: (line) => `web-1  | ${line}`,
  'a clock, and a name': (line, i) => `12:00:${10 + (i % 50)} app: ${line}`,
  'records of another logger': (line, i) => JSON.stringify({ severity: 'error', time: `${at(i)}Z`, msg: line }),
  'records with a field of their own': (line, i) => JSON.stringify({ i, out: line }),
  logfmt: (line, i) => `time=${at(i)}Z level=error msg=${JSON.stringify(line)}`,
}
/** What is told right above is not told again when the lines around it are read anew. */
const ABOVE = [
  'gc 1 @0.012s 2%: 0.011+0.5+0.003 ms clock, 0.04+0.1/0.4/0.5+0.012 ms cpu, 4->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 4 P',
  '--- FAIL: TestSum (0.00s)',
  'FAIL',
]

for (const [outer, wrap] of Object.entries(AROUND_ALL)) {
  test(`${outer}, around the whole of a log, and something else around the crash`, async () => {
    const told = async (lines: readonly string[]) =>
      essence(await analyze({ name: 'input.log', bytes: Buffer.from(`${lines.map(wrap).join('\n')}\n`) }))
    for (const crash of [CRASH.trimEnd().split('\n'), UNCAUGHT]) {
      const log = (lines: readonly string[]) => [...NOISE.trimEnd().split('\n'), ...ABOVE, ...lines, 'done', 'done']
      const clean = await told(log(crash))
      for (const [name, around] of Object.entries(AROUND_THE_CRASH))
        expect(await told(log(crash.map(around))), `${name}: ${crash[0]}`).toEqual(clean)
    }
  })
}

for (const outer of ['GitHub Actions', 'CRI', 'records of a logger']) {
  test(`${outer}, newest first, and something else around the crash`, async () => {
    const told = async (lines: readonly string[]) => {
      const wrapped = lines.map(AROUND_ALL[outer]!).reverse()
      return essence(await analyze({ name: 'input.log', bytes: Buffer.from(`${wrapped.join('\n')}\n`) }))
    }
    const noise = NOISE.trimEnd().split('\n')
    for (const crash of [CRASH.trimEnd().split('\n'), UNCAUGHT]) {
      const log = (lines: readonly string[]) => [...noise.slice(0, 9), ...ABOVE, ...lines, ...noise]
      const clean = await told(log(crash))
      for (const [name, around] of Object.entries(AROUND_THE_CRASH))
        expect(await told(log(crash.map(around))), `${name}: ${crash[0]}`).toEqual(clean)
    }
  })
}

test('the text of a log that stands newest first is told once, though a part of it is read anew', async () => {
  const noise = NOISE.trimEnd().split('\n')
  const crash = CRASH.trimEnd().split('\n')
  const lines = [...noise.slice(0, 9), ...crash.map((line) => `[test] ${line}`), ...noise]
  const wrapped = lines.map(AROUND_ALL['CRI']!).reverse()
  const told: string[] = []
  for await (const batch of unwrap({ name: 'input.log', bytes: Buffer.from(`${wrapped.join('\n')}\n`) }))
    told.push(...batch.map(({ text }) => text))
  expect(told).toEqual([...noise.slice(0, 9), ...crash, ...noise])
})

test('pods whose dumps are open are not read anew for the words of another', async () => {
  const [head, ...rest] = CRASH.trimEnd().split('\n')
  const lines = [
    ...NOISE.trimEnd()
      .split('\n')
      .map((line, i) => `[pod/a-${i % 2}/app] ${line}`),
    ...[head!, ...rest.slice(0, 4)].map((line) => `[pod/a-0/app] ${line}`),
    '[pod/a-1/app] [test] panic: boom',
    '[pod/a-1/app] [test] ',
    '[pod/a-1/app] [test] goroutine 1 [running]:',
    ...rest.slice(4).map((line) => `[pod/a-0/app] ${line}`),
  ]
  const { crashes, dumps } = await analyze({ name: 'input.log', bytes: Buffer.from(`${lines.join('\n')}\n`) })
  const clean = await analyze({ name: 'input.log', bytes: Buffer.from(CRASH) })
  expect(crashes[0]!.frames).toEqual(clean.crashes[0]!.frames)
  expect(dumps[0]!.total).toBe(clean.dumps[0]!.total)
})

/** Its first line has the words of another writer before it, so that it is believed late. */
const GLUED = corpus('go')
  .find(({ name }) => name === 'go/damaged/log-then-crash-no-newline')!
  .bytes.toString('utf8')

test('the further lines of a message are not wrapped anew, however the bytes arrive', async () => {
  const { encode } = ENCODERS.find(({ name }) => name === 'journalctl, one message')!
  const noise = NOISE.trimEnd().split('\n')
  const wrapped = noise.map((line) => `Mar 05 14:07:09 host1 app[1234]: ${line}\n`).join('')
  const clean = essence(await analyze({ name: 'input.log', bytes: Buffer.from(NOISE + GLUED) }))
  for (const before of ['', wrapped]) {
    const bytes = Buffer.concat([Buffer.from(before), encode(GLUED)])
    const expected = before === '' ? essence(await analyze({ name: 'input.log', bytes: Buffer.from(GLUED) })) : clean
    expect(essence(await analyze({ name: 'input.log', bytes }))).toEqual(expected)
    for (let seed = 1; seed <= 3; seed++)
      expect(essence(await analyze({ name: 'input.log', stream: inChunks(bytes, seeded(seed)) }))).toEqual(expected)
  }
})

test('a report that another writer breaks off is told once, though its lines are read anew', async () => {
  const [opener, signal] = GLUED.split('\n')
  const other = CRASH.trimEnd().split('\n')
  for (const outer of ['', '2024-03-05T14:07:09.1234567Z ']) {
    const lines = [...NOISE.trimEnd().split('\n'), opener, signal, '', ...other.map((line) => `[test] ${line}`)]
    const log = lines.map((line) => `${outer}${line}\n`).join('')
    const { crashes } = await analyze({ name: 'input.log', bytes: Buffer.from(log) })
    const [alone] = (await analyze({ name: 'input.log', bytes: Buffer.from(CRASH) })).crashes
    expect(crashes.map(({ message }) => message)).toEqual([alone!.message, alone!.message])
    expect(crashes.map(({ frames }) => frames)).toEqual([[], alone!.frames])
  }
})
