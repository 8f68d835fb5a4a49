import { NAMED_PATTERNS } from './named-patterns.ts'

/** One pattern as somebody wrote it down. */
export interface WrittenPattern {
  readonly name: string | null
  readonly text: string
  readonly origin: string
}

const NAMED = /^([A-Za-z][\w.-]{0,63})=(.*)$/s

/**
 * `RE`, `name=RE`, or `@name` for one that is built in; `=RE` is a pattern without a name whatever it begins with. null: no
 * such built-in pattern.
 */
export function readPatternArgument(argument: string, origin: string): WrittenPattern | null {
  if (/^@[\w.-]+$/.test(argument)) {
    const found = NAMED_PATTERNS.find(({ name }) => name === argument.slice(1))
    return found === undefined ? null : { name: found.name, text: found.pattern, origin: `${origin} ${argument}` }
  }
  if (argument.startsWith('=')) return { name: null, text: argument.slice(1), origin }
  const named = NAMED.exec(argument)
  return named === null ? { name: null, text: argument, origin } : { name: named[1]!, text: named[2]!, origin }
}

/** A file of patterns: one in each line, as on the command line; empty lines and those that begin with # do not count. */
export function readPatternFile(
  text: string,
  file: string,
): (WrittenPattern | { readonly unknown: string; readonly origin: string })[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .flatMap((line, i) => {
      if (line.trim() === '' || line.startsWith('#')) return []
      const origin = `${file}:${i + 1}`
      return [readPatternArgument(line, origin) ?? { unknown: line, origin }]
    })
}
