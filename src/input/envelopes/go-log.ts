import { type Envelope, whole } from './envelope.ts'

/**
 * The standard `log` package: date, time, with Lmicroseconds the fraction, with Lshortfile or Llongfile the place
 * (Go src/log/log.go formatHeader). Local time without a zone: no time. Only the first line of a message has it.
 */
const LINE = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{6})? (?:[^\s:]{1,400}\.go:\d{1,6}: )?/

export const goLog: Envelope = {
  id: 'go-log',
  logger: true,
  weak: true,
  samples: [
    {
      line: '2024/03/05 14:07:09 http: panic serving 10.0.0.1:5432: boom',
      peeled: whole('http: panic serving 10.0.0.1:5432: boom'),
    },
    { line: '2024/03/05 14:07:09.123456 main.go:12: boom', peeled: whole('boom') },
  ],
  peel(line) {
    if (line.charCodeAt(4) !== 0x2f || line.charCodeAt(7) !== 0x2f) return null
    const prefix = LINE.exec(line)?.[0]
    return prefix === undefined ? null : whole(line.slice(prefix.length))
  },
}
