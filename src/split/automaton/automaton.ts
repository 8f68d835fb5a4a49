/**
 * A pattern as a table that is walked along the bytes of a line, without ever going back: all that a backtracking engine
 * would try, tried at once (Laurikari, "NFAs with tagged transitions", 2000). A state is a list of threads of the program,
 * the preferred one first. Where their groups begin and end stands in registers, which threads share; a step writes one
 * register at most, since all that begins or ends with it does so in the same place.
 *
 * Patterns that need more than that have none, nor have those whose table would be large; they are left to the expression.
 */
import { has } from '../regex/charset.ts'
import type { UserPattern } from '../user-pattern.ts'
import { classesOf, type Instruction, programOf } from './program.ts'

/** Instead of a register: the end of the line; nothing, since the group took no part. */
export const LINE_END = -1
export const NOWHERE = -2

export interface Automaton {
  readonly registers: number
  /** Class of each byte of ASCII. */
  readonly classOf: Uint8Array
  readonly classes: number
  /** By state and class: the next state, and 65,536 times one more than the register that gets the place behind the byte. */
  readonly steps: Uint32Array
  /** By state: 1 where every byte leads back and writes nothing, so that the rest of the line need not be looked at. */
  readonly isIdle: Uint8Array
  /** By state: where start and end of each field stand when the line ends there; null: no match. */
  readonly ends: readonly (readonly number[] | null)[]
  readonly start: number
  /** The register that gets the start of the line; -1: none. */
  readonly startRegister: number
}

/** A larger table takes longer to make than the expression takes for a megabyte. */
const MOST_STEPS = 1_500

interface Thread {
  readonly pc: number
  /** By slot: a register, HERE or NOWHERE. */
  readonly slots: readonly number[]
}

/** The place that was just reached. For a thread that waits for the end of the line, it is that end or the thread is lost. */
const HERE = LINE_END

/** null: not for this pattern. */
export function automatonOf({ tree, groups }: UserPattern): Automaton | null {
  const slots = new Map(groups.map((group, i) => [group, 2 * i]))
  const program = programOf(tree.root, slots)
  if (program === null) return null
  // Both at once in an empty line is not worth a state.
  const end = program.findIndex(({ op }) => op === 'at-end')
  const start = program.findLastIndex(({ op }) => op === 'at-start')
  return end >= 0 && start > end ? null : new Builder(program, 2 * groups.length).build()
}

class Builder {
  private readonly program: readonly Instruction[]
  private readonly slots: number
  private readonly states: (readonly Thread[])[] = []
  private readonly numbers = new Map<string, number>()

  constructor(program: readonly Instruction[], slots: number) {
    this.program = program
    this.slots = slots
  }

  build(): Automaton | null {
    const { ofByte, samples } = classesOf(this.program)
    const first = this.enter(this.follow([{ pc: 0, slots: new Array(this.slots).fill(NOWHERE) }], true))
    const steps: number[] = []
    for (let state = 0; state < this.states.length; state++) {
      if (this.states.length * samples.length > MOST_STEPS) return null
      for (const byte of samples) {
        const { number, register } = this.step(state, byte)
        steps.push(number + 65_536 * (register + 1))
      }
    }
    const width = samples.length
    const isIdle = this.states.map((_, state) => Number(samples.every((_, i) => steps[state * width + i] === state)))
    const used = this.states.flatMap((threads) => threads.flatMap(({ slots }) => [...slots]))
    return {
      registers: Math.max(0, ...used) + 1,
      classOf: ofByte,
      classes: width,
      steps: Uint32Array.from(steps),
      isIdle: Uint8Array.from(isIdle),
      ends: this.states.map((threads) => this.endOf(threads)),
      start: first.number,
      startRegister: first.register,
    }
  }

  private step(state: number, byte: number): { readonly number: number; readonly register: number } {
    const taken: Thread[] = []
    for (const { pc, slots } of this.states[state]!) {
      const instruction = this.program[pc]!
      // What is complete stays so, whatever follows.
      if (instruction.op === 'done') taken.push({ pc, slots })
      else if (instruction.op === 'take' && has(instruction.set, byte)) taken.push({ pc: pc + 1, slots })
    }
    return this.enter(this.follow(taken, false))
  }

  /** Up to the instructions that take a byte, or wait for the end; what is less preferred than a complete match is dropped. */
  private follow(threads: readonly Thread[], isStart: boolean, isEnd = false): Thread[] {
    const { program } = this
    const seen = new Set<number>()
    const found: Thread[] = []
    let isDone = false
    const visit = (pc: number, slots: readonly number[]): void => {
      if (isDone || seen.has(pc)) return
      seen.add(pc)
      const instruction = program[pc]!
      switch (instruction.op) {
        case 'jump':
          visit(instruction.to, slots)
          break
        case 'split':
          visit(instruction.first, slots)
          visit(instruction.second, slots)
          break
        case 'save':
          visit(
            pc + 1,
            slots.map((register, slot) => (slot === instruction.slot ? HERE : register)),
          )
          break
        case 'at-start':
          if (isStart) visit(pc + 1, slots)
          break
        case 'at-end':
          if (isEnd) visit(pc + 1, slots)
          else found.push({ pc, slots })
          break
        default:
          found.push({ pc, slots })
          isDone = instruction.op === 'done'
      }
    }
    for (const { pc, slots } of threads) visit(pc, slots)
    return found
  }

  /** Gives this place a register that no thread uses, if one that goes on needs it, and the state a number. */
  private enter(threads: readonly Thread[]): { readonly number: number; readonly register: number } {
    const used = new Set(threads.flatMap(({ slots }) => [...slots]))
    let free = 0
    while (used.has(free)) free++
    let register = -1
    const placed = threads.map(({ pc, slots }): Thread => {
      if (this.program[pc]!.op === 'at-end' || !slots.includes(HERE)) return { pc, slots }
      register = free
      return { pc, slots: slots.map((each) => (each === HERE ? free : each)) }
    })
    const key = placed.map(({ pc, slots }) => `${pc}:${slots.join()}`).join(' ')
    let number = this.numbers.get(key)
    if (number === undefined) {
      number = this.states.push(placed) - 1
      this.numbers.set(key, number)
    }
    return { number, register }
  }

  private endOf(threads: readonly Thread[]): readonly number[] | null {
    const done = this.follow(threads, false, true).find(({ pc }) => this.program[pc]!.op === 'done')
    return done?.slots ?? null
  }
}
