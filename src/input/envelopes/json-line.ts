/**
 * JSON as log lines hold it: one object, a list of objects, one element of a list that is printed over many lines, or
 * the front part of any of these when a size limit cut the line.
 */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export interface JsonLine {
  /** Usually one. */
  readonly objects: readonly JsonObject[]
  /** The text ended inside the value; what was there is kept. */
  readonly cut: boolean
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A dozen envelopes look at the same line while voting: it is parsed once. */
let lastLine = ''
let lastResult: JsonLine | null = null

/** null when the line is not (the beginning of) JSON objects. */
export function parseJsonLine(line: string): JsonLine | null {
  if (line === lastLine) return lastResult
  lastResult = read(line)
  lastLine = line
  return lastResult
}

/** The only object of a line that starts with `{`. */
export function objectOf(line: string): JsonObject | null {
  if (line.charCodeAt(0) !== 0x7b) return null
  return parseJsonLine(line)?.objects[0] ?? null
}

export function wasCut(line: string): boolean {
  return parseJsonLine(line)?.cut === true
}

function read(line: string): JsonLine | null {
  // `[{…},`, `,{…}` and ` {…}]` are elements of a list printed one per line.
  let from = 0
  while (from < line.length && from < 64 && isListGlue(line.charCodeAt(from))) from++
  if (line.charCodeAt(from) !== 0x7b) return null
  let to = line.length
  while (to > from && isListGlue(line.charCodeAt(to - 1))) to--
  const element = line.slice(from, to)
  let value = parsed(line.charCodeAt(0) === 0x5b ? line : element) ?? parsed(element)
  const cut = value === undefined
  if (cut) value = new CutJson(line.charCodeAt(0) === 0x5b ? line : element).read()
  const objects = Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : []
  return objects.length > 0 ? { objects, cut } : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Blank, TAB, comma, brackets. */
function isListGlue(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x2c || code === 0x5b || code === 0x5d
}

/** Objects that end where their text was cut. */
const withoutEnd = new WeakSet<object>()

export function lacksEnd(value: Json | undefined): boolean {
  return isObject(value) && withoutEnd.has(value)
}

const END = Symbol('end of text')
const MAX_DEPTH = 32

/** Reads JSON that stops anywhere. Text that is wrong before its end is not ours. */
class CutJson {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): Json | null {
    // A lone `{` or `{"` proves nothing.
    if (!/^\[?\s*\{\s*"[^"\\]{1,200}"\s*:/.test(this.#text)) return null
    const value = this.#value(0)
    if (value === undefined || value === END) return null
    // Garbage behind a complete value is a second writer's, not a cut.
    return this.#at < this.#text.length ? null : (value as Json)
  }

  #blank(): void {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 0x20) this.#at++
  }

  /** undefined: not JSON. END: nothing before the text ended. */
  #value(depth: number): Json | undefined | typeof END {
    this.#blank()
    const text = this.#text
    if (this.#at >= text.length) return END
    if (depth > MAX_DEPTH) return undefined
    const first = text[this.#at]!
    if (first === '"') return this.#string()
    if (first === '{') return this.#object(depth)
    if (first === '[') return this.#array(depth)
    const start = this.#at
    while (this.#at < text.length && /[-+.\w]/.test(text[this.#at]!)) this.#at++
    const word = text.slice(start, this.#at)
    if (word === '') return undefined
    const number = Number(word)
    if (!Number.isNaN(number)) return number
    if (word === 'true' || word === 'false') return word === 'true'
    if (word === 'null') return null
    return this.#at >= text.length ? END : undefined
  }

  #string(): string | undefined {
    const text = this.#text
    const start = this.#at + 1
    let end = start
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1
    const cut = end >= text.length
    let body = text.slice(start, Math.min(end, text.length))
    this.#at = cut ? text.length : end + 1
    // The last escape may have lost its end.
    if (cut) body = body.replace(/(^|[^\\])((?:\\\\)*)\\(?:u[0-9A-Fa-f]{0,3})?$/, '$1$2')
    try {
      return JSON.parse(`"${body}"`) as string
    } catch {
      return undefined
    }
  }

  #object(depth: number): Json | undefined {
    const object: Record<string, Json> = Object.create(null) as Record<string, Json>
    this.#at++
    for (;;) {
      this.#blank()
      if (this.#at >= this.#text.length) return this.#cut(object)
      const next = this.#text[this.#at]!
      if (next === '}') {
        this.#at++
        return object
      }
      if (next === ',') {
        this.#at++
        continue
      }
      if (next !== '"') return undefined
      const key = this.#string()
      if (key === undefined) return undefined
      this.#blank()
      if (this.#at >= this.#text.length) return this.#cut(object)
      if (this.#text[this.#at] !== ':') return undefined
      this.#at++
      const value = this.#value(depth + 1)
      if (value === undefined) return undefined
      if (value === END) return this.#cut(object)
      object[key] = value as Json
    }
  }

  #cut(object: JsonObject): JsonObject {
    withoutEnd.add(object)
    return object
  }

  #array(depth: number): Json | undefined {
    const list: Json[] = []
    this.#at++
    for (;;) {
      this.#blank()
      if (this.#at >= this.#text.length) return list
      const next = this.#text[this.#at]!
      if (next === ']') {
        this.#at++
        return list
      }
      if (next === ',') {
        this.#at++
        continue
      }
      const value = this.#value(depth + 1)
      if (value === undefined) return undefined
      if (value === END) return list
      list.push(value as Json)
    }
  }
}

export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
}

/** `kubernetes.pod_name`: nested objects, or one key spelled with dots. */
export interface Path {
  readonly key: string
  readonly first: string
  readonly rest: readonly string[]
}

export function pathOf(key: string): Path {
  const [first = '', ...rest] = key.split('.')
  return { key, first, rest }
}

export function at(object: JsonObject, { key, first, rest }: Path): Json | undefined {
  const direct = object[key]
  if (direct !== undefined || rest.length === 0) return direct
  let value: Json | undefined = object[first]
  for (const name of rest) {
    if (!isObject(value)) return undefined
    value = value[name]
  }
  return value
}
