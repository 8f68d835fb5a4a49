import { count, type Occurrences, plural, type SplitTally } from '../index.ts'

/** What became of the lines, in sentences: what matched and what did not first, then everything that went wrong. */
export function splitNotes(tally: SplitTally, isRecords: boolean): string[] {
  const { units, matched, unmatched, patterns, wrongValues, cut } = tally
  const what = isRecords ? 'record' : 'line'
  const several = patterns.filter(({ name }) => name !== '--start')
  const shares =
    several.length > 1 ? ` (${several.map((each) => `${called(each)} ${count(each.matches)}`).join(', ')})` : ''
  const missed = unmatched.count === 0 ? '' : `; ${count(unmatched.count)} did not${firstOf(unmatched)}`
  return [
    `${count(matched)} of ${plural(units, what)} matched${shares}${missed}`,
    ...slowNotes(tally, isRecords),
    ...Object.entries(wrongValues).flatMap(([field, wrong]) =>
      wrong.count === 0
        ? []
        : [
            `${plural(wrong.count, 'value')} of ${field} ${wrong.count === 1 ? 'is' : 'are'} not of its type, and null${firstOf(wrong)}`,
          ],
    ),
    ...(cut.count === 0
      ? []
      : [`${plural(cut.count, what)} longer than 4 MiB: only the beginning was read${firstOf(cut)}`]),
  ]
}

/** What was not looked at because a pattern is too slow: records may be missing. */
export function slowNotes({ patterns }: SplitTally, isRecords: boolean): string[] {
  const what = isRecords ? 'record' : 'line'
  return patterns.flatMap(({ name, text, slow, givenUpAt, untried }) => {
    const pattern = called({ name, text })
    const unit = name === '--start' ? 'line' : what
    const notes: string[] = []
    if (slow.count > 0) {
      notes.push(`pattern ${pattern} took too long on ${plural(slow.count, unit)}, passed over${firstOf(slow)}`)
    }
    if (givenUpAt !== null) {
      notes.push(
        `pattern ${pattern} was given up at ${givenUpAt.source}:${givenUpAt.line}: it is too slow; ${plural(untried, unit)} from there on ${untried === 1 ? 'was' : 'were'} not tried with it`,
      )
    }
    return notes
  })
}

/** A pattern by its name, else by its beginning. */
function called({ name, text }: { readonly name: string | null; readonly text: string }): string {
  return name ?? `"${clipped(text, 30)}"`
}

function firstOf({ first }: Occurrences): string {
  return first === null
    ? ''
    : `, first ${first.span.source}:${first.span.line}: ${clipped(first.text.replace(/\s+/g, ' ').trim(), 60)}`
}

function clipped(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}
