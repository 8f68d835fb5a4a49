import type { JvmVmCrashEvent } from '../../model/jvm-event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import type { Frame } from '../../model/stack.ts'
import type { Answer, Assembly, Recogniser, Sink } from '../recogniser.ts'
import { exceptionName, signalName } from './signals.ts'

/**
 * What OpenJ9 prints when it crashes (runtime/vm/gphandle.c), before it writes its dumps:
 *
 *     Unhandled exception
 *     Type=Segmentation error vmState=0x00000000                                   opens
 *     J9Generic_Signal_Number=00000018 Signal_Number=0000000b Error_Value=0 …      must follow
 *     RIP=00007FA40C90BC56 GS=0000 FS=0000 RSP=00007FA40D7C70D0                    registers
 *     Module=/opt/java/lib/default/libj9vm29.so
 *     Target=2_90_20200416_574 (Linux 4.15.0)
 *     CPU=amd64 (8 logical CPUs) (0x3dd7a2000 RAM)
 *     ----------- Stack Backtrace -----------
 *     (0x00007FA40C90BC56 [libj9vm29.so+0x29c56])
 *     ---------------------------------------                                      ends
 */
const OPENER = /^Type=(?<type>[A-Z][\w /-]{2,60}) vmState=0x[0-9a-fA-F]{8,16}\s*$/
const GENERIC = /^J9Generic_Signal(?:_Number)?=[0-9a-fA-F]{8}\b/
const FIELD = /([A-Za-z][\w-]{0,30})=([0-9A-Fa-f]{8,16})\b/g
const TEXT = /^(?<key>Module|Target|CPU|Method_being_compiled|Compiled_method)=(?<value>.{1,500})$/
const LINE = /^(?:[A-Za-z][\w-]{0,30}=\S|[a-zA-Z]{1,4}\d{1,2} [0-9a-f]{8})/
const FRAME =
  /^\s{0,8}(?:(?<name>\S.{0,300}?)(?:\+(?<inside>0x[0-9a-fA-F]{1,16}))? )?\((?:0x)?[0-9A-Fa-f]{8,16}(?: \[(?<library>[^\]+]{1,200})(?:\+(?<offset>0x[0-9a-fA-F]{1,16}))?\])?\)\s*$/
const RULER = /^-{5,}(?: Stack Backtrace -{5,})?\s*$/
const COUNTERS: readonly string[] = ['RIP', 'EIP', 'NIP', 'PC', 'IAR', 'pc', 'psw']
const MOST_LINES = 400
const MOST_FRAMES = 500

class OpenJ9Crash implements Assembly {
  private readonly sink: Sink
  private readonly first: Line
  private readonly type: string
  private readonly block: number
  private last: Line
  private lines = 0
  private isProven = false
  private isWhole = false
  private rulers = 0
  private blanks = 0
  private readonly registers: Record<string, string> = {}
  private readonly facts: Record<string, string> = {}
  private readonly frames: Frame[] = []

  constructor(first: Line, opener: Line, type: string, sink: Sink) {
    this.sink = sink
    this.first = first
    this.last = opener
    this.type = type
    this.block = sink.block()
  }

  get isDoubtful(): boolean {
    return !this.isProven
  }

  push(line: Line): Answer {
    const { text } = line
    if (!this.isProven) {
      if (!GENERIC.test(text)) return this.close()
      this.isProven = true
    }
    if (++this.lines > MOST_LINES) return this.close()
    if (text.trim() === '' && this.blanks++ < 2) return 'alien'
    if (!this.take(text)) return this.close()
    this.blanks = 0
    this.last = line
    return 'claimed'
  }

  makeWay(): void {
    this.finish()
  }

  end(): void {
    this.finish()
  }

  private take(text: string): boolean {
    if (RULER.test(text)) {
      this.isWhole = ++this.rulers === 2
      return this.rulers <= 2
    }
    if (this.rulers === 1) return this.addFrame(text)
    if (this.rulers > 1 || !LINE.test(text)) return false
    const told = TEXT.exec(text)?.groups
    if (told !== undefined) {
      this.facts[told.key!] = told.value!.trim()
      this.isWhole ||= told.key === 'CPU'
    } else
      for (const [, name, value] of text.slice(0, 400).matchAll(FIELD))
        this.registers[name!] = `0x${value!.toLowerCase()}`
    return true
  }

