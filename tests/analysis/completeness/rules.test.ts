/** Every rule of completeness from both sides: a log that shows what it is about, and the nearest one that does not. */
import { describe, expect, test } from 'vitest'
import { ADVICE, type Advice, adviceIn } from '../../../src/analysis/completeness/advice.ts'
import { EVIDENCE, type EvidenceKey } from '../../../src/analysis/completeness/evidence-rules.ts'
import { killedBehind } from '../../../src/analysis/completeness/killed.ts'
import { ENVIRONMENTS } from '../../../src/analysis/completeness/limits.ts'
import { analyze } from '../../../src/index.ts'

const MAIN = 'goroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\n'
const CRASH = `panic: boom\n\n${MAIN}exit status 2\n`
const WORKER =
  '\ngoroutine 7 [chan receive]:\nmain.work()\n\t/app/work.go:9 +0x2a\ncreated by main.main in goroutine 1\n\t/app/main.go:4 +0x1c\n'
const ALL = `panic: boom\n\n${MAIN}${WORKER}exit status 2\n`
const REGISTERS = [
  'rax rbx rcx rdx rdi rsi rbp rsp r8 r9 r10 r11 r12 r13 r14 r15 rip rflags cs fs gs'
    .split(' ')
    .map((name) => `${name.padEnd(6)} 0x0\n`)
    .join(''),
].join('')
const QUIT = `SIGQUIT: quit\nPC=0x46c5a1 m=0 sigcode=0\n\n${MAIN}\n${REGISTERS}exit status 2\n`
const SYSTEM_FRAME = 'main.main()\n\t/app/main.go:5 +0x1d fp=0xc000 sp=0xc001 pc=0x46\n'
const SYSTEM_END =
  'runtime.main()\n\t/go/proc.go:283 +0x28b fp=0xc000 sp=0xc001 pc=0x46\nruntime.goexit({})\n\t/go/asm_amd64.s:1693 +0x1 fp=0xc000 sp=0xc001 pc=0x46\n'
/** Frames that meet, as the runtime prints them; those that `without` names are left out. */
const chain = (without: readonly number[] = []) =>
  Array.from({ length: 12 }, (_, i) => i)
    .filter((i) => !without.includes(i))
    .map(
      (i) =>
        `main.f(0x1)\n\t/app/main.go:${i + 1} +0x1d fp=0x${(0xc010 + 16 * i).toString(16)} sp=0x${(0xc000 + 16 * i).toString(16)} pc=0x46\n`,
    )
    .join('')
const deep = (frames: number) =>
  `panic: boom\n\ngoroutine 1 [running]:\n${'main.f(...)\n\t/app/main.go:7 +0x1d\n'.repeat(frames)}`
const PROFILE = (total: number) =>
  `goroutine profile: total ${total}\n1 @ 0x43a8b6 0x57b6da\n#\t0x57b6da\tmain.work+0x1a\t/app/main.go:19\n\n`
const TRACE =
  'gc 1 @0.004s 9%: 0.013+0.32+0.036 ms clock, 0.027+0.042/0.11/0.006+0.072 ms cpu, 3->4->1 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n'
const IN_TEST =
  'panic: boom [recovered]\n\tpanic: boom\n\ngoroutine 7 [running]:\ntesting.tRunner.func1.2({0x1, 0x2})\n\t/go/testing.go:1734 +0x21c\nmain.TestA(0xc0)\n\t/app/a_test.go:5 +0x1d\ntesting.tRunner(0xc0, 0x51)\n\t/go/testing.go:1792 +0xf4\ncreated by testing.(*T).Run in goroutine 1\n\t/go/testing.go:1851 +0x413\n'
const json = (lines: string) =>
  lines
    .trimEnd()
    .split('\n')
    .map(
      (line) => `${JSON.stringify({ Action: 'output', Package: 'x.example/p', Test: 'TestA', Output: `${line}\n` })}\n`,
    )
    .join('')
const CRI = (lines: string) =>
  lines.replace(/^/gm, '2024-03-05T14:07:09.1Z stderr F ').replace(/2024\S+ stderr F $/, '')
