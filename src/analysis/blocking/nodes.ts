import type { Span } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { GroupDraft, Member } from '../goroutine-groups.ts'
import type { Block } from '../scene.ts'
import type { FrameCode, SourceCode } from '../source/source-code.ts'
import { receiverWord, type Word, wordsOf } from './arguments.ts'
import { isOwn, isProgram, isWrapper, outerFunction, ownerType } from './names.ts'
import { type Wait, waitOf } from './wait.ts'

/** One frame with what its name and its arguments give away. */
export interface NodeFrame {
  readonly frame: Frame
  readonly words: readonly Word[]
  readonly receiver: Word | null
  readonly owner: string | null
  readonly outer: string
  /** What the source says about it; null without source. */
  readonly code: FrameCode | null
}

/** Goroutines with one stack that wait for one thing: a node of the blocking graph. */
export interface Node {
  readonly group: GroupDraft
  readonly wait: Wait
  readonly state: string
  readonly count: number
  /** The first of them. */
  readonly ids: readonly number[]
  readonly parents: ReadonlySet<number>
  readonly span: Span
  /** Shortest and longest wait, null when none of them shows its time. */
  readonly minutes: { readonly min: number; readonly max: number } | null
  /** Frames of the program below the wait, innermost first. Not those of Go's library. */
  readonly frames: readonly NodeFrame[]
  readonly site: NodeFrame | null
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
    return [nodeOf(group, waitOf('running', group.stack), [], group.count, source)]
  }
  const rest = group.count - list.reduce((sum, draft) => sum + draft.members.length, 0)
  list[0]!.members.push(...borrowed)
  return list.map(({ wait, members }, i) =>
    // With one address known, the others of the stack most likely wait there too; with several, nobody can say.
    nodeOf(
      group,
      wait,
      members,
      i > 0 ? members.length : members.length - borrowed.length + (list.length === 1 ? rest : borrowed.length),
      source,
    ),
  )
}

function nodeOf(
  group: GroupDraft,
  wait: Wait,
  members: readonly Member[],
  count: number,
  source: SourceCode | null,
): Node {
  const first = members[0]
  const stack = first?.stack ?? group.stack
  const frames = stack.frames.flatMap((frame, i) =>
    i >= wait.at && isProgram(frame) && !isWrapper(frame) ? [frameOf(frame, wordsOf(frame), source)] : [],
  )
  const minutes = members.flatMap((member) => (member.waitMinutes === null ? [] : [member.waitMinutes]))
  return {
    group,
    wait,
    state: first?.state ?? 'unknown',
    count,
    ids: members.map((member) => member.id),
    parents: new Set(members.flatMap((member) => (member.parent === null ? [] : [member.parent]))),
    span: first?.span ?? group.span,
    minutes:
      minutes.length === 0
        ? null
        : { min: minutes.length < members.length ? 0 : Math.min(...minutes), max: Math.max(...minutes) },
    frames,
    site: frames.find(({ frame }) => frame === stack.frames[wait.site]) ?? null,
    role: roleOf(group, wait, stack.frames, frames),
    leaked: members.some((member) => member.leaked),
  }
}

function frameOf(frame: Frame, words: readonly Word[], source: SourceCode | null): NodeFrame {
  return {
    frame,
    words,
    receiver: receiverWord(frame, words),
    owner: ownerType(frame),
    outer: outerFunction(frame.function),
    code: source?.at(frame) ?? null,
  }
}

const WRITES_DUMP = /^(?:runtime\/pprof\.|net\/http\/pprof\.|runtime\/debug\.(?:Stack|PrintStack)$|runtime\.Stack$)/

export function isWriter(frames: readonly Frame[]): boolean {
  return frames.some((frame) => WRITES_DUMP.test(frame.function))
}

const TEST_MAIN = /\.TestMain$/

function roleOf(group: GroupDraft, wait: Wait, all: readonly Frame[], frames: readonly NodeFrame[]): Role {
  if (all.length === 0 || group.stack.unavailable || group.overflow || group.members.length === 0) return 'opaque'
  const site = all[wait.site]
  // A test that waits for its subtests, the alarm, the runner: the framework is the innermost code that is not Go's own.
  if (all[wait.at]?.package === 'testing') return 'harness'
  // TestMain holds no locks: it runs tests, and in between it waits or writes dumps.
  if (site !== undefined && TEST_MAIN.test(site.function) && wait.kind !== 'mutex') return 'harness'
  const { createdBy } = group.stack
  if (isWriter(all) && !frames.some(({ frame }) => isOwn(frame))) return 'harness'
  if (group.stack.elided !== null && wait.kind === 'free') return 'opaque'
  if (frames.some(({ frame }) => isOwn(frame))) return 'program'
  if (createdBy !== null && isOwn(createdBy) && frames.length > 0) return 'program'
  return frames.length > 0 && isWaitingProgram(wait) ? 'program' : 'library'
}

/** A dependency that waits for a lock may have been called from anywhere. */
function isWaitingProgram(wait: Wait): boolean {
  return wait.kind !== 'outside' && wait.kind !== 'select' && wait.kind !== 'receive' && wait.kind !== 'free'
}
