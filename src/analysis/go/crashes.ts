import type { GoGoroutineEvent, RaceSection } from '../../model/event.ts'
import { addState } from '../../model/goroutine-samples.ts'
import type { Crash, Dump, Group } from '../../model/report.ts'
import { cover, type Span } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import { crashFingerprint, stackFingerprint } from '../stacks/fingerprint.ts'
import type { Block, GoScene } from './go-scene.ts'
import { goVersionOf } from './go-version.ts'
import { type GroupDraft, isTestFunction, runsTest } from './goroutine-groups.ts'
import { findOrigin } from './origin.ts'
import { waitReason } from './wait-reasons.ts'

/** A block of the log, told as crash and dump. */
export interface Told {
  readonly block: Block
  readonly crash: Crash | null
  readonly dump: Dump | null
}

/** `idAt`: the id of the next crash, which begins at a byte; asked in the order of the bytes. */
export function tellBlocks(scene: GoScene, idAt: (byte: number) => string): Told[] {
  // Blocks end in another order than they begin when several lanes are open.
  const blocks = [...scene.blocks].sort((a, b) => startOf(a) - startOf(b))
  const deaths = deathsOf(blocks)
  const told = blocks.map((block): Told => {
    const crash = isCrash(block) && !deaths.has(block) ? crashOf(scene, block, idAt(startOf(block))) : null
    return { block, crash, dump: dumpOf(block, crash) }
  })
  const crashes = new Map(told.map(({ block, crash }) => [block, crash]))
  return told.map((one) => {
    const death = deaths.get(one.block)
    const crash = death === undefined ? undefined : crashes.get(death)
    return crash == null || one.dump === null ? one : { ...one, dump: { ...one.dump, crash: crash.id } }
  })
}

/** Handlers that log a panic and raise it again: what they logged, and the report of the same panic that follows. */
function deathsOf(blocks: readonly Block[]): ReadonlyMap<Block, Block> {
  const deaths = new Map<Block, Block>()
  const logged: Block[] = []
  for (const block of blocks) {
    const { head } = block
    if (head === null) continue
    if (head.crash === 'logged-panic') logged.push(block)
    else if (head.crash === 'panic')
      for (const earlier of logged)
        if (isOnePanic(earlier, block)) {
          deaths.set(earlier, block)
          earlier.isRaisedAgain = true
        }
    if (head.crash !== 'logged-panic' || logged.length > MOST_LOGGED) logged.length = 0
  }
  return deaths
}

const MOST_LOGGED = 8
const MOST_LINES_BETWEEN = 50

/** The stack below a panic stays as it is while deferred functions run: the same calls of one goroutine are one panic. */
function isOnePanic(earlier: Block, later: Block): boolean {
  const [logged, died] = [earlier.first, later.first]
  if (logged === null || died === null) return false
  if (later.head!.span.line - (earlier.end?.span ?? logged.span).endLine > MOST_LINES_BETWEEN) return false
  if (logged.header === null)
    return isMessageOf(later.head!.message, earlier.head!.message) && isBottomOf(logged.stack.frames, died.stack.frames)
  if (logged.header.id !== died.header?.id) return false
  const calls = callsBelowPanic(logged.stack.frames)
  return calls !== null && calls === callsBelowPanic(died.stack.frames)
}

/** A record may tell an error behind the words that the logger panics with. */
function isMessageOf(died: string, logged: string): boolean {
  return logged === died || logged.startsWith(`${died}: `)
}

/** A logger that panics prints a stack of its own before, without a header: it begins where the logger was called. */
function isBottomOf(logged: readonly Frame[], died: readonly Frame[]): boolean {
  const calls = (frames: readonly Frame[]) =>
    frames.filter(({ kind }) => kind !== 'runtime').map((frame) => `${frame.function}:${frame.line}`)
  const own = calls(logged)
  return own.length > 0 && calls(died).slice(-own.length).join('\n') === own.join('\n')
}

