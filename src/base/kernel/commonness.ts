// How common a few bytes are in ordinary logs.

import { ordinaryText } from './ordinary-text.ts'

/** Printable ASCII from the most to the least common byte, counted in a mix of JSON lines, access logs and prose. */
const BY_FREQUENCY = ' e"atirosncdl0:p1.m2/u4,h3fg56-b789`_vwyTxk()[]|=SZ{}OGM*C#\';LAPEI>NRjKHqz<WF?+BDUX\\J%V!@&Y$^~Q'

/** How often these bytes are to be expected per byte of ordinary text: what is seen in the sample, and what the bytes' shares say. */
export function commonness(bytes: Uint8Array, share: Float64Array): number {
  return occurrences(bytes) / ordinaryText().length + bytes.reduce((rate, byte) => rate * share[byte]!, 1)
}

function occurrences(bytes: Uint8Array): number {
  const text = String.fromCharCode(...bytes)
  const ordinary = ordinaryText()
  let count = 0
  for (let at = ordinary.indexOf(text); at >= 0; at = ordinary.indexOf(text, at + 1)) count++
  return count
}

/** Share of each byte value in ordinary logs, 0–1: the counted shares fall off by about 6 % a rank. */
export function byteShares(): Float64Array {
  const share = new Float64Array(256).fill(0.0001)
  for (let rank = 0; rank < BY_FREQUENCY.length; rank++) share[BY_FREQUENCY.charCodeAt(rank)] = 0.085 * 0.94 ** rank
  return share
}
