import { fingerprintOf } from '../base/hash.ts'
import type { Frame } from '../model/stack.ts'

/**
 * Stable under addresses, ids, goroutine numbers and line shifts: function names and the class of the message only.
 * `1:` is the version of the recipe; fingerprints are stored by users.
 */
export function crashFingerprint(kind: string, message: string, frames: readonly Frame[]): string {
  return fingerprintOf(`1:${kind}\n${messageClass(message)}\n${functionList(frames)}`)
}

export function stackFingerprint(frames: readonly Frame[], createdBy: Frame | null): string {
  return fingerprintOf(`1:stack\n${functionList(frames)}\n${createdBy?.function ?? ''}`)
}

/** Numbers, addresses and quoted values change from one occurrence to the next; the words around them do not. */
export function messageClass(message: string): string {
  return message
    .slice(0, 2_000)
    .replace(/0x[0-9a-f]+/g, '0x…')
    .replace(/"(?:[^"\\]|\\.)*"/g, '"…"')
    .replace(/\d+/g, '#')
}

function functionList(frames: readonly Frame[]): string {
  // The runtime's own helpers differ between releases (goPanicIndex, panicBounds); they tell no bugs apart.
  return frames
    .filter((frame) => frame.kind !== 'runtime')
    .map((frame) => frame.function.replace(/-fm$/, '').replace(/\[[^\]]*\]/g, '[...]'))
    .slice(0, 200)
    .join('\n')
}
