/** Who may not do what. ARCHITECTURE.md explains the table; this reads every import under src and checks it. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { VERSION } from '../../src/index.ts'
import { readSources, type SourceFile } from './source-files.ts'

interface Room {
  readonly mayImport: readonly string[]
  /** No `node:` module, no process, no clock, no chance: the same input always gives the same output. */
  readonly pure: boolean
  readonly packages?: readonly string[]
}

const ROOMS: Readonly<Record<string, Room>> = {
  base: { mayImport: [], pure: true, packages: ['get-east-asian-width'] },
  model: { mayImport: ['base'], pure: true, packages: ['zod'] },
  input: { mayImport: ['model', 'base'], pure: false, packages: ['tinyglobby', 'fzstd', 'xz-decompress'] },
  capture: { mayImport: ['model', 'base'], pure: false },
  doctor: { mayImport: ['model', 'base'], pure: false },
  symbols: { mayImport: ['model', 'base'], pure: true },
  workspace: { mayImport: ['symbols', 'model', 'base'], pure: false },
  formats: { mayImport: ['model', 'base'], pure: true },
  split: { mayImport: ['model', 'base'], pure: true },
  analysis: { mayImport: ['model', 'base'], pure: true },
  verdict: { mayImport: ['model', 'base'], pure: true },
  render: { mayImport: ['model', 'base'], pure: true },
  pipeline: {
    mayImport: [
      'split',
      'input',
      'capture',
      'workspace',
      'symbols',
      'formats',
      'analysis',
      'verdict',
      'render',
      'model',
      'base',
    ],
    pure: false,
  },
  lab: { mayImport: ['pipeline', 'render', 'model', 'base'], pure: false },
  'index.ts': {
    mayImport: [
      'lab',
      'split',
      'pipeline',
      'input',
      'capture',
      'doctor',
      'symbols',
      'workspace',
      'analysis',
      'verdict',
      'render',
      'model',
      'base',
    ],
    pure: true,
  },
  cli: { mayImport: ['index.ts'], pure: false, packages: ['@stricli/core', 'cli-progress'] },
  'bin.ts': { mayImport: ['cli', 'index.ts'], pure: false },
}

const MOST_LINES = 400

/** Longer files, each with the reason why it is one subject. */
const LONG: Readonly<Record<string, string>> = {
  'cli/flags.ts': 'one table of every option',
  'model/report-schema.ts': 'the twin of one document, type by type',
}

const files = readSources()

