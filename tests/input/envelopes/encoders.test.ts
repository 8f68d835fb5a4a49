import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ENCODERS, toBytes } from './encoders.ts'
import { linesOf, textOf, unwrap } from './unwrap.ts'

const FOLDER = new URL('./fixtures/', import.meta.url)

function fixture(name: string): string {
  return readFileSync(new URL(`go1.26.${name}.log`, FOLDER), 'utf8')
}

const LONG = `panic: ${'v'.repeat(40_000)} & <more> "quoted" \\ \u00e9\u4e16\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\nexit status 2\n`

const TEXTS: Record<string, string> = {
  'a crash': fixture('nilderef.all'),
  'a panic chain with a value of several lines': fixture('nested.three'),
  'registers and frame addresses': fixture('signals.QUIT'),
  'a panic value with an empty TAB line': `${fixture('values.multiline')}goroutine 1 [running]:\nmain.main()\n\tx.go:1 +0x1d\n`,
  'labels in a header': fixture('labels.on'),
  'a line of 40 kB': LONG,
}

describe('what was wrapped comes out as it went in', () => {
  for (const encoder of ENCODERS) {
    describe(encoder.name, () => {
      for (const [name, text] of Object.entries(TEXTS)) {
        // Entities alone do not prove a web page: a panic value may hold them. A location or a header must.
        const unprovable = encoder.name === 'web page' && !/[<"]/.test(text.replace(/^panic.*$/gm, ''))
        test.skipIf(unprovable && text.includes('<'))(name, () => {
          const { layers, lines } = unwrap(encoder.encode(text))
          expect(textOf(lines)).toEqual(linesOf(encoder.survives?.(text) ?? text))
          if (encoder.name !== 'web page') expect(layers).toEqual(encoder.layers)
        })
      }
    })
  }

  test('there are many', () => {
    expect(ENCODERS.length).toBeGreaterThanOrEqual(30)
    expect(new Set(ENCODERS.map(({ name }) => name)).size).toBe(ENCODERS.length)
  })
})

test('a recorded go test -json run', () => {
  const bytes = toBytes(fixture('tests.divide-json'))
  const { layers, lines } = unwrap(bytes)
  const outputs = linesOf(fixture('tests.divide-json')).map((line) => {
    const event = line.startsWith('{') ? (JSON.parse(line) as { Output?: string }) : { Output: `${line}\n` }
    return event.Output ?? ''
  })
  expect(layers).toEqual(['gotest-json'])
  expect(textOf(lines)).toEqual(linesOf(outputs.join('')))
})