const HTTP = `2024/03/05 14:07:09 http: panic serving 10.0.0.1:5432: boom\ngoroutine 7 [running]:\nnet/http.(*conn).serve.func1()\n\t/go/server.go:1947 +0xbe\npanic({0x1?, 0x2?})\n\t/go/panic.go:783 +0x132\nmain.serve({0x1, 0x2}, 0x3)\n\t/app/main.go:9 +0x1d\ncreated by net/http.(*Server).Serve in goroutine 1\n\t/go/server.go:3454 +0x485\n`
const HS_ERR =
  '# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f28070da214, pid=11922, tid=11923\n#\n# Problematic frame:\n# V  [libjvm.so+0xeda214]  Unsafe_PutLong+0x124\n#\n\n---------------  S U M M A R Y ------------\n\nCommand Line: App\n\n'
const DUMP =
  'Full thread dump OpenJDK 64-Bit Server VM (17.0.21 mixed mode, sharing):\n\n"main" #1 prio=5 os_prio=0 cpu=36.37ms elapsed=3.33s tid=0x00007fbc64017f40 nid=0x2db3 waiting on condition  [0x00007fbc6b9fe000]\n   java.lang.Thread.State: TIMED_WAITING (sleeping)\n\tat java.lang.Thread.sleep(java.base@17.0.21/Native Method)\n\n'
/** A dump that promises so many threads, and shows so many. */
const threadDump = (promised: number, shown: number) =>
  `Full thread dump OpenJDK 64-Bit Server VM (17.0.21 mixed mode, sharing):\n\nThreads class SMR info:\n_java_thread_list=0x00007fbc64017f40, length=${promised}, elements={\n0x00007fbc64017f40\n}\n\n${'"main" #1 prio=5 os_prio=0 tid=0x00007fbc64017f40 nid=0x2db3 runnable\n   java.lang.Thread.State: RUNNABLE\n\tat a.B.c(B.java:1)\n\n'.repeat(shown)}JNI global refs: 9, weak refs: 0\n`
const OUT_OF_MEMORY = 'Exception in thread "main" java.lang.OutOfMemoryError: Java heap space\n\tat a.B.c(B.java:1)\n'
const collections = (...numbers: readonly number[]) =>
  numbers.map((n) => `[0.${100 + n}s][info][gc] GC(${n}) Pause Young (Normal) 6M->1M(48M) 1.780ms\n`).join('')
const lambda = (frames: number) =>
  `2024/03/05 14:07:09 ${JSON.stringify({ errorMessage: 'boom', errorType: 'string', stackTrace: Array.from({ length: frames }, (_, i) => ({ path: i === 0 ? 'runtime/panic.go' : 'app/main.go', line: i + 1, label: 'handler' })) })}\n`
const heroku = (lines: string) => lines.replace(/^(?=.)/gm, '2024-03-05T14:07:09.123456+00:00 app[web.1]: ')

const RACE =
  'WARNING: DATA RACE\nRead at 0x00c00001c078 by goroutine 9:\n  main.f()\n      /app/main.go:5 +0x74\n\nPrevious write at 0x00c00001c078 by main goroutine:\n  main.main()\n      /app/main.go:9 +0x74\n'

interface Case {
  readonly fires: string
  readonly silent: string
  /** Names of the two files; `crash.log`. */
  readonly names?: readonly [fires: string, silent: string]
}

