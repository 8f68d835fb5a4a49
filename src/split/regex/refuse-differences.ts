/**
 * A pattern that means one thing in PCRE2 and another in JavaScript, however it is spelled, is refused: a field with the
 * wrong text in it is worse than a message. Three such differences remain after translation, all about
 * loops and groups that match nothing: JavaScript forgets a group at every round of the loop around it, PCRE2 keeps what it
 * held; a reference to a group that matched nothing yet succeeds in JavaScript and fails in PCRE2; and a round that
 * matches nothing is undone in JavaScript, while in PCRE2 it counts and ends the loop.
 */
import { PatternError } from './pattern-error.ts'
import {
  childrenOf,
  type GroupNode,
  groupsIn,
  type LookNode,
  type Node,
  type RepeatNode,
  type Tree,
} from './syntax-tree.ts'

/** @throws PatternError */
export function refuseDifferences({ root, names }: Tree): void {
  const referenced = new Set<number>()
  visit(root, (node) => {
    if (node.kind === 'reference') referenced.add(node.index)
  })
  /** Nobody sees what other groups held. */
  const matters = (index: number) => names[index] !== null || referenced.has(index)
  visit(root, (node) => {
    if (node.kind === 'repeat') checkRepeat(node, matters)
    else if (node.kind === 'look') checkLook(node)
  })
  checkReferences(root, new Set(), names)
}

function visit(node: Node, look: (node: Node) => void): void {
  look(node)
  for (const child of childrenOf(node)) visit(child, look)
}

function checkRepeat(repeat: RepeatNode, matters: (index: number) => boolean): void {
  const { body, least, most, at } = repeat
  if (most === 0) return
  // `(…)?` has a spelling of its own; see emit.ts.
  const isOptional = least === 0 && most === 1
  if (least !== most && !isOptional && mayBeEmpty(body)) {
    throw new PatternError('this repeats what may match nothing: when that ends cannot be translated', at)
  }
  const always = alwaysSet(body)
  if (most > 1 && groupsIn(body).some((index) => matters(index) && !always.has(index))) {
    throw new PatternError(
      'this repeats a group that some rounds pass over: which text it keeps cannot be translated',
      at,
    )
  }
}

function checkLook({ behind, body }: LookNode): void {
  if (!behind) return
  visit(body, (node) => {
    const isAtomic = (node.kind === 'group' && node.atomic) || (node.kind === 'repeat' && node.mode === 'possessive')
    if (isAtomic) throw new PatternError('an atomic group inside a lookbehind cannot be translated', node.at)
    if (node.kind === 'reference')
      throw new PatternError('a reference inside a lookbehind cannot be translated', node.at)
    // JavaScript reads a lookbehind from its end, which shows in what each group gets where lengths may vary.
    if (node.kind === 'group' && node.index !== null && lengthOf(body) === null) {
      throw new PatternError('a group inside a lookbehind of varying length cannot be translated', node.at)
    }
  })
}

/** Groups that certainly matched when the walk arrives are in `set`. */
function checkReferences(node: Node, set: Set<number>, names: Tree['names']): void {
  switch (node.kind) {
    case 'reference': {
      const name = names[node.index] ?? String(node.index)
      if (!set.has(node.index)) {
        throw new PatternError(
          `group ${name} may have matched nothing here: what its reference means cannot be translated`,
          node.at,
        )
      }
      if (node.ignoreCase) throw new PatternError('a reference that ignores case cannot be translated', node.at)
      return
    }
    case 'sequence':
      for (const item of node.items) checkReferences(item, set, names)
      return
    case 'choice': {
      const after = node.options.map((option) => {
        const own = new Set(set)
        checkReferences(option, own, names)
        return own
      })
      for (const index of after[0]!) if (after.every((own) => own.has(index))) set.add(index)
      return
    }
    case 'repeat': {
      const own = new Set(set)
      checkReferences(node.body, own, names)
      if (node.least > 0) for (const index of own) set.add(index)
      return
    }
    case 'look': {
      const own = new Set(set)
      checkReferences(node.body, own, names)
      if (!node.negative) for (const index of own) set.add(index)
      return
    }
    case 'group':
      checkReferences(node.body, set, names)
      if (node.index !== null) set.add(node.index)
      return
    default:
      return
  }
}

/** Groups that every way through the node sets. */
function alwaysSet(node: Node): ReadonlySet<number> {
  switch (node.kind) {
    case 'choice': {
      const [first, ...others] = node.options.map(alwaysSet)
      return new Set([...first!].filter((index) => others.every((other) => other.has(index))))
    }
    case 'repeat':
      return node.least > 0 ? alwaysSet(node.body) : new Set()
    case 'look':
      return node.negative ? new Set() : alwaysSet(node.body)
    case 'group':
      return new Set([...(node.index === null ? [] : [node.index]), ...alwaysSet(node.body)])
    default:
      return new Set(childrenOf(node).flatMap((child) => [...alwaysSet(child)]))
  }
}

export function mayBeEmpty(node: Node): boolean {
  switch (node.kind) {
    case 'set':
      return false
    case 'sequence':
      return node.items.every(mayBeEmpty)
    case 'choice':
      return node.options.some(mayBeEmpty)
    case 'group':
      return mayBeEmpty(node.body)
    case 'repeat':
      return node.least === 0 || mayBeEmpty(node.body)
    default:
      return true
  }
}

/** Characters a node takes, null when that varies. */
function lengthOf(node: Node): number | null {
  switch (node.kind) {
    case 'set':
      return 1
    case 'sequence':
      return node.items.map(lengthOf).reduce((sum, each) => (sum === null || each === null ? null : sum + each), 0)
    case 'choice': {
      const lengths = node.options.map(lengthOf)
      return lengths.every((each) => each === lengths[0]) ? lengths[0]! : null
    }
    case 'group':
      return lengthOf((node as GroupNode).body)
    case 'repeat': {
      const length = lengthOf(node.body)
      return node.least === node.most && length !== null ? node.least * length : null
    }
    case 'reference':
      return null
    default:
      return 0
  }
}
