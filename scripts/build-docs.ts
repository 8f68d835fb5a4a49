import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { pages } from './docs/pages.ts'

/** Writes every generated page; with `--check` only says which of them are stale. */
const root = new URL('../', import.meta.url)
const isCheck = process.argv.includes('--check')
mkdirSync(new URL('docs/', root), { recursive: true })
for (const [path, text] of await pages()) {
  const file = new URL(path, root)
  if (!isCheck) writeFileSync(file, text)
  else if (read(file) !== text) {
    console.error(`${path} is stale: run npm run docs`)
    process.exitCode = 1
  }
}

function read(file: URL): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
