import { type Event, extractLines, LogExtractorError, type ReadOptions, type Redact } from '../index.ts'
import type { Input } from './inputs.ts'
import type { Output } from './output.ts'

export type View = 'analyze' | 'panics' | 'goroutines' | 'stacks'

/**
 * Every event of the view as one line of JSON, as it is found; what is not printed yet is not read ahead. Returns the
 * number of sources that could not be read.
 */
export async function printEvents(
  view: View,
  inputs: readonly Input[],
  output: Output,
  options: ReadOptions & { readonly redact: Redact },
  complain: (sentence: string) => void,
): Promise<number> {
  let failures = 0
  for (const input of inputs) {
    try {
      if ('error' in input) throw new LogExtractorError('E_INPUT_UNREADABLE', input.error)
      for await (const lines of extractLines(input.source, { ...options, ...filterOf(view) })) await output.write(lines)
    } catch (error) {
      if (!(error instanceof LogExtractorError) || error.code === 'E_OUTPUT') throw error
      complain(error.message)
      failures++
    }
  }
  return failures
}

/** Which events a view is about: all, or some. Made per source: block numbers are unique within one only. */
function filterOf(view: View): { keep?: (event: Event) => boolean } {
  if (view === 'analyze') return {}
  return { keep: view === 'goroutines' ? ({ kind }) => GOROUTINES.has(kind) : ofCrashes() }
}

function ofCrashes(): (event: Event) => boolean {
  // Of a crash's goroutines the first one is the one that died.
  let awaits: number | null = -1
  let crash: number | null = -1
  return (event) => {
    if (event.kind === 'go.race') return true
    if (event.kind === 'go.crash') awaits = crash = event.block
    if (event.block !== crash) return false
    if (event.kind !== 'go.goroutine') return CRASH.has(event.kind)
    const isFirst = awaits === event.block
    awaits = -1
    return isFirst
  }
}

const GOROUTINES: ReadonlySet<Event['kind']> = new Set(['go.goroutine', 'go.profile', 'go.profile-record'])
const CRASH: ReadonlySet<Event['kind']> = new Set([
  'go.crash',
  'go.thread-stack',
  'go.registers',
  'go.end',
  'malformed',
])