function callsBelowPanic(frames: readonly Frame[]): string | null {
  const lowest = frames.findLastIndex((frame) => frame.function === 'panic')
  return lowest < 0
    ? null
    : frames
        .slice(lowest + 1)
        .map((frame) => `${frame.function}:${frame.line}:${frame.args}`)
        .join('\n')
}

export function startOf(block: Block): number {
  return (block.head ?? block.first ?? block.race ?? block.profile)?.span.byte ?? 0
}

function isCrash(block: Block): boolean {
  return block.race !== null || block.head !== null
}

function crashOf(scene: GoScene, block: Block, id: string): Crash | null {
  if (block.race !== null) return raceOf(block, id)
  const { head } = block
  if (head === null) return null
  const dying = dyingGoroutine(block)
  const frames = dying?.stack.frames ?? block.threadStack?.stack.frames ?? []
  const stuck = head.crash === 'deadlock' ? stuckInBubble(block) : null
  const blamed = stuck?.stack.frames ?? frames
  // A SIGQUIT from outside catches whatever runs; blaming it would be a guess.
  const innocent =
    head.crash === 'signal' && (!SYNCHRONOUS.has(head.signal?.name ?? '') || head.signal?.sigcode === SENT_BY_KILL)
  const origin =
    innocent || dying === null
      ? null
      : findOrigin({
          kind: head.crash,
          message: head.message,
          links: head.chain.length,
          frames: head.crash === 'test-timeout' ? fromTest(blamed) : blamed,
          elidedAt: (stuck ?? dying)?.stack.elidedAt ?? null,
          signal: head.signal?.name ?? null,
          carried: head.carried?.frames ?? null,
          mixed: !head.torn && block.defects.some(({ code }) => code === 'interleaved' || code === 'merged-lines'),
        })
  const header = dying?.header ?? null
  return {
    id,
    runtime: 'go',
    kind: head.crash,
    message: head.message,
    chain: head.chain,
    signal: head.signal,
    noMemory: null,
    registers: block.registers?.registers ?? null,
    goroutine: header === null ? null : { id: header.id, state: header.state },
    thread: null,
    origin,
    frames,
    goVersion: goVersionOf(block),
    time: head.time,
    fingerprint: crashFingerprint(head.crash, head.message, frames),
    span: spanOf(block, head.span),
    preamble: head.preamble,
    createdBy: dying?.stack.createdBy ?? null,
    test: testOf(scene, block, dying),
    copies: 0,
  }
}

/** si_code SI_USER: another process, or this one, called kill(2). */
export const SENT_BY_KILL = '0'
const SYNCHRONOUS = new Set([
  'SIGSEGV',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGTRAP',
  'SIGABRT',
  'SIGSYS',
  'SIGSTKFLT',
  'SIGEMT',
  '0xc0000005',
  '0xc0000094',
  '0xc000001d',
])

/** The goroutine the report is about, which is not always the first one printed. */
function dyingGoroutine(block: Block): GoGoroutineEvent | null {
  const first = block.first
  // Where the head is lost, what stands first may be any goroutine; the one that died was running.
  if (block.isHeadLost && first?.header?.state !== 'running') return null
  if (block.head?.crash !== 'test-timeout')
    return first !== null &&
      (block.head?.crash === 'deadlock' ||
        canDie(first, block.head?.crash === 'signal' || /^unexpected signal/.test(block.head?.message ?? '')))
      ? first
      : null
  // First comes the alarm's goroutine; the test is the one whose innermost own frame is not waiting for a subtest.
  const waiting = (event: GoGoroutineEvent) =>
    event.stack.frames[0]?.function === 'testing.(*T).Run' ||
    event.stack.frames[0]?.function === 'testing.tRunner.func1'
  const hanging = block.inTests.filter((event) => !waiting(event))
  // What a test started may well wait by design: its own goroutine is the one that has to end.
  return hanging.find(({ stack }) => runsTest(stack)) ?? hanging[0] ?? block.inTests[0] ?? first
}

/** Who starts a bubble gets the panic; the test itself waits inside of it. */
function stuckInBubble(block: Block): GoGoroutineEvent | null {
  return block.inTests.find(({ header }) => header?.bubble != null && header.state !== 'running') ?? null
}

