import type { StackGroup } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { type Identity, type IdentityPart, identityOf } from './identity.ts'
import { NO_RULES, type StackRules } from './rules.ts'
import { textOf, VM_CRASH } from './stack-text.ts'

export interface StackComparison {
  /** The finest step in which both are the same; null when even the culprit differs. */
  readonly same: 'exact' | 'functions' | 'origin' | null
  /** What was found equal, what was left aside, and where they part; in the order of the comparison. */
  readonly reasons: readonly string[]
}

/** Why two stacks are one group, or where they part. */
export function explainStacks(a: StackGroup, b: StackGroup, rules: StackRules = NO_RULES): StackComparison {
  const [one, other] = [identityOf(textOf(a), rules), identityOf(textOf(b), rules)]
  const merged = [rules.mergedInto(textOf(a)), rules.mergedInto(textOf(b))]
  // Where functions begin, only the report knew.
  const isExact = a.fingerprints.exact === b.fingerprints.exact
  const same = isExact
    ? 'exact'
    : (['functions', 'origin'] as const).find((level) => one.fingerprints[level] === other.fingerprints[level])
  const reasons: string[] = []
  if (merged[0] !== null && merged[0] === merged[1]) reasons.push(`a merge rule puts both into "${merged[0]}"`)
  if (a.runtime !== b.runtime || a.kind !== b.kind) reasons.push(`one is ${wordsFor(a)}, the other ${wordsFor(b)}`)
  reasons.push(...chains(one, other))
  if (same === 'exact' || same === 'functions') reasons.push(...leftAside(a, b, isExact))
  if (one.origin === other.origin && one.origin !== '' && same !== 'exact')
    reasons.push(`the culprit is the same: ${one.origin}`)
  else if (one.origin !== other.origin)
    reasons.push(`the culprits differ: ${one.origin || 'none'} and ${other.origin || 'none'}`)
  return { same: same ?? null, reasons }
}

/** Link by link, from the root cause outwards: the first difference of each kind. */
function chains(one: Identity, other: Identity): string[] {
  const reasons: string[] = []
  const most = Math.max(one.parts.length, other.parts.length)
  if (one.parts.length !== other.parts.length)
    reasons.push(`one has ${links(one.parts.length)} of causes, the other ${links(other.parts.length)}`)
  for (let i = 0; i < Math.min(one.parts.length, other.parts.length); i++) {
    const [p, q] = [one.parts[i]!, other.parts[i]!]
    const where = most === 1 ? '' : i === 0 ? ' of the root cause' : ` of cause ${i + 1} from the root`
    if (p.type !== q.type) reasons.push(`the class${where} differs: ${p.type || 'unknown'} and ${q.type || 'unknown'}`)
    else if (p.type !== '') reasons.push(`the class${where} is the same: ${p.type}`)
    if (p.words !== q.words) reasons.push(`the message${where} begins differently: "${p.words}" and "${q.words}"`)
    reasons.push(functionsReason(p, q, where))
  }
  if (one.suppressed.length !== other.suppressed.length)
    reasons.push(`one suppressed ${one.suppressed.length} exceptions, the other ${other.suppressed.length}`)
  return reasons
}

function functionsReason(p: IdentityPart, q: IdentityPart, where: string): string {
  const at = p.functions.findIndex((name, i) => name !== q.functions[i])
  if (at < 0 && p.functions.length === q.functions.length)
    return p.functions.length === 0
      ? `no functions${where} tell them apart`
      : p.functions.length === 1
        ? `the function${where} is the same: ${p.functions[0]}`
        : `the ${p.functions.length} functions${where} that tell bugs apart are the same`
  const from = at < 0 ? p.functions.length : at
  const name = (part: IdentityPart) => part.functions[from] ?? 'the end of the stack'
  return `the functions${where} part at number ${from + 1}: ${name(p)} and ${name(q)}`
}

/** What differs and does not count. */
function leftAside(a: StackGroup, b: StackGroup, isExact: boolean): string[] {
  const reasons: string[] = []
  if (a.fingerprints.lines !== b.fingerprints.lines)
    reasons.push(
      `the lines cannot be compared: those of one are counted from ${countedFrom(a)}, those of the other from ${countedFrom(b)}`,
    )
  if (a.message !== b.message) reasons.push('left aside: the rest of the message, which differs')
  const [f, g] = [allFrames(a), allFrames(b)]
  // What it died of is its type: no frame was compared.
  if (a.sort === VM_CRASH) {
    if (f.length !== g.length || f.some((frame, i) => frame.function !== g[i]!.function))
      reasons.push(`left aside: the frames below the one it died in (${f.length} and ${g.length})`)
    return reasons
  }
  if (f.length !== g.length)
    reasons.push(`left aside: frames of libraries, reflection and recursion (${f.length} and ${g.length} frames)`)
  for (let i = 0; i < Math.min(f.length, g.length); i++) {
    const [x, y] = [f[i]!, g[i]!]
    if (x.function !== y.function) {
      reasons.push(`left aside: numbers in names, such as ${x.function} and ${y.function}`)
      break
    }
    if (x.line === y.line) continue
    reasons.push(
      `left aside: line numbers, such as ${x.file}:${x.line} and ${y.file}:${y.line} in ${x.function}${samePlace(x, y, isExact)}`,
    )
    break
  }
  return reasons
}

function samePlace(x: Frame, y: Frame, isExact: boolean): string {
  if (isExact) return ' (the same line, counted from where the function begins)'
  return x.pcOffset !== null && x.pcOffset === y.pcOffset ? ` (the same place in the function: +${x.pcOffset})` : ''
}

function countedFrom({ fingerprints: { lines } }: StackGroup): string {
  if (lines === 'mixed') return 'their functions, as far as these are known'
  return lines === 'function' ? 'their functions' : 'their files'
}

function allFrames(group: StackGroup) {
  return [...group.frames, ...group.causes.flatMap(({ frames }) => frames)]
}

function links(count: number): string {
  return count === 1 ? 'a chain of one' : `a chain of ${count}`
}

function wordsFor({ runtime, kind }: StackGroup): string {
  return `${runtime === 'go' ? 'a Go' : 'a JVM'} ${kind}`
}
