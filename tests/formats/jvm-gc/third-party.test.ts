import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { eventsOf, sorted, type Tally, tally } from './tally.ts'

/**
 * Logs of other people's programs, which are not part of this project: read where they lie, when they do. Counted with
 * line patterns beside this program; the durations of a scavenge before a remark are part of that remark's.
 */
const ROOT = new URL('../../../../shared/samples/jvm/third-party/gctoolkit/', import.meta.url)
const expected: Record<string, Tally> = JSON.parse(readFileSync(new URL('third-party.json', import.meta.url), 'utf8'))
const isThere = existsSync(ROOT)
if (!isThere) console.info(`GC logs of other projects are not here: ${Object.keys(expected).length} logs skipped`)

describe.runIf(isThere)('logs of other projects', () => {
  test.each(Object.entries(expected))('%s', async (name, figures) => {
    const found = tally(await eventsOf({ name, bytes: readFileSync(new URL(name, ROOT)) }))
    expect(found).toEqual({ ...figures, byKind: sorted(figures.byKind) })
  })
})
