import type { Span } from '../../../model/span.ts'
import type { Frame, Stack } from '../../../model/stack.ts'
import type { Block } from '../go-scene.ts'
import type { GroupDraft, Member } from '../goroutine-groups.ts'
import type { SourceCode } from '../source/source-code.ts'
import { type FrameShape, type NodeFrame, nodeFrames, pointersOf, shapesOf } from './frames.ts'
import { isOwn } from './names.ts'
import { type Wait, waitOf } from './wait.ts'

/** Goroutines with one stack that wait for one thing: a node of the blocking graph. */
export interface Node {
  readonly group: GroupDraft
  readonly wait: Wait
  readonly state: string
  readonly count: number
  /** The first of them. */
  readonly ids: readonly number[]
  readonly parents: readonly number[]
  readonly span: Span
  /** Shortest and longest wait, null when none of them shows its time. */
  readonly minutes: { readonly min: number; readonly max: number } | null
  /** Frames of the program below the wait, innermost first, as far as the name of each tells. */
  readonly shapes: readonly FrameShape[]
  readonly siteShape: FrameShape | null
  /** The same with their arguments. Made when asked for: most goroutines of a large dump are never looked at that closely. */
  readonly frames: readonly NodeFrame[]
  readonly site: NodeFrame | null
  pointers(which: 'receivers' | 'all'): string[]
  readonly role: Role
  /** The collector proved that nothing can wake it (Go ≥ 1.26). */
  readonly leaked: boolean
}

/**
 * - `program`: its own code is on the stack, or started it.
 * - `library`: idle connections, finalizers of packages and the like; the program's code is not involved.
 * - `harness`: the test framework, or what writes the dump.
 * - `opaque`: its stack cannot be seen in full, so that it may be anything.
 */
export type Role = 'program' | 'library' | 'harness' | 'opaque'

const MOST_NODES_OF_GROUP = 60

export function nodesOf(block: Block, source: SourceCode | null): Node[] {
  const nodes: Node[] = []
  for (const group of block.groups.list()) {
    if (group.system || group.ids.every((id) => id === 0)) continue
    nodes.push(...split(group, source))
  }
  return nodes
}

/** By state and by the address waited for; what is not known one by one stays with the first. */
function split(group: GroupDraft, source: SourceCode | null): Node[] {
  const drafts = new Map<string, { wait: Wait; members: Member[] }>()
  const borrowed: Member[] = []
  for (const member of group.members) {
    const wait = waitOf(member.state, member.stack)
    if (member.borrowed && wait.address !== null) {
      borrowed.push(member)
      continue
    }
    const key = `${wait.kind} ${wait.address} ${member.leaked}`
    const draft = drafts.get(key)
    if (draft !== undefined) draft.members.push(member)
    else if (drafts.size < MOST_NODES_OF_GROUP) drafts.set(key, { wait, members: [member] })
    else borrowed.push(member)
  }
  const list = [...drafts.values()]
  if (list.length === 0) {
    if (group.members.length === 0 && group.ids.length > 0) return []
    const wait = waitOf('running', group.stack)
    return [new StackNode(group, shapesOf(group.stack.frames, wait.at), wait, [], group.count, source)]
  }
  const shapes = shapesOf(group.stack.frames, list[0]!.wait.at)
  const rest = group.count - list.reduce((sum, draft) => sum + draft.members.length, 0)
  // With one address known, the others of the stack most likely wait there too; with several, nobody can say where.
  const [{ wait, members }, ...others] = list as [(typeof list)[number], ...typeof list]
  if (others.length === 0)
    return [new StackNode(group, shapes, wait, [...members, ...borrowed], members.length + rest, source)]
  const nodes = list.map(
    (draft) => new StackNode(group, shapes, draft.wait, draft.members, draft.members.length, source),
  )
  if (borrowed.length === 0) return nodes
  return [...nodes, new StackNode(group, shapes, { ...wait, address: null }, borrowed, rest, source)]
}

