/** The report that aws-lambda-go prints of a handler's panic; formats: lambda/errors.go, lambda/panic.go. */
import { describe, expect, it } from 'vitest'
import { analyze, extract } from '../../src/index.ts'

const entry = (path: string, line: number, label: string) => ({ path, line, label })
const STACK = [
  entry('github.com/aws/aws-lambda-go@v1.47.0/lambda/errors.go', 39, 'lambdaPanicResponse'),
  entry('runtime/panic.go', 884, 'gopanic'),
  entry('runtime/panic.go', 113, 'goPanicIndex'),
  entry('app/orders.go', 12, '(*orders).last'),
  entry('app/main.go', 30, 'handler'),
]
const report = (stackTrace: unknown, others = {}) =>
  JSON.stringify({
    errorMessage: 'runtime error: index out of range [3] with length 3',
    errorType: 'boundsError',
    stackTrace,
    ...others,
  })

const log = (line: string) => `START RequestId: 1-2 Version: $LATEST
2024/03/05 14:07:09 ${line}
2024/03/05 14:07:09 calling the handler function resulted in a panic, the process should exit
END RequestId: 1-2
RequestId: 1-2 Error: Runtime exited with error: exit status 1
`

describe('a panic in the handler', () => {
  it.each([
    ['as it is', log(report(STACK))],
    [
      'printed over many lines',
      `Response:\n${JSON.stringify(JSON.parse(report(STACK)), null, 2)}\n\nRequest ID:\n1-2\n`,
    ],
    ['printed in Markdown', `It fails:\n\n\`\`\`json\n${JSON.stringify(JSON.parse(report(STACK)), null, 4)}\n\`\`\`\n`],
    ['with CRLF', log(report(STACK)).replaceAll('\n', '\r\n')],
    ['behind CRI', log(report(STACK)).replaceAll(/^/gm, '2024-03-05T14:07:09.123456789Z stderr F ')],
    [
      'in CloudWatch JSON',
      `${JSON.stringify({
        events: log(report(STACK))
          .split('\n')
          .map((message) => ({ timestamp: 1709647629123, message, ingestionTime: 1709647629223 })),
      })}\n`,
    ],
  ])('is a crash %s', async (_, bytes) => {
    const { crashes, verdict, dumps } = await analyze({ name: 'a.log', bytes })
    expect(crashes).toHaveLength(1)
    expect(crashes[0]).toMatchObject({
      kind: 'panic',
      message: 'runtime error: index out of range [3] with length 3',
      goroutine: null,
      origin: { function: '(*orders).last', file: 'app/orders.go', line: 12 },
    })
    expect(crashes[0]!.frames.map((frame) => frame.function)).toEqual([
      'github.com/aws/aws-lambda-go/lambda.lambdaPanicResponse',
      'runtime.gopanic',
      'runtime.goPanicIndex',
      '(*orders).last',
      'handler',
    ])
    expect(verdict.status).toBe('panic')
    expect(dumps).toEqual([])
  })

  it('is cut at 32 frames, and says so', async () => {
    const deep = Array.from({ length: 32 }, (_, i) => entry('app/main.go', i + 1, 'handler'))
    const { sources } = await analyze({ name: 'a.log', bytes: log(report(deep)) })
    expect(sources[0]!.completeness.verdict).toBe('incomplete')
    expect(sources[0]!.completeness.evidence.map(({ id }) => id)).toContain('E28')
  })

  it.each([
    ['an error that was returned', report(undefined)],
    ['an empty stack', report([])],
    ['the record of a logger', report(STACK, { level: 'error' })],
    ['other entries', report([{ path: 'a.go', line: '1', label: 'f' }])],
    ['broken JSON', report(STACK).slice(0, -1)],
    ['text before it', `he said ${report(STACK)}`],
  ])('is not %s', async (_, line) => {
    const { crashes } = await analyze({ name: 'a.log', bytes: log(line) })
    expect(crashes).toEqual([])
  })

  it('points at its line', async () => {
    const bytes = log(report(STACK))
    for await (const events of extract({ name: 'a.log', bytes }))
      for (const { span } of events) {
        expect(span.line).toBe(2)
        expect(bytes.slice(span.byte, span.endByte)).toBe(bytes.split('\n')[1])
      }
  })
})

describe('a report that something cut', () => {
  const whole = report(STACK)

  it('tells the entries before the cut, and that it is cut', async () => {
    const { crashes, sources } = await analyze({
      name: 'a.log',
      bytes: `2024/03/05 14:07:09 ${whole.slice(0, whole.indexOf('"app/main.go"') + 6)}\n`,
    })
    expect(crashes).toMatchObject([
      {
        kind: 'panic',
        message: 'runtime error: index out of range [3] with length 3',
        origin: { file: 'app/orders.go', line: 12 },
      },
    ])
    expect(sources[0]!.completeness).toMatchObject({ verdict: 'incomplete', evidence: [{ id: 'E02' }] })
  })

  it.each([
    ['cut before its first entry', whole.slice(0, whole.indexOf('{"path"') + 9)],
    ['of another shape', whole.replace('"label":"handler"', '"labels":["handler"]').slice(0, -1)],
    ['that goes on in another way', `${whole}]`],
  ])('tells nothing of one %s', async (_, line) => {
    expect((await analyze({ name: 'a.log', bytes: `${line}\n` })).crashes).toEqual([])
  })
})
