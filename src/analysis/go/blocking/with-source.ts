import type { Finding } from '../../../model/finding.ts'
import type { Operation } from '../source/go-functions.ts'
import { type FrameCode, fieldOf, forgottenUnlocks, isEndOfContext, type SourceCode } from '../source/source-code.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { Node } from './nodes.ts'
import { placeOf } from './phrases.ts'
import { isLockWait } from './wait.ts'

type Told = Omit<Finding, 'rule' | 'severity'>

const MOST_NOTES = 8

/** Adds to a finding what the code itself says: who locks, who leaves without unlocking, who is at the other end. */
export function withSource(told: Told, diagnosis: Diagnosis, source: SourceCode | null): Told {
  if (source === null) return told
  const notes = [...new Set(diagnosis.core.slice(0, MOST_NOTES).flatMap((node) => notesOn(node, source)))].slice(
    0,
    MOST_NOTES,
  )
  const files = diagnosis.core.filter(({ site }) => site?.code != null).length
  if (notes.length === 0) return { ...told, data: { ...told.data, source: { readSites: files, notes } } }
  return {
    ...told,
    explanation: `${told.explanation}. In the source: ${notes.join('; ')}`,
    data: { ...told.data, source: { readSites: files, notes } },
  }
}

function notesOn({ site, wait }: Node, source: SourceCode): string[] {
  if (site === null || site.code === null) return []
  const { code, frame } = site
  if (isLockWait(wait.kind)) return lockNotes(code, frame.file!, source)
  const [first, ...more] = code.waits
  if (first === undefined) return []
  if (more.length > 0 || isEndOfContext(first)) return [casesNote(code.waits, placeOf(frame))]
  return [endNote(first.kind as 'send' | 'receive', first.on, placeOf(frame), source)]
}

function casesNote(cases: readonly Operation[], place: string): string {
  const said = cases.map((one) =>
    isEndOfContext(one)
      ? `the end of ${one.on.slice(0, -'.Done'.length)}`
      : `${one.kind === 'send' ? 'room in' : 'a value of'} ${one.on}`,
  )
  return `${place} waits for ${said.slice(0, -1).join(', ')}${said.length > 1 ? ' or ' : ''}${said.at(-1)}`
}

/** Paths that keep the lock, in the files of the dump. */
function lockNotes({ here }: FrameCode, file: string, source: SourceCode): string[] {
  const wanted = here.find(({ kind }) => kind === 'lock' || kind === 'read-lock')
  if (wanted === undefined) return []
  const name = fieldOf(wanted.on)
  const notes: string[] = []
  for (const { file: other, function: one } of source.all()) {
    if (other !== file) continue
    for (const on of new Set(one.operations.map((operation) => operation.on))) {
      if (on === '' || fieldOf(on) !== name) continue
      for (const { locked, left } of forgottenUnlocks(one, on))
        notes.push(`${one.name} leaves at ${file}:${left} without unlocking ${on}, which it locked at line ${locked}`)
    }
  }
  return notes
}

/** Who could serve the channel, by its name. */
function endNote(kind: 'send' | 'receive', on: string, place: string, source: SourceCode): string {
  const name = fieldOf(on)
  const serves = kind === 'send' ? ['receive'] : ['send', 'close']
  const ends: string[] = []
  for (const { file, function: one } of source.all())
    for (const { kind: other, on: same, line } of one.operations)
      if (serves.includes(other) && fieldOf(same) === name) ends.push(`${one.name} (${file}:${line})`)
  const what = kind === 'send' ? `receives from ${on}` : `sends to ${on} or closes it`
  if (ends.length === 0) return `nobody in the files of this dump ${what} by that name (${place})`
  const shown = [...new Set(ends)]
  return `${shown.slice(0, 3).join(', ')}${shown.length > 3 ? ` and ${shown.length - 3} more` : ''} ${shown.length === 1 ? 'is' : 'are'} the other end of ${on} (${place})`
}
