import { type Charset, has } from '../regex/charset.ts'
import type { Node } from '../regex/syntax-tree.ts'

/** What a thread that reads a line does next. Every instruction but `jump` and `split` goes on at the next one. */
export type Instruction =
  | { readonly op: 'take'; readonly set: Charset }
  | { readonly op: 'split'; readonly first: number; readonly second: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'at-start' }
  | { readonly op: 'at-end' }
  | { readonly op: 'done' }

const MOST_INSTRUCTIONS = 600

/**
 * A tree as a program; null when it needs what threads cannot do (looking around, references, giving nothing back), or is
 * too long. `slots`: by group of the tree the number of its start, its end is the next one.
 */
export function programOf(root: Node, slots: ReadonlyMap<number, number>): readonly Instruction[] | null {
  const program: Instruction[] = []

  /** Where the next instruction will stand, which is filled in later. */
  const reserve = (): number => program.push({ op: 'done' }) - 1

  const choose = (at: number, isLazy: boolean, inside: number, outside: number): void => {
    program[at] = isLazy
      ? { op: 'split', first: outside, second: inside }
      : { op: 'split', first: inside, second: outside }
  }

  function add(node: Node): boolean {
    if (program.length > MOST_INSTRUCTIONS) return false
    switch (node.kind) {
      case 'set':
        program.push({ op: 'take', set: node.set })
        return true
      case 'sequence':
        return node.items.every(add)
      case 'choice':
        return addChoice(node.options)
      case 'group': {
        if (node.atomic) return false
        const slot = node.index === null ? undefined : slots.get(node.index)
        if (slot === undefined) return add(node.body)
        program.push({ op: 'save', slot })
        if (!add(node.body)) return false
        program.push({ op: 'save', slot: slot + 1 })
        return true
      }
      case 'repeat':
        return node.mode !== 'possessive' && addRepeat(node.body, node.least, node.most, node.mode === 'lazy')
      case 'anchor':
        if (node.where === 'word' || node.where === 'not-word') return false
        program.push({ op: node.where === 'start' || node.where === 'line-start' ? 'at-start' : 'at-end' })
        return true
      default:
        return false
    }
  }

  function addChoice(options: readonly Node[]): boolean {
    const ends: number[] = []
    for (const [i, option] of options.entries()) {
      if (i === options.length - 1) {
        if (!add(option)) return false
        continue
      }
      const fork = reserve()
      if (!add(option)) return false
      ends.push(reserve())
      choose(fork, false, fork + 1, program.length)
    }
    for (const end of ends) program[end] = { op: 'jump', to: program.length }
    return true
  }

  function addRepeat(body: Node, least: number, most: number, isLazy: boolean): boolean {
    for (let i = 0; i < least; i++) if (!add(body)) return false
    if (most === Number.POSITIVE_INFINITY) {
      const fork = reserve()
      if (!add(body)) return false
      program.push({ op: 'jump', to: fork })
      choose(fork, isLazy, fork + 1, program.length)
      return true
    }
    const forks: number[] = []
    for (let i = least; i < most; i++) {
      forks.push(reserve())
      if (!add(body)) return false
    }
    for (const fork of forks) choose(fork, isLazy, fork + 1, program.length)
    return true
  }

  // A match may begin anywhere, the sooner the better.
  program.push({ op: 'split', first: 3, second: 1 }, { op: 'take', set: EVERYTHING }, { op: 'jump', to: 0 })
  if (!add(root)) return null
  program.push({ op: 'done' })
  return program.length > MOST_INSTRUCTIONS ? null : program
}

const EVERYTHING: Charset = { ranges: [0, 0x10ffff] }

/** Of each byte of ASCII a class; bytes that no instruction tells apart share one. */
export function classesOf(program: readonly Instruction[]): {
  readonly ofByte: Uint8Array
  readonly samples: number[]
} {
  const sets = program.flatMap((instruction) => (instruction.op === 'take' ? [instruction.set] : []))
  const ofByte = new Uint8Array(128)
  const byKey = new Map<string, number>()
  const samples: number[] = []
  for (let byte = 0; byte < 128; byte++) {
    const key = sets.map((set) => (has(set, byte) ? '1' : '0')).join('')
    if (!byKey.has(key)) {
      byKey.set(key, samples.length)
      samples.push(byte)
    }
    ofByte[byte] = byKey.get(key)!
  }
  return { ofByte, samples }
}
