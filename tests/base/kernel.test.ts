import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { KERNEL, placeOf, renderModule } from '../../scripts/build-kernel.ts'
import { MAX_NEEDLES } from '../../src/base/kernel/contract.ts'
import {
  createKernel,
  HIT_CAPACITY,
  type Kernel,
  LINE_CAPACITY,
  MAX_NUMBERS,
  OUTPUT_BYTES,
  POINTER_CAPACITY,
  type Slot,
  type Template,
} from '../../src/base/kernel/index.ts'

const implementations = ['wasm', 'plain'] as const
const encoder = new TextEncoder()
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')

const NEEDLES = [
  'panic',
  'goroutine ',
  'fatal error',
  'fatal: ',
  'runtime: ',
  'runtime/cgo: ',
  'SIGQUIT: ',
  'SIGABRT: ',
  'SIGSEGV: ',
  'SIGBUS: ',
  'SIGFPE: ',
  'SIGILL: ',
  'SIGTRAP: ',
  'SIGSYS: ',
  'PC=0x',
  'unexpected fault address',
  'DATA RACE',
  ' ms clock, ',
  'scav ',
  'scvg',
  'SCHED ',
  'pacer: ',
  '--- FAIL: ',
  'exit status ',
  ' +0x',
  'heap profile: ',
  'Exception 0x',
]

/** Puts a text at an offset, after filling the whole buffer with what must not matter. */
function place(kernel: Kernel, text: string | Uint8Array, offset = 0, around = 0): number {
  const bytes = typeof text === 'string' ? encoder.encode(text) : text
  kernel.bytes.fill(around)
  kernel.bytes.set(bytes, offset)
  return offset + bytes.length
}

/** Bytes around the range that would change an answer if they were looked at. */
const surroundings = fc.constantFrom(0, 0x0a, 0x30, 0x35, 0x61, 0x78, 0xff)

/** Ranges at every alignment to the blocks of 16 and 64 bytes. */
const alignment = fc.integer({ min: 0, max: 130 })

test('kernel-wasm.ts is what kernel.wat compiles to', async () => {
  expect(readFileSync(placeOf(KERNEL.target), 'utf8'), 'run: npx tsx scripts/build-kernel.ts').toBe(
    await renderModule(KERNEL),
  )
})

test('without WebAssembly the plain kernel is made, unless the other is insisted on', () => {
  vi.stubGlobal('WebAssembly', undefined)
  try {
    expect(createKernel(['abc'], { bufferBytes: 64 }).implementation).toBe('plain')
    expect(() => createKernel(['abc'], { bufferBytes: 64, implementation: 'wasm' })).toThrow(TypeError)
  } finally {
    vi.unstubAllGlobals()
  }
  expect(createKernel(['abc'], { bufferBytes: 64 }).implementation).toBe('wasm')
})

