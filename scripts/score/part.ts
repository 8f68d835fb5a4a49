/** One thing that is measured: how often the program was right about logs whose truth is known. */
export interface Part {
  readonly name: string
  readonly measure: () => Promise<readonly Row[]>
}

/** More is better, always: count the healthy logs without an alarm, not the alarms. */
export interface Row {
  readonly what: string
  readonly right: number
  readonly of: number
  /** The cases that were not right, for whoever wants to make the score rise. */
  readonly misses: readonly string[]
}

/** Counts as it goes. */
export class Tally {
  private right = 0
  private readonly misses: string[] = []
  private readonly what: string

  constructor(what: string) {
    this.what = what
  }

  add(isRight: boolean, name: string): void {
    if (isRight) this.right++
    else this.misses.push(name)
  }

  row(): Row {
    return { what: this.what, right: this.right, of: this.right + this.misses.length, misses: this.misses }
  }
}
