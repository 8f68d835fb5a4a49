/**
 * Takes secrets out of text that leaves this program. Placeholders keep what is needed to think about a log: the kind of
 * the secret, and a tag that is equal for equal secrets of one run and says nothing about them.
 */
import { escapeRegExp } from '../text/escape-reg-exp.ts'
import { isSecretName, isStrongName } from './names.ts'
import { CARD, PERSONAL, type RedactionRule, RULES } from './rules.ts'

export interface RedactorOptions {
  /** Four hex digits for a secret; keyed, so that nobody can try out candidates. */
  readonly tagOf: (secret: string) => string
  /** E-mail and network addresses and card numbers too. */
  readonly personal?: boolean
}

export interface RedactionCounts {
  readonly total: number
  readonly byType: Readonly<Record<string, number>>
  /** Strings that look random and were left: they may be secrets of a kind that nobody here knows. */
  readonly suspicious: number
}

const SHORTEST = 4

export class Redactor {
  private readonly byType = new Map<string, number>()
  private suspicious = 0
  private readonly tagOf: (secret: string) => string
  private readonly rules: readonly RedactionRule[]
  /** Some rule has a hint in it: in most texts none has. */
  private readonly hinted: RegExp
  private readonly personal: boolean

  constructor({ tagOf, personal = false }: RedactorOptions) {
    this.tagOf = tagOf
    this.personal = personal
    this.rules = personal ? [...RULES, ...PERSONAL] : RULES
    this.hinted = new RegExp(this.rules.flatMap(({ hints }) => hints.map(escapeRegExp)).join('|'), 'i')
  }

  get counts(): RedactionCounts {
    const byType = Object.fromEntries([...this.byType].sort(([a], [b]) => (a < b ? -1 : 1)))
    return {
      total: [...this.byType.values()].reduce((sum, count) => sum + count, 0),
      byType,
      suspicious: this.suspicious,
    }
  }

  text(text: string): string {
    if (text.length < SHORTEST) return text
    let clean = this.keyBlocks(text)
    if (this.hinted.test(clean)) clean = this.byLooks(clean)
    clean = this.named(clean)
    if (this.personal) clean = clean.replace(CARD, (card) => (isCard(card) ? this.placeholder('card', card) : card))
    if (clean.length >= LEAST_RANDOM) this.suspicious += clean.match(RANDOM)?.filter(looksRandom).length ?? 0
    return clean
  }

  /** A value whose name is known: a variable of an environment, a field of an object. */
  value(name: string, value: string): string {
    if (isSecretName(name) && value !== '') return this.placeholder('named', value)
    return this.text(value)
  }

  /** A command line: `--password x` as well as `--password=x`. */
  args(args: readonly string[]): string[] {
    return args.map((arg, i) => {
      const before = args[i - 1]
      const isValue = before !== undefined && /^--?[\w-]+$/.test(before) && !arg.startsWith('-')
      return isValue ? this.value(before, arg) : this.text(arg)
    })
  }

  /** Every string of a value, by the names of the fields it stands in; `skip` names fields that hold no text of a log. */
  deep<T>(value: T, skip: ReadonlySet<string>): T {
    return this.walk(value, '', skip) as T
  }

  /** Of what holds no secret no copy is made: a report of ten thousand crashes would be there twice. */
  private walk(value: unknown, name: string, skip: ReadonlySet<string>): unknown {
    if (typeof value === 'string') return this.value(name, value)
    if (Array.isArray(value)) {
      let clean: unknown[] | null = null
      for (const [i, one] of value.entries()) {
        const walked = this.walk(one, name, skip)
        if (walked !== one) (clean ??= [...value])[i] = walked
      }
      return clean ?? value
    }
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
    let clean: [string, unknown][] | null = null
    for (const [i, key] of Object.keys(value).entries()) {
      if (skip.has(key)) continue
      const one = (value as Record<string, unknown>)[key]
      const walked = this.walk(one, key, skip)
      if (walked !== one) (clean ??= Object.entries(value))[i]![1] = walked
    }
    return clean === null ? value : Object.fromEntries(clean)
  }

  /** Private keys, from BEGIN to END; without an END, to the end of the text. */
  private keyBlocks(text: string): string {
    if (!text.includes('PRIVATE KEY')) return text
    let clean = ''
    let from = 0
    for (;;) {
      BEGIN.lastIndex = from
      const begin = BEGIN.exec(text)
      if (begin === null) break
      END.lastIndex = begin.index
      const end = END.exec(text)
      const until = end === null ? text.length : end.index + end[0].length
      clean += text.slice(from, begin.index) + this.placeholder('private-key', text.slice(begin.index, until))
      from = until
    }
    // The head may be missing: what stands above an END is the rest of a key.
    END.lastIndex = from
    const loose = END.exec(text)
    if (loose === null) return clean + text.slice(from)
    const until = loose.index + loose[0].length
    return clean + this.placeholder('private-key', text.slice(from, until)) + text.slice(until)
  }

