/** Stacks that a program prints behind another report, or beside traces: one report each, with its own words. */
import { describe, expect, it } from 'vitest'
import { analyze, type Crash } from '../../src/index.ts'

async function crashesOf(log: string): Promise<readonly Crash[]> {
  return (await analyze({ name: 'app.log', bytes: Buffer.from(log) })).crashes
}

const STACK = (name: string) =>
  `goroutine 1 [running]:\nruntime/debug.Stack()\n\t/usr/local/go/src/runtime/debug/stack.go:26 +0x5e\nmain.guard.func1()\n\t/srv/shop/main.go:8 +0x1\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:860 +0x13a\nmain.${name}()\n\t/srv/shop/main.go:20 +0x1\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n`
const DEATH = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n'

describe('a stack right below words of the program', () => {
  it.each([
    ['behind a crash', DEATH, ['panic', 'logged-panic']],
    [
      'behind another of its kind',
      `job 1 crashed: EOF\n${STACK('first')}500 internal\n`,
      ['logged-panic', 'logged-panic'],
    ],
  ])('%s is a report of its own', async (_name, before, kinds) => {
    const crashes = await crashesOf(`${before}job 2 crashed: broken pipe\n${STACK('second')}`)
    expect(crashes.map(({ kind }) => kind)).toEqual(kinds)
    expect(crashes.at(-1)).toMatchObject({ message: 'job 2 crashed: broken pipe', origin: { function: 'main.second' } })
  })

  it('is a goroutine of the dump where all empty lines were lost', async () => {
    const lines = `${DEATH}a line of the log\ngoroutine 7 [running]:\nmain.work()\n\t/srv/shop/work.go:9 +0x1d\n`
    expect(await crashesOf(lines.replaceAll('\n\n', '\n'))).toHaveLength(1)
  })
})

it('is one panic when it is logged and raised again', async () => {
  const again = `panic: EOF [recovered, repanicked]\n\ngoroutine 1 [running]:\nmain.guard.func1()\n\t/srv/shop/main.go:9 +0x1\npanic({0x1, 0x2})\n\t/usr/local/go/src/runtime/panic.go:860 +0x13a\nmain.first()\n\t/srv/shop/main.go:20 +0x1\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n`
  const report = await analyze({ name: 'app.log', bytes: Buffer.from(`panicked: EOF\n${STACK('first')}${again}`) })
  expect(report.crashes.map(({ kind }) => kind)).toEqual(['panic'])
  expect(report.dumps.map(({ crash }) => crash)).toEqual(['crash-1', 'crash-1'])
  expect(await crashesOf(`panicked: EOF\n${STACK('other')}${again}`)).toHaveLength(2)
})

it('takes no trace of the scheduler into the message', async () => {
  const [crash] = await crashesOf(
    `fatal error: all goroutines are asleep - deadlock!\nSCHED 11ms: gomaxprocs=2 idleprocs=2 threads=4 spinningthreads=0 idlethreads=3 runqueue=0 [0 0]\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n`,
  )
  expect(crash!.message).toBe('all goroutines are asleep - deadlock!')
})

it('takes the value from its own field', async () => {
  const dump = JSON.stringify(STACK('first')).slice(1, -1)
  for (const record of [
    `time="2024-03-05T14:07:09Z" level=error msg="recovered from panic: EOF" stack="${dump}"\n`,
    `time=2024-03-05T14:07:09Z level=ERROR msg="panic recovered" service=gate panic=EOF stack="${dump}"\n`,
  ])
    expect(await crashesOf(record)).toMatchObject([{ kind: 'logged-panic', message: 'EOF', origin: { line: 20 } }])
})
