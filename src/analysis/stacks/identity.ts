import { fingerprintOf } from '../../base/hash.ts'
import type { StackFingerprints } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { stableName } from './function-names.ts'
import { type FunctionStarts, NO_STARTS } from './function-starts.ts'
import { NO_RULES, type StackRules } from './rules.ts'
import type { StackLink, StackText } from './stack-text.ts'
import { kindOf, tellingFunctions } from './telling-frames.ts'

/**
 * What makes two stacks the same, in three steps: the same lines (`exact`), the same functions (`functions`: what groups
 * are made by), the same culprit (`origin`). The version of the recipe is part of every fingerprint: users store them.
 */
export const RECIPE = '2'

/** The same, taken apart for comparison: what of each link goes into which fingerprint. */
export interface IdentityPart {
  readonly type: string
  readonly words: string
  readonly functions: readonly string[]
  readonly lines: readonly string[]
}

export interface Identity {
  readonly fingerprints: StackFingerprints
  /** Root cause first. */
  readonly parts: readonly IdentityPart[]
  readonly suppressed: readonly IdentityPart[]
  /** The program's own innermost function of the root cause. */
  readonly origin: string
}

/** With all that one log repeats: the same frames under the same words are looked at once. */
export class Identities {
  private readonly rules: StackRules
  private readonly known = new Map<string, Identity>()
  private readonly numbers = new WeakMap<Frame, number>()
  private frames = 0

  constructor(rules: StackRules) {
    this.rules = rules
  }

  of(stack: StackText): Identity {
    // A rule may ask for the whole message.
    if (this.rules !== NO_RULES) return identityOf(stack, this.rules)
    const { runtime, sort, links, suppressed } = stack
    const root = links.at(-1)!
    const key = [
      `${runtime} ${sort} ${links.length}`,
      ...[...links, ...suppressed].map((link) => {
        const words = link === root ? wordsOf(link, runtime, sort) : ''
        return `${link.type}\n${words}\n${isOverflow(link)} ${link.frames.map((frame) => this.numberOf(frame)).join()}`
      }),
    ].join('\n')
    let identity = this.known.get(key)
    if (identity === undefined) {
      identity = identityOf(stack, this.rules)
      if (this.known.size >= MOST_KNOWN) this.known.clear()
      if (key.length <= LONGEST_KEY) this.known.set(key, identity)
    }
    return identity
  }

  private numberOf(frame: Frame): number {
    const known = this.numbers.get(frame)
    if (known !== undefined) return known
    this.numbers.set(frame, ++this.frames)
    return this.frames
  }
}

const MOST_KNOWN = 2_000
const LONGEST_KEY = 4_000

/** `starts`: where functions begin, so that the exact fingerprint counts its lines from there. */
export function identityOf(stack: StackText, rules: StackRules, starts: FunctionStarts = NO_STARTS): Identity {
  const { runtime, sort } = stack
  const root = stack.links.at(-1)!
  // The inside of libraries changes with their versions: it counts only where nothing of the program's own does.
  const hasOwn = stack.links.some(({ frames }) => frames.some((frame) => kindOf(frame, rules) === 'own'))
  const parts = [...stack.links].reverse().map((link) => partOf(link, link === root, hasOwn, stack, rules, starts))
  const suppressed = stack.suppressed.map((link) => partOf(link, false, hasOwn, stack, rules, starts))
  const origin = originOf(stack, rules)
  const extra = rules.splitBy(stack)
  const text = (part: IdentityPart, rows: readonly string[]) => `${part.type}\n${part.words}\n${rows.join('\n')}`
  const hash = (level: string, rows: readonly string[]) =>
    fingerprintOf(`${RECIPE}:${level}:${runtime}:${sort}\n${rows.join('\n--\n')}${extra}`)
  const merged = rules.mergedInto(stack)
  return {
    fingerprints: {
      recipe: Number(RECIPE),
      exact: hash(
        'exact',
        [...parts, ...suppressed].map((part) => text(part, part.lines)),
      ),
      lines: countedFrom([...stack.links, ...stack.suppressed], rules, starts),
      functions:
        merged === null
          ? hash('functions', [
              ...parts.map((part) => text(part, part.functions)),
              ...suppressed.map((part) => text(part, part.functions)).sort(),
            ])
          : fingerprintOf(`${RECIPE}:merged\n${merged}`),
      origin: hash('origin', [parts[0]!.type, origin]),
    },
    parts,
    suppressed,
    origin,
  }
}