const CASES: Readonly<Record<EvidenceKey, Case>> = {
  E01: { fires: `panic: boom\n\n${MAIN}\ngoroutine 7 [select]:\n`, silent: ALL },
  E02: { fires: `panic: boom\n\n${MAIN}\ngoroutine 7 [select]:\nmain.work(0x1, {0x2`, silent: ALL },
  E02m: { fires: ALL.replace('work()\n\t/app/wor', 'wor'), silent: ALL },
  E02r: { fires: `${RACE}\nok, and now\nfour lines\nof somebody\nelse\n`, silent: `${RACE}==================\n` },
  E02p: { fires: `${PROFILE(2)}1 @ 0x43a8b6 0x57`, silent: PROFILE(1) },
  E03: {
    fires: 'panic: boom\n\ngoroutine 1 [running]:\nmain.f()\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n',
    silent: CRASH,
  },
  E04: {
    fires:
      'panic: boom\n\ngoroutine 1 [running]:\n\t/app/main.go:9 +0x1d\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n',
    silent: CRASH,
  },
  E05: {
    fires: `panic: boom\n\n${MAIN}${WORKER.slice(0, WORKER.indexOf('created'))}`,
    silent: `panic: boom\n\n${MAIN}${WORKER}`,
  },
  E05m: {
    fires: `panic: boom\n\ngoroutine 1 [running]:\n${chain([7])}exit status 2\n`,
    silent: `panic: boom\n\ngoroutine 1 [running]:\n${chain()}exit status 2\n`,
  },
  E06: { fires: 'panic: boom\nwith a second line\n\n', silent: CRASH },
  E06s: { fires: 'panic: boom\n', silent: CRASH },
  E07: { fires: QUIT.replace(/rdx[\s\S]*gs.*\n/, ''), silent: QUIT },
  E08: { fires: IN_TEST, silent: `${IN_TEST}FAIL\tx.example/p\t0.01s\nFAIL\n` },
  E08j: {
    fires: json(IN_TEST) + json('FAIL\tx.example/p\t0.01s\n'),
    silent: `${json(IN_TEST)}${json('FAIL\tx.example/p\t0.01s\n')}{"Action":"fail","Package":"x.example/p","Elapsed":0.01}\n`,
  },
  E09: { fires: CRI(CRASH).replace(/F (?=exit)/, 'P '), silent: CRI(CRASH) },
  E10: { fires: CRASH.replace('exit status 2\n', '').trimEnd(), silent: CRASH },
  E10p: { fires: PROFILE(1).trimEnd() + '\n', silent: PROFILE(1) },
  E11: { fires: `${'x'.repeat(4_096 - ALL.length + 20)}\n${ALL}`.slice(0, 4_096).replace(/.$/, '('), silent: ALL },
  E12: {
    fires: heroku(
      `${'noise\n'.repeat(91)}panic: boom\n\n${MAIN}\ngoroutine 7 [select]:\nmain.work()\n\t/app/w.go:1 +0x1\n`,
    ),
    silent: heroku(`${'noise\n'.repeat(90)}${ALL}`),
  },
  E13: { fires: `${ALL}Suppressed 1422 messages from app.service\n`, silent: `${ALL}suppressed nothing\n` },
  E14: { fires: `goroutine profile: total 40\n${PROFILE(1).slice(PROFILE(1).indexOf('\n') + 1)}`, silent: PROFILE(1) },
  E14p: {
    fires: PROFILE(4).replace('goroutine', 'threadcreate'),
    silent: PROFILE(1).replace('goroutine', 'threadcreate'),
  },
  E15: {
    fires: `panic: boom\n\n${WORKER.replace('chan receive', 'running').trimStart()}${WORKER.replace('7', '8')}exit status 2\n`,
    silent: ALL,
  },
  E15s: {
    fires: `fatal error: all goroutines are asleep - deadlock!\n${WORKER}${WORKER.replace('7', '8')}exit status 2\n`,
    silent: `fatal error: all goroutines are asleep - deadlock!\n\n${MAIN.replace('running', 'chan receive')}${WORKER}exit status 2\n`,
  },
  E16: {
    fires: `${deep(3)}...23 frames elided...\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n`,
    silent: `${deep(3)}main.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n`,
  },
  E17: {
    fires: `${deep(100)}exit status 2\n`,
    silent: `${deep(60)}main.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n`,
  },
  E18: { fires: ALL, silent: ALL, names: ['@4000000065e7246207123456.u', '@4000000065e7246207123456.s'] },
  E18s: { fires: ALL, silent: ALL, names: ['crash.log.partial', 'crash.log'] },
  E19: {
    fires: `panic: boom\n\ngoroutine 1 [running]:\n${SYSTEM_FRAME}${SYSTEM_END}exit status 2\n`,
    silent: `fatal error: boom\n\ngoroutine 1 [running]:\n${SYSTEM_FRAME}${SYSTEM_END}exit status 2\n`,
  },
  E20: {
    fires: `${ALL.replace('exit status 2\n', '')}signal: killed\n`,
    silent: `${ALL.replace('exit status 2\n', '')}signal: aborted\n`,
  },
  E21: { fires: `${ALL}last message repeated 3 times\n`, silent: `${ALL}last message\n` },
  E22: { fires: ALL.replace('main.work()', 'main.work(0x1panic: bang'), silent: ALL },
  E23: { fires: `\t/app/main.go:5 +0x1d\nmain.main()\n\t/app/main.go:9 +0x1d\n${WORKER}`, silent: ALL },
  E23d: { fires: MAIN, silent: MAIN.replace('main.main', 'runtime/debug.Stack()\n\t/go/stack.go:26 +0x5e\nmain.main') },
  E23m: { fires: `panic: boom\n\n${MAIN}${WORKER}${MAIN.slice(MAIN.indexOf('\n') + 1)}exit status 2\n`, silent: ALL },
  E24: {
    fires: CRI(`panic: boom\n\n${MAIN}`) + CRI(WORKER).replaceAll('14:07:09.1Z', '14:09:09.1Z'),
    silent: CRI(`panic: boom\n\n${MAIN}${WORKER}`),
  },
  E25: { fires: DUMP, silent: `${DUMP}JNI global refs: 9, weak refs: 0\n` },
  E25h: { fires: HS_ERR, silent: `${HS_ERR}END.\n` },
  E25c: { fires: threadDump(2, 1), silent: threadDump(2, 2) },
  E25g: {
    fires: `${HS_ERR}Events (2 events):\nEvent: 0.068 Thread added\n\nEND.\n`,
    silent: `${HS_ERR}Events (2 events):\nEvent: 0.068 Thread added\nEvent: 0.07 Thread added\n\nEND.\n`,
  },
  E30: { fires: `${CRASH.replace('exit', '...\nexit')}`, silent: CRASH },
  E29: { fires: `${OUT_OF_MEMORY}${collections(0, 1, 4)}`, silent: `${OUT_OF_MEMORY}${collections(0, 2, 1, 3)}` },
  E25m: {
    fires:
      'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\nCaused by: a.E: y\n\tat a.F.g(F.java:2)\n\t... 9 more\n',
    silent:
      'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\nCaused by: a.E: y\n\tat a.F.g(F.java:2)\n\t... 1 more\n',
  },
  E25b: {
    fires: 'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\n',
    silent: 'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\n\tat a.C.main(C.java:7)\n',
  },
  E25t: {
    fires: 'Exception in thread "main" a.B: x\n',
    silent: 'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\n',
  },
  E25s: {
    fires: 'Exception in thread "main" java.lang.NullPointerException\n2024-03-05 14:07:09.123 INFO next\n',
    silent:
      'Exception in thread "main" java.lang.NullPointerException\n\tat a.C.d(C.java:1)\n2024-03-05 14:07:09.123 INFO next\n',
  },
  E26: { fires: `${TRACE}${TRACE.replace('gc 1', 'gc 2').slice(0, 60)}\n`, silent: TRACE },
  E27: { fires: HTTP, silent: ALL },
  E28: { fires: lambda(32), silent: lambda(6) },
}

