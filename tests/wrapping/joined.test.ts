/** One log behind another, as a container that starts anew leaves them: what each tells, both tell. */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import type { Report } from '../../src/model/report.ts'
import { corpus } from '../support/corpus.ts'
import { seeded } from './essence.ts'

const PAIRS = process.env['FULL'] === '1' ? 1_500 : 150
const logsOf = (runtime: 'go' | 'jvm') =>
  corpus(runtime).filter(
    ({ name, bytes }) => !name.includes('/damaged/') && bytes.length < 60_000 && bytes.at(-1) === 0x0a,
  )

const told = async (bytes: Uint8Array) => {
  const report = await analyze({ name: 'input.log', bytes })
  return { ...essence(report), isWhole: report.sources[0]!.completeness.verdict === 'complete' }
}

function essence({ crashes, dumps }: Report) {
  return { crashes: crashes.map(({ kind }) => kind), goroutines: dumps.reduce((sum, { total }) => sum + total, 0) }
}

test.each(['go', 'jvm'] as const)(
  'two whole logs of %s in one are the crashes and threads of both',
  async (runtime) => {
    const logs = logsOf(runtime)
    const random = seeded(21)
    const alone = new Map<string, Awaited<ReturnType<typeof told>>>()
    const of = async ({ name, bytes }: ReturnType<typeof logsOf>[number]) => {
      const known = alone.get(name) ?? (await told(bytes))
      alone.set(name, known)
      return known
    }
    let tried = 0
    for (let i = 0; i < PAIRS; i++) {
      const first = logs[Math.floor(random() * logs.length)]!
      const second = logs[Math.floor(random() * logs.length)]!
      const [a, b] = [await of(first), await of(second)]
      // A message without a goroutine goes on until something says that it ended.
      if (!a.isWhole || !b.isWhole || a.goroutines + a.crashes.length === 0 || NO_GOROUTINE.test(first.name)) continue
      tried++
      const both = essence(await analyze({ name: 'input.log', bytes: Buffer.concat([first.bytes, second.bytes]) }))
      expect(both, `${first.name} + ${second.name}`).toEqual({
        crashes: [...a.crashes, ...b.crashes],
        goroutines: a.goroutines + b.goroutines,
      })
    }
    expect(tried).toBeGreaterThan(PAIRS / 2)
  },
)

const NO_GOROUTINE = /deadlock\.goexit|\.none$/
