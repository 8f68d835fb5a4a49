/** Exports of search tools as people download them: newest first, printed over many lines, pasted from a chat. */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'
import { essence } from './essence.ts'

const LOGS = corpus('go').filter(({ name }) =>
  /go1\.26\/(?:deadlock\.wg|nilderef\.all|cgocrash\.null|worker\S*)$/.test(name),
)

const at = (i: number) => new Date(1_709_647_629_000 + i * 7).toISOString()
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`

const EXPORTS: Record<string, (lines: readonly string[]) => string> = {
  'a table, newest first': (lines) =>
    ['"Date","Host","Content"', ...lines.map((line, i) => `"${at(i)}","h1",${cell(line)}`).toReversed()].join('\n'),
  'a table whose one cell holds all': (lines) => `"_raw","_time"\n${cell(lines.join('\n'))},"${at(0)}"`,
  'YAML records, newest first': (lines) =>
    lines
      .map(
        (line, i) =>
          `---\ninsertId: a${i}\nlabels:\n  instance: x\nlogName: projects/p/logs/stderr\ntextPayload: ${JSON.stringify(line)}\ntimestamp: '${at(i)}'`,
      )
      .toReversed()
      .join('\n'),
  'a search answer, printed over many lines': (lines) =>
    JSON.stringify(
      { hits: { hits: lines.map((message, i) => ({ _id: i, _source: { timestamp: at(i), message } })) } },
      null,
      2,
    ),
  'the same, newest first': (lines) =>
    JSON.stringify(
      { hits: { hits: lines.map((message, i) => ({ _id: i, _source: { timestamp: at(i), message } })).toReversed() } },
      null,
      2,
    ),
  'records of a container, printed over many lines': (lines) =>
    JSON.stringify(
      lines.map((line, i) => ({ '@timestamp': at(i), kubernetes: { pod: 'x' }, log: `${line}\n` })),
      null,
      1,
    ),
  'fields and values, printed over many lines': (lines) =>
    JSON.stringify(
      {
        results: lines.map((value, i) => [
          { field: '@timestamp', value: at(i).replace('T', ' ').replace('Z', '') },
          { field: '@message', value },
        ]),
        status: 'Complete',
      },
      null,
      4,
    ),
  'a list of records in one line': (lines) =>
    JSON.stringify(lines.map((message, i) => ({ message, timestamp: at(i), hostname: 'h' }))),
  'a paste with blanks that do not break': (lines) =>
    lines.map((line) => line.replace(/^\t/, '\u00a0\u00a0\u00a0\u00a0')).join('\n'),
  'lines that end twice on Windows': (lines) => lines.join('\r\r\n'),
}

for (const [name, wrap] of Object.entries(EXPORTS)) {
  test(name, async () => {
    expect(LOGS.length).toBeGreaterThan(2)
    for (const { name: log, bytes } of LOGS) {
      const text = bytes.toString('utf8')
      const wrapped = `${wrap(text.replace(/\n$/, '').split('\n'))}\n`
      const clean = essence(await analyze({ name: 'input.log', bytes }))
      expect(essence(await analyze({ name: 'input.log', bytes: Buffer.from(wrapped) })), log).toEqual(clean)
    }
  })
}

/** Crashes of both runtimes, one of them logged again and again, a test that failed, and what a healthy program says between. */
const SEVERAL = [
  'go/go1.26/httppanic.default',
  'go/go1.26/tests.divide',
  'jvm/jdk17/exceptions',
  'go/go1.26/nilderef.all',
]
  .map((log) => [...corpus('go'), ...corpus('jvm')].find(({ name }) => name === log)!.bytes.toString('utf8'))
  .flatMap((text, i) => [text, ...Array.from({ length: 20 }, (_, k) => `GET /orders/${i}${k} 200 12ms\n`)])
  .join('')
  .trimEnd()
  .split('\n')

const NEWEST_FIRST: Record<string, (line: string, i: number) => string> = {
  'docker logs -t': (line, i) => `${at(i).replace('Z', '000000Z')} ${line}`,
  CRI: (line, i) => `${at(i).replace('Z', '000000Z')} stderr F ${line}`,
  logcli: (line, i) => `${at(i)} {app="web"} ${line}`,
  'records of a logger': (line, i) => JSON.stringify({ level: 'error', ts: at(i), msg: line }),
  'records of several lines': (line, i) =>
    `---\ninsertId: a${i}\nlogName: projects/p/logs/stderr\ntextPayload: ${JSON.stringify(line)}\ntimestamp: '${at(i)}'`,
}

for (const [name, wrap] of Object.entries(NEWEST_FIRST)) {
  test(`several crashes, newest first: ${name}`, async () => {
    const records = SEVERAL.map(wrap)
    const rising = await analyze({ name: 'input.log', bytes: Buffer.from(`${records.join('\n')}\n`) })
    const text = `${records.toReversed().join('\n')}\n`
    const falling = await analyze({ name: 'input.log', bytes: Buffer.from(text) })
    expect(rising.crashes.length).toBeGreaterThan(4)
    expect(essence(falling)).toEqual(essence(rising))
    expect(falling.crashes.map(({ time }) => time)).toEqual(rising.crashes.map(({ time }) => time))
    const courses = ({ stacks }: typeof rising) =>
      stacks.map((one) => [one.firstTime, one.lastTime, one.members.length])
    expect(courses(falling)).toEqual(courses(rising))
    // The places are those of the log as it stands.
    const lines = text.split('\n')
    for (const { span, message } of falling.crashes) {
      const told = message.split('\n', 1)[0]!.slice(0, 20)
      expect(lines.slice(span.line - 1, span.endLine).join('\n')).toContain(JSON.stringify(told).slice(1, -1))
    }
    expect(falling.crashes.map(({ span }) => span.line)).toEqual(
      falling.crashes.map(({ span }) => span.line).toSorted((a, b) => b - a),
    )
  })
}
