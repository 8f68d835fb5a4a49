import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LEARNED_CAPACITY, MAX_NUMBER_DIGITS } from '../../src/base/kernel/contract.ts'
import { createKernel, type Kernel, LINE_CAPACITY } from '../../src/base/kernel/index.ts'

const LEARNED = [' [a]:\nf(0x1f, 0x2)\n', ' [a]:\nf(0x1f)\n\tx.go:1 +0x1f\n', ' [b]:\nf(0x1f, 0x2)\n'] as const
const PARTS = [
  ...LEARNED.flatMap((text) => [`goroutine 7${text}\n`, `goroutine 123${text.replace('0x1f,', '0xc000123,')}\n`]),
  `goroutine ${'9'.repeat(MAX_NUMBER_DIGITS)}${LEARNED[0]}\n`,
  `goroutine ${'9'.repeat(MAX_NUMBER_DIGITS + 1)}${LEARNED[0]}\n`,
  `goroutine 4${LEARNED[0]}\n`,
  `goroutine 007${LEARNED[2]}\n`,
  `goroutine 8${LEARNED[1]}`,
  `Goroutine 8${LEARNED[1]}\n`,
  'goroutine 9 [c]:\nf(0x1f, 0x2)\n\n',
  'goroutine 12',
  '\n',
]

/** Says the same as the contract, with an expression. */
function naive(text: string, least: number): { numbers: number[]; kinds: number[]; starts: number[]; rest: string } {
  const masked = (part: string) => part.replace(/(?<!\+)0x[0-9a-f]*/g, '0x')
  const kinds = new Map(LEARNED.map((learned, i) => [masked(learned), i]))
  const read = { numbers: [] as number[], kinds: [] as number[], starts: [] as number[], rest: text }
  for (;;) {
    const found = /^goroutine (\d{1,14})(?!\d)([\s\S]*?\n)\n/.exec(read.rest)
    const kind = found === null ? undefined : kinds.get(masked(found[2]!))
    if (found === null || kind === undefined || Number(found[1]) < least) return read
    read.starts.push(text.length - read.rest.length)
    read.numbers.push(Number(found[1]))
    read.kinds.push(kind)
    read.rest = read.rest.slice(found[0].length)
  }
}

function put(kernel: Kernel, text: string, offset = 0): number {
  kernel.bytes.set(Buffer.from(text), offset)
  return offset + text.length
}

describe.each(['wasm', 'plain'] as const)('%s', (implementation) => {
  const make = (numberedBy: string | undefined = 'goroutine ') =>
    createKernel([], { bufferBytes: 262_144, implementation, numberedBy })
  const taught = () => {
    const kernel = make()
    for (const [i, text] of LEARNED.entries()) expect(kernel.learn(0, put(kernel, text))).toBe(i)
    return kernel
  }

  test('numbered paragraphs are read while their texts are known', () => {
    const kernel = taught()
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PARTS), { maxLength: 20 }), fc.nat(130), (parts, offset) => {
        const text = parts.join('')
        const to = put(kernel, text, offset)
        // What lies outside of the range would go on.
        put(kernel, PARTS[0]!, to)
        const expected = naive(text, 5)
        const count = kernel.readNumbered(offset, to, 5)
        expect([...kernel.numbers.subarray(0, count)]).toEqual(expected.numbers)
        expect([...kernel.learned.subarray(0, count)]).toEqual(expected.kinds)
        expect([...kernel.lineStarts.subarray(0, count)]).toEqual(expected.starts.map((start) => start + offset))
        expect(kernel.readTo).toBe(to - expected.rest.length)
        expect(kernel.lineCount).toBe(kernel.countNewlines(offset, kernel.readTo))
      }),
      { numRuns: 300 },
    )
  })

  test('a text is learned once, and no more of them than there is room for', () => {
    const kernel = taught()
    expect(kernel.learn(0, put(kernel, LEARNED[1].replace('0x1f', '0xff')))).toBe(1)
    const unlike = (i: number) => kernel.learn(0, put(kernel, `text ${i}`))
    for (let i = LEARNED.length; i < LEARNED_CAPACITY; i++) expect(unlike(i)).toBe(i)
    expect(unlike(LEARNED_CAPACITY)).toBe(-1)
    expect(unlike(LEARNED.length)).toBe(LEARNED.length)
    expect(kernel.readNumbered(0, put(kernel, PARTS[0]!), 0)).toBe(1)
    kernel.forget()
    expect(kernel.readNumbered(0, put(kernel, PARTS[0]!), 0)).toBe(0)
    expect(unlike(7)).toBe(0)
  })

  test('more of them than fit are read in turns', () => {
    const kernel = taught()
    const to = put(kernel, PARTS[0]!.repeat(LINE_CAPACITY + 5))
    expect(kernel.readNumbered(0, to, 0)).toBe(LINE_CAPACITY)
    expect(kernel.readNumbered(kernel.readTo, to, 0)).toBe(5)
    expect(kernel.readTo).toBe(to)
    expect(kernel.readNumbered(to, to, 0)).toBe(0)
    expect(kernel.readNumbered(-5, 1 << 20, 1e9)).toBe(0)
  })

  test('without a word before the number no paragraph is numbered', () => {
    const kernel = createKernel([], { bufferBytes: 256, implementation })
    kernel.learn(0, put(kernel, LEARNED[0]))
    expect(kernel.readNumbered(0, put(kernel, PARTS[0]!), 0)).toBe(0)
    for (const text of ['', 'goroutine 1', 'a'.repeat(17)]) expect(() => make(text)).toThrow(RangeError)
  })
})
