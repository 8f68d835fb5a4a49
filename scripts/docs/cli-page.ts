import type { Command } from '../../src/cli/command.ts'
import { COMMANDS } from '../../src/cli/commands/registry.ts'
import { defaultOf, helpOf, type OptionName, synopsis } from '../../src/cli/flags.ts'
import { programHelp } from '../../src/cli/help.ts'
import { code, fence, page, table } from './markdown.ts'

export function cliPage(): string {
  return page(
    'Command line',
    fence(`log-extractor [COMMAND] [OPTION…] [FILE…]`),
    'A first argument that is no command is a FILE, and the command is `analyze`. A FILE may be a directory (all files ' +
      'in it) or a glob in quotes. Without FILE, or with `-`, standard input is read. Everything behind `--` is a FILE. ' +
      'A file that is missing or cannot be read is told on stderr; the others are done, and the exit code is 66. ' +
      'See [exit codes](exit-codes.md).',
    table(
      ['command', 'job'],
      COMMANDS.map(({ name, brief }) => [`[${code(name)}](#${name})`, brief]),
    ),
    ...COMMANDS.flatMap(commandBlocks),
    '## Colour and progress',
    '`--color` decides first, then `NO_COLOR`, then `FORCE_COLOR`, then whether the stream written to is a terminal. ' +
      'The progress bar goes to stderr, only on a terminal, for inputs over 64 MB or of unknown size that take longer ' +
      'than half a second.',
    '## `log-extractor --help`',
    fence(programHelp(100).trimEnd()),
  )
}

function commandBlocks(command: Command): string[] {
  return [
    `## ${command.name}`,
    command.description,
    table(
      ['option', 'default', 'meaning'],
      command.options.map((name) => optionRow(name, command)),
    ),
    fence(command.examples.map(({ line, what }) => `# ${what}\n${line}`).join('\n\n'), 'sh'),
  ]
}

function optionRow(name: OptionName, { formats }: Command): string[] {
  return [code(synopsis(name, formats)), defaultOf(name) ?? '', helpOf(name, formats)]
}
