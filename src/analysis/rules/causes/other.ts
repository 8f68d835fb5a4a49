import type { Frame } from '../../../model/stack.ts'
import { DEFECT_EVIDENCE } from '../../completeness/evidence-rules.ts'
import { isOwn } from '../../go/blocking/names.ts'
import { nameOf, whereIn } from '../../go/blocking/phrases.ts'
import { isAccess } from '../../go/crashes.ts'
import type { Block } from '../../go/go-scene.ts'
import { type Cause, named } from './cause.ts'

/** What is left: the runtime's verdict on the whole program, data races, and panics that somebody wrote. */

export const asleep: Cause = {
  id: 'go/all-goroutines-asleep',
  severity: 'error',
  summary: 'The runtime found that no goroutine can ever run again, and ended the program.',
  limits:
    'The runtime sees only the whole program: a few stuck goroutines beside a running one are never reported, nor is anything while a timer, cgo or the network could still wake somebody.',
  tell({ crash, told }) {
    if (crash.kind !== 'deadlock') return null
    if (/^no goroutines/.test(crash.message)) {
      return {
        title: 'main called runtime.Goexit and every other goroutine had ended',
        explanation: 'Goexit ends only its goroutine; the program ends when main returns, and main is gone',
        advice: [
          'Return from main instead of calling runtime.Goexit; in tests, FailNow and Fatal call it: use them in the goroutine of the test only',
        ],
        data: { goroutines: 0 },
      }
    }
    const total = told.block.groups.total
    if (total === 0) {
      return {
        title: 'Every goroutine waits, and nobody is left to wake them',
        explanation: 'Which goroutines there are, and what for they wait, stood below this line and is not in the log',
        advice: ['Take the log with the stacks: they say what each goroutine waits for'],
        data: { goroutines: null },
      }
    }
    const isPartial = isCut(told.block)
    return {
      title: isPartial
        ? `Every goroutine waits, and nobody is left to wake them; the log shows ${total} of them`
        : total === 1
          ? 'The only goroutine waits for something that nobody can do'
          : `All ${total} goroutines wait, and nobody is left to wake them`,
      explanation: `Nothing in the program can run, no timer is pending and no network event can come${isPartial ? '. Whoever was to wake them may stand in the part that is missing' : ''}`,
      advice: ['See what each of them waits for: log-extractor goroutines'],
      data: { goroutines: total },
    }
  },
}

/** Whether goroutines may be missing. */
function isCut({ defects, hasMain, inBubble }: Block): boolean {
  return (!hasMain && !inBubble) || defects.some(({ code }) => DEFECT_EVIDENCE[code] !== null)
}

export const race: Cause = {
  id: 'go/data-race',
  severity: 'error',
  summary:
    'The race detector saw two goroutines use the same memory without an order between them, one of them writing.',
  limits: 'The detector reports what happened, never what might have: no false alarms, but silence proves nothing.',
  tell({ crash, told }) {
    const sections = told.block.race?.sections.filter(isAccess) ?? []
    const [now, before] = sections
    if (crash.kind !== 'race' || now === undefined) return null
    const place = (section: typeof now) => {
      const frame = section.stack.frames.find(isOwn) ?? section.stack.frames[0]
      return frame === undefined ? null : { frame, text: whereIn(frame) }
    }
    const [a, b] = [place(now), before === undefined ? null : place(before)]
    const verb = (title: string) =>
      title
        .replace(/^Previous /, '')
        .split(/ at | by /, 1)[0]!
        .toLowerCase()
    const known = [...new Set([a?.text, b?.text].filter((text) => text !== undefined))]
    const places = known.length === 0 ? '' : `: ${known.join(' and ')}`
    const guarded = a !== null && a.text === b?.text ? 'the place' : 'both places'
    const created = told.block
      .race!.sections.filter(({ title }) => / created at/.test(title))
      .flatMap(({ stack }) => stack.frames.find(isOwn) ?? [])
    return {
      title: `Data race: ${verb(now.title)} in ${a === null ? 'an unknown place' : nameOf(a.frame)}${before === undefined ? '' : `, ${verb(before.title)} in ${b === null ? 'an unknown place' : nameOf(b.frame)}`}`,
      explanation: `Two goroutines use the ${now.address === null ? 'same memory' : `memory at ${now.address}`}: ${verb(now.title)} at ${a?.text ?? 'an unknown place'}${before === undefined ? '' : `, before that a ${verb(before.title)} at ${b?.text ?? 'an unknown place, whose stack was not kept'}`}, and nothing orders them`,
      advice: [`Guard ${guarded} with one mutex, or hand the value over a channel${places}`],
      data: {
        address: now.address,
        kinds: sections.map(({ title }) => verb(title)),
        places: [a?.text ?? null, b?.text ?? null],
      },
      frames: [...(b === null ? [] : [b.frame]), ...created].slice(0, 4),
    }
  },
}

