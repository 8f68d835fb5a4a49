import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  type SourceInput,
  type SplitColumns,
  type SplitOptions,
  type SplitRecord,
  Splitter,
  splitCsvHeader,
  splitCsvRow,
  splitRecordLine,
} from '../../src/index.ts'

const ARTICLE = String.raw`^(?<ts>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s+(?<level>\w+)\s+(?<msg>.*)$`

const LOG = [
  '2026-03-05 14:07:09 INFO  cart added "A-7"\n',
  '2026-03-05 14:07:10 ERROR java.lang.IllegalStateException: boom\r\n',
  '\tat com.acme.Cart.add(Cart.java:17)\n',
  '\n',
  '2026-03-05 14:07:11 WARN  späte 😀 Nachricht\n',
  '2026-03-05 14:07:12 INFO  the end',
].join('')

async function split(
  options: SplitOptions,
  input: SourceInput,
): Promise<{ records: SplitRecord[]; splitter: Splitter }> {
  const splitter = new Splitter(options)
  const records: SplitRecord[] = []
  for await (const batch of splitter.records(input)) records.push(...batch)
  return { records, splitter }
}

function inChunks(bytes: Uint8Array, size: number): SourceInput {
  async function* stream() {
    for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
  }
  return { name: 'a.log', stream: stream() }
}

const only = { patterns: [{ text: ARTICLE }] }
const bytes = Buffer.from(LOG)

describe('the pattern of the article', () => {
  it('gives its groups, line by line', async () => {
    const { records, splitter } = await split(only, { name: 'a.log', bytes })
    expect(records.map(({ fields }) => fields)).toEqual([
      { ts: '2026-03-05 14:07:09', level: 'INFO', msg: 'cart added "A-7"' },
      { ts: '2026-03-05 14:07:10', level: 'ERROR', msg: 'java.lang.IllegalStateException: boom' },
      { ts: '2026-03-05 14:07:11', level: 'WARN', msg: 'späte 😀 Nachricht' },
      { ts: '2026-03-05 14:07:12', level: 'INFO', msg: 'the end' },
    ])
    expect(splitter.tally).toMatchObject({
      units: 6,
      matched: 4,
      unmatched: { count: 2, first: { span: { line: 3 } } },
    })
  })

  it('says where: the bytes are those of the line', async () => {
    const { records } = await split(only, { name: 'a.log', bytes })
    for (const { span, text } of records) expect(bytes.toString('utf8', span.byte, span.endByte)).toBe(text)
    expect(records.map(({ span }) => span.line)).toEqual([1, 2, 5, 6])
  })

  it.each([1, 2, 3, 7, 64, 4096])('the same in chunks of %i bytes', async (size) => {
    const whole = await split({ ...only, keepUnmatched: true }, { name: 'a.log', bytes })
    expect((await split({ ...only, keepUnmatched: true }, inChunks(bytes, size))).records).toEqual(whole.records)
  })

  it('the same from gzip and from UTF-16', async () => {
    const { records } = await split(only, { name: 'a.log', bytes })
    const packed = await split(only, { name: 'a.log', bytes: gzipSync(bytes) })
    expect(packed.records.map(({ fields }) => fields)).toEqual(records.map(({ fields }) => fields))
    const wide = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(LOG, 'utf16le')])
    const decoded = await split(only, { name: 'a.log', bytes: wide })
    expect(decoded.records.map(({ fields }) => fields)).toEqual(records.map(({ fields }) => fields))
    for (const { span, text } of decoded.records) expect(wide.toString('utf16le', span.byte, span.endByte)).toBe(text)
  })
})

