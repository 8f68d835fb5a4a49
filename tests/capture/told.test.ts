/** Whoever is told of a crash may fail: the program goes on, and its end is told all the same. */
import { expect, it } from 'vitest'
import { runProgram } from '../../src/index.ts'

const CRASHING = `console.error('panic: boom\\n\\ngoroutine 1 [running]:\\nmain.main()\\n\\t/src/main.go:12 +0x18\\nexit status 2')
setTimeout(() => console.error('went on'), 300)`

it.each([
  [
    'throws',
    () => {
      throw new Error('no pen')
    },
  ],
  ['rejects', () => Promise.reject(new Error('no pen'))],
] as const)('a listener that %s', async (_, onCrash) => {
  let passedOn = ''
  const stream = {
    write(chunk: Uint8Array, done?: () => void) {
      passedOn += Buffer.from(chunk).toString()
      done?.()
      return true
    },
  }
  const notes: string[] = []
  const { report } = await runProgram({
    command: [process.execPath, '-e', CRASHING],
    env: process.env,
    stdin: null,
    output: { stdout: { stream, fd: null }, stderr: { stream, fd: null } },
    onCrash,
    onNote: (sentence) => void notes.push(sentence),
  })
  expect(passedOn).toMatch(/went on\n$/)
  expect(report.crashes).toHaveLength(1)
  expect(notes).toEqual(['the crash could not be told: Error: no pen'])
})
