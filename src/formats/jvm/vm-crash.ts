import type { JvmVmCrashEvent, MemoryKind } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { frameKind } from './frame-kind.ts'
import { beginsRecord } from './log-record.ts'
import { ReportGaps } from './vm-crash-gaps.ts'

/**
 * Fatal error reports of HotSpot (share/utilities/vmError.cpp): the head that goes to standard output, every line behind a
 * `#`, and the sections that the hs_err file has after it.
 *
 *     # A fatal error has been detected by the Java Runtime Environment:     opens
 *     #  SIGSEGV (0xb) at pc=0x…, pid=11922, tid=11923                      what happened, with its explanation
 *     # Problematic frame:                                                   the next line is it
 *     ---------------  T H R E A D  ---------------                          a section of the file
 *     END.                                                                   the last line of the file
 */
const OPENER = /^(?:# )?A fatal error has been detected by the Java Runtime Environment:\s*$/
const NO_MEMORY = /^(?:# )?There is insufficient memory for the Java Runtime Environment to continue\.\s*$/
/** What was pasted as markdown has lost its `#`: then only these lines go on, and what is said first must be one of those. */
const HAPPENED =
  /^(?:(?:SIG[A-Z0-9]{2,12}|EXCEPTION_[A-Z_]{3,40}) \(0x|(?:Internal Error|Out of Memory Error) \(|Native memory allocation \()/
const OF_HEAD = /^(?:JRE version: |Java VM: |Problematic frame:)/
const SIGNAL =
  /^(?<name>SIG[A-Z0-9]{2,12}|EXCEPTION_[A-Z_]{3,40}) \((?<number>0x[0-9a-f]{1,8})\) at pc=(?<pc>0x[0-9a-f]{1,16})(?: \((?<sent>sent by [a-z]{1,20})\))?/
const SIGINFO =
  /^siginfo: (?:si_signo: \d{1,3} \([A-Z0-9]{3,12}\), si_code: (?<code>-?\d{1,6}) \((?<codeName>\w{1,30})\)(?:, si_addr: (?<address>0x[0-9a-f]{1,16}))?(?:, si_pid: (?<pid>\d{1,10}))?|(?:ExceptionCode=\w{1,20}|EXCEPTION_[A-Z_]{3,40} \(0x[0-9a-f]{1,8}\))(?:, [a-z ]{1,60} address (?<read>0x[0-9a-f]{1,16}))?)/
const SECTION = /^-{5,20} {1,4}(?:[A-Z] ){2,20} ?-{5,20}\s*$/
/** `V  [libjvm.so+0xeda214]  Unsafe_PutLong+0x124`, `j  pkg.Cls.meth(I)V+31`, `J 98 c1 pkg.Cls.meth(I)V (31 bytes) @ …`. */
const FRAME = /^(?<letter>[CVJjvA])\s{1,4}(?<text>\S.{0,1000})$/
const NATIVE =
  /^\[(?<library>[^\]+]{1,300})(?:\+(?<offset>0x[0-9a-f]{1,16}))?\](?:\s{1,4}(?<name>.{1,600}?)(?:\+(?<inside>0x[0-9a-f]{1,12}))?)?$/
const JAVA = /^(?:\d{1,9}(?:%)? (?:c1 |c2 |C1 |C2 |jvmci )?)?(?<name>[\w$.<>/]{1,600})\(/
const FACT =
  /^(?<key>Command Line|Host|Time|VM state|Heap address|java_command|jvm_args|OS|vm_info|CPU|Memory|elapsed time|timezone): (?<value>.{1,2000})$/
const REGISTER = /\b([A-Z][A-Z0-9]{1,9}) ?=(0x[0-9a-f]{8,16})\b/g
const MOST_LINES = 200_000
const MOST_ALIENS = 3
const MOST_FRAMES = 500
const MOST_FACTS = 40
const MOST_REGISTERS = 64

class FatalError implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly block: number
  private last: Line
  private lines = 0
  private aliens = 0
  private inFile = false
  private readonly isBare: boolean
  private message: string[] = []
  private problematic: string | null = null
  private awaits: 'problem' | 'message' | null = 'message'
  private list: 'native' | 'java' | 'registers' | null = null
  private signal: {
    name: string
    code: string | null
    address: string | null
    pc: string | null
    sentBy: string | null
  } | null = null
  private jre: string | null = null
  private vm: string | null = null
  private thread: string | null = null
  private readonly nativeFrames: Frame[] = []
  private readonly javaFrames: Frame[] = []
  private readonly registers: Record<string, string> = {}
  private registerCount = 0
  private readonly facts: Record<string, string> = {}
  private factCount = 0
  private readonly gaps = new ReportGaps()

  constructor(line: Line, sink: Sink) {
    this.first = this.last = line
    this.sink = sink
    this.block = sink.block()
    this.isBare = line.text[0] !== '#'
    if (NO_MEMORY.test(line.text)) this.message.push(line.text.replace('# ', '').trim())
  }

  push(line: Line): Answer {
    const { text } = line
    if (++this.lines > MOST_LINES) return this.close(false)
    if (this.lines > 5 && OPENER.test(text)) return this.close(!this.inFile)
    if (text === '#' || text.startsWith('# ') || text.startsWith('#\t')) {
      // A second head without its first line is another report.
      if (this.inFile && NO_MEMORY.test(text)) return this.close(true)
      this.takeHead(text.slice(1).trim(), line)
      return this.claim(line)
    }
    this.tellGap(line)
    if (SECTION.test(text)) {
      this.inFile = true
      this.list = null
      return this.claim(line)
    }
    if (this.inFile) {
      if (/^END\.\s*$/.test(text)) {
        this.claim(line)
        this.sink.claim(1)
        this.finish(true)
        return 'closed'
      }
      this.takeSection(text)
      return this.claim(line)
    }
    // The head on standard output ends with its last `#`; the file goes on behind an empty line.
    if (text.trim() === '' && this.aliens < (this.isBare ? 2 : 1)) {
      this.aliens++
      if (this.message.length > 0) this.awaits = null
      return 'alien'
    }
    // Other threads go on to log while one prints it.
    if (!this.isBare && this.aliens < MOST_ALIENS && beginsRecord(text)) {
      this.aliens++
      return 'alien'
    }
    return this.isBare && this.takeBare(text.trim(), line) ? this.claim(line) : this.close(true)
  }

  end(): void {
    this.finish(!this.inFile)
  }

  private claim(line: Line): 'claimed' {
    this.last = line
    this.aliens = 0
    return 'claimed'
  }

  private tellGap({ text, span, time }: Line): void {
    const missing = this.inFile || SECTION.test(text) ? this.gaps.push(text.slice(0, 300)) : null
    if (missing === null) return
    const { block, sink } = this
    sink.emit({
      kind: 'malformed',
      span,
      block,
      time,
      format: FORMAT,
      code: 'lines-missing',
      text: missing,
      evidence: 'E25g',
    })
  }

  private takeHead(text: string, line: Line): void {
    if (text === '') {
      if (this.message.length > 0 && this.awaits === 'message') this.awaits = null
      return
    }
    if (this.awaits === 'problem') {
      this.problematic = text.slice(0, 1_000)
      this.awaits = null
    } else if (text.startsWith('JRE version: ')) this.jre = text.slice(13, 400)
    else if (text.startsWith('Java VM: ')) this.vm = text.slice(9, 500)
    else if (text.startsWith('Problematic frame:')) this.awaits = 'problem'
    else if (this.awaits === 'message' && line !== this.first && this.message.length < 6) {
      const found = SIGNAL.exec(text)?.groups
      if (found !== undefined && this.signal === null) {
        const { name, pc, sent } = found
        this.signal = { name: name!, code: null, address: null, pc: pc!, sentBy: sent ?? null }
      }
      this.message.push(text.slice(0, 1_000))
    }
  }

  private takeBare(text: string, line: Line): boolean {
    const isFirst = !this.message.some((told) => HAPPENED.test(told))
    if (isFirst ? !HAPPENED.test(text) : this.awaits === null && !OF_HEAD.test(text)) return false
    if (isFirst) this.awaits = 'message'
    this.takeHead(text, line)
    return true
  }

  private takeSection(text: string): void {
    if (text.trim() === '') {
      if (this.list !== 'registers' || this.registerCount > 0) this.list = null
      return
    }
    if (text.startsWith('Native frames:')) this.list = 'native'
    else if (text.startsWith('Java frames:')) this.list = 'java'
    else if (text.startsWith('Registers:')) this.list = 'registers'
    else if (text.startsWith('Current thread'))
      this.thread ??= text.replace(/^Current thread[^:]{0,60}:?\s*/, '').slice(0, 300)
    else if (text.startsWith('siginfo: ')) this.takeSiginfo(text)
    else if (this.list === 'native' || this.list === 'java') {
      const frames = this.list === 'native' ? this.nativeFrames : this.javaFrames
      const frame = frameOf(text)
      if (frame !== null && frames.length < MOST_FRAMES) frames.push(frame)
      else if (frame === null) this.list = null
    } else if (this.list === 'registers') this.takeRegisters(text)
    else if (text.length < 3_000) {
      const fact = FACT.exec(text)?.groups
      if (fact !== undefined && this.factCount < MOST_FACTS && !Object.hasOwn(this.facts, fact.key!)) {
        this.factCount++
        this.facts[fact.key!] = fact.value!.trim()
      }
    }
  }

  private takeSiginfo(text: string): void {
    const found = SIGINFO.exec(text)?.groups
    if (found === undefined || this.signal === null) return
    const { codeName, address, read, pid } = found
    this.signal.code = codeName ?? null
    this.signal.address = address ?? read ?? null
    if (codeName === 'SI_USER') this.signal.sentBy ??= pid === undefined ? 'sent by kill' : `sent by process ${pid}`
  }

  private takeRegisters(text: string): void {
    for (const [, name, value] of text.slice(0, 400).matchAll(REGISTER)) {
      if (this.registerCount >= MOST_REGISTERS) return
      this.registerCount++
      this.registers[name!] = value!
    }
  }

  private close(closed: boolean): 'closed' {
    this.finish(closed)
    return 'closed'
  }

  private finish(closed: boolean): void {
    const { sink, first, last, block } = this
    const span = cover(first.span, last.span)
    const isTold = this.isBare
      ? this.message.some((told) => HAPPENED.test(told))
      : this.message.length > 0 || this.jre !== null
    if (!isTold) {
      const reason = 'the first line of a fatal error report, and nothing behind it'
      sink.emit({ kind: 'near-miss', span, block, time: first.time, format: FORMAT, reason, text: first.text })
      return
    }
    const message = this.message.join('\n')
    const event: JvmVmCrashEvent = {
      kind: 'jvm.vm-crash',
      span,
      time: first.time,
      block,
      message,
      noMemory: this.signal === null ? lackIn(message) : null,
      signal: this.signal,
      jre: this.jre,
      vm: this.vm,
      problematicFrame: this.problematic,
      currentThread: this.thread,
      nativeFrames: this.nativeFrames,
      javaFrames: this.javaFrames,
      registers: this.registerCount === 0 ? null : this.registers,
      facts: this.facts,
      atStart: false,
      headerOnly: !this.inFile,
      closed,
    }
    sink.emit(event)
    if (!closed)
      sink.emit({
        kind: 'malformed',
        span: last.span,
        block,
        time: last.time,
        format: FORMAT,
        code: last.terminated ? 'registers-cut' : 'unterminated-line',
        text: last.text.slice(0, 400),
        evidence: 'E25h',
      })
  }
}

/** What it was told to die of, or what the system refused it. */
function lackIn(message: string): MemoryKind | null {
  if (/OutOfMemory encountered/.test(message)) return 'heap'
  return /insufficient memory|Native memory allocation|Out of Memory Error \(/.test(message) ? 'native' : null
}

/** Frames by their letter: C and V are native code, J, j and A are Java, v is a stub of the VM. */
function frameOf(text: string): Frame | null {
  const found = FRAME.exec(text)?.groups
  if (found === undefined) return null
  const { letter, text: rest = '' } = found
  if (letter === 'C' || letter === 'V') {
    const native = NATIVE.exec(rest.trim())?.groups
    const library = native?.library ?? ''
    return {
      function: native?.name?.trim() ?? `[${library || rest.slice(0, 200)}]`,
      package: '',
      receiver: null,
      file: library === '' ? null : library,
      line: null,
      pcOffset: native?.inside ?? native?.offset ?? null,
      inlined: false,
      kind:
        letter === 'V' || /^lib(?:jvm|jli|java|zip|net|nio|verify|instrument|j9\w{0,20})\./.test(library)
          ? 'runtime'
          : 'cgo',
      args: null,
    }
  }
  const name = letter === 'v' ? rest.trim() : JAVA.exec(rest)?.groups?.name
  if (name === undefined) return null
  const dot = name.lastIndexOf('.')
  const owner = dot < 0 ? '' : name.slice(0, dot)
  return {
    function: name,
    package: letter === 'v' ? '' : owner.slice(0, Math.max(0, owner.lastIndexOf('.'))),
    receiver: letter === 'v' ? null : owner.slice(owner.lastIndexOf('.') + 1),
    file: null,
    line: null,
    pcOffset: null,
    inlined: false,
    kind: letter === 'v' ? 'runtime' : frameKind(name, null),
    args: null,
  }
}

const FORMAT = 'jvm-fatal-error'

export const jvmFatalError: Recogniser = {
  name: FORMAT,
  single: false,
  // The sentence alone stands in texts about it.
  begins: (text) => text[0] === '#' && OPENER.test(text),
  sentinels: ['A fatal error has been detected', 'There is insufficient memory for'],
  samples: [
    {
      text: '# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f28070da214, pid=11922, tid=11923\n#\n# JRE version: OpenJDK Runtime Environment (17.0.21.1+2)\n# Problematic frame:\n# V  [libjvm.so+0xeda214]  Unsafe_PutLong+0x124\n#\n',
      kinds: ['jvm.vm-crash'],
    },
  ],
  open(line, sink) {
    return OPENER.test(line.text) || NO_MEMORY.test(line.text) ? new FatalError(line, sink) : undefined
  },
}
