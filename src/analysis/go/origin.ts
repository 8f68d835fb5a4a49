import type { Crash, Origin } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { isOwn, isWrapper } from './blocking/names.ts'
import { helperOf, PASSES_ON } from './helper-packages.ts'

/**
 * The frame a senior Go engineer would call the culprit. Deferred functions run on top of the panicking stack, so the
 * *lowest* `panic(` frame belongs to the first panic of the chain, and the culprit stands below it.
 */
export interface OriginQuestion {
  readonly kind: Crash['kind']
  readonly message: string
  readonly links: number
  readonly frames: readonly Frame[]
  /** Index of the first frame below an elision, null when the stack is whole. */
  readonly elidedAt: number | null
  readonly signal: string | null
  /** Lines of another writer stand in the report: a frame may be the other's. */
  readonly mixed: boolean
  /** Frames of a stack that the message carries. */
  readonly carried: readonly Frame[] | null
}

export function findOrigin(question: OriginQuestion): Origin | null {
  // The value's own Error or String method panicked: its frames stand above the one that prints the value.
  const printing = question.message.startsWith('panic while printing')
    ? question.frames.findLastIndex((frame) => frame.function.startsWith('runtime.preprintpanics'))
    : -1
  const frames = printing > 0 ? question.frames.slice(0, printing) : question.frames
  const machinery = lowestPanic(frames)
  const steps: string[] = []
  let confidence = 1
  if (machinery >= 0) {
    const panics = frames.filter((frame) => frame.function === 'panic').length
    steps.push(
      question.links > 1 || panics > 1
        ? `below the lowest ${shortName(frames[machinery]!)} frame, where the first panic of the chain was raised`
        : `directly below ${shortName(frames[machinery]!)}`,
    )
  }
  if (machinery < 0 && question.links > 1) {
    steps.push('no panic frame is shown, so that deferred functions cannot be told from what panicked first')
    confidence *= 0.5
  }
  let helper: { readonly frame: Frame; readonly what: string } | null = null
  let skippedStandard: Frame | null = null
  let stub = false
  let nameless = false
  const carried = !question.mixed && question.carried !== null && lowestPanic(question.carried) > 0
  // A dependency that panics on purpose refuses what its caller gave it.
  const refuses = explicit(question) && /panic$/.test(question.kind)
  const isStubborn = question.message.startsWith('runtime error: range function continued iteration')
  // A library that prints places only; the runtime prints offsets, and a name that is missing there was lost.
  const namesNone = frames.every((frame) => frame.pcOffset === null && (frame.function === '' || !isOwn(frame)))
  for (let i = machinery + 1; i < frames.length; i++) {
    const frame = frames[i]!
    const isNameless = frame.function === '' && !namesNone
    if (isNameless && frame.kind !== 'runtime' && frame.kind !== 'stdlib') nameless = true
    if (isNameless || isMachinery(frame)) continue
    if (frame.file === null || frame.line === null) continue
    if (frame.kind === 'stdlib' || frame.kind === 'runtime') {
      skippedStandard ??= frame
      continue
    }
    if (frame.kind === 'cgo') {
      stub = true
      if (isStub(frame)) continue
    }
    if (isWrapper(frame) && frames.slice(i + 1).some((below) => below.kind === 'app')) continue
    if (isStubborn && RANGE_BODY.test(frame.function)) {
      if (steps.length === 0) steps.push("the iterator that called the loop's body again, which stands above it")
      continue
    }
    const what = carried || explicit(question) ? helperOf(frame) : null
    if (carried && (what === PASSES_ON || isOfOneProgram(question.carried!, frames))) {
      const first = findOrigin({ ...question, frames: question.carried!, carried: null, elidedAt: null })
      if (first !== null)
        return {
          ...first,
          confidence: Math.round(first.confidence * (what === PASSES_ON ? 90 : 80)) / 100,
          why: `${shortName(frame)} passes on a panic whose own stack stands in the message; ${first.why}`,
        }
    }
    if (what !== null && frames.slice(i + 1).some((below) => isOwn(below) && helperOf(below) === null)) {
      helper ??= { frame, what }
      continue
    }
    if (frame.kind === 'vendor' && refuses && skippedStandard === null && frames.slice(i + 1).some(isOwn)) {
      helper ??= { frame, what: 'code of a dependency that panicked on purpose' }
      continue
    }
    if (skippedStandard !== null && isRelay(skippedStandard)) {
      steps.push(
        `${skippedStandard.function} passes on a panic of a call that is over: its own stack is not in this report, and this is who called it`,
      )
      confidence *= 0.25
    } else if (skippedStandard !== null) {
      steps.push(`the first frame below ${skippedStandard.function || skippedStandard.file} (standard library)`)
      confidence *= 0.92
    }
    if (helper !== null) {
      steps.push(`${shortName(helper.frame)} is ${helper.what} and was skipped`)
      confidence *= 0.85
    }
    if (frame.kind === 'vendor') {
      steps.push('it lies in a dependency; its caller may have misused it')
      confidence *= 0.75
    }
    if (stub) {
      steps.push('the fault itself happened in C code, which leaves no Go frames')
      confidence *= 0.7
    }
    if (question.elidedAt !== null && i >= question.elidedAt) {
      steps.push('frames above it were elided')
      confidence *= 0.5
    }
    if (machinery < 0 && steps.length === 0)
      steps.push('the innermost frame that is not the runtime or the standard library')
    if (nameless) {
      steps.push('a frame above it has lost its name')
      confidence *= 0.4
    }
    if (question.mixed) {
      steps.push('two writers share this report, and the frame may belong to the other')
      confidence *= 0.5
    }
    const circumstance = CIRCUMSTANCE[question.kind]
    if (circumstance !== undefined) {
      steps.push(circumstance.why)
      confidence *= circumstance.factor
    }
    return {
      function: frame.function,
      package: frame.package,
      file: frame.file,
      line: frame.line,
      inlined: frame.inlined,
      confidence: Math.round(confidence * 100) / 100,
      why: steps.join('; '),
    }
  }
  return fallback(frames, machinery)
}

