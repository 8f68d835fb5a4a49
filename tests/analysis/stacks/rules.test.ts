import { describe, expect, test } from 'vitest'
import { analyze, type Frame, parseStackRules } from '../../../src/index.ts'

const frame = (name: string): Frame => ({
  function: name,
  package: '',
  receiver: null,
  file: 'A.java',
  line: 1,
  pcOffset: null,
  inlined: false,
  kind: 'vendor',
  args: null,
})

const LOG = `java.lang.IllegalStateException: Alpha is wrong
	at com.example.check.Validator.check(Validator.java:10)
	at com.example.Main.main(Main.java:3)
java.lang.IllegalStateException: Beta is wrong
	at com.example.check.Validator.check(Validator.java:14)
	at com.example.Other.main(Other.java:3)
`

async function counts(rules: string): Promise<number[]> {
  const report = await analyze({ name: 'x.log', bytes: LOG }, { stackRules: parseStackRules(rules, 'rules') })
  return report.stacks.map(({ count }) => count)
}

describe('a rules file', () => {
  test.each([
    ['com.example.*', 'com.example.Shop.buy', true],
    ['*.buy', 'com.example.Shop.buy', true],
    ['com.*.Shop.*', 'com.example.deep.Shop.buy', true],
    ['com.example', 'com.example.Shop', false],
    ['*a*b*', 'xxaxx', false],
    ['a*a', 'a', false],
    ['com.(*T).f', 'com.(*T).f', true],
  ])('%s on %s', (pattern, name, matches) => {
    expect(parseStackRules(`in-app ${pattern}`, 'rules').isOwn(frame(name))).toBe(matches ? true : null)
  })

  test('the later line wins', () => {
    const rules = parseStackRules('in-app com.example.*\nlibrary com.example.gen.*  # generated', 'rules')
    expect(rules.isOwn(frame('com.example.gen.A.f'))).toBe(false)
    expect(rules.isOwn(frame('com.example.A.f'))).toBe(true)
    expect(rules.isOwn(frame('org.other.A.f'))).toBeNull()
  })

  test('a pattern of many stars takes no time', () => {
    const rules = parseStackRules(`ignore ${'*a'.repeat(200)}`, 'rules')
    expect(rules.ignores(frame('a'.repeat(150)))).toBe(false)
  })

  test('merges, splits and ignores', async () => {
    expect(await counts('')).toEqual([1, 1])
    expect(await counts('merge validation type=java.lang.Illegal* function=*.Validator.check')).toEqual([2])
    expect(await counts('split message function=*.check')).toEqual([1, 1])
  })

  test.each([
    ['merg x', 'rules:1:1: there is no rule "merg": in-app, library, ignore, merge, split, near "merg x"'],
    ['\nignore', 'rules:2:7: ignore needs a pattern of function names'],
    ['merge type=x', 'rules:1:7: merge needs a name for the group first, near "type=x"'],
    ['merge x', 'rules:1:1: merge needs a condition: type=PATTERN, function=PATTERN, message=PATTERN, near "merge x"'],
    ['split colour type=x', 'rules:1:7: split takes message, line, type first, near "colour type=x"'],
    ['merge x kind=y', 'rules:1:9: a condition is type=PATTERN, function=PATTERN, message=PATTERN, near "kind=y"'],
    ['merge x type=', 'rules:1:14: type= needs a pattern'],
  ])('%j is refused', (text, message) => {
    expect(() => parseStackRules(text, 'rules')).toThrow(message)
  })
})
