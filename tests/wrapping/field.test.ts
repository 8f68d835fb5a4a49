/**
 * Wrappings that nobody described to the peeler: prefixes of tools it does not know, several writers in any order, pastes
 * of screens. Each must give the report of the clean log.
 */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'
import { essence, seeded } from './essence.ts'

const LOGS = [...corpus('go'), ...corpus('go-more'), ...corpus('jvm')].filter(({ name }) =>
  /go1\.26\/(?:nilderef\.all|edge\.chi|edge\.gin|tests\.bank-timeout)$|jdk17\/threads-deadlock-jstack$/.test(name),
)

type Prefix = (line: string, i: number) => string

const at = (i: number) => new Date(1_709_647_629_000 + i * 7).toISOString()
const clock = (i: number) => at(i).slice(11, 19)

const before =
  (prefix: (i: number) => string): Prefix =>
  (line, i) =>
    prefix(i) + line

const each =
  (change: Prefix) =>
  (lines: readonly string[]): string =>
    lines.map((line, i) => `${change(line, i)}\n`).join('')

const NOISE = ['GET /api/v1/orders 200 12ms', 'retrying in 2s', '{"level":"info","msg":"tick"}', '']

/** The lines of one writer in their order, those of others at random between them. */
const among =
  (own: Prefix, ...others: readonly Prefix[]) =>
  (lines: readonly string[]): string => {
    const random = seeded(5)
    const of = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
    const out: string[] = []
    for (const line of lines) {
      while (random() < 0.5) out.push(of(others)(of(NOISE), out.length))
      out.push(own(line, out.length))
    }
    return `${out.join('\n')}\n`
  }

const WRAPPINGS: Record<string, (lines: readonly string[]) => string> = {
  ts: each(before((i) => `Mar 05 ${clock(i)} `)),
  tai64nlocal: each(before((i) => `${at(i).replace('T', ' ').replace('Z', '123456')} `)),
  'docker build --progress=plain': each(before((i) => `#12 ${(1.2 + i / 1_000).toFixed(3)} `)),
  'pods of stern, in colour': among(
    before(() => '\x1b[36mweb-x2x7p\x1b[0m \x1b[36mapp\x1b[0m '),
    before(() => '\x1b[33mweb-aaaaa\x1b[0m \x1b[33mapp\x1b[0m '),
    before(() => '\x1b[32mdb-0\x1b[0m \x1b[32mpostgres\x1b[0m '),
  ),
  'tasks of a docker service': among(
    before(() => 'shop_api.1.k3j4h5k2@node-2    | '),
    before(() => 'shop_api.2.zzz4h5k2@node-1    | '),
  ),
  'processes of foreman': among(
    before((i) => `${clock(i)} web.1    | `),
    before((i) => `${clock(i)} worker.1 | `),
    before((i) => `${clock(i)} css.1    | `),
  ),
  'processes that differ by a number': among(
    before(() => '[0] '),
    before(() => '[1] '),
  ),
  'a message of rsyslog, with the blank it keeps': each(
    (line, i) => `<13>1 ${at(i).replace('Z', '123+00:00')} vm app - - -  ${line.replaceAll('\t', '#011')}`,
  ),
  'the value of a YAML block': (lines) =>
    `status:\n  exitCode: 2\n  message: |\n${lines.map((line) => (line === '' ? '\n' : `    ${line}\n`)).join('')}  reason: Error\n`,
  'a fence in a list': (lines) => `1. run\n\n   \`\`\`\n${lines.map((line) => `   ${line}\n`).join('')}   \`\`\`\n`,
  'indented by a TAB': each((line) => `\t${line}`),
  'empty lines between all lines': each((line) => `${line}\n`),
  'two empty lines between all lines': each((line) => `${line}\n\n`),
  'empty lines between stamped lines': each((line, i) => `${at(i)} ${line}\n`),
  'cat -A': each((line) => `${line.replaceAll('\t', '^I').replaceAll('\x1b', '^[').replaceAll('µ', 'M-BM-5')}$`),
  'a web page': (lines) =>
    `<html><body>\n<pre>\n${lines.map((line) => `${line.replaceAll('<', '&lt;').replaceAll('>', '&gt;')}<br>\n`).join('')}</pre>\n</body></html>\n`,
  'a table with borders': each((line, i) => `| ${i} | ${line} |`),
  'a list of strings': (lines) => `${JSON.stringify({ rc: 2, lines }, null, 4)}\n`,
  'messages of TeamCity': each((line) => `##teamcity[testStdErr name='A' out='${line.replace(/[|'[\]]/g, '|$&')}|n']`),
  'a table with semicolons': (lines) =>
    `time;message\n${lines.map((line, i) => `${at(i)};"${line.replaceAll('"', '""')}"\n`).join('')}`,
  'hosts of pdsh': among(
    before(() => 'alpha: '),
    before(() => 'beta: '),
    before(() => 'gamma: '),
  ),
}

for (const [name, wrap] of Object.entries(WRAPPINGS)) {
  test(name, async () => {
    expect(LOGS.length).toBe(5)
    for (const { name: log, bytes } of LOGS) {
      const wrapped = wrap(bytes.toString('utf8').replace(/\n$/, '').split('\n'))
      const clean = essence(await analyze({ name: 'input.log', bytes }))
      expect(essence(await analyze({ name: 'input.log', bytes: Buffer.from(wrapped) })), log).toEqual(clean)
    }
  })
}

