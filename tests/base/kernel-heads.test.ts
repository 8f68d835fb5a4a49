import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_HEAD_BYTES, MAX_HEADS } from '../../src/base/kernel/contract.ts'
import { createKernel, HEAD_STRIDE, HeadColumn, type Kernel, LINE_CAPACITY } from '../../src/base/kernel/index.ts'

const bytesOf = (text: string) => Buffer.from(text, 'latin1')

/** Heads of every length up to two steps of 16 bytes and beyond, some the beginning of others. */
const HEADS: readonly (readonly [text: string, kind: number])[] = [
  ['Eden', 0],
  ['Eden regions: ', 0],
  ['Eden regions:  ', 5],
  ['User=', 1],
  ['Pause Young (Normal) (G1 Evacuation Pause)', 2],
  ['Pause Young (Normal) (G1 Evacuation Pause) ', 3],
  ['Pause Young (Normal) (G1 Preventive Collection) ', 4],
  ['12345678'.replace(/\d/g, 'é'), 6],
  ['abcdefghijklmnop', 7],
  ['abcdefghijklmnopq', 8],
  ['abcdefghijklmno', 2 ** 31 - 1],
  ['x'.repeat(MAX_HEAD_BYTES), 9],
]

interface Row {
  readonly at: readonly [line: number, number: number, message: number, headEnd: number, end: number]
  readonly number: number
  readonly kind: number
  readonly linesBefore: number
}

function rowsOf(kernel: Kernel, count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const of = (column: keyof typeof HeadColumn) => kernel.headRows[HEAD_STRIDE * i + HeadColumn[column]]!
    const at = [of('line'), of('numberAt'), of('message'), of('headEnd'), of('lineEnd')] as const
    return { at, number: of('number'), kind: of('kind'), linesBefore: of('linesBefore') }
  })
}

/** What the contract says, line by line. */
function read(text: string, base: number): { rows: Row[]; lines: number; readTo: number } {
  const rows: Row[] = []
  let at = 0
  let lines = 0
  for (; rows.length < LINE_CAPACITY; lines++) {
    const newline = text.indexOf('\n', at)
    if (newline < 0) break
    const line = text.slice(at, newline).replace(/\r$/, '')
    const m = /^((?:[^(]*\] )?GC\()(\d{1,9})\) /.exec(line)
    const head = m === null ? '' : /^(?:\D|(?<=[A-Za-z])\d)*/.exec(line.slice(m[0].length))![0]
    const kind = HEADS.find(([known]) => known === head)?.[1]
    if (m === null || kind === undefined) break
    const message = base + at + m[0].length
    if (kind > 0)
      rows.push({
        at: [base + at, base + at + m[1]!.length, message, message + head.length, base + at + line.length],
        number: Number(m[2]),
        kind,
        linesBefore: lines,
      })
    at = newline + 1
  }
  return { rows, lines, readTo: base + at }
}

const often = <T>(common: readonly T[], rare: readonly T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...common) }, { weight: 1, arbitrary: fc.constantFrom(...rare) })

const line = fc
  .record({
    before: often(
      ['[0.3s][info][gc,start    ] ', '', '[2026-11-23T01:58:27.585+0000][0.511s][info][gc] '],
      ['[a(b] ', '[0.3s] x', '] ', `${'y'.repeat(40)}] `],
    ),
    mark: often(['GC('], ['gc(', ' GC(', 'GC((']),
    number: often(['0', '17', '123456789'], ['', '1234567890', '1x']),
    tail: often([') '], [')', ')  ', ']']),
    head: fc.constantFrom(...HEADS.map(([text]) => text)),
    rest: often(['6->0(9)', '1.780ms', '', '6M->1M(48M) 1.780ms', '0'], ['x', '7'.repeat(90), ' ']),
    end: often(['\n', '\r\n'], ['\r\r\n']),
  })
  .map(({ before, mark, number, tail, head, rest, end }) => before + mark + number + tail + head + rest + end)

