/**
 * The translator beside PCRE2 itself: `pcre2grep` (Debian: pcre2-utils) gives what each group holds, line by line. Skipped
 * where that is not installed; continuous integration installs it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { GuardedExpression } from '../../src/pipeline/split/guarded-expression.ts'
import { PatternError } from '../../src/split/regex/pattern-error.ts'
import { expressionsOf, readTree } from '../../src/split/user-pattern.ts'
import { lacks } from '../support/tools.ts'
import { randomPattern, SUBJECTS } from './random-patterns.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-pcre2-'))
const subjects = join(folder, 'subjects')
writeFileSync(subjects, `${SUBJECTS.join('\n')}\n`)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Answer = ReadonlyMap<number, string> | 'refused' | 'too much work'

/** By line: the whole match and the groups 1 to 4; what took no part prints as nothing. */
function askPcre2(pattern: string): Answer {
  // Without its compiler, which in 10.42 leaves groups set that a failed possessive loop had set.
  const format = '$0\x1f$1\x1f$2\x1f$3\x1f$4'
  const { status, stdout, stderr } = spawnSync(
    'pcre2grep',
    ['--no-jit', '-u', '-n', '-O', format, '-e', pattern, subjects],
    {
      encoding: 'utf8',
    },
  )
  if (stderr.includes('limit')) return 'too much work'
  if (status === 2) return 'refused'
  const found = new Map<number, string>()
  for (const line of stdout.split('\n')) {
    const at = line.indexOf(':')
    const number = Number(line.slice(0, at))
    // Further matches in the same line are another question.
    if (at > 0 && !found.has(number)) found.set(number, line.slice(at + 1))
  }
  return found
}

function askOurs(pattern: string): Answer {
  let expression: GuardedExpression
  let groups: number
  try {
    // In parentheses, to see the whole match; named, so that nothing is left out.
    const tree = readTree(pattern, false)
    groups = tree.names.length
    const all = { ...tree, names: tree.names.map((_, index) => `g${index}`) }
    expression = new GuardedExpression(expressionsOf({ ...all, root: wholeMatch(all.root) }, false), false)
  } catch (error) {
    if (error instanceof PatternError) return 'refused'
    throw error
  }
  const found: (readonly (readonly (string | undefined)[])[] | null)[] = SUBJECTS.map(() => null)
  let slow = 0
  expression.run(
    { length: SUBJECTS.length, at: (index) => SUBJECTS[index]! },
    found,
    () => true,
    () => slow++,
  )
  if (slow > 0) return 'too much work'
  return new Map(
    found.flatMap((match, index) => {
      if (match === null) return []
      const own = match[0]!
      return [
        [
          index + 1,
          [own[0], ...[1, 2, 3, 4].map((i) => (i < groups ? own[i] : ''))].map((text) => text ?? '').join('\x1f'),
        ],
      ]
    }),
  )
}

function wholeMatch(root: ReturnType<typeof readTree>['root']): typeof root {
  return { kind: 'group', index: 0, name: 'whole', atomic: false, body: root, at: 0 }
}

/**
 * Each spelling there is, by hand. PCRE2 10.42 forgets characters beyond U+00FF in `[[:^digit:][:punct:]]`, so a negated
 * POSIX class stands alone here.
 */
