/** Text below lines that a tool writes for each record, and in elements of a document. */
import { describe, expect, test } from 'vitest'
import { analyze, type Report } from '../../src/index.ts'
import { Peeler } from '../../src/input/peeler.ts'
import { corpus } from '../support/corpus.ts'
import { growth } from '../support/growth.ts'
import { essence } from './essence.ts'

const APP = ['2024/03/05 14:06:58 shop v2.3.1 starting', '2024/03/05 14:07:05 worker 3: flushed 12 rows in 4ms']

const LOGS = [...corpus('go'), ...corpus('jvm')]
  .filter(({ name }) =>
    /go1\.26\/(?:mapfault\.write-all|values\.multiline|race\.halt|tests\.timeout|quit\.single)$|jdk25\/(?:exceptions|hs_err-sigsegv-stdout)$/.test(
      name,
    ),
  )
  .map(({ name, bytes }) => ({ name, lines: [...APP, ...bytes.toString('utf8').replace(/\n$/, '').split('\n')] }))

const at = (i: number) => new Date(1_709_647_629_000 + i * 7).toISOString()
const clock = (i: number) => at(i).slice(11, 19)
const marked = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const told = (text: string): Promise<Report> => analyze({ name: 'input.log', bytes: Buffer.from(text) })

type Wrap = (lines: readonly string[]) => string

const each =
  (change: (line: string, i: number) => string): Wrap =>
  (lines) =>
    lines.map((line, i) => `${change(line, i)}\n`).join('')

const event = (i: number, data: string) =>
  `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='shop'/><EventID Qualifiers='0'>1</EventID><Level>2</Level><TimeCreated SystemTime='${at(i)}'/><Computer>h1</Computer></System><EventData><Data>${data}</Data></EventData></Event>`

const WRAPPINGS: Record<string, Wrap> = {
  'a list of properties per record': each(
    (line, i) =>
      `Index              : ${900 + i}\nEntryType          : Error\nMessage            : ${line}\nCategory           : (0)\nSource             : shop\n`,
  ),
  'a head of one line, and an empty one behind': each(
    (line, i) => `[ 03-05 14:07:09.${String(i).padStart(3, '0')}  1234: 1250 E/GoLog ]\n${line}\n`,
  ),
  'what a supervisor says of two children': each(
    (line, i) =>
      `${i % 5 === 4 ? `2024-03-05 ${clock(i)},123 DEBG 'db' stdout output:\nflushed 12 rows\n\n` : ''}2024-03-05 ${clock(i)},123 DEBG 'web' stderr output:\n${line}\n`,
  ),
  'events of Windows, one a line': each((line, i) => event(i, marked(line))),
  'one event of Windows': (lines) => `<Events>${event(1, marked(lines.join('\n')))}</Events>\n`,
  'events of Windows in one line, below what says that they are XML': (lines) =>
    `<?xml version="1.0" encoding="utf-8" standalone="yes"?>\n<Events>${lines.map((line, i) => event(i, marked(line))).join('')}</Events>\n`,
  'what PowerShell serialises': (lines) =>
    `#< CLIXML\n<Objs Version="1.1.0.1">${lines.map((line) => `<S S="Error">${marked(line).replaceAll('\t', '_x0009_')}_x000D__x000A_</S>`).join('')}</Objs>`,
  'the failure of a test': (lines) =>
    `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites tests="1">\n\t<testsuite name="shop">\n\t\t<testcase name="TestTotal" time="0.010">\n\t\t\t<failure message="Failed" type="">${marked(lines.join('\n')).replaceAll('\t', '&#x9;').replaceAll('\n', '&#xA;')}</failure>\n\t\t</testcase>\n\t</testsuite>\n</testsuites>\n`,
  'what a test wrote, as characters': (lines) =>
    `<testsuite name="shop">\n<properties><property name="a" value="b"/></properties>\n<system-err><![CDATA[${lines.join('\n')}\n]]></system-err>\n</testsuite>\n`,
  'rows of a table of a page': (lines) =>
    `<html><body><table>\n<tr><th>Time</th><th>Message</th></tr>\n${lines.map((line, i) => `<tr><td>${at(i)}</td><td>${marked(line)}</td></tr>`).join('\n')}\n</table></body></html>\n`,
  'a page whose tags stand around the first line and the last': (lines) =>
    `<!DOCTYPE html><html><body><pre class="console">${marked(lines.join('\n'))}</pre></body></html>\n`,
  'what an issue folds': (lines) =>
    `See below.\n\n<details><summary>log</summary>\n\n\`\`\`\n${lines.join('\n')}\n\`\`\`\n\n</details>\n\nThanks!\n`,
  'documents of a bulk request': each(
    (message, i) => `{"index":{"_index":"logs"}}\n${JSON.stringify({ '@timestamp': at(i), message })}`,
  ),
  'statements that insert rows': each(
    (line, i) => `INSERT INTO logs VALUES(${i},'${at(i)}','${line.replaceAll("'", "''")}');`,
  ),
  'a list of strings, in YAML': (lines) => `logs:\n${lines.map((line) => `  - ${JSON.stringify(line)}\n`).join('')}`,
  'what a test says, in TAP': (lines) =>
    `TAP version 13\n1..1\n${lines.map((line) => `# ${line}\n`).join('')}not ok 1 - server\n`,
  'records with a text of no known name': each((data, i) => JSON.stringify({ ts: at(i), app: 'shop', data })),
  'records whose text lies deep': each((raw, i) =>
    JSON.stringify({ when: at(i), resource: { pod: 'p-1' }, attributes: { seq: i, raw: `${raw}\n` } }),
  ),
  'records of such a kind behind a prefix': each(
    (payload, i) => `web-1 stdout> ${JSON.stringify({ seq: i, payload, level: 'info' })}`,
  ),
  'records behind a prefix': each(
    (message, i) => `web-1 stdout> ${JSON.stringify({ '@timestamp': at(i), 'log.level': 'ERROR', message })}`,
  ),
}

