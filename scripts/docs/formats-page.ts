import { createRecognisers } from '../../src/formats/registry.ts'
import { ENVELOPES } from '../../src/input/envelopes/registry.ts'
import { code, fence, page, table } from './markdown.ts'

export function formatsPage(): string {
  const recognisers = createRecognisers()
  return page(
    'Formats',
    'What is recognised, in the order it is asked. The samples are real lines; a test runs each of them.',
    table(
      ['format', 'events', 'a line of it contains one of'],
      recognisers.map(({ name, samples, sentinels }) => [
        `[${code(name)}](#${name})`,
        [...new Set(samples.flatMap(({ kinds }) => kinds))].map(code).join(' '),
        sentinels
          .map((sentinel) =>
            code(sentinel.replaceAll('\t', '⇥').replaceAll('\n', '⏎').replaceAll('\r', '␍').replaceAll('\x1b', '␛')),
          )
          .join(' '),
      ]),
    ),
    '## Envelopes',
    'What others wrapped around each line of the program: a container runtime, a syslog daemon, a CI service, a logger. ' +
      'They are recognised from the log itself and taken off, several deep if need be; the report names them in ' +
      '`sources[].layers`.',
    table(
      ['envelope', 'for example'],
      ENVELOPES.map(({ id, samples }) => [code(id), code(clipped(samples[0]?.line ?? ''))]),
    ),
    ...recognisers.flatMap(({ name, samples }) => [
      `## ${name}`,
      ...samples.flatMap(({ text, kinds }) => [fence(text), `becomes ${kinds.map(code).join(', ')}`]),
    ]),
  )
}

/** Enough of a line to recognise it by, without what would steer a terminal. */
function clipped(line: string): string {
  const plain = line.replace(/[\x00-\x1f\x7f-\x9f\ufeff]/g, '␦').replaceAll('`', 'ˋ')
  return plain.length > 100 ? `${plain.slice(0, 99)}…` : plain
}