describe.each(implementations)('%s', (implementation) => {
  const make = (needles: readonly string[], bufferBytes = 65_536, maskDecimalAfter: readonly string[] = []): Kernel =>
    createKernel(needles, { bufferBytes, implementation, maskDecimalAfter })

  test('says what it is', () => {
    expect(make([]).implementation).toBe(implementation)
  })

  test.each<[string, () => unknown]>([
    ['no buffer', () => make([], 0)],
    ['half a byte', () => make([], 1.5)],
    ['too large a buffer', () => make([], 2 ** 30 + 1)],
    ['a short needle', () => make(['ab'])],
    ['a long needle', () => make(['a'.repeat(33)])],
    ['a needle twice', () => make(['abc', 'abc'])],
    ['too many needles', () => make(Array.from({ length: MAX_NEEDLES + 1 }, (_, i) => `needle ${i}`))],
    ['a masked text that ends in a digit', () => make([], 64, ['thread 1'])],
    ['an empty masked text', () => make([], 64, [''])],
    ['too many masked texts', () => make([], 64, ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'])],
    ['growth beyond the limit', () => make([]).grow(2 ** 31)],
  ])('refuses %s', (_, act) => {
    expect(act).toThrow(RangeError)
  })

  test('finds each of as many needles as there may be', () => {
    const needles = Array.from({ length: MAX_NEEDLES }, (_, i) =>
      `needle ${i} of many that fill their records`.slice(0, 32),
    )
    const kernel = make(needles)
    for (const [i, needle] of needles.entries()) {
      expect(kernel.scan(0, place(kernel, needle, 7))).toBe(1)
      expect(kernel.hitNeedles[0]).toBe(i)
    }
    // The records end where the pool of the shapes begins: neither may have written over the other.
    expect(kernel.countNewlines(0, place(kernel, 'a\nb\n'))).toBe(2)
  })

  test('grow keeps the bytes and never shrinks', () => {
    const kernel = make(['needle'], 1000)
    place(kernel, 'a needle\n', 985)
    kernel.grow(10)
    expect(kernel.bytes.length).toBe(1000)
    kernel.grow(5_000_000)
    expect(kernel.bytes.length).toBe(5_000_000)
    expect(latin1(kernel.bytes.subarray(985, 994))).toBe('a needle\n')
    kernel.bytes.set(encoder.encode('needle'), 4_999_994)
    expect(kernel.scan(0, 5_000_000)).toBe(2)
    expect([...kernel.hitOffsets.subarray(0, 2)]).toEqual([987, 4_999_994])
    expect(kernel.countNewlines(0, 5_000_000)).toBe(1)
  })

  test('a range outside the buffer is cut, a reversed one is empty', () => {
    const kernel = make(['needle'], 100)
    place(kernel, 'needle\n\n', 92)
    expect(kernel.scan(-50, 4000)).toBe(1)
    expect(kernel.scannedTo).toBe(4000)
    expect(kernel.countNewlines(-1, 101)).toBe(2)
    expect(kernel.indexOfNewline(-1, 101)).toBe(98)
    expect(kernel.paragraph(-1, 101)).toBe(99)
    for (const [from, to] of [
      [50, 40],
      [100, 100],
      [200, 300],
      [-9, -3],
    ] as const) {
      expect(kernel.scan(from, to)).toBe(0)
      expect(kernel.scannedTo).toBe(to)
      expect(kernel.countNewlines(from, to)).toBe(0)
      expect(kernel.indexOfNewline(from, to)).toBe(-1)
      expect(kernel.paragraph(from, to)).toBe(-1)
      expect(kernel.paragraphLines).toBe(0)
      expect(kernel.readLines(from, to)).toBe(0)
      expect(kernel.writeLines(from, to, 1, 0)).toBe(0)
    }
  })

  // ------------------------------------------------------------------------------------------------------ newlines

  test('newlines are counted and found at every alignment', () => {
    const kernel = make([], 10_000)
    const text = fc.array(fc.constantFrom(0x0a, 0x0b, 0x8a, 0x2a, 0x61), { maxLength: 700 })
    fc.assert(
      fc.property(text, alignment, surroundings, (values, from, around) => {
        const to = place(kernel, Uint8Array.from(values), from, around)
        const newlines = values.flatMap((value, i) => (value === 0x0a ? [from + i] : []))
        expect(kernel.countNewlines(from, to)).toBe(newlines.length)
        const found = []
        for (let at = from; (at = kernel.indexOfNewline(at, to)) >= 0; at++) found.push(at)
        expect(found).toEqual(newlines)
      }),
    )
  })

  test('newlines beyond what one byte can count', () => {
    const kernel = make([], 100_001)
    kernel.bytes.fill(0x0a)
    expect(kernel.countNewlines(0, 100_001)).toBe(100_001)
    expect(kernel.countNewlines(3, 99_990)).toBe(99_987)
  })

  // ---------------------------------------------------------------------------------------------------------- scan

  function hits(kernel: Kernel, from: number, to: number): string[] {
    const found = []
    for (let at = from; at < to; at = kernel.scannedTo) {
      const count = kernel.scan(at, to)
      expect(kernel.scannedTo).toBeGreaterThan(at)
      for (let i = 0; i < count; i++) found.push(`${kernel.hitOffsets[i]} ${kernel.hitNeedles[i]}`)
    }
    return found
  }

  function naiveHits(text: string, needles: readonly string[], from: number): string[] {
    const found = []
    for (let at = 0; at < text.length; at++) {
      for (const [i, needle] of needles.entries()) if (text.startsWith(needle, at)) found.push(`${from + at} ${i}`)
    }
    return found
  }

  const fragmentsOf = (needles: readonly string[]): fc.Arbitrary<string> => {
    const needle = fc.constantFrom(...needles)
    const part = fc
      .tuple(needle, fc.nat(32), fc.nat(32))
      .map(([text, a, b]) => text.slice(Math.min(a, b), Math.max(a, b)))
    return fc
      .array(fc.oneof(needle, part, fc.constantFrom('\n', ' ', 'x', '\0', '\x7f', 'category span')), { maxLength: 60 })
      .map((parts) => parts.join(''))
  }

  test.each<[string, readonly string[]]>([
    ['all needles of a log', NEEDLES],
    ['one', ['needle']],
    ['three bytes each', ['abc', 'bcd', 'cab', 'aaa', 'aab']],
    ['prefixes of one another', ['aaa', 'aaaa', 'aaaaa', 'a'.repeat(31), 'a'.repeat(32), 'aaab']],
    ['the longest', ['0123456789abcdef0123456789ABCDEF', '123456789abcdef0123456789ABCDEFg']],
    ['bytes above 127', ['größe', 'ÿÿÿ', '→→']],
  ])('scan equals a naive search: %s', (_, needles) => {
    const kernel = make(needles, 10_000)
    const asLatin1 = needles.map((needle) => latin1(encoder.encode(needle)))
    fc.assert(
      fc.property(fragmentsOf(asLatin1), alignment, fc.nat(40), surroundings, (text, from, cut, around) => {
        // What follows the range continues the text, so that a match across its end would be seen.
        place(kernel, Buffer.from(text, 'latin1'), from, around)
        const inside = text.slice(0, Math.max(0, text.length - cut))
        expect(hits(kernel, from, from + inside.length)).toEqual(naiveHits(inside, asLatin1, from))
      }),
      { numRuns: 200 },
    )
  })

  test('a needle is found at every offset of its own, and not when a byte of it is missing', () => {
    const kernel = make(NEEDLES, 400)
    for (const [i, needle] of NEEDLES.entries()) {
      for (let from = 0; from < 70; from++) {
        const to = place(kernel, needle, from)
        expect(hits(kernel, from, to)).toContain(`${from} ${i}`)
        expect(hits(kernel, from, to - 1)).not.toContain(`${from} ${i}`)
        expect(hits(kernel, from + 1, to)).not.toContain(`${from} ${i}`)
      }
    }
  })

  test('case counts', () => {
    const kernel = make(NEEDLES, 400)
    expect(hits(kernel, 0, place(kernel, 'PANIC Panic sigquit: Sigquit: GOROUTINE 1'))).toEqual([])
  })

  test('more hits than fit are delivered in turns, those at one offset together', () => {
    const needles = ['aaaa', 'aaa', 'aaaaa']
    const kernel = make(needles, 20_000)
    const text = 'a'.repeat(20_000)
    const to = place(kernel, text)
    const count = kernel.scan(0, to)
    expect(count).toBe(Math.floor(HIT_CAPACITY / 3) * 3)
    expect(kernel.scannedTo).toBe(count / 3)
    expect(hits(kernel, 0, to)).toEqual(naiveHits(text, needles, 0))
  })

  test('a scan that just fits is complete', () => {
    const kernel = make(['abc'], 3 * HIT_CAPACITY + 3)
    const to = place(kernel, 'abc'.repeat(HIT_CAPACITY))
    expect(kernel.scan(0, to)).toBe(HIT_CAPACITY)
    expect(kernel.scannedTo).toBe(to)
    expect(kernel.scan(0, place(kernel, 'abc'.repeat(HIT_CAPACITY + 1)))).toBe(HIT_CAPACITY)
    expect(kernel.scannedTo).toBe(to)
  })

  // ----------------------------------------------------------------------------------------------------- paragraph

  const MASKED = [' in goroutine ', '#', 'id=']

  /** Which bytes of a text count, and they themselves. */
  function kept(text: string): string {
    const skip = new Set<number>()
    const texts = MASKED.map((masked) => new RegExp(`(?<=${masked})[0-9]+`, 'g'))
    for (const pattern of [/(?<=(?<!\+)0x)[0-9a-fA-F]+/g, ...texts]) {
      for (const match of text.matchAll(pattern)) for (let i = 0; i < match[0].length; i++) skip.add(match.index + i)
    }
    return [...text].filter((_, i) => !skip.has(i)).join('')
  }

  const hashOf = (kernel: Kernel, text: string, offset = 0, around = 0): string => {
    const to = place(kernel, Buffer.from(text, 'latin1'), offset, around)
    kernel.paragraph(offset, to)
    return `${kernel.hashHigh} ${kernel.hashLow}`
  }

  const paragraphText = fc
    .array(
      fc.oneof(
        fc.constantFrom(
          '0x',
          '+0x',
          ' +0x1d',
          '0x0?',
          '?',
          'x',
          '0',
          '+',
          '0x0x',
          '00x1',
          ' in goroutine ',
          ' in goroutine',
          'n goroutine 7',
        ),
        fc.constantFrom(
          '#',
          'id=',
          'id',
          '1',
          '25',
          'abcdef',
          'DEADBEEF',
          'g',
          '\n',
          '\n',
          '\tmain.go:',
          ', ',
          '\x00',
          '\xff',
          '{}',
          'X',
        ),
        fc.stringMatching(/^[0-9a-f]{1,70}$/),
        fc.stringMatching(/^[a-z/.]{1,40}$/),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('').replaceAll(/\n\n+/g, '\n').replace(/^\n/, ''))

  test('the hash depends on the bytes that count, and on nothing else', () => {
    const kernel = make([], 20_000, MASKED)
    const hashes = new Map<string, string>()
    const texts = new Map<string, string>()
    fc.assert(
      fc.property(paragraphText, alignment, surroundings, (text, offset, around) => {
        const hash = hashOf(kernel, text, offset, around)
        const key = kept(text)
        expect(hashes.get(key) ?? hash).toBe(hash)
        expect(texts.get(hash) ?? key).toBe(key)
        hashes.set(key, hash)
        texts.set(hash, key)
        const other = text.replaceAll(/(?<=(?<!\+)0x)[0-9a-f]{2,}/g, (digits) => digits.slice(1).replaceAll('1', 'c'))
        expect(hashOf(kernel, other) === hash).toBe(kept(other) === key)
      }),
      { numRuns: 400 },
    )
  })

  test.each<[string, string, string, boolean]>([
    ['addresses', 'main.f(0xc000012345, 0x1)\n', 'main.f(0xc0, 0x1234567890abcdef0123456789)\n', true],
    ['an address without digits', 'f(0x)', 'f(0x17)', true],
    ['upper-case digits', '0xDEADBEEF.', '0x1.', true],
    ['offsets after +', 'main.go:17 +0x1d\n', 'main.go:17 +0x1e\n', false],
    ['line numbers', 'main.go:17 +0x1d\n', 'main.go:18 +0x1d\n', false],
    ['a question mark', 'f(0x1?)', 'f(0x1)', false],
    ['creators', 'created by main in goroutine 1\n', 'created by main in goroutine 98765\n', true],
    ['what only looks like a creator', 'created by main in goroutines 1\n', 'created by main in goroutines 2\n', false],
    ['the byte after a masked number', 'in goroutine 1a', 'in goroutine 1b', false],
    ['case', 'Main', 'main', false],
    ['a masked text of one byte at the start', '#12', '#7', true],
    ['trailing zero bytes', 'main', 'main\0', false],
  ])('hash and %s', (_, a, b, same) => {
    const kernel = make([], 1000, MASKED)
    expect(hashOf(kernel, a) === hashOf(kernel, b)).toBe(same)
  })

  test('the hash is the same as ever', () => {
    const kernel = make([], 10_000, MASKED)
    expect(hashOf(kernel, '')).toMatchInlineSnapshot(`"1045072698 79071351"`)
    expect(hashOf(kernel, 'a')).toMatchInlineSnapshot(`"1490698789 792467941"`)
    expect(
      hashOf(kernel, 'main.f(0x17)\n\t/app/main.go:17 +0x1d\ncreated by main in goroutine 4\n'),
    ).toMatchInlineSnapshot(`"3074102635 199262526"`)
    expect(hashOf(kernel, 'The quick brown fox jumps over the lazy dog.\n'.repeat(100))).toMatchInlineSnapshot(
      `"938834171 3003107616"`,
    )
    expect(kernel.paragraphHash).toMatchInlineSnapshot(`6043996946155808`)
  })

  test('the hash has 53 safe bits of the 64', () => {
    const kernel = make([], 100)
    for (const text of ['', 'a', 'b', 'some text']) {
      hashOf(kernel, text)
      expect(kernel.paragraphHash).toBe((kernel.hashHigh % 2 ** 21) * 2 ** 32 + kernel.hashLow)
      expect(Number.isSafeInteger(kernel.paragraphHash)).toBe(true)
    }
  })

  test('every bit of the hash depends on every bit of the text', () => {
    const kernel = make([], 1000)
    // Two halves of 32 bits each, flips counted over all bits of a text that fills several steps of the hash.
    const flips = new Array<number>(64).fill(0)
    let changes = 0
    const text = Buffer.from(
      'main.(*Server).ServeHTTP(...)\n\t/app/server.go:118\nnet/http.serverHandler.ServeHTTP\n',
      'latin1',
    )
    const bits = (bytes: Uint8Array): string => {
      kernel.paragraph(0, place(kernel, bytes))
      return kernel.hashHigh.toString(2).padStart(32, '0') + kernel.hashLow.toString(2).padStart(32, '0')
    }
    const before = bits(text)
    for (let bit = 0; bit < 8 * text.length; bit++) {
      const changed = Buffer.from(text)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      if (changed.includes('\n\n')) continue
      const after = bits(changed)
      changes++
      for (let i = 0; i < 64; i++) if (before[i] !== after[i]) flips[i]!++
    }
    for (const count of flips) expect(Math.abs(count / changes - 0.5)).toBeLessThan(0.12)
  })

  test('similar texts have different hashes, in either word', () => {
    const kernel = make([], 1000)
    const low = new Set<number>()
    const both = new Set<number>()
    let texts = 0
    for (let a = 0; a < 150; a++) {
      for (let b = 0; b < 150; b++) {
        hashOf(kernel, `main.work(...)\n\t/app/main.go:${a}\nmain.main()\n\t/app/main.go:${b}\n`)
        low.add(kernel.hashLow)
        both.add(kernel.paragraphHash)
        texts++
      }
    }
    expect(both.size).toBe(texts)
    // 22,500 texts in 2^32 values: about 0.06 pairs by chance.
    expect(texts - low.size).toBeLessThan(3)
  })

  test('pointers are read where their digits say all of their value', () => {
    const kernel = make([], 20_000)
    const read = (text: string, offset: number, around: number) => {
      const to = place(kernel, Buffer.from(text, 'latin1'), offset, around)
      const count = kernel.readPointers(offset, to)
      return count < 0
        ? null
        : Array.from({ length: count }, (_, i) => {
            const [low, high] = kernel.pointers.subarray(2 * i)
            return ((BigInt(high!) << 32n) | BigInt(low!)).toString(16)
          })
    }
    const expected = (text: string) => {
      const digits = [...text.matchAll(/(?<=(?<!\+)0x)[0-9a-fA-F]*/g)].map(([found]) => found)
      return digits.every((one) => /^(?:0|[1-9a-f][0-9a-f]{0,15})$/.test(one)) ? digits : null
    }
    const pointers = fc.array(
      fc.oneof(
        fc.bigInt(0n, 2n ** 64n - 1n).map((value) => `0x${value.toString(16)}`),
        fc.constantFrom('0x0', '+0x1d', ' fp=0xc000', '0x0?', ', ', '{', '\n', '0x0x1', 'x'),
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(
        fc.oneof(
          paragraphText,
          pointers.map((parts) => parts.join(' ')),
        ),
        alignment,
        surroundings,
        (text, offset, around) => {
          expect(read(text, offset, around)).toEqual(expected(text))
        },
      ),
    )
    for (const digits of ['', '00', '01', 'A', '1A', '12345678123456781', 'g'])
      expect([digits, read(`(0x${digits})`, 3, 0x61)]).toEqual([digits, null])
    expect(read('0x', 0, 0x31)).toBe(null)
    const full = '0x7 '.repeat(POINTER_CAPACITY)
    expect(read(full, 1, 0)).toHaveLength(POINTER_CAPACITY)
    expect(read(`${full}0x7`, 1, 0)).toBe(null)
  })

  test('a paragraph ends at the first empty line', () => {
    const kernel = make([], 20_000)
    const lines = fc.array(fc.constantFrom('', '', 'a', 'main.main()', '\r', ' ', 'x'.repeat(70)), { maxLength: 40 })
    fc.assert(
      fc.property(lines, fc.boolean(), alignment, surroundings, (list, ends, offset, around) => {
        const text = list.join('\n') + (ends ? '\n' : '')
        const to = place(kernel, text, offset, around)
        for (let from = offset; from < to; ) {
          const rest = text.slice(from - offset)
          const length = rest.startsWith('\n') ? 0 : rest.indexOf('\n\n') + 1
          const isFound = rest.startsWith('\n') || length > 0
          const paragraph = isFound ? rest.slice(0, length) : rest
          expect(kernel.paragraph(from, to)).toBe(isFound ? from + length : -1)
          expect(kernel.paragraphLines).toBe(paragraph.split('\n').length - 1)
          const hash = kernel.paragraphHash
          const alone = make([], 20_000)
          alone.bytes.set(encoder.encode(paragraph))
          alone.paragraph(0, paragraph.length)
          expect(hash).toBe(alone.paragraphHash)
          if (!isFound) break
          from += length + 1
        }
      }),
      { numRuns: 60 },
    )
  })

  test('long paragraphs, and long numbers across blocks', () => {
    const kernel = make([], 300_000, MASKED)
    const line = (i: number): string => `main.f${i % 7}(0x${'f'.repeat(i % 200)}, id=${'9'.repeat((i * 3) % 150)})\n`
    const text = Array.from({ length: 1500 }, (_, i) => line(i)).join('')
    const short = Array.from({ length: 1500 }, (_, i) => line(i))
      .join('')
      .replaceAll(/f{2,}|9{2,}/g, '')
      .replaceAll('id=9', 'id=')
    const hash = hashOf(kernel, text)
    expect(kernel.paragraphLines).toBe(1500)
    expect(hashOf(kernel, short)).toBe(hash)
    expect(hashOf(kernel, `${short} `)).not.toBe(hash)
  })

  // --------------------------------------------------------------------------------------------------------- lines

  const GC =
    'gc 12 @0.024s 10%: 0.054+0.62+0.001 ms clock, 0.10+0/0.17/0+0.002 ms cpu, 3->5->2 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P'
  const LONG = '[1.234s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 3.456ms'
  const EXAMPLES = [
    GC,
    `${GC} (forced)`,
    LONG,
    '0',
    'a1',
    '1b',
    '1 2',
    '1..2',
    '-1.5e7',
    `${'long text '.repeat(9)}0 ms`,
    'é 1 ü',
    '7\r',
  ]

  /** What a line is to a reader that knows these shapes: undefined where it must stop. */
  function naiveRead(text: string, examples: readonly string[]): { shape: number; numbers: string[]; end: number }[] {
    const NUMBER = /[0-9]+(?:\.[0-9]+)*/g
    const shapeOf = (line: string): string => line.replaceAll(NUMBER, '\0')
    const shapes = examples.map(shapeOf)
    const lines = []
    for (let at = 0; ; ) {
      const end = text.indexOf('\n', at)
      if (end < 0) return lines
      const line = text.slice(at, end)
      const shape = line.includes('\0') ? -1 : shapes.indexOf(shapeOf(line))
      const numbers = line.match(NUMBER) ?? []
      const isReadable = (number: string): boolean => {
        const [whole, fraction = '', ...more] = number.split('.')
        return (
          more.length === 0 &&
          number.length <= 32 &&
          fraction.length <= 15 &&
          BigInt(whole + fraction) <= Number.MAX_SAFE_INTEGER
        )
      }
      if (shape < 0 || !numbers.every(isReadable)) return lines
      lines.push({ shape, numbers, end })
      at = end + 1
    }
  }

  const number = fc.oneof(
    fc.nat(999).map(String),
    fc.tuple(fc.nat(99_999), fc.nat(9999)).map(([a, b]) => `${a}.${b}`),
    fc.stringMatching(/^[0-9]{1,9}$/),
    fc.stringMatching(/^[0-9]{1,4}\.[0-9]{1,5}$/),
    fc.maxSafeNat().map(String),
    fc.constantFrom(
      '0',
      '00',
      '007',
      '0.0',
      '9007199254740991',
      '9007199254740.991',
      '123456789012345.6',
      '0.1',
      '4.35',
      '2.675',
      '1e3',
    ),
    fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value.toFixed(3)),
  )
  /** Numbers some of which must be refused. */
  const oddNumber = fc.oneof(
    { weight: 20, arbitrary: number },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        '9007199254740992',
        '90071992547409.92',
        '1.2.3',
        '1.2.3.4',
        '0.1234567890123456',
        '0.000000000000001',
        '0.0000000000000001',
        '12345678.12345678.1',
        '1.1.11111',
        `${'0'.repeat(31)}7`,
        `${'0'.repeat(32)}7`,
        `${'0'.repeat(300)}7`,
        '5.',
        '.5',
        '..',
        '1.',
      ),
    },
  )
  const lineOf = (numbers: fc.Arbitrary<string>): fc.Arbitrary<string> =>
    fc.constantFrom(...EXAMPLES).chain((example) =>
      fc.array(numbers, { minLength: 24, maxLength: 24 }).map((list) => {
        let i = 0
        return example.replaceAll(/[0-9]+(?:\.[0-9]+)?/g, () => list[i++]!)
      }),
    )
  const linesText = fc
    .tuple(
      fc.array(
        fc.oneof(
          { weight: 60, arbitrary: lineOf(oddNumber) },
          { weight: 1, arbitrary: fc.constantFrom('', 'x', 'gc 1', GC.slice(0, -1), `${GC} `) },
        ),
        { maxLength: 30 },
      ),
      fc.boolean(),
    )
    .map(([lines, ends]) => lines.join('\n') + (ends ? '\n' : ''))

  const registered = (template?: (example: string) => Template): Kernel => {
    const kernel = make([], 400_000)
    for (const [i, example] of EXAMPLES.entries()) expect(kernel.registerShape(example, template?.(example))).toBe(i)
    return kernel
  }

  test('lines are read as a naive reader reads them, numbers as Number() reads them', () => {
    const kernel = registered()
    fc.assert(
      fc.property(linesText, alignment, surroundings, fc.nat(20), (text, from, around, cut) => {
        const bytes = encoder.encode(text)
        place(kernel, bytes, from, around)
        const to = from + Math.max(0, bytes.length - cut)
        const expected = naiveRead(
          latin1(bytes.subarray(0, to - from)),
          EXAMPLES.map((example) => latin1(encoder.encode(example))),
        )
        expect(kernel.readLines(from, to)).toBe(expected.length)
        expect(kernel.lineCount).toBe(expected.length)
        let at = from
        for (const [i, line] of expected.entries()) {
          expect(kernel.lineShapes[i]).toBe(line.shape)
          expect(kernel.lineStarts[i]).toBe(at)
          expect(kernel.lineEnds[i]).toBe(from + line.end)
          expect([...kernel.numbers.subarray(MAX_NUMBERS * i, MAX_NUMBERS * i + line.numbers.length)]).toEqual(
            line.numbers.map(Number),
          )
          at = from + line.end + 1
        }
        expect(kernel.readTo).toBe(at)
      }),
      { numRuns: 300 },
    )
  })

  test('every number of up to nine characters is rounded as Number() rounds it', () => {
    const kernel = make([], 100_000)
    kernel.registerShape('1')
    const values = Array.from({ length: 1000 }, (_, i) => {
      const digits = String((i * 2_654_435_761) % 10 ** (1 + (i % 8))).padStart(1 + (i % 8), '0')
      const dot = i % 10
      return dot > 0 && dot < digits.length ? `${digits.slice(0, dot)}.${digits.slice(dot)}` : digits
    })
    expect(kernel.readLines(0, place(kernel, values.map((value) => `${value}\n`).join('')))).toBe(1000)
    for (const [i, value] of values.entries()) expect(kernel.numbers[MAX_NUMBERS * i], value).toBe(Number(value))
  })

  test('more lines than fit are read in turns', () => {
    const kernel = make([], 600_000)
    kernel.registerShape(GC)
    const text = `${GC}\n`.repeat(3 * LINE_CAPACITY + 17)
    const to = place(kernel, text)
    const counts = []
    for (let at = 0; kernel.readLines(at, to) > 0; at = kernel.readTo) counts.push(kernel.lineCount)
    expect(counts).toEqual([LINE_CAPACITY, LINE_CAPACITY, LINE_CAPACITY, 17])
    expect(kernel.readTo).toBe(to)
  })

  test('without shapes no line is read', () => {
    const kernel = make([], 100)
    expect(kernel.readLines(0, place(kernel, 'gc 1\n'))).toBe(0)
    expect(kernel.readTo).toBe(0)
    expect(kernel.writeLines(3, 5, 1, 0)).toBe(0)
    expect(kernel.readTo).toBe(3)
  })

  test('a line of 24 numbers and one of 1024 bytes', () => {
    const many = Array.from({ length: 24 }, (_, i) => i).join(' ')
    const wide = `${'x'.repeat(1023)}1`
    const kernel = make([], 10_000)
    kernel.registerShape(many)
    kernel.registerShape(wide)
    expect(kernel.readLines(0, place(kernel, `${many}\n${wide}\n${many}\n`))).toBe(3)
    expect([...kernel.numbers.subarray(0, 24)]).toEqual(Array.from({ length: 24 }, (_, i) => i))
    expect(kernel.readLines(0, place(kernel, `${wide.replace('xx1', 'xy1')}\n`))).toBe(0)
  })

  test.each<[string, string, Template?]>([
    ['no number', 'gc'],
    ['two lines', 'gc 1\ngc 2'],
    ['two dots', 'v1.2.3'],
    ['25 numbers', '1 '.repeat(25)],
    ['a long example', `${'x'.repeat(1024)}1`],
    ['an index too high', 'gc 1', [{ slot: 'number', index: 1 }]],
    ['an index below 0', 'gc 1', [{ slot: 'digits', index: -1 }]],
    ['an index between', 'gc 1', [{ slot: 'digits', index: 0.5 }]],
    ['an empty template', 'gc 1', []],
    ['an endless template', 'gc 1', ['x'.repeat(70_000)]],
  ])('refuses a shape with %s', (_, example, template) => {
    expect(() => make([]).registerShape(example, template)).toThrow(RangeError)
  })

  test('refuses a shape a second time, and the 33rd', () => {
    const kernel = make([])
    kernel.registerShape('gc 1')
    expect(() => kernel.registerShape('gc 2.5')).toThrow(RangeError)
    for (let i = 1; i < 32; i++) kernel.registerShape(`${'a'.repeat(i)} 1`)
    expect(() => kernel.registerShape('b 1')).toThrow(RangeError)
  })

  // ------------------------------------------------------------------------------------------------------- writing

  const templateOf = (example: string): Template => {
    const count = example.match(/[0-9]+(?:\.[0-9]+)*/g)!.length
    const numbers = Array.from(
      { length: count },
      (_, index): Slot => ({ slot: index % 3 === 2 ? 'digits' : 'number', index }),
    )
    return [
      '{"line":',
      { slot: 'lineNumber' },
      ',"from":',
      { slot: 'lineStart' },
      ',"to":',
      { slot: 'lineEnd' },
      ',"a text that is longer than two registers of sixteen bytes":"→",',
      ...numbers.flatMap((slot, i) => [`"n${i}":`, slot, ',']),
      { slot: 'digits', index: count - 1 },
      '}',
      '\n',
    ]
  }

  function naiveWrite(text: string, from: number, firstLine: number, base: number): string {
    let written = ''
    let at = from
    for (const [i, { shape, numbers, end }] of naiveRead(
      text,
      EXAMPLES.map((example) => latin1(encoder.encode(example))),
    ).entries()) {
      let line = ''
      for (const item of templateOf(EXAMPLES[shape]!)) {
        if (typeof item === 'string') line += item
        else if (item.slot === 'lineNumber') line += firstLine + i
        else if (item.slot === 'lineStart') line += base + at
        else if (item.slot === 'lineEnd') line += base + from + end
        else if (item.slot === 'number' && /^0[0-9]/.test(numbers[item.index]!)) return written
        else line += numbers[item.index]
      }
      written += line
      at = from + end + 1
    }
    return written
  }

  test('lines are written as a naive writer writes them', () => {
    const kernel = registered(templateOf)
    const position = fc.oneof(
      fc.nat(1000),
      fc.maxSafeNat().map((value) => Math.max(0, value - 1_000_000)),
      fc.constantFrom(0, 99_999_999, 100_000_000, 10 ** 15),
    )
    fc.assert(
      fc.property(linesText, alignment, position, position, surroundings, (text, from, firstLine, base, around) => {
        const bytes = encoder.encode(text)
        const to = place(kernel, bytes, from, around)
        const expected = naiveWrite(latin1(bytes), from, firstLine, base)
        const length = kernel.writeLines(from, to, firstLine, base)
        expect(new TextDecoder().decode(kernel.output.subarray(0, length))).toBe(expected)
        expect(kernel.lineCount).toBe(expected.split('\n').length - 1)
      }),
      { numRuns: 200 },
    )
  })

  test('what does not fit is written in turns', () => {
    const kernel = make([], 1_200_000)
    kernel.registerShape(GC, templateOf(GC))
    const text = Array.from({ length: 8000 }, (_, i) => `${GC.replace('12', String(i))}\n`).join('')
    const to = place(kernel, text)
    let written = ''
    let line = 1
    for (let at = 0; at < to; at = kernel.readTo) {
      const length = kernel.writeLines(at, to, line, 0)
      if (kernel.readTo < to) expect(length).toBeGreaterThan(OUTPUT_BYTES - 4000)
      expect(length).toBeLessThanOrEqual(OUTPUT_BYTES)
      written += new TextDecoder().decode(kernel.output.subarray(0, length))
      line += kernel.lineCount
    }
    const records = written.trimEnd().split('\n')
    expect(records).toHaveLength(8000)
    for (const [i, record] of records.entries())
      expect(JSON.parse(record.replace(/,[0-9.]+}$/, '}'))).toMatchObject({ line: i + 1, n0: i })
  })

  test('a shape without a template is read but not written', () => {
    const kernel = make([], 1000)
    kernel.registerShape('gc 1', [{ slot: 'number', index: 0 }, '\n'])
    kernel.registerShape('scav 1')
    const to = place(kernel, 'gc 1\ngc 2\nscav 3\ngc 4\n')
    expect(kernel.readLines(0, to)).toBe(4)
    expect(latin1(kernel.output.subarray(0, kernel.writeLines(0, to, 1, 0)))).toBe('1\n2\n')
    expect(kernel.readTo).toBe(10)
    expect(kernel.lineCount).toBe(2)
  })

  test('a number with idle zeros is no JSON, and refused as one', () => {
    const kernel = make([], 1000)
    kernel.registerShape('gc 1', [{ slot: 'number', index: 0 }, '\n'])
    kernel.registerShape('at 1', [{ slot: 'digits', index: 0 }, '\n'])
    const to = place(kernel, 'at 007\ngc 0.5\ngc 0\ngc 10\ngc 00.5\ngc 1\n')
    expect(latin1(kernel.output.subarray(0, kernel.writeLines(0, to, 1, 0)))).toBe('007\n0.5\n0\n10\n')
    expect(latin1(kernel.bytes.subarray(kernel.readTo, to))).toBe('gc 00.5\ngc 1\n')
  })
})

