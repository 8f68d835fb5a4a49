import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

export interface Import {
  /** As written when it is a package, else the file's path under src. */
  readonly target: string
  readonly isRelative: boolean
  /** Only types: gone after compilation. */
  readonly isType: boolean
  /** `import(…)`: loaded when it is needed. */
  readonly isDynamic: boolean
}

export interface SourceFile {
  /** Under src, with forward slashes: `formats/go/head.ts`. */
  readonly path: string
  /** First folder, or the file's own name when it stands at the top. */
  readonly room: string
  /** Without comments. */
  readonly code: string
  readonly lines: number
  readonly imports: readonly Import[]
}

const STATIC = /^(?:import|export)\s+(?<type>type\s+)?(?:[^'"()]*?\sfrom\s+)?['"](?<target>[^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"](?<target>[^'"]+)['"]\s*\)/g

export function readSources(): SourceFile[] {
  const names = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  return names
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .sort()
    .map((name) => readSource(join(SRC, name)))
}

function readSource(file: string): SourceFile {
  const text = readFileSync(file, 'utf8')
  const code = text.replace(/\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm, '')
  const path = underSrc(file)
  const imports: Import[] = []
  for (const { groups } of code.matchAll(STATIC)) {
    imports.push(importOf(file, groups!.target!, { isType: groups!.type !== undefined, isDynamic: false }))
  }
  for (const { groups } of code.matchAll(DYNAMIC)) {
    imports.push(importOf(file, groups!.target!, { isType: false, isDynamic: true }))
  }
  return { path, room: path.split('/')[0]!, code, lines: text.split('\n').length - 1, imports }
}

function importOf(file: string, target: string, how: Pick<Import, 'isType' | 'isDynamic'>): Import {
  const isRelative = target.startsWith('.')
  return { target: isRelative ? underSrc(join(dirname(file), target)) : target, isRelative, ...how }
}

function underSrc(file: string): string {
  return relative(SRC, file).split(sep).join('/')
}
