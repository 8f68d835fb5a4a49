import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { pages } from '../../scripts/docs/pages.ts'

const root = new URL('../../', import.meta.url)

describe('generated pages', async () => {
  const current = await pages()

  it.each([...current.keys()])('%s is current (else: npm run docs)', (path) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(current.get(path))
  })
})

describe('links', () => {
  const documents = [
    'README.md',
    'ARCHITECTURE.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'examples/README.md',
    'docs/cli.md',
  ]

  it.each(documents)('of %s lead somewhere', (path) => {
    const from = new URL(path, root)
    const targets = [...readFileSync(from, 'utf8').matchAll(/\]\((?!https?:|#)(?<target>[^)#]+)/g)]
    for (const { groups } of targets)
      expect(() => readFileSync(new URL(groups!.target!, from)), groups!.target).not.toThrow(/ENOENT/)
  })

  it('in ARCHITECTURE.md name files that exist', () => {
    const text = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8')
    const named = [...text.matchAll(/`(?<path>(?:src|tests|scripts|docs|bench|examples)\/[\w./-]+)`/g)]
    expect(named.length).toBeGreaterThan(10)
    for (const { groups } of named)
      expect(() => readFileSync(new URL(groups!.path!, root)), groups!.path).not.toThrow(/ENOENT/)
  })
})
