/**
 * The other direction: what container runtimes, daemons, CI services and loggers make of a program's output. Written
 * from their documentation and sources, without a look at the peeler, so that the two can disagree.
 *
 * Bytes in, bytes out, for the limits are limits of bytes.
 */

export interface Encoder {
  readonly name: string
  /** What the peeler should call it, outermost first. */
  readonly layers: readonly string[]
  /** null: every byte comes back. Else what does not. */
  readonly loses: string | null
  /** What comes back of a text; the text itself where this is missing. */
  readonly survives?: (text: string) => string
  readonly encode: (text: string | Uint8Array) => Uint8Array
}

const UTF8 = new TextEncoder()
const STRICT = new TextDecoder('utf-8', { fatal: false, ignoreBOM: true })

export function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? UTF8.encode(text) : text
}

export function toText(bytes: Uint8Array): string {
  return STRICT.decode(bytes)
}

/** Lines with their newline; the last may have none. */
function rawLines(text: string | Uint8Array): Uint8Array[] {
  const bytes = toBytes(text)
  const lines: Uint8Array[] = []
  let from = 0
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== 10) continue
    lines.push(bytes.subarray(from, i + 1))
    from = i + 1
  }
  if (from < bytes.length) lines.push(bytes.subarray(from))
  return lines
}

function chop(bytes: Uint8Array): { body: Uint8Array; terminated: boolean } {
  const terminated = bytes.at(-1) === 10
  return { body: terminated ? bytes.subarray(0, -1) : bytes, terminated }
}

/** Pieces of at most `limit` bytes, at least one. */
function pieces(bytes: Uint8Array, limit: number): Uint8Array[] {
  const out: Uint8Array[] = []
  for (let at = 0; at === 0 || at < bytes.length; at += limit) out.push(bytes.subarray(at, at + limit))
  return out
}

function concat(parts: readonly (string | Uint8Array)[]): Uint8Array {
  const chunks = parts.map(toBytes)
  const out = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    out.set(chunk, at)
    at += chunk.length
  }
  return out
}

/** 14:07:09 and a bit more for each record, with that many digits. */
function fraction(i: number, digits: number): string {
  return String((123_456_789 + i * 7919) % 1_000_000_000)
    .padStart(9, '0')
    .slice(0, digits)
}

function rfc(i: number, digits: number, zone = 'Z'): string {
  return `2024-03-05T14:07:09.${fraction(i, digits)}${zone}`
}

const EPOCH = 1_709_647_629

/** An encoder that puts something before each line, and nothing else. */
function prefixing(name: string, layers: readonly string[], prefix: (i: number) => string): Encoder {
  return {
    name,
    layers,
    loses: null,
    encode: (text) => concat(rawLines(text).flatMap((line, i) => [prefix(i), line])),
  }
}

/** An encoder of whole lines, given without their newline. */
function perLine(name: string, layers: readonly string[], encode: (line: string, i: number) => string): Encoder {
  return {
    name,
    layers,
    loses: null,
    encode: (text) =>
      toBytes(
        rawLines(text)
          .map((line, i) => `${encode(toText(chop(line).body), i)}\n`)
          .join(''),
      ),
  }
}

/** moby jsonlogbytes: TAB is \u0009, HTML's signs and U+2028/2029 are escaped, bad UTF-8 is replaced byte by byte. */
export function dockerString(bytes: Uint8Array): string {
  let out = '"'
  for (const char of toText(bytes)) {
    const code = char.codePointAt(0)!
    if (char === '"' || char === '\\') out += `\\${char}`
    else if (char === '\n') out += '\\n'
    else if (char === '\r') out += '\\r'
    else if (code === 0xfffd) out += '\\ufffd'
    else if (code < 0x20 || char === '<' || char === '>' || char === '&' || code === 0x2028 || code === 0x2029) {
      out += `\\u${code.toString(16).padStart(4, '0')}`
    } else out += char
  }
  return `${out}"`
}

const DOCKER_BUFFER = 16_384

function dockerJson(attrs = ''): (text: string | Uint8Array) => Uint8Array {
  return (text) => {
    const records: string[] = []
    for (const [i, line] of rawLines(text).entries()) {
      const { body, terminated } = chop(line)
      // All pieces of a line have the time of its first piece.
      const time = rfc(i, 9).replace(/0+Z$/, 'Z')
      const all = pieces(body, DOCKER_BUFFER)
      for (const [k, piece] of all.entries()) {
        const isLast = k === all.length - 1 && terminated
        const log = dockerString(isLast ? concat([piece, '\n']) : piece)
        records.push(`{"log":${log},"stream":"stderr",${attrs}"time":"${time}"}\n`)
      }
    }
    return concat(records)
  }
}

