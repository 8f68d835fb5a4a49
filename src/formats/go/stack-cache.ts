import type { Stack } from '../../model/stack.ts'
import type { Paragraph } from '../recogniser.ts'
import { Pattern } from './stack-pattern.ts'

/** A stack that was read before; others have the same text but for their pointers. */
export class KnownStack {
  readonly stack: Stack
  readonly hasParent: boolean
  /** All of it is the runtime's. */
  readonly system: boolean
  private pattern: Pattern | null | undefined = undefined
  private told = 0

  constructor(stack: Stack, hasParent: boolean, system: boolean) {
    this.stack = stack
    this.hasParent = hasParent
    this.system = system
  }

  /**
   * The stack of another goroutine with the same hash; null when it has to be read in full. Where stacks may be shared
   * the first waiters of a kind still show their own arguments, so that diagnosis can tell which lock or channel each of
   * them waits for.
   */
  stackOf(paragraph: Paragraph): Stack | null {
    if (paragraph.mayShare && (this.system || this.told++ >= MOST_TOLD)) return this.stack
    if (this.pattern === null) return null
    const text = paragraph.text()
    this.pattern ??= Pattern.of(text)
    return this.pattern?.stackOf(text, paragraph.mayShare) ?? null
  }
}

const MOST_TOLD = 199

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
