import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'
import { standingStill } from '../../src/pipeline/standing-still.ts'
import { ensureBuilt } from '../cli/built.ts'
import { ownLines, script, wrap } from './wrapped.ts'

const folder = mkdtempSync(join(tmpdir(), 'log-extractor-watch-'))
let server: Server
let port = 0

const dump = (ids: readonly number[], state: string) =>
  ids
    .map(
      (id) =>
        `goroutine ${id} [${state}]:\nmain.worker()\n\t/app/main.go:9 +0x5a\ncreated by main.main in goroutine 1\n\t/app/main.go:5 +0x1d\n`,
    )
    .join('\n')

beforeAll(async () => {
  ensureBuilt()
  // The debug server of a program that never gets on.
  server = createServer((request, response) => {
    response.end(request.url === '/debug/pprof/goroutine?debug=2' ? dump([7, 8], 'chan receive') : 'wrong address')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
}, 120_000)

afterAll(() => {
  server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Answers a request for its last words like a Go program. */
const patient = script(
  `process.on('SIGQUIT', () => { console.error('SIGQUIT: quit'); process.exit(2) }); console.log('ready'); setInterval(() => {}, 1000)`,
)

describe('a time limit', () => {
  it('asks for a dump, and is a timeout', async () => {
    // Before it listens, it must have started, on a machine that is busy, too.
    const { code, stderr } = await wrap(patient, ['--timeout', '3s', '--exit-codes', 'mission']).ended
    expect(code).toBe(124)
    expect(stderr.toString()).toBe(
      'SIGQUIT: quit\nlog-extractor: verdict=timeout code=124 child_exit=2 child_signal=-\n',
    )
  })

  it.runIf(process.env.FULL === '1')('ends what does not listen', async () => {
    const deaf = script(
      `for (const name of ['SIGQUIT', 'SIGTERM']) process.on(name, () => {}); setInterval(() => {}, 1000)`,
    )
    expect(await wrap(deaf, ['--timeout', '300ms']).ended).toMatchObject({ code: null, signal: 'SIGKILL' })
  })

  it('is nothing to a program that ends before', async () => {
    expect(await wrap(['true'], ['--timeout', '1m', '--hang-after', '1m']).ended).toMatchObject({ code: 0 })
  })
})

describe('silence', () => {
  it('is looked at three times, and then ended', async () => {
    const bundle = join(folder, 'hang')
    const options = [
      '--hang-after',
      '300ms',
      '--pprof',
      `localhost:${port}`,
      '--bundle',
      bundle,
      '--exit-codes',
      'mission',
    ]
    const { code, stderr } = await wrap(patient, options).ended
    expect(code).toBe(124)
    expect(ownLines(stderr)).toEqual([
      expect.stringMatching(/^log-extractor: nothing came for \d+ ms: looking at it$/),
      'log-extractor: 2 goroutines did not move in 3 dumps: chan receive in main.worker (/app/main.go:9)',
      'log-extractor: verdict=timeout code=124 child_exit=2 child_signal=-',
    ])
    expect(readdirSync(join(bundle, 'snapshots'))).toEqual(['hang-1.txt', 'hang-2.txt', 'hang-3.txt'])
  })

  it('may be left alone', async () => {
    const brief = script(`setTimeout(() => console.log('late'), 1200)`)
    const { code, stdout } = await wrap(brief, ['--hang-after', '300ms', '--on-hang', 'leave']).ended
    expect([code, stdout.toString()]).toEqual([0, 'late\n'])
  })
})

describe('a long pause', () => {
  it('of the collector takes a snapshot', async () => {
    const bundle = join(folder, 'pause')
    const gc = (n: number, ms: string) =>
      `gc ${n} @0.0${n}s 2%: 0.018+1.2+${ms} ms clock, 0.14+0.35/1.0/3.0+0.02 ms cpu, 4->5->1 MB, 5 MB goal, 0 MB stacks, 0 MB globals, 8 P`
    const code = `console.error(${JSON.stringify(gc(1, '0.003'))}); setTimeout(() => console.error(${JSON.stringify(gc(2, '12.5'))}), 300); setTimeout(() => {}, 1500)`
    const options = [
      '--snapshot-on-pause',
      '10ms',
      '--pprof',
      `http://127.0.0.1:${port}/debug/pprof/`,
      '--bundle',
      bundle,
    ]
    expect(await wrap(script(code), options).ended).toMatchObject({ code: 0 })
    expect(readdirSync(join(bundle, 'snapshots'))).toEqual(['pause-gc2-12.5ms.txt'])
  })
})

describe('a signal', () => {
  it('asks us for a dump instead of the program', async () => {
    const bundle = join(folder, 'asked')
    const options = ['--dump-on', 'USR1', '--pprof', `localhost:${port}`, '--bundle', bundle]
    const run = wrap(script(`console.log('ready'); setTimeout(() => console.log('alive'), 1500)`), options)
    await run.printed('ready')
    process.kill(run.pid, 'SIGUSR1')
    expect((await run.ended).stdout.toString()).toBe('ready\nalive\n')
    expect(readdirSync(join(bundle, 'snapshots'))).toEqual([expect.stringMatching(/^asked-.*\.txt$/)])
  })
})

describe('dumps one after the other', () => {
  const still = async (...texts: string[]) => {
    const reports = await Promise.all(texts.map((bytes, i) => analyze({ name: `${i}`, bytes })))
    return standingStill(reports.flatMap(({ dumps }) => dumps))
  }

  it('prove who moved', async () => {
    expect(await still(dump([7, 8], 'select'), dump([9, 10], 'select'))).toEqual([
      'everybody moved between 2 dumps: slow, not stuck',
    ])
    expect(await still(dump([7, 8], 'select'), dump([8, 9], 'select'))).toEqual([
      '1 goroutine did not move in 2 dumps: select in main.worker (/app/main.go:9)',
    ])
  })

  it('prove nothing when there is one', async () => {
    expect(await still(dump([7], 'select'))).toEqual([])
  })
})
