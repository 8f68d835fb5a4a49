import type { Stack } from '../../model/stack.ts'

export interface KnownStack {
  readonly stack: Stack
  readonly hasParent: boolean
  /**
   * How often it was read again although it was known: the first waiters of a kind show their own arguments, so that
   * diagnosis can tell for which lock or channel each of them waits.
   */
  reread: number
  /** All of it is the runtime's. */
  readonly system: boolean
}

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
