import { describe, expect, it } from 'vitest'
import { neutralize, neutralizeLine } from '../../src/base/text/neutralize.ts'

const visible: readonly [name: string, given: string, expected: string][] = [
  ['colour', '\x1b[31mred', '\\x1b[31mred'],
  ['clipboard write', '\x1b]52;c;QQ==\x07', '\\x1b]52;c;QQ==\\x07'],
  ['single-byte CSI', '\x9b2J', '\\x9b2J'],
  ['carriage return that hides a line', 'secret\rnothing', 'secret\\rnothing'],
  ['right-to-left override', 'a\u202egnp', 'a\\u202egnp'],
  ['isolates', '\u2066x\u2069', '\\u2066x\\u2069'],
  ['zero width', 'a\u200bb\u200d\ufeff', 'a\\u200bb\\u200d\\ufeff'],
  ['line separator', 'a\u2028b', 'a\\u2028b'],
  ['tag characters', '\u{e0041}', '\\u{e0041}'],
  ['half a character', 'a\ud83d', 'a\\ud83d'],
  ['NUL and DEL', '\0\x7f', '\\x00\\x7f'],
]

describe('neutralize', () => {
  it.each(visible)('%s', (_name, given, expected) => {
    expect(neutralize(given)).toBe(expected)
    expect(neutralizeLine(given)).toBe(expected)
  })

  it('leaves ordinary text alone, in any script', () => {
    for (const text of ['', 'plain', 'Grüße', '日本語', '🙂', 'e\u0301', 'שלום']) expect(neutralize(text)).toBe(text)
  })

  it('keeps line feeds and gives tabs four columns', () => {
    expect(neutralize('a\n\tb')).toBe('a\n    b')
  })

  it('shows line breaks and tabs in a single line, or what is given for them', () => {
    expect(neutralizeLine('a\r\n\tb')).toBe('a\\r\\n\\tb')
    expect(neutralizeLine('a\n\tb', ' ', '')).toBe('a b')
  })

  it('changes nothing the second time', () => {
    for (const [, given] of visible) expect(neutralize(neutralize(given))).toBe(neutralize(given))
  })

  it('has no control character in its result, whatever it is given', () => {
    let all = ''
    for (let code = 0; code < 0x2100; code++) all += String.fromCharCode(code)
    expect(neutralizeLine(all)).not.toMatch(/[\p{Cc}\u00ad\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/u)
  })
})
