import {
  EVENT_KINDS,
  type Event,
  extractLines,
  isWholeCrash,
  type ReadOptions,
  type Redact,
  type SourceInput,
} from '../index.ts'
import { type Outcome, readEach } from './inputs.ts'
import type { Io } from './io.ts'
import type { Output } from './output.ts'

export type View = 'analyze' | 'panics' | 'goroutines' | 'stacks'

/**
 * Every event of the view as one line of JSON, as it is found; what is not printed yet is not read ahead. Sources
 * that cannot be read are told.
 */
export async function printEvents(
  view: View,
  sources: readonly SourceInput[],
  output: Output,
  options: ReadOptions & { readonly redact: Redact },
  io: Io,
): Promise<Outcome> {
  return readEach(sources, io, async (source) => {
    const chunks = extractLines(source, { ...options, ...filterOf(view), reuse: true })
    for await (const lines of chunks) await output.write(lines)
  })
}

/** Which events a view is about: all, or some. Made per source: block numbers are unique within one only. */
function filterOf(view: View): { keep?: (event: Event) => boolean } {
  if (view === 'analyze') return {}
  return { keep: view === 'goroutines' ? ({ kind }) => EVENT_KINDS[kind].view === 'goroutine' : ofCrashes() }
}

function ofCrashes(): (event: Event) => boolean {
  // Of a crash's goroutines the first one is the one that died.
  let awaits: number | null = -1
  let crash: number | null = -1
  return (event) => {
    if (isWholeCrash(event)) return true
    if (event.kind === 'go.crash') awaits = crash = event.block
    if (event.block !== crash) return false
    if (event.kind !== 'go.goroutine') return EVENT_KINDS[event.kind].view === 'crash'
    const isFirst = awaits === event.block
    awaits = -1
    return isFirst
  }
}
