import { readFile } from 'node:fs/promises'
import {
  bytes,
  EXIT_CODES,
  FIELD_TYPES,
  type FieldType,
  fail,
  NAMED_PATTERNS,
  ownColumns,
  type PatternInput,
  readPatternArgument,
  readPatternFile,
  type SplitColumns,
  Splitter,
  splitCsvHeader,
} from '../index.ts'
import type { Options } from './flags.ts'
import { readEach, withInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { nearest } from './nearest.ts'
import { withOutput } from './output.ts'
import { say } from './say.ts'
import { slowNotes, splitNotes } from './split-notes.ts'

type SplitOptions = Pick<
  Options,
  | 'input'
  | 'output'
  | 'pattern'
  | 'patternFile'
  | 'listPatterns'
  | 'all'
  | 'start'
  | 'types'
  | 'meta'
  | 'unmatched'
  | 'unwrap'
  | 'csv'
  | 'quiet'
  | 'progress'
>

/** `split`: every line to a record by the patterns of the user. */
export async function printSplit(options: SplitOptions, io: Io): Promise<number> {
  if (options.listPatterns) return listPatterns(options, io)
  const patterns = await patternsOf(options)
  if (!options.quiet) noteName(options, patterns, io)
  const splitter = new Splitter({
    patterns,
    all: options.all,
    unwrap: options.unwrap,
    keepUnmatched: options.unmatched === 'keep',
    types: typesOf(options.types),
    csv: options.csv,
    ...(options.start === null ? {} : { start: options.start }),
  })
  const columns = columnsOf(splitter, patterns, options)
  return withOutput(options.output, io, async (output) => {
    const outcome = await withInputs(options, io, async (sources, onProgress) => {
      if (options.csv) await output.write(splitCsvHeader(columns))
      return readEach(sources, io, (source) =>
        splitter.writeRecords(source, columns, (text) => output.write(text), { onProgress }),
      )
    })
    const { tally } = splitter
    const slow = slowNotes(tally, options.start !== null)
    for (const note of options.quiet ? slow : splitNotes(tally, options.start !== null)) say(io, note)
    if (outcome === 'nothing' && tally.units === 0) await output.discard()
    else if (options.unmatched === 'fail' && tally.unmatched.count > 0) {
      await output.discard()
      if (options.quiet) for (const note of splitNotes(tally, options.start !== null).slice(0, 1)) say(io, note)
      return EXIT_CODES.input.code
    } else await output.finish()
    if (outcome !== 'everything') return EXIT_CODES.input.code
    return slow.length > 0 ? EXIT_CODES.failed.code : EXIT_CODES.clean.code
  })
}

async function patternsOf({ pattern, patternFile }: SplitOptions): Promise<PatternInput[]> {
  const patterns: PatternInput[] = []
  for (const argument of pattern) {
    patterns.push(readPatternArgument(argument, '--pattern') ?? unknownPattern(argument, '--pattern'))
  }
  if (patternFile !== null) {
    for (const read of readPatternFile(await textOf(patternFile), patternFile)) {
      patterns.push('unknown' in read ? unknownPattern(read.unknown, read.origin) : read)
    }
  }
  if (patterns.length === 0) {
    throw fail(
      'E_USAGE',
      'split needs a pattern: --pattern RE, --pattern @name (see --list-patterns) or --pattern-file FILE',
    )
  }
  return patterns
}

function unknownPattern(argument: string, origin: string): never {
  const names = NAMED_PATTERNS.map(({ name }) => name)
  const meant = nearest(argument.slice(1), names)
  throw fail(
    'E_USAGE',
    `${origin}: no built-in pattern is called ${argument.slice(1)}${meant === null ? '; --list-patterns shows them' : `: did you mean @${meant}?`}`,
  )
}

/** More than anybody writes by hand. */
const MOST_PATTERN_BYTES = 1_000_000

async function textOf(file: string): Promise<string> {
  let content: Buffer
  try {
    content = await readFile(file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw code === 'ENOENT' ? fail('E_INPUT_MISSING', file) : fail('E_INPUT_UNREADABLE', file, code ?? String(error))
  }
  if (content.length > MOST_PATTERN_BYTES) {
    throw fail('E_USAGE', `${file}: ${bytes(content.length)} are no file of patterns`)
  }
  return content.toString()
}

/** `level=(?<level>…)` looks like a pattern that begins with `level=`, and is one called level. */
function noteName({ pattern }: SplitOptions, patterns: readonly PatternInput[], io: Io): void {
  const [only] = patterns
  const [typed] = pattern
  if (patterns.length > 1 || typed === undefined || typed.startsWith('@') || only?.name == null) return
  say(
    io,
    `this pattern is called ${only.name}; one that begins with the text ${only.name}= is written --pattern '=${only.name}=…'`,
  )
}

function typesOf(written: string | null): Record<string, FieldType> {
  const types: [string, FieldType][] = []
  for (const part of written === null || written === '' ? [] : written.split(',')) {
    const [, field, type] = /^\s*(\w+)\s*=\s*(\w+)\s*$/.exec(part) ?? []
    if (field === undefined || type === undefined) {
      throw fail('E_USAGE', `--types takes field=type,…, such as ms=number,ts=time, not "${part}"`)
    }
    if (!isType(type)) {
      const names = Object.keys(FIELD_TYPES)
      const meant = nearest(type, names)
      throw fail(
        'E_USAGE',
        `a type is one of ${names.join(', ')}, not "${type}"${meant === null ? '' : `: did you mean ${meant}?`}`,
      )
    }
    types.push([field, type])
  }
  return Object.fromEntries(types)
}

function isType(name: string): name is FieldType {
  return Object.hasOwn(FIELD_TYPES, name)
}

function columnsOf(splitter: Splitter, patterns: readonly PatternInput[], options: SplitOptions): SplitColumns {
  const columns = {
    fields: splitter.fields,
    withPattern: patterns.length > 1,
    withPlace: options.meta,
    withStream: options.meta && options.unwrap,
    withUnmatched: options.unmatched === 'keep',
  }
  const taken = ownColumns(columns).find((name) => columns.fields.includes(name))
  if (taken !== undefined) {
    throw fail('E_USAGE', `a group is called ${taken}, as is a field of ours here: give the group another name`)
  }
  return columns
}

async function listPatterns({ output: path }: SplitOptions, io: Io): Promise<number> {
  const width = Math.max(...NAMED_PATTERNS.map(({ name }) => name.length)) + 1
  const text = NAMED_PATTERNS.map(
    ({ name, what, pattern }) => `${`@${name}`.padEnd(width)}  ${what}\n${' '.repeat(width)}  ${pattern}\n`,
  ).join('')
  return withOutput(path, io, async (output) => {
    await output.write(text)
    await output.finish()
    return EXIT_CODES.clean.code
  })
}