class StackNode implements Node {
  readonly group: GroupDraft
  readonly shapes: readonly FrameShape[]
  readonly siteShape: FrameShape | null
  readonly wait: Wait
  readonly state: string
  readonly count: number
  readonly ids: readonly number[]
  readonly parents: readonly number[]
  readonly span: Span
  readonly minutes: Node['minutes']
  readonly role: Role
  readonly leaked: boolean
  private readonly stack: Stack
  private readonly source: SourceCode | null
  private made: readonly NodeFrame[] | null = null

  constructor(
    group: GroupDraft,
    shapes: readonly FrameShape[],
    wait: Wait,
    members: readonly Member[],
    count: number,
    source: SourceCode | null,
  ) {
    const [first] = members
    this.group = group
    this.shapes = shapes
    this.siteShape = shapes.find(({ index }) => index === wait.site) ?? null
    this.wait = wait
    this.state = first?.state ?? 'unknown'
    this.count = count
    this.ids = members.map(({ id }) => id)
    this.parents = parentsOf(members)
    this.span = first?.span ?? group.span
    this.minutes = minutesOf(members)
    this.role = roleOf(group, wait, shapes)
    this.leaked = members.some(({ leaked }) => leaked)
    this.stack = first?.stack ?? group.stack
    this.source = source
  }

  get frames(): readonly NodeFrame[] {
    this.made ??= nodeFrames(this.stack, this.shapes, this.source)
    return this.made
  }

  get site(): NodeFrame | null {
    return this.siteShape === null ? null : this.frames[this.shapes.indexOf(this.siteShape)]!
  }

  pointers(which: 'receivers' | 'all'): string[] {
    return pointersOf(this.stack, this.shapes, which)
  }
}

const NOBODY: readonly number[] = []

function parentsOf(members: readonly Member[]): readonly number[] {
  const [first] = members
  // Nearly always there is one.
  if (members.every(({ parent }) => parent === first!.parent)) return first?.parent == null ? NOBODY : [first.parent]
  return [...new Set(members.flatMap(({ parent }) => parent ?? []))]
}

function minutesOf(members: readonly Member[]): Node['minutes'] {
  const minutes = members.flatMap(({ waitMinutes }) => (waitMinutes === null ? [] : [waitMinutes]))
  if (minutes.length === 0) return null
  return { min: minutes.length < members.length ? 0 : Math.min(...minutes), max: Math.max(...minutes) }
}

const WRITES_DUMP = /^(?:runtime\/pprof\.|net\/http\/pprof\.|runtime\/debug\.(?:Stack|PrintStack)$|runtime\.Stack$)/

export function isWriter(frames: readonly Frame[]): boolean {
  return frames.some((frame) => WRITES_DUMP.test(frame.function))
}

const TEST_MAIN = /\.TestMain$/

function roleOf({ stack, overflow, members }: GroupDraft, wait: Wait, shapes: readonly FrameShape[]): Role {
  const { frames: all, createdBy } = stack
  if (all.length === 0 || stack.unavailable || overflow || members.length === 0) return 'opaque'
  const site = all[wait.site]
  // A test that waits for its subtests, the alarm, the runner: the framework is the innermost code that is not Go's own.
  if (all[wait.at]?.package === 'testing') return 'harness'
  // TestMain holds no locks: it runs tests, and in between it waits or writes dumps.
  if (site !== undefined && TEST_MAIN.test(site.function) && wait.kind !== 'mutex') return 'harness'
  const hasOwn = shapes.some(({ like }) => isOwn(like))
  if (!hasOwn && isWriter(all)) return 'harness'
  if (stack.elided !== null && wait.kind === 'free') return 'opaque'
  if (hasOwn) return 'program'
  if (createdBy !== null && isOwn(createdBy) && shapes.length > 0) return 'program'
  return shapes.length > 0 && isWaitingProgram(wait) ? 'program' : 'library'
}

/** A dependency that waits for a lock may have been called from anywhere. */
function isWaitingProgram(wait: Wait): boolean {
  return wait.kind !== 'outside' && wait.kind !== 'select' && wait.kind !== 'receive' && wait.kind !== 'free'
}
