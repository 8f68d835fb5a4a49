/** What can be said about a source: how complete it is, through which layers it came. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import type { CompletenessVerdict, Evidence, Report, Source } from '../../model/report.ts'
import { sentence } from './sentence.ts'

/** Layer ids that do not read well with their dashes as spaces. */
const LAYER_NAMES: Readonly<Record<string, string>> = {
  cri: 'kubernetes cri',
  'docker-json': 'docker json-file',
  gha: 'github actions',
  'gh-cli': 'github actions (gh)',
  gitlab: 'gitlab ci',
  compose: 'docker compose',
  'kubectl-prefix': 'kubectl logs --prefix',
  'gotest-json': 'go test -json',
  'azure-devops': 'azure pipelines',
  ansi: 'terminal colours',
  crlf: 'CRLF',
}

const COMPLETENESS_WORD: { readonly [V in CompletenessVerdict]: string } = {
  complete: 'complete',
  suspect: 'SUSPECT',
  incomplete: 'INCOMPLETE',
  'no-crash': 'no crash',
}

export function completenessWord(source: Source): string {
  return COMPLETENESS_WORD[source.completeness.verdict]
}

export function isMissingSomething(source: Source): boolean {
  return source.completeness.verdict === 'incomplete' || source.completeness.verdict === 'suspect'
}

/** Why it could not be read; without the name when the sentence repeats it. */
export function whyUnread(source: Source): string {
  const why = source.error ?? ''
  const name = `${source.name}: `
  return sentence(why.startsWith(name) ? why.slice(name.length) : why)
}

/** `gzip › kubernetes cri › zap`; empty when the log is plain text. */
export function layersOf(source: Source): string {
  const layers = source.layers.filter((id) => id !== 'plain' && id !== source.compression)
  const all = source.compression === null ? layers : [source.compression, ...layers]
  const names = all.map((id) => LAYER_NAMES[id] ?? neutralizeLine(id).replaceAll('-', ' '))
  if (!/^(utf-?8|ascii|us-ascii)$/i.test(source.encoding)) names.push(neutralizeLine(source.encoding))
  return names.join(' › ')
}

/** Versions the crashes of this source were built with, usually one: `go1.26`, or `Go ≥1.21` where only that shows. */
export function goVersionsOf(report: Report, source: Source): string[] {
  const versions = report.crashes.filter((crash) => crash.span.source === source.name).map((crash) => crash.goVersion)
  return [...new Set(versions.filter((version) => version !== null))].map((version) => {
    const name = neutralizeLine(version)
    return name.startsWith('go') ? name : `Go ${name}`
  })
}

/** From the first to the last line any crash or dump of this source covers; null without one. */
export function coveredLines(report: Report, source: Source): { from: number; to: number } | null {
  const spans = [...report.crashes, ...report.dumps]
    .map(({ span }) => span)
    .filter((span) => span.source === source.name)
  if (spans.length === 0) return null
  // One by one: a log of 300,000 deaths has more spans than a call takes arguments.
  return spans.reduce(
    ({ from, to }, { line, endLine }) => ({ from: Math.min(from, line), to: Math.max(to, endLine) }),
    { from: Number.POSITIVE_INFINITY, to: 0 },
  )
}

/** One advice often answers several pieces of evidence: it is given once, behind the last of them. */
export function adviceGroups(evidence: readonly Evidence[]): { evidence: Evidence[]; advice: string }[] {
  const groups = new Map<string, Evidence[]>()
  for (const entry of evidence) {
    const group = groups.get(entry.advice)
    if (group === undefined) groups.set(entry.advice, [entry])
    else group.push(entry)
  }
  return [...groups].map(([advice, entries]) => ({ advice, evidence: entries }))
}
