/**
 * So many exceptions of a JVM (10 000 000, say) into `stacks`, made as they are read: what it costs, and what memory it takes.
 * Run by `npx tsx bench/occurrences.ts [COUNT]` after a build.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { bareExceptions } from './corpora.ts'

const BIN = new URL('../dist/bin.js', import.meta.url).pathname
const count = Number(process.argv[2] ?? 10_000_000)

const child = spawn(process.execPath, [BIN, 'stacks', '--format', 'json', '-q', '-'], {
  stdio: ['pipe', 'pipe', 'inherit'],
})
let peakMegabytes = 0
const watch = setInterval(() => {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8')) ?? []
    peakMegabytes = Math.max(peakMegabytes, Number(kilobytes ?? 0) / 1_000)
  } catch {
    // No /proc, or it is over.
  }
}, 100)
let printed = ''
child.stdout.setEncoding('utf8').on('data', (text: string) => void (printed += text))
const started = performance.now()
let bytes = 0
let batch = ''
for (const text of bareExceptions(count)) {
  batch += text
  if (batch.length < 262_144) continue
  bytes += batch.length
  if (!child.stdin.write(batch)) await once(child.stdin, 'drain')
  batch = ''
}
bytes += batch.length
child.stdin.end(batch)
await once(child, 'close')
clearInterval(watch)
const seconds = (performance.now() - started) / 1_000
const groups = (JSON.parse(printed) as { readonly stacks: readonly { readonly count: number }[] }).stacks
const found = groups.reduce((sum, group) => sum + group.count, 0)
console.log(
  `${found} occurrences in ${groups.length} groups: ${seconds.toFixed(1)} s (${(bytes / 1e6 / seconds).toFixed(0)} MB/s), ${peakMegabytes.toFixed(0)} MB peak`,
)
if (found !== count) process.exitCode = 1
