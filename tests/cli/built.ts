import { execFileSync } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

export const BIN = join(ROOT, 'dist', 'bin.js')

/** The program as users get it; built anew when a source is younger, so that no test ever sees an old one. */
export function ensureBuilt(): void {
  const built = modified(BIN)
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).map((name) =>
    join(ROOT, 'src', name),
  )
  const youngest = Math.max(...[...sources, join(ROOT, 'package.json'), join(ROOT, 'tsdown.config.ts')].map(modified))
  if (built < youngest)
    execFileSync('npm', ['run', 'build'], { cwd: ROOT, stdio: 'ignore', shell: process.platform === 'win32' })
}

function modified(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
}
