import { random } from '../../bench/corpora.ts'

/** Lines with something of everything that patterns speak of; never empty, since pcre2grep prints no match of nothing. */
export const SUBJECTS = [
  '2026-03-05 14:07:09 INFO  cart added id=42',
  '2026-03-05 14:07:10 WARN\tstock low',
  '\tat com.acme.Cart.add(Cart.java:17)',
  'a',
  'ab',
  'aab',
  'aaab',
  'aabb abab',
  'abcd',
  'abcabc',
  'abcbcd',
  'aaaa',
  'bbbc',
  'accc d',
  'acccd',
  'b c',
  'xyz zz',
  'xx yy xx',
  'go go gadget',
  'key=value other="quoted text" n=-1.5e3',
  'ERROR error Error wArN',
  'strasse Straße STRASSE',
  'é è É ü Ü ñ',
  'αβγ ΑΒΓ Ωmega',
  '😀 smile 😂😀😀',
  'a😀b',
  'nbsp\u00a0here',
  '[x] a.b** a-z a]b {2} a{2} a{,2}',
  'Abc9 _under_score ABC def',
  'tabs\tand\x0bvertical\x0cfeed',
  'bell\x07 escape\x1b back\x08space',
  '192.168.0.1 - - [05/Mar/2026:14:07:09 +0000] "GET / HTTP/1.1" 200 512',
  '   leading and trailing   ',
  '0x1f 0xDEADBEEF 007',
  '-',
  'k K \u212a s S \u017f',
]

const ATOMS = [
  'a',
  'b',
  'c',
  'x',
  ' ',
  '=',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\S',
  '\\W',
  '\\h',
  '\\D',
  '[ab]',
  '[^a]',
  '[a-c ]',
  '[[:alpha:]]',
  '[^\\d\\s]',
  'é',
  '😀',
  '\\.',
  '\\x41',
  '\\pL',
  '[\\w.-]',
  '[é-ü]',
]
const PLACES = ['^', '$', '\\b', '\\B', '\\A', '\\z', '\\Z']
const REPEATS = ['*', '+', '?', '*?', '+?', '??', '{2}', '{1,2}', '{0,2}?', '{2,}', '++', '*+', '?+']
const OPENERS = ['(', '(', '(', '(?:', '(?>', '(?=', '(?!', '(?<=', '(?<!', '(?i:', '(?<n>']

/** The same pattern for the same seed. */
export function randomPattern(seed: number): string {
  const next = random(seed)
  const one = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!
  let names = 0
  let groups = 0
  const node = (depth: number): string => {
    const kind = next()
    if (depth > 0 && kind < 0.25) {
      const opener = one(OPENERS)
      // Lookbehinds of PCRE2 have a fixed length.
      if (opener.startsWith('(?<=') || opener.startsWith('(?<!'))
        return `${opener}${one(ATOMS)}${next() < 0.3 ? one(ATOMS) : ''})`
      if (opener === '(' || opener === '(?<n>') groups++
      if (opener === '(?<n>') return `(?<n${names++}>${choice(depth - 1)})${repeat(0.3)}`
      const isLook = opener === '(?=' || opener === '(?!'
      return `${opener}${choice(depth - 1)})${isLook ? '' : repeat(0.4)}`
    }
    if (kind < 0.33) return one(PLACES)
    if (kind < 0.37 && groups > 0) return `\\${1 + Math.floor(next() * groups)}${next() < 0.2 ? '+' : ''}`
    return one(ATOMS) + repeat(0.35)
  }
  const repeat = (share: number) => (next() < share ? one(REPEATS) : '')
  const sequence = (depth: number) => Array.from({ length: 1 + Math.floor(next() * 3) }, () => node(depth)).join('')
  const choice = (depth: number): string =>
    Array.from({ length: next() < 0.25 ? 2 : 1 }, () => sequence(depth)).join('|')
  return (next() < 0.1 ? '(?i)' : '') + choice(3)
}
