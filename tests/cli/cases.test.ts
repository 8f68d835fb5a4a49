import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CASES } from './cases.ts'
import { NOISE, PANIC } from './logs.ts'
import { runCli } from './run-cli.ts'

describe('command lines', () => {
  it.each(CASES)('$title', async ({ exit, stdout, stderr, ...world }) => {
    const outcome = await runCli(world)
    expect(outcome.stderr).toEqual(typeof stderr === 'string' ? stderr : expect.stringMatching(stderr))
    expect(outcome.stdout).toEqual(typeof stdout === 'string' ? stdout : expect.stringMatching(stdout))
    expect(outcome.exit).toBe(exit)
  })
})

describe('--output', () => {
  const argv = ['-q', '--output', 'out.txt', 'crash.log']
  const files = { 'crash.log': PANIC }

  it('is whole, alone, and instead of standard output', async () => {
    const outcome = await runCli({ argv, files }, (folder) => {
      expect(readdirSync(folder).sort()).toEqual(['crash.log', 'out.txt'])
      expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(/^crash\.log:2: PANIC .*\n$/)
    })
    expect(outcome).toEqual({ exit: 0, stdout: '', stderr: '' })
  })

  it('replaces what was there and keeps its mode', async () => {
    const prepare = (folder: string) => chmodSync(join(folder, 'out.txt'), 0o604)
    await runCli({ argv, files: { ...files, 'out.txt': 'old '.repeat(1000) }, prepare }, (folder) => {
      expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(/^crash\.log:2: .*\n$/)
      expect(statSync(join(folder, 'out.txt')).mode & 0o777).toBe(0o604)
    })
  })

  it('replaces the file behind a link, not the link', async () => {
    const prepare = (folder: string) => symlinkSync('real.txt', join(folder, 'out.txt'))
    await runCli({ argv, files: { ...files, 'real.txt': 'old' }, prepare }, (folder) => {
      expect(lstatSync(join(folder, 'out.txt')).isSymbolicLink()).toBe(true)
      expect(readFileSync(join(folder, 'real.txt'), 'utf8')).toMatch(/^crash\.log:2: /)
    })
  })

  it('leaves the old file when nothing could be read', async () => {
    const world = { argv: ['-o', 'out.txt', 'nope.log'], files: { 'out.txt': 'old' } }
    const outcome = await runCli(world, (folder) => {
      expect(readdirSync(folder)).toEqual(['out.txt'])
      expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toBe('old')
    })
    expect(outcome.exit).toBe(66)
  })

  it('has no colour unless asked', async () => {
    const world = { files, terminal: 80 }
    const plain = (folder: string) => expect(readFileSync(join(folder, 'out.txt'), 'utf8')).not.toContain('\x1b')
    const coloured = (folder: string) => expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toContain('\x1b')
    await runCli({ ...world, argv: ['-o', 'out.txt', 'crash.log'] }, plain)
    await runCli({ ...world, argv: ['-o', 'out.txt', '--color=always', 'crash.log'] }, coloured)
  })
})

describe('inputs', () => {
  it('that cannot be read are told, and the others are done', async () => {
    const outcome = await runCli({
      argv: ['-q', 'loop.log', 'crash.log'],
      files: { 'crash.log': PANIC },
      prepare: (folder) => symlinkSync('loop.log', join(folder, 'loop.log')),
    })
    expect(outcome.stderr).toBe('log-extractor: loop.log: cannot be read: ELOOP\n')
    expect(outcome.stdout).toMatch(/^crash\.log:2: PANIC/)
    expect(outcome.exit).toBe(66)
  })
})

describe('progress', () => {
  it('is silent for small inputs, even on a terminal', async () => {
    const outcome = await runCli({ argv: ['-q', 'calm.log'], files: { 'calm.log': NOISE }, stderrIsTerminal: true })
    expect(outcome.stderr).toBe('')
  })
})