describe('records of several lines', () => {
  it('begin with --start; their patterns see all lines', async () => {
    const { records, splitter } = await split(
      { ...only, start: String.raw`^\d{4}-` },
      { name: 'a.log', bytes: `torn\n${LOG}` },
    )
    expect(records.map(({ fields, span }) => [fields['msg'], span.line, span.endLine])).toEqual([
      ['cart added "A-7"', 2, 2],
      ['java.lang.IllegalStateException: boom\n\tat com.acme.Cart.add(Cart.java:17)\n', 3, 5],
      ['späte 😀 Nachricht', 6, 6],
      ['the end', 7, 7],
    ])
    expect(splitter.tally).toMatchObject({ units: 5, matched: 4, unmatched: { count: 1, first: { text: 'torn' } } })
  })

  it.each([1, 7, 64])('the same in chunks of %i bytes', async (size) => {
    const options = { ...only, start: String.raw`^\d{4}-` }
    expect((await split(options, inChunks(bytes, size))).records).toEqual(
      (await split(options, { name: 'a.log', bytes })).records,
    )
  })

  it('hold at most 4 MiB, and say so', async () => {
    const text = `2026-03-05 14:07:09 INFO  big\n${'x'.repeat(1_000_000)}\n`.concat(
      `${'y'.repeat(1_000_000)}\n`.repeat(6),
    )
    const { records, splitter } = await split({ ...only, start: '^2026' }, { name: 'a.log', bytes: text })
    expect(records[0]!.text.length).toBeLessThan(4.2e6)
    expect(splitter.tally.cut.count).toBe(1)
  })
})

describe('several patterns', () => {
  const patterns = [
    { name: 'error', text: '(?<level>ERROR) (?<type>[^ :]+)' },
    { name: 'any', text: String.raw`(?<first>\w+)-(?<second>\w+)` },
  ]

  it('the first one that matches wins', async () => {
    const { records } = await split({ patterns }, { name: 'a.log', bytes })
    expect(records.map(({ pattern, fields }) => [pattern, ...Object.values(fields)])).toEqual([
      ['any', '2026', '03'],
      ['error', 'ERROR', 'java.lang.IllegalStateException'],
      ['any', '2026', '03'],
      ['any', '2026', '03'],
    ])
  })

  it('all of them, and all matches of each', async () => {
    const { records } = await split({ patterns, all: true }, { name: 'a', bytes: 'a-b ERROR x c-d' })
    expect(records.map(({ pattern, fields }) => [pattern, ...Object.values(fields)])).toEqual([
      ['error', 'ERROR', 'x'],
      ['any', 'a', 'b'],
      ['any', 'c', 'd'],
    ])
  })

  it('a match of nothing does not repeat for ever', async () => {
    const { records } = await split({ patterns: [{ text: '(?<x>a*)' }], all: true }, { name: 'a', bytes: 'aab' })
    expect(records.map(({ fields }) => fields['x'])).toEqual(['aa', '', ''])
  })
})

describe('envelopes', () => {
  const cri = (line: string, stream: string) => `2026-03-05T14:07:09.1Z ${stream} F ${line}\n`
  const wrapped = LOG.split(/\r?\n/)
    .map((line) => cri(line, 'stdout') + cri('2026-03-05 14:07:09 WARN other', 'stderr'))
    .join('')

  it('stay where nobody asked to take them off', async () => {
    expect((await split(only, { name: 'a', bytes: wrapped })).records).toEqual([])
  })

  it('are taken off, and records do not mix streams', async () => {
    const { records } = await split({ ...only, unwrap: true, start: String.raw`^\d` }, { name: 'a', bytes: wrapped })
    const own = records.filter(({ stream }) => stream === 'stdout').map(({ fields }) => fields['msg'])
    expect(own).toEqual([
      'cart added "A-7"',
      'java.lang.IllegalStateException: boom\n\tat com.acme.Cart.add(Cart.java:17)\n',
      'späte 😀 Nachricht',
      'the end',
    ])
  })
})

