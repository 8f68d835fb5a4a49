import type { GoTestEvent } from '../../model/event.ts'
import type { TestResult } from '../../model/report.ts'
import type { Told } from './crashes.ts'
import type { GoScene } from './go-scene.ts'

/** Tests that did not pass: failed by their own words, crashed, or were running when somebody else's crash came. */
export function testResults(scene: GoScene, told: readonly Told[]): TestResult[] {
  const results: TestResult[] = []
  const failures = scene.tests.filter(({ outcome, name }) => outcome === 'fail-test' && name !== null)
  const crashed = new Set<string>()
  for (const { block, crash } of told) {
    if (crash === null || crash.kind === 'logged-panic' || crash.kind === 'http-panic') continue
    const tests = scene.testRuns.of(block.number)
    const name = crash.test
    const inPackage = tests?.package ?? packageBehind(scene, crash.span.line)
    if (name !== null && !crashed.has(`${inPackage} ${name}`)) {
      crashed.add(`${inPackage} ${name}`)
      results.push({ runtime: 'go', name, package: inPackage, outcome: 'crashed', crash: crash.id, span: crash.span })
    }
    for (const running of tests?.running ?? []) {
      if (isSame(running.name, name)) continue
      const { name: victim, span } = running
      results.push({ runtime: 'go', name: victim, package: inPackage, outcome: 'victim', crash: crash.id, span })
    }
  }
  const isParent = (name: string) => failures.some((other) => other.name!.startsWith(`${name}/`))
  for (const failure of failures) {
    const name = failure.name!
    const inPackage = packageOf(scene, failure)
    // A test fails because its subtest does, and because it panics: both are told already.
    if (isParent(name) || [...crashed].some((key) => isSame(key, `${inPackage} ${name}`))) continue
    results.push({ runtime: 'go', name, package: inPackage, outcome: 'failed', crash: null, span: failure.span })
  }
  return results.sort((a, b) => a.span.byte - b.span.byte)
}

/** The test, one of its subtests, or the test it is one of. */
function isSame(a: string, b: string | null): boolean {
  return b !== null && (a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`))
}

function packageOf(scene: GoScene, { writer, span }: GoTestEvent): string | null {
  return writer?.package ?? packageBehind(scene, span.line)
}

/** In plain text the name of the package comes last. */
function packageBehind(scene: GoScene, line: number): string | null {
  return scene.tests.find(({ outcome, span }) => outcome === 'fail-package' && span.line >= line)?.name ?? null
}
