/**
 * Go symbol names as tracebacks print them: `[import/path.]name`, the dots of the path's last element escaped as %2e.
 * Format: cmd/compile linker symbol names; runtime/traceback.go prints generic arguments as `[...]`.
 */

export interface FunctionName {
  /** Unescaped. */
  readonly function: string
  readonly package: string
  readonly receiver: string | null
}

const MAIN_LIKE: FunctionName = { function: '', package: '', receiver: null }
// Parts the compiler makes up: closures, wrappers, loop bodies. They are not methods.
const GENERATED = /^(?:func\d+|gowrap\d+|deferwrap\d+|\d+|glob|init|)$/
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_]*$/u

export function parseFunctionName(printed: string): FunctionName {
  if (printed === '') return MAIN_LIKE
  const typeArguments = printed.indexOf('[')
  const head = typeArguments < 0 ? printed : printed.slice(0, typeArguments)
  const receiverAt = head.indexOf('.(')
  const slash = (receiverAt < 0 ? head : head.slice(0, receiverAt)).lastIndexOf('/')
  const dot = head.indexOf('.', slash + 1)
  if (dot < 0) return { function: unescapePath(printed), package: '', receiver: null }
  const path = unescapePath(printed.slice(0, dot))
  const rest = printed.slice(dot + 1)
  return { function: `${path}.${rest}`, package: path, receiver: receiverOf(rest) }
}

function receiverOf(rest: string): string | null {
  if (rest.startsWith('(')) {
    const end = rest.indexOf(').')
    return end < 0 ? null : rest.slice(1, end)
  }
  // `T.Method` and `T.Method-fm`; three parts and more may be a closure inlined into its caller, so nothing is claimed.
  const parts = rest.replace(/-fm$/, '').split('.')
  if (parts.length !== 2) return null
  const [type, method] = parts as [string, string]
  const bare = type.replace(/\[.*$/, '')
  return IDENTIFIER.test(bare) && IDENTIFIER.test(method) && !GENERATED.test(type) && !GENERATED.test(method)
    ? type
    : null
}

function unescapePath(path: string): string {
  if (!path.includes('%')) return path
  return path.replace(/%([0-9a-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
