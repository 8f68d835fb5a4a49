import type { GoTestWriter } from '../model/event.ts'
import type { Envelope, Head, Loss, Peeled } from './envelopes/envelope.ts'

/** One envelope at work in a source, with what it remembers from line to line. */
export interface Layer {
  readonly envelope: Envelope
  /** Last line it peeled, for records of several lines. Kept only for envelopes that have such. */
  head: Head | null
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

/** A line of a file is terminated as far as the peeler knows. */
export const OUTSIDE: Context = {
  stream: '',
  time: null,
  terminated: true,
  loss: null,
  logged: false,
  writer: null,
  position: 0,
}

export function freshLayer(envelope: Envelope): Layer {
  return { envelope, head: null, open: null }
}

export function peelLayer(layer: Layer, line: string): Peeled | null {
  const { envelope } = layer
  const peeled = envelope.peel(line)
  if (envelope.follow === undefined) return peeled
  if (peeled !== null) {
    layer.head = { line, peeled, closed: false }
    return peeled
  }
  if (layer.head === null || layer.head.closed) return null
  return envelope.follow(line, layer.head)
}
