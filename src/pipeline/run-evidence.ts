/** What goes into the evidence bundle of a run, and when: everything as soon as it is known. */
import { readFileSync } from 'node:fs'
import type { Redactor } from '../base/redaction/redactor.ts'
import type { Bundle } from '../capture/bundle.ts'
import type { StreamName } from '../capture/child.ts'
import { type CgroupMemory, readCgroupMemory } from '../capture/memory.ts'
import type { RawFile } from '../capture/raw-file.ts'
import type { Crash, Report } from '../model/report.ts'
import { renderJson } from '../render/json.ts'
import { renderMarkdown } from '../render/markdown.ts'
import { redactReport } from './redaction.ts'
import type { RunResult } from './run-result.ts'
import { NAME, VERSION } from './version.ts'

const RECORD_SCHEMA = 'log-extractor/run/1'

export interface EvidenceOptions {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Log lines to keep from before the first crash. */
  readonly ringLines: number
  readonly before: CgroupMemory | null
}

export class RunEvidence {
  private readonly bundle: Bundle
  private readonly redactor: Redactor | null
  private readonly options: EvidenceOptions
  private readonly raws: Readonly<Record<StreamName, RawFile>>
  private readonly started = new Date().toISOString()
  private pid: number | null = null
  private hasRing = false

  /** @throws LogExtractorError E_OUTPUT before anything was started. */
  constructor(bundle: Bundle, redactor: Redactor | null, options: EvidenceOptions) {
    this.bundle = bundle
    this.redactor = redactor
    this.options = options
    this.raws = { stdout: bundle.stream('stdout'), stderr: bundle.stream('stderr') }
    this.record('running', {})
    const env = Object.entries(options.env).map(([name, value]) => [name, redactor?.value(name, value) ?? value])
    bundle.writeJson('environment.json', Object.fromEntries(env))
    bundle.writeJson('memory.json', { before: options.before, after: null })
  }

  get folder(): string {
    return this.bundle.folder
  }

  take(stream: StreamName, chunk: Uint8Array): void {
    this.raws[stream].append(chunk)
  }

  begin(pid: number): void {
    this.pid = pid
    this.record('running', {})
    try {
      this.bundle.write('limits.txt', readFileSync(`/proc/${pid}/limits`))
    } catch {
      // It is over already, or there is no /proc.
    }
  }

  /** `report`: of everything so far, with its secrets taken out. */
  crash(crash: Crash, report: Report): void {
    const { source, byte } = crash.span
    if (!this.hasRing && (source === 'stdout' || source === 'stderr')) {
      this.hasRing = true
      this.ring('before-crash.log', this.raws[source], byte)
      // Many programs log to one stream and crash on the other. How the two were mixed nobody knows.
      const other = source === 'stdout' ? 'stderr' : 'stdout'
      if (this.raws[other].bytes > 0) this.ring(`before-crash.${other}.log`, this.raws[other], this.raws[other].bytes)
    }
    this.reports(report)
  }

  /** Labels of goroutines, and the command line and environment of a JVM: what else could hold a secret. */
  snapshot(name: string, text: string | Uint8Array): void {
    const clean = this.redactor?.text(typeof text === 'string' ? text : Buffer.from(text).toString()) ?? text
    this.bundle.write(`snapshots/${name}`, clean)
  }

  async end(result: RunResult): Promise<void> {
    this.bundle.close()
    this.reports(result.report)
    this.bundle.writeJson('memory.json', { before: this.options.before, after: await readCgroupMemory() })
    const { exit, facts, report, wallMs, received, heldBy } = result
    this.record('ended', {
      ended: new Date().toISOString(),
      wallMs,
      exit,
      facts,
      verdict: report.verdict,
      received,
      heldBy,
    })
  }

  notStarted(why: string): void {
    this.bundle.close()
    this.record('ended', { ended: new Date().toISOString(), notStarted: why })
  }

  private ring(name: string, raw: RawFile, end: number): void {
    const lines = raw.linesBefore(end, this.options.ringLines).toString()
    this.bundle.write(name, this.redactor?.text(lines) ?? lines)
  }

  private reports(report: Report): void {
    const clean = report.redaction === null ? redactReport(report, this.redactor) : report
    this.bundle.write('report.json', renderJson(clean))
    this.bundle.write('report.md', renderMarkdown(clean, { view: 'analyze', verdict: true }))
  }

  private record(state: 'running' | 'ended', more: object): void {
    const { command } = this.options
    this.bundle.record({
      schema: RECORD_SCHEMA,
      tool: { name: NAME, version: VERSION },
      state,
      command: this.redactor?.args(command) ?? command,
      cwd: process.cwd(),
      wrapperPid: process.pid,
      pid: this.pid,
      started: this.started,
      ...more,
    })
  }
}
