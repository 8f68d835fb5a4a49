/**
 * `npm run bench [megabytes] [title]`: this tool beside what people would type, side by side in one run on the same seeded
 * files. Runs take turns, medians are quoted, output goes into a pipe. Timings never decide a test.
 * 1024 where nothing is said: the start of the program takes as long as reading 150 MB. With a part of a title only what is
 * called so: `npm run bench 1024 Split`.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { arch, cpus, platform, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { makeCorpora, makeExceptionLog, makeLevelLog } from './corpora.ts'
import { buildGctoolkit } from './gctoolkit.ts'
import { raceOverhead } from './overhead.ts'
import { buildPanicparse } from './panicparse.ts'

const BIN = new URL('../dist/bin.js', import.meta.url).pathname
const RUNS = Number(process.env['BENCH_RUNS'] ?? 5)
const ONLY = process.argv[3] ?? ''

interface Contender {
  readonly name: string
  /** A shell command; `FILE` stands for the corpus. */
  readonly command: string
}

interface Budget {
  readonly against: string
  /** At least this many times faster. */
  readonly ratio: number
}

interface Race {
  readonly title: string
  readonly file: string
  readonly ours: Contender
  readonly others: readonly Contender[]
  readonly budgets: readonly Budget[]
}

interface Timing {
  readonly seconds: number
  readonly peakMegabytes: number | null
}

const hasTime = existsSync('/usr/bin/time')
const has = (tool: string) => spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0

