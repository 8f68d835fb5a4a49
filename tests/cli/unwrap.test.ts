import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { PANIC } from './logs.ts'
import { runCli } from './run-cli.ts'

const cri = (line: string, stream: string, i: number): string =>
  `2024-03-05T14:07:09.${String(i).padStart(9, '0')}Z ${stream} F ${line}\n`

const LINES = PANIC.replace(/\n$/, '').split('\n')
const WRAPPED = LINES.map((line, i) => cri(line, 'stderr', i) + cri(`GET /${i}`, 'stdout', i)).join('')

test('the lines of all streams, as they ended', async () => {
  const { exit, stdout, stderr } = await runCli({ argv: ['unwrap', 'a.log'], files: { 'a.log': WRAPPED } })
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
  expect(stdout).toBe(LINES.map((line, i) => `${line}\nGET /${i}\n`).join(''))
})

test('one stream, with a map', async () => {
  const argv = ['unwrap', '--stream', 'stderr', '--output', 'plain.log', '--map', 'plain.map', 'a.log']
  await runCli({ argv, files: { 'a.log': WRAPPED } }, (folder) => {
    expect(readFileSync(join(folder, 'plain.log'), 'utf8')).toBe(PANIC)
    const map = readFileSync(join(folder, 'plain.map'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(map).toHaveLength(LINES.length)
    for (const [i, { payloadLine, source, line, endLine, byte, endByte, stream, time }] of map.entries()) {
      expect([payloadLine, source, line, endLine, stream]).toEqual([i + 1, 'a.log', 2 * i + 1, 2 * i + 1, 'stderr'])
      expect(`${WRAPPED.slice(byte, endByte)}\n`).toBe(cri(LINES[i]!, 'stderr', i))
      expect(time).toBe(`2024-03-05T14:07:09.${String(i).padStart(9, '0')}Z`)
    }
  })
})

test('a line in pieces has the place of them all', async () => {
  const pieces = '2024-03-05T14:07:09.1Z stderr P panic: \n2024-03-05T14:07:09.2Z stderr F boom\n'
  const argv = ['unwrap', '--map', 'map', 'a.log']
  const { stdout } = await runCli({ argv, files: { 'a.log': pieces } }, (folder) => {
    expect(JSON.parse(readFileSync(join(folder, 'map'), 'utf8'))).toMatchObject({
      line: 1,
      endLine: 2,
      byte: 0,
      endByte: pieces.length - 1,
    })
  })
  expect(stdout).toBe('panic: boom\n')
})

test('what nothing wraps stays, with its missing newline', async () => {
  const text = `some text\n\n\tindented\n${PANIC}the end`
  expect((await runCli({ argv: ['unwrap'], stdin: text })).stdout).toBe(text)
})

test('a part that is wrapped further on', async () => {
  const bare = 'starting\n'.repeat(400)
  const wrapped = LINES.map((line) => `web-1  | ${line}\n`).join('')
  const after = 'done\n'.repeat(30)
  const { stdout } = await runCli({ argv: ['unwrap'], stdin: bare + wrapped + after })
  expect(stdout).toBe(bare + PANIC + after)
})

test('compressed, and a file that is missing', async () => {
  const prepare = (folder: string) => writeFileSync(join(folder, 'a.gz'), gzipSync(WRAPPED))
  const { exit, stdout, stderr } = await runCli({ argv: ['unwrap', '--stream=stderr', 'nope.log', 'a.gz'], prepare })
  expect(stdout).toBe(PANIC)
  expect(stderr).toBe('log-extractor: nope.log: no such file\n')
  expect(exit).toBe(66)
})
