import { NOT_IDENTIFIERS } from './crash-text.ts'
import { type Envelope, type Head, type Loss, message, NOTHING, type Peeled, whole } from './envelope.ts'
import { epoch, rfc3339 } from './timestamps.ts'
import { unescapeOctal } from './unescape.ts'

/**
 * `journalctl` text modes: a time whose form gives the mode, then `[host ]identifier[pid]: ` (journalctl(1); the
 * spelling from systemd src/shared/logs-show.c output_short). Year and zone are missing in most modes, and then there
 * is no time. An identifier may hold blanks when a pid follows.
 */
const ORIGIN_PLAIN = /^(?:([^\s:]{1,255}) )?([^\s:[\]]{1,255})(?:\[(\d{1,10})\])?:(?: |$)/
const ORIGIN_BLANKS = /^([^\s:]{1,255}) ([^[\]:]{1,64})\[(\d{1,10})\]:(?: |$)/

export interface Origin {
  readonly length: number
  readonly stream: string
}

/**
 * `host1 app[1234]: `. `demandsPid`: the mode's time alone is too weak a sign, since a kernel log
 * (`[ 12.3] Hardware name: …`) begins the same way.
 */
export function originOf(rest: string, demandsPid: boolean): Origin | null {
  const [prefix, host = '', name = '', pid] = ORIGIN_PLAIN.exec(rest) ?? ORIGIN_BLANKS.exec(rest) ?? []
  if (prefix === undefined) return null
  if (pid === undefined) {
    if (host === '' || NOT_IDENTIFIERS.has(name)) return null
    if (demandsPid && name !== 'kernel' && name !== 'systemd') return null
  }
  const program = pid === undefined ? name : `${name}[${pid}]`
  return { length: prefix.length, stream: host === '' ? program : `${host}/${program}` }
}

const REPEATED = /^(?:message repeated (\d{1,9}) times: \[ ?(.*)\]|last message repeated (\d{1,9}) times)$/
const DROPPED = /^(?:Suppressed \d+ messages|imuxsock lost \d+ messages|\S{1,80} lost \d+ messages)/
const BLOB = /^\[\d+(?:\.\d+)?[BKMG]? blob data\]$/

/** What journald and syslog daemons do to a message, undone or reported. */
export function daemonMessage(raw: string, stream: string, time: string | null): Peeled {
  const text = unescapeOctal(raw)
  let loss: Loss | null = null
  let payload = text
  const first = text.charCodeAt(0)
  if (first === 0x5b && BLOB.test(text)) {
    loss = { id: 'E09', text: `the journal shows only "${text}" for this message (journalctl -a shows it)` }
  } else if (first === 0x6d || first === 0x6c) {
    const repeated = REPEATED.exec(text)
    if (repeated !== null) {
      loss = { id: 'E21', text: `message repeated ${repeated[1] ?? repeated[3]} times, printed once` }
      payload = repeated[2]?.replace(/ $/, '') ?? ''
    }
  } else if (DROPPED.test(text)) {
    loss = { id: 'E13', text }
  } else if (text.endsWith('\u2026') && text.length >= 20) {
    loss = { id: 'E09', text: 'the line was shortened to the width of a terminal (journalctl --no-pager --full)' }
  }
  return message(payload, stream, time, loss)
}

/** `-- Boot 0123… --`, `-- Journal begins at …`: journalctl talking about itself. */
const META = /^(?:-- (?:Journal begins|Logs begin|Boot [0-9a-f]{32}|No entries|Reboot) ?.*|Hint: .*)$/

/** The lines behind the first of one message stand indented to the width of its prefix: exactly that is taken off. */
function followPadded(line: string, head: Head): Peeled | null {
  const width = head.line.length - head.peeled.payload.length
  if (line.length < width || line.slice(0, width).trim() !== '') return null
  return whole(line.slice(width), head.peeled.stream, head.peeled.time)
}

