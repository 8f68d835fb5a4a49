import fc from 'fast-check'
import { expect, it } from 'vitest'
import { safeJson } from '../../src/base/text/safe-json.ts'
import type { Report } from '../../src/model/report.ts'
import { renderJson, renderJsonParts } from '../../src/render/json.ts'

const ODD_KEYS = ['k\u202e', '', '"', '\n', '__proto__', '\x7f', '\u{e0041}', '\ud800', '0', 'toJSON']
const key = fc.oneof(fc.string({ unit: 'binary', maxLength: 4 }), fc.constantFrom(...ODD_KEYS))
const leaf = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 5 }),
  fc.constantFrom('\u202e\n', undefined, null, true, 0, -0, 1.5, Number.NaN),
)

/** Nested values: objects, short lists, and lists that are long enough to be taken apart, with one value of size in them. */
const { value } = fc.letrec((tie) => {
  const inner = tie('value')
  return {
    value: fc.oneof(
      { maxDepth: 5 },
      leaf,
      fc.array(inner, { maxLength: 4 }),
      fc.dictionary(key, inner, { maxKeys: 4 }),
      fc
        .tuple(leaf, inner, fc.constantFrom(98, 99, 149))
        .map(([one, other, length]) => [...Array<unknown>(length).fill(one), other]),
    ),
  }
})

const printed = (one: unknown) => renderJson(one as Report)
const expected = (one: unknown) => `${safeJson(one, 2)}\n`

it('is what JSON.stringify writes, whatever is in it', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 4 }), (one) => {
      expect(printed(one)).toBe(expected(one))
    }),
    { numRuns: 300 },
  )
})

const MANY = Array<string>(150).fill('x')

it.each<[string, unknown]>([
  ['a key that turns the reading direction', { 'k\u202e': MANY }],
  ['an undefined member before a large list', { a: undefined, b: MANY }],
  ['an undefined member behind a large list', { b: MANY, a: undefined }],
  ['a large list with undefined, and one with a hole', { a: [...MANY, undefined, ...MANY], b: Array(120) }],
  ['empty ones', { a: {}, b: [], c: [MANY, {}, []], d: '' }],
  ['objects in objects', { gc: { go: { cycles: MANY, none: undefined }, jvm: null } }],
  ['a date beside a large list', { at: new Date(0), list: MANY }],
  ['a list that is short', MANY.slice(0, 3)],
  ['an empty object', {}],
])('%s', (_name, one) => {
  expect(printed(one)).toBe(expected(one))
})

it('takes apart what an object in an object holds', () => {
  const gc = { go: { cycles: Array.from({ length: 20_000 }, (_, number) => ({ number, pauseMs: 0.25 })) } }
  const parts = [...renderJsonParts({ gc } as unknown as Report)]
  expect(parts.length).toBeGreaterThan(5)
  expect(parts.join('')).toBe(expected({ gc }))
})