describe('both implementations agree', () => {
  const kernels = implementations.map((implementation) => {
    const kernel = createKernel(NEEDLES, {
      bufferBytes: 6000,
      implementation,
      maskDecimalAfter: [' in goroutine ', 'x', '0x'],
    })
    kernel.registerShape('gc 1 @0.5s', ['[', { slot: 'number', index: 1 }, ',', { slot: 'lineEnd' }, ']\n'])
    kernel.registerShape('1', [{ slot: 'digits', index: 0 }])
    kernel.registerShape('0.1 0x1')
    return kernel
  })

  const everything = (kernel: Kernel, from: number, to: number): unknown => {
    const hits = kernel.scan(from, to)
    const answers: unknown[] = [
      kernel.hitOffsets.slice(0, hits),
      kernel.hitNeedles.slice(0, hits),
      kernel.scannedTo,
      kernel.countNewlines(from, to),
      kernel.indexOfNewline(from, to),
      kernel.paragraph(from, to),
      kernel.paragraphLines,
      kernel.hashLow,
      kernel.hashHigh,
      kernel.paragraphHash,
    ]
    const lines = kernel.readLines(from, to)
    answers.push(
      lines,
      kernel.readTo,
      kernel.lineCount,
      kernel.lineStarts.slice(0, lines),
      kernel.lineEnds.slice(0, lines),
    )
    answers.push(kernel.lineShapes.slice(0, lines))
    for (let i = 0; i < lines; i++) answers.push(kernel.numbers[MAX_NUMBERS * i])
    answers.push(latin1(kernel.output.slice(0, kernel.writeLines(from, to, 7, 1000))), kernel.readTo, kernel.lineCount)
    return answers
  }

  const soup = fc
    .array(
      fc.oneof(
        fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
        fc.constantFrom(
          ...NEEDLES,
          '0x',
          '+0x',
          ' in goroutine ',
          '\n',
          '\n\n',
          '1',
          '23.5',
          '.',
          '9'.repeat(40),
          'gc 1 @0.5s\n',
          '1\n',
          '0.1 0x1\n',
        ),
      ),
      { maxLength: 120 },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1'))

  test('on any bytes and any range, and nothing outside the range matters', () => {
    fc.assert(
      fc.property(
        soup,
        alignment,
        surroundings,
        surroundings,
        fc.integer({ min: -300, max: 7000 }),
        fc.nat(7000),
        (bytes, offset, a, b, start, length) => {
          const [first, second] = kernels as [Kernel, Kernel]
          for (const kernel of kernels) place(kernel, bytes, offset, a)
          // Any range, which may lie outside the buffer and end before it starts.
          expect(everything(first, start, start + length - 500)).toEqual(
            everything(second, start, start + length - 500),
          )
          const inside = everything(first, offset, offset + bytes.length)
          expect(inside).toEqual(everything(second, offset, offset + bytes.length))
          for (const kernel of kernels) {
            place(kernel, bytes, offset, b)
            expect(everything(kernel, offset, offset + bytes.length)).toEqual(inside)
          }
        },
      ),
      { numRuns: 400 },
    )
  })
})