  private addFrame(text: string): boolean {
    const found = FRAME.exec(text)?.groups
    if (found === undefined) return false
    const { name, inside, library, offset } = found
    if (this.frames.length < MOST_FRAMES)
      this.frames.push({
        function: name ?? `[${library ?? 'unknown'}]`,
        package: '',
        receiver: null,
        file: library ?? null,
        line: null,
        pcOffset: inside ?? offset ?? null,
        inlined: false,
        kind: library === undefined || /^lib(?:j9|jvm|omr|java\.)/.test(library) ? 'runtime' : 'cgo',
        args: null,
      })
    return true
  }

  private close(): 'closed' {
    this.finish()
    return 'closed'
  }

  private finish(): void {
    const { sink, first, last, block, facts, registers } = this
    const span = cover(first.span, last.span)
    if (!this.isProven) {
      const reason = 'the words of a crash of OpenJ9, and no signal behind them'
      sink.emit({ kind: 'near-miss', span, block, time: first.time, format: FORMAT, reason, text: last.text })
      return
    }
    const pc = COUNTERS.map((name) => registers[name]).find((value) => value !== undefined) ?? null
    const name = nameOfSignal(registers)
    const event: JvmVmCrashEvent = {
      kind: 'jvm.vm-crash',
      span,
      time: first.time,
      block,
      message: this.type,
      noMemory: null,
      signal:
        name === null ? null : { name, code: null, address: registers.InaccessibleAddress ?? null, pc, sentBy: null },
      jre: null,
      vm: facts.Target === undefined ? 'OpenJ9' : `OpenJ9 ${facts.Target}`,
      problematicFrame: problematicFrame(facts.Module, registers, pc),
      currentThread: null,
      nativeFrames: this.frames,
      javaFrames: [],
      registers,
      facts,
      atStart: false,
      headerOnly: true,
      closed: this.isWhole,
    }
    sink.emit(event)
    if (this.isWhole) return
    const cut = { span: last.span, block, time: last.time, text: last.text.slice(0, 400) }
    sink.emit({ kind: 'malformed', ...cut, format: FORMAT, code: 'registers-cut', evidence: 'E25h' })
  }
}

/** Where the log ends before the line that has the number, nobody knows. */
function nameOfSignal({ ExceptionCode: code, Signal_Number: number }: Readonly<Record<string, string | undefined>>) {
  if (code !== undefined) return exceptionName(Number(code))
  return number === undefined ? null : signalName(Number(number))
}

/** As HotSpot prints it: `C  [libc.so.6+0x81fec]`, with `V` for what belongs to the VM. */
function problematicFrame(module: string | undefined, registers: Readonly<Record<string, string>>, pc: string | null) {
  if (module === undefined) return null
  const library = module.split(/[/\\]/).at(-1)!
  const base = registers.Module_base_address
  const offset = base === undefined || pc === null ? null : BigInt(pc) - BigInt(base)
  const at = offset === null || offset < 0n ? '' : `+0x${offset.toString(16)}`
  return `${/^(?:lib)?(?:j9|omr)/.test(library) ? 'V' : 'C'}  [${library}${at}]`
}

const FORMAT = 'jvm-openj9-crash'

export const openJ9Crash: Recogniser = {
  name: FORMAT,
  single: false,
  sentinels: [' vmState=0x'],
  samples: [
    {
      text: 'Type=Segmentation error vmState=0x00000000\nJ9Generic_Signal_Number=00000018 Signal_Number=0000000b Error_Value=00000000 Signal_Code=00000001\nHandler1=00007FA40C906D90 Handler2=00007FA40C24B3F0 InaccessibleAddress=0000000000000300\nRIP=00007FA40C90BC56 GS=0000 FS=0000 RSP=00007FA40D7C70D0\nModule=/opt/java/lib/default/libj9vm29.so\nModule_base_address=00007FA40C8E2000\nCPU=amd64 (8 logical CPUs) (0x3dd7a2000 RAM)\n',
      kinds: ['jvm.vm-crash'],
    },
  ],
  open(line, sink) {
    const type = OPENER.exec(line.text)?.groups?.type
    if (type === undefined) return undefined
    const { above } = sink
    const isHead = above !== null && !above.apart && /^Unhandled exception\s*$/.test(above.text)
    if (isHead) sink.claim(1)
    return new OpenJ9Crash(isHead ? above : line, line, type, sink)
  },
}
