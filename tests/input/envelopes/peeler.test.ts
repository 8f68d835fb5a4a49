import { describe, expect, test } from 'vitest'
import type { PeeledLine } from '../../../src/input/peeled-line.ts'
import { Peeler } from '../../../src/input/peeler.ts'

function run(lines: readonly string[]): { readonly peeler: Peeler; readonly out: readonly PeeledLine[] } {
  const peeler = Peeler.learn(lines)
  const out = lines.flatMap((line, i) => peeler.peel(line, i + 1))
  out.push(...peeler.flush())
  return { peeler, out }
}

const texts = (lines: readonly PeeledLine[] | null): string[] | null => lines?.map(({ text }) => text) ?? null

const T = '2024-03-05T14:07:09.123456789Z'

describe('the vote', () => {
  test('six of ten lines are enough, five are not', () => {
    const wrapped = Array.from({ length: 6 }, (_, i) => `${T} stderr F line ${i}`)
    const bare = ['a', 'b', 'c', 'd']
    expect(Peeler.learn([...wrapped, ...bare, '', '  ']).layers).toEqual(['cri'])
    expect(Peeler.learn([...wrapped, ...bare, 'e']).layers).toEqual([])
  })

  test('a line that does not match passes, from the layer where it fails', () => {
    const lines = [
      `${T} stderr F I0305 14:07:09.123456       1 a.go:1] one`,
      `${T} stderr F I0305 14:07:09.123456       1 a.go:1] two`,
      `${T} stderr F I0305 14:07:09.123456       1 a.go:1] three`,
      `${T} stderr F panic: boom`,
      'no envelope at all',
    ]
    const { peeler, out } = run(lines)
    expect(peeler.layers).toEqual(['cri', 'klog'])
    expect(texts(out)).toEqual(['one', 'two', 'three', 'panic: boom', 'no envelope at all'])
    expect(out.map(({ time }) => time)).toEqual([T, T, T, T, null])
  })

  test('one line of an ordinary shape teaches nothing', () => {
    expect(Peeler.learn(['2024/03/05 14:07:09 starting']).isPlain).toBe(true)
    expect(Peeler.learn(['name | value', '-----+------']).isPlain).toBe(true)
    expect(Peeler.learn([]).isPlain).toBe(true)
  })

  test('colour on one line teaches the colour layer, and spares the others', () => {
    const { peeler, out } = run(['\x1b[32mready\x1b[0m', 'panic: boom', '\tmain.go:12'])
    expect(peeler.layers).toEqual(['ansi'])
    expect(texts(out)).toEqual(['ready', 'panic: boom', '\tmain.go:12'])
  })

  test('who shares a grammar is told by what stands beside it', () => {
    const docker = `${T} x`
    expect(Peeler.learn([docker]).layers).toEqual(['docker-ts'])
    expect(Peeler.learn([docker, '2024-03-05T14:07:09.123Z INFO  - Container x started']).layers).toEqual([
      'azure-docker',
    ])
    expect(Peeler.learn([`[pod/a/b] ${docker}`]).layers).toEqual(['kubectl-prefix', 'kubectl-ts'])
  })

  test('a whole answer of an API in one line brings several streams', () => {
    const { out } = run([
      '{"events":[{"timestamp":1709647629123,"message":"a","ingestionTime":1,"logStreamName":"s1"},{"timestamp":1709647629124,"message":"b","ingestionTime":1,"logStreamName":"s2"}]}',
    ])
    expect(out.map(({ text, stream }) => [text, stream])).toEqual([
      ['a', 's1'],
      ['b', 's2'],
    ])
  })
})

