import { type Envelope, NOTHING, whole } from './envelope.ts'

/** `/dev/kmsg`: level, number, microseconds since boot and flags before the text; what is not printable stands in hex. */
export const kmsg: Envelope = {
  id: 'kmsg',
  samples: [
    { line: String.raw`12,901,67891,-;app[77]: \x09/src/main.go:12`, peeled: whole('app[77]: \t/src/main.go:12') },
    { line: ' SUBSYSTEM=pci', peeled: NOTHING },
  ],
  needs: (samples) => samples.some((line) => RECORD.test(line)),
  // The TAB before a frame is part of the words that are looked for.
  breaksWords: (line) => line.includes(String.raw`\x09`),
  peel(line) {
    const prefix = RECORD.exec(line)?.[0]
    if (prefix === undefined) return PROPERTY.test(line) ? NOTHING : null
    return whole(line.slice(prefix.length).replaceAll(/(?:\\x[0-9a-f]{2})+/g, unescaped))
  },
}

const RECORD = /^\d{1,4},\d{1,19},\d{1,19},[-c+](?:,[^;]{0,200})?;/
const PROPERTY = /^ [A-Z_]{2,32}=\S/

/** The bytes of one character side by side. */
function unescaped(codes: string): string {
  return Buffer.from(codes.replaceAll(String.raw`\x`, ''), 'hex').toString('utf8')
}