const evidenceOf = async (name: string, bytes: string) =>
  (await analyze({ name, bytes })).sources[0]!.completeness.evidence.map(({ id, text }) => ({ id, text }))

const has = (evidence: readonly { readonly id: string; readonly text: string }[], key: EvidenceKey) =>
  evidence.some(({ id, text }) => id === EVIDENCE[key].id && text.startsWith(EVIDENCE[key].what))

describe.each(Object.entries(CASES) as [EvidenceKey, Case][])('%s', (key, { fires, silent, names }) => {
  test(EVIDENCE[key].what, async () => {
    const seen = await evidenceOf(names?.[0] ?? 'crash.log', fires)
    expect(has(seen, key), JSON.stringify(seen)).toBe(true)
  })

  test('not where nothing of it is wrong', async () => {
    const seen = await evidenceOf(names?.[1] ?? 'crash.log', silent)
    expect(has(seen, key), JSON.stringify(seen)).toBe(false)
  })
})

describe('a thread dump of a JVM', () => {
  const evidence = (line: string) =>
    evidenceOf('threads.log', `${DUMP.trimEnd()}\n${line}\n\nJNI global refs: 9, weak refs: 0\n`)

  test.each([
    '\tat java.util.concurynchronizer$ConditionObject)',
    '\tat java.util.concurrent.LinkedBlockingQueue.lExecutor.runWorker(java.base@17.0(java.base@17.0.21/A.java:1)',
    '\t- locked <0x00000000ffd0.3/Native Method)',
    '\t- parking to wait for  <0x00000000ffd15860',
    '   java.lang.Thread.State: RUNN10 runnable  [0x0000000000000000]',
    '"queue-taker" #21 daemon prio=5 os_prio=0 cbstractQueuedSynchronizer.java:938)',
    '\tunWorker(java.base@17.0.21/ThreadPoolExecutor.java:1122)',
  ])('shows that a part of a line is missing: %s', async (line) => {
    expect(has(await evidence(line), 'E02m')).toBe(true)
  })

  test.each([
    '\tat a.b.C.d(C.java:1)',
    '\tat app//a.b.C$$Lambda/0x00007f00.run(Unknown Source)',
    '\t- locked <0x00000000ffd15860> (a java.lang.ref.ReferenceQueue$Lock)',
    '\t- waiting on <no object reference available>',
    '\t- waiting to re-lock in wait() <0x1> (a a.B)',
    '\t- eliminated <owner is scalar replaced> (a a.B)',
    '   java.lang.Thread.State: PINNED (in a state to come)',
    '   Carrying virtual thread #31',
    '"next" #9 [13807] daemon prio=9 os_prio=0 cpu=0.15ms elapsed=1.07s tid=0x00007f1 nid=13807 runnable  [0x0]',
    '2024-03-05 14:07:09 INFO somebody else writes a line',
  ])('is whole with %s', async (line) => {
    expect(await evidence(line)).toEqual([])
  })
})

