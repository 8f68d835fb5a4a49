/**
 * The report for an issue or a chat. Whoever reads it did not run the tool: every claim has its line, the evidence is
 * quoted, and long stacks are folded away. Text of the log stands in code spans and fences only.
 */
import { count, plural } from '../base/text/units.ts'
import type { Finding } from '../model/finding.ts'
import type { Report, Verdict } from '../model/report.ts'
import { renderCrashMarkdown } from './markdown/crash.ts'
import { renderDumpMarkdown } from './markdown/dump.ts'
import { renderLogMarkdown } from './markdown/log.ts'
import { renderStacksMarkdown } from './markdown/stacks.ts'
import { code, fence, place, prose } from './markdown/untrusted.ts'
import { CRASH_LABEL, type CrashSet, distinctCrashes } from './words/crash.ts'
import { blockingLabel, sortFindings } from './words/findings.ts'
import { gcFacts, newSigns, signText } from './words/memory.ts'
import { nextSteps } from './words/next-steps.ts'
import { type Places, placesOf } from './words/places.ts'

export interface MarkdownOptions {
  readonly view: 'analyze' | 'panics' | 'goroutines' | 'stacks'
  /** Groups of stacks to list before the rest is only counted. */
  readonly top?: number
  /** What all of it comes to, in front: of a program that we ran we know more than its log says. */
  readonly verdict?: boolean
  /** Of its topmost headings, where it stands below others. */
  readonly level?: number
}

/** Crashes and dumps; an issue tracker refuses texts of some 65 000 characters. */
const MOST_IN_FULL = 10
const MOST_IN_BRIEF = 100

/** Quotes per finding, and findings without a place of their own. */
const MOST_QUOTES = 8
const MOST_OTHERS = 10

/** Of the topmost headings of the blocks. */
const LEVEL = 2

export function renderMarkdown(report: Report, { level = LEVEL, ...options }: MarkdownOptions): string {
  const blocks = options.view === 'stacks' ? renderStacksMarkdown(report, options.top) : blocksOf(report, options)
  // A heading is a block of its own, and text of a log begins none: in fences and code spans a # is only that.
  return `${blocks.map((block) => (block.startsWith('#') ? '#'.repeat(level - LEVEL) + block : block)).join('\n\n')}\n`
}

function blocksOf(report: Report, { view, verdict = false }: MarkdownOptions): string[] {
  const places = placesOf(report)
  const findings = sortFindings(report)
  const blocks: string[] = verdict ? [verdictMarkdown(report.verdict)] : []
  if (view !== 'goroutines') {
    const crashes = distinctCrashes(report.crashes)
    if (crashes.length === 0) {
      blocks.push(noneSentence(report, 'crash'))
      if (!verdict && report.verdict.status !== 'clean') blocks.push(...report.verdict.reasons.map(prose))
    }
    for (const [i, set] of crashes.slice(0, MOST_IN_FULL).entries()) {
      blocks.push(...renderCrashMarkdown(set, crashes.length > 1 ? i + 1 : null, findings, places))
    }
    blocks.push(...restMarkdown(crashes.slice(MOST_IN_FULL), places))
  } else if (report.dumps.length === 0) {
    blocks.push(noneSentence(report, 'goroutine dump'))
  }
  if (view !== 'panics') {
    for (const finding of findings.blocking) blocks.push(...blockingMarkdown(finding, places))
    for (const dump of report.dumps.slice(0, MOST_IN_FULL))
      blocks.push(...renderDumpMarkdown(report, dump, places, view === 'goroutines'))
  }
  if (view === 'analyze') {
    blocks.push(...memoryMarkdown(report, findings.memory, places))
    blocks.push(...alsoMarkdown(findings.others, places))
  }
  blocks.push(...renderLogMarkdown(report, places))
  if (view === 'analyze') blocks.push(...nextMarkdown(report, places))
  return blocks
}

function verdictMarkdown({ status, reasons }: Verdict): string {
  const items = reasons.slice(0, MOST_OTHERS).map((reason) => `- ${prose(reason)}`)
  return [`Verdict: **${status}**`, ...(items.length === 0 ? [] : ['', ...items])].join('\n')
}

/** One line for each crash that is not told in full. */
function restMarkdown(sets: readonly CrashSet[], places: Places): string[] {
  if (sets.length === 0) return []
  const items = sets.slice(0, MOST_IN_BRIEF).map(({ crash, times }) => {
    const often = times > 1 ? `, ${plural(times, 'time')}` : ''
    return `- ${CRASH_LABEL[crash.kind]}: ${code(crash.message.split('\n', 1)[0]!)} (${place(places.at(crash.span))}${often})`
  })
  if (sets.length > MOST_IN_BRIEF) items.push(`- … ${count(sets.length - MOST_IN_BRIEF)} more`)
  return ['### More crashes', items.join('\n')]
}

function noneSentence(report: Report, what: string): string {
  const names = report.sources.slice(0, 3).map((source) => code(source.name))
  const more =
    report.sources.length > names.length ? ` and ${plural(report.sources.length - names.length, 'other')}` : ''
  return `No ${what} in ${names.join(', ')}${more} (${plural(report.stats.lines, 'line')}).`
}

function blockingMarkdown(finding: Finding, places: Places): string[] {
  const blocks = [`### ${blockingLabel(finding)}: ${prose(finding.title)}`]
  const sure = `Confidence ${finding.confidence.toFixed(2)}.`
  blocks.push(finding.explanation === '' ? sure : `${prose(finding.explanation)} ${sure}`)
  const quotes = finding.evidence.slice(0, MOST_QUOTES)
  if (quotes.length > 0)
    blocks.push(fence(quotes.map(({ span, quote }) => `${places.range(span)}: ${quote.trim()}`).join('\n')))
  return blocks
}

function memoryMarkdown(report: Report, findings: readonly Finding[], places: Places): string[] {
  const items = [report.gc.go, report.gc.jvm].filter((gc) => gc !== null).map((gc) => `- ${gcFacts(gc).join(' · ')}`)
  for (const sign of newSigns(report).slice(0, MOST_OTHERS)) {
    items.push(`- ${prose(signText(sign))} (${place(places.at(sign.span))})`)
  }
  for (const finding of findings) items.push(`- ${findingItem(finding, places)}`)
  return items.length === 0 ? [] : ['### Memory', items.join('\n')]
}

function alsoMarkdown(findings: readonly Finding[], places: Places): string[] {
  if (findings.length === 0) return []
  const items = findings.slice(0, MOST_OTHERS).map((finding) => `- ${findingItem(finding, places)}`)
  return ['### Also', items.join('\n')]
}

function nextMarkdown(report: Report, places: Places): string[] {
  const steps = nextSteps(report.findings)
  if (steps.length === 0) return []
  const items = steps.map(({ advice, span }, i) => {
    return `${i + 1}. ${prose(advice)}${span ? ` (${place(places.at(span))})` : ''}`
  })
  return ['### Next', items.join('\n')]
}

function findingItem(finding: Finding, places: Places): string {
  const first = finding.evidence[0]
  return `${prose(finding.title)}${first ? ` (${place(places.range(first.span))})` : ''}`
}
