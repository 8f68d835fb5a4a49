import { fingerprintOf } from '../../base/hash.ts'
import type { JvmVmCrashEvent } from '../../model/jvm-event.ts'
import type { Crash } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { stableName } from '../stacks/function-names.ts'
import type { Occurrence } from '../stacks/groups.ts'
import { RECIPE } from '../stacks/identity.ts'
import { VM_CRASH } from '../stacks/stack-text.ts'

/** A fatal error report as a crash. A signal that another process sent accuses nobody. */
export function vmCrashOf(event: JvmVmCrashEvent): Omit<Crash, 'id'> {
  const { signal, message, javaFrames, nativeFrames, problematicFrame } = event
  const frames = nativeFrames.length > 0 ? nativeFrames : javaFrames
  return {
    runtime: 'jvm',
    kind: 'vm-crash',
    message: problematicFrame === null ? message : `${message}\nin ${problematicFrame}`,
    chain: [],
    signal:
      signal === null
        ? null
        : { name: signal.name, code: signal.code, addr: signal.address, pc: signal.pc, sigcode: null },
    noMemory: event.noMemory,
    registers: event.registers,
    goroutine: null,
    thread: /^JavaThread "(.{0,300}?)"\s{1,20}(?:daemon )?\[/.exec(event.currentThread ?? '')?.[1] ?? null,
    origin: originOf(event),
    frames,
    goVersion: null,
    time: event.time,
    fingerprint: fingerprintOf(`${RECIPE}:vm-crash\n${identityOf(event)}`),
    span: event.span,
    preamble: [],
    createdBy: null,
    test: null,
    copies: 0,
  }
}

/** The same as one stack among others. What it died of is one frame; what stands below that is another story each time. */
export function vmCrashOccurrence(event: JvmVmCrashEvent): Occurrence {
  const { message, frames, thread, span, time } = vmCrashOf(event)
  const [kind = '', frame = ''] = identityOf(event).split('\n')
  const named = kind.replace(/[, ]+$/, '')
  const type = frame === '' ? named : `${named}${event.signal === null ? ':' : ' in'} ${frame.trim()}`
  return {
    stack: { runtime: 'jvm', sort: VM_CRASH, links: [{ type, message: '', frames: [] }], suppressed: [] },
    kind: 'panic',
    type,
    message: message.split('\n')[0]!,
    frames,
    causes: [],
    span,
    time: time ?? null,
    thread,
    uncaught: true,
  }
}

/** Kind and problematic frame: the head on standard output and the file tell the same of one crash. */
function identityOf({ signal, message, problematicFrame }: JvmVmCrashEvent): string {
  const kind = signal?.name ?? message.replace(/\b(?:pid|tid)=\d+/g, '').replace(/\d+/g, '#')
  const frame = problematicFrame?.replace(/\+?0x[0-9a-f]+/g, '').replace(/\s+/g, ' ') ?? ''
  return `${kind}\n${stableName(frame, 'jvm')}`
}

/** HotSpot's frames have no file and line; those of a native image do. */
function originOf(event: JvmVmCrashEvent): Crash['origin'] {
  const frame = event.signal?.sentBy == null ? programFrame(event) : null
  if (frame === null || frame.file === null || frame.line === null) return null
  const { function: name, package: path, file, line, inlined } = frame
  const why = 'the first frame of the program in the stack of the thread that failed'
  return { function: name, package: path, file, line, inlined, confidence: 0.6, why }
}

/** The first Java frame of the program, below which the VM or a library died. */
export function programFrame({ javaFrames, nativeFrames }: JvmVmCrashEvent): Frame | null {
  return [...javaFrames, ...nativeFrames].find(({ kind }) => kind === 'app') ?? null
}
