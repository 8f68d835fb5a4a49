/**
 * `npm run score`: how often the program is right about logs whose truth is known. Each figure has a floor in
 * score/floors.json that may only rise: below it the run fails. `--raise` lifts the floors to what was measured,
 * `--misses` names the logs behind a figure.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { blocking } from './score/blocking.ts'
import type { Part } from './score/part.ts'
import { stacks } from './score/stacks.ts'

const PARTS: readonly Part[] = [blocking, stacks]
const FLOORS = new URL('./score/floors.json', import.meta.url).pathname

const floors = JSON.parse(readFileSync(FLOORS, 'utf8')) as Record<string, number>
const raised: Record<string, number> = {}
let isFallen = false

for (const { name, measure } of PARTS) {
  console.log(`\n${name}`)
  for (const { what, right, of, misses } of await measure()) {
    const key = `${name}: ${what}`
    const floor = floors[key] ?? 0
    isFallen ||= right < floor
    raised[key] = Math.max(floor, right)
    const percent = of === 0 ? '' : `${((100 * right) / of).toFixed(1)} %`
    console.log(
      `  ${what.padEnd(44)} ${`${right} of ${of}`.padStart(12)} ${percent.padStart(8)}   floor ${floor}${right < floor ? '   FALLEN' : ''}`,
    )
    if (process.argv.includes('--misses')) for (const miss of misses) console.log(`      ${miss}`)
  }
}
for (const key of Object.keys(floors)) {
  if (key in raised) continue
  isFallen = true
  console.log(`\n${key}: has a floor and was not measured   FALLEN`)
}

if (process.argv.includes('--raise') && !isFallen) writeFileSync(FLOORS, `${JSON.stringify(raised, null, 2)}\n`)
if (isFallen) {
  console.log('\nThe score has fallen. A floor is lowered by hand only, with the reason in the commit.')
  process.exitCode = 1
}
