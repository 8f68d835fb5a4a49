import {
  AliasNotFoundError,
  ArgumentParseError,
  buildApplication,
  buildCommand,
  EnumValidationError,
  FlagNotFoundError,
  InvalidNegatedFlagSyntaxError,
  run,
  text_en,
  UnexpectedFlagError,
  UnsatisfiedFlagError,
} from '@stricli/core'
import { fail } from '../index.ts'
import { UNITS, type UnitName } from './amounts.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/registry.ts'
import { FLAGS, type Flag, type OptionName, type Options, spelled, valuesOf } from './flags.ts'
import { nearest } from './nearest.ts'

export interface Parsed {
  readonly options: Partial<Options>
  /** Options that do not merely have their default; switches are always among them. */
  readonly typed: ReadonlySet<OptionName>
}

/**
 * Arguments to typed options. Stricli is used for reading only: what a command does with them, and what it returns, is
 * not its business, so its function merely hands the values over.
 * @throws LogExtractorError E_USAGE, with one sentence.
 */
export async function parse(command: Command, words: readonly string[]): Promise<Parsed> {
  const { argv: plain, rest } = splitRest(command, words)
  const argv = withPairs(command, plain)
  refuseMalformed(command, argv)
  let given: { flags: Record<string, unknown>; files: readonly string[] } = { flags: {}, files: [] }
  let complaint: string | null = null
  const app = buildApplication(
    buildCommand<Record<string, unknown>, string[]>({
      loader:
        async () =>
        (flags: Record<string, unknown>, ...files: string[]) => {
          given = { flags, files }
        },
      parameters: {
        flags: Object.fromEntries(
          command.options.filter((name) => name !== REST).map((name) => [name, parameterOf(name, command)]),
        ) as never,
        aliases: aliasesOf(command) as never,
        positional: { kind: 'array', parameter: { brief: 'FILE', parse: String } },
      },
      docs: { brief: command.brief },
    }),
    {
      name: command.name,
      scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
      localization: {
        text: {
          ...text_en,
          exceptionWhileParsingArguments(error) {
            // The first complaint is enough; the others often follow from it.
            complaint ??= complain(command, error)
            return ''
          },
        },
      },
    },
  )
  const silent = { write() {} }
  await run(app, argv, { process: { stdout: silent, stderr: silent } })
  if (complaint !== null) throw fail('E_USAGE', complaint)
  const typed = command.options.filter((name) => given.flags[name] !== undefined)
  return { options: asOptions(command, given.flags, given.files, rest), typed: new Set(typed) }
}

const REST: OptionName = 'command'

/** For a command that starts a program, what stands behind the first `--` is not ours to read. */
function splitRest(command: Command, typed: readonly string[]): { argv: readonly string[]; rest: readonly string[] } {
  const at = command.options.includes(REST) ? typed.indexOf('--') : -1
  return at < 0 ? { argv: typed, rest: [] } : { argv: typed.slice(0, at), rest: typed.slice(at + 1) }
}

/** `--explain A B` as the parser knows it: `--explain A --explain B`. */
function withPairs(command: Command, argv: readonly string[]): string[] {
  const pairs = command.options.filter((name) => {
    const flag: Flag = FLAGS[name]
    return flag.kind === 'list' && flag.pair === true
  })
  return argv.flatMap((arg, i) => {
    const before = argv[i - 2]
    const isSecond = before !== undefined && pairs.some((name) => spelled(name) === before) && !arg.startsWith('-')
    return isSecond && argv[i - 1] !== '--' ? [before, arg] : [arg]
  })
}

function parameterOf(name: OptionName, { formats }: Command): object {
  const flag: Flag = FLAGS[name]
  const brief = flag.help
  switch (flag.kind) {
    case 'switch':
      return { kind: 'boolean', brief, default: flag.default }
    case 'choice':
      return { kind: 'enum', brief, values: valuesOf(name, formats), optional: true }
    case 'amount':
      return { kind: 'parsed', brief, optional: true, parse: (input: string) => amountOf(input, flag) }
    case 'text':
      return { kind: 'parsed', brief, optional: true, parse: String }
    case 'list':
    case 'rest':
      return { kind: 'parsed', brief, optional: true, variadic: true, parse: String }
  }
}

