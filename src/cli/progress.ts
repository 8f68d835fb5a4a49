import type { Io } from './io.ts'
import type { Progress } from './progress-bar.ts'

/** Smaller inputs are done before anybody could read a bar. */
const WORTH_BYTES = 64 * 1024 * 1024

const SILENT: Progress = { report() {}, stop() {} }

/** A bar on stderr, for people only: on a terminal, when there is much to read and it takes its time. */
export async function showProgress(
  io: Io,
  isWanted: boolean,
  totalBytes: () => Promise<number | null>,
): Promise<Progress> {
  if (!isWanted || io.stderr.isTTY !== true) return SILENT
  const total = await totalBytes()
  if (total !== null && total <= WORTH_BYTES) return SILENT
  const { bar } = await import('./progress-bar.ts')
  return bar(total, io)
}
