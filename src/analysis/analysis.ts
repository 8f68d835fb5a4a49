import type { Event, OomKillEvent } from '../model/event.ts'
import type { Finding } from '../model/finding.ts'
import type { AllocationSign, Crash, Dump, Source, StackGroup, TestResult } from '../model/report.ts'
import type { WrittenOrder } from '../model/written-order.ts'
import { asWritten, inPlace, lineInPlace } from './as-written.ts'
import { completenessOf, isKill } from './completeness/completeness.ts'
import type { SourceFacts } from './completeness/place-evidence.ts'
import { GcFold } from './gc/fold.ts'
import { MOST_EVENTS } from './gc/gc-report.ts'
import type { Quote } from './gc/jvm-events.ts'
import type { PeriodFilter } from './gc/period.ts'
import { risingEnd } from './gc/rising.ts'
import type { GcTimeline } from './gc/timeline.ts'
import { allocationSigns, ScavengerFold } from './go/allocation.ts'
import { startOf, tellBlocks } from './go/crashes.ts'
import { GoScene } from './go/go-scene.ts'
import type { SourceCode } from './go/source/source-code.ts'
import { testResults } from './go/test-results.ts'
import { isJvmEvent, JvmScene } from './jvm/jvm-scene.ts'
import { dumpOf } from './jvm/thread-groups.ts'
import { oomKillTitle } from './rules/oom-kill.ts'
import { checkRules } from './rules/registry.ts'
import { addGoStacks, loggedStack } from './stacks/go-stacks.ts'
import { StackGroups, type StackLevel } from './stacks/groups.ts'
import { NO_RULES, type StackRules } from './stacks/rules.ts'

/** What analysis makes of one source. */
export interface SourceFindings {
  /** How the source was written, where it does not stand so. */
  readonly order: WrittenOrder | null
  readonly crashes: readonly Crash[]
  readonly dumps: readonly Dump[]
  /** What the collectors of either runtime did; null without a line of them. */
  readonly gc: { readonly go: GcTimeline | null; readonly jvm: GcTimeline | null }
  readonly allocation: readonly AllocationSign[]
  readonly stacks: readonly StackGroup[]
  readonly tests: readonly TestResult[]
  readonly findings: readonly Finding[]
  readonly completeness: Source['completeness']
  readonly nearMisses: Source['nearMisses']
  readonly nearMissCount: number
  readonly testFailed: boolean
  /** `go test` said that the program was killed. */
  readonly killed: boolean
  readonly interrupted: boolean
  /** Somebody says that a process was killed for lack of memory: what, and where it stands. */
  readonly oomKill: string | null
}

/** Events of one source in, findings out. */
export class SourceAnalysis {
  private readonly scene: GoScene
  private readonly gc: GcFold
  private readonly scavenger = new ScavengerFold()

  private readonly stacks: StackGroups
  private readonly jvm: JvmScene
  private readonly oomKills: OomKillEvent[] = []
  private order: WrittenOrder | null = null

  constructor(
    source: string,
    rules: StackRules = NO_RULES,
    level: StackLevel = 'functions',
    { mostGcEvents = MOST_EVENTS, gcPeriod = null }: GcKeeping = {},
  ) {
    this.scene = new GoScene(source)
    this.gc = new GcFold(mostGcEvents, gcPeriod)
    this.stacks = new StackGroups(rules, level)
    this.jvm = new JvmScene(this.stacks, rules)
  }

  /** From here on all places are those of the log as it was written; what is told of them goes back to where they stand. */
  turn(order: WrittenOrder): void {
    this.order = order
  }

  /** `quote` gives the text of what was just read. */
  add(event: Event, quote: Quote = NOTHING): void {
    // Collections go by their own clock, and are quoted from where they stand.
    const ofCollector = this.gc.add(event, quote)
    if (event.kind === 'go.scav') this.scavenger.add(asWritten(event, this.order))
    else if (!ofCollector) this.fold(asWritten(event, this.order))
  }

  private fold(event: Event): void {
    if (event.kind === 'os.oom-kill') {
      if (this.oomKills.length < MOST_OOM_KILLS) this.oomKills.push(event)
    } else if (isJvmEvent(event)) this.jvm.add(event)
    else if (event.kind === 'go.stack') this.stacks.add(loggedStack(event))
    else this.scene.add(event)
  }

  /** Between two chunks of the source. */
  settle(quote: Quote): void {
    this.gc.settle(quote)
  }

  /** Files that stand in the stacks of goroutines that wait: what a reader of source code should fetch. */
  filesOfDumps(): string[] {
    const files = new Set<string>()
    for (const { groups } of this.scene.blocks)
      for (const { stack } of groups.list())
        for (const { file, kind } of stack.frames)
          if (
            file !== null &&
            (kind === 'app' || kind === 'test' || kind === 'vendor') &&
            files.size < MOST_SOURCE_FILES
          )
            files.add(file)
    return [...files]
  }

