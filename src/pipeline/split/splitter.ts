import { ERRORS, fail, LogExtractorError } from '../../base/errors.ts'
import type { ByteSource, SourceInput } from '../../input/byte-source.ts'
import { decodeLine } from '../../input/decode-line.ts'
import type { FieldValue, SplitRecord } from '../../model/split-record.ts'
import { type SplitColumns, splitRecordLine } from '../../render/split-records.ts'
import { emitForChunks } from '../../split/regex/emit.ts'
import { PatternError, pointAt } from '../../split/regex/pattern-error.ts'
import { expressionsOf, readPattern, readTree, type UserPattern } from '../../split/user-pattern.ts'
import { fromEach, type ReadOptions, type ReadResult } from '../extract.ts'
import { unwrap } from '../unwrap.ts'
import { ChunkExpression } from './chunk-expression.ts'
import { FIELD_TYPES, type FieldType } from './field-types.ts'
import { type Found, GuardedExpression } from './guarded-expression.ts'
import { CHUNK_MEMORY_BYTES, eachChunk, type LineChunk, LONGEST_TEXT_BYTES } from './line-chunks.ts'
import { RecordGatherer } from './record-gatherer.ts'
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
}

interface Matcher {
  readonly pattern: UserPattern
  readonly expression: GuardedExpression
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
  private readonly start: { readonly expression: GuardedExpression; readonly tally: Matcher['tally'] } | null
  private readonly counts = { units: 0, matched: 0, unmatched: new Counter(), cut: new Counter() }
  private readonly wrongValues: Record<string, Counter> = {}
  private readonly memory = new Uint8Array(CHUNK_MEMORY_BYTES)

