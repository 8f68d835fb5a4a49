// Speed of the byte kernel's inner loops: 1 MiB of text in memory, both implementations. Run by `npx tsx bench/kernel.ts`.
// The texts are seeded, so that two runs compare. Prints the best and the median of many calls in MB/s (10^6 bytes).

import { cpus } from 'node:os'
import { createKernel, type Kernel, type Template } from '../src/base/kernel/index.ts'

const BYTES = 1 << 20
const SECONDS_EACH = 0.6

const NEEDLES = [
  'panic',
  'goroutine ',
  'fatal error',
  'fatal: ',
  'runtime: ',
  'runtime/cgo: ',
  'PC=0x',
  'unexpected fault address',
  'DATA RACE',
  ...['QUIT', 'ABRT', 'SEGV', 'BUS', 'FPE', 'ILL', 'TRAP', 'SYS', 'TERM', 'INT', 'HUP', 'PIPE'].map(
    (name) => `SIG${name}: `,
  ),
  ' ms clock, ',
  'scav ',
  'scvg',
  'SCHED ',
  'pacer: ',
  '--- FAIL: ',
  'exit status ',
  ' +0x',
  'heap profile: ',
  'Exception 0x',
]

const GC_LINE =
  'gc 12 @0.024s 10%: 0.054+0.62+0.001 ms clock, 0.10+0/0.17/0+0.002 ms cpu, 3->5->2 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P'
const GC_FIELDS = [
  'cycle',
  'atSeconds',
  'cpuPercent',
  'sweepTerminationMs',
  'markMs',
  'markTerminationMs',
  'sweepTerminationCpuMs',
  'assistCpuMs',
  'backgroundCpuMs',
  'idleCpuMs',
  'markTerminationCpuMs',
  'heapStartMb',
  'heapEndMb',
  'heapLiveMb',
  'goalMb',
  'stacksMb',
  'globalsMb',
  'procs',
]
const GC_TEMPLATE: Template = [
  '{"line":',
  { slot: 'lineNumber' },
  ',"byte":',
  { slot: 'lineStart' },
  ',"endByte":',
  { slot: 'lineEnd' },
  ...GC_FIELDS.flatMap((name, index) => [`,"${name}":`, { slot: 'number', index } as const]),
  '}\n',
]

/** Numerical Recipes' generator: 0 ≤ value < 1. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Lines until 1 MiB is full; the last one is cut. */
function fill(line: (next: () => number) => string): Uint8Array {
  const next = random(1)
  let text = ''
  while (text.length < BYTES) text += `${line(next)}\n`
  return new TextEncoder().encode(text).subarray(0, BYTES)
}

const WORDS = (
  'the of to in and for is on that with as by from at this request user order service handler company category program span panel ' +
  'campaign japan organic mechanic started finished connection timeout retry cache miss hit database query returned response status ' +
  'error warning fatality informational runtime-config signal design SIGN config process pipeline exit exiting failed memory heap ' +
  'profile trace span_id trace_id completed payment account session token customer shipping address location transaction queue worker'
).split(' ')

/** JSON lines, application logs and access logs, with words that begin like needles. */
function noiseLine(next: () => number): string {
  const int = (below: number): number => Math.floor(next() * below)
  const word = (): string => WORDS[int(WORDS.length)]!
  const words = (count: number): string => Array.from({ length: count }, word).join(' ')
  const hex = (digits: number): string => Array.from({ length: digits }, () => int(16).toString(16)).join('')
  const time = `2024-05-1${int(10)}T0${int(10)}:${10 + int(50)}:${10 + int(50)}.${100 + int(900)}Z`
  const kind = next()
  if (kind < 0.5)
    return `{"time":"${time}","level":"info","logger":"${word()}.${word()}","msg":"${words(4 + int(8))}","trace_id":"${hex(32)}","span_id":"${hex(16)}","duration_ms":${int(1e5) / 1000},"user_id":${int(1e6)}}`
  if (kind < 0.8) return `${time} WARN [${word()}-${int(32)}] com.example.${word()}.${word()}: ${words(6 + int(10))}`
  return `10.${int(256)}.${int(256)}.${int(256)} - - [17/May/2024:09:${10 + int(50)}:${10 + int(50)} +0000] "GET /${word()}/${word()}?id=${int(1e5)} HTTP/1.1" 200 ${int(50_000)} "https://www.example.com/${word()}" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1${int(30)}.0.0.0 Safari/537.36"`
}