function amountOf(
  input: string,
  { unit = 'count', least }: { readonly unit?: UnitName; readonly least: number },
): number {
  const { form, read } = UNITS[unit]
  const value = read(input)
  if (value === null || value < least) throw new Error(least > 0 ? `${form} from ${least} up` : form)
  return value
}

function aliasesOf(command: Command): Record<string, string> {
  return Object.fromEntries(
    command.options.flatMap((name) => {
      const { short } = FLAGS[name]
      return short === undefined ? [] : [[short, name]]
    }),
  )
}

/** Fills in what the table knows and the parser does not: defaults of numbers, null for what was not given, FILEs. */
function asOptions(
  command: Command,
  flags: Record<string, unknown>,
  files: readonly string[],
  rest: readonly string[],
): Partial<Options> {
  const [stray] = files
  if (stray !== undefined && !command.options.includes('input'))
    throw fail('E_USAGE', `${command.name} reads no files; a program to start stands behind --: -- ${stray}`)
  const entries = command.options.map((name) => {
    const flag: Flag = FLAGS[name]
    const given = flags[name]
    if (name === 'input') return [name, [...((given as string[] | undefined) ?? []), ...files]]
    if (name === REST) return [name, rest]
    if (flag.kind === 'amount' || flag.kind === 'choice') return [name, given ?? flag.default]
    if (flag.kind === 'text') return [name, given ?? flag.default ?? null]
    return [name, given ?? (flag.kind === 'list' ? [] : null)]
  })
  return Object.fromEntries(entries)
}

/** Stricli takes what has not the form of an option for a file, `--frames=` and `--x` too. */
function refuseMalformed(command: Command, argv: readonly string[]): void {
  for (const arg of argv) {
    if (arg === '--') return
    if (/^--[a-z][a-z-]*=$/i.test(arg)) throw fail('E_USAGE', `${arg.slice(0, -1)} needs a value behind the =`)
    if (arg.startsWith('--') && !/^--[a-z][a-z-.\d_]+(?:=|$)/i.test(arg))
      throw fail('E_USAGE', unknownOption(command, arg))
  }
}

function complain(command: Command, error: unknown): string {
  if (error instanceof FlagNotFoundError) return unknownOption(command, `--${error.input}`)
  if (error instanceof AliasNotFoundError) return unknownOption(command, `-${error.input}`)
  if (error instanceof EnumValidationError) {
    const meant = nearest(error.input, error.values)
    return `--${error.externalFlagName} takes ${inWords(error.values)}, not "${error.input}"${meant === null ? '' : `: did you mean ${meant}?`}`
  }
  if (error instanceof ArgumentParseError) {
    const wanted = error.exception instanceof Error ? error.exception.message : 'another value'
    return `--${error.externalFlagNameOrPlaceholder} takes ${wanted.startsWith('Cannot convert') ? 'no value' : wanted}, not "${error.input}"`
  }
  if (error instanceof InvalidNegatedFlagSyntaxError) return `--${error.externalFlagName} takes no value`
  if (error instanceof UnsatisfiedFlagError) return `--${error.externalFlagName} needs a value`
  if (error instanceof UnexpectedFlagError) {
    return `--${error.externalFlagName} is given twice, with "${error.previousInput}" and "${error.input}"`
  }
  return error instanceof Error ? error.message : String(error)
}

function unknownOption(command: Command, typed: string): string {
  const owners = COMMANDS.filter(({ options }) => options.some((name) => spelled(name) === typed))
  if (owners.length > 0) {
    return `${typed} is an option of ${owners.map(({ name }) => name).join(' and ')}, not of ${command.name}`
  }
  const meant = nearest(typed, command.options.map(spelled))
  return `there is no option ${typed}${meant === null ? '' : `: did you mean ${meant}?`}`
}

function inWords(values: readonly string[]): string {
  return `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
}
