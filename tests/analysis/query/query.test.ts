import { describe, expect, test } from 'vitest'
import {
  analyze,
  compareGoroutines,
  LogExtractorError,
  plainStyle,
  queryGoroutines,
  renderDot,
  renderGoroutineComparison,
  renderGoroutineQuery,
} from '../../../src/index.ts'

const DUMP = `goroutine 1 [running]:
main.main()
	/app/main.go:9 +0x5a

goroutine 18 [select, 12 minutes]:
net/http.(*persistConn).readLoop(0x1)
	/go/src/net/http/transport.go:2300 +0x5a
example.com/app/queue.(*worker).run(0xc000100000)
	/app/queue/worker.go:21 +0x5a
created by example.com/app/queue.Start in goroutine 1
	/app/queue/start.go:8 +0x3c

goroutine 19 [select] {tenant: a12, op: "read all"}:
example.com/app/queue.(*worker).run(0xc000100010)
	/app/queue/worker.go:21 +0x5a
created by example.com/app/queue.Start in goroutine 18
	/app/queue/start.go:8 +0x3c

goroutine 20 [chan send (leaked), 3 minutes]:
example.com/app/queue.(*worker).emit(0xc000100020)
	/app/queue/worker.go:40 +0x5a
created by example.com/app/queue.Start in goroutine 18
	/app/queue/start.go:8 +0x3c
`

const input = { name: 'dump.log', bytes: Buffer.from(DUMP) }

async function ids(where: string): Promise<number[]> {
  const { groups } = await queryGoroutines(input, { where })
  return groups.flatMap((group) => group.ids).sort((a, b) => a - b)
}

describe('where', () => {
  const CASES: readonly (readonly [string, readonly number[]])[] = [
    ['state == "select"', [18, 19]],
    ["state == 'select' && waitMinutes > 10", [18]],
    ['state == "select" && waitMinutes > 10 && frames ~ "worker"', [18]],
    ['waitMinutes == null', [1, 19]],
    ['waitMinutes != null', [18, 20]],
    ['waitMinutes <= 12', [18, 20]],
    ['!(waitMinutes > 10)', [1, 19, 20]],
    ['leaked', [20]],
    ['leaked == false && !(id == 1)', [18, 19]],
    ['frames ~ "worker\\.go:40$"', [20]],
    ['frames !~ "net/http"', [1, 19, 20]],
    ['function ~ "emit" || function == "main.main"', [1, 20]],
    ['id == 1 || id == 20 && leaked', [1, 20]],
    ['parent == 18', [19, 20]],
    ['createdBy == null', [1]],
    ['package == "example.com/app/queue"', [18, 19, 20]],
    ['file ~ ":21$"', [18, 19]],
    ['depth >= 2', [18]],
    ['label.tenant == "a12"', [19]],
    ['label.op ~ " all"', [19]],
    ['label.constructor != null', []],
  ]
  for (const [where, expected] of CASES) {
    test(where, async () => {
      expect(await ids(where)).toEqual(expected)
    })
  }

  const WRONG: readonly (readonly [string, string])[] = [
    ['', 'column 1: a field should stand here, not the end'],
    ['stat == "x"', 'column 1: there is no field "stat", did you mean state?'],
    ['waitMinute > 1', 'column 1: there is no field "waitMinute", did you mean waitMinutes?'],
    ['state = "x"', 'column 7: to compare, write == and not ='],
    ['leaked & locked', 'column 8: write && and not &'],
    ['state == "x', 'column 10: the text that begins with " does not end'],
    ['state == select', 'column 10: put select in quotes: "select"'],
    ['state', 'column 6: state needs a comparison, such as state ~ "worker"'],
    ['waitMinutes', 'column 12: waitMinutes needs a comparison, such as waitMinutes > 10'],
    ['waitMinutes > "10"', 'column 15: waitMinutes is a number: compare it with a number, not with 10'],
    ['state > "a"', 'column 7: > compares numbers'],
    ['state ~ "("', 'column 9: not a regular expression'],
    ['state ~ 1', 'column 9: ~ takes a regular expression in quotes'],
    ['(leaked', 'column 8: a ")" is missing before the end'],
    ['leaked locked', 'column 8: "locked" cannot follow here: join comparisons with && or ||'],
    ['leaked &&', 'column 10: a field should stand here, not the end'],
    ['id == 1 $', 'column 9: "$" has no meaning here'],
    [`${'!'.repeat(200)}leaked`, 'column 101: nested too deeply'],
  ]
  for (const [where, message] of WRONG) {
    test(`wrong: ${where.slice(0, 30)}`, async () => {
      const error = await queryGoroutines(input, { where }).catch((error: unknown) => error)
      expect(error).toBeInstanceOf(LogExtractorError)
      expect((error as Error).message).toContain(`--where: ${message}`)
    })
  }
})

