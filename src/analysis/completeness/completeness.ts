import type { DefectEvent, GoTestEvent } from '../../model/event.ts'
import type { CompletenessVerdict, Evidence, Source } from '../../model/report.ts'
import type { Span } from '../../model/span.ts'
import { type Block, type GoScene, lacksBottom, MOST_RECORDS } from '../go/go-scene.ts'
import { goVersionOf } from '../go/go-version.ts'
import { ADVICE, type AdviceKey, adviceIn, type Runtimes } from './advice.ts'
import { DEFECT_EVIDENCE, EVIDENCE, type EvidenceKey, type EvidenceRule } from './evidence-rules.ts'
import { type Environment, environmentOf } from './limits.ts'
import { placeEvidence, type SourceFacts } from './place-evidence.ts'

/** What is missing from a source, how we know, and how to get it next time. `ofJvm`: it holds a report of a JVM. */
export function completenessOf(
  scene: GoScene,
  facts: SourceFacts,
  ofJvm: boolean,
  shown: Runtimes,
): Source['completeness'] {
  const found: Found[] = []
  for (const [index, block] of scene.blocks.entries())
    for (const evidence of blockEvidence(scene, block)) found.push({ ...evidence, block: index, of: 'go' })
  for (const defect of scene.loose) {
    const key = evidenceOf(defect)
    if (key !== null && (defect.format !== 'loss-notice' || isBeside(scene, defect)))
      found.push({ ...gap(key, defect.span, defect.text), of: runtimeOf(defect) })
  }
  const isCrash =
    ofJvm ||
    scene.blocks.some(
      (block) => block.head !== null || block.race !== null || block.groups.total > 0 || block.profile !== null,
    )
  if (isCrash)
    for (const [key, text] of placeEvidence(scene.source, facts, cutOf(scene, found))) found.push(gap(key, null, text))
  return { verdict: isCrash ? verdictOf(found) : 'no-crash', evidence: distinct(found, facts.layers, shown) }
}

/** null: an envelope tells of it, and does not know whose lines it carries. */
function runtimeOf({ format }: DefectEvent): keyof Runtimes | null {
  return format.startsWith('go-') ? 'go' : format.startsWith('jvm-') ? 'jvm' : null
}

/** A service that drops lines somewhere in a long log did not touch a crash that stands elsewhere. */
function isBeside(scene: GoScene, { span }: DefectEvent): boolean {
  return scene.blocks.some((block) => {
    const first = block.head?.span ?? block.first?.span ?? block.end?.span
    const last = block.end?.span ?? first
    return first !== undefined && span.line >= first.line - BESIDE_LINES && span.line <= last!.endLine + BESIDE_LINES
  })
}

const BESIDE_LINES = 5

/** Which ends of the log look cut by other signs. */
function cutOf(scene: GoScene, found: readonly Found[]): { readonly head: boolean; readonly tail: boolean } {
  const ids = new Set(found.map(({ rule }) => rule.id))
  return {
    head: ids.has('E23') || found.some(({ rule }) => rule === EVIDENCE.E15),
    tail: scene.blocks.at(-1)?.end?.closed === false && ['E01', 'E02', 'E03', 'E05', 'E10'].some((id) => ids.has(id)),
  }
}

interface Found {
  readonly rule: EvidenceRule
  readonly span: Span | null
  readonly text: string
  /** Index of the report it is about; a single line of the log can hold several. */
  readonly block: number | null
  /** Whose report it is about; null for what concerns the source. */
  readonly of: keyof Runtimes | null
}

function gap(key: EvidenceKey, span: Span | null, text: string): Found {
  return { rule: EVIDENCE[key], span, text, block: null, of: null }
}

/** An envelope that knows what it lost names the rule itself. */
function evidenceOf(defect: Pick<DefectEvent, 'code' | 'evidence'>): EvidenceKey | null {
  return defect.evidence !== undefined && Object.hasOwn(EVIDENCE, defect.evidence)
    ? (defect.evidence as EvidenceKey)
    : DEFECT_EVIDENCE[defect.code]
}

