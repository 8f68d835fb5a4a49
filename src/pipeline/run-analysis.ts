/**
 * What looks at the output of a running program, as it comes. Formats and rules take longer to load than many a program
 * takes to start, so this is loaded only when the program runs already: nothing that starts it may import it.
 */
import { killedBehind } from '../analysis/completeness/killed.ts'
import type { StreamName } from '../capture/child.ts'
import type { ChildExit } from '../model/child-exit.ts'
import type { Event } from '../model/event.ts'
import { isWholeCrash } from '../model/event-kinds.ts'
import type { Finding } from '../model/finding.ts'
import type { Crash, Report } from '../model/report.ts'
import { analyze } from './analyze.ts'
import { LiveAnalysis, type LiveStream } from './live.ts'
import { standingStill } from './standing-still.ts'

export interface RunAnalysisPorts {
  readonly onEvents: (events: readonly Event[]) => void
  /** Once for each crash, as soon as it was printed to its end, with a report of everything so far. */
  readonly onCrash: (crash: Crash, soFar: Report) => void
}

export interface WrittenFile {
  readonly name: string
  readonly bytes: Buffer
}

export class RunAnalysis {
  private readonly live: LiveAnalysis
  private readonly streams: Readonly<Record<StreamName, LiveStream>>

  constructor({ onEvents, onCrash }: RunAnalysisPorts) {
    const lookForCrash = crashWatch(() => this.live.soFar(), onCrash)
    this.live = new LiveAnalysis({
      onEvents(source, events) {
        onEvents(events)
        lookForCrash(source, events)
      },
    })
    this.streams = { stdout: this.live.open('stdout'), stderr: this.live.open('stderr') }
  }

  /** The chunk may be used again when this is done. */
  push(stream: StreamName, chunk: Uint8Array): Promise<void> {
    return this.streams[stream].push(chunk)
  }

  /** What shows that a silent program stands still, in sentences: dumps that were fetched, or the last ones that it printed. */
  async standstill(fetched: readonly Buffer[], looks: number): Promise<string[]> {
    const reports = await Promise.all(fetched.map((bytes, i) => analyze({ name: `hang-${i + 1}.txt`, bytes })))
    const dumps = reports.flatMap((report) => report.dumps)
    const printed = this.live.soFar()
    return [
      ...provenStuck(dumps.length > 0 ? reports.at(-1)! : printed),
      ...standingStill(dumps.length > 0 ? dumps : printed.dumps.slice(-looks)),
    ]
  }

  /** Of everything that was printed by a program that ended so, and of the files that it wrote about its own end. */
  async finish(exit: ChildExit, files: readonly WrittenFile[]): Promise<Report> {
    for (const stream of Object.values(this.streams)) stream.end()
    for (const { name, bytes } of files) {
      const stream = this.live.open(name)
      await stream.push(bytes)
      stream.end()
    }
    const whole = withoutHeads(await this.live.finish())
    return exit.signal === 'SIGKILL' ? killedBehind(whole) : whole
  }
}

/** What the last dump proves by itself. */
function provenStuck({ findings }: Report): string[] {
  const proofs = findings.filter(({ rule, severity }: Finding) => severity === 'error' && STUCK.has(rule))
  return [...new Set(proofs.map(({ title }) => title))].slice(0, MOST_PROOFS)
}

const STUCK: ReadonlySet<string> = new Set(['go/deadlock', 'go/leak', 'jvm/deadlock'])
const MOST_PROOFS = 5

/** The head of a JVM's own report, which it prints, is no second crash beside the report itself. */
function withoutHeads(report: Report): Report {
  const { crashes } = report
  const isHead = ({ kind, message }: Crash, i: number) =>
    kind === 'vm-crash' && crashes.slice(i + 1).some((later) => later.kind === kind && later.message === message)
  return { ...report, crashes: crashes.filter((crash, i) => !isHead(crash, i)) }
}

/** Tells each crash once, when its block is closed. */
function crashWatch(
  soFar: () => Report,
  tell: (crash: Crash, report: Report) => void,
): (source: string, events: readonly Event[]) => void {
  const told = new Set<string>()
  const open = new Set<string>()
  return (source, events) => {
    let closed = false
    for (const event of events) {
      if (event.kind === 'go.crash') open.add(`${source} ${event.block}`)
      if (isWholeCrash(event)) closed = true
      if (event.kind === 'go.end') closed = open.delete(`${source} ${event.block}`) || closed
    }
    if (!closed || told.size >= MOST_TOLD) return
    const report = soFar()
    for (const crash of report.crashes) {
      // A JVM tells of its own end twice: in brief among its output, and in a file.
      const key = crash.kind === 'vm-crash' ? crash.message : `${crash.span.source}:${crash.span.byte}`
      if (told.has(key)) continue
      told.add(key)
      tell(crash, report)
    }
  }
}

/** Each costs a report of everything so far. */
const MOST_TOLD = 20
