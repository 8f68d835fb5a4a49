import type { GoGoroutineCountEvent, GoGoroutineEvent } from '../../model/event.ts'
import { countedAs, LEAST_MEMBERS, MOST_IDS, mostMembers } from '../../model/goroutine-samples.ts'
import type { Span } from '../../model/span.ts'
import type { Frame, Stack, StackPattern } from '../../model/stack.ts'
import { waitOf } from './blocking/wait.ts'

/** Goroutines with equal stacks, counted. */
export interface GroupDraft {
  readonly stack: Stack
  key: string
  count: number
  states: ReadonlyMap<string, { count: number }>
  minMinutes: number | null
  maxMinutes: number | null
  /** At most `MOST_IDS`. */
  ids: number[]
  readonly system: boolean
  readonly leaked: boolean
  /** Kept apart from the others: the goroutine that died. */
  readonly dying: boolean
  /** Of the first goroutine seen. */
  readonly span: Span
  readonly testFrame: Frame | null
  /** All the stacks that were one too many to keep apart. */
  readonly overflow: boolean
  /** The first of them, one by one: who waits for which address. None for the runtime's own. */
  members: Member[]
}

/** What is true of one goroutine only. */
export interface Member {
  readonly id: number
  readonly state: string
  readonly waitMinutes: number | null
  /** Id of the goroutine that created it, when printed. */
  readonly parent: number | null
  readonly stack: Stack
  /** The arguments in `stack` are those of another goroutine with the same stack, whose own were not kept. */
  readonly borrowed: boolean
  readonly leaked: boolean
  readonly span: Span
}

/** No program has so many distinct stacks; a dump made to fill the memory has. */
const MOST_GROUPS = 20_000
const OVERFLOW = 'overflow'
const NO_STACK: Stack = { frames: [], createdBy: null, ancestors: [], elided: null, elidedAt: null, unavailable: false }

export class GoroutineGroups {
  private byKey = new Map<string, OpenGroup>()
  // Equal stacks of a large dump are one object already, or have one pattern: the key is built once per distinct stack.
  private byStack = new Map<Stack | StackPattern, OpenGroup>()
  /** In order of first appearance, once all were seen. */
  private sealed: readonly GroupDraft[] | null = null
  total = 0
  /** Goroutines that are kept one by one. */
  members = 0

  add(event: GoGoroutineEvent, dying: boolean): GroupDraft {
    const { header, stack } = event
    const group = this.groupOf(event, dying, header)
    this.total++
    group.count++
    if (header === null) return group
    addState(group, header.state, 1)
    if (group.ids.length < MOST_IDS) group.ids.push(header.id)
    if (!group.system && group.members.length < mostMembers(this.members)) {
      this.members++
      group.members.push({
        id: header.id,
        state: header.state,
        waitMinutes: header.waitMinutes,
        parent: event.createdById,
        stack,
        borrowed: stack.borrowed === true,
        leaked: header.leaked || header.state === 'leaked',
        span: event.span,
      })
    }
    const { waitMinutes } = header
    if (waitMinutes !== null) addWaits(group, { min: waitMinutes, max: waitMinutes })
    return group
  }

  addCounted(event: GoGoroutineCountEvent): void {
    const group = this.groupOf(event, false, NO_HEADER)
    this.total += event.count
    group.count += event.count
    for (const [state, count] of event.states) addState(group, state, count)
    group.ids.push(...event.ids.slice(0, MOST_IDS - group.ids.length))
    if (event.waitMinutes !== null) addWaits(group, event.waitMinutes)
  }

  private groupOf(
    { stack, system, span }: GoGoroutineEvent | GoGoroutineCountEvent,
    dying: boolean,
    header: { readonly leaked: boolean } | null,
  ): OpenGroup {
    // Where nothing is shared no other goroutine comes with that object; it would be kept for nothing.
    const like = dying ? null : (stack.pattern ?? (stack.borrowed === true ? stack : null))
    const known = like === null ? undefined : this.byStack.get(like)
    if (known !== undefined) return known
    const key = (dying ? 'dying\n' : '') + stackKey(stack, header === null)
    let group = this.byKey.get(key) ?? (this.byKey.size >= MOST_GROUPS ? this.byKey.get(OVERFLOW) : undefined)
    if (group === undefined) {
      const overflow = this.byKey.size >= MOST_GROUPS
      group = {
        stack: overflow ? NO_STACK : stack,
        key: overflow ? OVERFLOW : key,
        overflow,
        count: 0,
        states: new Map(),
        minMinutes: null,
        maxMinutes: null,
        ids: [],
        system,
        leaked: header?.leaked ?? false,
        dying,
        span,
        testFrame: stack.frames.find((frame) => isTestFunction(frame)) ?? null,
        members: [],
      }
      this.byKey.set(group.key, group)
    }
    if (like !== null) this.byStack.set(like, group)
    return group
  }

  /** In order of first appearance. */
  list(): readonly GroupDraft[] {
    return this.sealed ?? [...this.byKey.values()]
  }

