import { ERRORS, fail, LogExtractorError } from '../../base/errors.ts'
import type { MatcherProgram } from '../../base/matcher/index.ts'
import { once } from '../../base/once.ts'
import type { ByteSource, SourceInput } from '../../input/byte-source.ts'
import type { FieldValue, SplitRecord } from '../../model/split-record.ts'
import { type SplitColumns, splitCsvRow, splitRecordLine } from '../../render/split-records.ts'
import { PatternError, pointAt } from '../../split/regex/pattern-error.ts'
import { expressionsOf, readPattern, readTree, type UserPattern } from '../../split/user-pattern.ts'
import { fromEach, type ReadOptions, type ReadResult } from '../each-source.ts'
import { ChunkMatcher, type Piece, programOf, type Scanned } from './chunk-matcher.ts'
import { FIELD_TYPES, type FieldType } from './field-types.ts'
import { type Found, GuardedExpression } from './guarded-expression.ts'
import { CHUNK_MEMORY_BYTES, eachChunk, type LineChunk, MOST_UNITS, textUnits } from './line-chunks.ts'
import { RecordGatherer } from './record-gatherer.ts'
import { type RecordShape, recordShape } from './record-shape.ts'
import { Counter, type PatternTally, type SplitTally } from './tally.ts'
import type { TextUnit } from './text-unit.ts'

/** A pattern as it was typed. */
export interface PatternInput {
  readonly text: string
  readonly name?: string | null
  /** Where it stands, for messages: `--pattern`, `patterns.txt:3`. */
  readonly origin?: string
}

export interface SplitOptions {
  /** In the spelling of PCRE2 or JavaScript, with named groups. */
  readonly patterns: readonly PatternInput[]
  /** Every match of every pattern; else the first match of the first pattern that has one. */
  readonly all?: boolean
  /** A line that matches opens a record; the lines behind it belong to it. */
  readonly start?: string
  readonly types?: Readonly<Record<string, FieldType>>
  /** Take off what a container runtime, a log service or a CI system wrapped around each line. */
  readonly unwrap?: boolean
  /** Lines that nothing matches become records too. */
  readonly keepUnmatched?: boolean
  /** What `writeRecords` writes; else lines of JSON. */
  readonly csv?: boolean
}

interface Chunked {
  readonly program: MatcherProgram
  readonly shape: RecordShape
}

interface Matcher {
  readonly pattern: UserPattern
  /** Made when it is first asked for. */
  readonly expression: () => GuardedExpression
  readonly convert: readonly (((text: string) => FieldValue) | null)[]
  readonly tally: { -readonly [K in keyof PatternTally]: PatternTally[K] } & { readonly slow: Counter }
}

/**
 * Lines to records by the patterns of a user. One splitter may read several inputs, one after the other: it keeps count over
 * all of them.
 */
export class Splitter {
  private readonly options: SplitOptions
  private readonly matchers: readonly Matcher[]
  private readonly start: Pick<Matcher, 'expression' | 'tally'> | null
  private readonly counts = { units: 0, matched: 0, unmatched: new Counter(), cut: new Counter() }
  private readonly wrongValues: Record<string, Counter> = {}
  private readonly onCut = (unit: TextUnit) => this.counts.cut.add(unit)
  private memory: Uint8Array | null = null
  /** Of the only pattern, where nothing but its groups is asked for. */
  private readonly chunked: Chunked | null = null
  private chunkMatcher: ChunkMatcher | null = null
  private writing: Promise<void> = Promise.resolve()

  /** @throws LogExtractorError E_PATTERN, pointing at the place. */
  constructor(options: SplitOptions) {
    this.options = options
    const manyLines = options.start !== undefined
    this.matchers = options.patterns.map((input) => this.matcher(input, manyLines))
    const [only, ...others] = this.matchers
    if (only !== undefined && others.length === 0 && asksForGroupsOnly(options)) {
      const shape = recordShape(only.pattern.fields, options.types ?? {}, options.csv === true)
      const program = programOf(only.pattern, shape)
      if (program !== null) this.chunked = { program, shape }
    }
    // What has an automaton is not too large for an expression either, which may never be needed then.
    for (const [i, { expression }] of this.matchers.entries()) {
      const { text, origin = 'pattern' } = options.patterns[i]!
      if (this.chunked === null) told(text, origin, expression)
    }
    this.start = options.start === undefined ? null : starter(options.start)
    for (const field of Object.keys(options.types ?? {})) {
      if (!this.fields.includes(field)) throw fail('E_USAGE', `no pattern has a group ${field} that could have a type`)
      this.wrongValues[field] = new Counter()
    }
  }

