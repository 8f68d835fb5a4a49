import { type Envelope, whole } from './envelope.ts'

/**
 * Docker Compose: the service, padded to the longest name, a bar, one blank; coloured on a terminal. v1 resets the
 * colour before the blank, v2 behind it.
 */
const LINE = /^(?:\x1b\[[0-9;]*m)?([A-Za-z0-9][\w.-]{0,127}) *\|(?:\x1b\[0m(?: |$)| \x1b\[0m| |$)/

export const compose: Envelope = {
  id: 'compose',
  weak: true,
  // Its colours are escapes.
  kin: ['ansi'],
  samples: [
    { line: 'web-1  | panic: boom', peeled: whole('panic: boom', 'web-1') },
    { line: 'web-1  | \t/src/app/main.go:12 +0x1d', peeled: whole('\t/src/app/main.go:12 +0x1d', 'web-1') },
    { line: 'web-1  |', peeled: whole('', 'web-1') },
    { line: '\x1b[36mapp_1  |\x1b[0m \tmain.go:15', peeled: whole('\tmain.go:15', 'app_1') },
    { line: '\x1b[33mdb-1   | \x1b[0mready', peeled: whole('ready', 'db-1') },
  ],
  peel(line) {
    const bar = line.indexOf('|')
    if (bar < 1 || bar > 200) return null
    const [prefix, service] = LINE.exec(line) ?? []
    return prefix === undefined ? null : whole(line.slice(prefix.length), service)
  },
}