function cri(text: string | Uint8Array): Uint8Array {
  const out: (string | Uint8Array)[] = []
  let i = 0
  for (const line of rawLines(text)) {
    const { body, terminated } = chop(line)
    const all = pieces(body, DOCKER_BUFFER)
    for (const [k, piece] of all.entries()) {
      const tag = k === all.length - 1 && terminated ? 'F' : 'P'
      // Each piece has its own time.
      out.push(`${rfc(i++, 9).replace(/0+Z$/, 'Z')} stderr ${tag} `, piece, '\n')
    }
  }
  return concat(out)
}

/** Pieces of a long line back to back, each with its stamp: docker/for-linux#1321. */
function dockerTimestamps(text: string | Uint8Array): Uint8Array {
  const out: (string | Uint8Array)[] = []
  for (const [i, line] of rawLines(text).entries()) {
    const { body } = chop(line)
    for (const piece of pieces(body, DOCKER_BUFFER)) out.push(`${rfc(i, 9)} `, piece)
    out.push('\n')
  }
  return concat(out)
}

const LINE_MAX = 49_152

function journalJson(text: string | Uint8Array): Uint8Array {
  const out: string[] = []
  for (const [i, line] of rawLines(text).entries()) {
    const { body, terminated } = chop(line)
    const all = pieces(body, LINE_MAX)
    for (const [k, piece] of all.entries()) {
      const isLast = k === all.length - 1
      const lineBreak = isLast ? (terminated ? null : 'eof') : 'line-max'
      // Unprintable means: a control character other than TAB and LF, or bad UTF-8.
      const printable = !/[\0-\x08\x0b-\x1f\x7f-\x9f\ufffd]/.test(toText(piece))
      out.push(
        `${JSON.stringify({
          __CURSOR: `s=1;i=${i}`,
          __REALTIME_TIMESTAMP: `${EPOCH}${fraction(i, 6)}`,
          _STREAM_ID: 'ab12',
          _PID: '1234',
          ...(lineBreak === null ? {} : { _LINE_BREAK: lineBreak }),
          MESSAGE: printable ? toText(piece) : [...piece],
        })}\n`,
      )
    }
  }
  return concat(out)
}

/** Fields with a newline or unprintable bytes: name, LF, 64-bit little-endian length, data, LF. */
function journalExport(text: string | Uint8Array): Uint8Array {
  return concat(
    rawLines(text).flatMap((line, i) => {
      const { body } = chop(line)
      const head = `__CURSOR=s=1;i=${i}\n__REALTIME_TIMESTAMP=${EPOCH}${fraction(i, 6)}\n_PID=1234\n`
      const printable = !/[\0-\x08\x0b-\x1f\x7f-\x9f\ufffd]/.test(toText(body))
      return printable ? [head, 'MESSAGE=', body, '\n\n'] : [head, 'MESSAGE\n', littleEndian(body.length), body, '\n\n']
    }),
  )
}

function littleEndian(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value), true)
  return bytes
}

/** One message of many lines: those behind the first stand under it. */
function journalOneMessage(text: string | Uint8Array): Uint8Array {
  const prefix = 'Mar 05 14:07:09 host1 app[1234]: '
  const lines = toText(toBytes(text)).replace(/\n$/, '').split('\n')
  return toBytes(`${prefix}${lines.join(`\n${' '.repeat(prefix.length)}`)}\n`)
}

/** rsyslog's EscapeControlCharactersOnReceive: three octal digits. */
function octal(line: string): string {
  return line.replace(/[\0-\x1f\x7f]/g, (char) => `#${char.charCodeAt(0).toString(8).padStart(3, '0')}`)
}

function syslog5424(line: string, i: number): string {
  return `<11>1 ${rfc(i, 6, '+01:00')} host1 app 1234 ID${i} [origin ip="10.0.0.1" x="a\\]\\"b"][y@1] \ufeff${line}`
}

function octetCounted(text: string | Uint8Array): Uint8Array {
  return concat(
    rawLines(text).flatMap((line, i) => {
      const message = toBytes(syslog5424(toText(chop(line).body), i))
      return [`${message.length} `, message]
    }),
  )
}

function heroku(text: string | Uint8Array): Uint8Array {
  const out: (string | Uint8Array)[] = []
  let i = 0
  for (const line of rawLines(text)) {
    for (const piece of pieces(chop(line).body, 10_000)) out.push(`${rfc(i++, 6, '+00:00')} app[web.1]: `, piece, '\n')
  }
  return concat(out)
}

/** The runner flushes in the middle of a line now and then; the rest comes with `+`. */
function gitlab(text: string | Uint8Array): Uint8Array {
  const out: (string | Uint8Array)[] = []
  for (const [i, line] of rawLines(text).entries()) {
    const { body } = chop(line)
    const cut = i % 3 === 1 && body.length > 4 ? body.length >> 1 : body.length
    out.push(`${rfc(i, 6)} 01E `, body.subarray(0, cut), '\n')
    if (cut < body.length) out.push(`${rfc(i, 6)} 01E+`, body.subarray(cut), '\n')
  }
  return concat(out)
}

