import { accessSync, constants, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import {
  ansiStyle,
  ENV_TARGETS,
  EXIT_CODES,
  examine,
  fail,
  goroutineUrl,
  plainStyle,
  renderDoctor,
  renderDoctorJson,
  renderEnv,
} from '../index.ts'
import { wantsColor } from './color.ts'
import type { Options } from './flags.ts'
import type { Io } from './io.ts'
import { withOutput } from './output.ts'

type DoctorOptions = Pick<
  Options,
  'format' | 'output' | 'color' | 'width' | 'binary' | 'printEnv' | 'pid' | 'pprof' | 'probeOom' | 'command' | 'quiet'
>

const COLUMNS = 100

/** `doctor`: what is measured here, or what to paste there. Exit 0: a bad place is an answer, not an error. */
export async function doctor(options: DoctorOptions, io: Io): Promise<number> {
  return withOutput(options.output, io, async (output) => {
    await output.write(await answer(options, io, output))
    await output.finish()
    return EXIT_CODES.clean.code
  })
}

async function answer(
  options: DoctorOptions,
  io: Io,
  { columns, isTerminal }: { readonly columns: number | null; readonly isTerminal: boolean },
): Promise<string> {
  if (options.printEnv !== null) {
    const target = ENV_TARGETS.find((known) => known === options.printEnv)
    if (target === undefined)
      throw fail('E_USAGE', `--print-env takes ${ENV_TARGETS.join(', ')}, not "${options.printEnv}"`)
    return renderEnv(target)
  }
  const { pid, pprof, probeOom, quiet } = options
  const address = pprof === null ? null : goroutineUrl(pprof)
  if (address !== null && 'wrong' in address) throw fail('E_USAGE', `--pprof ${pprof}: ${address.wrong}`)
  const env = pid === null ? io.env : environmentOf(pid)
  const running = pid === null ? null : `/proc/${pid}/exe`
  const binary = options.binary ?? onPath(options.command[0], io.env) ?? running
  if (binary !== null) mustBeReadable(binary)
  const folder = pid === null ? '.' : `/proc/${pid}/cwd`
  const report = await examine({ env, root: '', binary, folder, pid, pprof: address?.url ?? null, probeOom })
  if (options.format === 'json') return renderDoctorJson(report)
  const style = wantsColor(options.color, io.env, isTerminal) ? ansiStyle : plainStyle
  return renderDoctor(report, { width: options.width ?? columns ?? COLUMNS, style, quiet })
}

/** As it was started; only its owner may look. */
function environmentOf(pid: number): Readonly<Record<string, string>> {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .filter((pair) => pair.includes('='))
    return Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    )
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    throw fail('E_INPUT_UNREADABLE', `process ${pid}`, code === 'ENOENT' ? 'it does not run' : code)
  }
}

/** The file that would be started; nothing is started. */
function onPath(name: string | undefined, env: Io['env']): string | null {
  if (name === undefined || name.includes('/')) return name ?? null
  const found = (env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(isReadable)
  if (found === undefined) throw fail('E_INPUT_MISSING', name)
  return found
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}

function mustBeReadable(file: string): void {
  if (!isReadable(file)) throw fail('E_INPUT_MISSING', file)
}
