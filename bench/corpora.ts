/**
 * Seeded corpora, the same bytes on every machine: a noise log with 0.1 % crash bytes, dense goroutine dumps, gctrace,
 * and the noise log again behind CRI, docker-json and JSON loggers. Crash blocks are recorded ones from tests/corpus.
 */

import { once } from 'node:events'
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, statSync } from 'node:fs'

const RECORDED = new URL('../tests/corpus/go/', import.meta.url).pathname
const CORPORA = new URL('./.corpora/', import.meta.url).pathname

export interface Corpora {
  readonly noise: string
  readonly dense: string
  readonly gctrace: string
  readonly cri: string
  readonly docker: string
  readonly json: string
  /** 100 000 goroutines of a program that hangs: thousands of locks, channels and wait groups. */
  readonly hang: string
  readonly unified: string
  readonly legacy: string
  readonly legacyG1: string
}

/** Mulberry32: small, seeded, good enough to make text. */
export function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const WORDS =
  'user login session payload cart checkout category span company program expand order shipped delivered retry timeout connection latency cache hit miss value amount started panel finished queue worker pool request response token region zone stream index page commit rollback'.split(
    ' ',
  )
const DECOYS = [
  'recovered from panic: nothing serious',
  'gc 5 workers started',
  'goroutine pool resized to 40',
  'fatal error rate is 0.00',
  'exit status of the last job was fine',
]