describe('a report in records', () => {
  for (const [name, wrap] of Object.entries(WRAPPINGS)) {
    test(name, async () => {
      expect(LOGS.length).toBe(7)
      for (const log of LOGS) {
        const clean = essence(await told(`${log.lines.join('\n')}\n`))
        expect(essence(await told(wrap(log.lines))), log.name).toEqual(clean)
      }
    })
  }
})

test('numbers of lines in lines of their own, as a page is copied', async () => {
  for (const { name, lines } of LOGS.filter((log) => /mapfault|quit|exceptions/.test(log.name))) {
    const copied = lines.map((line, i) => `${i + 1}\n${line}\n`).join('')
    expect(essence(await told(copied)), name).toEqual(essence(await told(`${lines.join('\n')}\n`)))
  }
})

test('a document that ends inside an element says so', async () => {
  const { lines } = LOGS.find(({ name }) => name === 'go/go1.26/mapfault.write-all')!
  const text = `<Events>${event(1, marked(lines.join('\n')))}</Events>\n`
  const report = await told(text.slice(0, text.indexOf('created by')))
  expect(report.crashes.map(({ kind }) => kind)).toEqual(['fatal-error'])
  expect(report.sources[0]!.completeness.verdict).not.toBe('complete')
})

const times = (count: number, lines: (i: number) => readonly string[]) =>
  `${Array.from({ length: count }, (_, i) => lines(i))
    .flat()
    .join('\n')}\n`

describe('no heads of records', () => {
  const LOGS: Record<string, string> = {
    'what a logger says above each frame': times(5, (i) => [
      `10:00:0${i} ERROR Cart - payment failed`,
      '\tat com.example.Cart.pay(Cart.java:1)',
      '\tat com.example.Main.main(Main.java:7)',
    ]),
    numbers: times(5, (i) => [
      `${5 * i}`,
      '\tat com.example.Cart.pay(Cart.java:1)',
      '\tat com.example.Main.main(Main.java:7)',
    ]),
    'what a logger says above places': times(5, (i) => [`14:07:0${i} slow request`, '\t/app/handler.go:12']),
    'a program that speaks between collections': times(6, (i) => [
      `allocated ${i} MB`,
      `gc ${i + 1} @0.0${i}2s 2%: 0.018+1.3+0.076 ms clock, 0.054+0.35/1.1/3.0+0.22 ms cpu, 4->4->0 MB, 5 MB goal, 4 P`,
    ]),
  }
  for (const [name, log] of Object.entries(LOGS))
    test(name, async () => expect((await told(log)).sources[0]!.layers).toEqual([]))
})

describe('no report in a document', () => {
  const LOGS: Record<string, string> = {
    songs: `<songs>\n${times(9, (i) => [`<song>panic: attack ${i}</song>`])}</songs>\n`,
    'faults that a program was told': times(5, (i) => [
      `10:00:0${i} INFO sending`,
      '<Fault><faultstring>java.lang.NullPointerException: x</faultstring></Fault>',
      `10:00:0${i} INFO sent`,
      `10:00:0${i} INFO done`,
    ]),
    'names in brackets': times(9, (i) => [`List<String> names<${i}> goroutine 1 [running]: </p>`]),
  }
  for (const [name, log] of Object.entries(LOGS)) {
    test(name, async () => {
      const report = await told(log)
      expect(report.crashes).toEqual([])
      expect(report.verdict.status).toBe('clean')
    })
  }
})

test('a document without an end takes time by its length', () => {
  const learn = (size: number) =>
    Peeler.learn(['<a>panic: x', '</b><b>\tat a.B.c(D.java:1) <x y="'.repeat(size), '</b>'])
  expect(growth(learn, 400, 1_600, 8)).toBeLessThan(8)
})

const DOCUMENT = [
  '<shop><place /><log>panic: x',
  '',
  'goroutine 1 [running]:',
  'main.main()',
  '\t/app/a.go:1 +0x1d',
  '</log></shop>',
]

test('elements of ever new names take time by their number', () => {
  const peeler = Peeler.learn(DOCUMENT)
  expect(peeler.layers).toEqual(['element'])
  const peel = (size: number) => {
    peeler.peel('<shop>')
    for (let i = 0; i < size; i++) peeler.peel(`<n${i}>done</n${i}>`)
    peeler.peel('</shop>')
  }
  expect(growth(peel, 2_000, 16_000, 20)).toBeLessThan(20)
})

test('an element that ends where it begins holds nothing, with a blank before its end, too', () => {
  expect(
    Peeler.learn(DOCUMENT)
      .peelApart(DOCUMENT)
      .map(({ text, stream }) => [stream, text]),
  ).toEqual([
    ['', 'panic: x'],
    ['', ''],
    ['', 'goroutine 1 [running]:'],
    ['', 'main.main()'],
    ['', '\t/app/a.go:1 +0x1d'],
  ])
})
