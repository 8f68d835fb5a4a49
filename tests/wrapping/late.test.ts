/**
 * A log is wrapped in one place and bare in others: what a container said in the middle of a job's log, far behind what
 * the first look at the log could see.
 */
import { expect, test } from 'vitest'
import { analyze } from '../../src/index.ts'
import { ENCODERS } from '../input/envelopes/encoders.ts'
import { corpus } from '../support/corpus.ts'
import { essence } from './essence.ts'

const CRASH = corpus('go')
  .find(({ name }) => name === 'go/go1.26/nilderef.all')!
  .bytes.toString('utf8')
/** More than the first look at a log takes in. */
const NOISE = Array.from(
  { length: 4_000 },
  (_, i) => `10.0.0.${i % 255} - - [05/Mar/2026:14:07:09 +0000] "GET /api/v1/orders/${i} HTTP/1.1" 200 ${i * 7}\n`,
).join('')

/** What cannot be told in the middle of other text, and why. */
const NOT_AMONG_OTHERS: Readonly<Record<string, string>> = {
  'journalctl, one message': 'only the first line of the message bears the name of the journal',
  'syslog over TCP, octet-counted': 'counts bytes from the beginning of the stream',
  'Datadog CSV': 'names its columns in the first line of the file',
  'Splunk CSV': 'names its columns in the first line of the file',
  'Log Analytics CSV': 'names its columns in the first line of the file',
  'lines padded to a width': 'blanks at the ends of a few lines may be the words of the program',
  asciinema: 'words are cut anywhere, so that none of them is there to be found',
}

for (const { name, survives, encode } of ENCODERS) {
  if (name in NOT_AMONG_OTHERS) continue
  test(`${name}, around the crash alone`, async () => {
    const bytes = Buffer.concat([Buffer.from(NOISE), encode(CRASH), Buffer.from(NOISE)])
    const clean = NOISE + (survives?.(CRASH) ?? CRASH) + NOISE
    expect(essence(await analyze({ name: 'input.log', bytes }))).toEqual(
      essence(await analyze({ name: 'input.log', bytes: clean })),
    )
  })
}
