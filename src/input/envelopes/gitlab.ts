import { type Envelope, NOTHING, whole } from './envelope.ts'

/** GitLab runner: line stamps of FF_TIMESTAMPS (runner 17.0, gitlab-runner merge request 153516), and section marks. */

/** Two hex digits of stream number, O or E, then a blank, or `+`: append to the stream's previous line. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([0-9a-f]{2}[OE])([ +])/
const STAMP_LENGTH = 32

const TIME = '2024-03-05T14:07:09.123456Z'

export const gitlab: Envelope = {
  id: 'gitlab',
  holdsBack: true,
  breaksWords: () => true,
  samples: [
    { line: `${TIME} 01E panic: boom`, peeled: whole('panic: boom', '01E', TIME) },
    { line: `${TIME} 01O+ 20%`, peeled: { ...whole(' 20%', '01O', TIME), appends: true } },
    { line: `2024-03-05T14:07:09.\x00123456Z 01E \tx.go:1`, peeled: whole('\tx.go:1', '01E', TIME) },
    // Trimmed by an editor.
    { line: `${TIME} 01E`, peeled: whole('', '01E', TIME) },
  ],
  peel(line) {
    if (line.charCodeAt(4) !== 0x2d) return null
    // Early runners left NULs inside the stamp (gitlab-runner#37479).
    const nul = line.indexOf('\0')
    const text = nul < 0 || nul > STAMP_LENGTH ? line : line.slice(0, 64).replaceAll('\0', '') + line.slice(64)
    const [prefix, time = '', stream = '', joint] =
      STAMP.exec(text.length === STAMP_LENGTH - 1 ? `${text} ` : text) ?? []
    if (prefix === undefined) return null
    const peeled = whole(text.slice(STAMP_LENGTH), stream, time)
    return joint === '+' ? { ...peeled, appends: true } : peeled
  },
}

/** `section_start:TIME:NAME[options]\r\x1b[0KTitle`: up to the erase it is for the web page. */
const SECTION = /^(?:\x1b\[0K)?section_(?:start|end):\d{1,12}:[^\r]{1,300}\r\x1b\[0K/

export const gitlabSection: Envelope = {
  id: 'gitlab-section',
  sporadic: true,
  // Its own end mark is a colour code like any other.
  kin: ['ansi'],
  samples: [
    {
      line: 'section_start:1709647629:step_script[collapsed=true]\r\x1b[0KExecuting',
      peeled: whole('Executing'),
    },
    { line: 'section_end:1709647700:step_script\r\x1b[0K', peeled: NOTHING },
  ],
  peel(line) {
    if (!line.includes('section_')) return null
    let rest = line
    // An end and the next start share a line.
    for (let mark = SECTION.exec(rest); mark !== null; mark = SECTION.exec(rest)) rest = rest.slice(mark[0].length)
    if (rest === line) return null
    return rest === '' ? NOTHING : whole(rest)
  },
}
