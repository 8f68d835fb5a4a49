/** Records that a logger printed over many lines: put together where they are whole, told where they are cut. */
import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'

const info = (text: string) => `{\n  "level" : "INFO",\n  "message" : "${text}"\n}`
const CALL =
  '{\n      "class" : "a.b.Shop",\n      "method" : "buy",\n      "file" : "Shop.java",\n      "line" : 12\n    }'
const ERROR = `{
  "instant" : {
    "epochSecond" : 1709647629,
    "nanoOfSecond" : 5000000
  },
  "level" : "ERROR",
  "message" : "no sale",
  "thrown" : {
    "message" : "none left",
    "name" : "a.b.OutOfStock",
    "cause" : {
      "commonElementCount" : 1,
      "name" : "java.io.IOException",
      "extendedStackTrace" : [ ${CALL.replaceAll('Shop', 'Disk')} ]
    },
    "extendedStackTrace" : [ ${CALL} ]
  }
}`
const FRAMES = '\tat a.B.c(B.java:7)\n\tat a.B.main(B.java:3)\n'
const THREAD = `Exception in thread "main" java.lang.IllegalStateException: no\n${FRAMES}`
const PANIC =
  'panic: boom\n\ngoroutine 1 [running]:\nmain.work(0x1, 0x2)\n\t/app/main.go:17 +0x1d\nmain.main()\n\t/app/main.go:5 +0x2a\nexit status 2\n'
const VM = `#
# A fatal error has been detected by the Java Runtime Environment:
#
#  SIGSEGV (0xb) at pc=0x00007f1234567890, pid=1, tid=2
#
# JRE version: OpenJDK Runtime Environment (17.0.1+12) (build 17.0.1+12)
# Problematic frame:
# C  [libfoo.so+0x1234]  foo_bar+0x14
#
`
const lineAt = (text: string, byte: number) => Buffer.from(text).subarray(0, byte).toString().split('\n').length
/** What stands in a log besides its printed records, or in them: message, frames, first line and last line. */
const found = async (text: string) => {
  const { crashes, stacks, sources } = await analyze({ name: 'app.log', bytes: Buffer.from(text) })
  for (const { line, byte } of [...crashes.map(({ span }) => span), ...stacks.map(({ first }) => first)])
    expect(line, 'the line is that of the byte').toBe(lineAt(text, byte))
  return {
    crashes: crashes.map(({ kind, message, frames, span }) => [
      kind,
      message?.split('\n')[0],
      frames.length,
      span.line,
      span.endLine,
    ]),
    stacks: stacks.map(({ type, message, frames, first }) => [type, message, frames.length, first.line, first.endLine]),
    evidence: sources[0]!.completeness.evidence.map(({ id }) => id),
    layers: sources[0]!.layers,
  }
}

const told = async (text: string) => {
  const { stacks, sources, findings } = await analyze({ name: 'app.log', bytes: Buffer.from(text) })
  const { layers, completeness } = sources[0]!
  const rows = stacks.map(
    ({ type, count, causes }) => `${count} ${type} < ${causes.map((cause) => cause.type).join(' ')}`,
  )
  return { rows, layers, evidence: completeness.evidence.map(({ id }) => id), stacks, findings }
}