  private byLooks(text: string): string {
    const lower = text.toLowerCase()
    let clean = text
    for (const { id, hints, pattern } of this.rules) {
      if (hints.some((hint) => lower.includes(hint))) clean = this.replace(clean, pattern, id)
    }
    return clean
  }

  private named(text: string): string {
    if (!/[=:]|--/.test(text)) return text
    let clean = ''
    let from = 0
    NAMED.lastIndex = 0
    for (let found = NAMED.exec(text); found !== null; found = NAMED.exec(text)) {
      const { name = '', by = '' } = found.groups!
      // What follows a harmless name may itself be a name: `error: password=x`.
      if (!isSecretName(name) || isInside(text, found.index)) continue
      VALUE.lastIndex = NAMED.lastIndex
      const groups = VALUE.exec(text)?.groups
      const secret = groups?.quoted ?? groups?.single ?? groups?.bare
      if (secret === undefined) continue
      const start = groups!.bare === undefined ? text.indexOf(secret, NAMED.lastIndex + 1) : NAMED.lastIndex
      const rest = text.slice(start + secret.length, start + secret.length + 2)
      if (!isValue(name, by, secret, groups!.bare === undefined, rest)) continue
      clean += text.slice(from, start) + this.placeholder('named', secret)
      from = start + secret.length
      NAMED.lastIndex = from
    }
    return clean + text.slice(from)
  }

  private replace(text: string, pattern: RegExp, id: string): string {
    return text.replace(pattern, (whole: string, ...captured: unknown[]) => {
      const secret = (captured.at(-1) as { secret: string }).secret
      const offset = captured.at(-3) as number
      return secret.includes(OPEN) || isInside(text, offset)
        ? whole
        : whole.replace(secret, () => this.placeholder(id, secret))
    })
  }

  private placeholder(id: string, secret: string): string {
    this.byType.set(id, (this.byType.get(id) ?? 0) + 1)
    return `${OPEN}${id}:${this.tagOf(secret)}›`
  }
}

const OPEN = '‹redacted:'

/** The name of a kind can look like the name in front of a secret. */
function isInside(text: string, offset: number): boolean {
  const before = text.slice(Math.max(0, offset - 40), offset)
  return before.lastIndexOf(OPEN) > before.lastIndexOf('›')
}

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g
const END = /-----END (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----/g

/** `name=value`, `"name": "value"`, `Name:value`, `--name value`; which of them is a secret is decided afterwards. */
const NAMED =
  /(?<![\w.-])(?<name>[\w.-]{1,200})(?<by>\\?["']?[ \t]{0,3}(?::=|=>|[=:])[ \t]{0,3}|(?<=(?<![\w-])--[\w-]{1,200})[ \t]{1,3})/g

const VALUE = /\\?"(?<quoted>[^"\\]{1,4000})|'(?<single>[^']{1,4000})|(?<bare>(?![[{(])[^\s,;&"'<>)\]}|\\]{1,4000})/y

/** `rest`: the two characters behind the value. */
function isValue(name: string, by: string, value: string, isQuoted: boolean, rest: string): boolean {
  if (value.startsWith(OPEN) || value.startsWith('0x')) return false
  if (/^(?:true|false|null|nil|none|undefined|0)$/i.test(value) && !isStrongName(name)) return false
  // A call, a path, a pointer to a source line: `auth.go:12`, `secretstore.java:7`, `com.x.AuthException: why`.
  if (by.includes(':') && (/\.[a-z]{1,5}$/.test(name) || /(?:Exception|Error)$/.test(name))) return false
  if (by.includes('=') || isQuoted || /["']/.test(by)) return true
  if (!by.includes(':')) return true
  if (!/\s/.test(by)) return isStrongName(name) || /^[A-Z]/.test(name.split('.').at(-1)!) || isMixed(value)
  // Running text: `secret: not found` says what happened, `password: hunter2` does not.
  if (!isStrongName(name)) return isMixed(value)
  return !/^[a-z]{1,16}$/.test(value) || !/^ [a-z]/i.test(rest)
}

/** Letters and digits in one word: nobody writes prose like that. */
function isMixed(value: string): boolean {
  return value.length >= 12 && /\d/.test(value) && /[a-z]/i.test(value) && !/^[\d.:]+(?:ms|s|m|h|kB|MB)?$/.test(value)
}

function isCard(card: string): boolean {
  const digits = [...card].filter((character) => character >= '0').map(Number)
  const sum = digits
    .reverse()
    .reduce((total, digit, i) => total + (i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0)
  return sum % 10 === 0
}

const LEAST_RANDOM = 32
const RANDOM = /[\w+/=-]{32,512}/g
const LEAST_BITS = 4.2

/** Letters of both cases and digits without order; hashes in hex are everywhere and no secrets. */
function looksRandom(word: string): boolean {
  if (/^[0-9a-f-]+$/i.test(word) || !/\d/.test(word) || !/[a-z]/.test(word) || !/[A-Z]/.test(word)) return false
  const counts = new Map<string, number>()
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1)
  let bits = 0
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length)
  return bits >= LEAST_BITS
}
