import type { Kernel } from '../base/kernel/index.ts'
import type { Event, GoTestWriter } from '../model/event.ts'
import type { Line } from '../model/line.ts'

/**
 * The three answers of an open assembly to a line.
 * - `claimed`: mine.
 * - `alien`: not mine, but I stay open; others may look at it.
 * - `closed`: not mine, and I am finished; the line may open something else.
 */
export type Answer = 'claimed' | 'alien' | 'closed'

/** A block that is being collected from the lines of one lane. */
export interface Assembly {
  push(line: Line): Answer
  /** The last line answered with `alien` was taken by another format. */
  alienTaken?(): void
  /** The lane ended. Emits what is there. */
  end(): void
  /**
   * Offered where a run of lines up to the next empty line is in memory: taken at once when it is known or whole. False
   * means: show me the lines, one by one.
   */
  readonly paragraph?: (paragraph: Paragraph) => boolean
  /** True when a paragraph offered now could be taken. */
  readonly wantsParagraph?: boolean
  /** The same for a line and the paragraph right under it. */
  readonly headed?: (heading: Heading, paragraph: Paragraph) => boolean
  /** True when a line with a paragraph under it, offered now, could be taken. */
  readonly wantsHeaded?: boolean
  /** A run of those, each of a kind that was learned and none with a smaller number than `leastLearned`; the last one in full. */
  readonly learned?: (run: LearnedRun, heading: Heading, paragraph: Paragraph) => void
  /** Null where no such run could be taken now. */
  readonly leastLearned?: number | null
  /**
   * What surely begins another format ends this block here. Not given, or false, while such a line may be text of its own.
   */
  readonly yields?: boolean
  /** Something else begins. Emits what is there. */
  makeWay?(): void
  /** Opened by words that ordinary logs hold too, and nothing has confirmed it yet: it makes way, too, and has told nothing. */
  readonly isDoubtful?: boolean
  /** All of it stood inside one record: the next record is another's, and may hold a report of its own. */
  readonly isOneRecord?: boolean
  /** This line begins a record and surely is none of its own, so that what is inside the record may be looked at. */
  endsBeforeRecord?(text: string): boolean
}

/**
 * How goroutines with equal stacks are told: `each` with its own arguments; `shared`, where the first ones have arguments
 * of their own and the others one stack; or `counted`, where the others are no events of their own.
 */
export type Detail = 'each' | 'shared' | 'counted'

/** A line right above a paragraph, not decoded: the bytes [from, end). Valid as long as that. */
export interface Heading {
  readonly buffer: Uint8Array
  readonly from: number
  readonly end: number
  /** 1-based. */
  readonly line: number
  readonly byte: number
  text(): string
}

/** The lines from here to the next empty line, not decoded. Only valid until the call it is handed to returns. */
export interface Paragraph {
  /** Hash of the bytes with pointer digits masked (see base/kernel). */
  readonly hash: number
  readonly detail: Detail
  /** The lines, without the last newline. */
  text(): string
  readonly lines: number
  /**
   * Reads the pointers that `hash` leaves out, in order, two words of `pointers` each, the lower one first; returns how
   * many, or -1 when some are not printed as their values would be.
   */
  readPointers(): number
  readonly pointers: Uint32Array
  /** The number at the end of its last line but one (`created by … in goroutine 7`), null when there is none. */
  parentId(): number | null
  /** 1-based number of its last line. */
  readonly endLine: number
  readonly endByte: number
  /**
   * What stands below and above this paragraph from offset `from` on, behind the number of its heading, is of a kind that is
   * taken in runs from now on. Returns by which number: the next one, that of an equal kind, or -1 where there are too many.
   */
  learn(from: number): number
  /** Nothing is taken in runs any more. */
  forget(): void
}

/** Consecutive headings with their paragraphs, of kinds that were learned. Valid until the call it is handed to returns. */
export interface LearnedRun {
  readonly count: number
  /** What `learn` returned for the kind of each. */
  readonly kinds: ArrayLike<number>
  /** In their headings. */
  readonly numbers: ArrayLike<number>
}