describe('JSON', () => {
  test.each([
    ['one behind the other', `${info('a')}\n${ERROR}\n${info('b')}\n${ERROR}\n`],
    ['as a list', `[\n${info('a')}\n, ${ERROR}\n, ${ERROR}\n]\n`],
    [
      'with lines of another writer',
      `Starting up\n${info('a')}\n${ERROR.replace('\n  "level"', '\ngc done\n  "level"')}\n${ERROR}\nbye\n`,
    ],
    ['from the middle on', `  "endOfBatch" : false\n}\n${info('a')}\n${ERROR}\n${ERROR}\n`],
  ])('%s', async (_name, text) => {
    const { rows, layers, evidence, stacks } = await told(text)
    expect(rows).toEqual(['2 a.b.OutOfStock < java.io.IOException'])
    expect(layers).toEqual(['json-print', 'json'])
    expect(evidence).toEqual([])
    expect(stacks[0]!.firstTime).toBe('2024-03-05T14:07:09.005000000Z')
  })

  test('that ends in the middle says so', async () => {
    const two = ERROR.replace(/\[ (\{[^}]*Shop[^}]*\}) \]/, '[ $1, $1 ]')
    const { rows, evidence } = await told(`${info('a')}\n${two.slice(0, two.lastIndexOf('"method"'))}`)
    expect(rows).toEqual(['1 a.b.OutOfStock < java.io.IOException'])
    expect(evidence).toEqual(['E09'])
  })

  const CUT = '{\n  "instant" : {\n    "epochSecond" : 1709647629,\n'
  const THREE = `${info('a')}\n${info('b')}\n${info('c')}\n`
  const NO = 'java.lang.IllegalStateException: no'

  test.each([
    ['an exception at the end', `${THREE}${CUT}${THREAD}`, ['exception', NO, 2, 16, 18]],
    [
      'an exception, and goes on',
      `${THREE}${CUT}${THREAD}    "x" : 5\n  }\n}\n${info('d')}\n`,
      ['exception', NO, 2, 16, 18],
    ],
    ['a panic', `${THREE}${CUT}${PANIC}${info('d')}\n`, ['panic', 'boom', 2, 16, 22]],
    [
      'a report of the VM',
      `${THREE}${CUT}${VM}`,
      ['vm-crash', 'SIGSEGV (0xb) at pc=0x00007f1234567890, pid=1, tid=2', 0, 17, 24],
    ],
  ])('that is cut by %s hides nothing of it', async (_name, text, crash) => {
    const { crashes, evidence, layers } = await found(text)
    expect(crashes).toEqual([crash])
    expect(evidence).toEqual([])
    expect(layers).toEqual(['json-print', 'json'])
  })

  const REFUSED = 'java.lang.IllegalStateException: 400 Bad Request: '
  const BODY = '{\n  "message": "bad",\n  "level": "error"\n}'
  test.each([
    ['a bracket', `${THREE}java.lang.IllegalStateException: bad\n{\n${FRAMES}${info('d')}\n`, 'bad\n{'],
    [
      'a body',
      `${THREE}${REFUSED}\n{\n  "error": "bad"\n}\n${FRAMES}${info('d')}\n`,
      '400 Bad Request: \n{\n  "error": "bad"\n}',
    ],
    [
      'a body like a record, in a log of lines',
      `2024-03-05 14:07:09 ERROR a.B - failed\n${REFUSED}\n${BODY}\n${FRAMES}`,
      `400 Bad Request: \n${BODY}`,
    ],
    ['such bodies again and again', `${REFUSED}\n${BODY}\n${FRAMES}`.repeat(4), `400 Bad Request: \n${BODY}`],
  ])('in the message of an exception: %s', async (_name, text, message) => {
    const { stacks } = await found(text)
    expect(stacks.map((stack) => stack.slice(0, 3))).toEqual([['java.lang.IllegalStateException', message, 2]])
  })

  test('behind the frames of an exception is a record', async () => {
    const { stacks } = await found(`${THREE}${THREAD}${ERROR}\n`)
    expect(stacks.map(([type]) => type)).toEqual(['java.lang.IllegalStateException', 'a.b.OutOfStock'])
  })

  test('in the value of a panic', async () => {
    const { crashes, stacks, layers } = await found(PANIC.replace('boom', `got\n${BODY}`))
    expect(layers).toEqual([])
    expect(crashes).toEqual([['panic', 'got', 2, 1, 11]])
    expect(stacks[0]![1]).toBe(`got\n${BODY}`)
  })

  test('stands where it begins and ends, each of its lines', async () => {
    const { stacks } = await found(`${info('a')}\n${ERROR}\n${info('b')}\n`)
    expect(stacks).toEqual([['a.b.OutOfStock', 'none left', 1, 5, 4 + ERROR.split('\n').length]])
  })

  test('a frame in the middle of the record that is none speaks against its exception', async () => {
    const odd = ERROR.replace(/\[ (\{[^}]*Shop[^}]*\}) \]/, '[ $1, { "class" : "a.b.Shop" } ]')
    expect((await told(`${info('a')}\n${odd}\n${info('b')}\n`)).rows).toEqual(['1 null < '])
  })

  test('of another kind stays what it is', async () => {
    const settings = '{\n  "name" : "shop",\n  "message" : "hello",\n  "scripts" : {\n    "test" : "vitest"\n  }\n}\n'
    expect((await told(settings)).layers).toEqual([])
  })
})