/** One goroutine as SIGQUIT prints it, with its empty line. */
function dumpParagraph(next: () => number): string {
  const int = (below: number): number => Math.floor(next() * below)
  const address = (): string => `0xc000${int(0xffffff).toString(16).padStart(6, '0')}`
  const tail = (): string =>
    `+0x${int(2048).toString(16)} fp=${address()} sp=${address()} pc=0x${(0x400000 + int(0xfffff)).toString(16)}`
  const frames = Array.from(
    { length: 2 + int(5) },
    () =>
      `example.com/app/internal/service${int(40)}.(*Server).handle(${address()}, {0x${int(256).toString(16)}?, ${address()}?})\n\t/src/app/internal/service/server.go:${10 + int(400)} ${tail()}\n`,
  )
  return `goroutine ${int(1e6)} gp=${address()} m=nil [chan receive, ${int(60)} minutes]:\nruntime.gopark(0x0?, 0x0?, ${address()}?, 0x0?, 0x0?)\n\truntime/proc.go:462 ${tail()}\n${frames.join('')}created by main.main in goroutine ${1 + int(50)}\n\t/src/app/main.go:${10 + int(90)} +0x${int(2048).toString(16)}\n`
}

let cycle = 0
function gcLine(next: () => number): string {
  const int = (below: number): number => Math.floor(next() * below)
  const ms = (): string => (next() < 0.1 ? '0' : next() < 0.5 ? (next() / 10).toFixed(3) : (next() * 2).toFixed(2))
  cycle++
  return `gc ${cycle} @${(cycle / 137).toFixed(3)}s ${int(10)}%: ${ms()}+${ms()}+${ms()} ms clock, ${ms()}+${ms()}/${ms()}/${ms()}+${ms()} ms cpu, ${int(50)}->${int(50)}->${int(50)} MB, ${int(50)} MB goal, 0 MB stacks, 0 MB globals, 2 P${next() < 0.05 ? ' (forced)' : ''}`
}

/** What to measure: the text, and one walk through all of it. */
const noise = fill(noiseLine)
const dump = fill(dumpParagraph)
const gc = fill(gcLine)
const tasks: { name: string; text: Uint8Array; run: (kernel: Kernel) => void }[] = [
  { name: 'scan, mixed log', text: noise, run: scanAll },
  { name: 'scan, goroutine dump', text: dump, run: scanAll },
  { name: 'countNewlines', text: noise, run: (kernel) => kernel.countNewlines(0, BYTES) },
  {
    name: 'indexOfNewline',
    text: noise,
    run: (kernel) => {
      for (let at = 0; (at = kernel.indexOfNewline(at, BYTES)) >= 0; at++);
    },
  },
  {
    name: 'paragraph',
    text: dump,
    run: (kernel) => {
      for (let at = 0; (at = kernel.paragraph(at, BYTES)) >= 0; at++);
    },
  },
  {
    name: 'readLines',
    text: gc,
    run: (kernel) => {
      for (let at = 0; kernel.readLines(at, BYTES) > 0; at = kernel.readTo);
    },
  },
  {
    name: 'writeLines',
    text: gc,
    run: (kernel) => {
      for (let at = 0, line = 1; kernel.writeLines(at, BYTES, line, 0) > 0; at = kernel.readTo) line += kernel.lineCount
    },
  },
]

function scanAll(kernel: Kernel): void {
  for (let at = 0; at < BYTES; at = kernel.scannedTo) kernel.scan(at, BYTES)
}

const megabytesPerSecond = (ms: number): string => (BYTES / ms / 1000).toFixed(0).padStart(8)

console.log(`${cpus()[0]?.model}, Node ${process.version}, MB/s`)
console.log(`${''.padEnd(24)}${implementationsHeader()}`)

function implementationsHeader(): string {
  return ['wasm best', 'median', 'plain best', 'median'].map((title) => title.padStart(12)).join('')
}

for (const { name, text, run } of tasks) {
  const cells = (['wasm', 'plain'] as const).flatMap((implementation) => {
    const kernel = createKernel(NEEDLES, { bufferBytes: BYTES, implementation, maskDecimalAfter: [' in goroutine '] })
    kernel.registerShape(GC_LINE, GC_TEMPLATE)
    kernel.registerShape(`${GC_LINE} (forced)`, GC_TEMPLATE)
    kernel.bytes.set(text)
    const times = []
    for (const stop = performance.now() + 1000 * SECONDS_EACH; performance.now() < stop; ) {
      const start = performance.now()
      run(kernel)
      times.push(performance.now() - start)
    }
    times.sort((a, b) => a - b)
    return [times[0]!, times[times.length >> 1]!].map((ms) => megabytesPerSecond(ms).padStart(12))
  })
  console.log(name.padEnd(24) + cells.join(''))
}

for (const implementation of ['wasm', 'plain'] as const) {
  const start = performance.now()
  createKernel(NEEDLES, { bufferBytes: BYTES, implementation })
  console.log(`createKernel, ${implementation}, warm: ${(performance.now() - start).toFixed(2)} ms`)
}
