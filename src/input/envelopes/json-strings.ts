import { holdsStack, opensReport } from './crash-text.ts'
import { type Envelope, message } from './envelope.ts'

const ELEMENT = /^[ \t]{0,64}"(?:[^"\\]|\\.)*",?$/

/** A list of lines that a tool printed as JSON, an element a line: `stderr_lines` of Ansible, an array of a snapshot. */
export const jsonStrings: Envelope = {
  id: 'json-strings',
  // A list is indented too.
  kin: ['indent'],
  sporadic: true,
  samples: [
    { line: String.raw`        "\t/src/main.go:12 +0x1d",`, peeled: message('\t/src/main.go:12 +0x1d', '', null) },
    { line: '  "panic: boom"', peeled: message('panic: boom', '', null) },
  ],
  // A thread dump in JSON holds its frames so.
  needs: (samples) =>
    !samples.some((line) => line.includes('"threadDump"')) &&
    samples.some((line) => {
      const text = element(line)
      return text !== null && (holdsStack(text) || opensReport(text))
    }),
  peel(line) {
    const text = element(line)
    return text === null ? null : message(text, '', null)
  },
}

function element(line: string): string | null {
  if (!ELEMENT.test(line)) return null
  const text = line.trim()
  try {
    return JSON.parse(text.endsWith(',') ? text.slice(0, -1) : text) as string
  } catch {
    return null
  }
}
