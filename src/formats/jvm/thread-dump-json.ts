import type { MonitorLine } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { parseBareFrame } from './frame.ts'

/**
 * Thread dumps as `jcmd Thread.dump_to_file -format=json` writes them (jdk.internal.vm.ThreadDumper): one object over many
 * lines, whose second line is `"threadDump": {`. Numbers may be strings. JDK 25 adds states and monitors. The spans of the
 * threads are the lines of their names.
 */
const OPENER = /^\s{0,8}(?:\{ ?)?"threadDump"\s?: \{\s*$/
const MOST_LINES = 2_000_000
const MOST_CHARACTERS = 64_000_000
const MOST_FRAMES = 2_048

class JsonDump implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly block: number
  private last: Line
  private texts: string[] = []
  private size = 0
  private lines = 0
  /** Where the names of threads stand, in order. */
  private readonly names: Line[] = []

  constructor(line: Line, sink: Sink) {
    this.sink = sink
    this.first = this.last = line
    this.block = sink.block()
    this.texts.push(line.text.trimStart().startsWith('{') ? line.text : `{${line.text}`)
  }

  push(line: Line): Answer {
    const { text } = line
    if (++this.lines > MOST_LINES || this.size > MOST_CHARACTERS || !/^\s*["{}[\]]/.test(text)) {
      this.finish(false)
      return 'closed'
    }
    this.size += text.length
    this.texts.push(text)
    if (/^\s*"tid"/.test(text)) this.names.push(line)
    this.last = line
    if (text !== '}') return 'claimed'
    this.finish(true)
    this.sink.claim(1)
    return 'closed'
  }

  end(): void {
    this.finish(false)
  }

  private finish(closed: boolean): void {
    const { first, last, block, sink } = this
    const base = { span: cover(first.span, last.span), time: first.time, block } as const
    const dump = parsed(this.texts.join('\n'))
    this.texts = []
    if (dump === null) {
      const reason = 'a thread dump in JSON that is cut or broken'
      sink.emit({ kind: 'near-miss', ...base, format: FORMAT, reason, text: first.text })
      return
    }
    let threads = 0
    for (const container of listOf(dump.threadContainers)) {
      for (const thread of listOf(container.threads)) {
        const line = this.names[threads] ?? first
        threads++
        sink.emit({ kind: 'jvm.thread', span: line.span, time: line.time, block, ...told(thread) })
      }
    }
    const vm = typeof dump.runtimeVersion === 'string' ? dump.runtimeVersion.slice(0, 300) : null
    sink.emit({ kind: 'jvm.dump', ...base, form: 'json', vm, threads, closed })
  }
}

type Fields = Readonly<Record<string, unknown>>

function parsed(text: string): Fields | null {
  try {
    const dump = (JSON.parse(text) as Fields).threadDump
    return isFields(dump) ? dump : null
  } catch {
    return null
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : []
}

function told(thread: Fields) {
  const stack = Array.isArray(thread.stack) ? thread.stack.slice(0, MOST_FRAMES) : []
  const frames = stack
    .map((text) => (typeof text === 'string' ? parseBareFrame(text) : null))
    .filter((frame): frame is Frame => frame !== null)
  const id = Number(thread.tid)
  const virtual = thread.virtual === true || thread.virtual === 'true'
  return {
    name: typeof thread.name === 'string' ? thread.name : '',
    id: Number.isSafeInteger(id) ? id : null,
    daemon: false,
    virtual,
    state: typeof thread.state === 'string' ? thread.state.slice(0, 80) : 'unknown',
    system: frames.length === 0 && !virtual,
    cpuMs: null,
    elapsedSeconds: null,
    frames,
    monitors: monitorsOf(thread),
  }
}

function monitorsOf(thread: Fields): MonitorLine[] {
  const monitors: MonitorLine[] = []
  const add = (relation: MonitorLine['relation'], object: unknown, frame: number | null): void => {
    if (typeof object !== 'string' || monitors.length >= 500) return
    const at = object.indexOf('@')
    monitors.push({ relation, object: object.slice(0, 300), type: at < 0 ? null : object.slice(0, at), frame })
  }
  add('waiting-to-lock', thread.blockedOn, 0)
  add('waiting-on', thread.waitingOn, 0)
  if (isFields(thread.parkBlocker)) add('parking', thread.parkBlocker.object, 0)
  for (const { depth, locks } of listOf(thread.monitorsOwned))
    for (const lock of Array.isArray(locks) ? locks : []) add('locked', lock, Number(depth) || 0)
  return monitors
}

const FORMAT = 'jvm-thread-dump-json'

export const jvmThreadDumpJson: Recogniser = {
  name: FORMAT,
  single: false,
  begins: (text) => OPENER.test(text),
  sentinels: ['threadDump'],
  samples: [
    {
      text: '  "threadDump": {\n    "runtimeVersion": "25.0.3+9-LTS",\n    "threadContainers": [\n      {\n        "threads": [\n          {\n            "tid": "3",\n            "name": "main",\n            "state": "TIMED_WAITING",\n            "stack": [\n              "java.base\\/java.lang.Thread.sleep(Thread.java:540)"\n            ]\n          }\n        ]\n      }\n    ]\n  }\n}\n',
      kinds: ['jvm.thread', 'jvm.dump'],
    },
  ],
  open(line, sink) {
    return OPENER.test(line.text) ? new JsonDump(line, sink) : undefined
  },
}