function verdictOf(found: readonly Found[]): CompletenessVerdict {
  const weight = found.reduce((most, { rule }) => Math.max(most, rule.weight), 0)
  return weight >= 2 ? 'incomplete' : weight === 1 ? 'suspect' : 'complete'
}

const MOST_EVIDENCE = 50

function distinct(found: readonly Found[], layers: readonly string[], shown: Runtimes): Evidence[] {
  const environment = environmentOf(layers)
  const seen = new Set<string>()
  const evidence: Evidence[] = []
  for (const { rule, span, text, block, of } of [...found].sort(
    (a, b) => b.rule.weight - a.rule.weight || (a.span?.line ?? 0) - (b.span?.line ?? 0),
  )) {
    const key = `${rule.id} ${span?.line ?? 0} ${block}`
    // What stands in no report was found once; one record may hold many such lines.
    if ((block !== null && seen.has(key)) || evidence.length >= MOST_EVIDENCE) continue
    seen.add(key)
    evidence.push({
      id: rule.id,
      line: span?.line ?? 0,
      text: text === '' ? rule.what : `${rule.what}: ${text}`,
      advice: adviceFor(rule.advice, environment, of === null ? shown : { go: of === 'go', jvm: of === 'jvm' }),
    })
  }
  return evidence
}

function adviceFor(key: AdviceKey, environment: Environment | null, runtimes: Runtimes): string {
  const special = environment?.advice[key]
  return special === undefined
    ? adviceIn(ADVICE[key], runtimes)
    : `This is ${environment!.name}: ${adviceIn(special, runtimes)}`
}

function* blockEvidence(scene: GoScene, block: Block): Iterable<Found> {
  for (const defect of block.defects) {
    const key = evidenceOf(defect)
    if (key !== null) yield gap(key, defect.span, defect.text)
  }
  const { first } = block
  const head = block.isHeadLost ? null : block.head
  const real = head !== null && head.crash !== 'logged-panic' && head.crash !== 'http-panic'
  const goroutines = block.groups.total
  const isOpen = block.end?.closed === false

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
      yield gap('E05', event.span, `goroutine ${event.header?.id ?? '?'}`)
    }
  }
  if (isOpen && block.last !== null && lacksBottom(block.last, block.threadStack !== null))
    yield gap('E05', block.last.span, `goroutine ${block.last.header?.id ?? '?'}`)
  for (const event of block.elided)
    yield gap('E16', event.span, event.stack.elided === 'unknown' ? '' : `${event.stack.elided} frames`)
  for (const event of block.silentlyCut)
    yield gap('E17', event.span, `goroutine ${event.header?.id ?? '?'} shows ${event.stack.frames.length} frames`)

  if (head?.crash === 'http-panic' && goroutines === 0) yield gap(isOpen ? 'E06' : 'E06s', head.span, '')
  // The stack of the thread comes first, and goroutines behind it, unless there are none yet.
  const isStarting = block.threadStack?.stack.frames.at(-1)?.function === 'runtime.rt0_go'
  if (real && goroutines === 0 && block.threadStack !== null && isOpen && !isStarting)
    yield gap('E06', block.threadStack.span, '')
  if (real && goroutines === 0 && block.threadStack === null && !ONE_LINE.test(head.message)) {
    const cut = block.end !== null && block.end.span.endLine > head.span.endLine
    yield gap(cut ? 'E06' : 'E06s', head.span, '')
  }
  const last = block.end?.span ?? first?.span ?? null
  if (head?.crash === 'signal' && goroutines > 0 && block.registers === null) yield gap('E07', last, '')
  else if (isOpen && head?.signal?.name.startsWith('SIG') && endsInFlags(block)) yield gap('E07', last, '')
  const isEnded = block.isHeadLost && block.registers === null
  if (isEnded && !block.defects.some(({ code }) => evidenceOf({ code }) === 'E23'))
    yield gap('E23', first?.span ?? null, 'its program ended right behind it, and nothing says why')
  else if (head === null && block.registers !== null)
    yield gap('E23', first?.span ?? null, 'registers follow, so a signal came first')
  // runtime.Stack and pprof print the caller first, and the caller is running.
  else if (
    head === null &&
    goroutines > 0 &&
    first?.header != null &&
    first.header.state !== 'running' &&
    block.profile === null
  ) {
    yield gap('E23', first.span, 'the first goroutine is not the one that printed')
  }
  if (
    goroutines > 1 &&
    !block.hasMain &&
    !block.inBubble &&
    head?.crash !== 'http-panic' &&
    head?.crash !== 'logged-panic'
  )
    yield gap(head?.crash === 'deadlock' ? 'E15s' : 'E15', last, '')
  if (real && block.systemLevel && goroutines === 1 && printsSystem(block)) yield gap('E19', first!.span, '')
  if (real && diedInTest(block) && scene.testLines.packageBehind(head.span.line) === null) yield gap('E08', last, '')
  if (head !== null && !real && goroutines === 1 && !block.isRaisedAgain) yield gap('E27', first!.span, '')
  if (block.jump !== null) yield gap('E24', block.jump.span, `${Math.round(block.jump.seconds)} seconds`)
  const { profile } = block
  // The head and the records are printed from one snapshot: their figures agree to the last one.
  if (profile !== null && profile.total !== null && block.records.length < MOST_RECORDS) {
    const shown = block.records.reduce((sum, { count }) => sum + count, 0)
    if (shown < profile.total)
      yield gap(profile.profile === 'goroutine' ? 'E14' : 'E14p', last, `${shown} of ${profile.total}`)
  }
  const kill = real ? killBehind(scene, block) : undefined
  if (kill !== undefined) yield gap('E20', kill.span, kill.detail ?? '')
}