function noiseLine(next: () => number, i: number): string {
  const words = (count: number) =>
    Array.from({ length: count }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ')
  const kind = next()
  const second = String(i % 60).padStart(2, '0')
  if (next() < 0.002) return `2026/03/05 14:07:${second} ${DECOYS[i % DECOYS.length]}`
  if (kind < 0.5)
    return `{"level":"info","ts":"2026-03-05T14:07:${second}.${String(i % 1000).padStart(3, '0')}Z","caller":"svc/handler.go:${Math.floor(next() * 900)}","msg":"${words(7)}","user_id":${Math.floor(next() * 1e7)},"latency_ms":${(next() * 100).toFixed(2)}}`
  if (kind < 0.8)
    return `2026/03/05 14:07:${second} ${['INFO', 'WARN', 'DEBUG'][i % 3]} ${words(9)} id=${Math.floor(next() * 1e6)}`
  return `10.0.${i % 255}.${Math.floor(next() * 255)} - - [05/Mar/2026:14:07:${second} +0000] "GET /api/v1/${words(1)}/${Math.floor(next() * 1e5)} HTTP/1.1" 200 ${Math.floor(next() * 1e5)} "-" "Mozilla/5.0 (X11; Linux x86_64)"`
}

const recorded = (name: string) => readFileSync(RECORDED + name, 'utf8')

function* noise(bytes: number): Iterable<string> {
  const next = random(1)
  const crashes = [
    'go1.26/nilderef.all',
    'go1.26/nested.three',
    'go1.26/mapfault.write-all',
    'go1.26/deadlock.wg',
    'go1.19/values.multiline',
    'go1.26/signals.SEGV',
  ].map((name) => recorded(`${name}.log`))
  let written = 0
  let crashed = 0
  for (let i = 0; written < bytes; i++) {
    let text = `${noiseLine(next, i)}\n`
    if (crashed < written / 1_000) {
      const crash = crashes[i % crashes.length]!
      text += crash
      crashed += crash.length
    }
    written += text.length
    yield text
  }
}

function* dense(bytes: number): Iterable<string> {
  const next = random(2)
  const stacks = [
    'go1.26/quit.default',
    'go1.19/quit.default',
    'go1.23/quit.default',
    'go1.26/profiles.goroutine-debug2',
  ].flatMap((name) =>
    recorded(`${name}.log`)
      .split('\n\n')
      .filter((block) => /^goroutine [1-9]\d* /.test(block) && !block.includes('rax ')),
  )
  const services = Array.from({ length: 40 }, (_, i) => `svc${i}`)
  let written = 0
  let id = 100
  yield 'SIGQUIT: quit\nPC=0x4964c1 m=0 sigcode=0\n\ngoroutine 1 [sleep]:\nmain.main()\n\t/app/main.go:1 +0x1\n\n'
  while (written < bytes) {
    const stack = stacks[Math.floor(next() * stacks.length)]!
    const service = services[Math.floor(next() * services.length)]!
    const address = Math.floor(next() * 0x1000000)
      .toString(16)
      .padStart(6, '0')
    const text = `${stack
      .replace(/^goroutine \d+/, `goroutine ${id++}`)
      .replaceAll('main.(*store)', `example.com/${service}.(*store)`)
      .replace(/0xc000[0-9a-f]{6}|0x1afdd4[0-9a-f]{6}/g, `0xc000${address}`)}\n\n`
    written += text.length
    yield text
  }
}

function* hang(goroutines: number): Iterable<string> {
  const next = random(4)
  const below = (most: number) => Math.floor(next() * most)
  const address = () => `0xc000${(0x100000 + below(5_000) * 16).toString(16)}`
  const frame = (call: string, file: string, line: number) => `${call}\n\t${file}:${line} +0x45\n`
  const go = '/usr/local/go/src'
  yield `SIGQUIT: quit\nPC=0x4964c1 m=0 sigcode=0\n\ngoroutine 1 [IO wait]:\n${frame('net.(*TCPListener).Accept(0xc000010000)', `${go}/net/tcpsock.go`, 380)}${frame('main.main()', '/app/main.go', 9)}\n`
  for (let id = 2; id < goroutines + 2; id++) {
    const service = `svc${below(60)}`
    const path = `example.com/${service}`
    const at = address()
    const kind = below(5)
    const [state, frames] =
      kind < 2
        ? [
            'sync.Mutex.Lock',
            frame('sync.runtime_SemacquireMutex(0x0?, 0x0?, 0x0?)', `${go}/runtime/sema.go`, 77) +
              frame(`sync.(*Mutex).lockSlow(${at})`, `${go}/sync/mutex.go`, 171) +
              frame('sync.(*Mutex).Lock(...)', `${go}/sync/mutex.go`, 90) +
              frame(
                `${path}/store.(*Table).lockRow(${at}, {0xc000200000, 0x10})`,
                `/src/${service}/table.go`,
                100 + below(20),
              ),
          ]
        : kind === 2
          ? ['chan send', frame(`${path}/queue.(*Pool).submit(${at}, 0x1)`, `/src/${service}/pool.go`, 50 + below(9))]
          : kind === 3
            ? ['select', frame(`${path}/queue.(*Pool).worker(${at})`, `/src/${service}/pool.go`, 90 + below(9))]
            : [
                'semacquire',
                frame('sync.runtime_Semacquire(0x0?)', `${go}/runtime/sema.go`, 62) +
                  frame(`sync.(*WaitGroup).Wait(${at})`, `${go}/sync/waitgroup.go`, 116) +
                  frame(`${path}/fan.In(${address()})`, `/src/${service}/in.go`, 20 + below(5)),
              ]
    yield `goroutine ${id} [${state}]:\n${frames}${frame(`${path}/api.(*Server).handle(${address()}, {0xc000300000, 0x2a}, 0x0)`, `/src/${service}/server.go`, 200 + below(4))}created by ${path}/api.(*Server).Serve in goroutine 1\n\t/src/${service}/server.go:120 +0x3c\n\n`
  }
}

function* gctrace(bytes: number): Iterable<string> {
  const next = random(3)
  const ms = (most: number) => {
    const value = next() * most
    return value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toPrecision(2) : value.toFixed(3)
  }
  let written = 0
  for (let cycle = 1; written < bytes; cycle++) {
    const live = 100 + Math.floor(next() * 400)
    const text = `gc ${cycle} @${(cycle * 0.013).toFixed(3)}s ${Math.floor(next() * 12)}%: ${ms(0.2)}+${ms(12)}+${ms(0.1)} ms clock, ${ms(0.4)}+${ms(2)}/${ms(8)}/${ms(9)}+${ms(0.2)} ms cpu, ${live * 2}->${live * 2 + 9}->${live} MB, ${live * 2 + 4} MB goal, ${Math.floor(next() * 3)} MB stacks, 0 MB globals, 8 P${cycle % 50 === 0 ? ' (forced)' : ''}\n`
    written += text.length
    yield text
  }
}

/** A recorded G1 log over and over, its clock and its numbers going on. */
function* unified(bytes: number): Iterable<string> {
  const lines = readFileSync(new URL('../tests/corpus/jvm-gc/jdk17/g1-gcstar.log', import.meta.url), 'utf8').split('\n')
  const parts = lines.flatMap((line) => {
    const m = /^\[(\d+\.\d+)s\](.*?GC\()(\d+)(\).*)$/.exec(line)
    return m === null ? [] : [{ at: Number(m[1]), tags: m[2]!, id: Number(m[3]), rest: m[4]! }]
  })
  const ids = Math.max(...parts.map(({ id }) => id)) + 1
  const seconds = parts.at(-1)!.at
  let written = 0
  for (let round = 0; written < bytes; round++) {
    const text = parts
      .map(({ at, tags, id, rest }) => `[${(at + round * seconds).toFixed(3)}s]${tags}${id + round * ids}${rest}\n`)
      .join('')
    written += text.length
    yield text
  }
}

function* legacy(bytes: number): Iterable<string> {
  const next = random(4)
  let written = 0
  for (let i = 0; written < bytes; i++) {
    const at = (i * 0.7).toFixed(3)
    const used = 60_000 + Math.floor(next() * 9_000)
    const ms = (0.005 + next() / 50).toFixed(7)
    const text =
      i % 50 === 49
        ? `${at}: [Full GC (Ergonomics) [PSYoungGen: ${used}K->0K(86528K)] [ParOldGen: 9365K->6211K(175104K)] ${used + 9365}K->6211K(261632K), [Metaspace: 2655K->2655K(1056768K)], ${ms} secs] [Times: user=0.03 sys=0.01, real=0.02 secs] \n`
        : `${at}: [GC (Allocation Failure) ${at}: [ParNew: ${used}K->8704K(78656K), ${ms} secs] ${used + 40_000}K->51333K(253440K), ${ms} secs] [Times: user=0.04 sys=0.01, real=0.01 secs] \n`
    written += text.length
    yield text
  }
}

/** G1 of JDK 8 with PrintGCDetails: a pause is thirty lines. */
function* legacyG1(bytes: number): Iterable<string> {
  const next = random(6)
  const ms = () => (next() * 20).toFixed(1)
  const spread = (name: string, isSummed: boolean) =>
    `      [${name} (ms): Min: ${ms()}, Avg: ${ms()}, Max: ${ms()}, Diff: ${ms()}${isSummed ? `, Sum: ${ms()}` : ''}]\n`
  let written = 0
  for (let i = 0; written < bytes; i++) {
    const at = (i * 0.7).toFixed(3)
    const used = 200 + Math.floor(next() * 300)
    const text =
      `2024-03-05T14:${String(i % 60).padStart(2, '0')}:09.123+0000: ${at}: [GC pause (G1 Evacuation Pause) (young), ${(next() / 20).toFixed(7)} secs]\n` +
      `   [Parallel Time: ${ms()} ms, GC Workers: 8]\n` +
      spread('GC Worker Start', false) +
      spread('Ext Root Scanning', true) +
      spread('Update RS', true) +
      `         [Processed Buffers: Min: 1, Avg: 4.5, Max: 9, Diff: 8, Sum: 36]\n` +
      spread('Scan RS', true) +
      spread('Code Root Scanning', true) +
      spread('Object Copy', true) +
      spread('Termination', true) +
      spread('GC Worker Other', true) +
      spread('GC Worker Total', true) +
      spread('GC Worker End', false) +
      `   [Code Root Fixup: 0.1 ms]\n   [Code Root Purge: 0.0 ms]\n   [Clear CT: 0.3 ms]\n   [Other: ${ms()} ms]\n` +
      '      [Choose CSet: 0.0 ms]\n      [Ref Proc: 0.4 ms]\n      [Ref Enq: 0.0 ms]\n      [Redirty Cards: 0.1 ms]\n      [Humongous Register: 0.0 ms]\n      [Free CSet: 0.2 ms]\n' +
      `   [Eden: ${used}.0M(${used}.0M)->0.0B(${used}.0M) Survivors: 4096.0K->4096.0K Heap: ${used + 100}.5M(1024.0M)->${Math.floor(used / 3)}.2M(1024.0M)]\n` +
      ' [Times: user=0.08 sys=0.01, real=0.02 secs] \n'
    written += text.length
    yield text
  }
}

function* wrapped(lines: Iterable<string>, wrap: (line: string, i: number) => string): Iterable<string> {
  let i = 0
  for (const text of lines) for (const line of text.replace(/\n$/, '').split('\n')) yield wrap(line, i++)
}

const stamp = (i: number) =>
  `2026-03-05T14:07:${String(i % 60).padStart(2, '0')}.${String(i % 1_000_000_000).padStart(9, '0')}Z`

/** Writes what is not there yet. `megabytes` is the size of the noise log; the others follow it. */
export async function makeCorpora(megabytes: number): Promise<Corpora> {
  mkdirSync(CORPORA, { recursive: true })
  const bytes = megabytes * 1_048_576
  return {
    noise: await write(`noise-${megabytes}.log`, noise(bytes)),
    dense: await write(`dense-${megabytes}.log`, dense(bytes / 2)),
    gctrace: await write(`gctrace-${megabytes}.log`, gctrace(bytes / 4)),
    hang: await write('hang-100000.log', hang(100_000)),
    unified: await write(`unified-${megabytes}.log`, unified(bytes)),
    legacy: await write(`legacy-${megabytes}.log`, legacy(bytes / 4)),
    legacyG1: await write(`legacy-g1-${megabytes}.log`, legacyG1(bytes / 4)),
    cri: await write(
      `cri-${megabytes}.log`,
      wrapped(noise(bytes / 2), (line, i) => `${stamp(i)} stderr F ${line}\n`),
    ),
    docker: await write(
      `docker-${megabytes}.log`,
      wrapped(
        noise(bytes / 2),
        (line, i) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: stamp(i) })}\n`,
      ),
    ),
    json: await write(
      `json-${megabytes}.log`,
      wrapped(noise(bytes / 2), (line, i) => `${JSON.stringify({ time: stamp(i), level: 'INFO', msg: line, n: i })}\n`),
    ),
  }
}

/** Lines of time, level and message, one in twenty of them a line of a stack trace, one in five with quotes in it. */
function* leveled(bytes: number): Iterable<string> {
  const next = random(4)
  const words = (count: number) =>
    Array.from({ length: count }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ')
  let written = 0
  for (let i = 0; written < bytes; i++) {
    const path = next() < 0.2 ? ` path="/api/${words(1)}"` : ''
    const text =
      next() < 0.05
        ? `\tat com.acme.${words(1)}(X.java:${i % 99})\n`
        : `2026-03-05 14:07:${String(i % 60).padStart(2, '0')} ${['INFO', 'WARN', 'DEBUG'][i % 3]} ${words(9)}${path} id=${i}\n`
    written += text.length
    yield text
  }
}

/**
 * Exceptions in the log of a JVM, of 500 kinds, each with a cause; between them three lines of other things. `occurrences`
 * of them.
 */
export function* exceptions(occurrences: number): Iterable<string> {
  const kinds = Array.from({ length: 500 }, (_, i) => {
    const service = `com.acme.shop.Service${i}`
    const frames = Array.from(
      { length: 12 },
      (_, k) => `\tat com.acme.shop.Layer${(i + k) % 40}.call(Layer.java:${k + 7})\n`,
    )
    return {
      service,
      stack: `\tat ${service}.load(Service${i}.java:17)\n${frames.join('')}\tat java.base/java.lang.Thread.run(Thread.java:1583)\n`,
      cause: `\tat com.acme.db.Pool.borrow(Pool.java:88)\n\t... 12 more\n`,
    }
  })
  for (let i = 0; i < occurrences; i++) {
    const { service, stack, cause } = kinds[(i * 7_919) % kinds.length]!
    const [minute, second] = [Math.floor(i / 600) % 60, Math.floor(i / 10) % 60].map((part) =>
      String(part).padStart(2, '0'),
    )
    const stamp = `2026-03-05 ${String(Math.floor(i / 36_000) % 24).padStart(2, '0')}:${minute}:${second},${String((i * 97) % 1_000).padStart(3, '0')}`
    yield `${stamp} INFO  [worker-${i % 32}] ${service} - request ${i} accepted\n` +
      `${stamp} INFO  [worker-${i % 32}] ${service} - cart ${i % 9_973} has ${i % 17} items\n` +
      `${stamp} DEBUG [worker-${i % 32}] com.acme.db.Pool - borrow took ${i % 90} ms\n` +
      `${stamp} ERROR [worker-${i % 32}] ${service} - request ${i} failed\n` +
      `java.lang.IllegalStateException: order ${i} is gone\n${stack}` +
      `Caused by: java.sql.SQLException: no connection within ${i % 5_000} ms\n${cause}`
  }
}

/** The same kinds with nothing around them, and short: for counting millions. */
export function* bareExceptions(occurrences: number): Iterable<string> {
  for (let i = 0; i < occurrences; i++) {
    const kind = (i * 7_919) % 500
    const stamp = new Date(Date.UTC(2026, 2, 5) + 10 * i).toISOString()
    yield `${stamp} ERROR [worker-${i % 32}] request ${i} failed\njava.lang.IllegalStateException: order ${i} is gone\n` +
      `\tat com.acme.shop.Service${kind}.load(Service${kind}.java:17)\n` +
      `\tat com.acme.shop.Dispatcher.run(Dispatcher.java:7)\n\tat java.base/java.lang.Thread.run(Thread.java:1583)\n`
  }
}

/** For `stacks`. */
export async function makeExceptionLog(occurrences: number): Promise<string> {
  mkdirSync(CORPORA, { recursive: true })
  return write(`exceptions-${occurrences}.log`, exceptions(occurrences))
}

/** For `split`. */
export async function makeLevelLog(megabytes: number): Promise<string> {
  mkdirSync(CORPORA, { recursive: true })
  return write(`leveled-${megabytes}.log`, leveled(megabytes * 1e6))
}

async function write(name: string, texts: Iterable<string>): Promise<string> {
  const path = CORPORA + name
  if (existsSync(path) && statSync(path).size > 0) return path
  const stream = createWriteStream(`${path}.part`)
  let batch = ''
  for (const text of texts) {
    batch += text
    if (batch.length > 1_048_576) {
      if (!stream.write(batch)) await once(stream, 'drain')
      batch = ''
    }
  }
  stream.end(batch)
  await once(stream, 'finish')
  renameSync(`${path}.part`, path)
  return path
}
