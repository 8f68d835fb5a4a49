/** What kind of program a command line starts, as far as that changes how it is asked for a dump or given its settings. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { escapeRegExp } from '../base/text/escape-reg-exp.ts'

export type ProgramKind = 'go-tool' | 'jvm' | 'other'

export function kindOf([file, verb]: readonly [string, ...string[]]): ProgramKind {
  const name = basename(file).replace(/\.exe$/i, '')
  if (name === 'java' || name === 'javaw') return 'jvm'
  return name === 'go' && (verb === 'run' || verb === 'test') ? 'go-tool' : 'other'
}

/**
 * The tools of Go read these settings too, and their compiler and linker print collector lines into the build. So the
 * settings go to the program alone, by the tool's own `-exec`. Null when that cannot be done.
 */
export function withExec(
  command: readonly [string, ...string[]],
  settings: Readonly<Record<string, string>>,
): [string, ...string[]] | null {
  const [file, verb, ...rest] = command
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`)
  const isOwn = rest.some((arg) => /^--?(?:exec|c)(?:=|$)/.test(arg))
  if (verb === undefined || isOwn || process.platform === 'win32' || words.some((word) => /[\s"']/.test(word)))
    return null
  return [file, verb, '-exec', ['env', ...words].join(' '), ...rest]
}

/** Where a program is, or the code with which it will not start. */
export function executableOf(file: string, path: string): string | { readonly code: 'ENOENT' | 'EACCES' } {
  const found = onPath(file, path)
  if (found === null) return { code: 'ENOENT' }
  try {
    accessSync(found, constants.X_OK)
    return found
  } catch {
    return { code: 'EACCES' }
  }
}

function onPath(file: string, path: string): string | null {
  const candidates = file.includes('/') ? [file] : path.split(delimiter).map((folder) => join(folder, file))
  return candidates.find(isFile) ?? null
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Reports that a JVM left behind when it crashed after this moment, in its folder or where it was told to. */
export function crashFilesOf(command: readonly string[], sinceMs: number): string[] {
  const told = command.flatMap((arg) => (arg.startsWith(ERROR_FILE) ? [arg.slice(ERROR_FILE.length)] : []))
  return ['hs_err_pid%p.log', ...told].flatMap(named).filter((path) => {
    const status = statSync(path, { throwIfNoEntry: false })
    return status?.isFile() === true && status.mtimeMs >= sinceMs
  })
}

const ERROR_FILE = '-XX:ErrorFile='

/** Files of a name in which `%p` is a process and `%%` a percent sign. */
function named(path: string): string[] {
  const folder = dirname(path)
  const pattern = basename(path)
    .split(/(%[p%])/)
    .map((part) => (part === '%p' ? '\\d+' : part === '%%' ? '%' : escapeRegExp(part)))
  const name = new RegExp(`^${pattern.join('')}$`)
  try {
    return readdirSync(folder).flatMap((one) => (name.test(one) ? [join(folder, one)] : []))
  } catch {
    return []
  }
}
