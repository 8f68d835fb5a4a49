/** What a gate lets pass: classes that fail, what is allowed and until when, what was known before. */
import { CLASS_ORDER, PROBLEM_CLASSES } from './problem-classes.ts'

export interface Allowance {
  /** A rule, or the fingerprint of one crash (or its first 8 digits or more). */
  readonly id: string
  /** Last day it holds, `YYYY-MM-DD` in UTC; null for ever. */
  readonly until: string | null
  /** Where it is written. */
  readonly from: 'option' | 'baseline'
}

export interface Policy {
  /** Classes, severities (`error`, `warning`) and rules that fail. */
  readonly failOn: readonly string[]
  readonly allowances: readonly Allowance[]
  /** `YYYY-MM-DD`. */
  readonly today: string
}

/** What fails when nobody says anything. */
export const FAIL_ON_DEFAULT: readonly string[] = CLASS_ORDER.filter((kind) => PROBLEM_CLASSES[kind].fails)

const RULE = /^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/
const FINGERPRINT = /^[0-9a-f]{8,64}$/
const ALLOWANCE = /^(?<id>[^@=\s]+)(?:(?:@|=|\s+until\s+)(?<until>.*))?$/

/** A word of `--fail-on`; otherwise what is wrong with it. */
export function failOnWord(word: string): { readonly word: string } | { readonly error: string } {
  if (
    Object.hasOwn(PROBLEM_CLASSES, word) ||
    word === 'error' ||
    word === 'warning' ||
    word === 'none' ||
    RULE.test(word)
  )
    return { word }
  return {
    error: `${[...CLASS_ORDER, 'error', 'warning', 'none'].join(', ')} or a rule, not "${word}"`,
  }
}

/** `go/nil-map-write`, `3f9a12cd@2027-01-31`; otherwise what is wrong with it. */
export function allowance(text: string): Allowance | { readonly error: string } {
  const { id, until } = ALLOWANCE.exec(text.trim())?.groups ?? {}
  if (id === undefined || !(RULE.test(id) || FINGERPRINT.test(id)))
    return {
      error: `a rule such as go/nil-map-write or a fingerprint, with @YYYY-MM-DD behind it if it ends, not "${text}"`,
    }
  if (until !== undefined && !isDay(until)) return { error: `a day such as 2027-01-31 behind the @, not "${until}"` }
  return { id, until: until ?? null, from: 'option' }
}

export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
  const time = Date.parse(`${text}T00:00:00Z`)
  // 2027-02-30 is read as the second of March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}
