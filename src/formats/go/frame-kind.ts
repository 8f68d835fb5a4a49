import type { FrameKind } from '../../model/stack.ts'
import { isStandardPackage } from './std-packages.ts'

/** Whose code a frame is. Decided by the package first and the file second: files may be missing or trimmed. */
export function frameKind(name: string, packagePath: string, file: string | null): FrameKind {
  if (
    packagePath === 'runtime' ||
    packagePath.startsWith('internal/runtime/') ||
    packagePath.startsWith('runtime/internal/')
  ) {
    return 'runtime'
  }
  if (name === 'panic' || name === 'gogo') return 'runtime'
  if (
    file?.endsWith('_cgo_gotypes.go') ||
    name.includes('._Cfunc_') ||
    name.includes('_cgoexp_') ||
    name.startsWith('non-Go function')
  ) {
    return 'cgo'
  }
  if (isStandardPackage(packagePath)) return 'stdlib'
  if (file !== null) {
    // Code of another package that was inlined: the name is the caller's, the file tells whose it is.
    if (isStandardFile(file, packagePath)) return 'stdlib'
    if (file.endsWith('_test.go') || file === '_testmain.go') return 'test'
    if (file.includes('/vendor/') || file.includes('/pkg/mod/') || MODULE_VERSION.test(file)) return 'vendor'
    if (C_SOURCE.test(file)) return 'cgo'
  }
  if (packagePath.includes('/vendor/')) return 'vendor'
  if (name === '') return 'unknown'
  return 'app'
}

/** `github.com/x/y@v1.2.3/z.go`: how -trimpath names the files of a dependency. */
const MODULE_VERSION = /@v\d+\.\d+\.\d+[^/]*\//
const C_SOURCE = /\.(?:c|cc|cpp|cxx|h|hpp|m)$/

/**
 * `sync/oncefunc.go` as -trimpath prints it, `/usr/local/go/src/sync/oncefunc.go` without. A path that somebody made
 * relative to the module looks like the first, `internal/verify/verify.go`; but its folder is that of the package.
 */
function isStandardFile(file: string, packagePath: string): boolean {
  const absolute = GOROOT_FILE.exec(file)
  if (absolute !== null) return isStandardPackage(absolute[1]!)
  if (/^(?:\/|[A-Za-z]:)/.test(file)) return false
  const directory = file.slice(0, Math.max(0, file.lastIndexOf('/')))
  return isStandardPackage(directory) && !packagePath.endsWith(`/${directory}`)
}

const GOROOT_FILE = /\/(?:go|go[\d.]+|libexec|golang\.org\/toolchain@[^/]+|GOROOT)\/src\/(.+)\/[^/]+$/
