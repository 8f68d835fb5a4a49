import type { GoGoroutineEvent } from '../../../model/event.ts'
import type { Frame } from '../../../model/stack.ts'

/** What `--where` can ask of a goroutine. */
export type GoroutineFacts = Pick<GoGoroutineEvent, 'header' | 'stack' | 'createdById' | 'system' | 'span'>

export type Value = string | number | boolean | null | readonly string[]

export interface Field {
  readonly type: 'text' | 'number' | 'flag' | 'list'
  /** For help and documentation. */
  readonly what: string
  readonly of: (goroutine: GoroutineFacts) => Value
}

/** No function has so long a name; a log made to be slow may hold one. */
const MOST_TEXT = 2_000

const innermost = ({ stack }: GoroutineFacts): Frame | null =>
  stack.frames.find(({ kind }) => kind === 'app' || kind === 'test') ?? stack.frames[0] ?? null

export const FIELDS: Readonly<Record<string, Field>> = {
  id: { type: 'number', what: 'number of the goroutine', of: ({ header }) => header?.id ?? null },
  state: {
    type: 'text',
    what: 'state or wait reason: "chan send", "select", "sync.Mutex.Lock"',
    of: ({ header }) => header?.state ?? null,
  },
  waitMinutes: {
    type: 'number',
    what: 'minutes it has waited, null when the dump does not say',
    of: ({ header }) => header?.waitMinutes ?? null,
  },
  function: {
    type: 'text',
    what: 'innermost function of the program, with its package',
    of: (goroutine) => innermost(goroutine)?.function ?? null,
  },
  package: {
    type: 'text',
    what: 'package of that function',
    of: (goroutine) => innermost(goroutine)?.package ?? null,
  },
  file: {
    type: 'text',
    what: 'file:line of that function',
    of: (goroutine) => placeOf(innermost(goroutine)),
  },
  frames: {
    type: 'list',
    what: 'every frame, as function and file:line; fits when one of them does',
    of: ({ stack }) => framesOf(stack.frames),
  },
  depth: { type: 'number', what: 'number of frames', of: ({ stack }) => stack.frames.length },
  createdBy: {
    type: 'text',
    what: 'function that started it',
    of: ({ stack }) => stack.createdBy?.function ?? null,
  },
  parent: {
    type: 'number',
    what: 'number of the goroutine that started it (Go 1.21 and later)',
    of: ({ createdById }) => createdById,
  },
  leaked: {
    type: 'flag',
    what: 'the collector marked it (Go 1.26 and later)',
    of: ({ header }) => header?.leaked ?? false,
  },
  locked: { type: 'flag', what: 'locked to its thread', of: ({ header }) => header?.lockedToThread ?? false },
  system: { type: 'flag', what: "one of the runtime's own", of: ({ system }) => system },
}

export function labelField(key: string): Field {
  return {
    type: 'text',
    what: 'value of a profiler label',
    of: ({ header }) => {
      const labels = header?.labels ?? null
      return labels !== null && Object.hasOwn(labels, key) ? labels[key]! : null
    },
  }
}

/** Equal stacks share their frames, so that thousands of goroutines cost one list. */
const lists = new WeakMap<readonly Frame[], readonly string[]>()

function framesOf(frames: readonly Frame[]): readonly string[] {
  let list = lists.get(frames)
  if (list === undefined) {
    list = frames.map((frame) => `${frame.function} ${placeOf(frame) ?? ''}`.slice(0, MOST_TEXT))
    lists.set(frames, list)
  }
  return list
}

function placeOf(frame: Frame | null): string | null {
  return frame?.file == null ? null : `${frame.file}:${frame.line}`
}