/** A goroutine that waits did not die: the runtime's own stack did, and lists the others behind it. */
function canDie(event: GoGoroutineEvent, bySignal: boolean): boolean {
  return (
    event.header === null ||
    (event.header.id !== 0 && (DYING_STATES.has(event.header.state) || (bySignal && event.header.state === 'syscall')))
  )
}

/** What a hanging test does below its own function is the test's business: blame its innermost own frame. */
function fromTest(frames: readonly Frame[]): readonly Frame[] {
  return frames.filter((frame) => frame.package !== 'testing')
}

// `stack growth`: up to Go 1.5, one whose stack overflowed.
const DYING_STATES = new Set([
  'running',
  'runnable',
  'copystack',
  'preempted',
  'waiting for cgo callback',
  'stack growth',
])

function raceOf(block: Block, id: string): Crash {
  const race = block.race!
  const accesses = race.sections.filter(isAccess)
  const [first] = accesses
  const frames = first?.stack.frames ?? []
  const found = findOrigin({
    kind: 'race',
    message: '',
    links: 1,
    frames,
    elidedAt: null,
    signal: null,
    mixed: false,
    carried: null,
  })
  // The detector prints the earlier access second.
  const isSecond = first?.title.startsWith('Previous ') === true
  const origin =
    found === null || !isSecond
      ? found
      : {
          ...found,
          confidence: Math.round(found.confidence * 80) / 100,
          why: 'a race has two sides; the one the detector printed first is not in this log',
        }
  const message = accesses.map((section) => section.title).join('; ')
  return {
    id,
    runtime: 'go',
    kind: 'race',
    message,
    chain: [],
    signal: null,
    noMemory: null,
    registers: null,
    goroutine:
      typeof first?.goroutine === 'number'
        ? { id: first.goroutine, state: 'running' }
        : first?.goroutine === 'main'
          ? { id: 1, state: 'running' }
          : null,
    thread: null,
    origin,
    frames,
    goVersion: null,
    time: race.time,
    fingerprint: crashFingerprint(
      'race',
      '',
      accesses.flatMap((section) => section.stack.frames),
    ),
    span: race.span,
    preamble: [],
    createdBy: null,
    test: testName(race.sections.flatMap((section) => section.stack.frames)),
    copies: 0,
  }
}

/** One of the two sides of a race; what else the detector tells are places where something was made. */
export function isAccess({ title }: RaceSection): boolean {
  return /\b(?:read|write)(?: at 0x[0-9a-f]+)? by /i.test(title)
}

