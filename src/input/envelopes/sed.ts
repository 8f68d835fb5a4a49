import { chunk, type Envelope, whole } from './envelope.ts'

/** How `sed -n l` prints a line (POSIX): escapes for what is not printable, `\` where it breaks a line, `$` where one ends. */
export const sed: Envelope = {
  id: 'sed',
  weak: true,
  samples: [
    { line: String.raw`\t/src/main.go:12 +0x1d$`, peeled: whole('\t/src/main.go:12 +0x1d') },
    { line: String.raw`na\303\257ve \\d \033[m$`, peeled: whole('naïve \\d \x1b[m') },
    { line: String.raw`main.f({0x1, \ `.trim(), peeled: chunk('main.f({0x1, ', '', null) },
  ],
  breaksWords: () => true,
  needs: (samples) => samples.some((line) => FRAME.test(line)) && samples.every((line) => /[$\\]$/.test(line)),
  peel(line) {
    const text = line.slice(0, -1).replace(/(?:\\[0-3][0-7]{2})+|\\(.)/g, unescaped)
    if (line.endsWith('$')) return whole(text)
    return line.endsWith('\\') ? chunk(text, '', null) : null
  },
}

/** The place of a frame, whose TAB is an escape. */
const FRAME = /^\\t\S{1,400}\.(?:go|s):\d{1,7}(?: |\$$)|^\\tat [\w.$/@<>-]{1,255}\(/
const CONTROL: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Bytes stand as octal numbers: those of one character side by side. */
function unescaped(all: string, letter: string | undefined): string {
  if (letter !== undefined) return CONTROL[letter] ?? letter
  return Buffer.from(all.match(/[0-7]{3}/g)!.map((octal) => Number.parseInt(octal, 8))).toString('utf8')
}
