import type { DefectEvent } from '../../model/event.ts'
import type { JvmDumpEvent, MonitorLine } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { DeadlockSection } from './deadlock-section.ts'
import { parseBareFrame, parseFrame } from './frame.ts'
import {
  isDumpNoise,
  isTornDetail,
  parseDumpedHead,
  parseInfoHead,
  parseInfoMonitor,
  parseMonitor,
  parseThreadHead,
  parseThreadState,
  type ThreadHead,
  threadCount,
} from './thread-lines.ts'

/**
 * Thread dumps as jstack, SIGQUIT and `jcmd Thread.print` write them (hotspot vmThread, `Threads::print_on`), and as
 * `jcmd Thread.dump_to_file -format=plain` does:
 *
 *     Full thread dump OpenJDK 64-Bit Server VM (17.0.21 mixed mode, sharing):
 *
 *     "name" #12 daemon prio=5 cpu=0.33ms tid=0x… nid=0x5dfa waiting for monitor entry  [0x…]     head of a thread
 *        java.lang.Thread.State: BLOCKED (on object monitor)                                      its state
 *     	at pkg.Cls.meth(Cls.java:58)                                                              frames, each with
 *     	- waiting to lock <0x…> (a java.lang.Object)                                              its monitors
 *
 * and behind it, for each cycle, what deadlock-section.ts reads.
 */
const OPENER = /^Full thread dump (?<vm>.{1,300}?):?\s*$/
const MOUNTED = /^\s{1,8}(?<word>Carrying|Mounted) virtual thread #(?<id>\d{1,19})\s*$/
const MOST_FRAMES = 2_048
const MOST_MONITORS = 500
const MOST_ALIENS = 4

interface Draft {
  readonly head: ThreadHead
  javaState: string | null
  readonly first: Line
  last: Line
  readonly frames: Frame[]
  readonly monitors: MonitorLine[]
}

function draftOf(head: ThreadHead, first: Line): Draft {
  return { head, javaState: null, first, last: first, frames: [], monitors: [] }
}

class ThreadDump implements Assembly {
  readonly yields = true
  private readonly sink: Sink
  private readonly first: Line
  private readonly block: number
  private readonly form: JvmDumpEvent['form']
  private readonly vm: string | null
  /** The dump in front was not copied: what threads did is in the section only. */
  private readonly isSection: boolean
  private deadlocks = 0
  private last: Line
  private current: Draft | null = null
  private section: { readonly first: Line; readonly reader: DeadlockSection } | null = null
  private threads = 0
  private aliens = 0
  private whole = false
  /** Torn lines before the first thread: without one nothing here was a dump. */
  private held: DefectEvent[] = []
  /** A part of the thread in hand is missing. */
  private isTorn = false
  /** How many Java threads the dump says that it has, and how many were shown. */
  private promised: number | null = null
  private shown = 0

  constructor(line: Line, sink: Sink, form: JvmDumpEvent['form'], vm: string | null) {
    this.sink = sink
    this.first = this.last = line
    this.block = sink.block()
    this.form = form
    this.vm = vm
    this.isSection = DeadlockSection.opens(line.text)
  }

  push(line: Line): Answer {
    const { text } = line
    if (text.trim() === '') return 'claimed'
    if (!this.take(text, line)) {
      if (this.endsAt(text) || ++this.aliens > MOST_ALIENS) {
        this.finish(true)
        return 'closed'
      }
      return 'alien'
    }
    this.aliens = 0
    this.last = line
    return 'claimed'
  }

  end(): void {
    // The last line of a dump stands behind the threads, except in the plain form, which has none.
    this.finish(this.whole || this.form === 'plain')
  }

  private endsAt(text: string): boolean {
    if (text.startsWith('Full thread dump ') || text === 'Heap') return true
    return this.form === 'classic' && parseDumpedHead(text) !== null
  }

  makeWay(): void {
    this.finish(true)
  }

  private take(text: string, line: Line): boolean {
    const head = headOf(this.form, text)
    if (head !== null) {
      this.begin(head, line)
      return true
    }
    if (DeadlockSection.opens(text)) {
      this.flush()
      this.endSection()
      this.section = { first: line, reader: new DeadlockSection() }
      return true
    }
    if (DeadlockSection.ends(text)) {
      this.flush()
      this.endSection()
      this.whole = true
      return true
    }
    if (this.isSection) this.beginStack(text, line)
    if (this.section?.reader.push(text)) return true
    // Up to Java 23 the plain form has no `at`.
    const frame =
      parseFrame(text) ?? (this.form === 'plain' && /^ {4,8}\S/.test(text) ? parseBareFrame(text.trim()) : null)
    if (frame !== null) return this.addFrame(frame, line)
    return this.addDetail(text, line)
  }

