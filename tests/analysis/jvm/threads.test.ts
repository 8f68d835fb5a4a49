import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { JvmScene } from '../../../src/analysis/jvm/jvm-scene.ts'
import { JVM_THREAD_RULES } from '../../../src/analysis/rules/jvm-threads.ts'
import type { Case } from '../../../src/analysis/rules/rule.ts'
import { StackGroups } from '../../../src/analysis/stacks/groups.ts'
import { NO_RULES } from '../../../src/analysis/stacks/rules.ts'
import { analyze, extract, type Finding } from '../../../src/index.ts'
import type { JvmThreadEvent } from '../../../src/model/jvm-event.ts'
import { growth } from '../../support/growth.ts'

const recorded = (name: string) => readFileSync(new URL(`../../corpus/jvm/${name}.log`, import.meta.url))

async function findingsOf(bytes: string | Uint8Array): Promise<readonly Finding[]> {
  return (await analyze({ name: 'dump.log', bytes })).findings
}

async function threadsOf(log: string): Promise<JvmThreadEvent[]> {
  const threads: JvmThreadEvent[] = []
  for await (const events of extract({ name: 'dump.log', bytes: Buffer.from(log) }))
    for (const event of events) if (event.kind === 'jvm.thread') threads.push(event)
  return threads
}

const thread = (name: string, state: string, lines: readonly string[], cpu = 1, elapsed = 10) =>
  `"${name}" #9 prio=5 os_prio=0 cpu=${cpu}.00ms elapsed=${elapsed}.00s tid=0x00007fbc64017f40 nid=0x1 runnable  [0x00007fbc6b9fe000]\n   java.lang.Thread.State: ${state}\n${lines.map((line) => `\t${line}\n`).join('')}\n`
const dump = (...threads: readonly string[]) =>
  `Full thread dump OpenJDK 64-Bit Server VM (17.0.21 mixed mode, sharing):\n\n${threads.join('')}JNI global refs: 9, weak refs: 0\n\n`

test.each(['jdk17', 'jdk25'])('both deadlocks of %s are found by the JVM, once each', async (jdk) => {
  for (const form of ['jstack', 'jstack-l', 'jcmd-e', 'sigquit']) {
    const found = (await findingsOf(recorded(`${jdk}/threads-deadlock-${form}`))).filter(
      ({ rule }) => rule === 'jvm/deadlock',
    )
    expect(
      found.map(({ data }) => [data.cause, data.class, data.blockedAt, data.threads]),
      form,
    ).toEqual([
      ['lock-order', 'resource', ['Deadlock.lockBoth'], expect.arrayContaining(['order-writer', 'stock-writer'])],
      ['lock-order', 'resource', ['Deadlock.lockPair'], expect.arrayContaining(['ledger-a', 'ledger-b'])],
    ])
  }
})

test('the plain form, which the JVM does not search, shows the cycle of monitors', async () => {
  const found = (await findingsOf(recorded('jdk25/threads-deadlock-dump-plain'))).filter(
    ({ rule }) => rule === 'jvm/deadlock',
  )
  expect(found).toMatchObject([{ data: { foundBy: 'monitors', blockedAt: ['Deadlock.lockBoth'] } }])
})

test('the JSON form, too', async () => {
  const report = await analyze({ name: 'dump.json', bytes: recorded('jdk25/threads-deadlock-dump-json') })
  expect(report.dumps).toMatchObject([{ runtime: 'jvm', total: 24 }])
  expect(report.findings.filter(({ rule }) => rule === 'jvm/deadlock')).toMatchObject([
    { data: { foundBy: 'monitors', blockedAt: ['Deadlock.lockBoth'] } },
  ])
})

test('words that announce no dump tear none', async () => {
  const text = 'Full thread dump disabled\n"main" #1 prio of the queue\n\tat the end of the day: 17 orders\n'
  expect((await analyze({ name: 'app.log', bytes: text })).sources[0]!.completeness.evidence).toEqual([])
})

test('waiting for a lock whose holder runs is no deadlock', async () => {
  const holder = thread('holder', 'RUNNABLE', [
    'at app.Cache.load(Cache.java:3)',
    '- locked <0x00000000ffd1de90> (a java.lang.Object)',
  ])
  const waiter = thread('waiter', 'BLOCKED (on object monitor)', [
    'at app.Cache.get(Cache.java:9)',
    '- waiting to lock <0x00000000ffd1de90> (a java.lang.Object)',
  ])
  expect(await findingsOf(dump(holder, waiter))).toEqual([])
})

test('a thread waits for itself only where a lock cannot be taken twice', async () => {
  const waiting = (type: string, word: string) =>
    thread('one', 'WAITING (parking)', [
      'at app.Cache.get(Cache.java:9)',
      `- ${word} <0x00000000ffd1de90> (a ${type})`,
      'at app.Cache.load(Cache.java:3)',
      `- locked <0x00000000ffd1de90> (a ${type})`,
    ])
  const titles = async (type: string, word: string) =>
    (await findingsOf(dump(waiting(type, word)))).flatMap(({ rule, title }) => (rule === 'jvm/deadlock' ? [title] : []))
  expect(await titles('app.Latch', 'parking to wait for ')).toEqual([
    'thread "one" waits for a lock that it holds itself',
  ])
  // Where the line with the name of a thread was lost, its stack seems to be that of the one above.
  expect(await titles('java.lang.Object', 'waiting to lock')).toEqual([])
  expect(await titles('java.util.concurrent.locks.ReentrantLock$NonfairSync', 'parking to wait for ')).toEqual([])
})

