/** The Go that is here, and what the module in this folder asks of it. */
import { execFile } from 'node:child_process'
import { readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ok, type Patient, type Probe, unknown, warn } from './probe.ts'
import { textOf } from './proc.ts'

const run = promisify(execFile)

export const TOOLCHAIN_PROBES: readonly Probe[] = [
  {
    id: 'toolchain',
    title: 'Go toolchain',
    async ask({ env }) {
      // Asked for these, go must not fetch another one.
      const own = { ...env, GOTOOLCHAIN: 'local', GOFLAGS: '' }
      const { stdout } = await run('go', ['env', '-json', 'GOVERSION', 'GOFLAGS', 'GOENV'], {
        env: own,
        timeout: 3_000,
      }).catch(() => ({ stdout: '' }))
      if (stdout === '') return unknown('no go on PATH: the switches are measured with Node only')
      const { GOVERSION = '', GOFLAGS = '', GOENV = '' } = JSON.parse(stdout) as Record<string, string>
      // What `go env -w` wrote down holds wherever the environment says nothing.
      const written = /^GOTOOLCHAIN=(.*)$/m.exec(textOf(GOENV) ?? '')?.[1]
      const toolchain = env.GOTOOLCHAIN || written
      return ok(
        [
          GOVERSION,
          ...(toolchain === undefined ? [] : [`GOTOOLCHAIN=${toolchain}`]),
          ...(GOFLAGS === '' ? [] : [`GOFLAGS=${GOFLAGS} (go env -w)`]),
        ].join(', '),
      )
    },
  },
  {
    id: 'module-godebug',
    title: 'GODEBUG of the module',
    ask({ folder }) {
      const found = moduleAt(realpathSync(folder))
      if (found === null) return unknown('no go.mod in this folder or above it')
      const settings = [...settingsOf(found.text).map((one) => `${one} in ${found.name}`), ...directives(folder)]
      const broken = settings.filter((one) => UNREGISTERED.test(one))
      if (broken.length > 0)
        return warn(`${broken.join('; ')}: the build fails, only the environment takes it`, 'GODEBUG=gctrace=1')
      if (settings.some((one) => one.startsWith('panicnil=1 ')))
        return warn(`${settings.join('; ')}: a panic(nil) has no message of its own`, 'without panicnil=1')
      const go = /^go\s+(\S+)/m.exec(found.text)?.[1]
      return ok(
        settings.length > 0 ? settings.join('; ') : `the defaults of go ${go ?? '1.20, which it does not name'}`,
      )
    },
  },
]

/** Settings of the runtime's tracing: cmd/go knows them neither in go.mod nor in `//go:debug`. */
const UNREGISTERED = /^(?:gctrace|schedtrace|scheddetail|inittrace|tracebackancestors|scavtrace|gcpacertrace)=/

interface ModuleFile {
  readonly name: string
  readonly text: string
}

/** A workspace decides over its modules. */
function moduleAt(folder: string): ModuleFile | null {
  let module: ModuleFile | null = null
  for (let at = folder; ; at = join(at, '..')) {
    const work = textOf(join(at, 'go.work'))
    if (work !== null) return { name: 'go.work', text: work }
    const text: string | null = module === null ? textOf(join(at, 'go.mod')) : null
    if (text !== null) module = { name: 'go.mod', text }
    if (at === join(at, '..')) return module
  }
}

/** `godebug panicnil=1`, or several in brackets. */
function settingsOf(text: string): string[] {
  const plain = text.replace(/\/\/.*$/gm, '')
  return [...plain.matchAll(/^godebug\s+(?:\((?<block>[^)]*)\)|(?<one>\S+=\S+))/gm)].flatMap(({ groups }) =>
    (groups!.block ?? groups!.one ?? '').split(/\s+/).filter((setting) => setting.includes('=')),
  )
}

const MOST_FILES = 200

/** They stand before the package clause, in files of the main package. */
function directives(folder: Patient['folder']): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.go'))
      .slice(0, MOST_FILES)
      .flatMap((name) => {
        const [head = ''] = (textOf(join(folder, name)) ?? '').split(/^package\s/m)
        return [...head.matchAll(/^\/\/go:debug\s+(\S+=\S+)/gm)].map(([, setting]) => `${setting} in ${name}`)
      })
  } catch {
    return []
  }
}