/** Nothing but the runtime and the standard library: the innermost frame that is not the runtime still says where. */
function fallback(frames: readonly Frame[], machinery: number): Origin | null {
  const frame = frames.slice(machinery + 1).find(
    (candidate) =>
      candidate.kind === 'stdlib' &&
      candidate.file !== null &&
      candidate.line !== null &&
      candidate.function !== '' &&
      // `runtime/debug.Stack` prints stacks, and raises nothing.
      !candidate.package.startsWith('runtime/') &&
      !isMachinery(candidate),
  )
  if (frame === undefined) return null
  return {
    function: frame.function,
    package: frame.package,
    file: frame.file!,
    line: frame.line!,
    inlined: frame.inlined,
    confidence: 0.3,
    why: 'no application frame is in the stack; this is the innermost frame outside the runtime',
  }
}

/** Some deaths are noticed elsewhere than where they were caused. */
const CIRCUMSTANCE: Partial<Record<Crash['kind'], { readonly why: string; readonly factor: number }>> = {
  deadlock: {
    why: 'this is where the goroutine waits; the cause may be in the one that should have woken it',
    factor: 0.5,
  },
  'out-of-memory': { why: 'this allocation failed; what fills the memory may be elsewhere', factor: 0.5 },
  'test-timeout': { why: 'the test was here when its time ran out', factor: 0.8 },
  race: { why: 'a race has two sides; this is the one the detector printed first', factor: 0.6 },
  signal: { why: 'the goroutine was here when the signal arrived', factor: 0.6 },
}

function lowestPanic(frames: readonly Frame[]): number {
  for (let i = frames.length - 1; i >= 0; i--) {
    const { function: name, file } = frames[i]!
    if (
      name === 'panic' ||
      name === 'runtime.gopanic' ||
      name === 'runtime.sigpanic' ||
      name === 'runtime.throw' ||
      name === 'runtime.fatalthrow' ||
      name === 'runtime.fatal' ||
      // Where a stack names no functions, these files hold nothing else.
      (name === '' && file !== null && /(?:^|\/)runtime\/(?:panic|signal_\w+)\.go$/.test(file))
    ) {
      // Below the panic that a signal raised come sigpanic and its helpers.
      return i
    }
  }
  return -1
}

/** What catches a panic of its callee, often in another goroutine, and raises it again for its caller without its stack. */
function isRelay(frame: Frame): boolean {
  return (
    frame.function === 'net/http.(*timeoutHandler).ServeHTTP' ||
    /(?:^|\/)(?:sync\/oncefunc|iter\/iter)\.go$/.test(frame.file!)
  )
}

/** Whether the first frame of the standard library above this one only passed the panic on. */
export function relaysBefore(origin: Frame, frames: readonly Frame[]): boolean {
  const above = frames.slice(lowestPanic(frames) + 1, frames.indexOf(origin))
  const outermost = above.find(({ kind, file, function: name }) => kind === 'stdlib' && file !== null && name !== '')
  return outermost !== undefined && isRelay(outermost)
}

/** The body of a loop over a function: the runtime notices there that the iterator called it once too often. */
const RANGE_BODY = /-range\d+$/

/** A stack in a value may also be the last words of another process. */
function isOfOneProgram(carried: readonly Frame[], frames: readonly Frame[]): boolean {
  const own = new Set(frames.filter(isOwn).map(({ package: path }) => path.split('/', 2).join('/')))
  return carried.some((frame) => isOwn(frame) && own.has(frame.package.split('/', 2).join('/')))
}

const MACHINERY =
  /^(?:panic$|gogo$|sync\.(?:fatal|throw)$|internal\/sync\.(?:fatal|throw)$|internal\/runtime\/maps\.(?:fatal|\(\*Map\)\.|.*fatal)|testing\.tRunner\.func1|testing\.\(\*[TBFMc]\w*\)\.(?:FailNow|Fatal|Fatalf|Skip\w*)|log\.(?:Panic|\(\*Logger\)\.Panic))/

function isMachinery(frame: Frame): boolean {
  return frame.kind === 'runtime' || MACHINERY.test(frame.function)
}

/** What cgo wrote stands between the program and its C; up to Go 1.9 in a folder of its own. */
function isStub(frame: Frame): boolean {
  return (
    frame.file === null ||
    frame.file === '??' ||
    frame.file.endsWith('_cgo_gotypes.go') ||
    frame.function.includes('._Cfunc_') ||
    frame.function.includes('_cgoexp_')
  )
}

/** A panic somebody wrote, not a fault of the very line: only then a helper may have raised it for its caller. */
function explicit(question: OriginQuestion): boolean {
  return (
    (question.signal === null || question.signal === 'SIGABRT') &&
    !question.message.startsWith('runtime error: ') &&
    !/^(?:assignment to entry in nil map|interface conversion: |(?:close|send) (?:of|on) )/.test(question.message)
  )
}

function shortName(frame: Frame): string {
  return frame.function === 'panic' ? 'panic()' : frame.function === '' ? "the runtime's panic" : frame.function
}