describe('types', () => {
  const types = { n: 'number', t: 'time', b: 'boolean' } as const
  const patterns = [{ text: '^(?<n>[^|]*)\\|(?<t>[^|]*)\\|(?<b>[^|]*)$' }]

  it.each([
    ['1|2026-03-05T14:07:09Z|true', 1, '2026-03-05T14:07:09Z', true],
    ['-1.5e3|05/Mar/2026:14:07:09 +0100|no', -1500, '2026-03-05T14:07:09+01:00', false],
    ['.5|2026-03-05 14:07:09,123|OFF', 0.5, '2026-03-05T14:07:09.123', false],
    ['+7|Thu, 05 Mar 2026 14:07:09 GMT|1', 7, '2026-03-05T14:07:09Z', true],
    [' 7 |Thu Mar  5 14:07:09 2026|yes', 7, '2026-03-05T14:07:09', true],
    ['0|1772719629|0', 0, '2026-03-05T14:07:09Z', false],
    ['0x10|Mar  5 14:07:09|maybe', null, null, null],
    ['1,5|2026-13-05 14:07:09|', null, null, null],
    ['|yesterday|2', null, null, null],
    ['1e999|12|tru', null, null, null],
  ])('%s', async (line, n, t, b) => {
    const { records } = await split({ patterns, types }, { name: 'a', bytes: line })
    expect(records[0]!.fields).toEqual({ n, t, b })
  })

  it('what is not of its type is counted', async () => {
    const { splitter } = await split({ patterns, types }, { name: 'a', bytes: 'x|x|x\ny|1772719629|1\n' })
    expect(splitter.tally.wrongValues['n']).toEqual({
      count: 2,
      first: { text: 'x', span: expect.objectContaining({ line: 1 }) },
    })
    expect(splitter.tally.wrongValues['t']).toMatchObject({ count: 1 })
  })

  it('a field that no pattern has is a mistake', () => {
    expect(() => new Splitter({ patterns, types: { msg: 'number' } })).toThrow(/no pattern has a group msg/)
  })
})

describe('hostile lines', () => {
  const columns: SplitColumns = {
    fields: ['x'],
    withPattern: false,
    withPlace: false,
    withStream: false,
    withUnmatched: false,
  }
  const record = async (line: string) =>
    (await split({ patterns: [{ text: '^(?<x>.*)$' }] }, { name: 'a', bytes: line })).records[0]!

  it.each(['=1+1', '+1', '-1+cmd', '@SUM(A1)', '\tx', ' =1', '＝1', '－1', '\rx'])(
    'CSV never begins a formula: %j',
    async (line) => {
      expect(splitCsvRow(await record(line), columns)).toMatch(/^"'/)
    },
  )

  it.each([
    ['plain', '"plain"'],
    ['-', '"-"'],
    ['a "b", c', '"a ""b"", c"'],
    ['\x1b]52;c;x\x07', String.raw`"\x1b]52;c;x\x07"`],
    ['a\tb', '"a\tb"'],
  ])('CSV quotes and steers nothing: %j', async (line, cell) => {
    expect(splitCsvRow(await record(line), columns)).toBe(`${cell}\n`)
    expect(splitCsvHeader(columns)).toBe('"x"\n')
  })

  it.each(['\x1b[31m"\\\x00\x7f', 'a\u2028b\u202e', '😀é', 'x\u0085'])(
    'JSON comes back as it was: %j',
    async (line) => {
      const text = splitRecordLine(await record(line), columns)
      expect(JSON.parse(text)).toEqual({ x: line })
      expect(text.slice(0, -1)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u2028\u202e]/)
    },
  )

  it('a group may be called __proto__', async () => {
    const { records } = await split(
      { patterns: [{ text: '(?<__proto__>x)(?<constructor>y)' }] },
      { name: 'a', bytes: 'xy' },
    )
    const proto = { ...columns, fields: ['__proto__', 'constructor'] }
    expect(splitRecordLine(records[0]!, proto)).toBe('{"__proto__":"x","constructor":"y"}\n')
    expect(splitCsvRow(records[0]!, proto)).toBe('"x","y"\n')
  })

  it('invalid UTF-8, NUL and an endless line', async () => {
    const invalid = await split(
      { patterns: [{ text: '^(?<x>.*)$' }] },
      { name: 'a', bytes: Buffer.from('a\xff\0 and more of it', 'latin1') },
    )
    expect(invalid.records[0]!.fields).toEqual({ x: 'aÿ\0 and more of it' })
    const endless = `${'x'.repeat(6 * 1024 * 1024)}\nshort\n`
    for (const input of [{ name: 'a', bytes: endless }, inChunks(Buffer.from(endless), 100_000)]) {
      const { records, splitter } = await split({ patterns: [{ text: '^(?<x>.)' }] }, input)
      expect(records.map(({ text, span }) => [text.length, span.line])).toEqual([
        [4 * 1024 * 1024, 1],
        [5, 2],
      ])
      expect(splitter.tally.cut.count).toBe(1)
    }
  })
})
