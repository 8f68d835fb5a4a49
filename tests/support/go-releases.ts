import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

export interface GoRelease {
  /** `go1.26.1` */
  readonly name: string
  /** Of `go1.26.1`: 26. */
  readonly minor: number
  /** What to start `go` with, so that it is this one. */
  readonly env: NodeJS.ProcessEnv
}

/** The Go that is installed, and of the others those that its module cache has already. Nothing is downloaded. */
export function goReleases(others: readonly string[]): GoRelease[] {
  const { stdout, error } = spawnSync('go', ['env', 'GOVERSION', 'GOMODCACHE', 'GOOS', 'GOARCH'], { encoding: 'utf8' })
  if (error !== undefined) return []
  const [installed = '', cache = '', os = '', arch = ''] = stdout.split('\n')
  const cached = others.filter((name) =>
    existsSync(join(cache, 'golang.org', `toolchain@v0.0.1-${name}.${os}-${arch}`, 'bin')),
  )
  return [...new Set([installed, ...cached])].map((name) => ({
    name,
    minor: Number(/^go1\.(\d+)/.exec(name)?.[1] ?? Number.NaN),
    env: { ...process.env, GOPROXY: 'off', GOFLAGS: '', ...(name === installed ? {} : { GOTOOLCHAIN: name }) },
  }))
}

/** Builds the program of a folder, without cgo. */
export function buildGo(release: GoRelease, folder: string, program: string, args: readonly string[], env = {}): void {
  execFileSync('go', ['build', ...args, '-o', program, '.'], {
    cwd: folder,
    env: { ...release.env, CGO_ENABLED: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
}
