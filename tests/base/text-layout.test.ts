import fc from 'fast-check'
import stringWidth from 'string-width'
import { describe, expect, it } from 'vitest'
import { padEnd, padStart, truncateEnd, truncateMiddle, truncatePath } from '../../src/base/text/fit.ts'
import { neutralizeLine } from '../../src/base/text/neutralize.ts'
import { takeEnd, takeStart, widthOf } from '../../src/base/text/width.ts'
import { wrap } from '../../src/base/text/wrap.ts'

const anyText = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => neutralizeLine(text))
const columns = fc.integer({ min: 1, max: 40 })

describe('width', () => {
  it('takes the fast path only where it is right', () => {
    const wrong: string[] = []
    for (let code = 0x20; code < 0x2600; code++) {
      const character = String.fromCharCode(code)
      if (neutralizeLine(character) === character && widthOf(character) !== stringWidth(character))
        wrong.push(character)
    }
    expect(wrong).toEqual([])
  })

  it('counts wide characters twice and marks not at all', () => {
    expect(widthOf('日本')).toBe(4)
    expect(widthOf('e\u0301')).toBe(1)
    expect(widthOf('🙂')).toBe(2)
  })

  it('takes what fits from either end, never half a character', () => {
    expect(takeStart('日本語', 3)).toBe('日')
    expect(takeEnd('日本語', 5)).toBe('本語')
    fc.assert(
      fc.property(anyText, columns, (text, room) => {
        expect(widthOf(takeStart(text, room))).toBeLessThanOrEqual(room)
        expect(widthOf(takeEnd(text, room))).toBeLessThanOrEqual(room)
        expect(text.startsWith(takeStart(text, room))).toBe(true)
        expect(text.endsWith(takeEnd(text, room))).toBe(true)
      }),
    )
  })
})

describe('fit', () => {
  it('cuts in the middle, so that both ends of a name stay', () => {
    expect(truncateMiddle('main.(*account).ownerName', 16)).toBe('main.(…ownerName')
    expect(truncateMiddle('short', 16)).toBe('short')
    expect(truncateEnd('a long sentence', 7)).toBe('a long…')
  })

  it('leaves out leading directories of a path before it touches the name', () => {
    expect(truncatePath('crash.example/app/cart/cart.go:42', 20)).toBe('…/cart/cart.go:42')
    expect(truncatePath('C:\\go\\src\\app\\main.go:7', 16)).toBe('…\\app\\main.go:7')
    expect(truncatePath('/a/an_unusually_long_file_name.go:7', 14)).toBe('an_un…ame.go:7')
  })

  it('pads to columns, not to characters', () => {
    expect(padEnd('日本', 6)).toBe('日本  ')
    expect(padStart('42', 5)).toBe('   42')
  })

  it('never exceeds what it was given', () => {
    fc.assert(
      fc.property(anyText, columns, (text, room) => {
        for (const shorten of [truncateMiddle, truncateEnd, truncatePath])
          expect(widthOf(shorten(text, room))).toBeLessThanOrEqual(room)
      }),
    )
  })
})

describe('wrap', () => {
  const text = (value: string, room: number, longWords: 'cut' | 'continue' = 'cut') =>
    wrap([{ text: value }], { columns: room, longWords })

  it('breaks at spaces and aligns what follows', () => {
    expect(wrap([{ text: 'one two three' }], { columns: 9, hang: 2 })).toEqual(['one two', '  three'])
  })

  it('does not tear a grouped number', () => {
    expect(text('of 118 290 lines', 9)).toEqual(['of', '118 290', 'lines'])
  })

  it('keeps a number and its unit together, and breaks behind a word that only begins like one', () => {
    expect(text('max 0.08 ms now', 8)).toEqual(['max', '0.08 ms', 'now'])
    expect(text('of 2.4 MB/s', 6)).toEqual(['of', '2.…B/s'])
    expect(text('took 12 seconds', 8)).toEqual(['took 12', 'seconds'])
    expect(text('pass 3 h/min', 7)).toEqual(['pass 3', 'h/min'])
    expect(text('size=32 s.state=1', 9)).toEqual(['size=32', 's.state=1'])
  })

  it('keeps a solid piece together, and pieces without a space between them', () => {
    expect(wrap([{ text: 'aaa' }, { text: ' line 7', solid: true }], { columns: 8 })).toEqual(['aaa', 'line 7'])
    expect(wrap([{ text: 'bbb (' }, { text: 'cc' }, { text: ')' }], { columns: 6 })).toEqual(['bbb', '(cc)'])
  })

  it('cuts a long word in the middle, or continues it', () => {
    expect(text('x abcdefghij', 6)).toEqual(['x', 'ab…hij'])
    expect(text('x abcdefghij', 6, 'continue')).toEqual(['x', 'abcdef', 'ghij'])
  })

  it('splits a character that is wider than the page by its marks', () => {
    const lines = text(`\u0b95${'\u0bbe'.repeat(20)}`, 8, 'continue')
    for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(8)
    expect(lines.length).toBeGreaterThan(1)
  })

  it('colours runs, never line ends', () => {
    const ink = (run: string) => `<${run}>`
    expect(wrap([{ text: 'a b c', ink }], { columns: 3 })).toEqual(['<a b>', '<c>'])
  })

  it('loses nothing when words continue, and stays inside for any text', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 2, max: 40 }), (value, room) => {
        const lines = text(value, room, 'continue')
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(room)
        expect(lines.join('').replaceAll(' ', '')).toBe(value.replaceAll(' ', ''))
        for (const line of text(value, room)) expect(widthOf(line)).toBeLessThanOrEqual(room)
      }),
    )
  })
})
