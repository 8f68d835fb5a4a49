/**
 * Which tests of `go test` were running when. `go test` blames a crash on the test whose output came last, and says
 * nothing at all about the others that were running: both are told from what -v and -json print about each test.
 */
import type { GoCrashEvent, GoTestEvent } from '../model/event.ts'
import type { Span } from '../model/span.ts'

/** How the tests of a package stood when a crash ended it. */
export interface TestScene {
  /** As `go test -json` names it; null where the log is plain text. */
  readonly package: string | null
  /** The test that `go test` blames: the one it named last. Null without -v or -json. */
  readonly blamed: string | null
  /** Every test that had begun and not ended, the innermost of each only. */
  readonly running: readonly RunningTest[]
}

export interface RunningTest {
  readonly name: string
  /** Where it began. */
  readonly span: Span
}

interface PackageRun {
  /** The stream's name without the test's; empty in plain text. */
  readonly key: string
  readonly running: Map<string, Span>
  current: string | null
}

function end(run: PackageRun | undefined): void {
  run?.running.clear()
  if (run !== undefined) run.current = null
}

/** A run that starts tests and never ends them must not fill the memory. */
const MOST_RUNNING = 10_000
const MOST_PACKAGES = 10_000

export class TestRuns {
  private readonly packages = new Map<string, PackageRun>()
  private readonly byBlock = new Map<number, TestScene>()

  add(event: GoTestEvent): void {
    const { outcome, name } = event
    if (name === null) return
    // With -json the line has a stream of its own, which may be read before the crash that explains it.
    if (outcome === 'fail-package') {
      if (event.stream === '') end(this.packages.get(''))
      return
    }
    const run = this.packageOf(event.stream, name)
    if (run === null) return
    switch (outcome) {
      case 'run-test':
        // `go test -count=2` and the next package of a plain log begin anew.
        if (run.running.size < MOST_RUNNING) run.running.set(name, event.span)
        run.current = name
        return
      case 'continue-test':
        run.current = name
        return
      case 'pass-test':
      case 'skip-test':
      case 'fail-test':
        run.running.delete(name)
        run.current = name
        return
      default:
        return
    }
  }

  /** A crash begins: how its package stood at that moment. */
  crash(event: GoCrashEvent): void {
    const run = this.runOf(event.stream)
    if (run === null) return
    const { key, current } = run
    const named = key !== '' && event.stream.length > key.length ? event.stream.slice(key.length + 1) : null
    const names = [...run.running.keys()]
    this.byBlock.set(event.block, {
      package: named === null ? null : (key.split(' ').at(-1) ?? null),
      blamed: named ?? current,
      running: [...run.running]
        .filter(([name]) => !names.some((other) => other.startsWith(`${name}/`)))
        .map(([name, span]) => ({ name, span })),
    })
    // What was survived ends nothing; anything else ends the package, and in a plain log the next one prints to this stream.
    if (event.crash !== 'logged-panic' && event.crash !== 'http-panic') end(run)
  }

  of(block: number): TestScene | null {
    return this.byBlock.get(block) ?? null
  }

  private packageOf(stream: string, test: string): PackageRun | null {
    const key = stream.endsWith(` ${test}`) ? stream.slice(0, -test.length - 1) : stream
    let run = this.packages.get(key)
    if (run === undefined) {
      if (this.packages.size >= MOST_PACKAGES) return null
      run = { key, running: new Map(), current: null }
      this.packages.set(key, run)
    }
    return run
  }

  /** The package whose name the stream's begins with: a stream is called by package and test. */
  private runOf(stream: string): PackageRun | null {
    for (let end = stream.length; end > 0; end = stream.lastIndexOf(' ', end - 1)) {
      const run = this.packages.get(stream.slice(0, end))
      if (run !== undefined) return run
    }
    return this.packages.get('') ?? null
  }
}
