import type { Event, GoGoroutineEvent } from '../../../model/event.ts'
import type { GoroutineQueryGroup, Grouping } from '../../../model/goroutine-query.ts'
import { addState, MOST_IDS } from '../../../model/goroutine-samples.ts'
import type { Frame } from '../../../model/stack.ts'
import { keyOfShared } from '../goroutine-groups.ts'
import type { Predicate } from './expression.ts'
import { FIELDS } from './fields.ts'

interface Draft {
  readonly key: string
  readonly first: GoGoroutineEvent
  count: number
  readonly states: Map<string, number>
  shortest: number
  longest: number | null
  readonly ids: number[]
}

/** A dump made to fill the memory has a state or a stack for each goroutine: the rest is counted in one group. */
const MOST_GROUPS = 20_000
const REST = 'all others'

/** Goroutines in, the chosen ones counted. Memory follows the number of groups. */
export class GoroutineQuery {
  total = 0
  matched = 0
  threads = 0
  private readonly drafts = new Map<string, Draft>()
  private readonly chooses: Predicate
  private readonly groupBy: Grouping

  constructor(chooses: Predicate, groupBy: Grouping) {
    this.chooses = chooses
    this.groupBy = groupBy
  }

  add(events: readonly Event[]): void {
    for (const event of events) {
      if (event.kind === 'jvm.thread') this.threads++
      // The sections of other threads repeat goroutines of the first list; goroutine 0 is a thread.
      if (event.kind !== 'go.goroutine' || event.thread > 0 || event.header?.id === 0) continue
      this.total++
      if (!this.chooses(event)) continue
      this.matched++
      this.count(event)
    }
  }

  groups(): GoroutineQueryGroup[] {
    return [...this.drafts.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ key, first, count, states, shortest, longest, ids }) => ({
        key,
        count,
        states: Object.fromEntries(states),
        waitMinutes: longest === null ? null : { min: shortest, max: longest },
        ids,
        frames: first.stack.frames,
        createdBy: first.stack.createdBy,
        span: first.span,
      }))
  }

  private count(event: GoGoroutineEvent): void {
    const id = this.groupBy === 'stack' ? keyOfShared(event.stack) : keyOf(this.groupBy, event)
    let draft = this.drafts.get(id)
    if (draft === undefined && this.drafts.size >= MOST_GROUPS) draft = this.drafts.get(REST)
    if (draft === undefined) {
      const isRest = this.drafts.size >= MOST_GROUPS
      const key = isRest ? REST : keyOf(this.groupBy, event)
      draft = {
        key,
        first: event,
        count: 0,
        states: new Map(),
        shortest: Number.POSITIVE_INFINITY,
        longest: null,
        ids: [],
      }
      this.drafts.set(isRest ? REST : id, draft)
    }
    draft.count++
    const { header } = event
    if (header === null) return
    addState(draft.states, header.state)
    draft.shortest = Math.min(draft.shortest, header.waitMinutes ?? 0)
    if (header.waitMinutes !== null) draft.longest = Math.max(draft.longest ?? 0, header.waitMinutes)
    if (draft.ids.length < MOST_IDS) draft.ids.push(header.id)
  }
}

function keyOf(groupBy: Grouping, event: GoGoroutineEvent): string {
  switch (groupBy) {
    case 'state':
      return event.header?.state ?? 'unknown'
    case 'createdBy':
      return nameOf(event.stack.createdBy) ?? 'nobody: the first goroutine'
    case 'label':
      return labelsOf(event)
    case 'function':
    case 'stack':
      return String(FIELDS.function!.of(event) ?? 'no frames')
  }
}

function nameOf(frame: Frame | null): string | null {
  return frame?.function ?? null
}

function labelsOf({ header }: GoGoroutineEvent): string {
  const labels = Object.entries(header?.labels ?? {})
  return labels.length === 0
    ? 'no labels'
    : labels
        .map(([key, value]) => `${key}=${value}`)
        .sort()
        .join(' ')
}
