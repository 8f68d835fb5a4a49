import { describe, expect, test } from 'vitest'
import { createKernel } from '../../src/base/kernel/index.ts'
import { StackBuilder } from '../../src/formats/go/stack-builder.ts'
import { KnownStack } from '../../src/formats/go/stack-cache.ts'
import { Pattern } from '../../src/formats/go/stack-pattern.ts'
import { KernelParagraph } from '../../src/pipeline/kernel-paragraph.ts'
import { corpus } from '../support/corpus.ts'
import { seeded } from '../wrapping/essence.ts'

/** Every stack of the recorded logs that stands there as the runtime printed it. */
const STACKS = [
  ...new Set(
    corpus('go').flatMap(({ bytes }) =>
      bytes
        .toString('latin1')
        .split('\n\n')
        .filter((block) => /^goroutine \d+ .*\]:\n/.test(block))
        .map((block) => block.slice(block.indexOf('\n') + 1).trimEnd()),
    ),
  ),
].filter((text) => StackBuilder.read(text) !== null)

/** As a stack is read: from one text, with another of the same hash at hand. */
function patternOf(text: string) {
  const stack = plain(text)
  return stack === undefined ? null : Pattern.of(stack, text)
}

function plain(text: string) {
  return StackBuilder.read(text)?.finish()
}

const kernel = createKernel([], { bufferBytes: 65_536 })
const buffer = Buffer.from(kernel.bytes.buffer, kernel.bytes.byteOffset, kernel.bytes.length)
const paragraph = new KernelParagraph(kernel, buffer, 'shared')

function asParagraph(text: string): KernelParagraph {
  paragraph.walk(0, buffer.write(`${text}\n\n`, 'latin1'))
  return paragraph
}

describe('a pattern tells of every stack like it what reading it tells', () => {
  test('there are enough of them', () => expect(STACKS.length).toBeGreaterThan(500))

  test('with pointers of any length', () => {
    const random = seeded(7)
    const pointer = () => `0x${Math.floor(random() * 2 ** (4 * Math.ceil(random() * 13))).toString(16)}`
    let patterned = 0
    for (const text of STACKS) {
      const pattern = patternOf(text)
      if (pattern === null) continue
      patterned++
      const shift = Math.floor(random() * 2 ** 20)
      // Frames meet wherever the stack lies.
      const other = text
        .replace(/(?<![+=])0x[0-9a-f]*|(?<=pc=)0x[0-9a-f]*/g, pointer)
        .replace(/(?<=[fs]p=0x)[0-9a-f]+/g, (digits) => (Number.parseInt(digits, 16) + shift).toString(16))
      const { frames, createdBy, ancestors, elided, elidedAt, unavailable } = pattern.stackOf(asParagraph(other))!
      expect({ frames, createdBy, ancestors, elided, elidedAt, unavailable }).toEqual(plain(other))
    }
    expect(patterned / STACKS.length).toBeGreaterThan(0.95)
  })

  test.each([
    ['a pointer in a path', 'main.f(0x1)\n\t/tmp/0xab/main.go:1 +0x1d'],
    ['a pointer in a name', 'main.f0xab(0x1)\n\t/tmp/main.go:1 +0x1d'],
    ['ancestors', 'main.f(...)\n\t/a.go:1\n[originating from goroutine 1]:\nmain.g(0x1)\n\t/a.go:2 +0x1'],
    ['what is no stack', 'main.f(0x1)\nsomething else'],
  ])('none of %s', (_, text) => expect(patternOf(text)).toBeNull())

  test('a pointer that no value is printed as is not taken', () => {
    const pattern = patternOf('main.f(0x1)\n\t/a.go:1 +0x1')!
    expect(pattern.stackOf(asParagraph('main.f(0x01)\n\t/a.go:1 +0x1'))).toBeNull()
  })

  test('a text with other pointers than the pattern is not taken', () => {
    const pattern = patternOf('main.f(0x1, 0x2)\n\t/a.go:1 +0x1')!
    expect(pattern.stackOf(asParagraph('main.f(0x1)\n\t/a.go:1 +0x1'))).toBeNull()
  })
})

test('the first goroutines of every block have arguments of their own, the others say that theirs are lent', () => {
  const text = (pointer: string) => `main.f(${pointer})\n\t/a.go:1 +0x1`
  const known = new KnownStack(plain(text('0x1'))!, false, false)
  const ofBlock = (block: number, pointer: string) =>
    Array.from({ length: 300 }, () => {
      const { frames, borrowed } = known.stackOf(asParagraph(text(pointer)), block)!
      return borrowed === true ? 'lent' : frames[0]!.args
    })
  const own = (pointer: string) => Array.from({ length: 300 }, (_, i) => (i < 200 ? pointer : 'lent'))
  expect(ofBlock(1, '0xc000010000')).toEqual(own('0xc000010000'))
  expect(ofBlock(2, '0xc000020000')).toEqual(own('0xc000020000'))
})
