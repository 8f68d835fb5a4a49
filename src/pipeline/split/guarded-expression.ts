import { setFlagsFromString } from 'node:v8'
import { type Context, createContext, Script } from 'node:vm'
import type { Expressions } from '../../split/user-pattern.ts'

/** What one match gave: group by number of the tree, undefined for those that took no part. */
export type Found = readonly (string | undefined)[]

export interface GuardLimits {
  /** Work on one text, and time after which the clock looks at it. */
  readonly textMs: number
  /** Texts that may take longer before the pattern is given up. */
  readonly slowTexts: number
  /** Work for all of them together: so much at first, and so much more with every million characters. */
  readonly startMs: number
  readonly millionMs: number
}

/** A pattern that is not pathological takes some 2 ms for a million characters. */
export const GUARD_LIMITS: GuardLimits = { textMs: 100, slowTexts: 8, startMs: 1_000, millionMs: 1_000 }

export interface Texts {
  readonly length: number
  at(index: number): string
}

/**
 * A user's expression that cannot hang the program. Two nets: V8 restarts a match that backtracks too often on its linear
 * engine, where it can; and every run stands under a clock that ends it in the middle of a match. The text it stuck at is
 * passed over, and the run goes on behind it.
 */
export class GuardedExpression {
  private readonly plain: RegExp
  private readonly astral: RegExp
  private readonly groups: Expressions
  private readonly limits: GuardLimits
  private readonly everyMatch: boolean
  private readonly sandbox: Context & { step?: () => void }
  private characters = 0
  private spentMs = 0
  private slow = 0
  /** Not asked any more. */
  isGivenUp = false

  /**
   * `everyMatch`: all matches of a text, not only the first.
   * @throws SyntaxError when the engine does not take it: it is too large.
   */
  constructor(expressions: Expressions, everyMatch: boolean, limits: GuardLimits = GUARD_LIMITS) {
    installFallback()
    const flags = everyMatch ? 'g' : ''
    this.plain = new RegExp(expressions.plain.source, flags)
    this.astral = new RegExp(expressions.astral.source, flags)
    this.groups = expressions
    this.everyMatch = everyMatch
    this.limits = limits
    this.sandbox = createContext({})
    // It is compiled when it is first used.
    if (!this.compiles()) throw new SyntaxError('it takes too long to compile')
  }

  /**
   * Puts the matches in each text into `into`, at its index; `isWanted` leaves texts out. Those that take too long are told
   * to `onSlow`. Returns how many were looked at: those behind are left as they are, since the pattern was given up.
   */
  run(
    texts: Texts,
    into: (readonly Found[] | null)[],
    isWanted: (index: number) => boolean,
    onSlow: (index: number) => void,
  ): number {
    let index = 0
    /** Work on the text at `index` alone. */
    let workMs = 0
    while (!this.isGivenUp) {
      const before = index
      const spentBefore = this.spentMs
      const end = this.underClock(() => {
        // May end anywhere in here, and goes on with the text it was at: nothing below does harm when it is done twice.
        for (; index < texts.length; index++) if (isWanted(index)) into[index] = this.matches(texts.at(index))
      })
      if (end === 'done') break
      workMs = index > before ? 0 : workMs + this.spentMs - spentBefore
      // While this process does not get its share of the machine, being late proves nothing.
      if (end === 'overflow' || workMs >= this.limits.textMs) {
        onSlow(index++)
        workMs = 0
        if (++this.slow >= this.limits.slowTexts) this.isGivenUp = true
      }
      const { startMs, millionMs } = this.limits
      if (this.spentMs > startMs + (this.characters / 1e6) * millionMs) this.isGivenUp = true
    }
    return index
  }

  private matches(text: string): Found[] | null {
    const isAstral = HALVES.test(text)
    const expression = isAstral ? this.astral : this.plain
    const { groups } = isAstral ? this.groups.astral : this.groups.plain
    this.characters += text.length
    expression.lastIndex = 0
    let match = expression.exec(text)
    if (match === null) return null
    const all: Found[] = []
    do {
      const found = match
      all.push(groups.map((number) => (number === 0 ? undefined : found[number])))
      if (!this.everyMatch) break
      if (match[0] === '') expression.lastIndex++
      match = expression.exec(text)
    } while (match !== null)
    return all
  }

  /** Work on so many characters that ends within the time for one text. Else it was broken off anywhere in it. */
  finishes(characters: number, step: () => void): boolean {
    const before = this.spentMs
    for (;;) {
      const end = this.underClock(step)
      if (end === 'done') this.characters += characters
      if (end !== 'late') return end === 'done'
      // Else this process did not get its share of the machine.
      if (this.spentMs - before >= this.limits.textMs) return false
    }
  }

  private compiles(): boolean {
    while (this.spentMs < this.limits.startMs)
      if (this.underClock(() => void this.plain.exec('')) !== 'late') return true
    return false
  }

  private underClock(step: () => void): 'done' | 'late' | 'overflow' {
    const { textMs } = this.limits
    this.sandbox.step = step
    const before = process.cpuUsage()
    try {
      ;(script ??= new Script('step()')).runInContext(this.sandbox, { timeout: textMs })
      return 'done'
    } catch (error) {
      if (error instanceof RangeError) return 'overflow'
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
      return 'late'
    } finally {
      const { user, system } = process.cpuUsage(before)
      this.spentMs += (user + system) / 1_000
    }
  }
}

let script: Script | null = null
const HALVES = /[\ud800-\udfff]/

let isInstalled = false

/**
 * The linear engine is experimental in Node 20 to 24 and there is no other way to ask for it than a flag of the process,
 * so it is set when the first pattern is used, not when the library is loaded. Matches that end soon never meet it.
 */
function installFallback(): void {
  if (isInstalled) return
  isInstalled = true
  setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks')
}
