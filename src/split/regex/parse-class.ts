import { anyCase, type Charset, NEWLINE, negated, POSIX_SETS, range, single, union } from './charset.ts'
import { parseEscape } from './parse-escape.ts'
import { PatternError } from './pattern-error.ts'
import type { Scanner } from './scanner.ts'

export interface ClassOptions {
  readonly ignoreCase: boolean
  /** Spaces and tabs mean nothing: `(?xx)`. */
  readonly ignoreSpaces: boolean
  readonly groups: number
}

/** `[…]`, its bracket already taken. `from`: where that stands. */
export function parseClass(scanner: Scanner, from: number, options: ClassOptions): Charset {
  const isNegative = scanner.skip('^')
  const parts: Charset[] = []
  let isFirst = true
  // Between \Q and \E every character is itself.
  let isQuoted = false
  for (;;) {
    if (scanner.done) throw new PatternError('this class has no closing ]', from)
    if (isQuoted ? scanner.skip('\\E') : scanner.skip('\\Q')) {
      isQuoted = !isQuoted
      continue
    }
    if (!isQuoted && scanner.skip('\\E')) continue
    if (!isQuoted && !isFirst && scanner.skip(']')) break
    const start = scanner.at
    if (!isQuoted && options.ignoreSpaces && /^[ \t]$/.test(scanner.peek())) {
      scanner.take()
      continue
    }
    isFirst = false
    const low = isQuoted ? range(scanner.take().codePointAt(0)!) : element(scanner, start, options)
    // Letter case is for letters and ranges: \w is what it is.
    const isSet = single(low) === null
    const part = isQuoted || isSet ? low : rangeFrom(scanner, low, start, options)
    parts.push(options.ignoreCase && !isSet ? anyCase(part) : part)
  }
  return isNegative ? negated(union(parts)) : union(parts)
}

/** `a-z`, or just `a` when no range begins here. A hyphen next to a set of characters is itself. */
function rangeFrom(scanner: Scanner, low: Charset, start: number, options: ClassOptions): Charset {
  if (!scanner.startsWith('-') || scanner.startsWith('-]')) return low
  const first = single(low)!
  scanner.take()
  if (scanner.done) return low
  const high = element(scanner, scanner.at, options)
  const last = single(high)
  if (last === null) return union([low, range(0x2d), high])
  if (last < first) throw new PatternError('this range goes backwards', start)
  return range(first, last)
}

function element(scanner: Scanner, start: number, { ignoreCase, groups }: ClassOptions): Charset {
  const posix = scanner.match(/\[:(\^?)([a-z]+):\]/y)
  if (posix !== null) {
    const isOneCase = posix[2] === 'lower' || posix[2] === 'upper'
    const set = POSIX_SETS.get(ignoreCase && isOneCase ? 'alpha' : posix[2]!)
    if (set === undefined) throw new PatternError(`there is no class [:${posix[2]}:]`, start)
    return posix[1] === '^' ? negated(set) : set
  }
  if (/^\[[.=].*[.=]\]/.test(scanner.text.slice(start, start + 80))) {
    throw new PatternError('collating elements such as [.x.] and [=x=] cannot be translated', start)
  }
  if (!scanner.skip('\\')) return range(scanner.take().codePointAt(0)!)
  const meant = parseEscape(scanner, start, groups, true)
  return meant.kind === 'set' ? meant.set : NEWLINE
}
