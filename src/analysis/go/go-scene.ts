import type {
  DefectEvent,
  Event,
  GoCrashEvent,
  GoEndEvent,
  GoGoroutineEvent,
  GoMemStatsEvent,
  GoProfileEvent,
  GoProfileRecordEvent,
  GoRaceEvent,
  GoRegistersEvent,
  GoTestEvent,
  GoThreadStackEvent,
  NearMissEvent,
} from '../../model/event.ts'
import { MOST_OF_OLD_DUMPS } from '../../model/goroutine-samples.ts'
import type { Span } from '../../model/span.ts'
import { GoroutineGroups, type GroupDraft, SharedTexts } from './goroutine-groups.ts'
import { TestLines } from './test-lines.ts'
import { TestRuns } from './test-runs.ts'

/**
 * The facts of one source, folded from its events as they come: what rules, completeness and the report read. Its size
 * follows the number of crashes and of distinct stacks, never the number of lines.
 */
export interface Block {
  readonly number: number
  head: GoCrashEvent | null
  /** Nothing of the head is in the log: that there was one is told by what follows the stacks. */
  isHeadLost: boolean
  readonly groups: GoroutineGroups
  /** What it logs was raised again, and the program died of it: told by the block that reports that. */
  isRaisedAgain: boolean
  /** The goroutine that died, when the block has a head; else the first one. */
  first: GoGoroutineEvent | null
  /** The last goroutine of the report proper. */
  last: GoGoroutineEvent | null
  threadStack: GoThreadStackEvent | null
  registers: GoRegistersEvent | null
  race: GoRaceEvent | null
  profile: GoProfileEvent | null
  readonly records: GoProfileRecordEvent[]
  readonly defects: DefectEvent[]
  end: GoEndEvent | null
  /** Goroutine 1 was printed. */
  hasMain: boolean
  /** A synctest bubble is printed without the goroutines around it. */
  inBubble: boolean
  /** Stacks end in the runtime's own frames: printed at GOTRACEBACK=system or above. */
  systemLevel: boolean
  /** Distinct stacks that were looked at; the lists below stop growing with it. */
  inspected: number
  /** Goroutines whose stack has no bottom: neither main, nor `created by`, nor the runtime. */
  readonly bottomless: GoGoroutineEvent[]
  /** Stacks of 99 or 100 frames that stop nowhere, as Go ≤ 1.20 cuts them. */
  readonly silentlyCut: GoGoroutineEvent[]
  readonly elided: GoGoroutineEvent[]
  /** Time of the last goroutine, and the first place where the next one is far from it. */
  lastTime: string | null
  jump: { readonly span: Span; readonly seconds: number } | null
  /** Goroutines inside a test function, for timeouts and background panics. */
  readonly inTests: GoGoroutineEvent[]
}

export class GoScene {
  readonly source: string
  readonly blocks: Block[] = []
  /** Failures and ends; the steps in between are folded into `testRuns`. */
  readonly tests: GoTestEvent[] = []
  readonly testRuns = new TestRuns()
  private lines: { readonly count: number; readonly of: TestLines } | null = null
  readonly nearMisses: NearMissEvent[] = []
  /** Broken lines outside every block: cut trace lines. */
  readonly loose: DefectEvent[] = []
  readonly memStats: GoMemStatsEvent[] = []
  nearMissCount = 0
  private readonly open = new Map<number, Block>()
  private readonly shared = new SharedTexts()
  /** The block that ended last, and goroutines that are kept one by one of those that ended before it. */
  private newest: Block | null = null
  private members = 0

  constructor(source: string) {
    this.source = source
  }

