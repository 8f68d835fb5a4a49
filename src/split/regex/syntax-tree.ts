import type { Charset } from './charset.ts'

/** A pattern, read. Places are offsets in its text, for messages that point at them. */
export type Node = SetNode | SequenceNode | ChoiceNode | GroupNode | RepeatNode | LookNode | AnchorNode | ReferenceNode

/** One character out of a set. */
export interface SetNode {
  readonly kind: 'set'
  readonly set: Charset
}

export interface SequenceNode {
  readonly kind: 'sequence'
  readonly items: readonly Node[]
}

/** Tried from the first to the last. */
export interface ChoiceNode {
  readonly kind: 'choice'
  readonly options: readonly Node[]
}

export interface GroupNode {
  readonly kind: 'group'
  /** Capturing groups are numbered from 1, as PCRE2 numbers them; null: it only groups. */
  readonly index: number | null
  readonly name: string | null
  /** What matched is not given back. */
  readonly atomic: boolean
  readonly body: Node
  readonly at: number
}

export interface RepeatNode {
  readonly kind: 'repeat'
  readonly body: Node
  readonly least: number
  readonly most: number
  readonly mode: 'greedy' | 'lazy' | 'possessive'
  readonly at: number
}

export interface LookNode {
  readonly kind: 'look'
  readonly behind: boolean
  readonly negative: boolean
  readonly body: Node
  readonly at: number
}

export interface AnchorNode {
  readonly kind: 'anchor'
  readonly where: 'start' | 'end' | 'end-or-newline' | 'line-start' | 'line-end' | 'word' | 'not-word'
}

export interface ReferenceNode {
  readonly kind: 'reference'
  readonly index: number
  readonly ignoreCase: boolean
  readonly at: number
}

export interface Tree {
  readonly root: Node
  /** Names of the capturing groups by their number; null for those without one. Number 0 is the whole match. */
  readonly names: readonly (string | null)[]
}

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.items
    case 'choice':
      return node.options
    case 'group':
    case 'repeat':
    case 'look':
      return [node.body]
    default:
      return []
  }
}

/** Numbers of the capturing groups in a part of a pattern. */
export function groupsIn(node: Node): number[] {
  const own = node.kind === 'group' && node.index !== null ? [node.index] : []
  return [...own, ...childrenOf(node).flatMap(groupsIn)]
}