function run(command: string, file: string): Timing {
  const rss = join(tmpdir(), `log-extractor-bench-${process.pid}`)
  const line = command.replaceAll('FILE', `'${file}'`)
  const timed = hasTime ? `/usr/bin/time -o ${rss} -f %M ` : ''
  const started = process.hrtime.bigint()
  const result = spawnSync(
    'sh',
    [
      '-c',
      command.includes('FILE')
        ? `${timed}${line.startsWith('(') ? `sh -c "${line.slice(1, -1)}"` : line} | cat > /dev/null`
        : `${timed}${line}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const seconds = Number(process.hrtime.bigint() - started) / 1e9
  if (result.error !== undefined) throw result.error
  let peakMegabytes: number | null = null
  if (hasTime && existsSync(rss)) {
    peakMegabytes = Number(readFileSync(rss, 'utf8').trim().split('\n').at(-1)) / 1_000
    rmSync(rss)
  }
  return { seconds, peakMegabytes }
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Megabytes a second of each race that was run, ours. */
const rates = new Map<string, number>()

function race({ title, file, ours, others, budgets }: Race): boolean {
  if (!title.includes(ONLY)) return true
  const megabytes = statSync(file).size / 1e6
  const all = [ours, ...others]
  const timings = new Map<string, Timing[]>(all.map(({ name }) => [name, []]))
  // One round is not counted: it warms the page cache for everybody.
  for (let round = -1; round < RUNS; round++) {
    for (const { name, command } of all) {
      const timing = run(command, file)
      if (round >= 0) timings.get(name)!.push(timing)
    }
  }
  const medians = new Map(all.map(({ name }) => [name, median(timings.get(name)!.map(({ seconds }) => seconds))]))
  const own = medians.get(ours.name)!
  rates.set(title, megabytes / own)
  console.log(`\n${title} (${megabytes.toFixed(0)} MB, median of ${RUNS})`)
  for (const { name } of all) {
    const seconds = medians.get(name)!
    const peaks = timings.get(name)!.map(({ peakMegabytes }) => peakMegabytes ?? 0)
    console.log(
      `  ${name.padEnd(44)} ${seconds.toFixed(3).padStart(8)} s ${(megabytes / seconds).toFixed(0).padStart(6)} MB/s  ${
        hasTime
          ? `${Math.max(...peaks)
              .toFixed(0)
              .padStart(5)} MB peak  `
          : ''
      }${name === ours.name ? '' : `we are ${(seconds / own).toFixed(2)}×`}`,
    )
  }
  let kept = true
  for (const { against, ratio } of budgets) {
    const other = medians.get(against)
    if (other === undefined) continue
    const reached = other / own
    kept &&= reached >= ratio
    console.log(`  budget ${ratio}× ${against}: ${reached.toFixed(2)}× ${reached >= ratio ? 'kept' : 'MISSED'}`)
  }
  return kept
}

const GREP: Contender = { name: "grep -E 'gc [0-9]+'", command: "grep -E 'gc [0-9]+' FILE" }
const THREE: Contender = {
  name: 'the three passes (grep, awk, sed)',
  command: "(grep -E 'gc [0-9]+' FILE; awk '/^goroutine [0-9]+/,/^\\$/' FILE; sed -n '/panic:/,/^\\$/p' FILE)",
}

const PLAIN = 'Noise log, 0.1 % crash bytes, every event as JSON lines'
const BEHIND_CRI = 'The same behind CRI'
const BEHIND_DOCKER = 'The same behind docker json-file'
const BEHIND_JSON = 'The same behind a JSON logger'

/** What is wrapped is read at least half as fast, byte for byte, as what is not. */
function peelingIsCheap(title: string): boolean {
  if (!rates.has(title) || !rates.has(PLAIN)) return true
  const share = rates.get(title)! / rates.get(PLAIN)!
  console.log(
    `  ${title}: ${Math.round(share * 100)} % of the plain throughput, budget 50 %: ${share >= 0.5 ? 'kept' : 'MISSED'}`,
  )
  return share >= 0.5
}
const PAUSES: Contender = { name: "grep -E 'Pause.*ms$'", command: "grep -E 'Pause.*ms\\$' FILE" }

async function main(): Promise<void> {
  const megabytes = Number(process.argv[2] ?? 1024)
  const corpora = await makeCorpora(megabytes)
  console.log(
    `Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${(totalmem() / 1e9).toFixed(0)} GB`,
  )
  if (!hasTime) console.log('/usr/bin/time is missing: no peak memory')
  const panicparse = buildPanicparse()
  if (panicparse === null) console.log('no Go toolchain or no module proxy: panicparse skipped')
  const gctoolkit = buildGctoolkit()
  if (gctoolkit === null) console.log('no JDK, Maven or repository: GCToolKit skipped')
  const ripgrep: Contender[] = has('rg') ? [{ name: "rg 'gc [0-9]+'", command: "rg 'gc [0-9]+' FILE" }] : []
  const node = `${process.execPath} ${BIN}`

  const kept = [
    race({
      title: PLAIN,
      file: corpora.noise,
      ours: { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
      others: [GREP, THREE, ...ripgrep],
      budgets: [
        { against: GREP.name, ratio: 2 },
        { against: THREE.name, ratio: 10 },
      ],
    }),
    race({
      title: BEHIND_CRI,
      file: corpora.cri,
      ours: { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
      others: [GREP],
      budgets: [{ against: GREP.name, ratio: 1 }],
    }),
    race({
      title: BEHIND_DOCKER,
      file: corpora.docker,
      ours: { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
      others: [GREP],
      budgets: [{ against: GREP.name, ratio: 1 }],
    }),
    race({
      title: BEHIND_JSON,
      file: corpora.json,
      ours: { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
      others: [GREP],
      budgets: [{ against: GREP.name, ratio: 1 }],
    }),
    ...[BEHIND_CRI, BEHIND_DOCKER, BEHIND_JSON].map(peelingIsCheap),
    race({
      title: 'Dense goroutine dump, grouped report',
      file: corpora.dense,
      ours: { name: 'log-extractor goroutines --format json', command: `${node} goroutines --format json FILE` },
      others: [
        THREE,
        ...(panicparse === null
          ? []
          : [{ name: 'panicparse scan + aggregate', command: `${panicparse} aggregate FILE` }]),
      ],
      budgets: [{ against: 'panicparse scan + aggregate', ratio: 25 }],
    }),
    race({
      title: 'A hang of 100 000 goroutines: who blocks whom, beside reading each with its frames and arguments',
      file: corpora.hang,
      ours: { name: 'log-extractor goroutines', command: `${node} goroutines FILE` },
      others: [
        { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
        { name: 'log-extractor goroutines --format json', command: `${node} goroutines --format json FILE` },
        { name: 'log-extractor goroutines --group-by state', command: `${node} goroutines --group-by state FILE` },
      ],
      budgets: [{ against: 'log-extractor --format jsonl', ratio: 1 / 1.5 }],
    }),
    race({
      title: 'Dense goroutine dump, every goroutine with frames and arguments as JSON lines',
      file: corpora.dense,
      ours: { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
      others: panicparse === null ? [] : [{ name: 'panicparse scan + JSON', command: `${panicparse} json FILE` }],
      budgets: [{ against: 'panicparse scan + JSON', ratio: 4 }],
    }),
    race({
      title: 'gctrace, all fields as JSON lines',
      file: corpora.gctrace,
      ours: { name: 'log-extractor --format jsonl', command: `${node} --format jsonl FILE` },
      others: [THREE],
      budgets: [{ against: THREE.name, ratio: 1.3 }],
    }),
    ...(has('mawk')
      ? [
          race({
            title: 'gctrace, summary',
            file: corpora.gctrace,
            ours: { name: 'log-extractor --format json', command: `${node} --format json FILE` },
            others: [
              { name: "grep -c 'gc '", command: "grep -c 'gc ' FILE" },
              {
                name: 'mawk adding two fields',
                command: 'mawk \'{split(\\$5,a,\\"+\\"); s+=a[1]; t+=a[3]} END {print s, t}\' FILE'
                  .replaceAll('\\$', '$')
                  .replaceAll('\\"', '"'),
              },
            ],
            budgets: [{ against: 'mawk adding two fields', ratio: 2 }],
          }),
        ]
      : []),
    splitRace(node, await makeLevelLog(50), ripgrep.length > 0),
    race({
      title: 'Exceptions in the log of a JVM, each once with its count and its course',
      file: await makeExceptionLog(50_000),
      ours: { name: 'log-extractor stacks', command: `${node} stacks FILE` },
      others: [
        { name: "grep -c 'Exception'", command: "grep -c 'Exception' FILE" },
        { name: "grep 'Exception' | sort | uniq -c", command: "(grep 'Exception' FILE | sort | uniq -c)" },
      ],
      budgets: [],
    }),
    race({
      title: 'gctrace, the view of gc: correlation, clusters, findings',
      file: corpora.gctrace,
      ours: { name: 'log-extractor gc', command: `${node} gc FILE` },
      others: [{ name: "grep -c 'gc '", command: "grep -c 'gc ' FILE" }],
      budgets: [],
    }),
    race({
      title: 'Unified GC log, summary',
      file: corpora.unified,
      ours: { name: 'log-extractor --format json', command: `${node} --format json FILE` },
      others: [
        PAUSES,
        { name: "grep -c 'Pause'", command: "grep -c 'Pause' FILE" },
        ...(gctoolkit === null ? [] : [{ name: 'GCToolKit adding pauses', command: gctoolkit }]),
      ],
      budgets: [
        { against: PAUSES.name, ratio: 1 },
        { against: 'GCToolKit adding pauses', ratio: 10 },
      ],
    }),
    race({
      title: 'Legacy GC log, summary',
      file: corpora.legacy,
      ours: { name: 'log-extractor --format json', command: `${node} --format json FILE` },
      others: [{ name: "grep -c 'GC'", command: "grep -c 'GC' FILE" }],
      budgets: [],
    }),
    race({
      title: 'Legacy GC log of G1 in detail, summary',
      file: corpora.legacyG1,
      ours: { name: 'log-extractor --format json', command: `${node} --format json FILE` },
      others: [
        { name: "grep -c 'GC pause'", command: "grep -c 'GC pause' FILE" },
        ...(gctoolkit === null ? [] : [{ name: 'GCToolKit adding pauses', command: gctoolkit }]),
      ],
      budgets: [{ against: 'GCToolKit adding pauses', ratio: 3 }],
    }),
    ...(ONLY === '' ? [countOccurrences(1_000_000), raceDbscan(), startUp(node), raceOverhead(BIN, RUNS)] : []),
  ]
  console.log(kept.every((each) => each) ? '\nevery budget kept' : '\nsome budgets missed')
}

/** Named groups to lines of JSON; the others only print what the groups hold: a quote in a line breaks theirs. */
function splitRace(node: string, file: string, hasRipgrep: boolean): boolean {
  const pattern = String.raw`^(?<ts>\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2})\s+(?<level>\w+)\s+(?<msg>.*)$`
  const posix = '^([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2})[ \\t]+([A-Za-z0-9_]+)[ \\t]+(.*)$'
  const inRipgrep = `rg --no-unicode -o -N --replace '{"ts":"$ts","level":"$level","msg":"$msg"}' '${pattern.replaceAll('(?<', '(?P<')}' FILE`
  const inGawk = `gawk 'match($0, /${posix}/, m) { print "{\\"ts\\":\\"" m[1] "\\",\\"level\\":\\"" m[2] "\\",\\"msg\\":\\"" m[3] "\\"}" }' FILE`
  const time = '[0-9][0-9]'
  const inAwk = `awk '/^${time}${time}-${time}-${time} ${time}:${time}:${time}[ \\t]+[A-Za-z0-9_]+[ \\t]/ { ts = substr($0, 1, 19); level = $3; sub(/^[^ ]+ [^ ]+[ \\t]+[^ \\t]+[ \\t]+/, ""); print "{\\"ts\\":\\"" ts "\\",\\"level\\":\\"" level "\\",\\"msg\\":\\"" $0 "\\"}" }' FILE`
  return race({
    title: 'Split by a pattern, as JSON lines (goal: 300 MB/s)',
    file,
    ours: { name: 'log-extractor split', command: `${node} split -q --pattern '${pattern}' FILE` },
    others: [
      ...(hasRipgrep ? [{ name: 'rg --only-matching --replace', command: inRipgrep }] : []),
      ...(has('gawk') ? [{ name: 'gawk match()', command: inGawk }] : []),
      ...(has('awk') ? [{ name: 'awk substr()', command: inAwk }] : []),
    ],
    budgets: [],
  })
}

/** A million points of each kind of density, in a process of its own: its peak memory is that of the clustering. */
function raceDbscan(): boolean {
  const script = new URL('./dbscan.ts', import.meta.url).pathname
  const { stdout } = spawnSync('npx', ['tsx', script], { encoding: 'utf8' })
  // The budget is for points on a plane.
  const seconds = [...stdout.matchAll(/^2 dimensions, .* (\d+\.\d\d) s /gm)].map(([, text]) => Number(text))
  const [, peak] = /peak memory so far (\d+) MB/.exec(stdout) ?? []
  console.log(`\nDBSCAN, a million points, CPU time\n  ${stdout.trim().replaceAll('\n', '\n  ')}`)
  const kept = median(seconds) <= 1 && Number(peak) <= 256
  console.log(`  budget 1 s (median of all kinds) and 256 MB: ${kept ? 'kept' : 'MISSED'}`)
  return kept
}

/** What `stacks` holds in memory follows the kinds of exceptions, not their number: `bench/occurrences.ts` takes more of them. */
function countOccurrences(count: number): boolean {
  const script = new URL('./occurrences.ts', import.meta.url).pathname
  const { stdout, status } = spawnSync('npx', ['tsx', script, String(count)], { encoding: 'utf8' })
  const [, peak] = /(\d+) MB peak/.exec(stdout) ?? []
  console.log(`\nA stream of exceptions into stacks\n  ${stdout.trim()}`)
  const kept = status === 0 && Number(peak) <= 256
  console.log(`  budget 256 MB: ${kept ? 'kept' : 'MISSED'}`)
  return kept
}

function startUp(node: string): boolean {
  const commands = { 'node -e 0': `${process.execPath} -e 0`, 'log-extractor --version': `${node} --version` }
  const timings: Record<string, number[]> = { 'node -e 0': [], 'log-extractor --version': [] }
  for (let round = 0; round < Math.max(RUNS, 15); round++)
    for (const [name, command] of Object.entries(commands)) timings[name]!.push(run(command, '').seconds)
  const bare = median(timings['node -e 0']!) * 1_000
  const own = median(timings['log-extractor --version']!) * 1_000
  console.log(
    `\nStart-up\n  node -e 0 ${bare.toFixed(0)} ms, --version ${own.toFixed(0)} ms: ${(own / bare).toFixed(2)}×, ${(own - bare).toFixed(0)} ms more`,
  )
  console.log(`  budget 1.3× and 40 ms: ${own / bare <= 1.3 && own - bare <= 40 ? 'kept' : 'MISSED'}`)
  return own / bare <= 1.3 && own - bare <= 40
}

if (!existsSync(BIN)) execFileSync('npm', ['run', 'build'], { stdio: 'inherit' })
await main()
