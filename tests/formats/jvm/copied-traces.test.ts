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

it('Android says which process an exception ended', async () => {
  const text =
    '01-02 03:04:05.678 123-456/com.acme.shop E/AndroidRuntime: FATAL EXCEPTION: sync\n    Process: com.acme.shop, PID: 123\n    java.lang.IllegalStateException: no stock\n        at com.acme.shop.Sync.run(Sync.kt:12)\n'
  const { crashes } = await told(text)
  expect(crashes.map(({ message, origin }) => [message, origin?.function])).toEqual([
    ['java.lang.IllegalStateException: no stock', 'com.acme.shop.Sync.run'],
  ])
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