describe('XML', () => {
  const event = (text: string, thrown = '') =>
    `<log4j:event logger="a.b.C" timestamp="1709647629005" level="ERROR" thread="main">\n<log4j:message><![CDATA[${text}]]></log4j:message>\n${thrown}</log4j:event>\n\n`
  const THROWN =
    '<log4j:throwable><![CDATA[a.b.OutOfStock: <none>\n\tat a.b.Shop.buy(Shop.java:12)\nCaused by: java.io.IOException\n\tat a.b.Disk.read(Disk.java:3)\n\t... 1 more\n]]></log4j:throwable>\n'

  test('an exception that is named by nothing else', async () => {
    const { rows, layers, stacks } = await told(event('a') + event('b', THROWN) + event('c', THROWN))
    expect(rows).toEqual(['2 a.b.OutOfStock < java.io.IOException'])
    expect(layers).toEqual(['xml-print', 'xml-record'])
    expect(stacks[0]!.firstTime).toBe('2024-03-05T14:07:09.005Z')
    expect(stacks[0]!.message).toBe('<none>')
  })

  const plain = (text: string) =>
    `<Event timeMillis="1709647629123" thread="main" level="INFO" loggerName="a">\n  <Message>${text}</Message>\n</Event>\n`
  const OPEN = '<Event timeMillis="1709647629123" thread="main" level="INFO" loggerName="a">\n'
  const THREE = plain('a') + plain('b') + plain('c')
  const NO = 'java.lang.IllegalStateException: no'
  const SIGNAL = 'SIGSEGV (0xb) at pc=0x00007f1234567890, pid=1, tid=2'

  test.each([
    ['an exception', `${THREE}${OPEN}${THREAD}`, ['exception', NO, 2, 11, 13]],
    ['a report of the VM', `${THREE}${OPEN}${VM}`, ['vm-crash', SIGNAL, 0, 12, 19]],
    ['a report of the VM in its first tag', `${THREE}${OPEN.slice(0, 63)}\n${VM}`, ['vm-crash', SIGNAL, 0, 12, 19]],
    ['a panic', `${THREE}${OPEN}${PANIC}${plain('d')}`, ['panic', 'boom', 2, 11, 17]],
    [
      'a panic in its text',
      `${THREE}${OPEN}  <Message><![CDATA[one\n${PANIC}${plain('d')}`,
      ['panic', 'boom', 2, 12, 18],
    ],
    [
      'many lines of another writer',
      `${THREE}${OPEN}${'some line of text\n'.repeat(30_000)}${PANIC}`,
      ['panic', 'boom', 2, 30_011, 30_017],
    ],
  ])('that is cut by %s hides nothing of it', async (_name, text, crash) => {
    const { crashes, evidence, layers } = await found(text)
    expect(crashes).toEqual([crash])
    expect(evidence).toEqual([])
    expect(layers).toEqual(['xml-print', 'xml-record'])
  })

  test('does not end in a section of characters, nor begin there', async () => {
    const quoted = 'saw\n<Event name="x" level="HIGH">\n  <a/>\n</Event>\nand </log4j:event> \nmore'
    const { stacks, evidence } = await found(event('a') + event(quoted, THROWN) + event('c'))
    expect(stacks).toEqual([['a.b.OutOfStock', '<none>', 1, 5, 18]])
    expect(evidence).toEqual([])
  })

  test('stands where it begins and ends, each of its lines', async () => {
    const call = (name: string) => `    <ExtendedStackTraceItem class="a.D" method="${name}" file="D.java" line="8"/>\n`
    const thrown = `  <Message>two</Message>\n  <Thrown name="a.b.LostException" message="m">\n   <ExtendedStackTrace>\n${call('e')}${call('f')}   </ExtendedStackTrace>\n  </Thrown>\n</Event>\n`
    const { stacks } = await found(plain('one') + OPEN + thrown + plain('three'))
    expect(stacks).toEqual([['a.b.LostException', 'm', 2, 4, 12]])
  })

  test('with attributes below each other', async () => {
    const text = event('a') + event('b', THROWN).replace(' timestamp', '\n             timestamp') + event('c')
    expect((await found(text)).stacks).toEqual([['a.b.OutOfStock', '<none>', 1, 5, 14]])
  })

  test('events of Windows are none of a logger', async () => {
    const text =
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\n  <System>\n    <Level>2</Level>\n  </System>\n</Event>\n"
    expect((await told(text)).layers).toEqual([])
  })
})
