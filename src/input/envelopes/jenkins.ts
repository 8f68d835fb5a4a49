import { type Envelope, whole } from './envelope.ts'

/**
 * Jenkins Timestamper: `[TIME.mmmZ] ` of pipelines, or `HH:mm:ss  ` with two blanks; invisible console notes
 * (hudson.console.ConsoleNote) may stand anywhere. JVM unified logging also begins with a time in brackets, but has no
 * blank behind it, or another zone than `Z`.
 */
const ISO = /^\[(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\]) /
const CLOCK = /^[0-2]\d:[0-5]\d:[0-5]\d(?: {2}|$)/
const NOTE = /\x1b\[8mha:[A-Za-z0-9+/=:]{0,8192}\x1b\[0m/g

export function withoutConsoleNotes(line: string): string {
  return line.includes('\x1b[8mha:') ? line.replace(NOTE, '') : line
}

export const jenkins: Envelope = {
  id: 'jenkins',
  weak: true,
  samples: [
    { line: '[2024-03-05T14:07:09.123Z] panic: boom', peeled: whole('panic: boom', '', '2024-03-05T14:07:09.123Z') },
    { line: '14:07:09  \tmain.go:12', peeled: whole('\tmain.go:12') },
    {
      line: '\x1b[8mha:////4AbC/w==\x1b[0m[2024-03-05T14:07:09.123Z] + go test',
      peeled: whole('+ go test', '', '2024-03-05T14:07:09.123Z'),
    },
  ],
  // Its notes are escapes too.
  kin: ['ansi'],
  peel(line) {
    const text = withoutConsoleNotes(line)
    const first = text.charCodeAt(0)
    if (first === 0x5b) {
      const [prefix, stamp = ''] = ISO.exec(text) ?? []
      return prefix === undefined ? null : whole(text.slice(prefix.length), '', stamp.slice(0, -1))
    }
    if (first < 0x30 || first > 0x32) return null
    const clock = CLOCK.exec(text)?.[0]
    return clock === undefined ? null : whole(text.slice(clock.length))
  },
}