describe('split lines', () => {
  test('are joined by stream, with the time and the place of their first piece', () => {
    const { out } = run([
      '2024-03-05T14:07:01Z stderr P main.f(',
      '2024-03-05T14:07:02Z stdout F between',
      '2024-03-05T14:07:03Z stderr P 0x1',
      '2024-03-05T14:07:04Z stderr F )',
    ])
    expect(out).toEqual([
      {
        text: 'between',
        stream: 'stdout',
        time: '2024-03-05T14:07:02Z',
        terminated: true,
        partial: false,
        loss: null,
        logged: false,
        writer: null,
        position: 2,
      },
      {
        text: 'main.f(0x1)',
        stream: 'stderr',
        time: '2024-03-05T14:07:01Z',
        terminated: true,
        partial: false,
        loss: null,
        logged: false,
        writer: null,
        position: 1,
      },
    ])
  })

  test('that never end come out of flush as partial', () => {
    const { out } = run([`${T} stderr F a`, `${T} stderr P main.f(0x`])
    expect(out.at(-1)).toMatchObject({ text: 'main.f(0x', partial: true, terminated: false, position: 2 })
  })

  test('of one test do not mix with those of another', () => {
    const event = (test: string, output: string): string =>
      JSON.stringify({ Action: 'output', Package: 'p', Test: test, Output: output })
    const { out } = run([event('A', 'pan'), event('B', 'ok'), event('A', 'ic: boom\n'), event('B', ' too\n')])
    expect(texts(out)).toEqual(['panic: boom', 'ok too'])
    expect(out.map(({ stream }) => stream)).toEqual(['p A', 'p B'])
  })

  test('are not joined across a flush', () => {
    const peeler = Peeler.learn([`${T} stderr F a`])
    expect(peeler.peel(`${T} stderr P old`)).toEqual([])
    expect(texts(peeler.flush())).toEqual(['old'])
    expect(texts(peeler.peel(`${T} stderr F new`))).toEqual(['new'])
  })

  test('GitLab says afterwards that a line went on', () => {
    const { out } = run([
      '2024-03-05T14:07:09.123456Z 01E panic: ',
      '2024-03-05T14:07:09.123500Z 01O progress',
      '2024-03-05T14:07:09.123600Z 01E+boom',
      '2024-03-05T14:07:09.123700Z 01E ',
    ])
    expect(texts(out)).toEqual(['panic: boom', 'progress', ''])
  })
})

describe('loss that the envelope admits', () => {
  const lossOf = (...lines: string[]): (string | undefined)[] => run(lines).out.map(({ loss }) => loss?.id)

  test('a JSON record cut by a size limit', () => {
    const { out } = run(['{"level":"error","ts":1,"msg":"panic: boom\\ngoroutine 1 [running]:\\nmain.f(0x'])
    expect(texts(out)).toEqual(['panic: boom', 'goroutine 1 [running]:', 'main.f(0x'])
    expect(out.map(({ loss, terminated }) => [loss?.id, terminated])).toEqual([
      [undefined, true],
      [undefined, true],
      ['E09', false],
    ])
  })

  test('blobs, drops and repetitions of the daemons', () => {
    const head = 'Mar 05 14:07:09 host1 '
    expect(lossOf(`${head}app[1]: [1.2K blob data]`)).toEqual(['E09'])
    expect(lossOf(`${head}systemd-journald[1]: Suppressed 1234 messages from app.service`)).toEqual(['E13'])
    expect(lossOf(`${head}app[1]: message repeated 3 times: [ main.f(0x1)]`)).toEqual(['E21'])
    expect(lossOf(`${head}app[1]: panic: boom`)).toEqual([undefined])
  })
})

describe('records of several lines', () => {
  test('journal messages give back exactly their indentation', () => {
    const head = 'Mar 05 14:07:09 host1 app[1234]: '
    const pad = ' '.repeat(head.length)
    const { out } = run([`${head}goroutine 1 [running]:`, `${pad}main.main()`, `${pad}\t/x.go:1`, `${pad}  two blanks`])
    expect(texts(out)).toEqual(['goroutine 1 [running]:', 'main.main()', '\t/x.go:1', '  two blanks'])
    expect(new Set(out.map(({ stream }) => stream)).size).toBe(1)
  })

  test('a CSV cell ends where its quote ends', () => {
    const { out } = run(['timestamp,message', '1709647629123,"a ""b""', 'c', '"', '1709647629124,d', 'not a row'])
    expect(texts(out)).toEqual(['a "b"', 'c', 'd', 'not a row'])
  })

  test('an event of aws logs tail keeps its stream', () => {
    const head = '2024-03-05T14:07:09+00:00 s/1 '
    const { out } = run([`${head}a`, `${head}b`, `${head}goroutine 1 [running]:`, 'main.main()', `${head}c`])
    expect(out.map(({ stream }) => stream)).toEqual(['s/1', 's/1', 's/1', 's/1', 's/1'])
  })
})