describe('an advice is for the runtime that the source shows', () => {
  const OF_GO = /debug\.|runtime\.Stack|GOTRACEBACK|go test/
  const OF_JVM = /-XX:|appender/
  const TRACE = 'java.io.IOException: disk full\n\tat a.B.c(B.java:1)\n\tat a.B.d(B.ja'
  const CUT_DUMP = 'panic: boom\n\ngoroutine 1 [running]:\nmain.f(0x1)\n\t/app/main.go:7 +0x1d\nmain.ma'
  const advice = async (name: string, bytes: string) =>
    (await analyze({ name, bytes })).sources[0]!.completeness.evidence.map((evidence) => evidence.advice).join('\n')

  test.each([
    ['a trace', TRACE],
    ['a trace in Kubernetes', CRI(TRACE)],
    ['the head of an exception', 'Exception in thread "main" java.lang.IllegalStateException: x'],
    ['a fatal error report', HS_ERR],
    ['a thread dump', DUMP],
    [
      'an envelope that cut',
      `${CRI('java.io.IOException: disk full\n\tat a.B.c(B.java:1)\n').replaceAll(' F ', ' P ')}`,
    ],
    ['collections with gaps', collections(1, 5, 9)],
  ])('of a JVM: %s', async (_, text) => {
    const told = await advice('app.log', text)
    expect(told).not.toBe('')
    expect(told).not.toMatch(OF_GO)
  })

  test('of Go', async () => {
    for (const text of [CUT_DUMP, CRI(CUT_DUMP)]) {
      expect(await advice('app.log', text)).toMatch(OF_GO)
      expect(await advice('app.log', text)).not.toMatch(OF_JVM)
    }
  })

  test('each report of a log of both gets its own', async () => {
    const told = (await analyze({ name: 'app.log', bytes: `${TRACE}\n\n${CUT_DUMP}` })).sources[0]!.completeness
      .evidence
    expect(told.some((evidence) => OF_GO.test(evidence.advice) && !OF_JVM.test(evidence.advice))).toBe(true)
    expect(told.some((evidence) => OF_JVM.test(evidence.advice) && !OF_GO.test(evidence.advice))).toBe(true)
  })

  test('wherever the log comes from', () => {
    const ofBoth: Advice[] = [ADVICE, ...ENVIRONMENTS.map((environment) => environment.advice)].flatMap((advices) =>
      Object.values(advices).filter((one) => typeof one !== 'string'),
    )
    expect(ofBoth.length).toBeGreaterThan(4)
    for (const one of ofBoth) {
      expect(adviceIn(one, { go: false, jvm: true })).not.toMatch(OF_GO)
      expect(adviceIn(one, { go: true, jvm: false })).not.toMatch(OF_JVM)
      expect(adviceIn(one, { go: true, jvm: true })).toMatch(/^Go: .* JVM: /)
    }
    for (const environment of ENVIRONMENTS)
      for (const one of Object.values(environment.advice)) if (typeof one === 'string') expect(one).not.toMatch(OF_GO)
  })
})

test('the rules of the reference are all there', () => {
  const ids = new Set(Object.values(EVIDENCE).map(({ id }) => id))
  expect([...ids].sort()).toEqual(Array.from({ length: 30 }, (_, i) => `E${String(i + 1).padStart(2, '0')}`))
})

test('a kill is looked for behind the last of more crashes than a call takes arguments', async () => {
  const report = await analyze({ name: 'app.log', bytes: Buffer.from(CRASH) })
  const crashes = Array.from({ length: 200_000 }, () => report.crashes[0]!)
  expect(killedBehind({ ...report, crashes }).sources[0]!.completeness.evidence).toMatchObject([{ id: 'E20' }])
})
