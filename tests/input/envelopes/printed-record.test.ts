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

  test('events of Windows are none of a logger', async () => {
    const text =
      "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>\n  <System>\n    <Level>2</Level>\n  </System>\n</Event>\n"
    expect((await told(text)).layers).toEqual([])
  })
})
