import { type Envelope, type Peeled, whole } from './envelope.ts'

/**
 * `docker logs -t`, `kubectl logs --timestamps` and Azure App Service: RFC 3339 with always nine digits, a blank, the
 * text (moby daemon/logger RFC3339NanoFixed, kubelet timeFormatOut). One grammar, three names: what stands around it
 * tells which.
 */
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z(?: |$)/
const INNER_STAMP = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z /g
const STAMP_LENGTH = 30
const PIECE_BYTES = 16_384

function peelStamp(line: string): Peeled | null {
  if (line.charCodeAt(29) !== 0x5a || line.charCodeAt(10) !== 0x54 || !STAMP.test(line)) return null
  let payload = line.slice(STAMP_LENGTH + 1)
  if (payload.length > PIECE_BYTES / 3) payload = withoutInnerStamps(payload)
  // The runtime's own tag behind the stamp: that is a CRI file.
  if (/^std(?:out|err) [FP](?:[ :]|$)/.test(payload)) return null
  return whole(payload, '', line.slice(0, STAMP_LENGTH))
}

/**
 * Pieces of a split line are printed back to back, each with its stamp (docker/for-linux#1321): a stamp behind exactly
 * 16 KiB is not text.
 */
function withoutInnerStamps(payload: string): string {
  let out = ''
  let from = 0
  let counted = 0
  let bytes = 0
  for (const { 0: stamp, index } of payload.matchAll(INNER_STAMP)) {
    bytes += utf8Length(payload, counted, index)
    counted = index
    // Past the end of a piece without its stamp: these are no pieces.
    if (bytes > PIECE_BYTES) break
    if (bytes < PIECE_BYTES) continue
    out += payload.slice(from, index)
    from = index + stamp.length
    counted = from
    bytes = 0
  }
  return from === 0 ? payload : out + payload.slice(from)
}

export function utf8Length(text: string, from: number, to: number): number {
  let bytes = to - from
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i)
    // A surrogate pair is two units and four bytes.
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}

const TIME = '2024-03-05T14:07:09.123456789Z'

export const kubectlTs: Envelope = {
  id: 'kubectl-ts',
  // The same words as docker-ts, known by the pod prefix before it.
  kin: ['docker-ts', 'azure-docker'],
  needs: (_, outer) => outer.includes('kubectl-prefix'),
  samples: [{ line: `${TIME} panic: boom`, peeled: whole('panic: boom', '', TIME) }],
  peel: peelStamp,
}

/** `2024-03-05T14:07:09.123Z INFO  - Container x for site y has exited`: the platform, not the program. */
const PLATFORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (?:INFO |WARN |ERROR|DEBUG) ?- /

export const azureDocker: Envelope = {
  id: 'azure-docker',
  // The same words as docker-ts, known by the platform's lines between them.
  kin: ['docker-ts', 'kubectl-ts'],
  needs: (samples) => samples.some((line) => PLATFORM.test(line)),
  samples: [
    { line: `${TIME} panic: boom`, peeled: whole('panic: boom', '', TIME) },
    {
      line: '2024-03-05T14:07:09.123Z ERROR - Container x exited with code 2',
      peeled: whole('ERROR - Container x exited with code 2', 'platform', '2024-03-05T14:07:09.123Z'),
    },
  ],
  peel(line) {
    const [, time] = line.charCodeAt(23) === 0x5a ? (PLATFORM.exec(line) ?? []) : []
    if (time !== undefined) return whole(line.slice(time.length + 1), 'platform', time)
    return peelStamp(line)
  },
}

export const dockerTs: Envelope = {
  id: 'docker-ts',
  kin: ['kubectl-ts', 'azure-docker'],
  samples: [
    { line: `${TIME} panic: boom`, peeled: whole('panic: boom', '', TIME) },
    { line: `${TIME} \t/src/app/main.go:12 +0x1d`, peeled: whole('\t/src/app/main.go:12 +0x1d', '', TIME) },
    { line: `${TIME} `, peeled: whole('', '', TIME) },
    {
      line: `${TIME} ${'a'.repeat(16_384)}2024-03-05T14:07:09.123456790Z bb`,
      peeled: whole(`${'a'.repeat(16_384)}bb`, '', TIME),
    },
  ],
  peel: peelStamp,
}
