import type { JvmVmCrashEvent } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { parseBareFrame } from './frame.ts'
import { exceptionName, signalName } from './signals.ts'

/**
 * Fatal errors of executables that GraalVM's native-image made (com.oracle.svm.core.SubstrateDiagnostics):
 *
 *     [ [ SubstrateSegfaultHandler caught a segfault in thread 0x00000257ae88a0c0 ] ]     opens; up to 22: `caught signal 11`
 *     siginfo: si_signo: 11, si_code: 1, si_addr: 0x0000000000000000
 *     General purpose register values:                                                    a section, what it says is indented
 *       RAX 0x00007ffcfc980000 is an unknown value
 *     Stacktrace for the failing thread 0x… (A=AOT compiled, J=JIT compiled, …):
 *       A  SP 0x000000ae487ff080 IP 0x00007ff6b4b1dda0 size=48   com.acme.Shop.buy(Shop.java:12)
 *
 * Where no signal was caught it begins with `Fatal error: ` and the time below.
 */
const CAUGHT =
  /^\[ \[ SubstrateSegfaultHandler caught (?:a segfault|signal (?<signal>\d{1,3}))(?: in thread 0x[0-9a-f]{1,16})? \] \]\s*$/
const STAMP = /^Current timestamp: \d{10,16}\s*$/
const FATAL = /^Fatal error: (?<message>\S.{0,1000})$/
const BODY = /^(?:\s{2}|siginfo: |Current timestamp: |\S.{0,300}:\s*$)/
const SIGINFO = /^siginfo: (?:si_signo: (?<number>\d{1,3})|ExceptionCode: (?<exception>-?\d{1,12}))/
const ADDRESS = /(?:si_addr: |(?:reading|writing) address )(?<address>0x[0-9a-f]{1,16})/
const REGISTER = /^\s{2}(?<name>[A-Z][A-Z0-9]{1,4})\s{1,4}(?:0x)?(?<value>[0-9a-f]{16})\b/
const FRAME =
  /^\s{2}(?:[AJDi]\s{1,2}){0,2}\s{0,4}SP 0x[0-9a-f]{1,16} IP 0x[0-9a-f]{1,16} (?:size=\d{1,9}\s{1,8})?(?<frame>[^\s()]{1,500}\([^()]{0,300}\))\s*$/
const MOST_LINES = 20_000
const MOST_FRAMES = 500
const MOST_REGISTERS = 64

class NativeImageCrash implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly message: string
  private readonly block: number
  private last: Line
  private signal: { name: string; address: string | null } | null
  private lines = 0
  private blanks = 0
  private hasBody = false
  /** Of the thread that failed; a second list is another thread's. */
  private list: 'none' | 'open' | 'over' = 'none'
  private readonly frames: Frame[] = []
  private readonly registers: Record<string, string> = {}
  private registerCount = 0

  constructor(first: Line, line: Line, message: string, signal: string | null, sink: Sink) {
    this.sink = sink
    this.first = first
    this.last = line
    this.message = message
    this.signal = signal === null ? null : { name: signal, address: null }
    this.block = sink.block()
  }

  push(line: Line): Answer {
    const { text } = line
    if (++this.lines > MOST_LINES || CAUGHT.test(text)) return this.close()
    if (text.trim() === '') {
      this.blanks++
      if (this.frames.length > 0) this.list = 'over'
      return this.blanks > 3 ? this.close() : 'alien'
    }
    if (!BODY.test(text)) return this.close()
    this.take(text.slice(0, 2_000))
    this.hasBody = true
    this.blanks = 0
    this.last = line
    return 'claimed'
  }

  end(): void {
    this.finish()
  }

  private take(text: string): void {
    const info = SIGINFO.exec(text)?.groups
    if (info !== undefined) {
      const { number, exception } = info
      const name = exception === undefined ? signalName(Number(number)) : exceptionName(Number(exception))
      this.signal = { name, address: ADDRESS.exec(text)?.groups?.address ?? null }
      return
    }
    const printed = this.list === 'over' ? undefined : FRAME.exec(text)?.groups?.frame
    const frame = printed === undefined ? null : parseBareFrame(printed)
    if (frame !== null) {
      this.list = 'open'
      if (this.frames.length < MOST_FRAMES) this.frames.push(frame)
      return
    }
    const register = REGISTER.exec(text)?.groups
    if (register === undefined || this.registerCount >= MOST_REGISTERS) return
    this.registerCount++
    this.registers[register.name!] ??= `0x${register.value}`
  }

  private close(): 'closed' {
    this.finish()
    return 'closed'
  }

  private finish(): void {
    const { sink, first, last, block, signal, frames, registers } = this
    const span = cover(first.span, last.span)
    if (!this.hasBody) {
      const reason = 'the first line of a fatal error of a native image, and nothing behind it'
      sink.emit({ kind: 'near-miss', span, block, time: first.time, format: FORMAT, reason, text: first.text })
      return
    }
    const top = frames[0]
    const event: JvmVmCrashEvent = {
      kind: 'jvm.vm-crash',
      span,
      time: first.time,
      block,
      message: this.message,
      noMemory: null,
      signal:
        signal === null ? null : { ...signal, code: null, pc: registers.RIP ?? registers.PC ?? null, sentBy: null },
      jre: null,
      vm: 'GraalVM native image',
      problematicFrame: top === undefined ? null : `A  ${top.function}`,
      currentThread: null,
      nativeFrames: [],
      javaFrames: frames,
      registers: this.registerCount === 0 ? null : registers,
      facts: {},
      atStart: false,
      headerOnly: false,
      // Nothing marks its end.
      closed: true,
    }
    sink.emit(event)
  }
}

const FORMAT = 'jvm-native-image-crash'

export const nativeImageCrash: Recogniser = {
  name: FORMAT,
  single: false,
  begins: (text) => CAUGHT.test(text),
  sentinels: ['SubstrateSegfaultHandler caught', 'Current timestamp: '],
  samples: [
    {
      text: '[ [ SubstrateSegfaultHandler caught a segfault in thread 0x00000257ae88a0c0 ] ]\nsiginfo: si_signo: 11, si_code: 1, si_addr: 0x0000000000000010\n\nStacktrace for the failing thread 0x00000257ae88a0c0 (A=AOT compiled, J=JIT compiled, D=deoptimized, i=inlined):\n  A  SP 0x000000ae487ff080 IP 0x00007ff6b4b1dda0 size=48   com.example.Shop.buy(Shop.java:12)\n',
      kinds: ['jvm.vm-crash'],
    },
    {
      text: 'Fatal error: must not happen\n\nCurrent timestamp: 1585000000000\n\nGeneral purpose register values:\n  RAX 0x00007ffcfc980000 is an unknown value\n',
      kinds: ['jvm.vm-crash'],
    },
  ],
  open(line, sink) {
    const caught = CAUGHT.exec(line.text)?.groups
    if (caught !== undefined) {
      const { signal } = caught
      const name = signal === undefined ? 'SIGSEGV' : signalName(Number(signal))
      const message = signal === undefined ? 'a segfault' : name
      return new NativeImageCrash(line, line, `${message}, caught by the native image's handler`, name, sink)
    }
    const { above } = sink
    const message = above === null || !STAMP.test(line.text) ? undefined : FATAL.exec(above.text)?.groups?.message
    if (message === undefined) return undefined
    sink.claim(1)
    const crash = new NativeImageCrash(above!, line, message, null, sink)
    return crash
  },
}
