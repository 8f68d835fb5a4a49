import { type Envelope, message, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import { objectOf, text } from './json-line.ts'
import { anyTime } from './timestamps.ts'

/**
 * Fly.io `fly logs`: `TIME app[MACHINE] REGION [level]text`, and its `--json`. Its init puts a blank before its words;
 * two are an indent of the program.
 */
const LINE =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z) (?:(app|runner|proxy|health)\[([0-9a-f]{1,32})\] ([a-z]{3}) )?\[(?:info|warn|error)\](?: (?! ))?/

export const fly: Envelope = {
  id: 'fly',
  samples: [
    {
      line: '2024-03-05T14:07:09Z app[3d8d90ab12cd34] fra [info]panic: boom',
      peeled: whole('panic: boom', 'app/3d8d90ab12cd34', '2024-03-05T14:07:09Z'),
    },
    {
      line: '2024-03-05T14:07:10Z app[3d8d90ab12cd34] fra [info] INFO Main child exited normally with code: 2',
      peeled: whole('INFO Main child exited normally with code: 2', 'app/3d8d90ab12cd34', '2024-03-05T14:07:10Z'),
    },
    {
      line: String.raw`{"timestamp":"2024-03-05T14:07:09Z","message":"\t/x.go:1","level":"info","instance":"3d8d90ab12cd34","region":"fra"}`,
      peeled: whole('\t/x.go:1', 'app/3d8d90ab12cd34', '2024-03-05T14:07:09Z'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) === 0x7b) {
      const object = line.includes('"instance"') ? objectOf(line) : null
      if (object === null || typeof object.region !== 'string' || typeof object.message !== 'string') return null
      return message(crashTextOf(object), `app/${text(object.instance)}`, anyTime(object.timestamp))
    }
    if (line.charCodeAt(10) !== 0x54) return null
    const [prefix, time = '', source, machine] = LINE.exec(line) ?? []
    if (prefix === undefined) return null
    return whole(line.slice(prefix.length), source === undefined ? '' : `${source}/${machine}`, time)
  },
}
