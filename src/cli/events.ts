import { type Event, eventLine, extract, LogExtractorError, type ReadOptions } from '../index.ts'
import type { Input } from './inputs.ts'
import type { Output } from './output.ts'

export type View = 'analyze' | 'panics' | 'goroutines'

/** Many small writes cost more than the lines themselves. */
const WRITE_CHARACTERS = 262_144

/**
 * Every event of the view as one line of JSON, as it is found; what is not printed yet is not read ahead. Returns the
 * number of sources that could not be read.
 */
export async function printEvents(
  view: View,
  inputs: readonly Input[],
  output: Output,
  options: ReadOptions,
  complain: (sentence: string) => void,
): Promise<number> {
  let failures = 0
  for (const input of inputs) {
    try {
      if ('error' in input) throw new LogExtractorError('E_INPUT_UNREADABLE', input.error)
      const isWanted = filterOf(view)
      let text = ''
      for await (const events of extract(input.source, options)) {
        for (const event of events) {
          if (!isWanted(event)) continue
          text += eventLine(event)
          if (text.length < WRITE_CHARACTERS) continue
          await output.write(text)
          text = ''
        }
        // A live stream is watched: nothing found waits for the next find.
        if (text !== '') await output.write(text)
        text = ''
      }
    } catch (error) {
      if (!(error instanceof LogExtractorError) || error.code === 'E_OUTPUT') throw error
      complain(error.message)
      failures++
    }
  }
  return failures
}

/** Which events a view is about. Made per source: block numbers are unique within one only. */
function filterOf(view: View): (event: Event) => boolean {
  if (view === 'analyze') return () => true
  if (view === 'goroutines') return ({ kind }) => GOROUTINES.has(kind)
  // Of a crash's goroutines the first one is the one that died.
  let awaits = -1
  let crash = -1
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
