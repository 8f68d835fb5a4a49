import { type Expression, emit } from './regex/emit.ts'
import { parsePattern } from './regex/parse-pattern.ts'
import { PatternError } from './regex/pattern-error.ts'
import { refuseDifferences } from './regex/refuse-differences.ts'
import type { Tree } from './regex/syntax-tree.ts'

/** A pattern of the user's, understood. */
export interface UserPattern {
  /** How records and notes call it; null for the only one of a command line. */
  readonly name: string | null
  readonly text: string
  /** Names of its groups, which become fields, in order. */
  readonly fields: readonly string[]
  /** Number of each field's group in `tree`. */
  readonly groups: readonly number[]
  readonly tree: Tree
}

export interface PatternOptions {
  readonly name: string | null
  /** The texts to match may have several lines. */
  readonly manyLines: boolean
}

/** @throws PatternError */
export function readPattern(text: string, { name, manyLines }: PatternOptions): UserPattern {
  const tree = readTree(text, manyLines)
  const groups = tree.names.flatMap((field, index) => (field === null ? [] : [index]))
  if (groups.length === 0) {
    throw new PatternError('no group has a name, so there would be no fields: write (?<name>…) around what you want', 0)
  }
  return { name, text, fields: groups.map((index) => tree.names[index]!), groups, tree }
}

/**
 * A pattern that only says yes or no.
 * @throws PatternError
 */
export function readTree(text: string, manyLines: boolean): Tree {
  // The lines of a record belong together: what takes the rest of it takes all of them.
  const tree = parsePattern(text, manyLines)
  refuseDifferences(tree)
  return tree
}

/** The same pattern twice: for texts within the basic plane of Unicode, and for those that go beyond. */
export interface Expressions {
  readonly plain: Expression
  readonly astral: Expression
}

export function expressionsOf(tree: Tree, manyLines: boolean): Expressions {
  return { plain: emit(tree, { astral: false, manyLines }), astral: emit(tree, { astral: true, manyLines }) }
}
