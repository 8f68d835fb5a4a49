/** The environment a Go program is started with, so that it tells all it can when it dies. */
export interface DebugSettings {
  /** Value of GOTRACEBACK. */
  readonly traceback: string
  readonly gctrace: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** What is set is merged with what is there: a setting that somebody chose stays. Null: nothing is set. */
export function debugEnvironment(env: Environment, settings: DebugSettings | null): Record<string, string> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  const merged = Object.fromEntries(set)
  if (settings === null) return merged
  const debug = withSetting(env['GODEBUG'] ?? '', settings.gctrace)
  return { ...merged, GOTRACEBACK: settings.traceback, ...(debug === '' ? {} : { GODEBUG: debug }) }
}

function withSetting(debug: string, gctrace: boolean): string {
  const isSet = debug.split(',').some((setting) => setting.trim().startsWith('gctrace='))
  if (!gctrace || isSet) return debug
  return debug === '' ? 'gctrace=1' : `${debug},gctrace=1`
}
