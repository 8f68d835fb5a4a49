import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'

/** Builds the small driver around GCToolKit; null where a JDK, Maven or its repository is not to be had. */
export function buildGctoolkit(): string | null {
  const target = new URL('./.corpora/gctoolkit', import.meta.url).pathname
  mkdirSync(target, { recursive: true })
  cpSync(new URL('./gctoolkit/', import.meta.url).pathname, target, { recursive: true })
  if (!existsSync(`${target}/target/dependency`)) {
    const built = spawnSync('mvn', ['-q', '-B', 'package', 'dependency:copy-dependencies'], {
      cwd: target,
      encoding: 'utf8',
      timeout: 300_000,
    })
    if (built.status !== 0) return null
  }
  // What it cannot read it says on stderr, once a line.
  return `java -cp '${target}/target/classes:${target}/target/dependency/*' Pauses FILE 2> /dev/null`
}
