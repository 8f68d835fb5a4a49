import { expect, test } from 'vitest'
import { isWrapper } from '../../src/analysis/go/blocking/names.ts'
import { Snapshots } from '../../src/analysis/go/compare/snapshots.ts'
import { GoScene } from '../../src/analysis/go/go-scene.ts'
import { GoroutineGroups, type GroupDraft, SharedTexts } from '../../src/analysis/go/goroutine-groups.ts'
import { GoroutineQuery } from '../../src/analysis/go/query/goroutine-query.ts'
import type { GoGoroutineEvent, GoMemStatsEvent } from '../../src/model/event.ts'
import { frame, span } from '../render/fixtures.ts'

/** The `id`th of three stacks, waiting or not. */
function goroutine(id: number): GoGoroutineEvent {
  const stack = {
    frames: [frame(`main.worker${id % 3} main.go:${10 + (id % 3)}`)],
    createdBy: null,
    ancestors: [],
    elided: null,
    elidedAt: null,
    unavailable: false,
  }
  const header = {
    id,
    state: id % 5 === 0 ? 'select' : 'chan receive',
    waitMinutes: null,
    lockedToThread: false,
    scan: false,
    leaked: false,
    durable: false,
    bubble: null,
    labels: null,
    gp: null,
    m: null,
    mp: null,
  }
  const common = { span: span(id), time: null, block: 0, createdById: null, system: false, thread: 0 }
  return { kind: 'go.goroutine', header, stack, ...common }
}

function groupsOf(count: number): GoroutineGroups {
  const groups = new GoroutineGroups()
  for (let id = 1; id <= count; id++) groups.add(goroutine(id), false)
  return groups
}

test.each([0, 1, 2, 7, 1_000])('%i goroutines say the same once their dump is over', (count) => {
  const groups = groupsOf(count)
  const before = structuredClone(groups.list())
  groups.seal()
  expect(groups.list()).toEqual(before)
  expect(groups.total).toBe(count)
})

/** `count` goroutines of one stack in one state. */
function alike(
  count: number,
  state: string,
  change: (event: GoGoroutineEvent, i: number) => GoGoroutineEvent = (e) => e,
) {
  const groups = new GoroutineGroups()
  for (let i = 0; i < count; i++) {
    const event = goroutine(3 * i + 3)
    groups.add(change({ ...event, header: { ...event.header!, state } }, i), false)
  }
  groups.seal()
  return groups
}

test.each([
  ['select', 8],
  ['chan receive', 8],
  ['IO wait', 8],
  ['sleep', 8],
  ['select (no cases)', 8],
  ['sync.Mutex.Lock', 200],
  ['sync.RWMutex.RLock', 200],
  ['sync.WaitGroup.Wait', 200],
  ['sync.Cond.Wait', 200],
  ['semacquire', 200],
  ['a state of Go 1.99', 200],
])('of an older dump, goroutines in %s: %i are kept one by one, and all are counted', (state, kept) => {
  const groups = alike(300, state)
  groups.shrink()
  const [{ members, count, ids }] = groups.list() as [GroupDraft]
  expect([members.length, groups.members, count, ids.length]).toEqual([kept, kept, 300, 100])
})

test('each wait and each parent of an older dump is kept, and whoever is the parent of another', () => {
  const groups = alike(100, 'select', (event, i) => ({
    ...event,
    header: { ...event.header!, waitMinutes: i === 50 ? 7 : null },
    createdById: i === 60 ? 3 * 70 + 3 : 1,
  }))
  groups.shrink()
  const [{ members }] = groups.list() as [GroupDraft]
  expect(members.map(({ id }) => id / 3 - 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 50, 60, 70])
})

test('stacks in two states and at channels whose address is shown are kept as they are', () => {
  const mixed = groupsOf(900)
  mixed.shrink()
  expect(mixed.list().map(({ members }) => members.length)).toEqual([200, 200, 200])
  const received = frame('runtime.chanrecv chan.go:583')
  const shown = alike(300, 'chan receive', (event) => ({
    ...event,
    stack: { ...event.stack, frames: [{ ...received, package: 'runtime', args: '0xc000010000, 0x0, 0x1' }] },
  }))
  shown.shrink()
  expect(shown.list().map(({ members }) => members.length)).toEqual([200])
})

test('nothing can be added to a dump that is over, and nothing of it is seen in another', () => {
  const over = groupsOf(3)
  over.seal()
  expect(() => over.add(goroutine(4), false)).toThrow('over')
  const other = new GoroutineGroups()
  other.seal()
  expect(other.list()).toEqual([])
})

test('equal texts are shared within one log only', () => {
  const sealed = (shared: SharedTexts) => {
    const groups = groupsOf(1)
    groups.seal(shared)
    return groups.list()[0]!.states
  }
  const shared = new SharedTexts()
  expect(sealed(shared)).toBe(sealed(shared))
  expect(sealed(shared)).not.toBe(sealed(new SharedTexts()))
})

test('states are counted together where each goroutine has one of its own', () => {
  const events = Array.from({ length: 1_000 }, (_, id) => {
    const { header, ...event } = goroutine(3 * (id + 1))
    return { ...event, header: { ...header!, state: id === 0 ? '__proto__' : `state ${id}` } }
  })
  const groups = new GoroutineGroups()
  for (const event of events) groups.add(event, false)
  const query = new GoroutineQuery(() => true, 'stack')
  query.add(events)
  const snapshots = new Snapshots()
  snapshots.add(events)
  const told = [
    new Map([...groups.list()[0]!.states].map(([state, { count }]) => [state, count])),
    new Map(Object.entries(query.groups()[0]!.states)),
    [...snapshots.list()[0]!.sites.values()][0]!.states,
  ]
  for (const states of told) {
    expect(states.size).toBe(51)
    expect([states.get('__proto__'), states.get('state 49'), states.get('other')]).toEqual([1, 1, 950])
  }
})

test('statistics of the memory are kept up to a number', () => {
  const scene = new GoScene('a.log')
  const stats: GoMemStatsEvent = { kind: 'go.memstats', span: span(1), time: null, block: 0, values: {} }
  for (let i = 0; i < 5_000; i++) scene.add(stats)
  expect(scene.memStats.length).toBe(1_000)
})

test.each(['main.run.gowrap1', 'main.run.deferwrap2', 'main.run·dwrap·3', 'main.(*pool).run-fm'])(
  '%s was written by the compiler',
  (name) => {
    expect(isWrapper(frame(`${name} main.go:7`))).toBe(true)
  },
)
