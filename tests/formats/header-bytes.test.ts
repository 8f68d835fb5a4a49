import { expect, test } from 'vitest'
import { HeaderBytes } from '../../src/formats/go/header-bytes.ts'
import type { Heading } from '../../src/formats/recogniser.ts'

function heading(text: string): Heading {
  const buffer = Buffer.from(text)
  return { buffer, from: 0, end: buffer.length, line: 1, byte: 0, text: () => text }
}

test('the offset behind an id is that of the last header, or -1', () => {
  const bytes = new HeaderBytes()
  const read = (text: string) => [bytes.read(heading(text)), bytes.behindId]
  expect(bytes.behindId).toBe(-1)
  for (let times = 0; times < 2; times++) {
    expect(read('goroutine 123 [select]:')).toEqual([true, 'goroutine 123'.length])
    expect(read('main.main()')).toEqual([false, -1])
    expect(read('goroutine 7 gp=0xc000102380 m=nil [select]:')).toEqual([true, 'goroutine 7'.length])
    expect(read('goroutine x [select]:')).toEqual([false, -1])
  }
})
