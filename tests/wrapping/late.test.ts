/**
 * A log is wrapped in one place and bare in others: what a container said in the middle of a job's log, far behind what
 * the first look at the log could see.
 */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { ENCODERS } from '../input/envelopes/encoders.ts'
import { corpus } from '../support/corpus.ts'
import { essence } from './essence.ts'

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

for (const [name, wrap] of Object.entries(LEARNED)) {
  test(`${name}, before the whole of a log that crashes late`, async () => {
    expect(REPORTS).toHaveLength(4)
    // The exceptions without a stack that stand in it above the first frame are read before that tells of a mark.
    for (const { name: log, bytes } of REPORTS.filter((report) => !(/mark/.test(name) && /spring/.test(report.name)))) {
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