function partOf(
  link: StackLink,
  isRoot: boolean,
  hasOwn: boolean,
  { runtime, sort }: StackText,
  rules: StackRules,
  starts: FunctionStarts,
): IdentityPart {
  return {
    type: link.type === null ? '' : stableName(link.type, runtime),
    words: isRoot ? wordsOf(link, runtime, sort) : '',
    functions:
      hasOwn && !link.frames.some((frame) => kindOf(frame, rules) === 'own')
        ? []
        : tellingFunctions(link.frames, runtime, rules, isOverflow(link)),
    lines: link.frames.map((frame) => `${stableName(frame.function, runtime)} ${lineOf(frame, rules, starts)}`),
  }
}

/**
 * Code that is added above a function shifts its lines in the file; within the function they stay. Lines of libraries move
 * with their versions only: they count as printed, so that it does not matter who knew where functions begin.
 */
function lineOf(frame: Frame, rules: StackRules, starts: FunctionStarts): string {
  const start = kindOf(frame, rules) === 'own' ? starts.startOf(frame) : null
  return start === null ? `${baseName(frame.file)}:${frame.line}` : `+${frame.line! - start}`
}

function countedFrom(
  links: readonly StackLink[],
  rules: StackRules,
  starts: FunctionStarts,
): StackFingerprints['lines'] {
  if (starts === NO_STARTS) return 'file'
  const own = links.flatMap(({ frames }) =>
    frames.filter((frame) => frame.line !== null && kindOf(frame, rules) === 'own'),
  )
  const known = own.filter((frame) => starts.startOf(frame) !== null).length
  if (known === 0) return 'file'
  return known === own.length ? 'function' : 'mixed'
}

function isOverflow({ type, message }: StackLink): boolean {
  return type === 'java.lang.StackOverflowError' || /^stack overflow\b/.test(message)
}

/** The program's own innermost function of the root cause; else of what it is the cause of; else the innermost of all. */
function originOf({ links, runtime }: StackText, rules: StackRules): string {
  for (const { frames } of [...links].reverse()) {
    const own = frames.find((frame) => kindOf(frame, rules) === 'own' && !rules.ignores(frame))
    if (own !== undefined) return stableName(own.function, runtime)
  }
  const first = links.at(-1)!.frames.find((frame) => kindOf(frame, rules) !== 'machinery')
  return first === undefined ? '' : stableName(first.function, runtime)
}

/**
 * One function may fail in two ways with one type. What the runtime says is kept, numbers aside; of what people write,
 * the first word: the rest is full of names and values.
 */
function wordsOf({ message, frames }: StackLink, runtime: 'go' | 'jvm', sort: string): string {
  if (runtime === 'go' && (message.startsWith('runtime error: ') || !WRITTEN.has(sort) || frames.length === 0))
    return messageClass(message)
  const [first = '', second] = message.slice(0, 300).trimStart().split(/\s+/, 2)
  return second !== undefined && /^[\p{L}'’-]{2,30}[:,]?$/u.test(first) ? first.replace(/[:,]$/, '').toLowerCase() : ''
}

/** Sorts of which the message is the program's own. */
const WRITTEN: ReadonlySet<string> = new Set(['panic', 'http-panic', 'logged-panic', 'exception', 'stack'])

/** Numbers, addresses and quoted values change from one occurrence to the next; the words around them do not. */
export function messageClass(message: string): string {
  return message
    .slice(0, 2_000)
    .replace(/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '…')
    .replace(/0x[0-9a-f]+/gi, '0x…')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/(?<![\w/])(?:[A-Za-z]:\\|\.{0,2}\/)[^\s:,;"')]+/g, '/…')
    .replace(/\d+/g, '#')
}

function baseName(file: string | null): string {
  return file === null ? '' : file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}