  private get isRepeated(): boolean {
    return !this.isSection && this.section?.reader.isRepeating === true
  }

  private beginStack(text: string, line: Line): void {
    const member = this.section?.reader.stackOf(text)
    if (member === undefined) return
    this.flush()
    const state = member.isMonitor ? 'BLOCKED (on object monitor)' : 'WAITING (parking)'
    const head = {
      name: member.thread,
      id: null,
      daemon: false,
      virtual: false,
      state,
      cpuMs: null,
      elapsedSeconds: null,
    }
    this.current = draftOf(head, line)
  }

  private addFrame(frame: Frame, line: Line): boolean {
    if (this.isRepeated) return true
    if (this.current === null) return this.isTorn
    if (this.current.frames.length < MOST_FRAMES) this.current.frames.push(frame)
    this.current.last = line
    return true
  }

  private addDetail(text: string, line: Line): boolean {
    const { current } = this
    const mounted = MOUNTED.exec(text)?.groups
    if (mounted?.word === 'Mounted') {
      const id = Number(mounted.id)
      this.begin(
        { name: '', id, daemon: true, virtual: true, state: 'RUNNABLE', cpuMs: null, elapsedSeconds: null },
        line,
      )
      return true
    }
    if (mounted !== undefined) return true
    const under = current === null ? null : Math.max(0, current.frames.length - 1)
    const isParked = current?.frames.at(-1)?.function.endsWith('.Unsafe.park') === true
    const monitor =
      parseMonitor(text, under) ?? (this.form === 'plain' ? parseInfoMonitor(text, under, isParked) : null)
    if (monitor !== null) {
      if (!this.isRepeated && current !== null && current.monitors.length < MOST_MONITORS) {
        current.monitors.push(monitor)
        current.last = line
      }
      return true
    }
    const state = parseThreadState(text)
    if (state !== null && (current !== null || this.isTorn)) {
      if (current !== null) {
        current.javaState = state
        current.last = line
      }
      return true
    }
    if (isDumpNoise(text)) {
      this.promised ??= threadCount(text)
      if (text.startsWith('JNI global ref')) this.whole = true
      return true
    }
    if (!line.terminated || !isTornDetail(text)) return false
    this.tear(line)
    return true
  }

  /** What comes next, up to the next head, is of this thread or of another one: nobody can tell. */
  private tear(line: Line): void {
    const { span, text } = line
    this.flush()
    this.isTorn = true
    const where = { span, time: line.time, block: this.block, format: FORMAT } as const
    this.held.push({ kind: 'malformed', ...where, code: 'line-torn', text: text.slice(0, 400) })
    if (this.threads > 0 || this.promised !== null || this.held.length > MOST_ALIENS) this.tellHeld()
  }

  private tellHeld(): void {
    for (const defect of this.held) this.sink.emit(defect)
    this.held = []
  }

  private begin(head: ThreadHead, line: Line): void {
    this.flush()
    this.isTorn = false
    this.endSection()
    this.current = draftOf(head, line)
  }

  private flush(): void {
    const draft = this.current
    this.current = null
    if (draft === null) return
    this.threads++
    this.tellHeld()
    const { head, javaState, frames, monitors, first, last } = draft
    const { name, id, daemon, virtual, state, cpuMs, elapsedSeconds } = head
    if (id !== null && !virtual) this.shown++
    this.sink.emit({
      kind: 'jvm.thread',
      span: cover(first.span, last.span),
      time: first.time,
      block: this.block,
      name,
      id,
      daemon,
      virtual,
      state: javaState ?? state ?? 'unknown',
      system: (id === null && this.form === 'classic' && !this.isSection) || (frames.length === 0 && !virtual),
      cpuMs,
      elapsedSeconds,
      frames,
      monitors,
    })
  }

