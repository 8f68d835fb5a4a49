import { fail } from '../../../base/errors.ts'
import { FIELDS, type Field, type GoroutineFacts, labelField, type Value } from './fields.ts'

/**
 * The language of `--where`:
 *
 *     or         := and ("||" and)*
 *     and        := not ("&&" not)*
 *     not        := "!" not | "(" or ")" | comparison
 *     comparison := field | field ("==" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") value
 *     value      := "text" | 'text' | number | true | false | null
 *
 * `~` is a regular expression anywhere in the text. A list (`frames`) fits when one of its entries does, and fits `!=`
 * and `!~` when none does. What a dump does not tell is null: equal to null, and neither larger nor smaller than anything.
 */
export type Predicate = (goroutine: GoroutineFacts) => boolean

interface Token {
  readonly kind: 'name' | 'text' | 'number' | 'sign' | 'end'
  readonly text: string
  /** 1-based. */
  readonly column: number
}

/** @throws LogExtractorError E_USAGE: what is wrong, and at which column. */
export function parseExpression(source: string): Predicate {
  return new Parser(tokensOf(source)).parse()
}

const TOKEN =
  /\s*(?:(?<number>\d+(?:\.\d+)?(?![\w.]))|(?<name>[A-Za-z_][\w]*(?:\.[\w./-]+)?)|(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?<sign>\|\||&&|==|!=|<=|>=|!~|[<>~!()]))/sy

function tokensOf(source: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const end = source.trimEnd().length
  while (at < end) {
    TOKEN.lastIndex = at
    const match = TOKEN.exec(source)
    if (match === null) throw unreadable(source, at)
    const { number, name, text, sign } = match.groups!
    at = TOKEN.lastIndex
    const word = (number ?? name ?? text ?? sign)!
    const column = at - word.length + 1
    if (text !== undefined) tokens.push({ kind: 'text', text: unquoted(text), column })
    else
      tokens.push({ kind: number !== undefined ? 'number' : name !== undefined ? 'name' : 'sign', text: word, column })
  }
  tokens.push({ kind: 'end', text: 'the end', column: end + 1 })
  return tokens
}

function unreadable(source: string, from: number): Error {
  const at = from + /^\s*/.exec(source.slice(from))![0].length
  const character = source[at]!
  if (character === '"' || character === "'")
    return wrong(at + 1, `the text that begins with ${character} does not end`)
  if (character === '=') return wrong(at + 1, 'to compare, write == and not =')
  if (character === '&' || character === '|')
    return wrong(at + 1, `write ${character}${character} and not ${character}`)
  return wrong(at + 1, `"${character}" has no meaning here`)
}