  /** Names of all fields, in order of their first appearance. */
  get fields(): readonly string[] {
    return [...new Set(this.matchers.flatMap(({ pattern }) => pattern.fields))]
  }

  get tally(): SplitTally {
    const { units, matched, unmatched, cut } = this.counts
    const patterns = [...this.matchers, ...(this.start === null ? [] : [this.start])].map(({ tally }) => tally)
    return { units, matched, unmatched, patterns, wrongValues: this.wrongValues, cut }
  }

  /**
   * The records of one input, in batches.
   * @throws LogExtractorError when the source cannot be opened or read.
   */
  async *records(input: SourceInput, reading: ReadOptions = {}): AsyncGenerator<SplitRecord[]> {
    if (this.options.unwrap === true) yield* this.unwrapped(input, reading)
    else yield* fromEach<SplitRecord[]>(input, reading, (source, put) => this.asTheyStand(source, reading, put))
  }

  /**
   * The same as text: lines of JSON, or rows of CSV. Where nothing but its groups is asked of one pattern, many lines are
   * looked at at once. What `write` gets is its own until its promise is settled.
   * @throws LogExtractorError when the source cannot be opened or read.
   */
  async writeRecords(
    input: SourceInput,
    columns: SplitColumns,
    write: (text: Uint8Array | string) => Promise<void>,
    reading: ReadOptions = {},
  ): Promise<void> {
    const { withPattern, withPlace, withStream } = columns
    if (this.chunked === null || withPattern || withPlace || withStream) {
      for await (const records of this.records(input, reading)) await write(this.textOf(records, columns))
      return
    }
    this.chunkMatcher ??= new ChunkMatcher(this.chunked.program, this.chunked.shape, reading.kernel)
    const matcher = this.chunkMatcher
    const read = fromEach<never>(input, reading, async (source) => {
      try {
        const { bytes, lines } = await eachChunk(source, matcher.memory, reading, (chunk) =>
          this.writeChunk(source, chunk, matcher, columns, write),
        )
        return resultOf(source, bytes, lines)
      } finally {
        await this.writing
      }
    })
    await read.next()
  }

  /** Returns the number of newlines. */
  private async writeChunk(
    source: ByteSource,
    chunk: LineChunk,
    matcher: ChunkMatcher,
    columns: SplitColumns,
    write: (text: Uint8Array) => Promise<void>,
  ): Promise<number> {
    const { bytes, to, isCut } = chunk
    let line = chunk.firstLine
    for (let from = chunk.from; from < to; ) {
      const scanned = isCut ? leftWhole(chunk) : matcher.scan(from, to, line)
      // Whoever reads our output did so meanwhile.
      await this.writing
      const { pieces, matched, unmatched, left } = scanned
      this.counts.units += matched + unmatched
      this.counts.matched += matched
      this.counts.unmatched.count += unmatched
      this.matchers[0]!.tally.matches += matched
      // The lines are here until the next read only: what is left of them becomes text now.
      const text = this.textOfPieces(source, chunk, pieces, columns)
      if (text.length > 0) this.writing = write(text)
      this.writing.catch(() => {})
      line += matched + unmatched + left
      from = scanned.to
    }
    return line - chunk.firstLine - (bytes[to - 1] === 0x0a ? 0 : 1)
  }