test('a thread that seems to wait for two things proves no cycle', async () => {
  const lock = (number: number) => `<0x00000000ffd1de9${number}> (a java.lang.Object)`
  const blocked = (name: string, wants: readonly number[], holds: number) =>
    thread(name, 'BLOCKED (on object monitor)', [
      ...wants.flatMap((want) => ['at app.Cache.get(Cache.java:9)', `- waiting to lock ${lock(want)}`]),
      `- locked ${lock(holds)}`,
    ])
  const rules = async (first: readonly number[]) =>
    (await findingsOf(dump(blocked('a', first, 2), blocked('b', [2], 1)))).map(({ rule }) => rule)
  expect(await rules([1])).toContain('jvm/deadlock')
  expect(await rules([1, 3])).not.toContain('jvm/deadlock')
})

test('a monitor that is released in Object.wait is held by nobody', async () => {
  const a = [
    'at java.lang.Object.wait(Native Method)',
    '- waiting on <0x00000000ffd1de90> (a java.lang.Object)',
    'at app.A.f(A.java:1)',
    '- locked <0x00000000ffd1de90> (a java.lang.Object)',
  ]
  const b = ['at app.B.f(B.java:1)', '- waiting to lock <0x00000000ffd1de90> (a java.lang.Object)']
  expect(
    await findingsOf(
      dump(thread('a', 'WAITING (on object monitor)', a), thread('b', 'BLOCKED (on object monitor)', b)),
    ),
  ).toEqual([])
})

test('a convoy and a hot method over three dumps', async () => {
  const at = (i: number) => {
    const waiting = ['at app.Cache.get(Cache.java:9)', `- waiting to lock <0x00000000ffd1de9${i}> (a app.Cache)`]
    return dump(
      thread(
        'holder',
        'RUNNABLE',
        ['at app.Cache.load(Cache.java:3)', `- locked <0x00000000ffd1de9${i}> (a app.Cache)`],
        1,
        i * 10,
      ),
      ...['w1', 'w2', 'w3', 'w4'].map((name) => thread(name, 'BLOCKED (on object monitor)', waiting)),
      thread('spinner', 'RUNNABLE', ['at app.Spin.loop(Spin.java:7)'], i * 9_000, i * 10),
    )
  }
  const found = await findingsOf(at(1) + at(2) + at(3))
  expect(found).toMatchObject([
    { rule: 'jvm/hot-method', data: { at: 'app.Spin.loop', dumps: 3, processorShare: 0.9 } },
    { rule: 'jvm/lock-convoy', data: { lock: 'app.Cache', dumps: 3, mostWaiters: 4, heldAt: 'app.Cache.load' } },
  ])
})

test('two locks of a class in one dump are no convoy over two dumps', async () => {
  const queue = (lock: number) =>
    ['w1', 'w2', 'w3'].map((name) =>
      thread(`${name}-${lock}`, 'BLOCKED (on object monitor)', [
        'at app.Cache.get(Cache.java:9)',
        `- waiting to lock <0x00000000ffd1de9${lock}> (a app.Cache)`,
      ]),
    )
  expect(await findingsOf(dump(...queue(1), ...queue(2)) + dump(thread('main', 'RUNNABLE', [])))).toEqual([])
  expect(await findingsOf(dump(...queue(1), ...queue(2)) + dump(...queue(1)))).toMatchObject([
    { rule: 'jvm/lock-convoy', data: { dumps: 2, mostWaiters: 3 } },
  ])
})

test('threads of one name in one dump are no hot thread', async () => {
  const spins = ['at app.Spin.loop(Spin.java:7)']
  const spinner = thread('spinner', 'RUNNABLE', spins, 9_000, 10)
  const idle = dump(thread('main', 'RUNNABLE', []))
  expect(await findingsOf(dump(spinner, spinner, spinner) + idle + idle)).toEqual([])
})

test('thousands that wait for one lock are looked at once each', async () => {
  const lines = ['at app.Cache.get(Cache.java:9)', '- waiting to lock <0x00000000ffd1de90> (a app.Cache)']
  const waiters = await threadsOf(dump(thread('w', 'BLOCKED (on object monitor)', lines)))
  const convoy = JVM_THREAD_RULES.find(({ id }) => id === 'jvm/lock-convoy')!
  const work = (size: number) => {
    const threads = Array.from({ length: size }, () => waiters[0]!)
    const dumps = [threads, threads].map((all) => ({ threads: all, deadlocks: [], end: null, total: size }))
    const facts = { jvm: { dumps } } as unknown as Case
    expect([...convoy.check(facts)]).toMatchObject([{ data: { dumps: 2, mostWaiters: size } }])
  }
  expect(growth(work, 2_000, 10_000, 12)).toBeLessThan(12)
})

test('of many large dumps the first are kept whole, and some threads of each', async () => {
  const [event] = (await threadsOf(dump(thread('w', 'RUNNABLE', [])))) as [JvmThreadEvent]
  const scene = new JvmScene(new StackGroups(NO_RULES), NO_RULES)
  for (let block = 0; block < 6; block++) for (let i = 0; i < 60_000; i++) scene.add({ ...event, block })
  expect(scene.dumps.map(({ threads, total }) => [threads.length, total])).toEqual([
    ...Array.from({ length: 4 }, () => [50_000, 60_000]),
    [50, 60_000],
    [50, 60_000],
  ])
})