/** Where an assembly puts what it finds. */
export interface Sink {
  emit(event: Event): void
  /** A fresh block number. */
  block(): number
  /** Lines that were answered with `alien` and turned out to belong to the block after all. */
  claim(lines: number): void
  /** The byte stream these lines come in, as the envelopes name it; empty where nothing wraps them. */
  readonly stream: string
  /** Whose output that stream is, where `go test -json` says so. */
  readonly writer: GoTestWriter | null
  /** The nearest line with text before the one being opened, as the program wrote it; null where none is known. */
  readonly above: LineAbove | null
}

export interface LineAbove extends Line {
  /** Empty lines stand between the two. */
  readonly apart: boolean
}

export function lineAbove(line: Line, apart: boolean): LineAbove {
  // Field by field: a spread that adds one costs a microsecond, and this is made for half the lines of a crash.
  return { text: line.text, span: line.span, terminated: line.terminated, logged: line.logged, time: line.time, apart }
}

export interface Sample {
  readonly text: string
  /** Kinds of the events it must become, in order. */
  readonly kinds: readonly Event['kind'][]
}

export interface Recogniser {
  readonly name: string
  /** Every opening line contains one of these; no other line is ever shown to `open`. */
  readonly sentinels: readonly string[]
  /** Real lines and what they must become: run as a test, printed in the docs. */
  readonly samples: readonly Sample[]
  /** Its events are one line each, so that they can be told even inside another format's block. */
  readonly single: boolean
  /**
   * Whether such a line begins something of this format wherever it stands: nothing else prints it. `isDoubtful`: what is
   * open has less to say for itself than a line that usually begins something.
   */
  readonly begins?: (text: string, isDoubtful: boolean) => boolean
  readonly runs?: RunReader
  /** For a format whose lines explain each other over any distance: a recogniser with a memory for one lane alone. */
  readonly perLane?: () => Recogniser
  /** `single`: the line was the whole event and is emitted. */
  open(line: Line, sink: Sink): Assembly | 'single' | undefined
  /** Takes lines right from the bytes of a source that nothing wraps: those it can. Returns where it stopped. */
  skim?(run: ByteLines, sink: Sink): number
  /** The lane ended: tells what it still holds back. */
  end?(): void
}

/**
 * Consecutive lines of known shapes, already read into numbers: no line of them becomes a string. The numbers are the
 * taker's until the next run is read, and the room behind those of a line too.
 */
export interface LineRun {
  readonly count: number
  /** `stride` numbers a line, in the order they stand in it. */
  readonly numbers: Float64Array
  readonly stride: number
  /** Index into `RunReader.shapes` for each line. */
  readonly shapes: ArrayLike<number>
  readonly source: string
  /** 1-based number of the first line. */
  readonly firstLine: number
  /** Start and end of each line, `base` bytes into the source. */
  readonly base: number
  readonly starts: ArrayLike<number>
  readonly ends: ArrayLike<number>
}

/** Bytes from the start of a line on. */
export interface ByteLines {
  readonly buffer: Buffer
  readonly from: number
  readonly end: number
  readonly source: string
  /** 1-based number of the line at `from`. */
  readonly firstLine: number
  /** The buffer starts so many bytes into the source. */
  readonly base: number
  /** The events are for analysis: parts of them that it never asks for may be left out. */
  readonly isBrief: boolean
  /** Whose bytes these are. */
  readonly kernel: Kernel
  /** How many lines were taken: set by who takes them. */
  lines: number
}

/** A field is the how-manieth number of the line, or a constant that the shape tells. */
export type RunLayout = readonly (readonly [
  name: string,
  source: { readonly number: number } | { readonly value: boolean | null },
])[]

/** A format whose lines come by the million may take them in runs. */
export interface RunReader {
  /** Kind of the event that one line is. */
  readonly kind: Event['kind']
  /** One example line for every shape; all digits may differ. All begin with the same character. */
  readonly shapes: readonly string[]
  /** For each shape, the fields of its event, in order. */
  readonly layouts: readonly RunLayout[]
  take(run: LineRun, sink: Sink): void
}
