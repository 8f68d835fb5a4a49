import { setFlagsFromString } from 'node:v8'
import { type Context, createContext, Script } from 'node:vm'
import type { Expressions } from '../../split/user-pattern.ts'

/** What one match gave: group by number of the tree, undefined for those that took no part. */
export type Found = readonly (string | undefined)[]

export interface GuardLimits {
  /** For one text. */
  readonly textMs: number
  /** Texts that may take longer before the pattern is given up. */
  readonly slowTexts: number
  /** For all of them together: so much at first, and so much more with every million characters. */
  readonly startMs: number
  readonly millionMs: number
}

/** A pattern that is not pathological takes some 2 ms for a million characters. */
export const GUARD_LIMITS: GuardLimits = { textMs: 100, slowTexts: 8, startMs: 2_000, millionMs: 1_000 }

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
    if (!this.finishes(() => void this.plain.exec(''))) throw new SyntaxError('it takes too long to compile')
  }

  /**
   * Puts the matches in each text into `into`, at its index; `isWanted` leaves texts out. Those that take too long are told
   * to `onSlow`, and all that are left when the pattern is given up stay as they are.
   */
  run(
    texts: Texts,
    into: (readonly Found[] | null)[],
    isWanted: (index: number) => boolean,
    onSlow: (index: number) => void,
  ): void {
    let index = 0
    let patience = PATIENCE
    while (!this.isGivenUp) {
      const before = index
      const started = performance.now()
      const end = this.underClock(() => {
        // May end anywhere in here, and goes on with the text it was at: nothing below does harm when it is done twice.
        for (; index < texts.length; index++) if (isWanted(index)) into[index] = this.matches(texts.at(index))
      })
      this.spentMs += performance.now() - started
      if (end === 'done') break
      if (end === 'late' && index > before) patience = PATIENCE
      else if (end === 'overflow' || --patience === 0) {
        // It had all the time for itself, or all the memory that V8 gives to a match.
        onSlow(index++)
        patience = PATIENCE
        if (++this.slow >= this.limits.slowTexts) this.isGivenUp = true
      }
      const { startMs, millionMs } = this.limits
      if (this.spentMs > startMs + (this.characters / 1e6) * millionMs) this.isGivenUp = true
    }
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

  private finishes(step: () => void): boolean {
    for (let patience = PATIENCE; patience > 0; patience--) if (this.underClock(step) === 'done') return true
    return false
  }

  private underClock(step: () => void): 'done' | 'late' | 'overflow' {
    this.sandbox.step = step
    try {
      ;(script ??= new Script('step()')).runInContext(this.sandbox, { timeout: this.limits.textMs })
      return 'done'
    } catch (error) {
      if (error instanceof RangeError) return 'overflow'
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
      return 'late'
    }
  }
}

let script: Script | null = null
/** Tries: the machine may have been asleep during the first. */
const PATIENCE = 2
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
