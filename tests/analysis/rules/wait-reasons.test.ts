import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { STATES, waitReason } from '../../../src/analysis/go/wait-reasons.ts'
import { lacks } from '../../support/tools.ts'

/**
 * runtime/runtime2.go `waitReasonStrings`: what each release added to the one before and took away, read in the sources
 * of 1.11, 1.13, 1.16, 1.19, 1.22, 1.24 and 1.26. Without ` (durable)`, which is read apart.
 */
const RELEASES: readonly (readonly [minor: number, added: readonly string[], removed: readonly string[]])[] = [
  [
    11,
    [
      'GC assist marking', 'IO wait', 'chan receive (nil chan)', 'chan send (nil chan)', 'dumping heap',
      'garbage collection', 'garbage collection scan', 'panicwait', 'select', 'select (no cases)', 'GC assist wait',
      'GC sweep wait', 'chan receive', 'chan send', 'finalizer wait', 'force gc (idle)', 'semacquire', 'sleep',
      'sync.Cond.Wait', 'timer goroutine (idle)', 'trace reader (blocked)', 'wait for GC cycle', 'GC worker (idle)',
    ], // biome-ignore format: as in the runtime's table
    [],
  ],
  [13, ['GC scavenge wait'], []],
  // The timer's words stay in the table until 1.19, but its goroutine ends with 1.13.
  [16, ['preempted', 'debug call'], ['timer goroutine (idle)']],
  [19, [], []],
  [
    22,
    [
      'sync.Mutex.Lock', 'sync.RWMutex.RLock', 'sync.RWMutex.Lock', 'GC worker (active)', 'GC mark termination',
      'stopping the world', 'flushing proc caches', 'trace goroutine status', 'trace proc status', 'page trace flush',
      'coroutine',
    ], // biome-ignore format: as in the runtime's table
    [],
  ],
  [
    24,
    [
      'sync.WaitGroup.Wait', 'GC weak to strong wait', 'synctest.Run', 'synctest.Wait', 'chan receive (synctest)',
      'chan send (synctest)', 'select (synctest)',
    ], // biome-ignore format: as in the runtime's table
    [],
  ],
  [
    26,
    ['GOMAXPROCS updater (idle)', 'cleanup wait'],
    ['chan receive (synctest)', 'chan send (synctest)', 'select (synctest)'],
  ],
]

/** runtime/traceback.go `gStatusStrings`, and what stands there for a number without words. */
const STATUSES = [
  'idle', 'runnable', 'running', 'syscall', 'waiting', 'dead', 'copystack', 'leaked', 'waiting for cgo callback', '???',
  'unknown wait reason',
] // biome-ignore format: as in the runtime's table

function reasonsOf(minor: number): string[] {
  const reasons = new Set<string>()
  for (const [release, added, removed] of RELEASES) {
    if (release > minor) break
    for (const reason of added) reasons.add(reason)
    for (const reason of removed) reasons.delete(reason)
  }
  return [...reasons].sort()
}

/** `all`, `1.20+`, `1.5`, `1.5–1.13` */
function prints(versions: string, minor: number): boolean {
  if (versions === 'all') return true
  const [, first, open, last] = /^1\.(\d+)(?:(\+)|–1\.(\d+))?$/.exec(versions)!
  return minor >= Number(first) && (open !== undefined || minor <= Number(last ?? first))
}

for (const [minor] of RELEASES) {
  test(`the wait reasons of Go 1.${minor} are known, and no others are said to be its`, () => {
    const known = STATES.filter((state) => !STATUSES.includes(state) && prints(waitReason(state).versions, minor))
    expect(known.sort()).toEqual(reasonsOf(minor))
  })
}

test.each(['mark worker (idle)', 'mark wait (idle)', 'Concurrent GC wait'])('Go 1.5 alone prints %s', (state) => {
  expect(waitReason(state)).toMatchObject({ versions: '1.5', normal: true })
})

test.each(STATUSES)('the status %s is known', (status) => {
  expect(STATES).toContain(status)
})

/** A Go that is newer than this table shows what is missing here. */
test.skipIf(lacks('go', "the installed Go's own table of wait reasons"))(
  "the installed Go's own table is known",
  () => {
    const [root, version] = spawnSync('go', ['env', 'GOROOT', 'GOVERSION'], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n')
    const minor = Number(/^go1\.(\d+)/.exec(version!)?.[1] ?? Number.POSITIVE_INFINITY)
    const strings = (file: string, name: string) => {
      const source = readFileSync(`${root}/src/runtime/${file}`, 'utf8')
      const table = new RegExp(`^var ${name} = [^{]*\\{\\n([^}]*)^\\}`, 'm').exec(source)![1]!
      return [...table.matchAll(/^\t_?\w+:\s+"([^"]+)",/gm)].map(([, text]) => text!.replace(/ \(durable\)$/, ''))
    }
    const words = [...strings('runtime2.go', 'waitReasonStrings'), ...strings('traceback.go', 'gStatusStrings')]
    expect(words.length).toBeGreaterThan(25)
    expect(words.filter((state) => !STATES.includes(state))).toEqual([])
    const unused = 'timer goroutine (idle)'
    expect(words.filter((state) => state !== unused && !prints(waitReason(state).versions, minor))).toEqual([])
  },
)

test('every state has words, a version, and a next step unless it is normal', () => {
  for (const state of STATES) {
    const { cause, normal, next, versions } = waitReason(state)
    expect(cause, state).not.toBe('')
    expect(versions, state).toMatch(/^(?:all|1\.\d+(?:\+|–1\.\d+)?)$/)
    if (!normal && state !== 'unknown wait reason' && state !== '???') expect(next, state).not.toBe('')
  }
})

test('an unknown state speaks for itself', () => {
  expect(waitReason('gathering flowers')).toMatchObject({ cause: 'gathering flowers', normal: false })
  expect(waitReason('constructor').cause).toBe('constructor')
})