/** Go's test2json: pieces of a long line in events of 1 KiB, cut at UTF-8 borders, and only the last with its \n. */
function gotest(fields: string): (text: string | Uint8Array) => Uint8Array {
  return (text) => {
    const out: string[] = [`{"Action":"run"${fields}}\n`]
    for (const line of rawLines(text)) {
      for (const piece of textPieces(toText(line), 1024))
        out.push(`{"Action":"output"${fields},"Output":${goJson(piece)}}\n`)
    }
    out.push(`{"Action":"fail"${fields},"Elapsed":0.01}\n`)
    // The test ends, and then its package.
    if (fields.includes('"Test"'))
      out.push(`{"Action":"fail"${fields.replace(/,"Test":"[^"]*"/, '')},"Elapsed":0.02}\n`)
    return concat(out)
  }
}

function textPieces(line: string, limit: number): string[] {
  const out: string[] = []
  let piece = ''
  let size = 0
  for (const char of line) {
    const bytes = toBytes(char).length
    if (size + bytes > limit) {
      out.push(piece)
      piece = ''
      size = 0
    }
    piece += char
    size += bytes
  }
  out.push(piece)
  return out
}

/** encoding/json: HTML's signs escaped, TAB as \t. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** strconv.Quote. */
function goQuote(text: string): string {
  return `"${text.replace(/[\\"\0-\x1f\x7f]/g, (char) => {
    const named = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' }[char]
    return named ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  })}"`
}

function isoAt(i: number): string {
  return new Date(EPOCH * 1000 + i * 7).toISOString()
}

function quotedCell(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}

/** An export as CSV, oldest first. */
function table(name: string, row: (line: string, i: number) => string, header: string): Encoder {
  return {
    name,
    layers: ['csv'],
    loses: null,
    encode: (text) => concat([`${header}\n`, ...trimmedLines(text).map((line, i) => `${row(line, i)}\n`)]),
  }
}

/** An answer of a search API: one document in one line. */
function exported(name: string, document: (lines: readonly string[]) => object): Encoder {
  return {
    name,
    layers: ['json-export'],
    loses: null,
    encode: (text) => concat([`${JSON.stringify(document(trimmedLines(text)))}\n`]),
  }
}

function csvCell(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function whole(text: string | Uint8Array): string {
  return toText(toBytes(text))
}

function trimmedLines(text: string | Uint8Array): string[] {
  return whole(text).replace(/\n$/, '').split('\n')
}

/** One record that holds everything. */
function oneRecord(name: string, layers: readonly string[], encode: (text: string) => string, lead?: string): Encoder {
  return {
    name,
    layers,
    loses: null,
    ...(lead === undefined ? {} : { survives: (text: string) => `${lead}\n${text}` }),
    encode: (text) => toBytes(`${encode(whole(text))}\n`),
  }
}

function htmlEscape(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (char) => entities[char]!)
}

