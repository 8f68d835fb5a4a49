import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface CorpusCase {
  readonly name: string
  readonly path: string
  readonly golden: string
  readonly bytes: Buffer
}

const ROOT = new URL('../corpus/', import.meta.url).pathname

/** Every recorded log below tests/corpus/<family>, with the place of its golden. */
export function corpus(family: string): CorpusCase[] {
  return readdirSync(join(ROOT, family), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => ({
      name: `${family}/${name.slice(0, -4)}`,
      path: join(ROOT, family, name),
      golden: join(ROOT, family, `${name.slice(0, -4)}.golden`),
      bytes: readFileSync(join(ROOT, family, name)),
    }))
}
