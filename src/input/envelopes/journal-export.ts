import { chunk, type Envelope, type Head, NOTHING, type Peeled, whole } from './envelope.ts'
import { type Json, objectOf, parseJsonLine, text } from './json-line.ts'
import { epochText } from './timestamps.ts'

/** The journal's own serialisations: https://systemd.io/JOURNAL_EXPORT_FORMATS/ and `-o json`. */

/** Not `PC=0x…` and `RAX=0x…` of a register dump inside a message of several lines. */
const FIELD = /^[A-Z_][A-Z0-9_]{0,63}=(?!0x)/

/**
 * A field with a newline or an unprintable byte: its name alone on a line, then 64 bits of little-endian length, the
 * data, a newline. What is left of the length in decoded text: up to two bytes, then zeros.
 */
const LENGTH = /^[^\0]{0,2}\0{5,8}/

/** Lines of such a field have no mark of their own, and neither has the end of the field but the next `NAME=`. */
function followField(line: string, head: Head): Peeled | null {
  const length = LENGTH.exec(line)?.[0].length ?? 0
  if (head.line === 'MESSAGE') return whole(length > 0 ? line.slice(length) : line)
  return length > 0 ? NOTHING : null
}

export const journalExport: Envelope = {
  id: 'journal-export',
  needs: (samples) => samples.some((line) => /^__(?:CURSOR|REALTIME_TIMESTAMP)=/.test(line)),
  samples: [
    { line: 'MESSAGE=panic: boom', peeled: whole('panic: boom') },
    { line: 'MESSAGE=\t/src/main.go:12', peeled: whole('\t/src/main.go:12') },
    { line: '__REALTIME_TIMESTAMP=1709647629123456', peeled: NOTHING },
    { line: 'MESSAGE', peeled: NOTHING },
  ],
  peel(line) {
    if (line.startsWith('MESSAGE=')) return whole(line.slice(8))
    // The empty line ends an entry.
    return line === '' || line === 'MESSAGE' || FIELD.test(line) ? NOTHING : null
  },
  follow: followField,
}

const BYTES = new TextDecoder()

/** null when there is no text; several values of one field are several lines. */
function messageText(value: Json | undefined): string | null {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return null
  const list = value as readonly Json[]
  if (list.every((byte) => typeof byte === 'number')) return BYTES.decode(Uint8Array.from(list))
  const lines = list.map(messageText)
  return lines.every((line) => line !== null) ? lines.join('\n') : null
}

/** `-o json`, `json-seq` (a record separator in front), `json-sse` (`data: `). */
export const journalJson: Envelope = {
  id: 'journal-json',
  // A message with a colour or a carriage return is a list of bytes.
  breaksWords: (line) => line.includes('"MESSAGE":[') || line.includes('"MESSAGE" : ['),
  json: true,
  samples: [
    {
      line: String.raw`{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1709647629123456","_PID":"1234","_TRANSPORT":"stdout","_STREAM_ID":"ab12","MESSAGE":"\t/src/app/main.go:12 +0x1d"}`,
      peeled: whole('\t/src/app/main.go:12 +0x1d', 'ab12', '2024-03-05T14:07:09.123456Z'),
    },
    {
      line: '{"__REALTIME_TIMESTAMP":"1709647629123457","_STREAM_ID":"ab12","_LINE_BREAK":"line-max","MESSAGE":"main.f("}',
      peeled: chunk('main.f(', 'ab12', '2024-03-05T14:07:09.123457Z'),
    },
    {
      line: '\x1e{"__REALTIME_TIMESTAMP":"1709647629123458","MESSAGE":[27,91,51,49,109,112,97,110,105,99]}',
      peeled: whole('\x1b[31mpanic', '', '2024-03-05T14:07:09.123458Z'),
    },
    {
      line: 'data: {"__REALTIME_TIMESTAMP":"1709647629123459","_HOSTNAME":"host1","SYSLOG_IDENTIFIER":"app","MESSAGE":null}',
      peeled: whole('', 'host1/app', '2024-03-05T14:07:09.123459Z', {
        id: 'E09',
        text: 'MESSAGE is null: longer than 4096 bytes and journalctl ran without --all',
      }),
    },
    {
      line: '{"__REALTIME_TIMESTAMP":"1709647629123459","_STREAM_ID":"ab12","_LINE_BREAK":"eof","MESSAGE":"main.f(0x"}',
      peeled: {
        payload: 'main.f(0x',
        stream: 'ab12',
        time: '2024-03-05T14:07:09.123459Z',
        partial: false,
        terminated: false,
        loss: { id: 'E09', text: 'the stream ended in the middle of a line (_LINE_BREAK=eof)' },
      },
    },
  ],
  peel(line) {
    const from = line.charCodeAt(0) === 0x1e ? 1 : line.startsWith('data: {') ? 6 : 0
    if (line.charCodeAt(from) !== 0x7b || !line.includes('"MESSAGE"')) return null
    const json = from === 0 ? line : line.slice(from)
    const object = objectOf(json)
    if (object === null || !('MESSAGE' in object)) return null
    if (!('__REALTIME_TIMESTAMP' in object || '__CURSOR' in object || '_TRANSPORT' in object)) return null
    const time = epochText(text(object.__REALTIME_TIMESTAMP))
    // A record cut by pid-change keeps its stream id, not its pid.
    const origin = [
      object._HOSTNAME,
      object.CONTAINER_NAME ?? object._SYSTEMD_UNIT ?? object.SYSLOG_IDENTIFIER,
      object._PID,
    ]
    const stream =
      text(object._STREAM_ID) ||
      origin
        .map(text)
        .filter((part) => part !== '')
        .join('/')
    const payload = messageText(object.MESSAGE)
    if (payload === null) {
      const reason = 'MESSAGE is null: longer than 4096 bytes and journalctl ran without --all'
      return whole('', stream, time, { id: 'E09', text: reason })
    }
    const lineBreak = object._LINE_BREAK
    // Docker's journald driver has its own word for a 16 KiB piece.
    const goesOn = lineBreak === 'line-max' || lineBreak === 'pid-change' || object.CONTAINER_PARTIAL_MESSAGE === 'true'
    const loss =
      lineBreak === 'eof'
        ? { id: 'E09', text: 'the stream ended in the middle of a line (_LINE_BREAK=eof)' }
        : parseJsonLine(json)?.cut
          ? { id: 'E09', text: 'the journal-json record is cut' }
          : null
    return { payload, stream, time, partial: goesOn, terminated: !goesOn && loss === null, loss }
  },
}
