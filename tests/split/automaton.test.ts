/** Which patterns have an automaton, and that it takes no longer for a hostile line than for any other. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MATCHER, placeOf, renderModule } from '../../scripts/build-kernel.ts'
import { createMatcher } from '../../src/base/matcher/index.ts'
import { NAMED_PATTERNS } from '../../src/index.ts'
import { programOf } from '../../src/pipeline/split/chunk-matcher.ts'
import { recordShape } from '../../src/pipeline/split/record-shape.ts'
import { readPattern } from '../../src/split/user-pattern.ts'

const read = (text: string) => {
  const pattern = readPattern(text, { name: null, manyLines: false })
  return programOf(pattern, recordShape(pattern.fields, {}, false))
}

it('matcher-wasm.ts is what matcher.wat compiles to', async () => {
  const written = readFileSync(placeOf(MATCHER.target), 'utf8')
  expect(written, 'run: npx tsx scripts/build-kernel.ts').toBe(await renderModule(MATCHER))
})

describe('an automaton', () => {
  it.each(NAMED_PATTERNS.filter(({ name }) => name !== 'logfmt'))('is made of @$name', ({ pattern }) => {
    expect(read(pattern)).not.toBeNull()
  })

  it.each([
    ['looks ahead', '(?<x>a)(?=b)'],
    ['looks behind', '(?<!b)(?<x>a)'],
    ['refers to a group', '(?<x>a)\\1'],
    ['gives nothing back', '(?<x>a++)b'],
    ['has an atomic group', '(?<x>(?>a|ab)c)'],
    ['has too many states', '(?<x>(?:a|b)*a(?:a|b){12})$'],
    ['is too large', '(?<x>a{1,5000})'],
  ])('is not made of a pattern that %s', (_, pattern) => {
    expect(read(pattern)).toBeNull()
  })

  it.each(['^(?<x>(a+)+)$', '^(?<x>(a|aa)+)$', '(?<x>(?:a*b?)(?:a*b?)(?:a*b?)(?:a*b?)!!)', '^(?<x>(?:.*a){3})b'])(
    'is not led astray by %s',
    (pattern) => {
      const program = read(pattern)!
      const lines = Buffer.from(`${'a'.repeat(1_000)}!\n`.repeat(500))
      for (const implementation of ['wasm', 'plain'] as const) {
        const matcher = createMatcher(program, { bufferBytes: lines.length, implementation })
        matcher.bytes.set(lines)
        // A backtracking engine would need longer than there is time.
        expect(matcher.run(0, lines.length)).toBe(lines.length)
        expect(matcher).toMatchObject({ matched: 0, unmatched: 500, leftCount: 0 })
      }
    },
  )
})
