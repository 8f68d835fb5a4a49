import { type Envelope, NOTHING } from './envelope.ts'

/** What a bulk request says of each of its documents, in a line of its own above it. */
export const bulkActions: Envelope = {
  id: 'bulk-actions',
  sporadic: true,
  samples: [{ line: '{"index":{"_index":"logs","_id":"a1"}}', peeled: NOTHING }],
  needs: (samples) =>
    samples.filter((line, i) => ACTION.test(line) && /^\{"/.test(samples[i + 1] ?? '')).length >= LEAST_DOCUMENTS,
  peel: (line) => (ACTION.test(line) ? NOTHING : null),
}

const ACTION =
  /^\{ ?"(?:index|create)" ?: ?\{(?: ?"_?[a-z_]{2,20}" ?: ?(?:"[^"]{0,512}"|\d{1,19}|true|false|null),?){0,8} ?\} ?\}$/
const LEAST_DOCUMENTS = 2
