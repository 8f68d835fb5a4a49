import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ERRORS, fail } from '../base/errors.ts'

/** One name the user typed, as the files it stands for; or why it stands for none. */
export type Expanded = { readonly path: string } | { readonly path: string; readonly error: string }

/** Files stay, directories and globs become their files, in order of name. No name at all is standard input. */
export async function expandInputs(names: readonly string[]): Promise<Expanded[]> {
  if (names.length === 0) return [{ path: '-' }]
  const expanded: Expanded[] = []
  for (const name of names) expanded.push(...(await expandOne(name)))
  return expanded
}

async function expandOne(name: string): Promise<Expanded[]> {
  if (name === '-') return [{ path: name }]
  const status = await stat(name).catch(() => null)
  if (status?.isDirectory()) {
    const entries = await readdir(name, { recursive: true, withFileTypes: true }).catch(() => [])
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    return files.length > 0
      ? files.sort().map((path) => ({ path }))
      : [{ path: name, error: ERRORS.E_INPUT_NO_LOGS.say(name) }]
  }
  if (status !== null) return [{ path: name }]
  // Most names are those of files; the library is not loaded for them.
  const { glob, isDynamicPattern } = await import('tinyglobby')
  if (isDynamicPattern(name)) {
    const files = await glob(name, { dot: true })
    return files.length > 0
      ? files.sort().map((path) => ({ path }))
      : [{ path: name, error: fail('E_INPUT_NO_MATCH', name).message }]
  }
  return [{ path: name }]
}
