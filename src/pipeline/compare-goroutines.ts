import { compareSnapshots } from '../analysis/go/compare/compare.ts'
import { type Snapshot, Snapshots } from '../analysis/go/compare/snapshots.ts'
import type { SourceInput } from '../input/byte-source.ts'
import type { GoroutineComparison } from '../model/goroutine-comparison.ts'
import type { ReadOptions } from './each-source.ts'
import { readSource } from './extract.ts'
import { readAll } from './read-all.ts'
import { type Redact, redactAnswer } from './redaction.ts'

export interface CompareOptions extends ReadOptions {
  /** Minutes between two dumps, where neither the log nor the dumps tell. */
  readonly everyMinutes?: number | null
  /** Secrets become placeholders, unless this is false. */
  readonly redact?: Redact
}

/** Dumps of one program, taken one after the other: what grew, what is new, what has not moved, what is gone. */
export async function compareGoroutines(
  input: SourceInput | readonly SourceInput[],
  options: CompareOptions = {},
): Promise<GoroutineComparison> {
  const list: Snapshot[] = []
  let threads = 0
  const sources = await readAll(input, options, async (source) => {
    const snapshots = new Snapshots()
    await readSource(source, { ...options, goroutines: 'shared' }, (events) => snapshots.add(events))
    list.push(...snapshots.list())
    threads += snapshots.threads
  })
  const comparison: GoroutineComparison = {
    schema: 'log-extractor/goroutine-comparison/1',
    sources,
    threads,
    ...compareSnapshots(list, options.everyMinutes ?? null),
  }
  return redactAnswer(comparison, options.redact)
}
