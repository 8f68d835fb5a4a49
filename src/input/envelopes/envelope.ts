import type { GoTestWriter } from '../../model/event.ts'

/**
 * An envelope is what something between the program and us wrapped around each line: a container runtime, a syslog
 * daemon, a CI service, a JSON logger. It never knows what is inside; it only takes itself off, exactly, so that the
 * TAB at the start of a Go location line survives.
 */

export interface Loss {
  /** Evidence id of the completeness rules: `E09` cut, `E13` dropped, `E21` collapsed, `E28` frame limit. */
  readonly id: string
  readonly text: string
}

export interface Peeled {
  /** What was inside, possibly with several lines (\n); the record's own final newline is not part of it. */
  readonly payload: string
  /**
   * Everything this envelope offers that identifies one byte stream (container, pod, stream, pid, request id, go
   * package and test), '' when nothing. Also '' when only the first line of a message carries the envelope: a key
   * would tear the message from its other lines.
   */
  readonly stream: string
  /** RFC 3339 when the envelope gives an absolute time with zone; null when the year or the zone is not known. */
  readonly time: string | null
  /** The record goes on in the next record of the same stream. Together with an empty payload: nothing inside. */
  readonly partial: boolean
  /** The payload ended with its own newline, or the envelope says the line is complete. */
  readonly terminated: boolean
  /** The envelope itself says that text was lost. */
  readonly loss: Loss | null
  /** One line with many records of different streams or times (API exports): these count, `payload` is ''. */
  readonly parts?: readonly Peeled[]
  /** This record goes on where the previous one of the same stream ended (GitLab's `+`), though that seemed complete. */
  readonly appends?: true
  /** Whose output it is, where `go test -json` says so. */
  readonly writer?: GoTestWriter
}

/** The last line an envelope peeled, for those whose records go on in lines of another shape. */
export interface Head {
  readonly line: string
  readonly peeled: Peeled
  /** Set by `follow` when the record is complete, or over without its end: it is not asked again until the next head. */
  closed: boolean
}

export interface Envelope {
  /** Public name of the layer. */
  readonly id: string
  /** Real-looking lines and what they must become: run as a test against every envelope. */
  readonly samples: readonly { readonly line: string; readonly peeled: Peeled }[]
  /** null: not mine. Linear, anchored, and cheap to refuse. */
  peel(line: string): Peeled | null
  /** Called for a line that `peel` refused, with the last one it took. null: not a continuation of it either. */
  follow?(line: string, head: Head): Peeled | null
  /** The lines that `follow` takes have no mark of this envelope at all, so they do not vote for it. */
  readonly silent?: true
  /** Extra demand on the sample, for a grammar that ordinary text could meet, or that two places share. */
  needs?(samples: readonly string[], outer: readonly string[]): boolean
  /** Ordinary text meets the grammar now and then: three matching lines teach it, not one. */
  readonly weak?: true
  /** A later record may say that it goes on where this one seemed to end (`appends`): lines wait for the next one. */
  readonly holdsBack?: true
  /** Lines such as this one hold the words of the program in pieces, or as numbers: unpeeled, they say nothing. */
  breaksWords?(line: string): boolean
  /**
   * Whether a whole log may end with this line, for an envelope that says itself when all is said. null: the line is none
   * of its records.
   */
  endsLog?(line: string): boolean | null
  /** This line does not go on from what came before it, whatever that one said. */
  startsAnew?(line: string, before: string): boolean
  /**
   * This line, which `peel` takes, is text all the same: of the line before it, which no record holds, or of the record
   * that is open.
   */
  quotes?(line: string, before: string, head: Head | null): boolean
  /** Only these of its lines begin a record; without it every line that `peel` takes does. */
  opensRecord?(line: string): boolean
  /** The time of a record, where it stands in a line of its own: the order of the records is told by it. */
  clock?(line: string): string | null
  /** Touches some lines only: one match teaches it, and a line without it goes on to the next layer. */
  readonly sporadic?: true
  /** Written by the program's own logger, not by what runs it: the runtime never prints through it. */
  readonly logger?: true
  /** Says how long its records are: they need no newline to be complete. */
  readonly counted?: true
  /** A record ends with this line: it needs no newline to be complete. */
  closes?(line: string): boolean
  /** Unpacks JSON; such layers are limited, because a bomb of nested strings doubles its escapes at each level. */
  readonly json?: true
  /** What its lines are once they are put together: it needs no vote of its own. */
  readonly inside?: Envelope
  /** Envelopes whose grammar covers lines of this one as well; the reason stands beside it. Order decides. */
  readonly kin?: readonly string[]
}

/** A complete line (or several). */
export function whole(payload: string, stream = '', time: string | null = null, loss: Loss | null = null): Peeled {
  return { payload, stream, time, partial: false, terminated: true, loss }
}

/** Text that brings its own newline, or does not: then the next record of the stream goes on with it. */
export function chunk(text: string, stream: string, time: string | null, loss: Loss | null = null): Peeled {
  const end = lineEnd(text)
  if (end < 0) return { payload: text, stream, time, partial: true, terminated: false, loss }
  return { payload: text.slice(0, end), stream, time, partial: false, terminated: true, loss }
}

/** A message field: complete with or without a final newline of its own, which is not part of the payload. */
export function message(text: string, stream: string, time: string | null, loss: Loss | null = null): Peeled {
  const end = lineEnd(text)
  return { payload: end < 0 ? text : text.slice(0, end), stream, time, partial: false, terminated: true, loss }
}

/** Mine, but no program text in it: a start event, a field of a record, a decoration. */
export const NOTHING: Peeled = {
  payload: '',
  stream: '',
  time: null,
  partial: true,
  terminated: false,
  loss: null,
}

export function bundle(parts: readonly Peeled[]): Peeled {
  return parts.length === 1 ? parts[0]! : { ...NOTHING, parts }
}

/** Index of the final \n or \r\n, -1 without one. */
function lineEnd(text: string): number {
  const last = text.length - 1
  if (last < 0 || text.charCodeAt(last) !== 10) return -1
  return last > 0 && text.charCodeAt(last - 1) === 13 ? last - 1 : last
}
