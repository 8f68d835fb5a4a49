import type { JvmVmCrashEvent } from '../../model/jvm-event.ts'
import { programFrame, vmCrashOf } from '../jvm/vm-crashes.ts'
import type { Rule } from './rule.ts'

/** What a fatal error report of the JVM means, by who stands in its problematic frame. */
export const JVM_VM_CRASH_RULES: readonly Rule[] = [
  {
    id: 'jvm/vm-crash',
    severity: 'error',
    summary: 'The JVM itself stopped with a fatal error report, or could not start.',
    limits:
      'Tells native libraries, compiled code, the VM and refused memory apart by the problematic frame and the message. Broken hardware and memory that native code overwrote earlier look like any of them.',
    *check({ jvm, crashes }) {
      for (const event of jvm.vmCrashes.slice(0, MOST_FINDINGS)) {
        const { title, explanation, advice, cause, confidence } = tell(event)
        const program = programFrame(event)
        const called = program === null ? '' : ` It was called from ${program.function}.`
        const own = vmCrashOf(event)
        const crash = crashes.find(
          ({ span, fingerprint }) =>
            fingerprint === own.fingerprint && span.byte === own.span.byte && span.source === own.span.source,
        )
        yield {
          rule: 'jvm/vm-crash',
          severity: cause === 'killed-from-outside' ? 'warning' : 'error',
          confidence,
          title,
          explanation: explanation + called,
          advice,
          goroutines: [],
          evidence: [
            { span: event.span, quote: (event.problematicFrame ?? event.message.split('\n', 1)[0]!).slice(0, 300) },
          ],
          crash: crash?.id ?? null,
          data: { cause, problematicFrame: event.problematicFrame, jre: event.jre, crash: crash?.id ?? null },
        }
      }
    },
  },
]

const MOST_FINDINGS = 20

interface Telling {
  readonly cause: string
  readonly title: string
  readonly explanation: string
  readonly advice: readonly string[]
  readonly confidence: number
}

function tell(event: JvmVmCrashEvent): Telling {
  const { noMemory, atStart, signal, problematicFrame: frame, currentThread, vm } = event
  if (vm === 'GraalVM native image') return ofNativeImage(event)
  if (signal?.sentBy != null)
    return {
      cause: 'killed-from-outside',
      title: `${signal.name} was ${signal.sentBy}: nothing in the JVM crashed`,
      explanation:
        'The signal came from another process, so that the frame in the report is where the thread happened to be.',
      advice: ['find out who sends the signal: a supervisor, a watchdog, kill -SEGV or kill -ABRT in a script'],
      confidence: 0.97,
    }
  if (noMemory === 'native')
    return {
      cause: 'native-memory',
      title: `the operating system refused memory to the JVM itself${atStart ? ', which could not start' : ''}`,
      explanation:
        'Memory outside the heap ran out: the host, or the limit of the container, is too small for all that the JVM needs.',
      advice: [
        'give the container more than -Xmx needs, or lower -Xmx and the number of threads',
        'measure with -XX:NativeMemoryTracking=summary and jcmd PID VM.native_memory',
      ],
      confidence: 0.95,
    }
  if (noMemory === 'heap')
    return {
      cause: 'java-out-of-memory',
      title: 'the JVM was told to stop when memory runs out, and did',
      explanation:
        'With -XX:+CrashOnOutOfMemoryError an OutOfMemoryError ends the JVM on purpose: it is no fault of the VM.',
      advice: [
        'look into the heap: -XX:+HeapDumpOnOutOfMemoryError, and the collections before the end (log-extractor gc)',
      ],
      confidence: 0.98,
    }
  if (atStart) return ofFailedStart(event)
  if (signal?.name === 'SIGBUS')
    return {
      cause: 'mapped-file',
      title: 'a mapped file became shorter, or its disk is full or failing',
      explanation: 'SIGBUS means that a page of a mapping could not be read or written.',
      advice: [
        'check the disk and /tmp (the JVM maps files there), and whether a file that the program maps is truncated by somebody',
      ],
      confidence: 0.7,
    }
  const null_ = isNearNull(signal?.address ?? null)
    ? ' The address is close to zero: a null pointer, and an offset.'
    : ''
  const letter = frame?.[0] ?? ''
  const library = /\[([^\]+]{1,200})/.exec(frame ?? '')?.[1] ?? null
  if (letter === 'C' && library !== null) {
    const told = ofLibrary(library, event, null_)
    if (told !== null) return told
  }
  if (letter === 'J' || /CompilerThread/.test(currentThread ?? '') || event.facts.Method_being_compiled !== undefined)
    return {
      cause: 'compiler',
      title: 'compiled code, or the compiler, crashed',
      explanation: `The problematic frame is code that the JIT made, or the compiler itself.${null_}`,
      advice: [
        vm?.startsWith('OpenJ9') === true
          ? 'try -Xjit:exclude={METHOD} for the method that is compiled, and a newer update of the same JDK'
          : 'try -XX:CompileCommand=exclude for the method in the frame, and a newer update of the same JDK',
      ],
      confidence: 0.6,
    }
  if (/GC Thread|GCTaskThread|G1 |ZWorker|Shenandoah|ConcurrentGCThread/.test(currentThread ?? ''))
    return {
      cause: 'heap-corruption',
      title: 'a collector met a broken object',
      explanation: `The collector walks all objects, so that it is the first to find what native code, Unsafe or bad memory broke.${null_}`,
      advice: [
        'look at native libraries and Unsafe first (-Xcheck:jni); if it happens in many places, test the memory of the machine',
      ],
      confidence: 0.6,
    }
  if (/Unsafe_|sun\.misc\.Unsafe|jdk\.internal\.misc\.Unsafe/.test(frame ?? ''))
    return {
      cause: 'unsafe',
      title: 'code used Unsafe on an address that is not there',
      explanation: `The VM crashed on behalf of a call to Unsafe, which checks nothing.${null_}`,
      advice: ['look at the caller: memory that was freed already, or an address computed wrongly'],
      confidence: 0.85,
    }
  return {
    cause: 'unknown',
    title: letter === 'C' && library !== null ? `the process crashed in ${library}` : 'the JVM crashed',
    explanation: `The frame does not tell whose fault it is.${null_}`,
    advice: [
      'run with a newer update of the same JDK and with -Xcheck:jni',
      vm?.startsWith('OpenJ9') === true
        ? 'keep the javacore and the core file that the JVMDUMP lines name'
        : 'keep the whole hs_err file, and the core dump (ulimit -c unlimited)',
    ],
    confidence: 0.4,
  }
}

