import { existsSync } from 'node:fs'
import { EXIT_CODES, fail, LogExtractorError, NAME, VERSION } from '../index.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/registry.ts'
import type { Io } from './io.ts'
import { quote, say } from './say.ts'

/**
 * The whole command line as a function: arguments in, exit code out. Never exits the process, sets no globals; what it
 * throws is a bug of ours.
 */
export async function execute(argv: readonly string[], io: Io): Promise<number> {
  const [first] = argv
  // Before anything is loaded: scripts ask for the version, and wait for it.
  if (first === '--version' || first === '-V') {
    io.stdout.write(`${NAME} ${VERSION}\n`)
    return EXIT_CODES.clean.code
  }
  const named = COMMANDS.find(({ name }) => name === first)
  try {
    const topic = helpTopic(argv, named)
    if (topic !== undefined) {
      io.stdout.write((await import('./help.ts')).helpFor(topic, io))
      return EXIT_CODES.clean.code
    }
    const command = named ?? COMMANDS[0]
    const { parse } = await import('./parse.ts')
    if (named === undefined) await refuseMistyped(first)
    const { options, typed } = await parse(command, named === undefined ? argv : argv.slice(1))
    return await command.run(options, io, typed)
  } catch (error) {
    if (!(error instanceof LogExtractorError)) throw error
    say(io, `${error.message}${error.code === 'E_USAGE' ? seeHelp(named) : ''}`)
    quote(io, error.quote)
    return error.exitCode
  }
}

/** What help is asked about: a command, null for the program, undefined when it is not asked for. */
function helpTopic(argv: readonly string[], named: Command | undefined): Command | null | undefined {
  const end = argv.indexOf('--')
  const asked = (end < 0 ? argv : argv.slice(0, end)).some((arg) => arg === '--help' || arg === '-h')
  if (asked) return named ?? null
  if (argv[0] !== 'help') return undefined
  return COMMANDS.find(({ name }) => name === argv[1]) ?? null
}

/** A word that is no file, but nearly a command: saying "no such file" would lead astray. */
async function refuseMistyped(first: string | undefined): Promise<void> {
  if (first === undefined || !/^[a-z]+$/i.test(first)) return
  const { nearest } = await import('./nearest.ts')
  const meant = nearest(first.toLowerCase(), [...COMMANDS.map(({ name }) => name), 'help'])
  if (meant === null || existsSync(first)) return
  throw fail('E_USAGE', `${first} is neither a file nor a command: did you mean ${NAME} ${meant}?`)
}

function seeHelp(named: Command | undefined): string {
  return ` (see ${NAME}${named === undefined ? '' : ` ${named.name}`} --help)`
}
