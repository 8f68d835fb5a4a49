import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { g1, gctrace, series, USING_G1 } from '../analysis/gc/logs.ts'
import { NOISE } from './logs.ts'
import { runCli } from './run-cli.ts'

const G1 =
  USING_G1 +
  g1(
    series(40, (i) => ({
      at: 1 + i * 0.5,
      ...(i === 30
        ? { title: 'Pause Full (System.gc())', ms: 90, before: 900, after: 200 }
        : { ms: 5 + (i % 3) * 0.5 }),
    })),
  )
const GO = gctrace(series(20, (i) => ({ at: 1 + i, live: 40 + (i % 3), pause: 0.1 + (i % 4) * 0.01 })))
const files = { 'gc.log': G1 }

describe('gc', () => {
  it("writes the clusters where the article's command line says, and the text to standard output", async () => {
    const argv = ['gc', '--input', 'gc.log', '--min-samples', '5', '--eps', '12.8', '--output', 'clusters.json']
    const outcome = await runCli({ argv, files }, (folder) => {
      expect(readdirSync(folder).sort()).toEqual(['clusters.json', 'gc.log'])
      const clusters = JSON.parse(readFileSync(join(folder, 'clusters.json'), 'utf8'))
      expect(Object.keys(clusters)).toEqual(['features', 'eps', 'min_samples', 'clusters', 'noise'])
      expect(clusters).toMatchObject({
        features: ['pause', 'heap-before', 'heap-after'],
        eps: 12.8,
        min_samples: 5,
        clusters: [
          {
            cluster_id: 0,
            size: 39,
            centroid: { pause_ms: 5.5, heap_before_mb: 400, heap_after_mb: 100 },
            members: series(40, (i) => i).filter((i) => i !== 30),
            label: 'young, 5.5 ms, 400 → 100 MB',
          },
        ],
        noise: [30],
      })
    })
    expect(outcome).toMatchObject({ exit: 0, stderr: '' })
    expect(outcome.stdout).toMatch(/^G1 · 19\.5 s · 40 pauses, 305 ms in all · throughput 98\.\d\d %/)
    expect(outcome.stdout).toContain('DBSCAN over pause, heap-before, heap-after: eps 12.8 ms, heap-eps')
    expect(outcome.stdout).toContain('A  39  young, 5.5 ms, 400 → 100 MB')
    expect(outcome.stdout).toMatch(/·\s+1 {2}outlier, longest 90 ms at 16 s \(line 32\)\n\s+full: System\.gc\(\)/)
  })

  it.runIf(process.platform === 'linux')('leaves neither output open, whatever happens', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-extractor-outputs-'))
    const pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [pipe])
    const stdoutFd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK)
    const ofPipe = () =>
      readdirSync('/proc/self/fd').filter((fd) => {
        try {
          return readlinkSync(`/proc/self/fd/${fd}`) === pipe
        } catch {
          return false
        }
      })
    for (const output of ['clusters.json', '/dev/full']) {
      const argv = ['gc', 'gc.log', '--output', output]
      const { exit } = await runCli({ argv, files, stdoutFd })
      expect([output, exit, ofPipe()]).toEqual([output, output === '/dev/full' ? 73 : 0, [String(stdoutFd)]])
    }
    closeSync(stdoutFd)
    rmSync(folder, { recursive: true })
  })

  it('with a format, --output is that format', async () => {
    const argv = ['gc', 'gc.log', '--format', 'text', '--output', 'report.txt']
    const outcome = await runCli({ argv, files }, (folder) =>
      expect(readFileSync(join(folder, 'report.txt'), 'utf8')).toMatch(/^G1 · /),
    )
    expect(outcome).toEqual({ exit: 0, stdout: '', stderr: '' })
  })

  it('and the whole report tell one trend of the heap, which a single collection does not change', async () => {
    const full = (i: number) => ({
      at: 30 * (i + 1),
      title: 'Pause Full (Allocation Failure)',
      before: 900,
      after: 200 + 2 * i - (i === 119 ? 150 : 0),
    })
    const log = { 'gc.log': g1(series(120, full)) }
    const trend = /200 → 288 MB \(trend \+3\.\d MB\/min\)/
    const told = async (command: string) =>
      trend.exec((await runCli({ argv: [command, 'gc.log'], files: log })).stdout.replace(/\s+/g, ' '))?.[0]
    const one = await told('gc')
    expect(one).toMatch(trend)
    expect(await told('analyze')).toBe(one)
  })

  it('prints the document of the contract', async () => {
    const { stdout } = await runCli({ argv: ['gc', '--format', 'json', 'gc.log'], files })
    const document = JSON.parse(stdout)
    expect(document).toMatchObject({
      runtime: 'jvm',
      collector: 'g1',
      summary: { byKind: { young: 39, full: 1, 'full-system-gc': 1 }, pauses: { count: 40, maxMs: 90 } },
      correlation: { n: 40 },
      noise: [30],
    })
    expect(document.events).toHaveLength(40)
    expect(document.events[30]).toMatchObject({ index: 30, kind: 'full', cause: 'System.gc()', pauseMs: 90 })
    expect(document.clusters[0].members).toHaveLength(39)
  })

  it('of two runtimes prints both, each as it would be alone', async () => {
    const both = { 'gc.log': G1, 'go.log': GO }
    const { stdout } = await runCli({ argv: ['gc', '-f', 'json', 'gc.log', 'go.log'], files: both })
    const document = JSON.parse(stdout)
    expect(document.runtime).toBe('mixed')
    const alone = JSON.parse((await runCli({ argv: ['gc', '-f', 'json', 'go.log'], files: both })).stdout)
    const { findings: _, sources: __, ...go } = alone
    expect(document.timelines[0]).toEqual(go)
    expect(document.timelines[1].runtime).toBe('jvm')
    const outcome = await runCli({ argv: ['gc', 'gc.log', 'go.log', '-o', 'c.json'], files: both }, (folder) => {
      const clusters = JSON.parse(readFileSync(join(folder, 'c.json'), 'utf8'))
      expect(Object.keys(clusters)).toEqual(['go', 'jvm'])
    })
    expect(outcome.stdout).toMatch(/^Go · [\s\S]*\nG1 · /)
  })

  it('prints one event a line', async () => {
    const { stdout } = await runCli({ argv: ['gc', '-f', 'jsonl', 'gc.log', '--from', '2s', '--to', '3.1s'], files })
    const events = stdout.trim().split('\n')
    expect(events.map((line) => JSON.parse(line).startMs)).toEqual([2000, 2500, 3000.5])
  })

  it('prints a table for a spreadsheet, in which no text is a formula', async () => {
    const evil = G1.replace('(System.gc())', '(=cmd|"x",1)').replace('(G1 Evacuation Pause)', '(＝cmd|x)')
    const { stdout } = await runCli({ argv: ['gc', '-f', 'csv', 'gc.log'], files: { 'gc.log': evil } })
    const rows = stdout.split('\r\n')
    expect(rows).toHaveLength(42)
    expect(rows[0]).toBe(
      'index,runtime,kind,of,id,run,start_ms,time,duration_ms,pause_ms,heap_before_bytes,heap_after_bytes,heap_capacity_bytes,allocation_mb_per_s,cause,source,line',
    )
    expect(rows[1]).toBe(`0,"jvm","young","pause",0,0,1000,,5,5,419430400,104857600,1073741824,,"'＝cmd|x","gc.log",2`)
    expect(rows[2]).toMatch(/,"G1 Evacuation Pause","gc\.log",3$/)
    expect(rows[31]).toMatch(/,"'=cmd\|""x"",1","gc\.log",32$/)
  })

  it('prints markdown in which nothing of the log has a meaning', async () => {
    const evil = G1.replace('(System.gc())', '(<b>@all</b>)')
    const { stdout } = await runCli({ argv: ['gc', '-f', 'markdown', 'gc.log'], files: { 'gc.log': evil } })
    expect(stdout).toMatch(/^## Garbage collection: G1\n/)
    expect(stdout.replace(/`[^`]*`/g, '')).not.toMatch(/<b>|@all/)
  })

  it.each([60, 80, 100, 160])('fits a terminal of %s columns', async (terminal) => {
    const both = { 'gc.log': G1, 'go.log': GO }
    const { stdout } = await runCli({ argv: ['gc', 'gc.log', 'go.log', '--color=never'], files: both, terminal })
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(terminal)
  })

  it('says how to get such a log, when there is none in it', async () => {
    const outcome = await runCli({ argv: ['gc', 'calm.log'], files: { 'calm.log': NOISE } })
    expect(outcome.stdout).toMatch(/^No garbage collection in 2 lines\. Go prints it with GODEBUG=gctrace=1/)
    const { stdout } = await runCli({ argv: ['gc', '-f', 'json', 'calm.log'], files: { 'calm.log': NOISE } })
    expect(JSON.parse(stdout)).toMatchObject({
      runtime: null,
      events: [],
      summary: { pauses: { count: 0, p99Ms: null } },
    })
  })
})

describe('limits', () => {
  const gate = (...limits: string[]) => runCli({ argv: ['gc', '--quiet', 'gc.log', ...limits], files })

  it('that are kept end with 0', async () => {
    const outcome = await gate('--max-pause=90ms', '--max-p99=100ms', '--min-throughput=95', '--max-full=1')
    expect(outcome).toEqual({ exit: 0, stdout: '', stderr: '' })
  })

  it('that are broken end with 1, by name and first line', async () => {
    expect(await gate('--max-pause', '50ms')).toEqual({
      exit: 1,
      stdout: '',
      stderr: 'log-extractor: --max-pause 50 ms: the longest pause is 90 ms (gc.log:32)\n',
    })
    expect((await gate('--max-p99', '20ms')).stderr).toMatch(
      /^log-extractor: --max-p99 20 ms: p99 is 90 ms \(gc\.log:32\)\n$/,
    )
    expect((await gate('--max-full', '0')).stderr).toBe(
      'log-extractor: --max-full 0: there is 1 full collection (gc.log:32)\n',
    )
    expect((await gate('--min-throughput', '99.5')).stderr).toMatch(
      /^log-extractor: --min-throughput 99\.5 %: it is 98\.\d\d % \(gc\.log:32\)\n$/,
    )
    const leak = gctrace(series(60, (i) => ({ at: 1 + i, live: 40 + i })))
    const outcome = await runCli({
      argv: ['gc', '-q', 'go.log', '--max-live-growth', '1MB/min'],
      files: { 'go.log': leak },
    })
    expect(outcome).toMatchObject({
      exit: 1,
      stderr: 'log-extractor: --max-live-growth 1 MB/min: the live heap grows by 60 MB/min (go.log:1)\n',
    })
  })

  it('count the full collection that follows a failed promotion once', async () => {
    const log =
      '1.100: [GC 1.100: [ParNew (promotion failed): 59008K->59008K(59008K), 0.0210 secs]1.121: [CMS (concurrent mode failure): 65536K->30210K(131072K), 0.0202 secs] 124544K->30210K(190080K), [CMS Perm : 2700K->2699K(21248K)], 0.0413 secs] [Times: user=0.04 sys=0.00, real=0.04 secs]\n'
    const world = (most: string) => ({ argv: ['gc', '-q', 'cms.log', '--max-full', most], files: { 'cms.log': log } })
    expect((await runCli(world('0'))).stderr).toBe(
      'log-extractor: --max-full 0: there is 1 full collection (cms.log:1)\n',
    )
    expect((await runCli(world('1'))).exit).toBe(0)
  })

  it('that the log cannot answer are broken', async () => {
    const outcome = await runCli({ argv: ['gc', '-q', 'calm.log', '--max-pause', '1s'], files: { 'calm.log': NOISE } })
    expect(outcome).toEqual({
      exit: 1,
      stdout: '',
      stderr: 'log-extractor: --max-pause cannot be checked: the log holds no collection\n',
    })
  })

  it.each([
    [['--max-pause', 'soon'], '--max-pause takes a duration such as 50ms, 2s or 5m, not "soon"'],
    [['--features', 'pause,cpu'], '--features takes pause, heap-before, heap-after, not "cpu"'],
    [['--from', 'noon'], '--from takes a time such as 90s, 2h, 02:41 or 2026-11-23T02:41, not "noon"'],
    [['--eps', '0'], '--eps takes a number such as 12.8 from 0.000001 up, not "0"'],
    [['--format', 'csv2'], '--format takes text, json, jsonl, csv or markdown, not "csv2": did you mean csv?'],
  ])('that make no sense are told: %s', async (argv, sentence) => {
    const outcome = await runCli({ argv: ['gc', 'gc.log', ...argv], files })
    expect(outcome).toEqual({
      exit: 64,
      stdout: '',
      stderr: `log-extractor: ${sentence} (see log-extractor gc --help)\n`,
    })
  })
})