  /**
   * The dump is over: nothing can be added any more. A log may hold ten thousand small ones, which would mostly be empty
   * room: a list grows by sixteen places, a map begins with four.
   */
  seal(shared = new SharedTexts()): void {
    if (this.sealed !== null) return
    this.sealed = [...this.byKey.values()]
    this.byKey = NO_GROUPS
    this.byStack = NO_GROUPS
    for (const group of this.sealed) {
      group.key = shared.key(group.key)
      group.states = shared.states(group.states)
      group.ids = group.ids.slice()
      group.members = group.members.slice()
    }
  }

  /**
   * Another dump came behind: of goroutines that nobody can tell apart some are kept. Whoever waits for an address stays, and
   * so does all that a stack is asked for: its first goroutines, each wait and each parent, and who is the parent of another.
   */
  shrink(): void {
    const groups = this.list()
    const parents = new Set(groups.flatMap(({ members }) => members.flatMap(({ parent }) => parent ?? [])))
    for (const group of groups) {
      // Of a stack in several states the members say how many are in which.
      if (group.members.length <= LEAST_MEMBERS || !group.members.every((member) => isLikeOthers(member, group)))
        continue
      const seen = new Set<string>()
      const kept = group.members.filter(({ id, parent, waitMinutes }, i) => {
        const size = seen.size
        seen.add(`parent ${parent}`).add(`minutes ${waitMinutes}`)
        return i < LEAST_MEMBERS || seen.size > size || parents.has(id)
      })
      this.members -= group.members.length - kept.length
      group.members = kept
    }
  }
}

/** In the state of all of its stack, and without an address that it waits for. */
function isLikeOthers({ state, stack, leaked }: Member, { members: [first] }: GroupDraft): boolean {
  return state === first!.state && leaked === first!.leaked && IDLE.test(state) && waitOf(state, stack).address === null
}

/** Not what waits for a lock, a wait group or a condition, nor a state of Go versions to come. */
const IDLE = /^(?:select|chan (?:receive|send)|IO wait|sleep|syscall|running|runnable)\b/

/** A group that still grows. */
interface OpenGroup extends GroupDraft {
  readonly states: Map<string, { count: number }>
}

/** Of a dump that is over: what is added to one is a fault of the caller, and must not turn up in another. */
class NoGroups extends Map<never, OpenGroup> {
  override set(): never {
    throw new Error('A goroutine was added to a dump that is over')
  }
}

const NO_GROUPS: Map<never, OpenGroup> = new NoGroups()

/** Texts that the dumps of one log have in common. Belongs to whoever reads that log, and goes with it. */
export class SharedTexts {
  private readonly keys = new Map<string, string>()
  private readonly ones = new Map<string, GroupDraft['states']>()

  /** Dumps of one program have the same stacks. */
  key(key: string): string {
    const shared = this.keys.get(key)
    if (shared !== undefined) return shared
    if (this.keys.size < MOST_KEYS) this.keys.set(key, key)
    return key
  }

  /** Most groups of small dumps are one goroutine in one of a few states: they share what says so. */
  states(states: GroupDraft['states']): GroupDraft['states'] {
    const [first, second] = states
    if (first === undefined || second !== undefined || first[1].count !== 1) return states
    const shared = this.ones.get(first[0])
    if (shared !== undefined) return shared
    if (this.ones.size < MOST_ONES) this.ones.set(first[0], states)
    return states
  }
}

const MOST_KEYS = 2_000
const MOST_ONES = 1_000

/** Of goroutines that are counted: nothing is special about any of them. */
const NO_HEADER = { leaked: false }

function addState({ states }: OpenGroup, stated: string, count: number): void {
  const name = countedAs(stated, states)
  const state = states.get(name)
  if (state === undefined) states.set(name, { count })
  else state.count += count
}

function addWaits(group: GroupDraft, { min, max }: { readonly min: number; readonly max: number }): void {
  group.minMinutes = group.minMinutes === null ? min : Math.min(group.minMinutes, min)
  group.maxMinutes = group.maxMinutes === null ? max : Math.max(group.maxMinutes, max)
}

/** What makes two stacks one group: functions and lines, where they were created; no arguments, no addresses. */
export function stackKey(stack: Stack, headless = false): string {
  let key = headless ? 'headless\n' : ''
  for (const frame of stack.frames) key += `${frame.function} ${frame.file}:${frame.line}\n`
  if (stack.createdBy !== null)
    key += `created by ${stack.createdBy.function} ${stack.createdBy.file}:${stack.createdBy.line}`
  if (stack.unavailable) key += 'unavailable'
  return key
}

const keys = new WeakMap<Stack, string>()

/** The key of a stack that many goroutines share. */
export function keyOfShared(stack: Stack): string {
  let key = keys.get(stack)
  if (key === undefined) {
    key = stackKey(stack)
    keys.set(stack, key)
  }
  return key
}

const TEST_FUNCTION = /\.(?:Test|Benchmark|Fuzz|Example)[\p{Lu}\d_]?[\p{L}\p{N}_]*(?:\.func\d+(?:\.\d+)*)*$/u

export function isTestFunction(frame: Frame): boolean {
  return frame.file?.endsWith('_test.go') === true && TEST_FUNCTION.test(frame.function)
}

/** The goroutine of a test, and not one that it started. */
export function runsTest({ frames, createdBy }: Stack): boolean {
  return createdBy?.package === 'testing' || frames.some((frame) => frame.function === 'testing.tRunner')
}
