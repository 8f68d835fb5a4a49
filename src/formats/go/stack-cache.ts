import type { Stack } from '../../model/stack.ts'
import type { Paragraph } from '../recogniser.ts'
import { Pattern } from './stack-pattern.ts'

/** A stack that was read before; others have the same text but for their pointers. */
export class KnownStack {
  readonly stack: Stack
  /** The same for others, whose arguments are not these. */
  readonly lent: Stack
  readonly hasParent: boolean
  /** All of it is the runtime's. */
  readonly system: boolean
  private pattern: Pattern | null | undefined = undefined
  /** How many of one block had arguments of their own. */
  private told = 0
  private block = -1

  constructor(stack: Stack, hasParent: boolean, system: boolean) {
    this.stack = stack
    this.lent = { ...stack, borrowed: true }
    this.hasParent = hasParent
    this.system = system
  }

  /**
   * The stack of another goroutine with the same hash; null when it has to be read in full. Where stacks may be shared
   * the first waiters of a kind in each block still show their own arguments, so that diagnosis can tell which lock or
   * channel each of them waits for.
   */
  stackOf(paragraph: Paragraph, block: number): Stack | null {
    if (paragraph.detail !== 'each') {
      if (this.system) return this.lent
      if (this.block !== block) this.told = 0
      this.block = block
      if (this.told++ >= MOST_TOLD) return this.lent
    }
    if (this.pattern === undefined) this.pattern = Pattern.of(this.stack, paragraph.text())
    return this.pattern?.stackOf(paragraph) ?? null
  }
}

const MOST_TOLD = 200

/** Stacks that were parsed once, by masked hash. Bounded: a hostile dump has as many stacks as goroutines. */
export class StackCache {
  private readonly stacks = new Map<number, KnownStack>()
  private readonly most: number

  constructor(most = 20_000) {
    this.most = most
  }

  get(hash: number): KnownStack | undefined {
    return this.stacks.get(hash)
  }

  set(hash: number, known: KnownStack): void {
    if (this.stacks.size < this.most) this.stacks.set(hash, known)
  }
}
