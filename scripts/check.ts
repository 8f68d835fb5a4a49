import { spawnSync } from 'node:child_process'

/**
 * Everything that continuous integration does, in one command. All steps run, so that one look shows all that is wrong;
 * a step whose tool is missing is a failed step.
 */
const STEPS: readonly (readonly [name: string, command: string])[] = [
  ['format and lint', 'biome ci .'],
  ['types', 'tsc'],
  ['generated docs are current', 'tsx scripts/build-docs.ts --check'],
  ['build', 'tsdown'],
  ['tests', 'vitest run --mode full'],
  ['the score has not fallen', 'tsx scripts/score.ts'],
  ['package metadata', 'publint --strict'],
  ['unused files, exports, dependencies', 'knip'],
  ['the packed tarball installs and runs', 'tsx scripts/pack-smoke.ts'],
]

const results = STEPS.map(([name, command]) => {
  console.log(`\n── ${name}: ${command}`)
  const started = performance.now()
  const { status } = spawnSync(command, { shell: true, stdio: 'inherit' })
  return { name, isFine: status === 0, seconds: (performance.now() - started) / 1000 }
})

console.log('\n── summary')
for (const { name, isFine, seconds } of results) {
  console.log(`${isFine ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`)
}
if (results.some(({ isFine }) => !isFine)) process.exitCode = 1
