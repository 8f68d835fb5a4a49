import { type Envelope, whole } from './envelope.ts'
import { epoch } from './timestamps.ts'

/** multilog(8) and s6-log: https://cr.yp.to/daemontools/multilog.html, https://skarnet.org/software/s6/s6-log.html */

/** TAI is ahead of UTC by this many seconds since 2017. (daemontools itself always adds 10: 27 s of doubt.) */
const TAI_OFFSET = 37

/** `@`, 16 hex digits (2^62 + seconds), 8 hex digits (nanoseconds), a blank. */
const TAI64N = /^@4000([0-9a-f]{12})([0-9a-f]{8})(?: |$)/

export const multilogTai64n: Envelope = {
  id: 'multilog-tai64n',
  samples: [
    {
      line: '@4000000065e7246207544d15 panic: boom',
      peeled: whole('panic: boom', '', '2024-03-05T13:55:09.122965269Z'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(0) !== 0x40) return null
    const [prefix, seconds = '', nanoseconds = ''] = TAI64N.exec(line) ?? []
    if (prefix === undefined) return null
    const fraction = String(Number.parseInt(nanoseconds, 16)).padStart(9, '0')
    const time = fraction.length > 9 ? null : epoch(Number.parseInt(seconds, 16) - TAI_OFFSET, fraction)
    return whole(line.slice(prefix.length), '', time)
  },
}

/** s6-log `T`: local time with nine digits and two blanks. */
const ISO = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9}(?: {2}| ?$)/

const LOCAL = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} \S/

export const s6Iso: Envelope = {
  id: 's6-iso',
  samples: [
    { line: '2024-03-05 14:07:09.123456789  panic: boom', peeled: whole('panic: boom') },
    { line: '2024-03-05 14:07:09.123456789  \tmain.go:12', peeled: whole('\tmain.go:12') },
  ],
  // tai64nlocal writes the same time and one blank.
  needs: (samples) => !samples.some((line) => LOCAL.test(line)),
  peel(line) {
    if (line.charCodeAt(19) !== 0x2e || line.charCodeAt(10) !== 0x20) return null
    const prefix = ISO.exec(line)?.[0]
    return prefix === undefined ? null : whole(line.slice(prefix.length))
  },
}
