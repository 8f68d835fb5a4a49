import { describe, expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'

/** Reports that never end: each part of a format has a most, beyond which it is text like any other. */
const FULL = process.env['FULL'] === '1'
const TIMES = FULL ? 2_000_000 : 60_000

const endless: readonly (readonly [name: string, head: string, line: string])[] = [
  ['preamble', '', 'runtime: more and more of it\n'],
  ['chain', 'panic: a\n', '\tpanic: again\n'],
  ['value', 'panic: a\n', '\tand on and on\n'],
  ['loose text', 'panic: a\n', 'and on and on\n'],
  ['frames', 'panic: a\n\ngoroutine 1 [running]:\n', 'main.f(0x1)\n\t/app/main.go:7 +0x1\n'],
  ['calls without locations', 'panic: a\n\ngoroutine 1 [running]:\n', 'main.f(0x1)\n'],
  ['ancestors', 'panic: a\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n', '[originating from goroutine 7]:\n'],
  [
    'registers',
    'SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n\n',
    'rax    0x1\n',
  ],
  ['threads', 'SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\ngoroutine 1 [running]:\nmain.f()\n\t/a.go:1 +0x1\n\n', '-----\n'],
  ['race sections', 'WARNING: DATA RACE\n', 'Read at 0x00c00001c078 by goroutine 9:\n'],
  ['race frames', 'WARNING: DATA RACE\nRead at 0x00c00001c078 by goroutine 9:\n', '  main.f()\n      /a.go:1 +0x1\n'],
  ['profile frames', 'goroutine profile: total 5\n3 @ 0x1\n', '#\t0x1\tmain.f+0x1\t/a.go:1\n'],
  ['statistics', 'heap profile: 1: 2 [3: 4] @ heap/8192\n1: 2 [3: 4] @ 0x1\n\n# runtime.MemStats\n', '# Alloc = 1\n'],
]

describe('growth', () => {
  test.each(endless)(
    'endless %s',
    async (_name, head, line) => {
      const batch = line.repeat(2_000)
      const report = await analyze({
        name: 'endless.log',
        stream: (async function* () {
          yield head
          for (let i = 0; i < TIMES; i += 2_000) yield batch
        })(),
      })
      expect(report.sources[0]!.error).toBeNull()
      expect(JSON.stringify(report).length).toBeLessThan(8_000_000)
    },
    60_000,
  )
})
