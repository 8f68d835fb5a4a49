import type { Event } from '../model/event.ts'
import type { Span } from '../model/span.ts'
import type { WrittenOrder } from '../model/written-order.ts'

/**
 * A log that stands newest first is looked at as if it stood as it was written: whoever asks what follows what, and how
 * closely, need not know of it. What is told of it in the end says where it stands.
 */
export function asWritten<T extends Pick<Event, 'span'>>(found: T, order: WrittenOrder | null): T {
  return order === null ? found : { ...found, span: order.written(found.span) }
}

/** `value`, however deep, with every place in it as it stands. */
export function inPlace<T>(value: T, order: WrittenOrder): T {
  return placed(value, order) as T
}

/** 0 is that of no line. */
export function lineInPlace(line: number, order: WrittenOrder): number {
  return line === 0 ? 0 : order.standing({ source: '', line, endLine: line, byte: 0, endByte: 0 }).line
}

function placed(value: unknown, order: WrittenOrder): unknown {
  if (Array.isArray(value)) return value.map((one) => placed(one, order))
  if (typeof value !== 'object' || value === null) return value
  if (isSpan(value)) return order.standing(value)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, placed(one, order)]))
}

function isSpan(value: object): value is Span {
  return 'endByte' in value && 'endLine' in value
}
