/** `npx tsx bench/dbscan.ts [points]`: clustering of a million points of each kind of density, seeded. CPU seconds. */
import { dbscan } from '../src/base/statistics/dbscan.ts'
import { normal, seeded } from '../tests/base/statistics/worlds.ts'

const POINTS = Number(process.argv[2] ?? 1e6)
const random = seeded(1)

type World = readonly [name: string, eps: number, coordinate: (point: number) => number]

const WORLDS: readonly World[] = [
  ['uniform', 2, () => random() * 1_000],
  ['three clumps', 1, (point) => (point % 3) * 100 + normal(random) * 0.5],
  ['seven regimes with a fringe', 2, (point) => (point % 7) * 50 + normal(random) * 5],
  ['sparse: every point alone', 10, () => random() * 1e6],
  ['all within one eps', 5, () => random()],
  ['two clumps that nearly touch', 1, (point) => (point % 2) * 1.0001 + random() * 1e-5],
]

for (const dimensions of [2, 3]) {
  for (const [name, eps, coordinate] of WORLDS) {
    const points = Float64Array.from({ length: POINTS * dimensions }, (_, i) => coordinate(Math.floor(i / dimensions)))
    const before = process.cpuUsage()
    const { sizes } = dbscan(points, dimensions, eps, 5)
    const { user, system } = process.cpuUsage(before)
    console.log(
      `${dimensions} dimensions, ${name.padEnd(30)} ${((user + system) / 1e6).toFixed(2)} s  ${sizes.length} clusters`,
    )
  }
  console.log(`${dimensions} dimensions, peak memory so far ${(process.resourceUsage().maxRSS / 1_000).toFixed(0)} MB`)
}
