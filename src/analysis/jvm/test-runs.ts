import type { JvmTestEvent } from '../../model/jvm-event.ts'
import type { TestResult } from '../../model/report.ts'

/** Tests that failed, by the words of their runner. One that was run again and passed did not. */
export class TestRuns {
  private readonly settled: TestResult[] = []
  /** Since the totals before. */
  private open: TestResult[] = []
  private isFailed = false

  add(event: JvmTestEvent): void {
    if (event.outcome === 'totals') this.settle(event.failures !== 0)
    else if (event.name !== null && this.open.length < MOST_TESTS) this.open.push(resultOf(event.name, event))
  }

  /** The run ended before its tests did. */
  lose(): void {
    this.isFailed = true
  }

  /** A log that was cut may have lost the totals. */
  results(): readonly TestResult[] {
    return [...this.settled, ...this.open]
  }

  get hasFailed(): boolean {
    return this.isFailed || this.open.length > 0
  }

  private settle(areFailed: boolean): void {
    const { open, settled } = this
    this.open = []
    if (!areFailed) return
    this.isFailed = true
    const known = new Set(settled.map(keyOf))
    for (const result of open) {
      // Where it is run again each run is told.
      if (known.has(keyOf(result)) || settled.length >= MOST_TESTS) continue
      known.add(keyOf(result))
      settled.push(result)
    }
  }
}

const MOST_TESTS = 10_000

function keyOf({ package: inPackage, name }: TestResult): string {
  return `${inPackage} ${name}`
}

/** `cart.CartTest.discount(int)[2]`: the class begins with the first capital. */
function resultOf(whole: string, { span }: JvmTestEvent): TestResult {
  const inPackage = /^(?:[a-z_][\w$]{0,100}\.){1,16}(?=[A-Z])/.exec(whole)?.[0].slice(0, -1) ?? null
  const name = inPackage === null ? whole : whole.slice(inPackage.length + 1)
  return { runtime: 'jvm', name, package: inPackage, outcome: 'failed', crash: null, span }
}
