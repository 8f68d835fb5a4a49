import type { DefectEvent } from '../../model/event.ts'
import type { CompletenessVerdict, Evidence, Source } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'
import type { Block, Scene } from '../scene.ts'
import { ADVICE, DEFECT_EVIDENCE, EVIDENCE, type EvidenceKey, type EvidenceRule } from './evidence-rules.ts'

/** What is missing from a source, how we know, and how to get it next time. */
export function completenessOf(scene: Scene): Source['completeness'] {
  const found: Found[] = []
  for (const block of scene.blocks) found.push(...blockEvidence(scene, block))
  for (const defect of scene.loose) {
    const key = evidenceOf(defect)
    if (key !== null) found.push(found_(key, defect.span, defect.text))
  }
  const isCrash = scene.blocks.some(
    (block) => block.head !== null || block.race !== null || block.groups.total > 0 || block.profile !== null,
  )
  return { verdict: isCrash ? verdictOf(found) : 'no-crash', evidence: distinct(found) }
}

interface Found {
  readonly rule: EvidenceRule
  readonly span: Span | null
  readonly text: string
}

function found_(key: EvidenceKey, span: Span | null, text: string): Found {
  return { rule: EVIDENCE[key], span, text }
}

/** An envelope that knows what it lost names the rule itself. */
function evidenceOf(defect: DefectEvent): EvidenceKey | null {
  return defect.evidence !== undefined && Object.hasOwn(EVIDENCE, defect.evidence) ? (defect.evidence as EvidenceKey) : DEFECT_EVIDENCE[defect.code]
}

function verdictOf(found: readonly Found[]): CompletenessVerdict {
  const weight = Math.max(0, ...found.map(({ rule }) => rule.weight))
  return weight >= 2 ? 'incomplete' : weight === 1 ? 'suspect' : 'complete'
}

const MOST_EVIDENCE = 50

function distinct(found: readonly Found[]): Evidence[] {
  const seen = new Set<string>()
  const evidence: Evidence[] = []
  for (const { rule, span, text } of [...found].sort(
    (a, b) => b.rule.weight - a.rule.weight || (a.span?.line ?? 0) - (b.span?.line ?? 0),
  )) {
    const key = `${rule.id} ${span?.line ?? 0}`
    if (seen.has(key) || evidence.length >= MOST_EVIDENCE) continue
    seen.add(key)
    evidence.push({
      id: rule.id,
      line: span?.line ?? 0,
      text: text === '' ? rule.what : `${rule.what}: ${text}`,
      advice: ADVICE[rule.advice],
    })
  }
  return evidence
}

function* blockEvidence(scene: Scene, block: Block): Iterable<Found> {
  for (const defect of block.defects) {
    const key = evidenceOf(defect)
    if (key !== null) yield found_(key, defect.span, defect.text)
  }
  const { head, first } = block
  const real = head !== null && head.crash !== 'logged-panic' && head.crash !== 'http-panic'
  const goroutines = block.groups.total

  for (const event of block.bottomless) {
    // The line that was cut off says it already.
    if (
      !block.defects.some(
        (defect) =>
          defect.span.line >= event.span.line &&
          defect.span.line <= event.span.endLine + 1 &&
          evidenceOf(defect) !== null,
      )
    ) {
      yield found_('E05', event.span, `goroutine ${event.header?.id ?? '?'}`)
    }
  }
  for (const event of block.elided)
    yield found_('E16', event.span, event.stack.elided === 'unknown' ? '' : `${event.stack.elided} frames`)
  for (const event of block.silentlyCut)
    yield found_('E17', event.span, `goroutine ${event.header?.id ?? '?'} shows ${event.stack.frames.length} frames`)

  if (real && goroutines === 0 && block.threadStack === null && !ONE_LINE.test(head.message)) {
    const cut = block.end !== null && block.end.span.endLine > head.span.endLine
    yield found_(cut ? 'E06' : 'E06s', head.span, '')
  }
  const last = block.end?.span ?? first?.span ?? null
  if (head?.crash === 'signal' && goroutines > 0 && block.registers === null) yield found_('E07', last, '')
  if (head === null && block.registers !== null)
    yield found_('E23', first?.span ?? null, 'registers follow, so a signal came first')
  // runtime.Stack and pprof print the caller first, and the caller is running.
  else if (
    head === null &&
    goroutines > 1 &&
    first?.header != null &&
    first.header.state !== 'running' &&
    block.profile === null
  ) {
    yield found_('E23', first.span, 'the first goroutine is not the one that printed')
  }
  if (
    goroutines > 1 &&
    !block.hasMain &&
    !block.inBubble &&
    head?.crash !== 'http-panic' &&
    head?.crash !== 'logged-panic'
  )
    yield found_('E15', last, '')
  if (real && block.systemLevel && goroutines === 1) yield found_('E19', first!.span, '')
  if (
    real &&
    diedInTest(block) &&
    !scene.tests.some((test) => test.outcome === 'fail-package' && test.span.line > head.span.line)
  )
    yield found_('E08', last, '')
}

/** By design this report is a single line: there is no goroutine left to print. */
const ONE_LINE = /^no goroutines \(main called runtime\.Goexit\)/

function diedInTest(block: Block): boolean {
  return block.inTests.length > 0 || block.head?.crash === 'test-timeout'
}