/** How a YAML emitter writes one scalar. */
function yamlScalar(text: string): string {
  if (/[\t\0-\x1f]/.test(text) || /^\s|\s$/.test(text)) return JSON.stringify(text)
  if (text === '' || /^[[\]{}>|*&!%#`@,?:-]|: |:$| #|^'|^"/.test(text)) return `'${text.replaceAll("'", "''")}'`
  return text
}

export const ENCODERS: readonly Encoder[] = [
  { name: 'docker json-file', layers: ['docker-json'], loses: null, encode: dockerJson() },
  {
    name: 'docker json-file with log-opts',
    layers: ['docker-json'],
    loses: null,
    encode: dockerJson('"attrs":{"tag":"web","com.example":"a\\"b"},'),
  },
  { name: 'docker logs -t', layers: ['docker-ts'], loses: null, encode: dockerTimestamps },
  prefixing('docker compose', ['compose'], () => 'web-1  | '),
  prefixing('docker-compose v1 in colour', ['compose'], () => '\x1b[36mweb_1    |\x1b[0m '),
  prefixing('docker compose v2 in colour', ['compose'], () => '\x1b[36mweb-1  | \x1b[0m'),
  { name: 'containerd CRI', layers: ['cri'], loses: null, encode: cri },
  {
    name: 'CRI in an editor that trims blanks',
    layers: ['cri'],
    loses: 'trailing blanks and TABs of lines',
    survives: (text) => text.replace(/[ \t]+$/gm, ''),
    encode: (text) => toBytes(whole(cri(text)).replace(/[ \t]+$/gm, '')),
  },
  prefixing('CRI with an offset and tags', ['cri'], (i) => `${rfc(i, 3, '+01:00')} stdout F:a:b `),
  prefixing('kubectl logs --prefix', ['kubectl-prefix'], () => '[pod/web-5d9f7/app] '),
  prefixing(
    'kubectl logs --prefix --timestamps',
    ['kubectl-prefix', 'kubectl-ts'],
    (i) => `[pod/web-5d9f7/app] ${rfc(i, 9)} `,
  ),
  prefixing(
    'klog.Info per line',
    ['klog'],
    (i) => `I0305 14:07:09.${fraction(i, 6)} ${String(1234).padStart(7)} main.go:88] `,
  ),
  prefixing('journalctl -o short', ['journal-short'], () => 'Mar 05 14:07:09 host1 app[1234]: '),
  prefixing('journalctl -o short --no-hostname', ['journal-short'], () => 'Mar 05 14:07:09 app[1234]: '),
  { name: 'journalctl, one message', layers: ['journal-short'], loses: null, encode: journalOneMessage },
  prefixing(
    'journalctl -o short-precise',
    ['journal-precise'],
    (i) => `Mar 05 14:07:09.${fraction(i, 6)} host1 app[1234]: `,
  ),
  prefixing('journalctl -o short-iso', ['journal-iso'], () => '2024-03-05T14:07:09+0100 host1 app[1234]: '),
  prefixing('journalctl -o short-iso-precise', ['journal-iso'], (i) => `${rfc(i, 6, '+01:00')} host1 (a b)[1234]: `),
  prefixing('journalctl -o short-full', ['journal-full'], () => 'Tue 2024-03-05 14:07:09 CET host1 app[1234]: '),
  prefixing('journalctl -o with-unit', ['journal-full'], () => 'Tue 2024-03-05 14:07:09 UTC host1 app.service[1234]: '),
  prefixing('journalctl -o short-unix', ['journal-unix'], (i) => `${EPOCH}.${fraction(i, 6)} host1 app[1234]: `),
  prefixing(
    'journalctl -o short-monotonic',
    ['journal-monotonic'],
    (i) => `[ 1234.${fraction(i, 6)}] host1 app[1234]: `,
  ),
  prefixing(
    'journalctl -o short-delta',
    ['journal-monotonic'],
    (i) => `[ 1234.${fraction(i, 6)} <    0.000012 >] host1 app[1234]: `,
  ),
  perLine(
    'journalctl -o verbose',
    ['journal-verbose'],
    (line, i) =>
      `Tue 2024-03-05 14:07:09.${fraction(i, 6)} CET [s=1a;i=${i};b=2]\n    PRIORITY=6\n    MESSAGE=${line}\n    _PID=1234`,
  ),
  { name: 'journalctl -o json', layers: ['journal-json'], loses: null, encode: journalJson },
  {
    name: 'journalctl -o json-seq',
    layers: ['journal-json'],
    loses: null,
    encode: (text) => toBytes(whole(journalJson(text)).replace(/^\{/gm, '\x1e{')),
  },
  {
    name: 'journalctl -o json without --all',
    layers: ['journal-json'],
    loses: 'messages over 4096 bytes',
    survives: (text) =>
      text
        .split('\n')
        .map((line) => (toBytes(line).length > 4096 ? '' : line))
        .join('\n'),
    encode: (text) =>
      concat(
        rawLines(text).map((line) => {
          const message = toText(chop(line).body)
          const kept = toBytes(message).length > 4096 ? null : message
          return `${JSON.stringify({ __REALTIME_TIMESTAMP: `${EPOCH}000000`, _STREAM_ID: 'ab', MESSAGE: kept })}\n`
        }),
      ),
  },
  {
    name: 'journalctl -o export',
    layers: ['journal-export'],
    // An unprintable message is preceded by eight bytes of length, and one of them may be a newline.
    loses: null,
    encode: journalExport,
  },
  perLine('rsyslog file', ['syslog3164'], (line) => `Mar  5 14:07:09 host1 app[1234]: ${octal(line)}`),
  perLine('syslog RFC 3164', ['syslog3164'], (line) => `<11>Mar  5 14:07:09 host1 app[1234]: ${octal(line)}`),
  oneRecord(
    'syslog, whole dump in one message',
    ['syslog3164'],
    (text) => `Mar  5 14:07:09 host1 app[1234]: ${octal(text)}`,
  ),
  perLine('syslog RFC 5424', ['syslog5424'], syslog5424),
  { name: 'syslog over TCP, octet-counted', layers: ['syslog-octet', 'syslog5424'], loses: null, encode: octetCounted },
  prefixing(
    'multilog t',
    ['multilog-tai64n'],
    (i) => `@4000000065e72462${(123_456_789 + i).toString(16).padStart(8, '0')} `,
  ),
  {
    name: 's6-log T',
    layers: ['s6-iso'],
    loses: 'where lines over 8192 bytes were whole',
    survives: (text) =>
      trimmedLines(text)
        .flatMap((line) => pieces(toBytes(line), 8192).map(toText))
        .join('\n') + (text.endsWith('\n') ? '\n' : ''),
    encode: (text) =>
      concat(
        rawLines(text).flatMap((line, i) =>
          pieces(chop(line).body, 8192).flatMap((piece) => [`2024-03-05 14:07:09.${fraction(i, 9)}  `, piece, '\n']),
        ),
      ),
  },
  prefixing('aws logs tail', ['cw-tail'], (i) => `${rfc(i, 6, '+00:00')} 2024/03/05/[$LATEST]0a1b2c `),
  prefixing('CloudWatch S3 export', ['iso-stamp'], (i) => `${rfc(i, 3)} `),
  {
    name: 'aws logs get-log-events, one line',
    layers: ['cw-json'],
    loses: null,
    encode: (text) =>
      toBytes(
        `${JSON.stringify({
          events: rawLines(text).map((line, i) => ({
            timestamp: EPOCH * 1000 + i,
            message: toText(line),
            ingestionTime: 1,
          })),
          nextForwardToken: 'f/1',
        })}\n`,
      ),
  },
  {
    name: 'aws logs filter-log-events, pretty',
    layers: ['cw-json'],
    loses: null,
    encode: (text) =>
      toBytes(
        `${JSON.stringify(
          {
            events: rawLines(text).map((line, i) => ({
              logStreamName: 's1',
              timestamp: EPOCH * 1000 + i,
              message: toText(line),
              ingestionTime: 1,
              eventId: String(i),
            })),
            searchedLogStreams: [],
          },
          null,
          4,
        )}\n`,
      ),
  },
  perLine('CloudWatch subscription', ['cw-json'], (line, i) =>
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      logGroup: '/aws/lambda/f',
      logStream: 's1',
      logEvents: [{ id: String(i), timestamp: EPOCH * 1000 + i, message: line }],
    }),
  ),
  {
    name: 'CloudWatch console CSV',
    layers: ['cw-csv'],
    loses: null,
    // The message keeps its newline, so the closing quote stands on the next line.
    encode: (text) =>
      concat([
        'timestamp,message\n',
        ...rawLines(text).map((line, i) => `${EPOCH * 1000 + i},${csvCell(toText(line))}\n`),
      ]),
  },
  table(
    'Datadog CSV',
    (line, i) => `"${isoAt(i)}","ip-10-0-0-1","api",${quotedCell(line)}`,
    '"Date","Host","Service","Content"',
  ),
  table('Splunk CSV', (line, i) => `${csvCell(line)},"${isoAt(i).replace('Z', '+0000')}",h1`, '"_raw","_time",host'),
  table('Log Analytics CSV', (line, i) => `${isoAt(i)},abc,${csvCell(line)}`, 'TimeGenerated,ContainerID,LogEntry'),
  exported('Elasticsearch hits', (lines) => ({
    took: 3,
    timed_out: false,
    hits: {
      total: { value: lines.length },
      hits: lines.map((message, i) => ({ _index: 'logs', _id: `a${i}`, _source: { '@timestamp': isoAt(i), message } })),
    },
  })),
  exported('Datadog search API', (lines) => ({
    data: lines.map((message, i) => ({
      id: `AY${i}`,
      type: 'log',
      attributes: { service: 'api', host: 'h1', status: 'error', timestamp: isoAt(i), message, tags: ['env:prod'] },
    })),
    meta: { page: {} },
  })),
  exported('Log Analytics query', (lines) => ({
    tables: [
      {
        name: 'PrimaryResult',
        columns: [
          { name: 'TimeGenerated', type: 'datetime' },
          { name: 'LogEntry', type: 'string' },
        ],
        rows: lines.map((line, i) => [isoAt(i), line]),
      },
    ],
  })),
  exported('Insights results', (lines) => ({
    results: lines.map((value, i) => [
      { field: '@timestamp', value: isoAt(i).replace('T', ' ').replace('Z', '') },
      { field: '@message', value },
    ]),
    status: 'Complete',
  })),
  {
    name: 'Splunk search, one result a line',
    layers: ['json-export'],
    loses: null,
    encode: (text) =>
      concat(
        trimmedLines(text).map(
          (line, i) =>
            `${JSON.stringify({ preview: false, offset: i, result: { _raw: line, _time: isoAt(i), host: 'h1' } })}\n`,
        ),
      ),
  },
  {
    name: 'lines padded to a width',
    layers: ['padding'],
    loses: 'blanks at the ends of lines',
    survives: (text) => text.replaceAll(/[ \t]+$/gm, ''),
    encode: (text) => concat(trimmedLines(text).map((line) => `${line}   \n`)),
  },
  oneRecord(
    'CloudWatch console CSV, whole dump',
    ['cw-csv'],
    (text) => `@timestamp,@message\n2024-03-05 14:07:09.123,${csvCell(text)}`,
  ),
  perLine('Lambda telemetry', ['lambda'], (line, i) =>
    JSON.stringify({ time: rfc(i, 3), type: 'function', record: `${line}\n` }),
  ),
  perLine(
    'gcloud logging read --format=json, a list',
    ['gcp-json'],
    (line, i) =>
      `${i === 0 ? '[' : ' '}${JSON.stringify({
        insertId: `a${i}`,
        logName: 'projects/p1/logs/run.googleapis.com%2Fstderr',
        resource: { type: 'cloud_run_revision', labels: { service_name: 'api' } },
        textPayload: line,
        timestamp: rfc(i, 6),
      })},`,
  ),
  {
    name: 'Cloud Logging API, newest first',
    layers: ['gcp-json'],
    loses: null,
    encode: (text) =>
      toBytes(
        `${JSON.stringify(
          rawLines(text)
            .map((line, i) => ({ insertId: `a${i}`, textPayload: toText(chop(line).body), timestamp: rfc(i, 9) }))
            .reverse(),
        )}\n`,
      ),
  },
  oneRecord('Cloud Logging, grouped exception', ['gcp-json'], (text) =>
    JSON.stringify({ insertId: 'a', jsonPayload: { message: text }, severity: 'ERROR', timestamp: rfc(0, 6) }),
  ),
  perLine('gcloud logging read', ['gcp-cli'], (line, i) =>
    [
      '---',
      `insertId: a${i}`,
      'labels:',
      "  instanceId: '0'",
      'logName: projects/p/logs/x',
      `textPayload: ${yamlScalar(line)}`,
      `timestamp: '${rfc(i, 6)}'`,
    ].join('\n'),
  ),
  {
    name: 'Azure App Service',
    layers: ['azure-docker'],
    loses: null,
    survives: (text) => `INFO  - Container x started\n${text}`,
    encode: (text) =>
      concat([
        `${rfc(0, 3)} INFO  - Container x started\n`,
        ...rawLines(text).flatMap((line, i) => [`${rfc(i, 9)} `, line]),
      ]),
  },
  perLine('Azure Container Apps with the leaked tag', ['azure-ca'], (line, i) =>
    JSON.stringify({ TimeStamp: rfc(i, 5, ''), Log: `F ${line}` }),
  ),
  {
    name: 'Azure DevOps',
    layers: ['azure-devops'],
    loses: null,
    survives: (text) => `##[section]Starting: Test\n${text}`,
    encode: (text) =>
      concat([
        `${rfc(0, 7)} ##[section]Starting: Test\n`,
        ...rawLines(text).flatMap((line, i) => [`${rfc(i, 7)} `, line]),
      ]),
  },
  { name: 'heroku logs', layers: ['heroku'], loses: null, encode: heroku },
  prefixing('fly logs', ['fly'], () => '2024-03-05T14:07:09Z app[3d8d90ab12cd34] fra [info]'),
  prefixing(
    'fly logs in colour',
    ['ansi', 'fly'],
    () => '\x1b[2m2024-03-05T14:07:09Z\x1b[0m app[3d8d90ab12cd34] \x1b[32mfra\x1b[0m [\x1b[34minfo\x1b[0m]',
  ),
  perLine('Vercel drain', ['vercel-json'], (line, i) =>
    JSON.stringify({
      id: String(i),
      timestamp: EPOCH * 1000 + i,
      source: 'lambda',
      level: 'error',
      message: line,
      requestId: 'r1',
      deploymentId: 'd1',
    }),
  ),
  {
    name: 'wrangler tail --format json',
    layers: ['cf-tail'],
    loses: null,
    encode: (text) =>
      toBytes(
        `${JSON.stringify({
          outcome: 'ok',
          exceptions: [],
          logs: trimmedLines(text).map((line, i) => ({ level: 'log', message: [line], timestamp: EPOCH * 1000 + i })),
        })}\n`,
      ),
  },
  prefixing('GitHub Actions', ['gha'], (i) => `${i === 0 ? '\ufeff' : ''}${rfc(i, 7)} `),
  prefixing('gh run view --log', ['gh-cli'], (i) => `test\tRun go test ./...\t${i === 0 ? '\ufeff' : ''}${rfc(i, 7)} `),
  { name: 'GitLab with timestamps', layers: ['gitlab'], loses: null, encode: gitlab },
  {
    name: 'GitLab sections',
    layers: ['gitlab-section', 'ansi'],
    loses: null,
    survives: (text) => `Executing step_script\n${text}Cleaning up\n`,
    encode: (text) =>
      concat([
        `section_start:${EPOCH}:step_script[collapsed=true]\r\x1b[0KExecuting step_script\n`,
        toBytes(text),
        `section_end:${EPOCH}:step_script\r\x1b[0Ksection_start:${EPOCH}:cleanup\r\x1b[0K\x1b[0mCleaning up\n`,
      ]),
  },
  prefixing('Buildkite', ['buildkite'], (i) => `\x1b_bk;t=${EPOCH * 1000 + i}\x07`),
  prefixing('Jenkins pipeline', ['jenkins'], (i) => `[${rfc(i, 3)}] `),
  prefixing('Jenkins timestamper with console notes', ['jenkins'], () => '\x1b[8mha:////4AbC+d/w==\x1b[0m14:07:09  '),
  oneRecord('CircleCI output API', ['circleci-json'], (text) =>
    JSON.stringify([{ message: text.replaceAll('\n', '\r\n'), time: rfc(0, 3), type: 'out', truncated: false }]),
  ),
  {
    name: 'Travis folds',
    layers: ['travis'],
    loses: null,
    survives: (text) => `$ go test\n${text}`,
    encode: (text) =>
      concat([
        'travis_fold:start:script\r\x1b[0Ktravis_time:start:0a1b\r\x1b[0K$ go test\n',
        toBytes(text),
        'travis_time:end:0a1b:start=1,finish=2,duration=1\r\x1b[0K\n',
      ]),
  },
  {
    name: 'Loki query, backward',
    layers: ['loki-json'],
    loses: null,
    encode: (text) =>
      toBytes(
        `${JSON.stringify({
          status: 'success',
          data: {
            resultType: 'streams',
            result: [
              {
                stream: { app: 'api' },
                values: trimmedLines(text)
                  .map((line, i) => [`${EPOCH}${String(i).padStart(9, '0')}`, line])
                  .reverse(),
              },
            ],
          },
        })}\n`,
      ),
  },
  prefixing('logcli query', ['logcli'], () => '2024-03-05T14:07:09Z {app="api", pod="p-1"} '),
  perLine('logcli query -o jsonl', ['loki-json'], (line, i) =>
    JSON.stringify({ labels: { app: 'api' }, line, timestamp: rfc(i, 9) }),
  ),
  perLine('Fluent Bit NDJSON', ['fluentbit'], (line, i) =>
    JSON.stringify({
      date: EPOCH + i / 1000,
      log: `${line}\n`,
      stream: 'stderr',
      kubernetes: { pod_name: 'p', container_name: 'c' },
    }),
  ),
  perLine(
    'Fluent Bit stdout',
    ['fluentbit'],
    (line, i) => `[${i}] kube.x: [[${EPOCH}.123, {}], {"log"=>${goQuote(line)}}]`,
  ),
  perLine(
    'Fluentd file',
    ['fluentd'],
    (line) => `2024-03-05T14:07:09+00:00\tapp.web\t${JSON.stringify({ message: line })}`,
  ),
  perLine('Vector', ['vector'], (line, i) =>
    JSON.stringify({ file: '/var/log/a.log', host: 'h', message: line, source_type: 'file', timestamp: rfc(i, 9) }),
  ),
  perLine('Filebeat', ['ecs'], (line, i) =>
    JSON.stringify({
      '@timestamp': rfc(i, 3),
      message: line,
      log: { offset: i, file: { path: '/a.log' } },
      ecs: { version: '8' },
    }),
  ),
  perLine('Lambda advanced JSON logging', ['lambda'], (line, i) =>
    JSON.stringify({ timestamp: rfc(i, 3), level: 'INFO', message: line, requestId: '1-2-3' }),
  ),
  oneRecord(
    'zap with a stacktrace field',
    ['zap'],
    (text) => goJson({ level: 'error', ts: EPOCH + 0.5, caller: 'app/main.go:12', msg: 'recovered', stacktrace: text }),
    'recovered',
  ),
  perLine('zap per line', ['zap'], (line, i) => goJson({ level: 'info', ts: EPOCH + i / 1000, msg: line })),
  oneRecord('zerolog, dump in message', ['zerolog'], (text) =>
    goJson({ level: 'fatal', time: rfc(0, 3), message: text }),
  ),
  oneRecord(
    'slog JSON with a stack field',
    ['slog-json'],
    (text) => goJson({ time: rfc(0, 9, '+01:00'), level: 'ERROR', msg: 'panic in handler', stack: text }),
    'panic in handler',
  ),
  perLine(
    'slog text',
    ['slog-text'],
    (line, i) => `time=${rfc(i, 3, '+01:00')} level=INFO msg=${goQuote(line)} n=${i}`,
  ),
  perLine(
    'logrus text',
    ['logfmt'],
    (line, i) => `time="${rfc(i, 0, '').replace('.', '')}Z" level=info msg=${goQuote(line)}`,
  ),
  oneRecord('logrus JSON', ['json'], (text) => goJson({ level: 'panic', msg: text, time: '2024-03-05T14:07:09Z' })),
  {
    name: 'go test -json',
    layers: ['gotest-json'],
    loses: null,
    encode: gotest(',"Package":"x.example/p","Test":"TestA"'),
  },
  { name: 'go tool test2json', layers: ['test2json'], loses: null, encode: gotest('') },
  prefixing('std log per line', ['go-log'], () => '2024/03/05 14:07:09 '),
  prefixing('std log with Lmicroseconds', ['go-log'], (i) => `2024/03/05 14:07:09.${fraction(i, 6)} `),
  {
    name: 'script(1)',
    layers: ['typescript'],
    loses: null,
    survives: (text) => `${text}\nScript done on 2024-03-05 14:07:12+01:00 [COMMAND_EXIT_CODE="2"]\n`,
    encode: (text) =>
      toBytes(
        `Script started on 2024-03-05 14:07:09+01:00 [TERM="xterm" COLUMNS="80" LINES="24"]\n${whole(text).replaceAll('\n', '\r\n')}\nScript done on 2024-03-05 14:07:12+01:00 [COMMAND_EXIT_CODE="2"]\n`,
      ),
  },
  {
    name: 'asciinema',
    layers: ['asciicast'],
    loses: null,
    encode: (text) => {
      // A terminal gets what one read returned: any number of lines, cut anywhere.
      const out = ['{"version": 2, "width": 80, "height": 24, "timestamp": 1709647629}']
      const data = whole(text).replaceAll('\n', '\r\n')
      for (let at = 0; at < data.length; ) {
        let end = Math.min(data.length, at + 97)
        // asciinema decodes whole characters, and a tty writes both bytes of a line end at once.
        if (data[end - 1] === '\r' || /[\ud800-\udbff]/.test(data[end - 1]!)) end++
        out.push(JSON.stringify([1 + at / 1000, 'o', data.slice(at, end)]))
        at = end
      }
      return toBytes(`${out.join('\n')}\n`)
    },
  },
  perLine('red on a terminal', ['ansi'], (line) => `\x1b[1;31m${line}\x1b[0m`),
  {
    name: 'PowerShell 5.1 with 2>&1',
    layers: ['powershell-error'],
    loses: null,
    encode: (text) => {
      const [first = '', ...rest] = trimmedLines(text)
      const about = [
        'At line:1 char:1',
        '+ .\\app.exe 2>&1 | Tee-Object out.log',
        '+ ~~~~~~~~~~~~~~',
        `    + CategoryInfo          : NotSpecified: (${first}:String) [], RemoteException`,
        '    + FullyQualifiedErrorId : NativeCommandError',
      ]
      return toBytes(`${[`app.exe : ${first}`, ...about, ...rest].join('\r\n')}\r\n`)
    },
  },
  oneRecord('Go Playground', ['playground-json'], (text) =>
    goJson({
      Errors: '',
      Events: trimmedLines(text).map((line) => ({ Message: `${line}\n`, Kind: 'stderr', Delay: 0 })),
      Status: 2,
    }),
  ),
  {
    name: 'faketime playback',
    layers: ['playback'],
    loses: null,
    encode: (text) =>
      concat(
        rawLines(text).flatMap((line) => {
          const header = new Uint8Array([0, 0, 0x50, 0x42, 0x11, 0x74, 0xef, 0xed, 0xab, 0x18, 0x60, 0, 0, 0, 0, 0])
          const cut = line.length >> 1
          // The runtime writes a line in pieces, each with its header.
          const header1 = header.slice()
          const header2 = header.slice()
          header1[15] = Math.max(1, cut % 9)
          header2[15] = 1
          return cut === 0 ? [header2, line] : [header1, line.subarray(0, cut), header2, line.subarray(cut)]
        }),
      ),
  },
  oneRecord(
    'supervisor that quotes a dump',
    ['escaped'],
    (text) => `supervisor: child died: ${goQuote(text)}`,
    'supervisor: child died: ',
  ),
  perLine('web page', ['html'], htmlEscape),
  perLine('quoted in Markdown', ['markdown-quote'], (line) => (line === '' ? '>' : `> ${line}`)),
  prefixing('code block by four blanks', ['indent'], () => '    '),
  prefixing('unknown prefix', ['prefix'], (i) => `[web-1 2024-03-05 14:07:09.${fraction(i, 3)}] `),
  prefixing('stern', ['prefix'], () => 'web-7c9f pod/app \u2502 '),
]
