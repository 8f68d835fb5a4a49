import { NAME, VERSION } from '../index.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands/registry.ts'
import { defaultOf, helpOf, synopsis } from './flags.ts'
import type { Io } from './io.ts'

/** Help is read, not searched: never wider than a page of a book. */
const MOST_COLUMNS = 100
const LEAST_COLUMNS = 50

/** The page of a command, or of the whole program. */
export function helpFor(topic: Command | null, { stdout }: Pick<Io, 'stdout'>): string {
  const columns = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, stdout.columns ?? MOST_COLUMNS))
  return topic === null ? programHelp(columns) : commandHelp(topic, columns)
}

export function programHelp(columns: number): string {
  const main = COMMANDS[0]
  return page([
    `${NAME} ${VERSION}`,
    fill(
      'Reads the log a crashed Go program or JVM left behind and says what died, where, why, and what is missing.',
      columns,
    ),
    section('Usage', [`${NAME} [COMMAND] [OPTION…] [FILE…]`]),
    fill('FILE may be a directory or a glob. Without FILE, or with -, standard input is read.', columns),
    section(
      'Commands',
      table(
        COMMANDS.map(({ name, brief }) => [name, brief]),
        columns,
      ),
    ),
    section(
      'Examples',
      examples(
        COMMANDS.flatMap((command) => command.examples.slice(0, command === main ? 6 : 1)),
        columns,
      ),
    ),
    section(`Options of ${main.name}`, optionTable(main, columns)),
    section(
      'More',
      table(
        [
          [`${NAME} COMMAND --help`, 'options and examples of one command'],
          ['--version', 'print the version'],
          ['--', 'everything behind it is a FILE'],
        ],
        columns,
      ),
    ),
    fill(
      'Exit code 0 whatever the log says; 64 wrong command line, 66 an input is missing or unreadable, 73 the output cannot be written.',
      columns,
    ),
  ])
}

export function commandHelp(command: Command, columns: number): string {
  const typed = command === COMMANDS[0] ? `[${command.name}]` : command.name
  return page([
    section('Usage', [`${NAME} ${typed} [OPTION…]${operands(command)}`]),
    fill(command.description, columns),
    section('Options', optionTable(command, columns)),
    section('Examples', examples(command.examples, columns)),
  ])
}

function operands({ options }: Command): string {
  const files = options.includes('input') ? ' [FILE…]' : ''
  return options.includes('command') ? `${files === '' ? '' : `${files} |`} -- CMD…` : files
}

function page(blocks: readonly string[]): string {
  return `${blocks.join('\n\n')}\n`
}

function section(title: string, lines: readonly string[]): string {
  return `${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`
}

function optionTable({ options, formats }: Command, columns: number): string[] {
  const rows = options.map((name): [string, string] => {
    const preset = defaultOf(name)
    const long = synopsis(name, formats)
    return [
      long.startsWith('--') ? `    ${long}` : long,
      `${helpOf(name, formats)}${preset === null ? '' : ` [${preset}]`}`,
    ]
  })
  return table(rows, columns)
}

/** A command line that is too long for its column gets a line of its own. */
function examples(list: Command['examples'], columns: number): string[] {
  return table(
    list.map(({ line, what }): [string, string] => [line, what]),
    columns,
    48,
  )
}

function table(rows: readonly (readonly [string, string])[], columns: number, widest = 30): string[] {
  const left = Math.min(widest, Math.max(...rows.map(([head]) => head.length)))
  const room = Math.max(20, columns - left - 4)
  return rows.flatMap(([head, text]) => {
    const lines = fill(text, room).split('\n')
    const [first = '', ...rest] = lines
    const margin = ' '.repeat(left + 2)
    const start =
      head.length <= left ? [`${head.padEnd(left)}  ${first}`] : [...choices(head, columns - 2), `${margin}${first}`]
    return [...start, ...rest.map((line) => `${margin}${line}`)]
  })
}

/** `--format text|json|…`: longer than the page, it goes on below its first value. */
function choices(head: string, columns: number): string[] {
  if (head.length <= columns) return [head]
  const cut = head.lastIndexOf('|', columns - 1) + 1
  const margin = head.lastIndexOf(' ', cut) + 1
  return cut === 0 ? [head] : [head.slice(0, cut), ...choices(' '.repeat(margin) + head.slice(cut), columns)]
}

/** Help texts are plain words of ours: characters are columns. */
function fill(text: string, columns: number): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].join('\n')
}
