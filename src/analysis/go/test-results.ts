import type { GoTestEvent } from '../../model/event.ts'
import type { TestResult } from '../../model/report.ts'
import type { Told } from './crashes.ts'
import type { GoScene } from './go-scene.ts'
import { parentsOf } from './test-runs.ts'

/** Tests that did not pass: failed by their own words, crashed, or were running when somebody else's crash came. */
export function testResults(scene: GoScene, told: readonly Told[]): TestResult[] {
  const results: TestResult[] = []
  const crashed = new Family()
  for (const { block, crash } of told) {
    if (crash === null || crash.kind === 'logged-panic' || crash.kind === 'http-panic') continue
    const tests = scene.testRuns.of(block.number)
    const name = crash.test
    const inPackage = tests?.package ?? packageBehind(scene, crash.span.line)
    if (name !== null && !crashed.has(inPackage, name)) {
      crashed.add(inPackage, name)
      results.push({ runtime: 'go', name, package: inPackage, outcome: 'crashed', crash: crash.id, span: crash.span })
    }
    for (const running of tests?.running ?? []) {
      if (isSame(running.name, name)) continue
      const { name: victim, span } = running
      results.push({ runtime: 'go', name: victim, package: inPackage, outcome: 'victim', crash: crash.id, span })
    }
  }
  const failures = scene.tests.flatMap((test) =>
    test.outcome === 'fail-test' && test.name !== null
      ? [{ name: test.name, inPackage: packageOf(scene, test), span: test.span }]
      : [],
  )
  const failed = new Family()
  for (const { name, inPackage } of failures) failed.add(inPackage, name)
  for (const { name, inPackage, span } of failures) {
    // A test fails because its subtest does, and because it panics: both are told already.
    if (failed.hasBelow(inPackage, name) || crashed.hasRelative(inPackage, name)) continue
    results.push({ runtime: 'go', name, package: inPackage, outcome: 'failed', crash: null, span })
  }
  return results.sort((a, b) => a.span.byte - b.span.byte)
}

/** Tests of packages, which have names of their own each, and which of them are subtests of which. */
class Family {
  private readonly tests = new Set<string>()
  private readonly parents = new Set<string>()

  add(inPackage: string | null, name: string): void {
    this.tests.add(`${inPackage} ${name}`)
    for (const parent of parentsOf(name)) this.parents.add(`${inPackage} ${parent}`)
  }

  has(inPackage: string | null, name: string): boolean {
    return this.tests.has(`${inPackage} ${name}`)
  }

  hasBelow(inPackage: string | null, name: string): boolean {
    return this.parents.has(`${inPackage} ${name}`)
  }

  /** The test, one of its subtests, or the test it is one of. */
  hasRelative(inPackage: string | null, name: string): boolean {
    return [name, ...parentsOf(name)].some((one) => this.has(inPackage, one)) || this.hasBelow(inPackage, name)
  }
}

/** The test, one of its subtests, or the test it is one of. */
function isSame(a: string, b: string | null): boolean {
  return b !== null && (a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`))
}

function packageOf(scene: GoScene, { writer, span }: GoTestEvent): string | null {
  return writer?.package ?? packageBehind(scene, span.line)
}

function packageBehind(scene: GoScene, line: number): string | null {
  return scene.testLines.packageBehind(line)?.name ?? null
}
