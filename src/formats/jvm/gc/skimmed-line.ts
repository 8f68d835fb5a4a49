import type { Line } from '../../../model/line.ts'
import type { Span } from '../../../model/span.ts'
import type { ByteLines } from '../../recogniser.ts'

/** The line from one offset to another, `index` lines into the run: where it stands, for nobody reads its text. */
export function lineOf(run: ByteLines, from: number, to: number, index: number): Line {
  return new SkimmedLine(run.source, run.firstLine + index, run.base + from, run.base + to)
}

/** Of most lines nobody asks where they stand. */
class SkimmedLine implements Line {
  readonly text = ''
  readonly terminated = true
  readonly logged = false
  readonly time = null
  private readonly source: string
  private readonly number: number
  private readonly byte: number
  private readonly endByte: number

  constructor(source: string, number: number, byte: number, endByte: number) {
    this.source = source
    this.number = number
    this.byte = byte
    this.endByte = endByte
  }

  get span(): Span {
    const { source, number, byte, endByte } = this
    return { source, line: number, endLine: number, byte, endByte }
  }
}
