import { describe, expect, test } from 'vitest'
import { StackBuilder } from '../../src/formats/go/stack-builder.ts'
import { Pattern } from '../../src/formats/go/stack-pattern.ts'
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

function plain(text: string) {
  return StackBuilder.read(text)?.finish()
}

describe('a pattern tells of every stack like it what reading it tells', () => {
  test('there are enough of them', () => expect(STACKS.length).toBeGreaterThan(500))

  test('with pointers of any length', () => {
    const random = seeded(7)
    const pointer = () => `0x${Math.floor(random() * 2 ** (4 * Math.ceil(random() * 13))).toString(16)}`
    let patterned = 0
    for (const text of STACKS) {
      const pattern = Pattern.of(text)
      if (pattern === null) continue
      patterned++
      const other = text.replace(/(?<!\+)0x[0-9a-f]*/g, pointer)
      for (const compact of [true, false]) {
        const { frames, createdBy, ancestors, elided, elidedAt, unavailable } = pattern.stackOf(other, compact)!
        expect({ frames, createdBy, ancestors, elided, elidedAt, unavailable }).toEqual(plain(other))
      }
    }
    expect(patterned / STACKS.length).toBeGreaterThan(0.95)
  })

  test.each([
    ['a pointer in a path', 'main.f(0x1)\n\t/tmp/0xab/main.go:1 +0x1d'],
    ['a pointer in a name', 'main.f0xab(0x1)\n\t/tmp/main.go:1 +0x1d'],
    ['ancestors', 'main.f(...)\n\t/a.go:1\n[originating from goroutine 1]:\nmain.g(0x1)\n\t/a.go:2 +0x1'],
    ['what is no stack', 'main.f(0x1)\nsomething else'],
  ])('none of %s', (_, text) => expect(Pattern.of(text)).toBeNull())

  test('a text with other pointers than the pattern is not taken', () => {
    const pattern = Pattern.of('main.f(0x1, 0x2)\n\t/a.go:1 +0x1')!
    expect(pattern.stackOf('main.f(0x1)\n\t/a.go:1 +0x1', true)).toBeNull()
  })
})
