/**
 * Which tests of `go test` were running when. `go test` blames a crash on the test whose output came last, and says
 * nothing at all about the others that were running: both are told from what -v and -json print about each test.
 */
import type { GoCrashEvent, GoTestEvent } from '../../model/event.ts'
import type { Span } from '../../model/span.ts'

/** How the tests of a package stood when a crash ended it. */
export interface TestScene {
  /** As `go test -json` names it; null where the log is plain text. */
  readonly package: string | null
  /** The test that `go test` blames: the one it named last. Null without -v or -json. */
  readonly blamed: string | null
  /** Every test that had begun and not ended, the innermost of each only. None where the panic ended nothing. */
  readonly running: readonly RunningTest[]
}

export interface RunningTest {
  readonly name: string
  /** Where it began. */
  readonly span: Span
}

interface PackageRun {
  readonly running: Map<string, Span>
  current: string | null
}

function end(run: PackageRun | undefined): void {
  run?.running.clear()
  if (run !== undefined) run.current = null
}

function innermost(running: ReadonlyMap<string, Span>): RunningTest[] {
  const parents = new Set([...running.keys()].flatMap(parentsOf))
  return [...running].filter(([name]) => !parents.has(name)).map(([name, span]) => ({ name, span }))
}

/** `TestPay/card/gold`: `TestPay` and `TestPay/card`. */
export function parentsOf(name: string): string[] {
  const parents: string[] = []
  for (let end = name.indexOf('/'); end >= 0 && parents.length < MOST_LEVELS; end = name.indexOf('/', end + 1))
    parents.push(name.slice(0, end))
  return parents
}

/** A name of nothing but slashes must not cost its square. */
const MOST_LEVELS = 100

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
      if (event.writer === null) end(this.packages.get(event.stream))
      return
    }
    const run = this.packageOf(event)
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
    const run = this.runOf(event)
    if (run === null) return
    const { writer } = event
    // What was survived ends nothing; anything else ends the package, and in a plain log the next one prints to this stream.
    const isEnd = event.crash !== 'logged-panic' && event.crash !== 'http-panic'
    this.byBlock.set(event.block, {
      package: writer?.package ?? null,
      blamed: writer?.test ?? run.current,
      running: isEnd ? innermost(run.running) : [],
    })
    if (isEnd) end(run)
  }

  of(block: number): TestScene | null {
    return this.byBlock.get(block) ?? null
  }

  private packageOf(event: GoTestEvent): PackageRun | null {
    const key = keyOf(event)
    let run = this.packages.get(key)
    if (run === undefined) {
      if (this.packages.size >= MOST_PACKAGES) return null
      run = { running: new Map(), current: null }
      this.packages.set(key, run)
    }
    return run
  }

  /** A panic that a record holds may stand in a stream of its own. */
  private runOf(event: GoCrashEvent): PackageRun | null {
    return this.packages.get(keyOf(event)) ?? this.packages.get('') ?? null
  }
}

/** The tests of a package have streams of their own: what is common to them is its name, and what stands around it. */
function keyOf({ stream, writer }: GoTestEvent | GoCrashEvent): string {
  if (writer === null || writer.test === null) return stream
  const end = stream.lastIndexOf(`${writer.package} ${writer.test}`)
  return end < 0 ? stream : stream.slice(0, end + writer.package.length)
}