  add(event: Event): void {
    switch (event.kind) {
      case 'go.crash': {
        const block = this.block(event.block)
        block.head = event
        this.testRuns.crash(event)
        return
      }
      case 'go.goroutine':
        this.addGoroutine(this.block(event.block), event)
        return
      case 'go.goroutine-count':
        this.block(event.block).groups.addCounted(event)
        return
      case 'go.thread-stack':
        this.block(event.block).threadStack ??= event
        return
      case 'go.registers': {
        const block = this.block(event.block)
        block.registers ??= event
        return
      }
      case 'go.race':
        this.block(event.block).race = event
        return
      case 'go.profile':
        this.block(event.block).profile = event
        return
      case 'go.profile-record': {
        const block = this.block(event.block)
        if (block.records.length < MOST_RECORDS) block.records.push(event)
        return
      }
      case 'go.memstats':
        if (this.memStats.length < MOST_LOOSE) this.memStats.push(event)
        return
      case 'go.end':
        this.end(this.block(event.block), event)
        return
      case 'malformed': {
        const block = event.block === null ? undefined : this.open.get(event.block)
        if (block !== undefined) block.defects.push(event)
        else if (this.loose.length < MOST_LOOSE) this.loose.push(event)
        return
      }
      case 'near-miss':
        this.nearMissCount++
        if (this.nearMisses.length < MOST_LOOSE) this.nearMisses.push(event)
        return
      case 'go.test':
        if (this.newest !== null && endedIt(this.newest, event)) this.mourn(this.newest, 'panic')
        this.testRuns.add(event)
        if (!STEPS.has(event.outcome) && this.tests.length < MOST_RECORDS) this.tests.push(event)
        return
      // What has collectors of its own; a new kind does not compile until it stands somewhere.
      case 'go.gc':
      case 'go.gc-batch':
      case 'go.gc-scan':
      case 'go.scav':
      case 'go.sched':
      case 'go.stack':
      case 'go.init':
      case 'go.pacer':
      case 'os.oom-kill':
      case 'jvm.gc':
      case 'jvm.gc-init':
      case 'jvm.gc-note':
      case 'jvm.safepoint':
      case 'jvm.exception':
      case 'jvm.thread':
      case 'jvm.deadlock':
      case 'jvm.dump':
      case 'jvm.vm-crash':
      case 'jvm.test':
        return
      default:
        event satisfies never
    }
  }

  /** Of what was read until now; asked when that is all. */
  get testLines(): TestLines {
    if (this.lines?.count !== this.tests.length)
      this.lines = { count: this.tests.length, of: new TestLines(this.tests) }
    return this.lines!.of
  }

  private end(block: Block, event: GoEndEvent): void {
    block.end = event
    // Only a fatal signal prints registers.
    if (block.registers !== null) this.mourn(block, 'signal')
    block.groups.seal(this.shared)
    this.open.delete(block.number)
    if (this.newest === block) return
    if (this.newest !== null) this.outdate(this.newest)
    this.newest = block
  }

  /** What follows a report says that it ended its program, and the lines above it are not in this log. */
  private mourn(block: Block, crash: 'panic' | 'signal'): void {
    const { first, end } = block
    if (block.head !== null || block.race !== null || block.profile !== null || first === null || end === null) return
    block.isHeadLost = true
    block.head = {
      kind: 'go.crash',
      span: first.span,
      block: block.number,
      time: first.time,
      crash,
      message: '',
      chain: [],
      signal: null,
      preamble: [],
      carried: null,
      torn: false,
      stream: '',
      writer: null,
    }
    this.testRuns.crash(block.head)
  }

  /** Many dumps mostly repeat what the first ones said; the newest is asked most, and keeps all. */
  private outdate({ groups }: Block): void {
    if (this.members + groups.members > MOST_OF_OLD_DUMPS) groups.shrink()
    this.members += groups.members
  }

  private block(number: number): Block {
    let block = this.open.get(number)
    if (block === undefined) {
      block = {
        number,
        head: null,
        isHeadLost: false,
        groups: new GoroutineGroups(),
        isRaisedAgain: false,
        first: null,
        last: null,
        threadStack: null,
        registers: null,
        race: null,
        profile: null,
        records: [],
        defects: [],
        end: null,
        hasMain: false,
        inBubble: false,
        systemLevel: false,
        inspected: 0,
        bottomless: [],
        silentlyCut: [],
        elided: [],
        lastTime: null,
        jump: null,
        inTests: [],
      }
      this.open.set(number, block)
      this.blocks.push(block)
    }
    return block
  }

  private addGoroutine(block: Block, event: GoGoroutineEvent): void {
    // The sections of other threads repeat goroutines of the first list.
    if (event.thread > 0) return
    // A thread's scheduler stack is printed like a goroutine and is none.
    if (event.header?.id === 0) {
      block.first ??= event
      return
    }
    const group = block.groups.add(event, block.head !== null && block.first === null && isDying(block.head, event))
    block.first ??= event
    block.last = event
    if (event.time !== null) watchClock(block, event.span, event.time)
    if (event.header?.id === 1) block.hasMain = true
    if (event.header?.bubble != null) block.inBubble = true
    if (group.count === 1 && !group.overflow && block.inspected < MOST_INSPECTED) this.inspect(block, event, group)
  }