  /** `source`: the program's own code, where somebody gave it. `crashesBefore`: crashes of earlier sources, so that ids are unique in a report. */
  finish(crashesBefore: number, facts: SourceFacts = UNKNOWN, source: SourceCode | null = null): SourceFindings {
    const { scene, gc } = this
    const go = gc.go.total > 0 ? gc.go : null
    const rising = go === null ? null : risingEnd(go)
    const ofJvm = gc.jvm.total + gc.jvm.safepoints.count + gc.jvm.notes.length > 0 ? gc.jvm : null
    const jvmCrashes = this.jvm.crashes()
    const told = tellBlocks(
      scene,
      numbering(
        crashesBefore,
        jvmCrashes.map(({ span }) => span.byte),
      ),
    )
    addGoStacks(this.stacks, told)
    const ofGo = told.flatMap(({ crash }) => (crash === null ? [] : [crash]))
    const goStarts = told.flatMap(({ block, crash }) => (crash === null ? [] : [startOf(block)]))
    // Where both begin at one byte, Go's stands first.
    const idAt = numbering(crashesBefore, goStarts, (start, byte) => start <= byte)
    const crashes = inOrder([...ofGo, ...jvmCrashes.map((crash) => ({ id: idAt(crash.span.byte), ...crash }))])
    const found: SourceFindings = {
      order: this.order,
      crashes,
      gc: { go, jvm: ofJvm },
      dumps: [...told.map(({ dump }) => dump), ...this.jvm.dumps.map(dumpOf)].filter((dump) => dump !== null),
      allocation: allocationSigns(scene, this.scavenger, rising === null ? null : asWritten(rising, this.order)),
      stacks: this.stacks.finish(),
      tests: [...testResults(scene, told), ...this.jvm.tests.results()].sort((a, b) => a.span.byte - b.span.byte),
      findings: checkRules({ scene, told, jvm: this.jvm, oomKills: this.oomKills, crashes, source }),
      completeness: completenessOf(scene, facts, this.jvm.isCrash, {
        go: go !== null || scene.blocks.length > 0 || scene.tests.length > 0,
        jvm: ofJvm !== null || this.jvm.isShown,
      }),
      nearMisses: scene.nearMisses.slice(0, 100).map(({ span, text, reason }) => ({ line: span.line, text, reason })),
      nearMissCount: scene.nearMissCount,
      killed: scene.tests.some(isKill),
      interrupted: scene.tests.some(({ outcome, detail }) => outcome === 'signal' && detail === 'interrupt'),
      oomKill: this.oomKills[0] === undefined ? null : oomKillReason(this.oomKills[0], this.order),
      testFailed:
        this.jvm.tests.hasFailed ||
        scene.tests.some((test) => test.outcome === 'fail-test' || test.outcome === 'fail-package'),
    }
    return this.order === null ? found : foundInPlace(found, this.order)
  }
}

const MOST_SOURCE_FILES = 2_000
const MOST_OOM_KILLS = 100

function oomKillReason(event: OomKillEvent, order: WrittenOrder | null): string {
  const { source, line } = order?.standing(event.span) ?? event.span
  return `${oomKillTitle(event)} (${source}:${line})`
}

/** Collections are where they stand already. */
function foundInPlace(found: SourceFindings, order: WrittenOrder): SourceFindings {
  const { gc, completeness, nearMisses, order: _, ...others } = found
  const linesInPlace = <T extends { readonly line: number }>(all: readonly T[]): T[] =>
    all.map((one) => ({ ...one, line: lineInPlace(one.line, order) }))
  return {
    ...inPlace(others, order),
    order,
    gc,
    completeness: { ...completeness, evidence: linesInPlace(completeness.evidence) },
    nearMisses: linesInPlace(nearMisses),
  }
}

/** Ids in order of appearance, for one of two runtimes whose crashes stand in one log. */
function numbering(
  before: number,
  others: readonly number[],
  isEarlier = (other: number, byte: number) => other < byte,
): (byte: number) => string {
  let own = 0
  let passed = 0
  return (byte) => {
    while (passed < others.length && isEarlier(others[passed]!, byte)) passed++
    return `crash-${before + ++own + passed}`
  }
}

function inOrder(crashes: readonly Crash[]): Crash[] {
  return [...crashes].sort((a, b) => a.span.byte - b.span.byte)
}

/** How much of garbage collection is kept, and from when to when. */
export interface GcKeeping {
  readonly mostGcEvents?: number
  readonly gcPeriod?: PeriodFilter | null
}

const NOTHING: Quote = () => null

/** Events alone: no size to compare with a limit, no envelope to fit an advice to. */
const UNKNOWN: SourceFacts = { bytes: 0, lines: 0, layers: [] }
