import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'

/**
 * Text that imitates a crash: inside a panic value, an argument, a log line. Whoever controls a message must not be able
 * to make a goroutine or a crash appear.
 */
interface Forgery {
  readonly name: string
  readonly log: string
  readonly crashes: readonly string[]
  /** Ids of every goroutine that is really there. */
  readonly goroutines: readonly number[]
  /** The whole message of the first crash, where the forgery stands in it. */
  readonly message?: string
}

const FRAME = 'main.main()\n\t/app/main.go:42 +0x3b0\n'
const REAL = `goroutine 1 [running]:\n${FRAME}`
const FAKE = 'goroutine 99 [running]:\nmain.fake(...)\n\t/fake/file.go:1 +0x1'
const tabbed = (text: string) => text.replaceAll('\n', '\n\t')
const LOG = '2026/03/05 14:07:09 order 17 shipped\n2026/03/05 14:07:10 order 18 shipped\n'

const forgeries: readonly Forgery[] = [
  {
    name: 'a value with a goroutine, Go ≥ 1.23',
    log: `panic: bad:\n\t${tabbed(FAKE)}\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
    message: `bad:\n${FAKE}`,
  },
  {
    name: 'a value with a goroutine, Go ≤ 1.22',
    log: `panic: bad:\n${FAKE}\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
    message: `bad:\n${FAKE}`,
  },
  {
    name: 'a value with an empty line and a goroutine, Go ≤ 1.22',
    log: `panic: bad:\n\n${FAKE}\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
  },
  {
    name: 'a value with two goroutines, Go ≤ 1.22',
    log: `panic: bad:\n\n${FAKE}\n\ngoroutine 98 [select]:\nmain.other()\n\t/fake/b.go:2 +0x2\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
  },
  {
    name: 'a value that begins another panic, Go ≥ 1.23',
    log: `panic: outer\n\tinner panic: x\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
    message: 'outer\ninner panic: x',
  },
  {
    name: 'a value with a signal line inside a sentence',
    log: `panic: saw "[signal SIGSEGV: segmentation violation code=0x1 addr=0x0 pc=0x1]" there\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
  },
  {
    name: 'a value with registers, Go ≥ 1.23',
    log: `panic: regs\n\trax    0x1\n\trbx    0x2\n\trcx    0x3\n\trdx    0x4\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
  },
  {
    name: 'a fatal error text in a value, Go ≥ 1.23',
    log: `panic: text\n\tthen fatal error: all goroutines are asleep - deadlock!\n\n${REAL}`,
    crashes: ['panic'],
    goroutines: [1],
  },
  {
    name: 'a log line with a header',
    log: `${LOG}2026/03/05 user sent: goroutine 7 [running]:\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a line that is a header, among log lines',
    log: `${LOG}goroutine 7 [running]:\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'headers in a row without frames',
    log: `${LOG}goroutine 7 [running]:\ngoroutine 8 [select]:\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a log line with panic:',
    log: `${LOG}2026/03/05 recovered from panic: nothing to see\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a column-zero panic: that log lines follow',
    log: `${LOG}panic: not really, said the user\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a column-zero fatal error: of a compiler',
    log: `${LOG}fatal error: too many errors emitted, stopping now\n2 errors generated.\nmake: *** [all] Error 1\n${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a JSON log line whose field holds a dump',
    log: `${JSON.stringify({
      level: 'info',
      msg: 'user text',
      comment: `panic: x

${FAKE}`,
    })}
${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a SIGQUIT word without its PC line',
    log: `${LOG}SIGQUIT: quit\n${LOG}${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a race warning without its report',
    log: `${LOG}WARNING: DATA RACE\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a gctrace line inside a sentence',
    log: `${LOG}the line gc 1 @0.001s 8%: 0.15+0.24+0.048 ms clock was seen\n${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a file and line that look like a location',
    log: `${LOG}\t/app/main.go:17: unused variable\nmain.go:12 +0x\n${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a runtime: line of the application',
    log: `${LOG}runtime: upgrading to version 12\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'a fake second crash inside a real dump',
    log: `panic: a\n\n${REAL}\ngoroutine 5 [chan receive]:\nmain.wait()\n\t/app/main.go:9 +0x1\n\nhello goroutine 6 [running]: bye\n`,
    crashes: ['panic'],
    goroutines: [1, 5],
  },
  {
    name: 'a profile head in prose',
    log: `${LOG}the heap profile: 12 objects\nuser profile: total 5\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'an http: panic serving line without a stack',
    log: `${LOG}2026/03/05 the text "http: panic serving" is quoted\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
  {
    name: 'terminal escapes around a header',
    log: `${LOG}\x1b[31mgoroutine 7 [running]:\x1b[0m\n${LOG}${LOG}`,
    crashes: [],
    goroutines: [],
  },
]

describe('forged dumps', () => {
  test.each(forgeries)('$name', async ({ log, crashes, goroutines, message }) => {
    const report = await analyze({ name: 'forged.log', bytes: log })
    expect(report.crashes.map((crash) => crash.kind)).toEqual(crashes)
    expect(report.dumps.flatMap((dump) => dump.groups.flatMap((group) => group.ids)).sort((a, b) => a - b)).toEqual(
      goroutines,
    )
    if (message !== undefined) expect(report.crashes[0]!.message).toBe(message)
  })
})
