/**
 * Builds the programs with the Go of this machine, loses their crashes in every way, and measures what is left. Nothing
 * is assumed: each figure is read from what the program really printed.
 */
import { execFile, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { fail } from '../base/errors.ts'
import { type Intervention, LAB_SCHEMA, type LabCell, type LabReport, type LabScenario } from '../model/lab.ts'
import type { Report } from '../model/report.ts'
import { analyze } from '../pipeline/analyze.ts'
import { runProgram } from '../pipeline/run-program.ts'
import { SCENARIOS, type Scenario } from './scenarios.ts'

export interface LabOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Figures are medians of so many runs. */
  readonly rounds: number
  readonly onProgress?: (sentence: string) => void
}

const INTERVENTIONS: readonly Intervention[] = ['none', 'gctrace', 'crash', 'both', 'run']

const SETTINGS: Readonly<Record<Exclude<Intervention, 'run'>, Readonly<Record<string, string>>>> = {
  none: {},
  gctrace: { GODEBUG: 'gctrace=1' },
  crash: { GOTRACEBACK: 'crash' },
  both: { GODEBUG: 'gctrace=1', GOTRACEBACK: 'crash' },
}

/** @throws LogExtractorError E_USAGE without a Go toolchain. */
export async function runLab(options: LabOptions): Promise<LabReport> {
  const { env, rounds, onProgress = () => {} } = options
  const goVersion = await promisify(execFile)('go', ['env', 'GOVERSION'], { env }).then(
    ({ stdout }) => stdout.trim(),
    () => {
      throw fail('E_USAGE', 'lab builds its programs with Go, and there is no go command here')
    },
  )
  const folder = await mkdtemp(join(tmpdir(), 'log-extractor-lab-'))
  const scenarios: LabScenario[] = []
  const cells: LabCell[] = []
  try {
    for (const scenario of SCENARIOS) {
      onProgress(scenario.title)
      const { id, title, loss } = scenario
      const built = await build(scenario, folder, env)
      const skipped = 'skipped' in built ? built.skipped : await missing(scenario)
      scenarios.push({ id, title, loss, skipped })
      if (skipped !== null || 'skipped' in built) continue
      for (const intervention of INTERVENTIONS) {
        const tries: LabCell[] = []
        for (let round = 0; round < rounds; round++)
          tries.push(await attempt(scenario, intervention, built.file, join(folder, `${id}-${round}`), env))
        cells.push(
          withMedians(
            tries,
            cells.find((cell) => cell.scenario === id && cell.intervention === 'both'),
          ),
        )
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return { schema: LAB_SCHEMA, goVersion, platform: `${process.platform}/${process.arch}`, rounds, scenarios, cells }
}

type Environment = LabOptions['env']

async function build(
  { id, source, needsCgo }: Scenario,
  folder: string,
  env: Environment,
): Promise<{ readonly file: string } | { readonly skipped: string }> {
  const home = join(folder, id)
  const file = join(home, 'program')
  await mkdir(home)
  await writeFile(join(home, 'main.go'), source)
  await writeFile(join(home, 'go.mod'), 'module lab\n\ngo 1.21\n')
  const own = { ...env, CGO_ENABLED: needsCgo === true ? '1' : '0', GOFLAGS: '-mod=mod', GODEBUG: '', GOTRACEBACK: '' }
  try {
    // Inlining would hide the very functions that are looked for.
    await promisify(execFile)('go', ['build', '-gcflags=all=-l', '-o', file, '.'], { cwd: home, env: own })
    return { file }
  } catch (error) {
    const text = String((error as { stderr?: unknown }).stderr ?? error)
    return { skipped: `it does not build here: ${text.trim().split('\n').at(-1)}` }
  }
}

async function missing({ place }: Scenario): Promise<string | null> {
  if (place !== 'process-1') return null
  return promisify(execFile)('unshare', ['--pid', '--fork', 'true']).then(
    () => null,
    () => 'a namespace of processes cannot be made here (unshare --pid)',
  )
}

/** No core files; the times of the child go where they do not mix with its output. */
const SCRIPTS: Readonly<Record<'plain' | NonNullable<Scenario['place']>, string>> = {
  plain: 'ulimit -c 0; "$0"; code=$?; times >&3; exit $code',
  closed: 'ulimit -c 0; "$0" 2>&-; code=$?; times >&3; exit $code',
  pipe: 'ulimit -c 0; "$0" 2>&1 >/dev/null | head -c 1000 >&2; times >&3',
  'process-1': 'ulimit -c 0; unshare --pid --fork "$0"; code=$?; times >&3; exit $code',
}

async function attempt(
  scenario: Scenario,
  intervention: Intervention,
  file: string,
  bundle: string,
  env: Environment,
): Promise<LabCell> {
  const { GODEBUG: _debug, GOTRACEBACK: _traceback, ...clean } = env
  const started = performance.now()
  if (intervention === 'run') {
    const before = process.cpuUsage()
    const write = (_: Uint8Array, done?: () => void) => {
      done?.()
      return true
    }
    const sink = { stream: { write }, fd: null }
    const result = await runProgram({
      command: ['/bin/sh', '-c', 'ulimit -c 0; exec "$0"', file],
      env: clean,
      stdin: null,
      output: { stdout: sink, stderr: sink },
      bundle: { path: bundle },
      redact: false,
    })
    const wallMs = performance.now() - started
    const used = process.cpuUsage(before)
    const text = await readFile(join(bundle, 'stderr.raw'), 'latin1')
    const { exitCode, signal } = result.exit
    const said = signal === null ? text : `${text}${result.report.verdict.reasons.join()}`
    return {
      ...judge(scenario, intervention, said, result.report),
      bytes: text.length,
      exit: signal ?? String(exitCode),
      wallMs,
      cpuMs: (used.user + used.system) / 1_000,
    }
  }
  const { code, text, cpuMs } = await shell(SCRIPTS[scenario.place ?? 'plain'], file, {
    ...clean,
    ...SETTINGS[intervention],
  })
  const wallMs = performance.now() - started
  const report = await analyze({ name: 'stderr', bytes: text }, { redact: false })
  return { ...judge(scenario, intervention, text, report), bytes: text.length, exit: asSignal(code), wallMs, cpuMs }
}

function judge(
  { id, message, culprit }: Scenario,
  intervention: Intervention,
  text: string,
  report: Report,
): Omit<LabCell, 'bytes' | 'exit' | 'wallMs' | 'cpuMs'> {
  const [crash] = report.crashes
  return {
    scenario: id,
    intervention,
    message: text.includes(message),
    // A name in a line of its own: called, or the one that started the goroutine.
    culprit: text
      .split('\n')
      .some((line) => line.startsWith(`${culprit}(`) || line.startsWith(`created by ${culprit}`)),
    frames: crash?.frames.length ?? 0,
    goroutines: Math.max(0, ...report.dumps.map(({ total }) => total)),
    registers: crash?.registers != null,
  }
}

function shell(
  script: string,
  file: string,
  env: Environment,
): Promise<{ code: number; text: string; cpuMs: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', script, file], { env, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
    let text = ''
    let times = ''
    child.stderr!.setEncoding('latin1').on('data', (part) => (text += part))
    child.stdio[3]!.on('data', (part) => (times += part))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 0, text, cpuMs: childTimes(times) }))
  })
}

/** The second line of the shell's `times`: what its children used. */
function childTimes(times: string): number | null {
  const found = [...(times.split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)]
  return found.length === 2
    ? found.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1_000, 0)
    : null
}

const SIGNALS: Readonly<Record<number, string>> = { 134: 'SIGABRT', 139: 'SIGSEGV', 143: 'SIGTERM' }

function asSignal(code: number): string {
  return SIGNALS[code] ?? String(code)
}

/** `run` tells only its own time; that of the program is what it needs with the same settings. */
function withMedians(tries: readonly LabCell[], both: LabCell | undefined): LabCell {
  const last = tries.at(-1)!
  const cpu = tries.flatMap(({ cpuMs }) => (cpuMs === null ? [] : [cpuMs]))
  const own = cpu.length === 0 ? null : median(cpu)
  const cpuMs = last.intervention === 'run' && own !== null ? own + (both?.cpuMs ?? 0) : own
  return {
    ...last,
    wallMs: rounded(median(tries.map(({ wallMs }) => wallMs))),
    cpuMs: cpuMs === null ? null : rounded(cpuMs),
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
}

function rounded(ms: number): number {
  return Math.round(ms)
}
