import { type Envelope, NOTHING } from './envelope.ts'

/**
 * A document as Kibana copies and saves it, printed over many lines: behind its source it tells the fields a second time, as
 * lists. These are taken off; what is left is an export like others.
 */
export const documentLists: Envelope = {
  id: 'document-lists',
  sporadic: true,
  kin: ['json-strings', 'indent'],
  samples: [{ line: '      "panic: boom"', peeled: NOTHING }],
  needs: (samples) => [SOURCE, FIELDS].every((start) => samples.some((line) => start.test(line))),
  peel: (line) => (ITEM.test(line) ? NOTHING : null),
}

const SOURCE = /^[ \t]+"_source": \{$/
const FIELDS = /^[ \t]+"fields": \{$/
const ITEM = /^[ \t]+"(?:[^"\\]|\\.)*",?$/
