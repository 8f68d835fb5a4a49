import type { Format, OptionName, Options } from './flags.ts'
import type { Io } from './io.ts'

export interface Example {
  readonly line: string
  readonly what: string
}

/** One command: its words for help and docs, its options, and what it does. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly brief: string
  /** A paragraph for its own page. */
  readonly description: string
  readonly options: readonly OptionName[]
  /** What `--format` of this command takes; every format when not given. */
  readonly formats?: readonly Format[]
  readonly examples: readonly Example[]
  /**
   * Loads what it needs when it runs: asking for help or for the version must not wait for a parser. `typed` are the
   * options that do not merely have their default, and all switches.
   */
  run(options: Partial<Options>, io: Io, typed: ReadonlySet<OptionName>): Promise<number>
}

/** Checks at compile time that a command reads no option it does not declare. */
export function command<Name extends OptionName>(
  spec: Omit<Command, 'options' | 'run'> & {
    readonly options: readonly Name[]
    run(options: Pick<Options, Name>, io: Io, typed: ReadonlySet<OptionName>): Promise<number>
  },
): Command {
  return { ...spec, run: (options, io, typed) => spec.run(options as Pick<Options, Name>, io, typed) }
}