interface Mode {
  readonly id: string
  readonly time: RegExp
  readonly first: (code: number) => boolean
  readonly demandsPid: boolean
  readonly toTime: (match: RegExpExecArray) => string | null
  readonly samples: Envelope['samples']
  readonly kin?: readonly string[]
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39
const isUpper = (code: number): boolean => code >= 0x41 && code <= 0x5a

function mode({ id, time, first, demandsPid, toTime, samples, kin = [] }: Mode): Envelope {
  return {
    id,
    samples,
    kin,
    peel(line) {
      if (!first(line.charCodeAt(0))) return META.test(line) ? NOTHING : null
      const match = time.exec(line)
      if (match === null) return line.startsWith('Hint: ') ? NOTHING : null
      const timeEnd = match[0].length
      const origin = originOf(line.slice(timeEnd, timeEnd + 600), demandsPid)
      if (origin === null) return null
      return daemonMessage(line.slice(timeEnd + origin.length), origin.stream, toTime(match))
    },
    follow: followPadded,
  }
}

const MONTH_DAY = String.raw`(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [0-3]\d \d\d:\d\d:\d\d`
const STREAM = 'host1/app[1234]'

export const journalPrecise = mode({
  id: 'journal-precise',
  first: isUpper,
  time: new RegExp(`^${MONTH_DAY}\\.\\d{6} `),
  demandsPid: false,
  toTime: () => null,
  samples: [{ line: 'Mar 05 14:07:09.123456 host1 app[1234]: panic: boom', peeled: whole('panic: boom', STREAM) }],
})

export const journalShort = mode({
  id: 'journal-short',
  first: isUpper,
  time: new RegExp(`^${MONTH_DAY} `),
  demandsPid: false,
  toTime: () => null,
  // From the tenth of a month on, RFC 3164 looks the same.
  kin: ['syslog3164'],
  samples: [
    { line: 'Mar 05 14:07:09 host1 app[1234]: panic: boom', peeled: whole('panic: boom', STREAM) },
    { line: 'Mar 05 14:07:09 host1 app[1234]: \t/src/main.go:12', peeled: whole('\t/src/main.go:12', STREAM) },
    { line: 'Mar 05 14:07:09 host1 kernel: Out of memory', peeled: whole('Out of memory', 'host1/kernel') },
    { line: 'Mar 05 14:07:09 host1 (my app)[7]: x', peeled: whole('x', 'host1/(my app)[7]') },
    { line: 'Mar 05 14:07:09 app[1234]: ', peeled: whole('', 'app[1234]') },
    {
      line: 'Mar 05 14:07:09 host1 app[1234]: [1.2K blob data]',
      peeled: whole('[1.2K blob data]', STREAM, null, {
        id: 'E09',
        text: 'the journal shows only "[1.2K blob data]" for this message (journalctl -a shows it)',
      }),
    },
  ],
})

export const journalIso = mode({
  id: 'journal-iso',
  first: isDigit,
  time: /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)) /,
  demandsPid: true,
  toTime: ([, time = '']) => rfc3339(time),
  samples: [
    {
      line: '2024-03-05T14:07:09+0100 host1 app[1234]: panic: boom',
      peeled: whole('panic: boom', STREAM, '2024-03-05T14:07:09+01:00'),
    },
    {
      line: '2024-03-05T14:07:09.123456+01:00 host1 kernel: Out of memory',
      peeled: whole('Out of memory', 'host1/kernel', '2024-03-05T14:07:09.123456+01:00'),
    },
  ],
})

/** The zone is an abbreviation: only UTC is certain. */
export const journalFull = mode({
  id: 'journal-full',
  first: isUpper,
  time: /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d{6})?) ([A-Z]{2,5}|[+-]\d\d(?:\d\d)?) /,
  demandsPid: false,
  toTime: ([, date, time, zone]) => (zone === 'UTC' || zone === 'GMT' ? `${date}T${time}Z` : null),
  samples: [
    { line: 'Tue 2024-03-05 14:07:09 CET host1 app[1234]: panic: boom', peeled: whole('panic: boom', STREAM) },
    {
      line: 'Tue 2024-03-05 14:07:09 UTC host1 app.service[1234]: \tx.go:1',
      peeled: whole('\tx.go:1', 'host1/app.service[1234]', '2024-03-05T14:07:09Z'),
    },
  ],
})

export const journalUnix = mode({
  id: 'journal-unix',
  first: isDigit,
  time: /^(\d{9,10})\.(\d{6}) /,
  demandsPid: true,
  toTime: ([, seconds, fraction]) => epoch(Number(seconds), fraction),
  samples: [
    {
      line: '1709647629.123456 host1 app[1234]: panic: boom',
      peeled: whole('panic: boom', STREAM, '2024-03-05T14:07:09.123456Z'),
    },
  ],
})

/** short-monotonic and short-delta: seconds since boot. */
export const journalMonotonic = mode({
  id: 'journal-monotonic',
  first: (code) => code === 0x5b,
  time: /^\[ *\d{1,10}\.\d{6}(?: <[ \d.]{1,24}>)?\] /,
  demandsPid: true,
  toTime: () => null,
  samples: [
    { line: '[ 1234.567890] host1 app[1234]: panic: boom', peeled: whole('panic: boom', STREAM) },
    { line: '[ 1234.567890 <    0.000012 >] host1 app[1234]: \tx.go:1', peeled: whole('\tx.go:1', STREAM) },
  ],
})

const VERBOSE_HEAD = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \S{1,6} \[s=[0-9a-f]+;/

/**
 * `-o verbose`: a head line with the cursor, then every field, indented by four. Time and origin stand in other lines
 * than the message and in no fixed order, so the message has neither.
 */
export const journalVerbose: Envelope = {
  id: 'journal-verbose',
  needs: (samples) => samples.some((line) => VERBOSE_HEAD.test(line)),
  kin: ['indent'],
  samples: [
    { line: '    MESSAGE=panic: boom', peeled: whole('panic: boom') },
    { line: '    _PID=1234', peeled: NOTHING },
    { line: 'Tue 2024-03-05 14:07:09.123456 CET [s=1a;i=2;b=3]', peeled: NOTHING },
  ],
  peel(line) {
    if (line.startsWith('    MESSAGE=')) return daemonMessage(line.slice(12), '', null)
    return /^ {4}[A-Z_][A-Z0-9_]{0,63}=/.test(line) || VERBOSE_HEAD.test(line) ? NOTHING : null
  },
}
