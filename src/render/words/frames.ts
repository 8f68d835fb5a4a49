/** One frame in words. Neutral text, ready for any page. */
import { neutralizeLine } from '../../base/text/neutralize.ts'

/** `cart/cart.go:42`; empty when the log has no file. */
export function placeOf(frame: { readonly file: string | null; readonly line: number | null }): string {
  if (frame.file === null) return ''
  return neutralizeLine(frame.line === null ? frame.file : `${frame.file}:${frame.line}`)
}

export function functionName(frame: { readonly function: string }): string {
  return frame.function === '' ? '(no name)' : neutralizeLine(frame.function)
}

/** `cart.(*Cart).Total` of `shop.example/app/cart.(*Cart).Total`. */
export function withoutImportPath(name: string): string {
  // The import path ends before the first bracket: type arguments have slashes of their own.
  const bracket = name.search(/[[(]/)
  // And a hidden class of a JVM ends in `/0x…`.
  const end = bracket === -1 ? name.length : bracket
  const last = name.lastIndexOf('/', end)
  const slash = name.startsWith('/0x', last) ? name.lastIndexOf('/', last - 1) : last
  return name.slice(slash + 1)
}

/** `…/cart.go:42` of `shop.example/app/cart/cart.go:42`. */
export function withoutDirectories(place: string): string {
  const slash = Math.max(place.lastIndexOf('/'), place.lastIndexOf('\\'))
  return slash === -1 ? place : `…${place.slice(slash)}`
}
