/**
 * Wrappings that nobody described to the peeler: prefixes of tools it does not know, several writers in any order, pastes
 * of screens. Each must give the report of the clean log.
 */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'
import { essence, seeded } from './essence.ts'

const LOGS = [...corpus('go'), ...corpus('go-more'), ...corpus('jvm')].filter(({ name }) =>
  /go1\.26\/(?:nilderef\.all|edge\.chi|edge\.gin|tests\.bank-timeout)$|jdk17\/threads-deadlock-jstack$/.test(name),
)

type Prefix = (line: string, i: number) => string

const at = (i: number) => new Date(1_709_647_629_000 + i * 7).toISOString()
const clock = (i: number) => at(i).slice(11, 19)

const before =
  (prefix: (i: number) => string): Prefix =>
  (line, i) =>
    prefix(i) + line

const each =
  (change: Prefix) =>
  (lines: readonly string[]): string =>
    lines.map((line, i) => `${change(line, i)}\n`).join('')

const NOISE = ['GET /api/v1/orders 200 12ms', 'retrying in 2s', '{"level":"info","msg":"tick"}', '']

/** The lines of one writer in their order, those of others at random between them. */
const among =
  (own: Prefix, ...others: readonly Prefix[]) =>
  (lines: readonly string[]): string => {
    const random = seeded(5)
    const of = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!
    const out: string[] = []
    for (const line of lines) {
      while (random() < 0.5) out.push(of(others)(of(NOISE), out.length))
      out.push(own(line, out.length))
    }
    return `${out.join('\n')}\n`
  }

const WRAPPINGS: Record<string, (lines: readonly string[]) => string> = {
  ts: each(before((i) => `Mar 05 ${clock(i)} `)),
  tai64nlocal: each(before((i) => `${at(i).replace('T', ' ').replace('Z', '123456')} `)),
  'docker build --progress=plain': each(before((i) => `#12 ${(1.2 + i / 1_000).toFixed(3)} `)),
  'pods of stern, in colour': among(
    before(() => '\x1b[36mweb-x2x7p\x1b[0m \x1b[36mapp\x1b[0m '),
    before(() => '\x1b[33mweb-aaaaa\x1b[0m \x1b[33mapp\x1b[0m '),
    before(() => '\x1b[32mdb-0\x1b[0m \x1b[32mpostgres\x1b[0m '),
  ),
  'tasks of a docker service': among(
    before(() => 'shop_api.1.k3j4h5k2@node-2    | '),
    before(() => 'shop_api.2.zzz4h5k2@node-1    | '),
  ),
  'processes of foreman': among(
    before((i) => `${clock(i)} web.1    | `),
    before((i) => `${clock(i)} worker.1 | `),
    before((i) => `${clock(i)} css.1    | `),
  ),
  'processes that differ by a number': among(
    before(() => '[0] '),
    before(() => '[1] '),
  ),
  'hosts of pdsh': among(
    before(() => 'alpha: '),
    before(() => 'beta: '),
    before(() => 'gamma: '),
  ),
}

for (const [name, wrap] of Object.entries(WRAPPINGS)) {
  test(name, async () => {
    expect(LOGS.length).toBe(5)
    for (const { name: log, bytes } of LOGS) {
      const wrapped = wrap(bytes.toString('utf8').replace(/\n$/, '').split('\n'))
      const clean = essence(await analyze({ name: 'input.log', bytes }))
      expect(essence(await analyze({ name: 'input.log', bytes: Buffer.from(wrapped) })), log).toEqual(clean)
    }
  })
}

test('two writers crash at once: each has its own stack', async () => {
  const [left, right] = ['go/go1.26/nilderef.all', 'go/go1.26/mapfault.write-all'].map(
    (wanted) => corpus('go').find(({ name }) => name === wanted)!.bytes,
  )
  const rows = [left!, right!].map((bytes) => bytes.toString('utf8').trimEnd().split('\n'))
  const random = seeded(9)
  const out: string[] = []
  while (rows.some((row) => row.length > 0)) {
    const which = rows[0]!.length > 0 && (rows[1]!.length === 0 || random() < 0.4) ? 0 : 1
    out.push(`${which === 0 ? 'alpha' : 'beta'}: ${rows[which]!.shift()!}`)
  }
  const report = await analyze({ name: 'input.log', bytes: Buffer.from(`${out.join('\n')}\n`) })
  const alone = await Promise.all([left!, right!].map((bytes) => analyze({ name: 'input.log', bytes })))
  const told = (all: typeof alone) =>
    all
      .flatMap(({ crashes }) => crashes.map(({ message, origin, frames }) => ({ message, origin, frames })))
      .sort((a, b) => a.message.localeCompare(b.message))
  expect(told([report])).toEqual(told(alone))
})
