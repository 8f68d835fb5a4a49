/** What tools print of a log line by line, in values of their own, and what screens make of lines that are too long. */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'
import { essence } from './essence.ts'

const LOGS = corpus('go').filter(({ name }) =>
  /go1\.26\/(?:nilderef\.all|deadlock\.wg|tests\.timeout|values\.multiline)$/.test(name),
)

const at = (i: number) => new Date(1_709_647_629_000 + i * 7).toISOString()

/** TABs as a terminal shows them. */
function shown(line: string): string {
  let out = ''
  for (const char of line) out += char === '\t' ? ' '.repeat(8 - (out.length % 8)) : char
  return out
}

const pieces = (line: string, width: number) => {
  const text = shown(line)
  const count = Math.max(1, Math.ceil(text.length / width))
  return Array.from({ length: count }, (_, i) => text.slice(i * width, (i + 1) * width))
}

/** `sed -n l` of GNU: 69 columns, no escape in two lines. */
function sedList(line: string): string {
  let out = ''
  let column = 0
  for (const byte of Buffer.from(line)) {
    const char = String.fromCharCode(byte)
    const token =
      char === '\t'
        ? '\\t'
        : char === '\\'
          ? '\\\\'
          : /[ -~]/.test(char)
            ? char
            : `\\${byte.toString(8).padStart(3, '0')}`
    if (column + token.length > 69) {
      out += '\\\n'
      column = 0
    }
    out += token
    column += token.length
  }
  return `${out}$`
}

function table(rows: readonly string[]): string {
  const width = Math.max(...rows.map((row) => row.length))
  const bar = `+${'-'.repeat(width + 2)}+`
  return [bar, `| ${'line'.padEnd(width)} |`, bar, ...rows.map((row) => `| ${row.padEnd(width)} |`), bar].join('\n')
}

const CAPTURES: Record<string, (lines: readonly string[]) => string> = {
  'sed -n l': (lines) => lines.map(sedList).join('\n'),
  'journalctl -o json-pretty': (lines) =>
    lines
      .map((MESSAGE, i) =>
        JSON.stringify(
          { __CURSOR: `s=1;i=${i}`, __REALTIME_TIMESTAMP: `${1_709_647_629_000_000 + i}`, _PID: '77', MESSAGE },
          null,
          '\t',
        ).replaceAll('": ', '" : '),
      )
      .join('\n'),
  'the debug exporter of a collector': (lines) =>
    lines
      .map(
        (line, i) =>
          `LogRecord #${i}\nObservedTimestamp: 2024-03-05 14:07:09.12 +0000 UTC\nSeverityText: \nBody: Str(${line})\nAttributes:\n     -> log.file.name: Str(app.log)\nTrace ID: \nFlags: 0`,
      )
      .join('\n'),
  'rubydebug of logstash': (lines) =>
    lines
      .map(
        (line, i) =>
          `{\n    "@timestamp" => ${at(i)},\n          "host" => "h1",\n       "message" => ${JSON.stringify(line)}\n}`,
      )
      .join('\n'),
  'a table of psql': (lines) => {
    const rows = lines.map(shown)
    const rule = '-'.repeat(Math.max(...rows.map((row) => row.length)) + 2)
    return [' line', rule, ...rows.map((row) => ` ${row}`.trimEnd()), `(${rows.length} rows)`].join('\n')
  },
  'a table of mysql': (lines) => table(lines.map(shown)),
  'the numbers of an editor': (lines) =>
    lines.map((line, i) => `${String(i + 97).padStart(3)} ${shown(line)}`.trimEnd()).join('\n'),
  'a page of a chat': (lines) =>
    lines
      .map((line) => line.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replace(/^\t/, '&nbsp;&nbsp;&nbsp;&nbsp;'))
      .map((line) => `${line.replaceAll('\t', '    ')}<br/>`)
      .join('\n'),
  'a screen of 80 columns': (lines) => lines.flatMap((line) => pieces(line, 80)).join('\n'),
  'stamped lines on a screen of 100 columns': (lines) =>
    lines.flatMap((line, i) => pieces(`${at(i)} app-1 ${line}`, 100)).join('\n'),
  'blanks for TABs': (lines) => lines.map((line) => line.replaceAll('\t', '    ')).join('\n'),
  'blanks that do not break': (lines) => lines.join('\n').replaceAll(' ', '\u00a0'),
  'a string in quotes of Python': (lines) => `the child said '${lines.join('\\n').replaceAll('\t', '\\t')}'`,
}

for (const [name, wrap] of Object.entries(CAPTURES)) {
  test(name, async () => {
    expect(LOGS).toHaveLength(4)
    for (const { name: log, bytes } of LOGS) {
      const wrapped = `${wrap(bytes.toString('utf8').replace(/\n$/, '').split('\n'))}\n`
      const clean = essence(await analyze({ name: 'input.log', bytes }))
      expect(essence(await analyze({ name: 'input.log', bytes: Buffer.from(wrapped) })), log).toEqual(clean)
    }
  })
}

