import type { Frame } from '../../../model/stack.ts'
import type { Evidence } from './locks.ts'
import type { Node } from './nodes.ts'

/** Pieces of sentences about goroutines and places. */
export function who({ ids, count }: Node): string {
  if (ids.length === 0) return count === 1 ? 'a goroutine' : `${count} goroutines`
  if (count === 1) return `goroutine ${ids[0]}`
  const shown = ids.slice(0, 3)
  const hidden = count - shown.length
  return hidden > 0
    ? `goroutines ${shown.join(', ')} and ${hidden} more`
    : `goroutines ${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}

/** `kernel.(*Rows).awaitDone`: the import path tells nothing to whoever wrote the program. */
export function shortName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1)
}

/** The function of a frame; where a library printed none, its place. */
export function nameOf(frame: Pick<Frame, 'function' | 'file' | 'line'>): string {
  return frame.function === '' ? shortName(placeOf(frame)) : shortName(frame.function)
}

/** `cart.go:42 in cart.(*Cart).Total` */
export function whereIn(frame: Frame): string {
  return frame.function === '' ? placeOf(frame) : `${placeOf(frame)} in ${shortName(frame.function)}`
}

export function placeOf({ file, line }: Pick<Frame, 'file' | 'line'>): string {
  return file === null ? 'an unknown place' : `${file}:${line}`
}

export function inside({ frame: { frame }, why }: Evidence): string {
  return `it is inside ${shortName(frame.function)} (${placeOf(frame)}), ${why}`
}

export function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
