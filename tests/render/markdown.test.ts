import { describe, expect, it } from 'vitest'
import { cell, code, fence, prose } from '../../src/render/markdown/untrusted.ts'
import { renderMarkdown } from '../../src/render/markdown.ts'
import { ALL, HOSTILE, hostile, manyGoroutines, nilDereference } from './fixtures.ts'

const VIEWS = ['analyze', 'panics', 'goroutines'] as const

/** What a Markdown reader would interpret: the text without fences and code spans. */
function interpreted(markdown: string): string {
  const withoutFences = markdown.replace(/^(`{3,})text\n[\s\S]*?\n\1$/gm, '')
  return withoutFences.replace(/(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '')
}

describe.each(Object.entries(ALL))('%s', (name, make) => {
  it('reads well', async () => {
    await expect(renderMarkdown(make(), { view: 'analyze' })).toMatchFileSnapshot(`snapshots/markdown/${name}.txt`)
  })

  it('lets nothing of the log mean anything', () => {
    for (const view of VIEWS) {
      const markdown = renderMarkdown(make(), { view })
      const text = interpreted(markdown).replace(/<\/?(details|summary)>/g, '')
      expect(text).not.toMatch(/[<>`]|@\w|\]\(|:\/\/|\bwww\./)
      expect(markdown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/)
      expect(markdown.length).toBeLessThan(60_000)
    }
  })
})

describe('markdown', () => {
  it('folds the stack away and quotes the message', () => {
    const markdown = renderMarkdown(nilDereference(), { view: 'analyze' })
    expect(markdown).toContain('<details><summary>Stack of goroutine 4711: 7 frames</summary>\n\n```text\n')
    expect(markdown).toContain('← the origin (certain)')
  })

  it('has a table of groups with as many cells in every row', () => {
    for (const make of [manyGoroutines, hostile]) {
      const rows = renderMarkdown(make(), { view: 'goroutines' })
        .split('\n')
        .filter((line) => line.startsWith('| '))
      expect(rows.length).toBeGreaterThan(2)
      for (const row of rows) expect(row.match(/\|/g)).toHaveLength(7)
    }
  })
})

describe('untrusted text', () => {
  it('is fenced by more backticks than it has', () => {
    expect(fence('a\n````\nb')).toBe('`````text\na\n````\nb\n`````')
  })

  it('cannot leave a code span', () => {
    expect(code('a`b``c')).toBe('```a`b``c```')
    expect(code('`x`')).toBe('`` `x` ``')
    expect(code('two\nlines')).toBe('`two\\nlines`')
  })

  it('cannot leave a table cell', () => {
    expect(cell(code('a\\|b'))).not.toContain('|')
  })

  it.each([
    ['a *Cart, nil', 'a `*Cart`, nil'],
    ['call s.mu.Lock() first', 'call s.mu.Lock() first'],
    ['my_var (see #12)', '`my_var` (see `#12`)'],
    ['ask @maintainers', 'ask `@maintainers`'],
    ['see https://evil.example now', 'see `https://evil.example` now'],
    ['fixed by deadbeef1 and GH-7', 'fixed by `deadbeef1` and `GH-7`'],
    ['1. not a list', '`1`. not a list'],
    ['<b>bold</b>', '`<b>bold</b>`'],
    ['all | of | it', 'all `|` of `|` it'],
  ])('%s', (given, expected) => {
    expect(prose(given)).toBe(expected)
  })

  it('has no line break in prose', () => {
    expect(prose(HOSTILE)).not.toContain('\n')
  })
})