  private endSection(): void {
    const { section, block } = this
    this.section = null
    if (section === null) return
    const members = section.reader.finish()
    if (members.length === 0) return
    this.deadlocks++
    this.tellHeld()
    const span = cover(section.first.span, this.last.span)
    this.sink.emit({ kind: 'jvm.deadlock', span, time: section.first.time, block, members })
  }

  private finish(closed: boolean): void {
    this.flush()
    this.endSection()
    const { first, last, block, form, vm, threads } = this
    const span = cover(first.span, last.span)
    const base = { span, time: first.time, block } as const
    if (threads === 0 && this.deadlocks === 0) {
      const reason = this.isSection
        ? 'the words above a deadlock, and no thread below'
        : 'the head of a thread dump, and no thread behind it'
      this.sink.emit({ kind: 'near-miss', ...base, format: FORMAT, reason, text: first.text })
      return
    }
    if (!closed && !this.isSection)
      this.sink.emit({
        kind: 'malformed',
        ...base,
        span: last.span,
        format: FORMAT,
        code: last.terminated ? 'header-without-frames' : 'unterminated-line',
        text: last.text.slice(0, 400),
        evidence: 'E25',
      })
    const { promised, shown } = this
    if (closed && promised !== null && shown < promised)
      this.sink.emit({
        kind: 'malformed',
        ...base,
        format: FORMAT,
        code: 'lines-missing',
        text: `${shown} of ${promised}`,
        evidence: 'E25c',
      })
    this.sink.emit({ kind: 'jvm.dump', ...base, form, vm, threads, closed })
  }
}

/** `plain`: as `dump_to_file` writes it, or as `ThreadInfo.toString` does. */
function headOf(form: JvmDumpEvent['form'], text: string): ThreadHead | null {
  return form === 'plain' ? (parseDumpedHead(text) ?? parseInfoHead(text)) : parseThreadHead(text)
}

const FORMAT = 'jvm-thread-dump'

export const jvmThreadDump: Recogniser = {
  name: FORMAT,
  single: false,
  begins: (text) => OPENER.test(text) || DeadlockSection.opens(text),
  // The plain form begins with the main thread, whose number depends on the release; up to Java 23 nothing stands behind it.
  sentinels: [
    'Full thread dump ',
    'Found one Java-level deadlock:',
    ' tid=0x',
    '"main" ',
    'main\\" ',
    '#1 "main"',
    '" Id=',
    'prio=5 Id=',
  ],
  samples: [
    {
      text: 'Full thread dump OpenJDK 64-Bit Server VM (17.0.21 mixed mode, sharing):\n\n"main" #1 prio=5 os_prio=0 cpu=36.37ms elapsed=3.33s tid=0x00007fbc64017f40 nid=0x2db3 waiting on condition  [0x00007fbc6b9fe000]\n   java.lang.Thread.State: TIMED_WAITING (sleeping)\n\tat java.lang.Thread.sleep(java.base@17.0.21/Native Method)\n\nJNI global refs: 9, weak refs: 0\n',
      kinds: ['jvm.thread', 'jvm.dump'],
    },
    {
      text: '#3 "main" TIMED_WAITING 2026-11-23T02:07:09.171168154Z\n    at java.base/java.lang.Thread.sleep(Thread.java:540)\n',
      kinds: ['jvm.thread', 'jvm.dump'],
    },
    {
      text: '#1 "main"\n      java.base/java.lang.Thread.sleep0(Native Method)\n      com.example.Shop.main(Shop.java:12)\n',
      kinds: ['jvm.thread', 'jvm.dump'],
    },
    {
      text: '"main" prio=5 Id=1 BLOCKED on java.lang.Object@28a418fc owned by "buyer" Id=14\n\tat com.example.Shop.buy(Shop.java:7)\n\t-  blocked on java.lang.Object@28a418fc\n',
      kinds: ['jvm.thread', 'jvm.dump'],
    },
  ],
  open(line, sink) {
    const { text } = line
    const vm = OPENER.exec(text)?.groups?.vm
    if (vm !== undefined) return new ThreadDump(line, sink, 'classic', vm)
    if (DeadlockSection.opens(text)) {
      const dump = new ThreadDump(line, sink, 'classic', null)
      dump.push(line)
      return dump
    }
    const form = (['classic', 'plain'] as const).find((one) => headOf(one, text) !== null)
    if (form === undefined) return undefined
    const dump = new ThreadDump(line, sink, form, null)
    dump.push(line)
    return dump
  },
}
