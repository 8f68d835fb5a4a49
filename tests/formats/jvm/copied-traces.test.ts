/** Traces as people copy them from consoles, and as printers other than the JVM's lay them out. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'
import type { Report } from '../../../src/model/report.ts'

const told = async (text: string): Promise<Report> => analyze({ name: 'app.log', bytes: Buffer.from(text) })
const groupsIn = async (text: string) =>
  (await told(text)).stacks.map(({ type, message, frames, causes }) => [
    type,
    message,
    frames[0]?.function ?? null,
    causes.map((cause) => cause.type).join(),
  ])

describe('a head whose message begins on the next line', () => {
  it('takes it from there', async () => {
    const text =
      'com.acme.MockException: \nno answer for\n\nleft: [any()]\n\tat com.acme.ShopTest.buys(ShopTest.kt:31)\nCaused by: com.acme.StoreException:\ncould not insert [ERROR: null value\n  Detail: (1, null).]\n\tat com.acme.Store.insert(Store.java:7)\n'
    const { stacks } = await told(text)
    expect(stacks.map(({ type, message }) => [type, message])).toEqual([
      ['com.acme.MockException', 'no answer for\n\nleft: [any()]'],
    ])
    expect(stacks[0]!.causes.map(({ type, message }) => [type, message])).toEqual([
      ['com.acme.StoreException', 'could not insert [ERROR: null value\n  Detail: (1, null).]'],
    ])
  })

  it('has none without a colon', async () => {
    expect(await groupsIn('java.lang.IllegalStateException\nready to serve\n')).toEqual([
      ['java.lang.IllegalStateException', '', null, ''],
    ])
  })
})

describe('the shell of Scala', () => {
  it('indents frames by two blanks, under messages of several lines too', async () => {
    const text =
      'com.acme.JobException: task not serializable\nSerialization stack:\n\t- field (class: com.acme.Job, name: pool)\n  at com.acme.Cleaner$.check(Cleaner.scala:301)\n  at com.acme.Job.run(Job.scala:9)\n  ... 57 elided\nCaused by: java.io.NotSerializableException: com.acme.Pool\nSerialization stack:\n\t- object (class: com.acme.Pool)\n  at com.acme.Debugger$.improve(Debugger.scala:40)\n  ... 59 more\n'
    const { stacks, sources } = await told(text)
    expect(stacks).toHaveLength(1)
    expect(stacks[0]).toMatchObject({
      type: 'com.acme.JobException',
      message: 'task not serializable\nSerialization stack:\n\t- field (class: com.acme.Job, name: pool)',
      frames: [{ function: 'com.acme.Cleaner$.check' }, { function: 'com.acme.Job.run' }],
      causes: [{ type: 'java.io.NotSerializableException', frames: [{ function: 'com.acme.Debugger$.improve' }] }],
    })
    expect(sources[0]!.completeness.evidence).toEqual([])
  })
})

describe('a throwable right behind the message', () => {
  it.each([
    ['failed to start nodejava.lang.IllegalStateException: no port', 'java.lang.IllegalStateException'],
    ['could not boot Shoporg.acme.shop.BootException: no port', 'org.acme.shop.BootException'],
    // A package of somebody's own may well end so.
    ['could not boot: myjava.shop.BootException: no port', 'myjava.shop.BootException'],
    ['could not boot: acmecom.shop.BootException: no port', 'acmecom.shop.BootException'],
  ])('%s', async (message, type) => {
    const text = `[2026-01-02T03:04:05,678][ERROR][boot] [n1] ${message}\n\tat com.acme.Boot.run(Boot.java:7)\n`
    expect(await groupsIn(text)).toEqual([[type, 'no port', 'com.acme.Boot.run', '']])
  })
})

it('the last line of a servlet container’s record is no exception of its own', async () => {
  const text =
    'SEVERE: Servlet.service() for servlet [shop] in context with path [/] threw exception [Request failed; nested exception is com.acme.E:\njava.lang.IllegalStateException: no stock] with root cause\njava.lang.IllegalStateException: no stock\n\tat com.acme.Shop.buy(Shop.java:12)\n'
  expect(await groupsIn(text)).toEqual([['java.lang.IllegalStateException', 'no stock', 'com.acme.Shop.buy', '']])
})

describe('Android says which thread an exception ended', () => {
  it.each([
    [
      'behind a prefix',
      '01-02 03:04:05.678 123-456/com.acme.shop E/AndroidRuntime: FATAL EXCEPTION: sync\n    Process: com.acme.shop, PID: 123\n    java.lang.IllegalStateException: no stock\n        at com.acme.shop.Sync.run(Sync.kt:12)\n',
    ],
    [
      'bare, under a message of several lines',
      'FATAL EXCEPTION: sync\nProcess: com.acme.shop, PID: 123\njava.lang.IllegalStateException: no stock\n  at com.acme.shop.Sync.run(Sync.kt:12)\n  at com.acme.shop.Sync.main(Sync.kt:3)\n',
    ],
    [
      'without the process',
      'E/AndroidRuntime( 1553): FATAL EXCEPTION: sync\nE/AndroidRuntime( 1553): java.lang.IllegalStateException: no stock\nE/AndroidRuntime( 1553): \tat com.acme.shop.Sync.run(Sync.kt:12)\n',
    ],
  ])('%s', async (_, text) => {
    const { crashes, stacks } = await told(text)
    expect(crashes.map(({ message, thread, origin }) => [message, thread, origin?.function])).toEqual([
      ['java.lang.IllegalStateException: no stock', 'sync', 'com.acme.shop.Sync.run'],
    ])
    expect(stacks).toHaveLength(1)
  })

  it('and nothing in a text about it', async () => {
    const text = 'Look for FATAL EXCEPTION: main\nin the output of logcat, and for the process below.\n'
    expect((await told(text)).crashes).toEqual([])
  })
})

describe("Groovy's runner prints what ended the script twice", () => {
  const head = 'java.lang.IllegalStateException: no flour'
  const frames = '\tat oven.heat(bake.groovy:3)\n\tat bake.run(bake.groovy:9)\n'

  it('and keeps the frames of the script', async () => {
    const { crashes } = await told(`heating\nCaught: ${head}\n${head}\n${frames}`)
    expect(crashes).toMatchObject([{ kind: 'exception', message: head, origin: { function: 'oven.heat', line: 3 } }])
  })

  it.each([
    ['a handler in Java', `Caught: ${head}\n${head}\n\tat a.Oven.heat(Oven.java:3)\n\tat a.Oven.main(Oven.java:9)\n`],
    [
      'a handler in the script',
      `Caught: ${head}\n${head}\n${frames}\tat groovy.ui.GroovyMain.run(GroovyMain.java:5)\n\tat org.codehaus.groovy.tools.GroovyStarter.main(GroovyStarter.java:7)\n`,
    ],
    ['another exception', `Caught: ${head} today\n${head}\n${frames}`],
    ['only once', `${head}\n${frames}`],
  ])('%s is none of it', async (_, text) => {
    const { crashes, stacks } = await told(text)
    expect([crashes.length, stacks.length]).toEqual([0, 1])
  })
})

describe('a record says which thread died', () => {
  it.each([
    ["[2026-01-02 03:04:05,678] ERROR Uncaught exception in thread 'sender | 1': (acme.Worker)", 'sender | 1'],
    [
      '[2026-01-02T03:04:05,678][ERROR][o.e.b.Handler] [n1] fatal error in thread [shop[n1][search][T#6]], exiting',
      'shop[n1][search][T#6]',
    ],
    [
      'ERROR [Compact:3] 2026-01-02 03:04:05,678 Daemon.java:228 - Exception in thread Thread[Compact:3,1,main]',
      'Compact:3',
    ],
    ['03:04:05.678 [main] ERROR a.Shop - Exception in thread Thread[#31,pool-1-thread-2,5,main]', 'pool-1-thread-2'],
    ['03:04:05.678 [index] ERROR a.Shop - Uncaught exception in thread index-3', 'index-3'],
    ['FATAL: uncaught exception in thread pay-1, stopping', 'pay-1'],
    ['ERROR uncaught exception in thread two words, stopping', null],
    ['ERROR unhandled exception in thread pool', null],
    // A logger that does not fill in what it prints as JSON.
    ['ERROR uncaught exception in thread {}', null],
    ['ERROR unhandled exception in thread [belt [5]] of the sorter', 'belt [5]'],
    [
      '2026-01-02 03:04:05,678 ERROR [io.quarkus.runtime.Application] (main) Failed to start application (with profile [prod])',
      null,
    ],
    ['03:04:05.678 [main] ERROR io.micronaut.runtime.Micronaut - Error starting Micronaut server: no stock', null],
    [
      '2026-01-02T03:04:05.678Z ERROR 7 --- [shop] [           main] o.s.boot.SpringApplication : Application run failed',
      'main',
    ],
    [
      '2026-01-02T03:04:05.678Z ERROR 7 --- [  restartedMain] o.s.boot.SpringApplication : Application run failed',
      'restartedMain',
    ],
    [
      '2026-01-02T03:04:05.678Z ERROR 7 --- [askExecutor-123] o.s.boot.SpringApplication : Application run failed',
      null,
    ],
  ])('%s', async (record, thread) => {
    const { crashes } = await told(
      `${record}\ncom.acme.ShopException: no stock\n\tat com.acme.Shop.buy(Shop.java:12)\n`,
    )
    expect(crashes.map((crash) => [crash.kind, crash.thread])).toEqual([['exception', thread]])
  })

  it('in front of the class', async () => {
    const record = '03:04:05.678 FATAL a.Shop - unhandled exception in thread [belt-5] com.acme.ShopException: no stock'
    const { crashes } = await told(`${record}\n\tat com.acme.Shop.buy(Shop.java:12)\n`)
    expect(crashes.map((crash) => crash.thread)).toEqual(['belt-5'])
  })

  it('and none where it was caught', async () => {
    const record = "03:04:05.678 [main] WARN a.Shop - rejected in thread 'sender': trying again"
    const { crashes, stacks } = await told(
      `${record}\ncom.acme.ShopException: no stock\n\tat com.acme.Shop.buy(Shop.java:12)\n`,
    )
    expect([crashes.length, stacks.length]).toEqual([0, 1])
  })
})

describe('frames at two blanks under a message of several lines', () => {
  const HEAD = 'com.acme.ShopException: no stock\nfor order 7\n'
  const FRAMES = '  at com.acme.Shop.buy(Shop.java:12)\n  at com.acme.Shop.main(Shop.java:3)\n'

  it.each([
    ['at the end', ''],
    ['before another line', 'order 8 is next\n'],
    ['before an empty line', '\norder 8 is next\n'],
    ['before a record', '2026-01-02 03:04:05,678 INFO [main] a.Shop - next\n'],
    ['before a cause', 'Caused by: java.io.IOException: disk full\n  at com.acme.Disk.write(Disk.java:7)\n'],
  ])('are its frames %s', async (_, behind) => {
    const { stacks } = await told(HEAD + FRAMES + behind)
    expect(stacks).toMatchObject([{ message: 'no stock\nfor order 7', frames: [{ line: 12 }, { line: 3 }] }])
  })

  it.each([
    [
      'one error',
      '1) No binding for com.acme.Disk.\n  while locating com.acme.Disk\n  at com.acme.Shop.configure(Shop.java:12)\n\n1 error',
    ],
    [
      'two in a row',
      '1) No binding.\n  at com.acme.Shop.configure(Shop.java:12)\n  at com.acme.Main.configure(Main.java:3)\n  while locating com.acme.Disk\n\n2) Same.\n  at com.acme.Shop.configure(Shop.java:14)\n\n2 errors',
    ],
  ])('are places that the message names where others follow: %s', async (_, message) => {
    const { stacks } = await told(
      `com.acme.CreationException: Unable to create:\n\n${message}\n\tat com.acme.Injector.make(Injector.java:543)\n`,
    )
    expect(stacks).toMatchObject([
      { message: `Unable to create:\n\n${message}`, frames: [{ function: 'com.acme.Injector.make' }] },
    ])
  })
})

describe('a message that holds a trace of somewhere else', () => {
  it('goes on with its own frames where it says so', async () => {
    const { stacks, crashes } = await told(
      'Exception in thread "main" com.acme.JobException: task 6 failed: java.lang.NullPointerException\n\tat com.acme.Tiles.convert(Tiles.java:130)\n\tat com.acme.Task.run(Task.scala:123)\n\nDriver stacktrace:\n\tat com.acme.Scheduler.abort(Scheduler.scala:1889)\n\tat com.acme.Tiles.main(Tiles.java:210)\nCaused by: java.lang.NullPointerException\n\tat com.acme.Tiles.convert(Tiles.java:130)\n\tat com.acme.Task.run(Task.scala:123)\n',
    )
    expect(stacks.map(({ type, causes }) => [type, causes.map((cause) => cause.type)])).toEqual([
      ['com.acme.JobException', ['java.lang.NullPointerException']],
    ])
    expect(crashes).toMatchObject([{ origin: { function: 'com.acme.Tiles.convert', line: 130 } }])
  })

  it('is none where another trace is announced', async () => {
    const text =
      'java.lang.IllegalStateException: a\n\tat com.acme.A.b(A.java:1)\nStack trace:\nnothing of Java\njava.lang.IllegalStateException: b\n\tat com.acme.B.c(B.java:1)\n'
    expect(await groupsIn(text)).toEqual([
      ['java.lang.IllegalStateException', 'a', 'com.acme.A.b', ''],
      ['java.lang.IllegalStateException', 'b', 'com.acme.B.c', ''],
    ])
  })
})

describe('frames without `at`', () => {
  it('stand right under the head where sbt prints them', async () => {
    const text =
      'scala.MatchError: Seq.scala (of class a.PlainFile)\nacme.API$Phase.process(API.scala:62)\nacme.API$Phase.apply(API.scala:53)\nacme.Run.compile(Run.scala:1501)\nnext\n'
    const { stacks } = await told(text)
    expect(stacks).toMatchObject([{ type: 'scala.MatchError', frames: [{ line: 62 }, { line: 53 }, { line: 1501 }] }])
  })

  it('are Clojure’s, from the second one on', async () => {
    const text =
      'clojure.lang.ExceptionInfo: order failed {:id 7}\n at shop.core$buy.invokeStatic (core.clj:8)\n    shop.core$buy.invoke (core.clj:6)\n    java.lang.Thread.run (Thread.java:840)\nCaused by: java.lang.ClassCastException: no String\n at shop.core$price.invokeStatic (core.clj:3)\n    shop.core$price.invoke (core.clj:2)\n'
    const { stacks } = await told(text)
    expect(stacks).toMatchObject([
      {
        type: 'clojure.lang.ExceptionInfo',
        frames: [{ function: 'shop.core$buy.invokeStatic' }, { function: 'shop.core$buy.invoke' }, { line: 840 }],
        causes: [{ type: 'java.lang.ClassCastException', frames: [{}, { function: 'shop.core$price.invoke' }] }],
      },
    ])
  })

  it.each([
    'TypeError: x is undefined\n at foo.bar (file.js:1:2)\n at Object.baz (other.js:3:4)\n',
    'Unhandled Exception: System.Error: no\n  at Shop.Basket.Add (Item item) [0x00000] in <0>:0\n',
    'ERROR Uncaught exception: requests.exceptions.ConnectionError: refused\nTraceback (most recent call last):\n  File "a.py", line 3\n',
    'com.acme.Shop: 3 orders\nacme.API.process(API.scala:62): took 3 ms\n',
  ])('are nobody’s in another language: %#', async (text) => {
    expect((await told(text)).stacks).toEqual([])
  })
})

describe('Gradle’s short words of a failed test', () => {
  const TITLE = 'com.acme.ShopTest > sells what is there() FAILED\n'
  const FAILED = '    org.opentest4j.AssertionFailedError at ShopTest.java:31\n'

  it('name the class, the line and the causes', async () => {
    const { stacks, crashes } = await told(
      `> Task :test FAILED\n\n${TITLE}${FAILED}        Caused by: java.io.IOException at ShopTest.java:12\n            Caused by: java.net.ConnectException\n\nShopTest > pays() FAILED\n    java.lang.AssertionError at ShopTest.kt:40\n\n3 tests completed, 2 failed\n`,
    )
    expect(crashes).toEqual([])
    expect(stacks.map(({ type, frames, causes }) => [type, frames, causes.map((cause) => cause.type)])).toMatchObject([
      [
        'org.opentest4j.AssertionFailedError',
        [{ function: 'com.acme.ShopTest', file: 'ShopTest.java', line: 31, kind: 'test' }],
        ['java.io.IOException', 'java.net.ConnectException'],
      ],
      ['java.lang.AssertionError', [{ file: 'ShopTest.kt', line: 40 }], []],
    ])
  })

  it.each([
    ['without a title', `that is the line\n${FAILED}`],
    ['under an empty line', `> Task :test\n${TITLE}\n${FAILED}`],
    ['of Python', `${TITLE}    tests.errors.AssertionError at test_shop.py:31\n`],
    ['in a sentence', `${TITLE}    XXX see com.acme.Error at HtmlIndenter.java:68\n`],
  ])('are none %s', async (_, text) => {
    expect((await told(text)).stacks).toEqual([])
  })
})

describe('lines of a trace that are no frames', () => {
  it('mark where a coroutine waited for another', async () => {
    const { stacks, sources } = await told(
      'Exception in thread "main" com.acme.Late\n    (Coroutine boundary)\n    at com.acme.MainKt.main(main.kt:15)\n    (Coroutine creation stacktrace)\n    at com.acme.MainKt.start(main.kt:9)\nCaused by: com.acme.Late: 3 s\n    at com.acme.Net.read(Net.java:230)\n',
    )
    expect(stacks).toMatchObject([{ message: '', frames: [{ line: 15 }, { line: 9 }], causes: [{ message: '3 s' }] }])
    expect(sources[0]!.completeness.evidence).toEqual([])
  })

  it('name the class that another process threw', async () => {
    const { stacks } = await told(
      'com.acme.Denied: no\n\tat com.acme.Client.call(Client.java:7)\nCaused by: com.acme.RemoteException(java.io.FileNotFoundException): /data\n\tat com.acme.Server.run(Server.java:9)\n',
    )
    expect(stacks[0]!.causes).toMatchObject([
      { type: 'com.acme.RemoteException', message: 'java.io.FileNotFoundException: /data' },
    ])
  })

  it('may be of scripts, whose frames name a path', async () => {
    const { stacks } = await told(
      'scala.MatchError: 0.13.1 (of class java.lang.String)\n    at $e7f9$$anonfun$1.apply(/home/me/shop/project/plugins.sbt:1)\n    at scala.Function1.apply(Function1.scala:47)\n',
    )
    expect(stacks).toMatchObject([{ frames: [{ file: '/home/me/shop/project/plugins.sbt', line: 1 }, { line: 47 }] }])
  })

  it.each([
    'TypeError: no\n    at Object.apply (/srv/app/index.js:3:16)\n    at Module.load (/srv/app/load.js:4:1)\n',
    'TypeError: no\n    at App.render(/srv/app/index.ts:3)\n    at App.load(/srv/app/load.ts:4)\n',
  ])('and a path of another language is no source: %#', async (text) => {
    expect((await told(text)).stacks).toEqual([])
  })
})

describe('a first frame that a terminal cut', () => {
  it.each([
    ['\tat com.acme.ledger.Ledger.open(Ledger.jav…', 'com.acme.ledger.Ledger.open'],
    ['\tat com.acme.ledger.Ledger.openTheLedgerOf', 'com.acme.ledger.Ledger.openTheLedgerOf'],
    ['\tat com.acme.ledger.Ledger.open(Ledger$', 'com.acme.ledger.Ledger.open'],
  ])('is a frame without a place, and the next one no sure origin: %s', async (torn, name) => {
    const { stacks, sources, crashes } = await told(
      `Exception in thread "main" java.lang.IllegalStateException: no ledger\n${torn}\n\tat com.acme.Main.main(Main.java:9)\n`,
    )
    expect(stacks).toMatchObject([
      {
        message: 'no ledger',
        frames: [{ function: name, file: null, line: null }, { function: 'com.acme.Main.main' }],
      },
    ])
    expect(crashes).toMatchObject([{ origin: { function: 'com.acme.Main.main', confidence: 0.6 } }])
    expect(sources[0]!.completeness).toMatchObject({ verdict: 'incomplete', evidence: [{ id: 'E02', line: 2 }] })
  })

  it('is one like the others where the last line of a log was cut behind its name', async () => {
    const whole =
      'java.io.IOException: full\n\tat com.acme.Disk.write(Disk.java:7)\n\tat com.acme.Main.main(Main.java:9)\n'
    const [one, cut] = await Promise.all([whole, whole.slice(0, -7)].map(told))
    expect(cut!.stacks[0]!.fingerprint).toBe(one!.stacks[0]!.fingerprint)
    expect(cut!.sources[0]!.completeness.evidence).toMatchObject([{ id: 'E02' }])
  })

  it('is text where it is a sentence', async () => {
    const { stacks, sources } = await told(
      'java.lang.IllegalStateException: broken\n\tat column\n\tat line 9\n\tat com.acme.Main.main(Main.java:9)\n',
    )
    expect(stacks).toMatchObject([{ message: 'broken\n\tat column\n\tat line 9', frames: [{ line: 9 }] }])
    expect(sources[0]!.completeness.evidence).toEqual([])
  })
})

describe('the deadlock of a dump, copied alone', () => {
  const member = (name: string, wants: string, other: string) =>
    `"${name}":\n  waiting to lock monitor 0x00000000a${wants} (object 0x00000007${wants}, a com.acme.Lock),\n  which is held by "${other}"\n`
  const FOUND = `Found one Java-level deadlock:\n=============================\n${member('buyer', '1110', 'seller')}${member('seller', '2220', 'buyer')}`
  const stack = (name: string, wants: string, holds: string) =>
    `"${name}":\n\tat com.acme.Shop.${name}(Shop.java:7)\n\t- waiting to lock <0x00000007${wants}> (a com.acme.Lock)\n\t- locked <0x00000007${holds}> (a com.acme.Lock)\n`
  const STACKS = `\nJava stack information for the threads listed above:\n===================================================\n${stack('buyer', '1110', '2220')}${stack('seller', '2220', '1110')}\nFound 1 deadlock.\n`

  it('is told, with the stacks that stand in it', async () => {
    const { findings, sources, dumps } = await told(`We see this:\n\n${FOUND}${STACKS}\nThanks!\n`)
    expect(findings.map(({ rule, confidence }) => [rule, confidence])).toEqual([['jvm/deadlock', 1]])
    expect(JSON.stringify(findings)).toContain('com.acme.Shop.buyer')
    expect(dumps).toHaveLength(1)
    expect(sources[0]!.completeness.evidence).toEqual([])
  })

  it('is told without them', async () => {
    expect((await told(FOUND)).findings.map(({ rule }) => rule)).toEqual(['jvm/deadlock'])
  })

  it('is none in a text about it', async () => {
    const text = 'jstack prints\nFound one Java-level deadlock:\nand then "a": and so on\n'
    expect((await told(text)).findings).toEqual([])
  })
})

describe('a stack that the JVM prints of a thread ends where the thread began', () => {
  const whole = [
    'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\n\tat a.C.main(C.java:7)\n',
    'Exception in thread "w" a.B: x\n\tat a.C.d(C.java:1)\n\tat a.Worker.run(Worker.java:7)\nCaused by: a.E: y\n\tat a.F.g(F.java:2)\n\t... 2 more\n',
    'Exception in thread "main" java.lang.ExceptionInInitializerError\nCaused by: a.E: y\n\tat a.F.g(F.java:2)\n\tat a.C.<clinit>(C.java:3)\n',
    'Exception in thread "main" java.lang.NoClassDefFoundError: a/C\n\tat java.base/java.lang.Class.getMethods(Class.java:1)\n\tat java.base/sun.launcher.LauncherHelper.checkAndLoadMain(LauncherHelper.java:2)\n',
    `Exception in thread "w" java.lang.StackOverflowError\n${'\tat a.C.d(C.java:1)\n'.repeat(1024)}`,
    '12:00:01 ERROR [w] shop - failed\na.B: x\n\tat a.C.d(C.java:1)\n',
    'ERROR Uncaught exception in thread w\na.BadException: x\n\tat a.C.d(C.java:1)\n12:00:01 INFO next\n',
    // The main thread may have another name, and may die of what another thread has thrown.
    'Exception in thread "janitor" a.B: x\n\tat a.C.main(C.java:7)\n',
    'Exception in thread "main" a.B: x\n\tat a.Poll$Worker.run(Poll.java:7)\n',
    'Exception in thread "main" a.B: x\n\tat a.Poll.run(Poll.java:7)\n12:00:01 INFO next\n',
    'Exception in thread "pool-1-thread-3" a.B: x\n\tat java.base/java.lang.Thread.run(Thread.java:840)\nCaused by: a.E: y\n\tat a.C.main(C.java:7)\n',
    'Exception in thread "f" a.B: x\n\tat java.base/java.util.concurrent.ForkJoinWorkerThread.run(ForkJoinWorkerThread.java:165)\n',
    'Exception in thread "main" a.B: x\n\tat a.C$.main(C.scala:7)\n\tat a.C.main(C.scala)\n',
  ]
  const cut = [
    'Exception in thread "main" a.B: x\n\tat a.C.d(C.java:1)\n',
    'Exception in thread "main" a.B: x\n\tat a.C.main(C.java:7)\nCaused by: a.E: y\n\tat a.F.g(F.java:2)\n12:00:01 INFO next\n',
    `Exception in thread "w" java.lang.StackOverflowError\n${'\tat a.C.d(C.java:1)\n'.repeat(700)}`,
    // A thread that somebody started does not begin in a `main`, nor in a task of a pool.
    'Exception in thread "Thread-3" a.B: x\n\tat a.Menu.main(Menu.java:7)\n',
    'Exception in thread "pool-1-thread-3" a.B: x\n\tat java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1136)\n',
    'Exception in thread "main" a.B: x\n\tat a.C$.main(C.scala:7)\n',
    'Exception in thread "main" a.B: x\n\tat a.C$Companion.main(C.kt:7)\n',
    'Exception in thread "main" a.B: x\n\tat a.App.run(App.java:7)\n',
    'ERROR Uncaught exception in thread w\na.BadException: x\n\tat a.C.d(C.java:1)\n',
  ]
  it.each(whole)('whole: %s', async (text) => {
    expect((await told(text)).sources[0]!.completeness.evidence).toEqual([])
  })
  it.each(cut)('cut: %s', async (text) => {
    expect((await told(text)).sources[0]!.completeness).toMatchObject({
      verdict: 'incomplete',
      evidence: [{ id: 'E25' }],
    })
  })
})

describe('an exception whose toString names no class', () => {
  const text = 'Exception in thread "main" !! odd: code=7\n\tat a.C.d(C.java:1)\n\tat a.C.main(C.java:7)\n'

  it('died all the same', async () => {
    const { crashes, sources } = await told(text)
    expect(crashes.map(({ kind, message, thread, origin }) => [kind, message, thread, origin?.function])).toEqual([
      ['exception', '!! odd: code=7', 'main', 'a.C.d'],
    ])
    expect(sources[0]!.completeness.verdict).toBe('complete')
  })

  it('is none in words about it', async () => {
    const words = 'Exception in thread "main" is what the JVM says then\nand below it the stack\nnext line\n'
    const { crashes, stacks } = await told(words)
    expect([crashes, stacks]).toEqual([[], []])
  })
})