const SPELLINGS = [
  String.raw`^(\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s+(\w+)\s+(.*)$`,
  String.raw`(?<a>\w+)=(?'b'\S+)`,
  String.raw`(?P<a>\w+)\s(?P=a)`,
  String.raw`(\w)\1`,
  String.raw`(\w)(\w)\g{-1}\g1`,
  String.raw`(?<x>[a-c])\k<x>\k{x}\k'x'`,
  String.raw`(a)(?:b)(?>c+)d`,
  String.raw`(?>a+)ab`,
  String.raw`a++b`,
  String.raw`a*+a`,
  String.raw`[ab]?+b`,
  String.raw`(a{2}+)a`,
  String.raw`\Aab\z`,
  String.raw`ab\Z`,
  String.raw`(?i)ERROR|warn`,
  String.raw`(?i:e)RROR`,
  String.raw`a(?i)b|c`,
  String.raw`(?i)straße`,
  String.raw`(?i)[é-ü]+`,
  String.raw`(?x) a b # comment`,
  String.raw`(?x) [a b] \  c`,
  String.raw`(?xx) [a b]+`,
  String.raw`(?s)a.b`,
  String.raw`(?m)^b|b$`,
  String.raw`(?U)a+(b+?)`,
  String.raw`(?n)(a)(?<n>b)`,
  String.raw`(?^i)A`,
  String.raw`(?i-i)A`,
  String.raw`(?i)(?^)a`,
  String.raw`[[:alpha:]]+`,
  String.raw`[[:^digit:]]+`,
  String.raw`[[:punct:]a-f]+`,
  String.raw`[[:xdigit:]]{2,}`,
  String.raw`[]a]+`,
  String.raw`[^]a]+`,
  String.raw`[a\]b-]+`,
  String.raw`[\w-]+`,
  String.raw`[\d.]+`,
  String.raw`[^\W_]+`,
  String.raw`[\x41-\x5a]`,
  String.raw`[\Qa-z\E]+`,
  String.raw`[\b]`,
  String.raw`\h+`,
  String.raw`\H+`,
  String.raw`\v`,
  String.raw`\V+`,
  String.raw`a\Nb`,
  String.raw`\R`,
  String.raw`\Qa.b*\E+`,
  String.raw`\Q[x]`,
  String.raw`a\Eb`,
  String.raw`\x{e9}|\x{1F600}`,
  String.raw`\o{141}\142`,
  String.raw`\cI`,
  String.raw`\t|\e|\a|\f`,
  String.raw`\012|\0`,
  String.raw`\p{Lu}\p{Ll}+`,
  String.raw`\pL+`,
  String.raw`\P{L}+`,
  String.raw`\p{^Greek}\p{Greek}`,
  String.raw`\p{L&}+\p{Nd}`,
  String.raw`(?=(\w+)=)\w`,
  String.raw`(?!ab)(\w+)`,
  String.raw`(?<=a)(b)`,
  String.raw`(?<!a)(b)`,
  String.raw`(?<=a|bc)(\w)`,
  String.raw`\b(\w+)\B.`,
  String.raw`(a*)?b`,
  String.raw`(a*)??b`,
  String.raw`(a|ab)(c|bcd)(d*)`,
  String.raw`(a+|b+)+c`,
  String.raw`(?:(a)|b){1}`,
  String.raw`(x)?(y)?z?`,
  String.raw`a{2}`,
  String.raw`a{2,}`,
  String.raw`a{0,2}b`,
  String.raw`a{,2}`,
  String.raw`a{`,
  String.raw`a{x}`,
  String.raw`{2}`,
  String.raw`a|`,
  String.raw`|a`,
  String.raw`()`,
  String.raw`^`,
  String.raw`$`,
  String.raw`^$`,
  String.raw`.`,
  String.raw`(.)(.)$`,
  String.raw`[😀-😂]+`,
  String.raw`[^😀]+$`,
  String.raw`😀{2}`,
  String.raw`(?#comment)a`,
  String.raw`a(?#x)+`,
  String.raw`a+(?#x)b`,
  String.raw`(?=a)*b`,
  String.raw`(?:)`,
  String.raw`(?|(a)|(b))`,
  String.raw`(a)?(?(1)b|c)`,
  String.raw`(a(?R)?b)`,
  String.raw`(?1)(a)`,
  String.raw`a\Kb`,
  String.raw`\Ga`,
  String.raw`\X`,
  String.raw`(*UTF)a`,
  String.raw`(?C1)a`,
  String.raw`a**`,
  String.raw`*a`,
  String.raw`^*`,
  String.raw`(a`,
  String.raw`a)`,
  String.raw`[a`,
  String.raw`[z-a]`,
  String.raw`a{2}{3}`,
  String.raw`a{3,2}`,
  String.raw`\8`,
  String.raw`(?<1>a)`,
  String.raw`(?<a>b)(?<a>c)`,
  String.raw`[[:foo:]]`,
  String.raw`\i`,
  '\\',
]

describe.skipIf(lacks('pcre2grep', 'the comparison with PCRE2'))('a pattern means what PCRE2 says', () => {
  it.each(SPELLINGS)('%s', (pattern) => {
    compare(pattern)
  })

  it('whatever is put together', () => {
    const rounds = process.env.FULL === '1' ? 5_000 : 250
    const counts = { same: 0, refused: 0, tooMuch: 0 }
    for (let seed = 1; seed <= rounds; seed++) counts[compare(randomPattern(seed))]++
    console.log(
      `compared with PCRE2: ${counts.same} of ${rounds} random patterns mean the same on ${SUBJECTS.length} lines, ${counts.refused} are refused`,
    )
    // A comparison in which nearly everything is refused proves nothing.
    expect(counts.same).toBeGreaterThan(rounds * 0.6)
  }, 300_000)
})

function compare(pattern: string): 'same' | 'refused' | 'tooMuch' {
  const ours = askOurs(pattern)
  if (ours === 'refused') return 'refused'
  const theirs = askPcre2(pattern)
  if (theirs === 'too much work' || ours === 'too much work') return 'tooMuch'
  expect({ pattern, answer: asObject(ours) }).toEqual({ pattern, answer: asObject(theirs) })
  return 'same'
}

function asObject(answer: Answer): unknown {
  return typeof answer === 'string' ? answer : Object.fromEntries(answer)
}
