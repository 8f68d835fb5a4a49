import { analyzeGc } from '../../../src/index.ts'

/** Streams a log of more events than are kept, and prints how much memory that took. See endless.slow.test.ts. */
const EVENTS = 1_200_000
const PART = 1_000
const kind = process.argv[2]

function line(i: number): string {
  const seconds = (i * 0.05).toFixed(3)
  return kind === 'gctrace'
    ? `gc ${i + 1} @${seconds}s 2%: 0.10+1.0+0.010 ms clock, 0.40+0.10/1.0/0.10+0.10 ms cpu, 99->100->50 MB, 100 MB goal, 0 MB stacks, 0 MB globals, 4 P\n`
    : `[${seconds}s][info][gc,start] GC(${i}) Pause Young (Normal) (G1 Evacuation Pause)\n[${seconds}s][info][gc,heap] GC(${i}) Eden regions: 6->0(9)\n[${seconds}s][info][gc] GC(${i}) Pause Young (Normal) (G1 Evacuation Pause) 400M->100M(1024M) 5.${String(i % 1_000).padStart(3, '0')}ms\n`
}

const megabytes = () => Math.round(process.resourceUsage().maxRSS / 1_000)
let early = 0

async function* stream(): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < EVENTS; i += PART) {
    if (i === EVENTS / 10) early = megabytes()
    yield Buffer.from(Array.from({ length: PART }, (_, k) => line(i + k)).join(''))
  }
}

const { timelines } = await analyzeGc({ name: 'endless.log', stream: stream() }, { mostEvents: 16_384 })
process.stdout.write(
  JSON.stringify({ events: EVENTS, counted: timelines[0]!.summary.pauses.count, early, late: megabytes() }),
)
