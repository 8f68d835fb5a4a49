import { expect, test } from 'vitest'
import { GoroutineGroups } from '../../src/analysis/go/goroutine-groups.ts'
import type { GoGoroutineEvent } from '../../src/model/event.ts'
import { keptBefore } from '../../src/model/goroutine-samples.ts'
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

function groupsOf(count: number, before = 0): GoroutineGroups {
  const groups = new GoroutineGroups(before)
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

test('behind a large dump fewer goroutines of a stack are kept one by one, and all are counted', () => {
  const shown = (before: number) => groupsOf(900, keptBefore(before)).list()
  expect(shown(0).map(({ members }) => members.length)).toEqual([200, 200, 200])
  expect(shown(9_000).map(({ members }) => members.length)).toEqual([200, 200, 200])
  for (const before of [10_000, 1_000_000])
    expect(shown(before).map(({ members, count }) => [members.length, count])).toEqual([
      [8, 300],
      [8, 300],
      [8, 300],
    ])
})
