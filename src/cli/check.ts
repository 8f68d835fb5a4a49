import { appendFile, readFile } from 'node:fs/promises'
import {
  allowance,
  allowancesOf,
  analyze,
  ansiStyle,
  type ChildExit,
  defused,
  exitCodeFor,
  FAIL_ON_DEFAULT,
  fail,
  failOnWord,
  type Gate,
  gateOf,
  type KnownCrash,
  LogExtractorError,
  type Policy,
  plainStyle,
  type Report,
  readBaseline,
  renderCheck,
  renderCheckJson,
  renderCheckLines,
  renderFailureReport,
  renderGithub,
  renderTeamcity,
  ruleIds,
  today,
  verdictLine,
  writeBaseline,
} from '../index.ts'
import { wantsColor } from './color.ts'
import type { Options } from './flags.ts'
import { isGateFormat, renderGate } from './gate-format.ts'
import { withInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { nearest } from './nearest.ts'
import { withOutput } from './output.ts'
import { redactOf } from './redact.ts'
import { start } from './run.ts'
import { say, sayAll } from './say.ts'

type CheckOptions = Pick<
  Options,
  | 'input'
  | 'format'
  | 'output'
  | 'color'
  | 'width'
  | 'quiet'
  | 'progress'
  | 'failOn'
  | 'allow'
  | 'baseline'
  | 'writeBaseline'
  | 'failureReport'
  | 'junit'
  | 'sarif'
  | 'codeQuality'
  | 'source'
  | 'ci'
  | 'timeout'
  | 'redact'
  | 'redactPersonal'
  | 'command'
>

/** What is looked at: logs, or a program that runs now. */
interface Subject {
  readonly report: Report
  readonly child: ChildExit | null
}

/** `check`: the same analysis as everywhere, then a policy, an exit code, and files for whoever looks at the job. */
export async function check(options: CheckOptions, io: Io): Promise<number> {
  const known = await knownCrashes(options)
  const policy = policyOf(options, known, io)
  return withOutput(options.output, io, async (output) => {
    const subject = options.command.length > 0 ? await runIt(options, io) : await readThem(options, io)
    if (typeof subject === 'number') {
      await output.discard()
      return subject
    }
    const { report, child } = subject
    const gate = await gateOf(report, { policy, sourceDirectory: options.source, redact: redactOf(options) })
    const { verdict } = gate.judgement
    const code = child === null ? verdict.exitCode : exitCodeFor('mission', verdict, child)
    const wrote = await writeFiles(gate, () => writeBaseline(gate.judgement, known, policy.today), options, io)
    await output.write(render(gate, wrote, options, io, output))
    await output.finish()
    await tellService(gate, code, options, io)
    await sayAll(io, verdictLine(verdict.status, code, child))
    return code
  })
}

async function readThem(options: CheckOptions, io: Io): Promise<Subject> {
  const report = await withInputs(options, io, (sources, onProgress) =>
    analyze(sources, { onProgress, redact: redactOf(options) }),
  )
  for (const { error } of report.sources) if (error !== null) say(io, error)
  return { report, child: null }
}

/** Its output goes where ours goes; where that is a document, to standard error, so that nothing else is in it. */
async function runIt(options: CheckOptions, io: Io): Promise<Subject | number> {
  if (options.input.length > 0)
    throw fail('E_USAGE', 'give either logs to read or a program to start behind --, not both')
  const isDocument = options.format !== 'text' && options.output === null
  const { command, timeout, redact, redactPersonal, quiet } = options
  const result = await start(
    { ...UNWATCHED, command, timeout, redact, redactPersonal, quiet },
    isDocument ? withoutStdout(io) : io,
  )
  return typeof result === 'number' ? result : { report: result.report, child: result.exit }
}

/** A job is not a server: no collector lines among its output, no bundle, nothing but its end to wait for. */
const UNWATCHED = {
  exitCodes: 'mission',
  traceback: 'all',
  gctrace: false,
  announce: 'never',
  tty: false,
  bundle: null,
  ring: 0,
  bundleSize: 0,
  onCrash: null,
  webhook: null,
  pprof: null,
  snapshotOnPause: null,
  hangAfter: null,
  onHang: 'kill',
  dumpOn: null,
} as const

function withoutStdout(io: Io): Io {
  const { process } = io
  const inner = process === undefined ? undefined : { ...process, fds: { ...process.fds, stdout: process.fds.stderr } }
  // Not a copy: looking at standard input would open it.
  return Object.create(io, { stdout: { value: io.stderr }, process: { value: inner } }) as Io
}

function policyOf(options: CheckOptions, known: readonly KnownCrash[], io: Io): Policy {
  const rules = ruleIds()
  const unknown = (id: string) => (id.includes('/') && !rules.includes(id) ? noSuchRule(id, rules) : null)
  const words = options.failOn.flatMap((list) => list.split(',')).map((word) => word.trim())
  const failOn = words.map((word) => {
    const read = failOnWord(word)
    if ('error' in read) throw fail('E_USAGE', `--fail-on takes ${read.error}`)
    const wrong = unknown(read.word)
    // It would never fail, and nobody would know.
    if (wrong !== null) throw fail('E_USAGE', `--fail-on: ${wrong}`)
    return read.word
  })
  const allowed = options.allow.map((text) => {
    const read = allowance(text)
    if ('error' in read) throw fail('E_USAGE', `--allow takes ${read.error}`)
    const wrong = unknown(read.id)
    if (wrong !== null) say(io, `--allow: ${wrong}`)
    return read
  })
  return {
    failOn: failOn.length > 0 ? failOn : FAIL_ON_DEFAULT,
    allowances: [...allowed, ...allowancesOf(known)],
    today: today(),
  }
}

function noSuchRule(id: string, rules: readonly string[]): string {
  const meant = nearest(id, rules)
  return `there is no rule ${id}${meant === null ? '; docs/findings.md lists them' : `, did you mean ${meant}?`}`
}

/** The baseline, if there is one: the one that is read, else the one that is written anew. */
async function knownCrashes({ baseline, writeBaseline: written }: CheckOptions): Promise<readonly KnownCrash[]> {
  const name = baseline ?? written
  if (name === null) return []
  let text: string
  try {
    text = await readFile(name, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && baseline === null) return []
    throw code === 'ENOENT' ? fail('E_INPUT_MISSING', name) : fail('E_INPUT_UNREADABLE', name, code ?? String(error))
  }
  const read = readBaseline(text)
  if ('error' in read) throw fail('E_INPUT_UNREADABLE', name, `as a baseline: ${read.error}`)
  return read
}

/** Everything beside the main output. Returns the names of what was written. */
async function writeFiles(gate: Gate, baseline: () => string, options: CheckOptions, io: Io): Promise<string[]> {
  const wrote: string[] = []
  const write = async (name: string | null, text: () => string) => {
    if (name === null) return
    await withOutput(name, io, async (file) => {
      await file.write(text())
      await file.finish()
    })
    wrote.push(name)
  }
  const { status } = gate.judgement.verdict
  if (status !== 'clean' && status !== 'interrupted' && options.failureReport !== 'none') {
    try {
      await write(options.failureReport, () => renderFailureReport(gate))
    } catch (error) {
      // Nobody may have asked for it, and the verdict is worth more than a page about it.
      if (!(error instanceof LogExtractorError)) throw error
      say(io, error.message)
    }
  }
  await write(options.junit, () => renderGate('junit', gate))
  await write(options.sarif, () => renderGate('sarif', gate))
  await write(options.codeQuality, () => renderGate('gitlab', gate))
  await write(options.writeBaseline, baseline)
  return wrote
}

function render(
  gate: Gate,
  wrote: readonly string[],
  options: CheckOptions,
  io: Io,
  { columns, isTerminal }: { readonly columns: number | null; readonly isTerminal: boolean },
): string {
  const { format } = options
  if (isGateFormat(format)) return renderGate(format, gate)
  if (format === 'json') return renderCheckJson(gate)
  if (format === 'jsonl') return renderCheckLines(gate)
  if (format === 'markdown') return renderFailureReport(gate)
  const text = renderCheck(gate, {
    width: options.width ?? columns ?? COLUMNS,
    style: wantsColor(options.color, io.env, isTerminal) ? ansiStyle : plainStyle,
    quiet: options.quiet,
    wrote,
  })
  // A job's log is read by the service too: what a crash prints must not be taken for its commands.
  return io.env.CI === undefined && serviceOf(options, io) === 'none' ? text : defused(text)
}

const COLUMNS = 100

function serviceOf({ ci }: CheckOptions, { env }: Io): 'none' | 'github' | 'teamcity' {
  if (ci !== 'auto') return ci
  if (env.GITHUB_ACTIONS === 'true') return 'github'
  return env.TEAMCITY_VERSION === undefined ? 'none' : 'teamcity'
}

/** A summary may have a mebibyte; a longer one is refused whole. */
const SUMMARY_BYTES = 1_000_000

async function tellService(gate: Gate, code: number, options: CheckOptions, io: Io): Promise<void> {
  const service = serviceOf(options, io)
  const isFree = options.format === 'text' && options.output === null
  if (service === 'teamcity' && isFree) io.stdout.write(renderTeamcity(gate))
  if (service !== 'github') return
  if (isFree) io.stdout.write(renderGithub(gate))
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs } = io.env
  const append = async (file: string | undefined, text: string) => {
    if (file === undefined || file === '') return
    await appendFile(file, text).catch((error: NodeJS.ErrnoException) =>
      say(io, `${file}: cannot be written: ${error.code}`),
    )
  }
  await append(summary, renderFailureReport(gate, SUMMARY_BYTES))
  await append(outputs, `verdict=${gate.judgement.verdict.status}\ncode=${code}\n`)
}
