import type { GoTestWriter } from '../model/event.ts'
import type { Loss } from './envelopes/envelope.ts'

export interface PeeledLine {
  /** One payload line, without its terminator. */
  readonly text: string
  readonly stream: string
  readonly time: string | null
  readonly terminated: boolean
  /** The line should have gone on in another record that never came. */
  readonly partial: boolean
  readonly loss: Loss | null
  /** One of the layers was the program's own logger. */
  readonly logged: boolean
  /** Whose output it is, where `go test -json` says so. */
  readonly writer: GoTestWriter | null
  /** What the caller passed with the physical line in which this line begins. */
  readonly position: number
}