test('the first line of a report as the value of a field', async () => {
  for (const name of ['go/go1.26/quit.all', 'go/go1.26/fatal.fault']) {
    const { bytes } = corpus('go').find((one) => one.name === name)!
    const text = bytes.toString('utf8')
    const wrapped = `    Last State:     Terminated\n      Message:      ${text}\n      Exit Code:    2\n`
    const told = async (log: string) =>
      (await analyze({ name: 'input.log', bytes: Buffer.from(log) })).crashes.map(
        ({ kind, message, signal, origin, preamble }) => ({ kind, message, signal, origin, preamble }),
      )
    expect(await told(text), name).toHaveLength(1)
    expect(await told(wrapped), name).toEqual(await told(text))
  }
})

test('a word of a signal behind a label is no crash', async () => {
  const log = 'reason:  SIGTERM: termination\nstopping\nlast:    SIGQUIT: quit\nstopped\n'
  expect((await analyze({ name: 'input.log', bytes: Buffer.from(log) })).crashes).toEqual([])
})

test('lines of a prefix that happen to be the widest are not joined to the next', async () => {
  const wide = (i: number) => `${at(i)} api GET /v1/orders/${'0'.repeat(40)}`
  const log = [
    ...Array.from({ length: 20 }, (_, i) => wide(i)),
    `${at(20)} api panic: boom`,
    '',
    'goroutine 1 [running]:',
  ]
  const lines = [...log, 'main.main()', '\t/srv/x/main.go:9 +0x1d', 'exit status 2', '']
  const { crashes } = await analyze({ name: 'input.log', bytes: Buffer.from(lines.join('\n')) })
  expect(crashes.map(({ message, origin }) => [message, origin?.line])).toEqual([['boom', 9]])
})

test('a directory of Windows that ends a field closes it', async () => {
  const stack = String.raw`goroutine 1 [running]:\nmain.work(0x1, 0x2)\n\t/app/main.go:17 +0x1d\nmain.main()\n\t/app/main.go:5 +0x2a\n`
  const go = String.raw`level=error cwd="C:\\work\\" error="recovered from panic: boom" stack="${stack}"`
  const { crashes } = await analyze({ name: 'input.log', bytes: Buffer.from(`${go}\n`) })
  expect(crashes.map(({ kind, origin, frames }) => [kind, origin?.function, frames.length])).toEqual([
    ['logged-panic', 'main.work', 2],
  ])
  const java = String.raw`E0305 path="C:\\" err="java.lang.IllegalStateException: no\n\tat a.B.c(B.java:7)\n\tat a.B.d(B.java:9)\n" user="x"`
  const { stacks } = await analyze({ name: 'input.log', bytes: Buffer.from(`${java}\n`) })
  expect(stacks.map(({ type, message, frames }) => [type, message, frames.length])).toEqual([
    ['java.lang.IllegalStateException', 'no', 2],
  ])
})

/** A child's lines, each in the quotes of its parent; the words of the panic and the second file name have backslashes. */
const CHILD = [
  'starting up',
  String.raw`panic: open C:\new\users\table.txt: no such file`,
  '',
  'goroutine 1 [running]:',
  'main.work(0x1)',
  '\tC:/new/work/main.go:17 +0x1d',
  'main.main()',
  String.raw`	C:\new\temp\main.go:5 +0x2a`,
]
const QUOTES: Record<string, (line: string) => string> = {
  'as they are between backticks': (line) => `\`${line}\``,
  'as they are between single quotes': (line) => `'${line}'`,
  'as they are between double quotes': (line) => `"${line}"`,
  'as strconv.Quote writes them': (line) => JSON.stringify(line),
}
for (const [name, quoted] of Object.entries(QUOTES)) {
  test(`values ${name}`, async () => {
    const log = CHILD.map((line, i) => `14:07:0${i} stderr of child: ${quoted(line)}\n`).join('')
    const { crashes } = await analyze({ name: 'input.log', bytes: Buffer.from(log) })
    expect(crashes.map(({ message, frames }) => [message, ...frames.map(({ file }) => file)])).toEqual([
      [String.raw`open C:\new\users\table.txt: no such file`, 'C:/new/work/main.go', String.raw`C:\new\temp\main.go`],
    ])
  })
}

test('a path between quotes that might be escapes stays a path', async () => {
  const lines = [
    'starting up',
    String.raw`opening C:\new\table\readme.txt`,
    String.raw`panic: could not open C:\temp\new`,
    'goroutine 5 [running]:',
    'main.main()',
    '\t/app/main.go:5 +0x2a',
  ]
  const log = lines.map((line, i) => `time="2024-03-05T14:07:0${i}Z" app: "${line}"\n`).join('')
  const { crashes } = await analyze({ name: 'input.log', bytes: Buffer.from(log) })
  expect(crashes.map(({ message }) => message)).toEqual([String.raw`could not open C:\temp\new`])
})