function unquoted(text: string): string {
  // A regular expression keeps its backslashes, all but those before a quote.
  return text.slice(1, -1).replace(/\\(["'])/g, '$1')
}

function wrong(column: number, what: string): Error {
  return fail('E_USAGE', `--where: column ${column}: ${what}`)
}

const COMPARISONS = new Set(['==', '!=', '<', '<=', '>', '>=', '~', '!~'])
/** Deeper ones were not typed by a person. */
const MOST_DEPTH = 100

class Parser {
  private at = 0
  private depth = 0
  private readonly tokens: readonly Token[]

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens
  }

  parse(): Predicate {
    const predicate = this.or()
    const rest = this.peek()
    if (rest.kind !== 'end')
      throw wrong(rest.column, `"${rest.text}" cannot follow here: join comparisons with && or ||`)
    return predicate
  }

  private or(): Predicate {
    const parts = [this.and()]
    while (this.takes('||')) parts.push(this.and())
    return parts.length === 1 ? parts[0]! : (goroutine) => parts.some((part) => part(goroutine))
  }

  private and(): Predicate {
    const parts = [this.not()]
    while (this.takes('&&')) parts.push(this.not())
    return parts.length === 1 ? parts[0]! : (goroutine) => parts.every((part) => part(goroutine))
  }

  private not(): Predicate {
    if (++this.depth > MOST_DEPTH) throw wrong(this.peek().column, 'nested too deeply')
    const predicate = this.notOrLess()
    this.depth--
    return predicate
  }

  private notOrLess(): Predicate {
    if (this.takes('!')) {
      const inner = this.not()
      return (goroutine) => !inner(goroutine)
    }
    if (!this.takes('(')) return this.comparison()
    const inner = this.or()
    const close = this.next()
    if (close.text !== ')' || close.kind !== 'sign') throw wrong(close.column, `a ")" is missing before ${close.text}`)
    return inner
  }

  private comparison(): Predicate {
    const name = this.next()
    if (name.kind !== 'name') throw wrong(name.column, `a field should stand here, not ${name.text}: ${fieldNames()}`)
    const field = fieldOf(name)
    const sign = this.peek()
    if (sign.kind !== 'sign' || !COMPARISONS.has(sign.text)) {
      if (field.type === 'flag') return (goroutine) => field.of(goroutine) === true
      throw wrong(sign.column, `${name.text} needs a comparison, such as ${name.text} ${exampleFor(field)}`)
    }
    this.at++
    return compare(name.text, field, sign, this.next())
  }

  private peek(): Token {
    return this.tokens[this.at]!
  }

  private next(): Token {
    const token = this.peek()
    if (token.kind !== 'end') this.at++
    return token
  }

  private takes(sign: string): boolean {
    const token = this.peek()
    if (token.kind !== 'sign' || token.text !== sign) return false
    this.at++
    return true
  }
}

function fieldNames(): string {
  return `${Object.keys(FIELDS).join(', ')}, label.KEY`
}

function fieldOf({ text, column }: Token): Field {
  if (text.startsWith('label.')) return labelField(text.slice('label.'.length))
  if (Object.hasOwn(FIELDS, text)) return FIELDS[text]!
  const near = Object.keys(FIELDS).find((name) => isNear(name.toLowerCase(), text.toLowerCase()))
  throw wrong(
    column,
    `there is no field "${text}"${near === undefined ? '' : `, did you mean ${near}?`} (${fieldNames()})`,
  )
}

/** One letter more, less or other, or one the beginning of the other. */
function isNear(name: string, typed: string): boolean {
  if (typed.length >= 3 && (name.startsWith(typed) || typed.startsWith(name))) return true
  let start = 0
  while (start < Math.min(name.length, typed.length) && name[start] === typed[start]) start++
  let end = 0
  while (
    end < Math.min(name.length, typed.length) - start &&
    name[name.length - 1 - end] === typed[typed.length - 1 - end]
  )
    end++
  return Math.max(name.length, typed.length) - start - end <= 1
}

function exampleFor({ type }: Field): string {
  return type === 'number' ? '> 10' : '~ "worker"'
}

function compare(name: string, field: Field, sign: Token, value: Token): Predicate {
  const wanted = literalOf(value)
  if (sign.text === '~' || sign.text === '!~') {
    if (value.kind !== 'text') throw wrong(value.column, `${sign.text} takes a regular expression in quotes`)
    const pattern = patternOf(value)
    const fits = (goroutine: GoroutineFacts) => listed(field.of(goroutine)).some((one) => pattern.test(String(one)))
    return sign.text === '~' ? fits : (goroutine) => !fits(goroutine)
  }
  if (wanted !== null && typeof wanted !== TYPE[field.type])
    throw wrong(
      value.column,
      `${name} is a ${field.type}: compare it with ${exampleValue(field)}, not with ${value.text}`,
    )
  if (sign.text === '==' || sign.text === '!=') {
    const equals = (goroutine: GoroutineFacts) => {
      const known = field.of(goroutine)
      return wanted === null ? known === null : listed(known).includes(wanted)
    }
    return sign.text === '==' ? equals : (goroutine) => !equals(goroutine)
  }
  if (typeof wanted !== 'number') throw wrong(sign.column, `${sign.text} compares numbers: waitMinutes > 10, id < 100`)
  const order = ORDERS[sign.text]!
  return (goroutine) => {
    const known = field.of(goroutine)
    return typeof known === 'number' && order(known, wanted)
  }
}

const TYPE: Readonly<Record<Field['type'], string>> = {
  text: 'string',
  list: 'string',
  number: 'number',
  flag: 'boolean',
}

function exampleValue({ type }: Field): string {
  return type === 'number' ? 'a number' : type === 'flag' ? 'true or false' : 'a text in quotes'
}

const ORDERS: Readonly<Record<string, (known: number, wanted: number) => boolean>> = {
  '<': (known, wanted) => known < wanted,
  '<=': (known, wanted) => known <= wanted,
  '>': (known, wanted) => known > wanted,
  '>=': (known, wanted) => known >= wanted,
}

function listed(value: Value): readonly (string | number | boolean)[] {
  return value === null ? [] : Array.isArray(value) ? (value as readonly string[]) : [value as string]
}

function literalOf({ kind, text, column }: Token): string | number | boolean | null {
  if (kind === 'text') return text
  if (kind === 'number') return Number(text)
  if (text === 'true' || text === 'false') return text === 'true'
  if (text === 'null') return null
  throw wrong(column, kind === 'end' ? 'a value is missing' : `put ${text} in quotes: "${text}"`)
}

function patternOf({ text, column }: Token): RegExp {
  try {
    return new RegExp(text)
  } catch (error) {
    const why = (error as Error).message.replace(/^Invalid regular expression: /, '')
    throw wrong(column, `not a regular expression: ${why}`)
  }
}
