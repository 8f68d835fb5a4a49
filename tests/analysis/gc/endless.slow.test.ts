import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** In a process of its own: the memory of a test runner says nothing. */
const ENDLESS = fileURLToPath(new URL('./endless.ts', import.meta.url))

it.each(['unified', 'gctrace'])(
  'an endless %s log is read in bounded memory',
  (kind) => {
    const { stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', ENDLESS, kind], { encoding: 'utf8' })
    expect(stderr).toBe('')
    const { events, counted, early, late } = JSON.parse(stdout)
    expect(counted).toBe(events)
    expect(events).toBeGreaterThan(1_000_000)
    // Megabytes at a tenth of the log and at its end. The events alone would be many hundreds.
    expect(late - early).toBeLessThan(100)
  },
  180_000,
)
