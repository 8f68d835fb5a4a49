import type { Line } from '../../../model/line.ts'
import type { ByteLines } from '../../recogniser.ts'

/** The line from one offset to another, `index` lines into the run: where it stands, for nobody reads its text. */
export function lineOf(run: ByteLines, from: number, to: number, index: number): Line {
  const line = run.firstLine + index
  return {
    text: '',
    span: { source: run.source, line, endLine: line, byte: run.base + from, endByte: run.base + to },
    terminated: true,
    logged: false,
    time: null,
  }
}
