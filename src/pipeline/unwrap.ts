import type { ByteSource, SourceInput } from '../input/byte-source.ts'
import type { PeeledLine } from '../input/peeled-line.ts'
import type { Peeler } from '../input/peeler.ts'
import type { PhysicalLine } from '../model/line.ts'
import type { Span } from '../model/span.ts'
import type { WrittenOrder } from '../model/written-order.ts'
import { fromEach, type ReadOptions, type ReadResult } from './each-source.ts'
import { pump, SHARED } from './extract.ts'
import { ESCAPED, type Taker } from './lanes.ts'
import { LineStarts } from './line-starts.ts'
import { LINES_BACK } from './lines-above.ts'

/** One line as the program wrote it. */
export interface UnwrappedLine {
  readonly text: string
  /** Everything the envelopes tell about whose line it is; '' when they tell nothing. */
  readonly stream: string
  /** RFC 3339, when an envelope gave one. */
  readonly time: string | null
  /** The line really ended; else the log, or the envelope's record, ended inside it. */
  readonly terminated: boolean
  readonly span: Span
}

export interface UnwrapOptions extends ReadOptions {
  /** Only the lines of this stream. */
  readonly stream?: string
}

/**
 * What a program wrote, without what was wrapped around each line: the payload lines of every stream in the order in
 * which they end, with split lines put together and newest-first logs turned round.
 * @throws LogExtractorError when the source cannot be opened or read.
 */
export async function* unwrap(
  input: SourceInput,
  options: UnwrapOptions = {},
): AsyncGenerator<UnwrappedLine[], ReadResult> {
  return yield* fromEach<UnwrappedLine[]>(input, options, (source, put) => unwrapSource(source, options, put))
}

async function unwrapSource(
  source: ByteSource,
  options: UnwrapOptions,
  put: (lines: UnwrappedLine[]) => Promise<void>,
): Promise<ReadResult> {
  const collector = new Collector(options.stream ?? null)
  const result = await pump(source, {
    ...options,
    kernels: SHARED(options.kernel),
    engine: {
      goroutines: 'each',
      emit() {},
      taker: (peeler) => collector.taker(peeler),
      turn: (order) => collector.turn(order),
    },
    async hand() {
      const lines = collector.ready()
      if (lines.length > 0) await put(lines)
    },
  })
  const rest = collector.rest()
  if (rest.length > 0) await put(rest)
  return result
}

class Collector {
  private lines: UnwrappedLine[] = []
  private readonly stream: string | null
  private isRewound = false
  private order: WrittenOrder | null = null

  constructor(stream: string | null) {
    this.stream = stream
  }

  turn(order: WrittenOrder): void {
    this.order = order
  }

  taker(peeler: Peeler): Taker {
    this.isRewound = this.lines.length > 0
    const starts = new LineStarts()
    const push = (peeled: PeeledLine, physical: PhysicalLine): boolean => {
      // A record that holds a crash as escaped text: what is in it may be lines.
      const unpacked = ESCAPED.test(peeled.text) ? peeler.peelCandidate(peeled) : null
      const span = starts.spanOf(peeled, physical)
      for (const part of unpacked ?? [peeled]) this.add(part, span)
      return unpacked !== null
    }
    return {
      collecting: true,
      isDoubtful: true,
      needsLead: false,
      lead() {},
      take: (physical) => {
        if (this.isRewound) this.rewind(this.written(physical.span).line)
        const peeled = peeler.peel(physical.text, physical.span.byte, physical.terminated)
        if (peeled.length === 0) starts.remember(physical)
        let isMore = false
        for (const line of peeled) isMore = push(line, physical) || isMore
        // True for what was wrapped: a plain line may be the first of a part of the log that is wrapped differently.
        return isMore || !peeler.isPlain
      },
      end(last) {
        if (last !== null) for (const line of peeler.flush()) push(line, last)
      },
    }
  }

  /** All but the last lines: the reader may go back a little when it finds that they are wrapped after all. */
  ready(): UnwrappedLine[] {
    const last = this.lines.at(-1)?.span.endLine ?? 0
    let count = this.lines.length
    while (count > 0 && this.lines[count - 1]!.span.endLine >= last - LINES_BACK) count--
    return this.lines.splice(0, count)
  }

  rest(): UnwrappedLine[] {
    return this.lines.splice(0)
  }

  private add({ text, stream, time, terminated, partial }: PeeledLine, span: Span): void {
    if (this.stream === null || stream === this.stream)
      this.lines.push({ text, stream, time, terminated: terminated && !partial, span })
  }

  private rewind(line: number): void {
    this.isRewound = false
    for (let last = this.lines.at(-1); last !== undefined; last = this.lines.at(-1)) {
      if (this.written(last.span).endLine < line) return
      this.lines.pop()
    }
  }

  private written(span: Span): Span {
    return this.order?.written(span) ?? span
  }
}
