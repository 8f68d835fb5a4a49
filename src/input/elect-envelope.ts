import { BEGINS_REPORT, opensReport } from './envelopes/crash-text.ts'
import { learnDiff } from './envelopes/diff.ts'
import { learnElement } from './envelopes/element.ts'
import type { Envelope } from './envelopes/envelope.ts'
import { learnFold } from './envelopes/fold.ts'
import { learnHeaded } from './envelopes/headed.ts'
import { learnJsonField } from './envelopes/json-field.ts'
import { learnMargin } from './envelopes/margin.ts'
import { isOfReport, learnPrefix } from './envelopes/prefix.ts'
import { ENVELOPES } from './envelopes/registry.ts'
import { learnSpacing } from './envelopes/spacing.ts'
import { learnSuffix } from './envelopes/suffix.ts'
import { tableEnvelope } from './envelopes/table.ts'
import { learnTransferEncoding } from './envelopes/transfer-encoding.ts'
import { freshLayer, peelLayer } from './layer.ts'

const MAX_JSON_LAYERS = 4
/** Share of the non-blank lines that an envelope must match. */
const QUORUM = 0.6
/** Matches of a grammar that ordinary text meets now and then. Fewer do where all of a short log matches and a report begins. */
const WEAK_MATCHES = 3

/** The envelope of this level, null when there is none (left). */
export function elect(lines: readonly string[], outer: readonly Envelope[]): Envelope | null {
  const marked = lines.filter((line) => line.trim() !== '')
  if (marked.length === 0) return null
  const names = outer.map(({ id }) => id)
  // A mail is broken at a width as a fold is, and says where; the marks of a patch are a margin or a prefix to others.
  const told = learnTransferEncoding(lines) ?? learnDiff(marked)
  if (told !== null && !names.includes(told.id) && isCandidate(told, marked)) return told
  if (!names.includes('fold')) {
    const fold = learnFold(lines)
    if (fold !== null) return aroundBroken(marked, names) ?? fold
  }
  if (!names.includes('spacing')) {
    const spacing = learnSpacing(lines)
    if (spacing !== null) return spacing
  }
  if (!names.includes('element')) {
    const element = learnElement(marked)
    if (element !== null && isCandidate(element, marked)) return element
  }
  const table = outer.length === 0 ? tableEnvelope(marked) : null
  if (table !== null && isCandidate(table, marked)) return table
  const jsonIsSpent = outer.filter(({ json }) => json).length >= MAX_JSON_LAYERS
  for (const envelope of ENVELOPES) {
    if (envelope.json && jsonIsSpent) continue
    if (envelope.sporadic && names.includes(envelope.id)) continue
    if (!isCandidate(envelope, marked)) continue
    if (envelope.needs !== undefined && !envelope.needs(marked, names)) continue
    const other = envelope.json ? besideText(envelope, marked, names) : aroundLogger(envelope, marked, names)
    return other ?? envelope
  }
  if (!jsonIsSpent && !names.includes('json-field')) {
    const field = learnJsonField(marked, (envelope) => isCandidate(envelope, marked, false))
    if (field !== null) return field
  }
  // Other elements of a document are no heads of its texts.
  const headed = names.includes('headed') || names.includes('element') ? null : learnHeaded(lines)
  return headed ?? learned(marked, names)
}

/** What stands before the rests of broken lines as well was put there after they were broken. */
function aroundBroken(lines: readonly string[], names: readonly string[]): Envelope | null {
  const isEverywhere = (envelope: Envelope) => lines.every((line) => envelope.peel(line) !== null)
  const known = ENVELOPES.find(
    (envelope) =>
      !envelope.sporadic &&
      !envelope.json &&
      isEverywhere(envelope) &&
      isCandidate(envelope, lines) &&
      envelope.needs?.(lines, names) !== false,
  )
  if (known !== undefined || names.includes('prefix')) return known ?? null
  const prefix = learnPrefix(lines, isEverywhere)
  return prefix !== null && isEverywhere(prefix) ? prefix : null
}

/** A record may have a message that says who speaks, and the words in a field of another name: then no word is in the message. */
function besideText(envelope: Envelope, lines: readonly string[], names: readonly string[]): Envelope | null {
  if (names.includes('json-field')) return null
  const field = learnJsonField(lines, (learned) => isCandidate(learned, lines, false))
  if (field === null) return null
  const payloads = lines.flatMap((line) => {
    const peeled = envelope.peel(line)
    return peeled === null ? [] : (peeled.parts ?? [peeled]).map(({ payload }) => payload)
  })
  return payloads.some((payload) => payload.split('\n').some((line) => BEGINS_REPORT.test(line) || isOfReport(line)))
    ? null
    : field
}

/**
 * A program logs only some of its lines, and the runtime none: what stands around all of them, or on some of the others, was put
 * there after they were logged, and is taken off before.
 */
function aroundLogger(logger: Envelope, lines: readonly string[], names: readonly string[]): Envelope | null {
  if (!logger.logger) return null
  const others = lines.filter((line) => logger.peel(line) === null)
  if (others.length === 0) return null
  // A document may have a line of its own at its head.
  const isAround = (envelope: Envelope) =>
    lines.filter((line) => envelope.peel(line) === null).length <= lines.length / 20
  const suffix = names.includes('suffix') ? null : learnSuffix(lines, isAround)
  if (suffix !== null) return suffix
  const mark = ENVELOPES.find(
    (envelope) =>
      envelope.sporadic &&
      !names.includes(envelope.id) &&
      isCandidate(envelope, others) &&
      envelope.needs?.(others, names) !== false,
  )
  return mark ?? null
}

/** What no grammar knows, told from the words of a report. */
function learned(marked: readonly string[], names: readonly string[]): Envelope | null {
  const fits = (envelope: Envelope) => !names.includes(envelope.id) && isCandidate(envelope, marked, false)
  if (!names.includes('prefix')) {
    const prefix = learnPrefix(marked, fits)
    if (prefix !== null) return prefix
  }
  const suffix = learnSuffix(marked, fits)
  if (suffix !== null || names.includes('margin')) return suffix
  return learnMargin(marked, fits)
}

/** `mayProve`: words of a report behind the envelope speak for it. They do not where it was made from them. */
function isCandidate(envelope: Envelope, lines: readonly string[], mayProve = true): boolean {
  const layer = freshLayer(envelope)
  const quorum = QUORUM * lines.length
  let matches = 0
  let misses = 0
  let opens = false
  for (const line of lines) {
    const peeled = envelope.silent ? envelope.peel(line) : peelLayer(layer, line)
    if (peeled === null) {
      if (!envelope.sporadic && lines.length - ++misses < quorum) return false
      continue
    }
    if (envelope.sporadic) return true
    matches++
    opens ||= mayProve && opensReport(peeled.payload)
  }
  if (envelope.weak && matches < WEAK_MATCHES && (!opens || matches < lines.length)) return false
  return matches > 0 && matches >= quorum
}