describe('group by', () => {
  const CASES = {
    stack: [
      'main.main',
      'example.com/app/queue.(*worker).run',
      'example.com/app/queue.(*worker).run',
      'example.com/app/queue.(*worker).emit',
    ],
    state: ['select', 'running', 'chan send'],
    function: ['example.com/app/queue.(*worker).run', 'main.main', 'example.com/app/queue.(*worker).emit'],
    createdBy: ['example.com/app/queue.Start', 'nobody: the first goroutine'],
    label: ['no labels', 'op=read all tenant=a12'],
  } as const
  for (const [groupBy, keys] of Object.entries(CASES)) {
    test(groupBy, async () => {
      const { groups, total, matched } = await queryGoroutines(input, { groupBy: groupBy as keyof typeof CASES })
      expect(groups.map(({ key }) => key)).toEqual(keys)
      expect([total, matched]).toEqual([4, 4])
    })
  }

  test('waits and states of a group', async () => {
    const { groups } = await queryGoroutines(input, { groupBy: 'createdBy', where: '!system' })
    expect(groups[0]).toMatchObject({
      count: 3,
      states: { select: 2, 'chan send': 1 },
      waitMinutes: { min: 0, max: 12 },
      ids: [18, 19, 20],
    })
  })

  test('secrets in labels are not shown', async () => {
    const text = DUMP.replace(
      'tenant: a12',
      'authorization: "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U"',
    )
    const { groups } = await queryGoroutines({ ...input, bytes: Buffer.from(text) }, { groupBy: 'label' })
    expect(JSON.stringify(groups)).not.toContain('dozjgNryP4J3')
  })

  test('threads of a JVM are said to be none of its business', async () => {
    const log = new URL('../../corpus/jvm/jdk17/threads-deadlock-jstack.log', import.meta.url).pathname
    const queried = await queryGoroutines(log)
    expect(queried).toMatchObject({ total: 0, threads: 36, groups: [] })
    const compared = await compareGoroutines([log, log])
    expect(compared).toMatchObject({ threads: 72, snapshots: [] })
    const look = { width: 200, style: plainStyle, top: 10 }
    for (const text of [renderGoroutineQuery(queried, look), renderGoroutineComparison(compared, look)])
      expect(text).toMatch(/for goroutines of Go\. There are (?:36|72) threads of a JVM/)
  })

  test('a source that is not there', async () => {
    const { sources, total } = await queryGoroutines([input, '/nowhere.log'])
    expect(total).toBe(4)
    expect(sources.map(({ error }) => error)).toEqual([null, '/nowhere.log: no such file'])
  })
})

describe('graphs', () => {
  test('who started whom', async () => {
    const dot = renderDot(await analyze(input), 'creation')
    expect(dot).toContain(
      '"example.com/app/queue.Start" -> "example.com/app/queue.(*worker).emit" [label="1 × chan send"]',
    )
    expect(dot).toContain('"the program" -> "main.main" [label="1 × running"]')
  })

  test('names that would be a graph of their own', async () => {
    const text = DUMP.replaceAll('queue.Start', 'queue.x"];evil[y="')
    const dot = renderDot(await analyze({ ...input, bytes: Buffer.from(text) }), 'creation')
    expect(dot.match(/(?<!\\)"/g)!.length % 2).toBe(0)
    expect(dot).not.toMatch(/[^\\]"\];evil/)
  })
})
