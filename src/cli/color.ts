import type { Options } from './flags.ts'

/** Decided once, for the stream that is really written to: what is typed wins over the environment, it over a guess. */
export function wantsColor(
  choice: Options['color'],
  env: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): boolean {
  if (choice !== 'auto') return choice === 'always'
  if (isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
  return isTerminal && env.TERM !== 'dumb'
}

/** https://no-color.org: present and not empty, whatever the value. */
function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
