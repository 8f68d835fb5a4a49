import { chunk, type Envelope, NOTHING, type Peeled, whole } from './envelope.ts'
import { type JsonObject, objectOf, text, wasCut } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/**
 * `go test -json` (Go src/cmd/internal/test2json/test2json.go). Lines over 1 KiB become several output events, only the
 * last with its newline. Events without Output say nothing that the text does not say as well.
 */
const ACTIONS = new Set([
  'start',
  'run',
  'pause',
  'cont',
  'pass',
  'bench',
  'fail',
  'output',
  'skip',
  'attr',
  'build-output',
  'build-fail',
])

/** A package ends with an event of its own, and the last package ends the log. */
function endsLog(line: string): boolean | null {
  const object = objectOf(line)
  if (object === null || typeof object.Action !== 'string')
    // A cut event. With its quotes doubled it stands in a cell of a table, and nothing is known of the next line.
    return /^\{"(?!")/.test(line) ? false : null
  return !wasCut(line) && ENDINGS.has(object.Action) && !('Test' in object)
}

const ENDINGS = new Set(['pass', 'fail', 'skip', 'build-fail'])

function eventIn(object: JsonObject): Peeled | null {
  const { Action, Output, Package, ImportPath, Test, Time } = object
  if (typeof Action !== 'string' || !ACTIONS.has(Action)) return null
  if (typeof Output !== 'string') return NOTHING
  const name = text(Package) || text(ImportPath)
  const test = text(Test)
  const piece = chunk(Output, test === '' ? name : name === '' ? test : `${name} ${test}`, anyTime(Time))
  return name === '' ? piece : { ...piece, writer: { package: name, test: test === '' ? null : test } }
}

export const gotestJson: Envelope = {
  id: 'gotest-json',
  json: true,
  endsLog,
  samples: [
    {
      line: String.raw`{"Time":"2024-03-05T14:07:09.123+01:00","Action":"output","Package":"x.example/p","Test":"TestA","Output":"\t/x.go:1 +0x1d\n"}`,
      peeled: {
        ...whole('\t/x.go:1 +0x1d', 'x.example/p TestA', '2024-03-05T14:07:09.123+01:00'),
        writer: { package: 'x.example/p', test: 'TestA' },
      },
    },
    {
      line: '{"Action":"output","Package":"x.example/p","Output":"main.f("}',
      peeled: { ...chunk('main.f(', 'x.example/p', null), writer: { package: 'x.example/p', test: null } },
    },
    { line: '{"Action":"run","Package":"x.example/p","Test":"TestA"}', peeled: NOTHING },
    {
      line: String.raw`{"ImportPath":"x.example/p","Action":"build-output","Output":"# x\n"}`,
      peeled: { ...whole('# x', 'x.example/p'), writer: { package: 'x.example/p', test: null } },
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x7b || !line.includes('"Action"')) return null
    const object = objectOf(line)
    return object !== null && ('Package' in object || 'ImportPath' in object) ? eventIn(object) : null
  },
}

/** `go tool test2json` without -p: no package. And its input, `-test.v=test2json`, where a ^V marks the framing lines. */
export const test2json: Envelope = {
  id: 'test2json',
  json: true,
  sporadic: true,
  samples: [
    {
      line: String.raw`{"Action":"output","Test":"TestA","Output":"panic: boom\n"}`,
      peeled: whole('panic: boom', 'TestA'),
    },
    { line: '\x16=== RUN   TestA', peeled: whole('=== RUN   TestA') },
    { line: '{"Action":"run","Test":"TestA"}', peeled: NOTHING },
  ],
  peel(line) {
    const first = line.charCodeAt(0)
    if (first === 0x16) return whole(line.slice(1))
    if (first !== 0x7b || !line.includes('"Action"')) return null
    const object = objectOf(line)
    return object === null || 'Package' in object || 'ImportPath' in object ? null : eventIn(object)
  },
}
