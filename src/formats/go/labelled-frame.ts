import type { Frame } from '../../model/stack.ts'
import { frameKind } from './frame-kind.ts'
import { isStandardPackage } from './std-packages.ts'

/**
 * A frame whose function has lost its package: `(*Service).Load` in `app/orders.go`. Of the program's own packages the path
 * says the folder, which need not be the name, so the label stays alone; of the others it says the package.
 */
export function labelledFrame(label: string, path: string, line: number): Frame {
  const home = homeOf(path)
  const name = home === '' || label === '' ? label : `${home}.${label}`
  return {
    function: name,
    package: home,
    receiver: /^\((?<type>\*?\w+)\)\./.exec(label)?.groups?.['type'] ?? null,
    file: path,
    line,
    pcOffset: null,
    inlined: false,
    kind: frameKind(name, home, path),
    args: null,
  }
}

/** The package of a file of the standard library or of a dependency; '' for the program's own. */
function homeOf(path: string): string {
  const from = DEPENDENCIES.exec(path)?.[0].length ?? 0
  const folder = path.slice(from, Math.max(from, path.lastIndexOf('/')))
  if (from > 0 || folder.includes('@v')) return folder.replace(/@v[^/]+/, '')
  const standard = GOROOT.exec(folder)?.[1] ?? folder
  return isStandardPackage(standard) ? standard : ''
}

const DEPENDENCIES = /^.*\/(?:pkg\/mod|vendor)\//
const GOROOT = /\/src\/(.+)$/
