import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** Builds the small driver around the panicparse library; null where Go or its module is not to be had. */
export function buildPanicparse(): string | null {
  const directory = new URL('./panicparse/', import.meta.url).pathname
  const target = new URL('./.corpora/panicparse', import.meta.url).pathname
  mkdirSync(new URL('./.corpora/', import.meta.url).pathname, { recursive: true })
  const built = spawnSync('go', ['build', '-o', target, '.'], { cwd: directory, encoding: 'utf8', timeout: 120_000 })
  return built.status === 0 ? target : null
}