test('tac, without a clock', async () => {
  for (const name of [
    'go/go1.26/nilderef.all',
    'go/go1.19/nilderef.all',
    'go/go1.26/deadlock.wg',
    'go/go1.26/quit.all',
  ]) {
    const { bytes } = corpus('go').find((one) => one.name === name)!
    const lines = bytes.toString('utf8').replace(/\n$/, '').split('\n')
    const clean = essence(await analyze({ name: 'input.log', bytes }))
    const turned = Buffer.from(`${lines.toReversed().join('\n')}\n`)
    const report = await analyze({ name: 'input.log', bytes: turned })
    expect(essence(report), name).toEqual(clean)
    for (const { span } of report.crashes)
      expect(turned.subarray(0, span.byte).filter((byte) => byte === 10)).toHaveLength(span.line - 1)
  }
})

test('broken at the width of a terminal', async () => {
  for (const width of [80, 120]) {
    for (const name of [
      'go/go1.26/quit.all',
      'go/go1.26/nilderef.system',
      'go/go1.26/tests.timeout',
      'go/go1.26/alloc.gctrace',
    ]) {
      const { bytes } = corpus('go').find((one) => one.name === name)!
      const clean = essence(await analyze({ name: 'input.log', bytes }))
      const report = await analyze({ name: 'input.log', bytes: Buffer.from(broken(bytes.toString('utf8'), width)) })
      expect(essence(report), `${name} at ${width}`).toEqual(clean)
    }
  }
})

test('NULs where the file was truncated, or never written', async () => {
  const { bytes } = corpus('go').find(({ name }) => name === 'go/go1.26/nilderef.all')!
  const clean = essence(await analyze({ name: 'input.log', bytes }))
  for (const size of [512, 3_000_000, 9_000_000]) {
    const hole = await analyze({ name: 'input.log', bytes: Buffer.concat([Buffer.alloc(size), bytes]) })
    expect(essence(hole)).toEqual(clean)
    expect(hole.crashes[0]!.span.byte).toBe(size)
    expect(hole.crashes[0]!.span.line).toBe(1)
  }
  const report = await analyze({ name: 'input.log', bytes: Buffer.concat([bytes, Buffer.alloc(4_096)]) })
  expect(report.crashes).toHaveLength(1)
  expect(report.sources[0]!.completeness.evidence.map(({ id, text }) => `${id} ${text}`)).toEqual([
    'E09 the envelope says that text was cut: the last 4096 bytes of the file are NUL: what belongs there was never written',
  ])
})

test('a line that was held back, for the next may go on with it, knows where it stands', async () => {
  const lines = ['starting', 'panic: boom', '', 'goroutine 1 [running]:', 'main.main()', '\t/app/main.go:5 +0x1d']
  const bytes = Buffer.from(lines.map((line, i) => `${at(i).replace('Z', '000Z')} 01O ${line}\n`).join(''))
  const { crashes } = await analyze({ name: 'input.log', bytes })
  expect(crashes.map(({ span }) => [span.line, span.byte])).toEqual([[2, bytes.indexOf('\n') + 1]])
})

test('cut at a column is not broken there: what is missing stays missing', async () => {
  const { bytes } = corpus('go').find(({ name }) => name === 'go/go1.26/nilderef.system')!
  const cut = bytes.toString('utf8').replace(/^(.{60}).+$/gm, '$1')
  const report = await analyze({ name: 'input.log', bytes: Buffer.from(cut) })
  expect(report.sources[0]!.layers).toEqual([])
  expect(report.sources[0]!.completeness.verdict).toBe('incomplete')
})

/** As fold(1) does it: a TAB reaches to the next eighth column. */
function broken(text: string, width: number): string {
  let out = ''
  let column = 0
  for (const char of text) {
    const next = char === '\n' ? 0 : char === '\t' ? column + 8 - (column % 8) : column + 1
    if (next > width) out += '\n'
    out += char
    column = next > width ? (char === '\t' ? 8 : 1) : next
  }
  return out
}

test('two writers crash at once: each has its own stack', async () => {
  const [left, right] = ['go/go1.26/nilderef.all', 'go/go1.26/mapfault.write-all'].map(
    (wanted) => corpus('go').find(({ name }) => name === wanted)!.bytes,
  )
  const rows = [left!, right!].map((bytes) => bytes.toString('utf8').trimEnd().split('\n'))
  const random = seeded(9)
  const out: string[] = []
  while (rows.some((row) => row.length > 0)) {
    const which = rows[0]!.length > 0 && (rows[1]!.length === 0 || random() < 0.4) ? 0 : 1
    out.push(`${which === 0 ? 'alpha' : 'beta'}: ${rows[which]!.shift()!}`)
  }
  const report = await analyze({ name: 'input.log', bytes: Buffer.from(`${out.join('\n')}\n`) })
  const alone = await Promise.all([left!, right!].map((bytes) => analyze({ name: 'input.log', bytes })))
  const told = (all: typeof alone) =>
    all
      .flatMap(({ crashes }) => crashes.map(({ message, origin, frames }) => ({ message, origin, frames })))
      .sort((a, b) => a.message.localeCompare(b.message))
  expect(told([report])).toEqual(told(alone))
})