function testOf(scene: GoScene, block: Block, dying: GoGoroutineEvent | null): string | null {
  const head = block.head!
  if (head.crash === 'test-timeout') {
    const running = /running tests:\n\s{0,16}([^\s(]+)/.exec(head.message)
    if (running !== null) {
      // The innermost subtest is the one that hangs.
      const names = [...head.message.matchAll(/^\s{0,16}(Test\S*|Benchmark\S*|Fuzz\S*) \(/gm)].map((match) => match[1]!)
      return names.at(-1) ?? running[1]!
    }
  }
  // `testing` reports the failure, subtest by subtest, and panics again: the deepest name is the one.
  const { line } = head.span
  const failed = scene.testLines.between(line - 30, line).filter(({ outcome }) => outcome === 'fail-test')
  if (head.chain.some((link) => link.recovered) && failed.length > 0) {
    return failed.map(({ name }) => name!).reduce((deepest, name) => (name.length >= deepest.length ? name : deepest))
  }
  // A signal kills whichever tests were running: with one it is clear which.
  const asked = dying === null && head.crash === 'signal' ? block.inTests : dying === null ? [] : [dying]
  const names = new Set(
    asked.flatMap(
      ({ stack }) => testName([...stack.frames, ...(stack.createdBy === null ? [] : [stack.createdBy])]) ?? [],
    ),
  )
  // TestMain waits for the one that runs.
  if (names.size > 1) names.delete('TestMain')
  const [name] = names
  if (name === undefined || names.size > 1) return null
  // The method of a suite is a subtest of the test that runs the suite.
  const known = [scene.testRuns.of(block.number)?.blamed, failed.at(-1)?.name]
  return known.find((full) => full?.endsWith(`/${name}`)) ?? name
}

function testName(frames: readonly Frame[]): string | null {
  const frame = frames.find((candidate) => isTestFunction(candidate))
  if (frame === undefined) return null
  return /(?:^|\.)((?:Test|Benchmark|Fuzz|Example)[^.]*)/.exec(frame.function.slice(frame.package.length))?.[1] ?? null
}

function spanOf(block: Block, start: Span): Span {
  return block.end === null ? start : cover(start, block.end.span)
}

function dumpOf(block: Block, crash: Crash | null): Dump | null {
  const drafts = block.groups.list()
  const records =
    block.profile !== null && (block.profile.profile === 'goroutine' || block.profile.profile === 'goroutineleak')
      ? block.records
      : []
  // One stack that belongs to no goroutine by name is all of a crash, and no dump.
  const isBare = drafts.length > 0 && drafts.every(({ dying, ids }) => dying && ids.length === 0)
  if (isBare || (drafts.length === 0 && records.length === 0)) return null
  const groups = [...drafts.map(groupOf), ...records.map((record) => recordGroup(record))]
  const states = new Map<string, number>()
  for (const draft of drafts) for (const [state, { count }] of draft.states) addState(states, state, count)
  const total = drafts.length > 0 ? block.groups.total : records.reduce((sum, record) => sum + record.count, 0)
  return {
    span: block.end?.span ?? block.first?.span ?? block.profile!.span,
    runtime: 'go',
    total,
    groups: order(groups, drafts),
    // A state is text of the log: `__proto__` must stay a name.
    states: Object.fromEntries(states),
    crash: crash?.id ?? null,
  }
}

function groupOf(draft: GroupDraft): Group {
  const state = [...draft.states.entries()].sort((a, b) => b[1].count - a[1].count)[0]?.[0] ?? 'unknown'
  const reason = waitReason(state)
  const scheduler = draft.ids.length > 0 && draft.ids.every((id) => id === 0)
  return {
    count: draft.count,
    states: Object.fromEntries([...draft.states].map(([name, { count }]) => [name, count])),
    waitMinutes: draft.minMinutes === null ? null : { min: draft.minMinutes, max: draft.maxMinutes! },
    ids: draft.ids,
    frames: draft.stack.frames,
    createdBy: draft.stack.createdBy,
    cause: draft.overflow
      ? 'too many distinct stacks to keep apart: these are the rest'
      : scheduler
        ? "a thread's scheduler stack: the thread ran no goroutine"
        : draft.leaked
          ? `leaked: ${reason.cause}, and nothing can wake it`
          : reason.cause,
    fingerprint: stackFingerprint(draft.stack.frames, draft.stack.createdBy),
    normal: !draft.dying && (draft.system || scheduler || (reason.normal && !draft.leaked)),
    span: draft.span,
  }
}

function recordGroup(record: Block['records'][number]): Group {
  const leaked = record.profile === 'goroutineleak'
  return {
    count: record.count,
    states: {},
    waitMinutes: null,
    ids: [],
    frames: record.stack.frames,
    createdBy: null,
    cause: leaked ? 'leaked: the collector proved that nothing can wake it' : 'this profile shows no states',
    fingerprint: stackFingerprint(record.stack.frames, null),
    normal: false,
    span: record.span,
  }
}

/** Most telling first: the one that died, then what is not idle by design, the many before the few, the old before the new. */
function order(groups: readonly Group[], drafts: readonly GroupDraft[]): Group[] {
  const rank = (group: Group, index: number) => (drafts[index]?.dying ? 0 : group.normal ? 2 : 1)
  return groups
    .map((group, index) => ({ group, index, rank: rank(group, index) }))
    .sort(
      (a, b) =>
        a.rank - b.rank ||
        b.group.count - a.group.count ||
        (b.group.waitMinutes?.max ?? -1) - (a.group.waitMinutes?.max ?? -1) ||
        a.index - b.index,
    )
    .map(({ group }) => group)
}
