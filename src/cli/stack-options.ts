import { readFile } from 'node:fs/promises'
import {
  type AnalyzeOptions,
  analyze,
  explainStacks,
  fail,
  neutralizeLine,
  parseStackRules,
  type Report,
  type SourceInput,
  type StackGroup,
  safeJson,
} from '../index.ts'
import type { Options } from './flags.ts'

/** A rules file is written by hand: what is larger is another file. */
const MOST_RULES_BYTES = 1_048_576

type StackReading = Pick<AnalyzeOptions, 'stackRules' | 'stackLevel'>

/** What `--by` and `--rules` say, for the analysis. */
export async function stackReading(options: Partial<Pick<Options, 'by' | 'rules'>>): Promise<StackReading> {
  const { rules, by } = options
  const level = by === undefined ? {} : { stackLevel: by }
  if (rules === undefined || rules === null) return level
  let text: string
  try {
    text = await readFile(rules, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw fail('E_INPUT_MISSING', rules)
    throw fail('E_INPUT_UNREADABLE', rules, (error as NodeJS.ErrnoException).code ?? String(error))
  }
  if (text.length > MOST_RULES_BYTES) throw fail('E_USAGE', `${rules}: no rules file: it is larger than 1 MiB`)
  return { ...level, stackRules: parseStackRules(text, rules) }
}

/** The answer to `--explain A B`. Stacks named by their line are looked for among all that differ in anything. */
export async function explained(
  names: readonly string[],
  report: Report,
  sources: readonly SourceInput[],
  reading: AnalyzeOptions,
  format: Options['format'],
): Promise<string> {
  const [first, second, third] = names
  if (first === undefined || second === undefined || third !== undefined)
    throw fail('E_USAGE', '--explain takes two stacks: two numbers of groups, fingerprints, or lines such as L120')
  const isPlace = names.some((name) => PLACE.test(name))
  if (isPlace && sources.some((source) => typeof source !== 'string'))
    throw fail('E_USAGE', '--explain with lines reads the log twice: give it as a file')
  const exact = isPlace ? (await analyze(sources, { ...reading, stackLevel: 'exact' })).stacks : []
  const [a, b] = [find(first, report, exact), find(second, report, exact)]
  const { same, reasons } = explainStacks(a, b, reading.stackRules)
  if (format === 'json' || format === 'jsonl')
    return `${safeJson({ a: a.fingerprints, b: b.fingerprints, same, reasons })}\n`
  const verdict = {
    exact: 'The same, line by line.',
    functions: 'The same: one group.',
    origin: 'Two groups with the same culprit.',
    none: 'Different.',
  }[same ?? 'none']
  return `${verdict}\n${reasons.map((reason) => `- ${neutralizeLine(reason)}\n`).join('')}`
}

const PLACE = /^(?:L|.+:)(\d{1,15})$/

function find(name: string, { stacks }: Report, exact: readonly StackGroup[]): StackGroup {
  const line = PLACE.exec(name)?.[1]
  if (line !== undefined) {
    const source = name.startsWith('L') && !name.includes(':') ? null : name.slice(0, name.lastIndexOf(':'))
    const holds = ({ span }: StackGroup['members'][number]) =>
      span.line <= Number(line) && span.endLine >= Number(line) && (source === null || span.source === source)
    const found = exact.find(({ members }) => members.some(holds))
    if (found === undefined) throw fail('E_USAGE', `--explain: no stack stands at ${name}`)
    return found
  }
  const number = /^\d{1,6}$/.test(name) ? stacks[Number(name) - 1] : undefined
  const found =
    number ?? stacks.find(({ fingerprint }) => name.length >= 4 && fingerprint.startsWith(name.toLowerCase()))
  if (found === undefined) throw fail('E_USAGE', `--explain: there is no group ${name}; there are ${stacks.length}`)
  return found
}
