/**
 * What `run` costs a program that talks a lot: wall time beside the same program into a file, and through `tee`, in the
 * same rounds. The program writes log lines to stderr at 200 MB/s, or as fast as they are taken.
 */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const CHATTY = `
  const [megabytes, perSecond] = process.argv.slice(1).map(Number)
  const line = (i) => '2024-03-05T14:07:09.' + String(i % 1e6).padStart(6, '0') + 'Z INFO request served path=/api/items/' + i + ' status=200\\n'
  const part = Buffer.from(Array.from({ length: 700 }, (_, i) => line(i)).join('')), started = performance.now()
  for (let sent = 0; sent < megabytes * 1e6;) {
    sent += require('fs').writeSync(2, part)
    const early = (sent / (perSecond * 1e6)) * 1000 - (performance.now() - started)
    if (perSecond > 0 && early > 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, early)
  }`

/** At most so many times the wall time of the pipe into `tee`, at 200 MB/s; full speed is shown beside it. */
const BUDGET = 1.1

export function raceOverhead(bin: string, rounds: number): boolean {
  const file = join(tmpdir(), `log-extractor-overhead-${process.pid}`)
  const node = process.execPath
  const kept = [200, 0].map((perSecond) => {
    const megabytes = perSecond === 0 ? 1_000 : 400
    const child = `"${node}" -e "$CHATTY" ${megabytes} ${perSecond}`
    const commands: Readonly<Record<string, string>> = {
      'into a file': `${child} 2> ${file}`,
      'through tee': `${child} 2>&1 >/dev/null | tee ${file} > /dev/null`,
      'under run, into a file': `"${node}" "${bin}" run -- ${child} 2> ${file}`,
      'under run, through a pipe': `"${node}" "${bin}" run -- ${child} 2>&1 >/dev/null | cat > ${file}`,
    }
    const seconds = new Map<string, number[]>(Object.keys(commands).map((name) => [name, []]))
    for (let round = -1; round < rounds; round++) {
      for (const [name, command] of Object.entries(commands)) {
        const taken = timed(command)
        if (round >= 0) seconds.get(name)!.push(taken)
      }
    }
    const medians = new Map(
      [...seconds].map(([name, all]) => [name, all.sort((a, b) => a - b)[Math.floor(all.length / 2)]!]),
    )
    const tee = medians.get('through tee')!
    console.log(
      `\nA program that writes ${megabytes} MB to stderr ${perSecond === 0 ? 'at full speed' : `at ${perSecond} MB/s`}`,
    )
    for (const [name, each] of medians)
      console.log(`  ${name.padEnd(44)} ${each.toFixed(3).padStart(8)} s  ${(each / tee).toFixed(2)}× of tee`)
    if (perSecond === 0) return true
    const ratio = medians.get('under run, into a file')! / tee
    console.log(`  budget ${BUDGET}× of the pipe into tee: ${ratio.toFixed(2)}× ${ratio <= BUDGET ? 'kept' : 'MISSED'}`)
    return ratio <= BUDGET
  })
  rmSync(file, { force: true })
  const isQuiet = quiet(bin)
  return kept.every((each) => each) && isQuiet
}

function timed(command: string): number {
  const started = process.hrtime.bigint()
  spawnSync('sh', ['-c', command], { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CHATTY } })
  return Number(process.hrtime.bigint() - started) / 1e9
}

/** A program that says nothing: processor time of the wrapper, with that of its start taken off. */
function quiet(bin: string): boolean {
  const used = (seconds: number) => {
    const script = `"${process.execPath}" "${bin}" run -- sleep ${seconds}; times`
    const [, children = ''] = spawnSync('sh', ['-c', script], { encoding: 'utf8' }).stdout.split('\n')
    return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0)
  }
  const start = used(0)
  const extra = used(5) - start
  console.log(
    `\nA program that is silent for 5 s: ${(extra * 1_000).toFixed(0)} ms of processor time beyond the start of run`,
  )
  return extra <= 0.1
}