function ofFailedStart({ message }: JvmVmCrashEvent): Telling {
  const isLaunch = message.startsWith('Error: ')
  return {
    cause: 'did-not-start',
    title: 'the JVM could not start, and ran nothing of the program',
    explanation: isLaunch
      ? 'The launcher found no class, or no jar, that it could run: its message says which.'
      : 'What it was started with does not fit together, or not with this machine: its message says what.',
    advice: [
      message.includes('UnsupportedClassVersionError')
        ? 'run it with the Java it was compiled for, or a newer one, or compile it with an older --release'
        : isLaunch
          ? 'check the name of the class or the jar, the class path, the folder it is started in, and quotes that became a part of a name'
          : 'check the options of java, JAVA_TOOL_OPTIONS and JDK_JAVA_OPTIONS, and the module path',
    ],
    confidence: 0.9,
  }
}

/** Libraries of the JDK beside the VM, with and without the `lib` of their platform. */
const OF_JDK =
  /^(?:lib)?(?:java|jimage|jli|zip|nio|net|verify|instrument|management(?:_\w{1,20})?|extnet|jsig|jdwp|dt_socket|saproc|prefs|rmi|awt(?:_\w{1,20})?|fontmanager|freetype|javajpeg|lcms|mlib_image|jsound|splashscreen|sunec|j2pkcs11|j2gss|attach|le)\.(?:so|dylib|dll)$/
/** What C programs call on each platform: whoever called it wrongly is at fault. */
const OF_SYSTEM =
  /^(?:lib(?:c|m|dl|rt|pthread|stdc\+\+|gcc_s|c\+\+(?:abi)?|system_\w{1,20}|objc\.A)(?:[.-]|$)|ld-(?:musl|linux)|libc\.musl|(?:ntdll|kernel32|kernelbase|ucrtbased?|msvcrt|msvcp\d{2,3}|vcruntime\d{2,3}(?:_1)?)\.dll$|linux-vdso|vdso)/i

/** Whose code stands in the frame, or, where the system's does, who called it; null where nobody else is seen. */
function ofLibrary(library: string, event: JvmVmCrashEvent, more: string): Telling | null {
  if (OF_JDK.test(library))
    return {
      cause: 'jdk-library',
      title: `${library}, a library of the JDK, crashed`,
      explanation: `The problematic frame is in ${library}, which comes with the JDK.${more}`,
      advice: [
        'try a newer update of the same JDK, and look for what was unusual in what it was given: a damaged file, a font, an archive that was replaced while it was open',
      ],
      confidence: 0.6,
    }
  if (!OF_SYSTEM.test(library) && !/^(?:lib)?(?:jvm|j9\w{0,20}|omr\w{0,20})[.-]/.test(library))
    return {
      cause: 'native-library',
      title: `the native library ${library} crashed`,
      explanation: `The problematic frame is in ${library}, which is no part of the VM.${more}`,
      advice: [`update ${library} or take it out; -Xcheck:jni finds wrong calls into the VM`],
      confidence: 0.85,
    }
  const isOthers = (file: string) => !OF_SYSTEM.test(file) && !OF_JDK.test(file)
  const caller = event.nativeFrames.find(({ file, kind }) => file !== null && (kind === 'runtime' || isOthers(file)))
  if (caller === undefined || caller.kind === 'runtime') return null
  return {
    cause: 'native-library',
    title: `the native library ${caller.file} crashed in ${library}`,
    explanation: `The problematic frame is in ${library}, a library of the system, which ${caller.file} had called.${more}`,
    advice: [`update ${caller.file} or take it out; -Xcheck:jni finds wrong calls into the VM`],
    confidence: 0.7,
  }
}

/** It has no VM that could be at fault, and checks no more than C where native code is called. */
function ofNativeImage({ signal, message }: JvmVmCrashEvent): Telling {
  const null_ = isNearNull(signal?.address ?? null)
    ? ' The address is close to zero: a null pointer, and an offset.'
    : ''
  return {
    cause: 'native-image',
    title: signal === null ? `the native image stopped: ${message.slice(0, 200)}` : 'the native image crashed',
    explanation: `An executable that native-image made ended itself; the stack is that of the thread that failed.${null_}`,
    advice: [
      'look for calls into native code and Unsafe in that stack, and try a newer update of GraalVM',
      'run the same on a JVM: if it fails there too, it is the program; build with -g for lines of the source',
    ],
    confidence: 0.4,
  }
}

function isNearNull(address: string | null): boolean {
  return address !== null && Number.parseInt(address, 16) < 4_096
}