  /** Once per distinct stack. */
  private inspect(block: Block, event: GoGoroutineEvent, group: GroupDraft): void {
    block.inspected++
    const { frames, createdBy, elided, unavailable } = event.stack
    const last = frames.at(-1)
    if (last?.package === 'runtime' && (last.function === 'runtime.goexit' || last.function === 'runtime.main'))
      block.systemLevel = true
    if (elided !== null) block.elided.push(event)
    if (group.testFrame !== null) block.inTests.push(event)
    if (last === undefined || unavailable || event.system || createdBy !== null || event.header === null) return
    if (isBottom(last.function) || last.package === 'runtime') return
    // The limit counts physical frames: inlined ones come on top of the hundred.
    if (elided === null && frames.length >= 99) block.silentlyCut.push(event)
    else if (elided !== 'unknown') block.bottomless.push(event)
  }
}

/** `exit status 2` right below a dump: the runtime ends a program that way, and one that lives on prints no such line. */
function endedIt({ first, end }: Block, { outcome, detail, span }: GoTestEvent): boolean {
  if (outcome !== 'exit-status' || detail !== '2' || first === null || end === null) return false
  if (span.line <= end.span.endLine || span.line > end.span.endLine + MOST_LINES_TO_STATUS) return false
  return !PRINTED.test(first.stack.frames[0]?.function ?? '')
}

const MOST_LINES_TO_STATUS = 2
/** What prints a stack shows itself on top of it. */
const PRINTED = /^(?:runtime\/(?:debug|pprof|trace)\.|net\/http\/pprof\.)/

/** A report is printed at once: its goroutines are fractions of a second apart, and in order. */
function watchClock(block: Block, span: Span, time: string): void {
  const seconds = block.lastTime === null ? 0 : (Date.parse(time) - Date.parse(block.lastTime)) / 1_000
  if (seconds > MOST_PAUSE_SECONDS || seconds < -MOST_BACK_SECONDS) block.jump ??= { span, seconds }
  block.lastTime = time
}

const MOST_PAUSE_SECONDS = 5
const MOST_BACK_SECONDS = 1

/** Whether the first goroutine of a report is the one that died, and so stands on its own among the groups. */
function isDying(head: GoCrashEvent, event: GoGoroutineEvent): boolean {
  if (head.crash === 'deadlock' || head.crash === 'test-timeout' || event.header?.id === 0) return false
  // A report that names no goroutine shows one only.
  return event.header === null || event.header.state === 'running' || event.header.state === 'syscall'
}

const BOTTOM = /(?:^|\.)main\.main$|\.init(?:\.\d+)?$|^plugin\/|^non-Go function$|^_cgoexp_/

/**
 * The runtime says of every goroutine but the first, and of every ancestor, who created it, and the first one ends in
 * main. Asked of the last goroutine of a log only: others may have been printed in part by somebody else.
 */
export function lacksBottom({ header, stack }: GoGoroutineEvent, showsRuntime: boolean): boolean {
  const { frames, createdBy, ancestors, elided, unavailable } = stack
  const ancestor = ancestors.at(-1)
  if (ancestor !== undefined) return ancestor.createdBy === null && !isBottom(ancestor.frames.at(-1)?.function ?? '')
  const last = frames.at(-1)
  if (header === null || last === undefined || unavailable || elided !== null || createdBy !== null) return false
  if (header.id > 1) return last.package === 'runtime' && !RUNTIME_CALLER.test(last.function)
  if (header.id !== 1) return false
  // A throw prints the runtime's own frames, and so the ones below main.main.
  if (last.package !== 'runtime') return showsRuntime || frames.some((frame) => frame.function === 'runtime.throw')
  return !/^runtime\.(?:goexit|main|rt0_go)$/.test(last.function)
}

/** What calls finalizers and cleanups is shown at every level, and its creator at none below `system`. */
const RUNTIME_CALLER = /^runtime\.(?:runFinalizers|runfinq|runCleanups)$/

function isBottom(name: string): boolean {
  return BOTTOM.test(name)
}

const STEPS: ReadonlySet<GoTestEvent['outcome']> = new Set([
  'run-test',
  'pause-test',
  'continue-test',
  'pass-test',
  'skip-test',
])

const MOST_INSPECTED = 20_000
export const MOST_RECORDS = 10_000
const MOST_LOOSE = 1_000
