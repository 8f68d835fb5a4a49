import { type Envelope, type Peeled, whole } from './envelope.ts'
import { daemonMessage, originOf } from './journal-text.ts'
import { rfc3339 } from './timestamps.ts'

/** RFC 3164 (https://www.rfc-editor.org/rfc/rfc3164), RFC 5424, and RFC 6587 octet counting around either. */

const TIME_3164 = /^(?:<\d{1,3}>)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d \d\d:\d\d:\d\d /

export const syslog3164: Envelope = {
  id: 'syslog3164',
  samples: [
    {
      line: '<11>Mar  5 14:07:09 host1 app[1234]: goroutine 1 [running]:#012main.main()#012#011/src/app/main.go:12 +0x1d',
      peeled: whole('goroutine 1 [running]:\nmain.main()\n\t/src/app/main.go:12 +0x1d', 'host1/app[1234]'),
    },
    { line: 'Mar  5 10:11:12 host7 app[4242]: #011x/main.go:15', peeled: whole('\tx/main.go:15', 'host7/app[4242]') },
    {
      line: 'Mar  5 10:11:12 host7 app: message repeated 3 times: [ main.f(0x1)]',
      peeled: whole('main.f(0x1)', 'host7/app', null, { id: 'E21', text: 'message repeated 3 times, printed once' }),
    },
  ],
  peel(line) {
    const first = line.charCodeAt(0)
    if (first !== 0x3c && !(first >= 0x41 && first <= 0x53)) return null
    const time = TIME_3164.exec(line)?.[0]
    if (time === undefined) return null
    const origin = originOf(line.slice(time.length, time.length + 600), false)
    if (origin === null) return null
    return daemonMessage(line.slice(time.length + origin.length), origin.stream, null)
  },
}

const HEAD_5424 = /^<\d{1,3}>1 (\S{1,40}) (\S{1,255}) (\S{1,48}) (\S{1,128}) (\S{1,32}) /

/** Index behind the structured data, -1 when it is not closed. Written out: an expression for it backtracks. */
function structuredDataEnd(line: string, start: number): number {
  if (line.charCodeAt(start) === 0x2d) return start + 1
  let at = start
  while (line.charCodeAt(at) === 0x5b) {
    let quoted = false
    at++
    for (; at < line.length; at++) {
      const code = line.charCodeAt(at)
      if (code === 0x5c) at++
      else if (code === 0x22) quoted = !quoted
      else if (code === 0x5d && !quoted) break
    }
    if (at >= line.length) return -1
    at++
  }
  return at === start ? -1 : at
}

export const syslog5424: Envelope = {
  id: 'syslog5424',
  samples: [
    {
      line: '<11>1 2024-03-05T14:07:09.123456+01:00 host1 app 1234 - - panic: boom',
      peeled: whole('panic: boom', 'host1/app[1234]', '2024-03-05T14:07:09.123456+01:00'),
    },
    {
      line: '<11>1 2024-03-05T14:07:09Z host1 app - ID7 [x@1 k="a\\"]b"][y@2] \ufeff\t/src/main.go:12',
      peeled: whole('\t/src/main.go:12', 'host1/app', '2024-03-05T14:07:09Z'),
    },
    { line: '<11>1 - host1 app 1 - -', peeled: whole('', 'host1/app[1]') },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x3c) return null
    const [head, time = '', host, app, pid] = HEAD_5424.exec(line) ?? []
    if (head === undefined) return null
    const end = structuredDataEnd(line, head.length)
    if (end < 0 || (end < line.length && line.charCodeAt(end) !== 0x20)) return null
    let text = line.slice(end + 1)
    if (text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    const stream = pid === '-' ? `${host}/${app}` : `${host}/${app}[${pid}]`
    return daemonMessage(text, stream, rfc3339(time))
  },
}

const COUNT = /^([1-9]\d{0,5}) (?=<\d{1,3}>)/

/** `LEN SP MSG` again and again without a newline between: each message becomes a line for the layer below. */
export const syslogOctet: Envelope = {
  id: 'syslog-octet',
  counted: true,
  samples: [
    {
      line: '31 <11>1 - h app 1 - - panic: boom33 <11>1 - h app 1 - - \t/src/x.go:12',
      peeled: whole('<11>1 - h app 1 - - panic: boom\n<11>1 - h app 1 - - \t/src/x.go:12'),
    },
  ],
  peel(line) {
    const first = line.charCodeAt(0)
    return first >= 0x31 && first <= 0x39 && COUNT.test(line.slice(0, 16)) ? messagesOf(line) : null
  },
}

function messagesOf(line: string): Peeled {
  const messages: string[] = []
  let at = 0
  while (at < line.length) {
    const [prefix, count] = COUNT.exec(line.slice(at, at + 16)) ?? []
    // A count that does not lead to the next one: the rest stays as one message rather than be lost.
    if (prefix === undefined) {
      messages.push(line.slice(at))
      break
    }
    const end = afterBytes(line, at + prefix.length, Number(count))
    messages.push(line.slice(at + prefix.length, end))
    at = end
  }
  return whole(messages.join('\n'))
}

/** Index behind that many UTF-8 bytes, or the end of the text. */
function afterBytes(text: string, start: number, bytes: number): number {
  let at = start
  for (let left = bytes; left > 0 && at < text.length; at++) {
    const code = text.charCodeAt(at)
    left -= code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3
  }
  return at
}