export function isKill({ outcome, detail }: GoTestEvent): boolean {
  return (
    (outcome === 'signal' && detail?.startsWith('killed') === true) || (outcome === 'exit-status' && detail === '137')
  )
}

/** Right behind the report, and by the clock, where there is one, within seconds. */
function killBehind({ testLines }: GoScene, { end }: Block): GoTestEvent | undefined {
  if (end === null) return undefined
  const { endLine } = end.span
  return testLines.between(endLine, endLine + KILL_LINES).find((test) => {
    const seconds = test.time === null || end.time === null ? 0 : (Date.parse(test.time) - Date.parse(end.time)) / 1_000
    return isKill(test) && seconds <= KILL_SECONDS
  })
}

/** Lines that may stand behind a report: the kill came while it was printed, or right after. */
export const KILL_LINES = 3
const KILL_SECONDS = 10

/** Everywhere but on Windows the segment registers come last. */
function endsInFlags({ registers }: Block): boolean {
  return registers !== null && /^[re]flags$|^cs$|^fs$/.test(Object.keys(registers.registers).at(-1) ?? '')
}

/**
 * Up to Go 1.18 a throw or a fatal signal shows the runtime's frames of the goroutine that died, and of no other; only
 * `GOTRACEBACK=system` adds the runtime's goroutines.
 */
function printsSystem(block: Block): boolean {
  if (block.head?.crash === 'panic' || block.head?.crash === 'test-timeout') return true
  const version = /^(?<named>go|≥)1\.(?<minor>\d+)/.exec(goVersionOf(block) ?? '')?.groups
  return version !== undefined && Number(version['minor']) >= (version['named'] === 'go' ? 19 : 18)
}

/** By design this report is a single line: there is no goroutine left to print. */
const ONE_LINE = /^no goroutines \(main called runtime\.Goexit\)/

function diedInTest(block: Block): boolean {
  return block.inTests.length > 0 || block.head?.crash === 'test-timeout'
}
