import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { functionsIn } from '../../../src/analysis/go/source/go-functions.ts'
import { forgottenUnlocks, SourceCode } from '../../../src/analysis/go/source/source-code.ts'
import { analyze } from '../../../src/index.ts'
import { Checkout } from '../../../src/workspace/checkout.ts'
import { readSources } from '../../../src/workspace/read-sources.ts'
import { CORPUS, isBlocking } from '../../support/stuck-programs.ts'

const CODE = `package p

// mu.Lock() in a comment, "in a text", and { braces }
func (b *book) add(v int) error {
	b.mu.Lock()
	if v < 0 {
		b.mu.Unlock()
		return errBad
	}
	b.list = append(b.list, v) // line 10
	if v == 0 {
		return nil
	}
	b.mu.Unlock()
	b.notify <- "}{" // line 15
	go func() {
		b.mu.RLock()
		defer b.mu.RUnlock()
		<-b.done // line 19
	}()
	return nil
}

func drain(in chan int) {
	for range in { // line 25
	}
	close(in)
}
`

const at = (name: string, line: number, text = CODE) =>
  new SourceCode(new Map([['p/book.go', text]])).at({
    function: name,
    package: 'p',
    receiver: null,
    file: 'p/book.go',
    line,
    pcOffset: null,
    inlined: false,
    kind: 'app',
    args: null,
  })

describe('what the code says', () => {
  test('functions and literals', () => {
    expect(functionsIn(CODE).map(({ name, isLiteral, from, to }) => [name, isLiteral, from, to])).toEqual([
      ['(*book).add', true, 16, 20],
      ['(*book).add', false, 4, 22],
      ['drain', false, 24, 28],
    ])
  })

  test('a lock is held past the branch that gives it back and returns', () => {
    expect(at('p.(*book).add', 10)!.held).toEqual([{ on: 'b.mu', reads: false, line: 5 }])
    expect(at('p.(*book).add', 15)!.held).toEqual([])
    expect(at('p.(*book).add', 15)!.here.map(({ kind, on }) => [kind, on])).toEqual([['send', 'b.notify']])
  })

  test('a literal has its own locks, and gives them back at its end', () => {
    expect(at('p.(*book).add.func1', 19)).toMatchObject({
      held: [{ on: 'b.mu', reads: true, line: 17 }],
      here: [{ kind: 'receive', on: 'b.done' }],
    })
  })

  test('another function at that line: the file has changed', () => {
    expect(at('p.(*book).remove', 10)).toBeNull()
    expect(at('p.(*book).add', 19)).toBeNull()
  })

  test('a way out that keeps the lock', () => {
    const add = functionsIn(CODE).find(({ name, isLiteral }) => name === '(*book).add' && !isLiteral)!
    expect(forgottenUnlocks(add, 'b.mu')).toEqual([{ locked: 5, left: 12 }])
  })

  test('the cases of a select, not those of one within, nor what its cases do', () => {
    const text = [
      'package p',
      'func (l *loop) run() {',
      '\tselect {',
      '\tcase <-l.ctx.Done():',
      '\t\tl.ends <- true',
      '\t\tselect {',
      '\t\tcase <-l.inner:',
      '\t\t}',
      '\tcase l.out <- 1:',
      '\t}',
      '\tselect {',
      '\tcase <-l.next:',
      '\t}',
      '}',
    ].join('\n')
    const waits = (line: number) => at('p.(*loop).run', line, text)!.waits.map(({ kind, on }) => `${kind} ${on}`)
    expect(waits(3)).toEqual(['receive l.ctx.Done', 'send l.out'])
    expect(waits(5)).toEqual(['send l.ends'])
    expect(waits(6)).toEqual(['receive l.inner'])
    expect(waits(11)).toEqual(['receive l.next'])
  })

  test('range and close', () => {
    expect(at('p.drain', 25)!.here).toMatchObject([{ kind: 'receive', on: 'in' }])
  })

  test('hostile files end', () => {
    expect(functionsIn(`func ${'('.repeat(100_000)}`)).toEqual([])
    expect(functionsIn('func f() {\n'.repeat(2_000)).length).toBe(0)
    expect(functionsIn(`func f() {\n${'a.'.repeat(500_000)}Lock()\n}`)).toHaveLength(1)
  })
})

describe('with --source', () => {
  const own = `${CORPUS}go-deadlocks/own`
  const read = async (log: string, sourceDirectory: string | null) =>
    (await analyze(log, { sourceDirectory })).findings.find(isBlocking)!

  test('what one dump could not prove, the code does', async () => {
    expect(await read(`${own}/abba.sigquit.log`, null)).toMatchObject({ rule: 'go/blocked-unproven', confidence: 0.85 })
    const finding = await read(`${own}/abba.sigquit.log`, `${own}/src`)
    expect(finding).toMatchObject({ rule: 'go/deadlock', confidence: 0.97, data: { cause: 'lock-order' } })
    expect(finding.explanation).toContain('the source locks c.mu at line 36')
  })

  test('the return that forgot to unlock is named', async () => {
    const kernels = `${CORPUS}go-deadlocks/kernels`
    const finding = await read(`${kernels}/ledger-early.go1.19-sigquit.log`, `${kernels}/src/ledger-early`)
    expect(finding.explanation).toMatch(/\(\*book\)\.Append leaves at \S+kernel_test\.go:\d+ without unlocking b\.mu/)
  })

  test('a context that is a field, or that a closure was made with, is seen in the cases of the select', async () => {
    const kernels = `${CORPUS}go-deadlocks/kernels`
    expect((await read(`${kernels}/ctx-merge.crash.log`, null)).data.cause).toBe('channel')
    const finding = await read(`${kernels}/ctx-merge.crash.log`, `${kernels}/src/ctx-merge`)
    expect(finding).toMatchObject({ data: { cause: 'channel-context', causeConfidence: 0.9 } })
    expect(finding.explanation).toContain('kernel_test.go:16 waits for the end of a or the end of b')
  })

  test('no log makes an error of a healthy program with it', async () => {
    for (const name of ['nested-locks', 'mutex-contended', 'lock-across-select', 'publish-under-lock', 'stream-mux']) {
      const log = `${CORPUS}go-healthy/${name}.sigquit.log`
      const { findings } = await analyze(log, { sourceDirectory: `${CORPUS}go-healthy/src/${name}` })
      expect(
        findings.filter(({ severity }) => severity !== 'info'),
        name,
      ).toEqual([])
    }
  })

  test('a folder that is not there', async () => {
    await expect(analyze(`${own}/abba.sigquit.log`, { sourceDirectory: '/nowhere' })).rejects.toThrow('no such file')
  })

  test('paths of a log open nothing outside, and two equal files are none', async () => {
    const root = mkdtempSync(join(tmpdir(), 'source-'))
    try {
      writeFileSync(join(root, 'a.go'), 'package a')
      symlinkSync('/etc/passwd', join(root, 'passwd'))
      const texts = await readSources(await Checkout.openNamed(root), [
        '/x/a.go',
        '../../etc/passwd',
        '/etc/hostname',
        '/src/b.go',
      ])
      expect([...texts]).toEqual([['/x/a.go', 'package a']])
    } finally {
      rmSync(root, { recursive: true })
    }
  })
})