/** The last row of the table: somebody called panic, and the text is theirs. */
export const explicit: Cause = {
  id: 'go/explicit-panic',
  severity: 'error',
  summary: 'The program itself called panic.',
  limits: "The text is the program's own; why it was raised is in the code.",
  tell({ crash, at, message, frame }) {
    if (crash.kind !== 'panic' && crash.kind !== 'http-panic' && crash.kind !== 'logged-panic') return null
    // Without the line that says what was raised, nobody knows whether the runtime or the program raised it.
    if (message === '' && (crash.kind === 'logged-panic' || crash.chain.length === 0)) return null
    // The runtime raised it: words that no other row knows, or a fault.
    if (crash.signal !== null || /^runtime error:/.test(crash.chain[0]?.message ?? crash.message)) return null
    const typed = /^\((.+)\) 0x[0-9a-f]+$/.exec(message)
    const library = typed === null ? null : libraryOf(typed[1]!, crash.frames)
    return {
      title: `${frame === null ? 'The program' : nameOf(frame)} panicked on purpose${typed === null ? '' : `, with a value of type ${typed[1]}`}`,
      explanation:
        typed === null
          ? `panic was called${frame === null ? '' : ` at ${at}`}`
          : `panic was called at ${at} with a ${typed[1]}; Go prints only the address of such values`,
      advice: [
        library !== null
          ? `Read what ${library} logged right before: it panics with a value of its own, of which Go prints only the address`
          : typed !== null
            ? `Give ${typed[1]} an Error or String method, or panic with an error, so that the log says what happened`
            : frame === null
              ? 'Look for the words of the panic in the sources: the stack with its place is not in this log'
              : `See what ${at} refuses, and whether an error could be returned instead`,
      ],
      confidence: 0.9,
      data: { type: typed?.[1] ?? null },
    }
  },
}

/** The dependency on the stack whose type this is. */
function libraryOf(type: string, frames: readonly Frame[]): string | null {
  const name = /^\*{0,8}(\w{1,100})\./.exec(type)?.[1]
  const inside = frames.find(({ kind, package: path }) => kind === 'vendor' && path.split('/').at(-1) === name)
  return inside?.package ?? null
}

export const thrown: Cause = {
  id: 'go/runtime-throw',
  severity: 'error',
  summary: 'The runtime gave up with a text of its own.',
  limits: 'The runtime has some 800 such texts; this row says no more than the text.',
  tell({ crash, message }) {
    if (crash.kind !== 'fatal-error') return null
    if (message === '')
      return {
        title: 'The runtime gave up; the line that says why is not in this log',
        explanation: 'Its own words stood above these stacks',
        advice: ['Take the log from its beginning: the first line of the report names what happened'],
        confidence: 0.9,
      }
    return {
      title: `The runtime gave up: ${message.split('\n', 1)[0]!.slice(0, 120)}`,
      explanation:
        'The runtime found a state that must not be. Overwritten memory (unsafe, cgo, a data race) and limits of the system are more frequent reasons than bugs of Go',
      advice: ['Run with -race; look for unsafe and cgo', 'Search go.dev/issue for the text'],
      confidence: 0.5,
    }
  },
}

export const printing: Cause = named('go/panic-while-printing', /^panic while printing panic value(?:: (.*))?/s, {
  summary: 'The Error or String method of a panic value panicked itself.',
  title: () => 'The Error or String method of a panic value panicked',
  explanation: (_, [, text]) =>
    `So the first panic could not be printed${text === undefined || text === '' ? '' : `; the second one said: ${text}`}`,
  advice: ({ at }) => [`Make the Error or String method of what ${at} panics with safe for nil and incomplete values`],
})

/** Beside the cause: what happened to the panic afterwards. */
export const survived: Cause = {
  id: 'go/recovered-panic',
  severity: 'warning',
  summary: 'A panic was recovered and logged; the program went on.',
  limits: 'Whether locks, files and transactions of the stack below were released is not in the log.',
  tell({ crash, at }) {
    if (crash.kind !== 'http-panic' && crash.kind !== 'logged-panic') return null
    if (crash.kind === 'logged-panic' && crash.frames.length === 0) return null
    // Of a test that panics, `testing` makes a failure: it reports the panic, and the process ends.
    if (crash.frames.some(({ function: name }) => name === 'testing.tRunner.func1')) return null
    return {
      title:
        crash.kind === 'http-panic'
          ? 'net/http recovered the panic: the request was cut off, the server went on'
          : 'The panic was recovered and logged; the program went on',
      explanation: `The panic from ${at} did not end the program. Whatever that stack held without defer, a lock for one, is held still`,
      advice: [
        crash.kind === 'http-panic'
          ? 'The client saw a broken connection without a status: recover in a middleware of your own, answer 500 and count it'
          : `Check that everything below the panic is released by defer (${at})`,
      ],
      confidence: crash.kind === 'http-panic' ? 1 : 0.8,
      data: { by: crash.kind === 'http-panic' ? 'net/http' : 'the program' },
    }
  },
}

/** Beside the cause: deferred code that panicked while the first panic was on its way. */
export const masked: Cause = {
  id: 'go/panic-while-panicking',
  severity: 'warning',
  summary: 'Deferred code panicked while another panic was on its way.',
  limits: 'A panic that was merely raised again (`[recovered, repanicked]`) is not one.',
  tell({ crash }) {
    const { chain } = crash
    const last = chain.at(-1)
    if (chain.length < 2 || last === undefined) return null
    const [first] = chain
    if (chain.every(({ message }) => message === first!.message)) return null
    return {
      title: `${chain.length} panics: the first one is the cause, the others came from deferred code`,
      explanation: `First: ${line(first!.message)}. Last: ${line(last.message)}${first!.recovered ? '. The first was recovered, and a deferred function raised the next' : '. The deferred code ran because of the first panic and failed itself'}`,
      advice: ['Repair the first panic first; then make the deferred code safe for half-finished state'],
      confidence: 0.9,
      data: { chain: chain.map(({ message }) => line(message)) },
    }
  },
}

function line(message: string): string {
  return message.split('\n', 1)[0]!.slice(0, 160)
}