  private textOfPieces(
    source: ByteSource,
    chunk: LineChunk,
    pieces: readonly Piece[],
    columns: SplitColumns,
  ): Uint8Array {
    const texts: Uint8Array[] = []
    // Records of lines that were left are found together: each question costs a clock.
    let units: TextUnit[] = []
    /** Records, or the line up to which those of the units come next. */
    let parts: (Uint8Array | number)[] = []
    const flush = (): void => {
      const records = this.split(units)
      let next = 0
      for (const part of parts) {
        if (typeof part !== 'number') {
          texts.push(part)
          continue
        }
        const from = next
        while (next < records.length && records[next]!.span.line < part) next++
        texts.push(Buffer.from(this.textOf(records.slice(from, next), columns)))
      }
      units = []
      parts = []
    }
    for (const piece of pieces) {
      if (piece.kind === 'records') parts.push(piece.records)
      else if (piece.kind === 'left') {
        for (const some of textUnits(
          source,
          { ...chunk, from: piece.from, to: piece.to, firstLine: piece.line },
          this.onCut,
        )) {
          units.push(...some)
          if (some.length > 0) parts.push(some.at(-1)!.span.line + 1)
          if (units.length >= MOST_UNITS) flush()
        }
      } else if (this.counts.unmatched.first === null) {
        // What was left before it may be the first one.
        flush()
        const end = lineEnd(chunk, piece.from)
        const missed = textUnits(source, { ...chunk, from: piece.from, to: end, firstLine: piece.line }, this.onCut)
        for (const some of missed) for (const unit of some) this.counts.unmatched.see(unit)
      }
    }
    flush()
    return texts.length === 1 ? texts[0]! : Buffer.concat(texts)
  }

  private textOf(records: readonly SplitRecord[], columns: SplitColumns): string {
    const one = this.options.csv === true ? splitCsvRow : splitRecordLine
    let text = ''
    for (const record of records) text += one(record, columns)
    return text
  }

  private async *unwrapped(input: SourceInput, reading: ReadOptions): AsyncGenerator<SplitRecord[]> {
    // It brings every format along.
    const { unwrap } = await import('../unwrap.ts')
    const gatherer = this.gatherer()
    for await (const lines of unwrap(input, reading)) {
      for (let from = 0; from < lines.length; from += MOST_UNITS) {
        yield this.split(this.gathered(gatherer, lines.slice(from, from + MOST_UNITS)))
      }
    }
    yield this.split(gatherer?.flush() ?? [])
  }

  private async asTheyStand(
    source: ByteSource,
    reading: ReadOptions,
    put: (records: SplitRecord[]) => Promise<void>,
  ): Promise<ReadResult> {
    const gatherer = this.gatherer()
    const handOn = async (units: readonly TextUnit[]) => {
      const records = this.split(units)
      if (records.length > 0) await put(records)
    }
    this.memory ??= new Uint8Array(CHUNK_MEMORY_BYTES)
    const { bytes, lines } = await eachChunk(source, this.memory, reading, async (chunk) => {
      let newlines = 0
      for (const units of textUnits(source, chunk, this.onCut)) {
        newlines += units.length
        await handOn(this.gathered(gatherer, units))
      }
      const isOpen = chunk.bytes[chunk.to - 1] !== 0x0a
      return newlines - (isOpen ? 1 : 0)
    })
    await handOn(gatherer?.flush() ?? [])
    return resultOf(source, bytes, lines)
  }

  private gatherer(): RecordGatherer | null {
    return this.start === null ? null : new RecordGatherer(this.onCut)
  }

  private gathered(gatherer: RecordGatherer | null, units: readonly TextUnit[]): readonly TextUnit[] {
    if (gatherer === null || this.start === null) return units
    const found = this.ask(this.start, units, () => true)
    return gatherer.add(units, (index) => found[index] != null)
  }

  private split(units: readonly TextUnit[]): SplitRecord[] {
    const { all = false, keepUnmatched = false } = this.options
    const isTaken = new Uint8Array(units.length)
    const found = this.matchers.map((matcher) => {
      const own = this.ask(matcher, units, (index) => all || isTaken[index] === 0)
      for (const [index, matches] of own.entries()) if (matches != null) isTaken[index] = 1
      return own
    })
    const records: SplitRecord[] = []
    for (const [index, unit] of units.entries()) {
      const { text, stream, span } = unit
      this.counts.units++
      if (isTaken[index] === 0) {
        this.counts.unmatched.add(unit)
        if (keepUnmatched) records.push({ matched: false, pattern: null, fields: {}, text, stream, span })
        continue
      }
      this.counts.matched++
      for (const [i, matcher] of this.matchers.entries()) {
        for (const groups of found[i]![index] ?? []) records.push(this.record(matcher, groups, unit))
      }
    }
    return records
  }