describe('a candidate line, without a vote', () => {
  const plain = Peeler.learn(['anything'])
  const dump = String.raw`goroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d\n`
  const lines = ['goroutine 1 [running]:', 'main.main()', '\t/x.go:1 +0x1d']

  test('a JSON record', () => {
    expect(texts(plain.peelCandidate(`{"level":"error","msg":"boom","stack":"${dump}"}`))).toEqual(['boom', ...lines])
    expect(plain.unpackedBy).toContain('json')
  })

  test('JSON in JSON', () => {
    const inner = `{"level":"error","ts":1,"msg":"boom","stacktrace":"${dump}"}`
    expect(texts(plain.peelCandidate(JSON.stringify({ log: `${inner}\n`, stream: 'stderr', time: T })))).toEqual([
      'boom',
      ...lines,
    ])
  })

  test('a JSON object behind a log prefix', () => {
    const record = `{"level":"error","msg":"boom","stack":"${dump}"}`
    expect(texts(plain.peelCandidate(`2024/03/05 14:07:09 ${record}`))).toEqual([
      '2024/03/05 14:07:09 ',
      'boom',
      ...lines,
    ])
  })

  test('not the report of aws-lambda-go, which is a format', () => {
    const report =
      '{"errorMessage":"boom","errorType":"string","stackTrace":[{"path":"app/main.go","line":12,"label":"handler"}]}'
    expect(plain.peelCandidate(`2024/03/05 14:07:09 ${report}`)).toBeNull()
  })

  test('logfmt', () => {
    expect(texts(plain.peelCandidate(`time=2024-03-05T14:07:09Z level=error msg="boom\\n${dump}"`))).toEqual([
      'boom',
      ...lines,
    ])
  })

  test('literal escapes, once and twice', () => {
    expect(texts(plain.peelCandidate(`child died: panic: boom\\n\\n${dump}`))).toEqual([
      'child died: ',
      'panic: boom',
      '',
      ...lines,
    ])
    expect(texts(plain.peelCandidate(`err: ${dump.replaceAll('\\', '\\\\')}`))).toEqual(['err: ', ...lines])
  })

  test('octal escapes of a syslog daemon', () => {
    expect(texts(plain.peelCandidate('x: goroutine 1 [running]:#012main.main()#012#011/x.go:1 +0x1d'))).toEqual([
      'x: goroutine 1 [running]:',
      'main.main()',
      '\t/x.go:1 +0x1d',
    ])
  })

  test('HTML', () => {
    expect(texts(plain.peelCandidate('\t&lt;autogenerated&gt;:1 +0x25'))).toEqual(['\t<autogenerated>:1 +0x25'])
  })

  test('below the layers of the file, and without a trace in what peel remembers', () => {
    const peeler = Peeler.learn([`${T} stderr F a`])
    expect(peeler.peel(`${T} stderr P open `)).toEqual([])
    expect(texts(peeler.peelCandidate(`${T} stderr F {"msg":"${dump}"}`))).toEqual(lines)
    expect(texts(peeler.peel(`${T} stderr F end`))).toEqual(['open end'])
  })

  test('a line that is peeled already', () => {
    const [line] = plain.peel(`{"msg":"${dump}"}`, 7)
    expect(plain.peelCandidate(line!)?.map(({ text, position }) => [text, position])).toEqual(
      lines.map((text) => [text, 7]),
    )
  })
})
