import type { GoTestEvent } from '../../model/event.ts'

/** What `go test` said, by where it stands: each crash asks for what is around it, and of both there may be thousands. */
export class TestLines {
  private readonly all: readonly GoTestEvent[]
  private readonly packages: readonly GoTestEvent[]

  constructor(tests: readonly GoTestEvent[]) {
    this.all = [...tests].sort((a, b) => a.span.line - b.span.line)
    this.packages = this.all.filter(({ outcome }) => outcome === 'fail-package')
  }

  /** From one line to another, both of them included. */
  between(line: number, endLine: number): readonly GoTestEvent[] {
    return this.all.slice(firstFrom(this.all, line), firstFrom(this.all, endLine + 1))
  }

  /** The package that failed: in plain text its name comes last. */
  packageBehind(line: number): GoTestEvent | null {
    return this.packages[firstFrom(this.packages, line)] ?? null
  }
}

function firstFrom(tests: readonly GoTestEvent[], line: number): number {
  let low = 0
  let high = tests.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (tests[middle]!.span.line < line) low = middle + 1
    else high = middle
  }
  return low
}