  /** @throws LogExtractorError E_PATTERN, pointing at the place. */
  constructor(options: SplitOptions) {
    this.options = options
    const manyLines = options.start !== undefined
    this.matchers = options.patterns.map((input) => this.matcher(input, manyLines))
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
   * The same as lines of JSON. Where nothing but its groups is asked of one pattern, many lines are looked at at once.
   * @throws LogExtractorError when the source cannot be opened or read.
   */
  async *jsonLines(
    input: SourceInput,
    columns: SplitColumns,
    reading: ReadOptions = {},
  ): AsyncGenerator<Uint8Array | string> {
    const expression = this.chunkExpression(columns)
    if (expression === null) {
      for await (const records of this.records(input, reading)) yield textOf(records, columns)
      return
    }
    yield* fromEach<Uint8Array | string>(input, reading, async (source, put) => {
      const { bytes, lines } = await eachChunk(source, this.memory, reading, (chunk) =>
        this.writeChunk(source, chunk, expression, columns, put),
      )
      return resultOf(source, bytes, lines)
    })
  }

  private chunkExpression({ withPattern, withPlace, withStream }: SplitColumns): ChunkExpression | null {
    const { all, start, types, unwrap, keepUnmatched, patterns } = this.options
    const asksMore = all || start !== undefined || unwrap || keepUnmatched || withPattern || withPlace || withStream
    const isTyped = Object.values(types ?? {}).some((type) => type !== 'string')
    if (asksMore || isTyped || patterns.length !== 1) return null
    const { pattern, expression } = this.matchers[0]!
    const fields = pattern.fields.map((name, i) => ({ name, group: pattern.groups[i]! }))
    try {
      return new ChunkExpression(emitForChunks(pattern.tree), fields, expression)
    } catch (error) {
      if (error instanceof SyntaxError) return null
      throw error
    }
  }

  /** Returns the number of newlines. */
  private async writeChunk(
    source: ByteSource,
    chunk: LineChunk,
    expression: ChunkExpression,
    columns: SplitColumns,
    put: (text: Uint8Array) => Promise<void>,
  ): Promise<number> {
    const { from, to, firstLine } = chunk
    // Records of lines that it leaves are found together: each question costs a clock.
    const scanned = (chunk.isCut ? null : expression.scan(chunk)) ?? {
      pieces: [{ from, to, line: firstLine }],
      matched: 0,
    }
    this.counts.units += scanned.matched
    this.counts.matched += scanned.matched
    this.matchers[0]!.tally.matches += scanned.matched
    let newlines = scanned.matched
    let units: TextUnit[] = []
    /** Records, or the line up to which those of the units come next. */
    let parts: (Uint8Array | number)[] = []
    const flush = async (): Promise<void> => {
      const records = this.split(units)
      let next = 0
      const texts = parts.map((part) => {
        if (typeof part !== 'number') return part
        let text = ''
        for (; next < records.length && records[next]!.span.line < part; next++) {
          text += splitRecordLine(records[next]!, columns)
        }
        return Buffer.from(text)
      })
      const written = Buffer.concat(texts)
      if (written.length > 0) await put(written)
      units = []
      parts = []
    }
    for (const piece of scanned.pieces) {
      if (piece instanceof Uint8Array) parts.push(piece)
      else {
        for (const some of this.linesOf(source, { ...chunk, from: piece.from, to: piece.to, firstLine: piece.line })) {
          newlines += some.length
          units.push(...some)
          if (some.length > 0) parts.push(some.at(-1)!.span.line + 1)
          if (units.length >= MOST_UNITS) await flush()
        }
      }
    }
    await flush()
    return chunk.bytes[to - 1] === NEWLINE ? newlines : newlines - 1
  }

  private async *unwrapped(input: SourceInput, reading: ReadOptions): AsyncGenerator<SplitRecord[]> {
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
    const { bytes, lines } = await eachChunk(source, this.memory, reading, async (chunk) => {
      let newlines = 0
      for (const units of this.linesOf(source, chunk)) {
        newlines += units.length
        await handOn(this.gathered(gatherer, units))
      }
      const isOpen = chunk.bytes[chunk.to - 1] !== 0x0a
      return newlines - (isOpen ? 1 : 0)
    })
    await handOn(gatherer?.flush() ?? [])
    return resultOf(source, bytes, lines)
  }

  private *linesOf(source: ByteSource, { bytes, from, to, firstLine, base, isCut }: LineChunk): Generator<TextUnit[]> {
    let units: TextUnit[] = []
    let line = firstLine
    const place = (offset: number) => source.rawOffset?.(base + offset) ?? base + offset
    for (let position = from; position < to; line++) {
      const newline = bytes.indexOf(0x0a, position)
      const end = newline < 0 || newline > to ? to : newline
      const last = Math.min(end, position + LONGEST_TEXT_BYTES)
      const text = decodeLine(bytes, position, last)
      // A carriage return belongs to the end of the line.
      const endByte = place(last > position && bytes[last - 1] === 0x0d ? last - 1 : last)
      const span = { source: source.name, line, endLine: line, byte: place(position), endByte }
      const unit = { text, stream: '', span }
      if (isCut || last < end) this.counts.cut.add(unit)
      units.push(unit)
      if (units.length === MOST_UNITS) {
        yield units
        units = []
      }
      position = end + 1
    }
    yield units
  }

  private gatherer(): RecordGatherer | null {
    return this.start === null ? null : new RecordGatherer((unit) => this.counts.cut.add(unit))
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
    let last = 0
    const texts = {
      length: units.length,
      at: (index: number) => {
        last = index
        return units[index]!.text
      },
    }
    expression.run(texts, found, isWanted, (index) => tally.slow.add(units[index]!))
    if (expression.isGivenUp) tally.givenUpAt ??= units[last]?.span ?? null
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
      const expression = new GuardedExpression(expressionsOf(pattern.tree, manyLines), this.options.all === true)
      return { pattern, expression, convert, tally: freshTally(name, text) }
    })
  }
}

function starter(text: string): { readonly expression: GuardedExpression; readonly tally: Matcher['tally'] } {
  return told(text, '--start', () => ({
    expression: new GuardedExpression(expressionsOf(readTree(text, false), false), false),
    tally: freshTally('--start', text),
  }))
}

function freshTally(name: string | null, text: string): Matcher['tally'] {
  return { name, text, matches: 0, slow: new Counter(), givenUpAt: null }
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

function textOf(records: readonly SplitRecord[], columns: SplitColumns): string {
  let text = ''
  for (const record of records) text += splitRecordLine(record, columns)
  return text
}

const NEWLINE = 0x0a

/** Texts in work at a time: a megabyte of empty lines is a million. */
const MOST_UNITS = 2_048
