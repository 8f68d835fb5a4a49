import { beginsLikeCrash } from './crash-text.ts'
import { chunk, type Envelope, NOTHING, whole } from './envelope.ts'
import { withoutConsoleNotes } from './jenkins.ts'

/** What a terminal, or a program writing for one, adds: ECMA-48 escapes, carriage returns, session recordings. */

/**
 * CSI, OSC, the string escapes (DCS, SOS, PM, APC) and two-byte escapes. String escapes end at BEL or ST; without an
 * end within 4 KiB only their two bytes go, so that a stray one cannot swallow a panic.
 */
const ESCAPE =
  /\x1b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|[\]P_^X][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|[\]P_^X]|[ -/]{1,3}[0-~]|[@-Z\\-_0-9=>a-z])/g
const OVERSTRIKE = /[^\x08]\x08/g

/**
 * A carriage return rewrites the line: the last text stays. But progress bars eat panics, so when any of the texts
 * could open or continue a crash, all of them stay, each on a line.
 */
function rewritten(text: string): string {
  const inner = text.endsWith('\r') ? text.slice(0, -1) : text
  if (!inner.includes('\r')) return text
  const pieces = inner.split(/\r+/).filter((piece) => piece !== '')
  if (pieces.some(beginsLikeCrash)) return pieces.join('\n')
  return pieces.at(-1) ?? ''
}

function cleaned(line: string): string {
  let text = line.includes('\x1b') ? withoutConsoleNotes(line).replace(ESCAPE, '') : line
  if (text.includes('\b')) text = text.replace(OVERSTRIKE, '')
  return rewritten(text)
}

export const ansi: Envelope = {
  id: 'ansi',
  sporadic: true,
  samples: [
    { line: '\x1b[36;1mgo test ./...\x1b[0m', peeled: whole('go test ./...') },
    { line: '\x1b]0;title\x07\t\x1b[31mmain.go:12\x1b[m', peeled: whole('\tmain.go:12') },
    { line: ' 10%\r 20%\rpanic: boom', peeled: whole(' 10%\n 20%\npanic: boom') },
    { line: ' 10%\r 20%', peeled: whole(' 20%') },
    { line: 'p\bpa\ban\bni\bic\bc: boom', peeled: whole('panic: boom') },
  ],
  peel(line) {
    if (!line.includes('\x1b') && !line.includes('\b')) {
      const cr = line.indexOf('\r')
      if (cr < 0 || cr === line.length - 1) return null
    }
    const text = cleaned(line)
    return text === line ? null : whole(text)
  },
}

const STARTED = /^Script started on .{1,120}$/
const DONE = /^Script done on .{1,200}$/

/**
 * script(1): the first line is its own; the last may hold `[COMMAND_EXIT_CODE="2"]`, so it stays. The text between is
 * what the terminal got, which `ansi` cleans.
 */
export const typescript: Envelope = {
  id: 'typescript',
  sporadic: true,
  samples: [
    { line: 'Script started on 2024-03-05 14:07:09+01:00 [TERM="xterm" COLUMNS="80"]', peeled: NOTHING },
    {
      line: 'Script done on 2024-03-05 14:07:12+01:00 [COMMAND_EXIT_CODE="2"]',
      peeled: whole('Script done on 2024-03-05 14:07:12+01:00 [COMMAND_EXIT_CODE="2"]', 'typescript'),
    },
  ],
  peel(line) {
    if (!line.startsWith('Script ')) return null
    if (STARTED.test(line)) return NOTHING
    return DONE.test(line) ? whole(line, 'typescript') : null
  },
}

/** asciinema v2 and v3: a header object, then `[seconds, "o", "text"]`. Input and resize events are not output. */
export const asciicast: Envelope = {
  id: 'asciicast',
  breaksWords: () => true,
  json: true,
  samples: [
    { line: String.raw`[1.25, "o", "panic: boom\r\n"]`, peeled: whole('panic: boom') },
    { line: '[1.5,"o","main."]', peeled: chunk('main.', '', null) },
    { line: '[1.5,"i","q"]', peeled: NOTHING },
    { line: '{"version": 2, "width": 80, "height": 24, "timestamp": 1709647629}', peeled: NOTHING },
  ],
  peel(line) {
    const first = line.charCodeAt(0)
    if (first === 0x7b) return /^\{"version": ?[23],/.test(line) ? NOTHING : null
    if (first !== 0x5b) return null
    const [, kind] = /^\[\d{1,9}(?:\.\d{1,20})?, ?"([oirmx])", ?"/.exec(line) ?? []
    if (kind === undefined) return null
    if (kind !== 'o') return NOTHING
    try {
      const event = JSON.parse(line) as readonly unknown[]
      return chunk(String(event[2]), '', null)
    } catch {
      return null
    }
  },
}
