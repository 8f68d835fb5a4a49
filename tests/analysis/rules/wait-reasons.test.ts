import { expect, test } from 'vitest'
import { STATES, waitReason } from '../../../src/analysis/wait-reasons.ts'

/** runtime/runtime2.go `waitReasonStrings` of Go 1.26, without the suffixes that are read apart. */
const GO_1_26 = [
  'GC assist marking', 'IO wait', 'chan receive (nil chan)', 'chan send (nil chan)', 'dumping heap', 'garbage collection',
  'garbage collection scan', 'panicwait', 'select', 'select (no cases)', 'GC assist wait', 'GC sweep wait',
  'GC scavenge wait', 'chan receive', 'chan send', 'finalizer wait', 'force gc (idle)', 'GOMAXPROCS updater (idle)',
  'semacquire', 'sleep', 'sync.Cond.Wait', 'sync.Mutex.Lock', 'sync.RWMutex.RLock', 'sync.RWMutex.Lock',
  'sync.WaitGroup.Wait', 'trace reader (blocked)', 'wait for GC cycle', 'GC worker (idle)', 'GC worker (active)',
  'preempted', 'debug call', 'GC mark termination', 'stopping the world', 'flushing proc caches',
  'trace goroutine status', 'trace proc status', 'page trace flush', 'coroutine', 'GC weak to strong wait',
  'synctest.Run', 'synctest.Wait', 'cleanup wait',
] // biome-ignore format: as in the runtime's table

test('every state of Go 1.26 is known', () => {
  expect(GO_1_26.filter((state) => !STATES.includes(state))).toEqual([])
})

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
