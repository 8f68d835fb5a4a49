import type { GoTestWriter } from '../model/event.ts'
import type { Envelope, Head, Loss, Peeled } from './envelopes/envelope.ts'

/** One envelope around the lines of a source, and what it remembers from line to line. */
export interface Layer {
  readonly envelope: Envelope
  /** Last line it peeled, for records of several lines. Kept only for envelopes that have such. */
  head: Head | null
  /** The line before, '' where it was peeled. Kept only for envelopes that ask what it quotes. */
  before: string
  /** By stream: pieces of a line so far, or a line whose continuation may still come. */
  open: Map<string, Open> | null
}

/** What is known about a line from the layers around it. */
export interface Context {
  readonly stream: string
  readonly time: string | null
  readonly terminated: boolean
  readonly loss: Loss | null
  readonly logged: boolean
  readonly writer: GoTestWriter | null
  readonly position: number
}

export interface Open {
  readonly context: Context
  readonly text: string
  /** Its end is missing; else it is complete as far as is known. */
  readonly partial: boolean
}

export function freshLayer(envelope: Envelope): Layer {
  return { envelope, head: null, before: '', open: null }
}

export function peelLayer(layer: Layer, line: string): Peeled | null {
  const { envelope } = layer
  const peeled = envelope.peel(line)
  if (envelope.follow === undefined) return peeled
  if (peeled !== null && envelope.quotes?.(line, layer.before, layer.head) !== true) {
    layer.head = { line, peeled, closed: false }
    layer.before = ''
    return peeled
  }
  const followed = layer.head === null || layer.head.closed ? null : envelope.follow(line, layer.head)
  if (envelope.quotes !== undefined) layer.before = followed === null ? line : ''
  return followed
}