describe('rooms', () => {
  it('knows every folder', () => {
    expect([...new Set(files.map(({ room }) => room))].sort()).toEqual(Object.keys(ROOMS).sort())
  })

  it('are read truly', () => {
    // A reader that finds nothing would make everything below pass.
    const analyze = files.find(({ path }) => path === 'pipeline/assemble.ts')!
    expect(analyze.imports).toContainEqual({
      target: 'verdict/verdict.ts',
      isRelative: true,
      isType: false,
      isDynamic: false,
    })
    const main = files.find(({ path }) => path === 'cli/execute.ts')!
    expect(main.imports).toContainEqual({ target: 'cli/help.ts', isRelative: true, isType: false, isDynamic: true })
  })

  it.each(Object.entries(ROOMS))('%s imports only what it may', (name, room) => {
    const allowed = [name, ...room.mayImport]
    const packages = room.packages ?? []
    const trespasses = inRoom(name).flatMap(({ path, imports }) =>
      imports
        .filter(({ target, isRelative }) => {
          if (isRelative) return !allowed.includes(target.split('/')[0]!)
          return target.startsWith('node:') ? room.pure : !packages.includes(target)
        })
        .map(({ target }) => `${path} imports ${target}`),
    )
    expect(trespasses).toEqual([])
  })

  it.each(Object.entries(ROOMS).filter(([, { pure }]) => pure))('%s holds no clock and no process', (name) => {
    const impure = /\b(?:process\.|Date\.now|new Date\(\)|performance\.now|Math\.random|setTimeout|setInterval)/
    expect(inRoom(name).flatMap(({ path, code }) => match(path, code, impure))).toEqual([])
  })

  it('prints and exits in the command line only', () => {
    const loud = /\bconsole\.\w+\(|\bprocess\.(?:exit|stdout|stderr)\b/
    const quiet = files.filter(({ room }) => room !== 'cli' && room !== 'bin.ts')
    expect(quiet.flatMap(({ path, code }) => match(path, code, loud))).toEqual([])
    // Not even there: only the wrapper may end the process or touch its streams.
    const own = /\bconsole\.\w+\(|\bprocess\.(?:exit|exitCode|stdin|stdout|stderr|env|argv)\b/
    expect(inRoom('cli').flatMap(({ path, code }) => match(path, code, own))).toEqual([])
  })

  it('turns values into JSON by one function, which leaves nothing in it that steers a terminal', () => {
    const printing = files.filter(({ room }) => room === 'render' || room === 'cli')
    expect(printing.flatMap(({ path, code }) => match(path, code, /\bJSON\.stringify\(/))).toEqual([])
  })

  it('starts a program before anything is loaded that reads logs', () => {
    const reached = reachedFrom('pipeline/run-program.ts')
    expect(reached).toContain('capture/child.ts')
    expect(reached.filter((path) => /^(?:formats|analysis|render|input)\//.test(path))).toEqual([])
  })

  it('keeps zod out of the program', () => {
    const users = files.filter(({ imports }) => imports.some(({ target }) => target === 'zod'))
    expect(users.map(({ path }) => path)).toEqual(['model/report-schema.ts'])
    expect(files.filter(({ imports }) => imports.some(({ target }) => target === 'model/report-schema.ts'))).toEqual([])
  })
})

describe('files', () => {
  it('import each other in no circle', () => {
    expect(circles(files)).toEqual([])
  })

  it('are short', () => {
    const long = files.filter(({ path, lines }) => lines > MOST_LINES && !(path in LONG))
    expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([])
  })

  it('are called by what they hold', () => {
    const vague = /(?:^|\/)(?:utils?|helpers?|misc|shared)(?:\/|\.ts$)/
    expect(files.filter(({ path }) => vague.test(path) || !/^[a-z0-9./-]+$/.test(path))).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const text = readFileSync(new URL('../../ARCHITECTURE.md', import.meta.url), 'utf8')

  it('names files that exist', () => {
    const named = [...text.matchAll(/`((?:src|tests|bench|scripts|docs)\/[\w./-]*)`/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([])
  })

  it('tells of every room what it may not do', () => {
    const told = [...text.matchAll(/^\| `([\w.]+)\/?` +\|/gm)].map(([, room]) => room)
    expect(told.sort()).toEqual(Object.keys(ROOMS).sort())
  })
})

describe('version', () => {
  it('is that of package.json', () => {
    const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    expect(VERSION).toBe(manifest.version)
  })
})

function inRoom(name: string): SourceFile[] {
  return files.filter(({ room }) => room === name)
}

function match(path: string, code: string, pattern: RegExp): string[] {
  const found = pattern.exec(code)
  return found === null ? [] : [`${path}: ${found[0]}`]
}

/** Files that must be loaded before this one can run. */
function reachedFrom(start: string): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set([start])
  for (const path of reached) {
    for (const { target, isRelative, isType, isDynamic } of byPath.get(path)?.imports ?? []) {
      if (isRelative && !isType && !isDynamic) reached.add(target)
    }
  }
  return [...reached]
}

/** Of types too: what two files both speak of has a file of its own, so that each can be read alone. */
function circles(all: readonly SourceFile[]): string[] {
  const byPath = new Map(all.map((file) => [file.path, file]))
  const finished = new Set<string>()
  const found: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      found.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    if (finished.has(path)) return
    for (const { target, isRelative } of byPath.get(path)?.imports ?? []) {
      if (isRelative) visit(target, [...trail, path])
    }
    finished.add(path)
  }
  for (const { path } of all) visit(path, [])
  return found
}
