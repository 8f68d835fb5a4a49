/** The name as tracebacks print it: without the types that a generic function was made for. runtime/traceback.go. */
export function printedName(name: string): string {
  if (name === 'panic') return 'runtime.gopanic'
  const start = name.indexOf('[')
  const end = name.lastIndexOf(']')
  return start < 0 || end < start ? name : `${name.slice(0, start)}[...]${name.slice(end + 1)}`
}