  private ask(
    { expression, tally }: Pick<Matcher, 'expression' | 'tally'>,
    units: readonly TextUnit[],
    isWanted: (index: number) => boolean,
  ): (readonly Found[] | null)[] {
    const found: (readonly Found[] | null)[] = new Array(units.length).fill(null)
    if (units.length === 0) return found
    const texts = { length: units.length, at: (index: number) => units[index]!.text }
    const tried = expression().run(texts, found, isWanted, (index) => tally.slow.add(units[index]!))
    for (let index = tried; index < units.length; index++) {
      if (!isWanted(index)) continue
      tally.givenUpAt ??= units[index]!.span
      tally.untried++
    }
    return found
  }

  private record(
    { pattern, convert, tally }: Matcher,
    groups: Found,
    { text: whole, stream, span }: TextUnit,
  ): SplitRecord {
    tally.matches++
    const fields: [string, FieldValue][] = []
    for (let i = 0; i < pattern.fields.length; i++) {
      const name = pattern.fields[i]!
      const text = groups[pattern.groups[i]!]
      const turn = convert[i]!
      const value = text === undefined ? null : turn === null ? text : turn(text)
      if (value === null && text !== undefined) this.wrongValues[name]!.add({ span, text })
      fields.push([name, value])
    }
    // Not by assignment: a group may be called __proto__.
    return { matched: true, pattern: pattern.name, fields: Object.fromEntries(fields), text: whole, stream, span }
  }

  private matcher({ text, name = null, origin = 'pattern' }: PatternInput, manyLines: boolean): Matcher {
    const types = this.options.types ?? {}
    return told(text, origin, () => {
      const pattern = readPattern(text, { name, manyLines })
      const convert = pattern.fields.map((field) => {
        const type = Object.hasOwn(types, field) ? types[field]! : 'string'
        return type === 'string' ? null : FIELD_TYPES[type]
      })
      const { all = false } = this.options
      const expression = once(() => new GuardedExpression(expressionsOf(pattern.tree, manyLines), all))
      return { pattern, expression, convert, tally: freshTally(name, text) }
    })
  }
}

function asksForGroupsOnly({ all, start, unwrap, keepUnmatched }: SplitOptions): boolean {
  return !all && start === undefined && !unwrap && !keepUnmatched
}

function starter(text: string): Pick<Matcher, 'expression' | 'tally'> {
  return told(text, '--start', () => {
    const expression = new GuardedExpression(expressionsOf(readTree(text, false), false), false)
    return { expression: () => expression, tally: freshTally('--start', text) }
  })
}

function freshTally(name: string | null, text: string): Matcher['tally'] {
  return { name, text, matches: 0, slow: new Counter(), givenUpAt: null, untried: 0 }
}

/** What is wrong with a pattern is told with a mark under the place. */
function told<T>(text: string, origin: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    const isTooLarge = error instanceof SyntaxError
    if (!isTooLarge && !(error instanceof PatternError)) throw error
    const { message, at } = isTooLarge ? new PatternError('the pattern is too large', 0) : error
    throw new LogExtractorError('E_PATTERN', ERRORS.E_PATTERN.say(origin, message), { quote: pointAt(text, at) })
  }
}

function resultOf({ encoding, compression, layers }: ByteSource, bytes: number, lines: number): ReadResult {
  return { bytes, lines, claimedLines: 0, encoding, compression, layers }
}

/** For a line of which the end is not there. */
function leftWhole({ from, to, firstLine }: LineChunk): Scanned {
  return { to, pieces: [{ kind: 'left', from, to, line: firstLine }], matched: 0, unmatched: 0, left: 1 }
}

function lineEnd({ bytes, to }: LineChunk, from: number): number {
  const newline = bytes.indexOf(0x0a, from)
  return newline < 0 || newline >= to ? to : newline + 1
}
