/** Lines of other writers between those of a crash: it stays one, with all that it shows, and nothing is told that did not happen. */
import { describe, expect, it } from 'vitest'
import { analyze, type Report } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'

const LOGS = new Map(corpus('go').map(({ name, bytes }) => [name, bytes.toString('latin1').trimEnd().split('\n')]))

type Writer = (index: number) => string

const WRITERS: Readonly<Record<string, Writer>> = {
  'a logger of JSON': (i) =>
    `{"level":"warn","ts":1795000000.${i},"caller":"srv/pool.go:${i}","msg":"panic recovered in handler","id":${i}}`,
  'an access log': (i) => `10.1.0.${i % 250} - - [27/Nov/2026:10:00:00 +0000] "GET /v1/orders/${i} HTTP/1.1" 200 17`,
  'a logger of text': (i) => `2026-11-27T10:00:00Z ERROR handler: panic: recovered by middleware, request id ${i}`,
  'a command': (i) => `saved page ${i} (of 900)`,
}

/** `count` lines of the writer behind every `step` lines. */
function mixed(lines: readonly string[], write: Writer, step: number, count: number): Buffer {
  let written = 0
  const more = () => Array.from({ length: count }, () => write(written++))
  const all = lines.flatMap((line, i) => (i % step === step - 1 ? [line, ...more()] : [line]))
  return Buffer.from(`${all.join('\n')}\n`)
}

const analyzed = (bytes: Buffer) => analyze({ name: 'app.log', bytes })

function told({ crashes, dumps }: Report): unknown {
  return {
    crashes: crashes.map(({ kind, origin, frames }) => ({ kind, origin: origin?.function, frames: frames.length })),
    goroutines: dumps.map(({ total }) => total),
  }
}

const CRASHES = [
  'quit.all',
  'signals.QUIT-crash',
  'mapfault.write-all',
  'deadlock.mutex',
  'nilderef.all',
  'fatal.unlock',
]

it('takes no number of a record for the value of a panic', async () => {
  const stack =
    'goroutine 7 [running]:\nmain.work()\n\t/srv/shop/work.go:9 +0x1d\npanic({0x1, 0x2})\n\t/go/panic.go:860 +0x13a\n'
  const { crashes } = await analyzed(
    Buffer.from(`plain text\n{"level":"warn","msg":"panic recovered","id":7}\n${stack}`),
  )
  expect(crashes.map(({ message }) => message)).not.toContain('7}')
})

it('takes no words of a logger for the reason of a dump that was asked for', async () => {
  const dump = `goroutine 1 [running]:\nruntime/pprof.writeGoroutineStacks({0x1, 0x2})\n\t/go/pprof.go:819 +0x6b\nmain.main()\n\t/srv/shop/main.go:9 +0x1d\n\ngoroutine 7 [sleep]:\ntime.Sleep(0x1)\n\t/go/time.go:363 +0x165\nmain.work()\n\t/srv/shop/work.go:9 +0x1d\n`
  const report = await analyzed(Buffer.from(`2026/11/27 10:00:00 ERROR handler: panic: recovered, request 7\n${dump}`))
  expect(told(report)).toEqual({ crashes: [], goroutines: [2] })
})

it('keeps a report of a data race open', async () => {
  const lines = LOGS.get('go/go1.26/race.default')!
  const whole = told(await analyzed(Buffer.from(`${lines.join('\n')}\n`)))
  for (const write of Object.values(WRITERS)) expect(told(await analyzed(mixed(lines, write, 9, 20)))).toEqual(whole)
})

describe.each(Object.entries(WRITERS))('%s', (_name, write) => {
  it.each(CRASHES)('writes between the lines of %s', async (name) => {
    const lines = LOGS.get(`go/go1.26/${name}`)!
    const whole = told(await analyzed(Buffer.from(`${lines.join('\n')}\n`)))
    for (const step of [1, 3, 4]) expect(told(await analyzed(mixed(lines, write, step, 1)))).toEqual(whole)
  })

  it.each(['quit.all', 'nilderef.all'])('writes many lines at once within %s', async (name) => {
    const lines = LOGS.get(`go/go1.26/${name}`)!
    const whole = told(await analyzed(Buffer.from(`${lines.join('\n')}\n`)))
    for (const step of [7, 11]) expect(told(await analyzed(mixed(lines, write, step, 20)))).toEqual(whole)
  })

  it('writes nothing of the message', async () => {
    for (const name of ['deadlock.mutex', 'fatal.unlock', 'runtimeerr.index', 'values.struct']) {
      const lines = LOGS.get(`go/go1.26/${name}`)!
      const whole = (await analyzed(Buffer.from(`${lines.join('\n')}\n`))).crashes
      const { crashes } = await analyzed(mixed(lines, write, 2, 1))
      expect(crashes.map((crash) => crash.message)).toEqual(whole.map((crash) => crash.message))
    }
  })

  it('dies of nothing', async () => {
    expect(told(await analyzed(mixed([''], write, 1, 900)))).toEqual({ crashes: [], goroutines: [] })
  })
})
