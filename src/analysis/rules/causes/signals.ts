import { SENT_BY_KILL } from '../../go/crashes.ts'
import type { Cause, Facts, Telling } from './cause.ts'

/** Deaths by signal: C code, the operating system, or somebody who asked. */

const IN_C = /signal arrived during cgo execution/

function inC({ crash, told }: Facts): boolean {
  const frames = told.block.first?.stack.frames ?? crash.frames
  return (
    crash.preamble.some((line) => IN_C.test(line)) ||
    frames
      .slice(0, 6)
      .some(
        (frame) =>
          frame.kind === 'cgo' || frame.function === 'runtime.cgocall' || frame.function === 'runtime.asmcgocall',
      )
  )
}

const DETAIL: Readonly<Record<string, string>> = {
  SIGSEGV: 'used memory that is not there',
  SIGBUS: 'used memory that is not backed, or not aligned',
  SIGFPE: 'divided by zero',
  SIGABRT: 'called abort(): a failed assertion, a double free, or an uncaught C++ exception',
  SIGILL: 'ran an instruction this processor does not have, or hit a trap',
  SIGTRAP: 'hit a trap',
}

/** On Windows the runtime prints the code of the exception. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  '0xc0000005': DETAIL['SIGSEGV']!,
  '0xc0000006': DETAIL['SIGBUS']!,
  '0xc0000094': DETAIL['SIGFPE']!,
  '0xc000001d': DETAIL['SIGILL']!,
  '0xc0000374': 'destroyed its heap: a double free, or a write behind a block',
  '0xc0000409': 'overran a buffer on the stack, or called abort()',
}

function detailOf(name: string): string | undefined {
  const details = name.startsWith('0x') ? EXCEPTIONS : DETAIL
  return Object.hasOwn(details, name) ? details[name] : undefined
}

const cgoFault: Cause = {
  id: 'go/cgo-fault',
  severity: 'error',
  summary: 'C code called through cgo crashed.',
  limits:
    'C frames are not printed without a symbolizer: the Go function that called C is the nearest that can be told.',
  tell(facts) {
    const { crash } = facts
    const name = crash.signal?.name ?? ''
    const detail = detailOf(name)
    const throws = /^unexpected signal during runtime execution$/.test(facts.message)
    if (
      (crash.kind !== 'signal' && !throws) ||
      detail === undefined ||
      crash.signal?.sigcode === SENT_BY_KILL ||
      !inC(facts)
    )
      return null
    // What C code said before it called abort() is the first line; those of the runtime come below.
    const [said = ''] = crash.preamble
    const isTold = name === 'SIGABRT' && said !== '' && !IN_C.test(said)
    return {
      title: `C code ${isTold ? `called abort(), and said "${said}"` : detail}${crash.origin === null ? '' : `, called at ${facts.at}`}`,
      explanation: `${name.startsWith('0x') ? `Exception ${name}` : name} arrived while the thread was in C. Go cannot turn it into a panic, and recover cannot stop it`,
      advice: [
        name === 'SIGABRT'
          ? `Find what C refused at ${facts.at}: an assertion, free() and std::terminate each say so on stderr right before`
          : `Check the pointers and lengths handed to C at ${facts.at}`,
        'Get the C stack with a core dump (GOTRACEBACK=crash, ulimit -c unlimited), or build the C side with -fsanitize=address',
      ],
      confidence: 0.9,
      data: { signal: name, address: crash.signal?.addr ?? null },
    }
  },
}

const ASKED: Readonly<Record<string, string>> = {
  SIGQUIT: 'Somebody asked for this dump (kill -QUIT, Ctrl-\\, or a watchdog); the program had not crashed by itself',
  SIGABRT:
    'SIGABRT was sent from outside: kill -ABRT, a watchdog (systemd WatchdogSec), or abort() of this very process',
}

const requested: Cause = {
  id: 'go/dump-requested',
  severity: 'info',
  summary: 'The program was told to die with a dump; it did not crash by itself.',
  limits: 'Which process sent the signal is in no log of Go.',
  tell(facts) {
    const { crash } = facts
    const name = crash.signal?.name ?? ''
    if (crash.kind !== 'signal' || (name !== 'SIGQUIT' && crash.signal?.sigcode !== SENT_BY_KILL)) return null
    return {
      title:
        name === 'SIGQUIT' ? 'SIGQUIT asked for this dump' : `${name} was sent by a process, not raised by a fault`,
      explanation:
        (Object.hasOwn(ASKED, name) ? ASKED[name] : null) ??
        `${name} came from kill(2): the code at the top of the stack only happened to run and is not to blame`,
      advice: ['Read the groups of goroutines: what were they waiting for when the signal came?'],
      confidence: name === 'SIGQUIT' || name === 'SIGABRT' ? 0.9 : 1,
      data: { signal: name },
    }
  },
}

function bySignal(id: string, signal: string, summary: string, words: (facts: Facts) => Telling): Cause {
  return {
    id,
    severity: 'error',
    summary,
    limits: 'Silent when the signal was sent by kill(2).',
    tell: (facts) => (facts.crash.kind === 'signal' && facts.crash.signal?.name === signal ? words(facts) : null),
  }
}

const unexpected: Cause = {
  id: 'go/runtime-fault',
  severity: 'error',
  summary: 'Memory faulted inside the runtime itself.',
  limits: 'Seldom a bug of the runtime: overwritten memory looks the same.',
  tell(facts) {
    if (!/^unexpected signal during runtime execution$/.test(facts.message)) return null
    return {
      title: `${facts.crash.signal?.name ?? 'A fault'} inside the runtime`,
      explanation:
        'The runtime itself touched bad memory. Most often something else overwrote what the runtime keeps there: unsafe or cgo code, a data race, failing memory',
      advice: [
        'Run with -race and with -gcflags=all=-d=checkptr',
        'If neither finds anything, report it at go.dev/issue with the whole dump',
      ],
      confidence: 0.7,
      data: { signal: facts.crash.signal?.name ?? null, address: facts.crash.signal?.addr ?? null },
    }
  },
}

export const SIGNAL_CAUSES: readonly Cause[] = [
  cgoFault,
  requested,
  unexpected,
  bySignal('go/blocked-system-call', 'SIGSYS', 'A system call was refused by a seccomp filter.', () => ({
    title: 'A system call was refused (seccomp)',
    explanation: 'The kernel sends SIGSYS when a seccomp filter of the container or service forbids a call',
    advice: [
      'Find the call at the top of the stack and allow it in the seccomp profile (docker --security-opt seccomp=…, systemd SystemCallFilter)',
    ],
    confidence: 0.9,
  })),
  bySignal(
    'go/illegal-instruction',
    'SIGILL',
    'The processor does not know an instruction of the program.',
    (facts) => ({
      title: 'An instruction that this processor does not have',
      explanation:
        'The program was built for a newer processor (GOAMD64, GOARM, C code with -march=native), or jumped into data',
      advice: [`Build with GOAMD64=v1, or check assembly and cgo at ${facts.at}`],
      confidence: 0.7,
    }),
  ),
  bySignal('go/abort', 'SIGABRT', 'Something in the process called abort().', ({ crash }) => ({
    title: `Something in the process called abort()${crash.preamble.length === 0 ? '' : `, and said "${crash.preamble[0]}"`}`,
    explanation:
      'C or C++ code, or a sanitizer, ended the process with abort(); what it printed before is above the dump',
    advice: ['Read the lines above SIGABRT: an assertion, "double free", "terminate called after throwing"'],
    confidence: 0.7,
  })),
  bySignal('go/bus-error', 'SIGBUS', 'Memory that is mapped was not there.', (facts) => ({
    title: 'A memory mapping had nothing behind it',
    explanation: `A mapped file was truncated, a tmpfs or disk was full, or huge pages ran out, at ${facts.at}`,
    advice: ['Do not truncate files that are mapped; read them instead where others may shorten them'],
    confidence: 0.7,
  })),
  bySignal('go/segmentation-fault', 'SIGSEGV', 'Memory outside of Go code faulted.', (facts) => ({
    title: `A memory fault outside of Go code${facts.crash.signal?.addr == null ? '' : ` at ${facts.crash.signal.addr}`}`,
    explanation:
      'The fault was not in Go code, so it could not become a panic: C code, assembly, or a signal from outside',
    advice: ['Look for cgo and assembly in the stack; a core dump shows the C side'],
    confidence: 0.6,
  })),
]
