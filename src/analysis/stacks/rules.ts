import { fail } from '../../base/errors.ts'
import type { Frame } from '../../model/stack.ts'
import type { StackText } from './stack-text.ts'

/** What the owner of a program knows about its stacks better than any table. */
export interface StackRules {
  /** Whether the frame is the program's own; null when no rule says. */
  isOwn(frame: Frame): boolean | null
  ignores(frame: Frame): boolean
  /** Name of the group that takes the stack whatever its functions are; null for none. */
  mergedInto(stack: StackText): string | null
  /** What keeps stacks apart that have the same functions; '' for nothing. */
  splitBy(stack: StackText): string
}

export const NO_RULES: StackRules = {
  isOwn: () => null,
  ignores: () => false,
  mergedInto: () => null,
  splitBy: () => '',
}

interface FrameRule {
  readonly pattern: Glob
  readonly own: boolean
}

interface Condition {
  readonly of: 'type' | 'function' | 'message'
  readonly pattern: Glob
}

interface Rule {
  readonly conditions: readonly Condition[]
}

const WORDS = ['in-app', 'library', 'ignore', 'merge', 'split']
const CONDITIONS = ['type', 'function', 'message'] as const
const SPLITS = ['message', 'line', 'type'] as const
const MOST_RULES = 1_000
const LONGEST_PATTERN = 500

/**
 * A rules file, one rule a line; `#` begins a comment, later lines win over earlier ones.
 *
 *     in-app  com.example.**              these functions are the program's own
 *     library com.example.vendored.*      these are not
 *     ignore  com.example.aop.*.around    these frames are left out
 *     merge   db-down type=java.sql.* function=*.connect      one group, named so
 *     split   message function=com.example.Validator.check    one group for each message (or line, or type)
 *
 * In a pattern `*` stands for anything.
 * @throws LogExtractorError E_USAGE, with the line and the column of what is wrong.
 */
export function parseStackRules(text: string, name: string): StackRules {
  const frames: FrameRule[] = []
  const ignored: Glob[] = []
  const merges: (Rule & { readonly name: string })[] = []
  const splits: (Rule & { readonly by: (typeof SPLITS)[number] })[] = []
  let rules = 0
  for (const [i, raw] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.replace(/(?:^|\s)#.*$/, '')
    const words = [...line.matchAll(/\S+/g)].map((match) => ({ text: match[0], at: match.index }))
    if (words.length === 0) continue
    const complain = (what: string, at = words[0]!.at) => complaint(name, i + 1, raw, at, what)
    if (++rules > MOST_RULES) throw complain(`more than ${MOST_RULES} rules`)
    const [word, ...rest] = words as [Word, ...Word[]]
    const [first] = rest
    switch (word.text) {
      case 'in-app':
      case 'library':
      case 'ignore': {
        if (first === undefined) throw complain(`${word.text} needs a pattern of function names`, line.trimEnd().length)
        for (const { text: pattern, at } of rest) {
          if (pattern.length > LONGEST_PATTERN) throw complain('a pattern of more than 500 characters', at)
          if (word.text === 'ignore') ignored.push(globOf(pattern))
          else frames.push({ pattern: globOf(pattern), own: word.text === 'in-app' })
        }
        break
      }
      case 'merge': {
        if (first === undefined || first.text.includes('='))
          throw complain('merge needs a name for the group first', first?.at)
        merges.push({ name: first.text, conditions: conditionsOf(rest.slice(1), word.text, complain) })
        break
      }
      case 'split': {
        const by = SPLITS.find((one) => one === first?.text)
        if (by === undefined) throw complain(`split takes ${SPLITS.join(', ')} first`, first?.at)
        splits.push({ by, conditions: conditionsOf(rest.slice(1), word.text, complain) })
        break
      }
      default:
        throw complain(`there is no rule "${word.text.slice(0, 40)}": ${WORDS.join(', ')}`)
    }
  }
  return {
    isOwn: (frame) => frames.findLast(({ pattern }) => pattern(frame.function))?.own ?? null,
    ignores: (frame) => ignored.some((pattern) => pattern(frame.function)),
    mergedInto: (stack) => merges.findLast((rule) => holds(rule, stack))?.name ?? null,
    splitBy(stack) {
      const by = splits.filter((rule) => holds(rule, stack)).map((rule) => rule.by)
      return by.length === 0 ? '' : `\nsplit ${by.map((one) => splitValue(one, stack)).join('\n')}`
    },
  }
}

interface Word {
  readonly text: string
  readonly at: number
}

function conditionsOf(
  words: readonly Word[],
  rule: string,
  complain: (what: string, at?: number) => Error,
): Condition[] {
  if (words.length === 0)
    throw complain(`${rule} needs a condition: ${CONDITIONS.map((one) => `${one}=PATTERN`).join(', ')}`)
  return words.map(({ text, at }) => {
    const equals = text.indexOf('=')
    const of = CONDITIONS.find((one) => one === text.slice(0, equals))
    const pattern = text.slice(equals + 1)
    if (of === undefined) throw complain(`a condition is ${CONDITIONS.map((one) => `${one}=PATTERN`).join(', ')}`, at)
    if (pattern === '') throw complain(`${of}= needs a pattern`, at + text.length)
    if (pattern.length > LONGEST_PATTERN) throw complain('a pattern of more than 500 characters', at)
    return { of, pattern: globOf(pattern) }
  })
}

function holds({ conditions }: Rule, { links }: StackText): boolean {
  return conditions.every(({ of, pattern }) =>
    links.some(({ type, message, frames }) =>
      of === 'type'
        ? pattern(type ?? '')
        : of === 'message'
          ? pattern(message)
          : frames.some((frame) => pattern(frame.function)),
    ),
  )
}

function splitValue(by: (typeof SPLITS)[number], { links }: StackText): string {
  const root = links.at(-1)!
  if (by === 'message') return root.message.slice(0, 500)
  if (by === 'type') return links.map(({ type }) => type ?? '').join(' < ')
  const frame = root.frames[0]
  return frame === undefined ? '' : `${frame.file}:${frame.line}`
}

function complaint(name: string, line: number, text: string, at: number, what: string): Error {
  const rest = text.slice(at).trim()
  const near = rest === '' ? '' : `, near "${rest.slice(0, 60)}"`
  return fail('E_USAGE', `${name}:${line}:${at + 1}: ${what}${near}`)
}

type Glob = (text: string) => boolean

/** `*` is anything; the pieces between are looked for one behind the other, which takes linear time whatever they are. */
function globOf(pattern: string): Glob {
  const [first = '', ...rest] = pattern.split(/\*+/)
  const last = rest.pop()
  if (last === undefined) return (text) => text === pattern
  return (text) => {
    if (!text.startsWith(first)) return false
    let at = first.length
    for (const piece of rest) {
      const found = text.indexOf(piece, at)
      if (found < 0) return false
      at = found + piece.length
    }
    return text.length - last.length >= at && text.endsWith(last)
  }
}