describe.each(['wasm', 'plain'] as const)('%s', (implementation) => {
  const made = (bufferBytes = 40_000): Kernel => {
    const kernel = createKernel([], { bufferBytes, implementation })
    kernel.markLines('] ', 'GC(', ') ')
    for (const [head, kind] of HEADS) expect(kernel.learnHead(bytesOf(head), kind)).toBe(true)
    return kernel
  }

  test('lines are read as the contract says, wherever they stand and whatever is around them', () => {
    const kernel = made()
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 40 }),
        fc.nat(130),
        fc.constantFrom(0, 0x0a, 0x28, 0x30, 0x61),
        fc.nat(30),
        (lines, from, around, cut) => {
          const bytes = bytesOf(lines.join(''))
          kernel.bytes.fill(around)
          kernel.bytes.set(bytes, from)
          const to = from + Math.max(0, bytes.length - cut)
          const expected = read(bytes.toString('latin1', 0, to - from), from)
          const count = kernel.readHeads(from, to)
          expect(rowsOf(kernel, count)).toEqual(expected.rows)
          expect([kernel.lineCount, kernel.readTo]).toEqual([expected.lines, expected.readTo])
        },
      ),
      { numRuns: 600 },
    )
  })

  test('more rows than fit are read in turns, lines without one cost none', () => {
    const kernel = made(400_000)
    const text = '[0.3s] GC(7) User=0.1\n[0.3s] GC(7) Eden regions: 6->0(9)\n'.repeat(LINE_CAPACITY + 5)
    kernel.bytes.set(bytesOf(text))
    expect(kernel.readHeads(0, text.length)).toBe(LINE_CAPACITY)
    expect(kernel.lineCount).toBe(2 * LINE_CAPACITY - 1)
    expect(kernel.readHeads(kernel.readTo, text.length)).toBe(5)
    expect([kernel.lineCount, kernel.readTo]).toEqual([11, text.length])
  })

  test('as many heads as there may be are known, each once, until lines are marked anew', () => {
    const kernel = createKernel([], { bufferBytes: 100_000, implementation })
    kernel.markLines('', '#', ': ')
    const heads = Array.from(
      { length: MAX_HEADS },
      (_, i) => `head ${'abcdefghijklmnop'[i >> 4]}${'qrstuvwxyzQRSTUV'[i & 15]} `,
    )
    for (const [i, head] of heads.entries()) {
      expect(kernel.learnHead(bytesOf(head), i + 1)).toBe(true)
      expect(kernel.learnHead(bytesOf(head), 7)).toBe(false)
    }
    expect(kernel.learnHead(bytesOf('one more'), 1)).toBe(false)
    kernel.bytes.set(bytesOf(heads.map((head) => `any #1: ${head}0\n`).join('')))
    expect(kernel.readHeads(0, 100_000)).toBe(MAX_HEADS)
    expect(rowsOf(kernel, MAX_HEADS).map(({ kind }) => kind)).toEqual(heads.map((_, i) => i + 1))
    kernel.markLines('', '#', ': ')
    expect(kernel.readHeads(0, 100_000)).toBe(0)
    expect([kernel.lineCount, kernel.readTo]).toEqual([0, 0])
  })

  test('heads too short or too long are not learned, and without a mark no line is read', () => {
    const kernel = createKernel([], { bufferBytes: 100, implementation })
    expect(kernel.readHeads(3, 50)).toBe(0)
    expect([kernel.lineCount, kernel.readTo]).toEqual([0, 3])
    kernel.markLines('', 'GC(', ') ')
    expect(kernel.learnHead(bytesOf('abc'), 1)).toBe(false)
    expect(kernel.learnHead(bytesOf('x'.repeat(MAX_HEAD_BYTES + 1)), 1)).toBe(false)
  })

  test.each([
    ['', '', ') '],
    ['] ', 'a\n', ') '],
    ['longer than ', 'sixteen(', ') '],
    ['', 'GC(', ')'],
    ['', 'GC(', ')1'],
  ])('refuses the mark "%s" "%s" "%s"', (lead, mark, tail) => {
    const kernel = createKernel([], { bufferBytes: 100, implementation })
    expect(() => kernel.markLines(lead, mark, tail)).toThrow(RangeError)
  })
})
