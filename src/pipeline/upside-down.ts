import type { PhysicalLine } from '../model/line.ts'

/** The lines of a log that stands newest first, until its end is there. */
export class UpsideDown {
  private readonly lines: PhysicalLine[] = []
  private bytes = 0

  /** False when there are too many to turn round: better in the wrong order than not at all. */
  keep(physical: PhysicalLine): boolean {
    this.lines.push(physical)
    // The line itself is an object of some two hundred bytes, however short its text.
    this.bytes += physical.text.length + 200
    return this.bytes <= MOST_BYTES
  }

  /** Record by record: the lines of one stand in their order. */
  turned(startsRecord: (line: string) => boolean): PhysicalLine[] {
    const records: PhysicalLine[][] = []
    for (const line of this.lines) {
      if (records.length === 0 || startsRecord(line.text)) records.push([line])
      else records.at(-1)!.push(line)
    }
    return records.reverse().flat()
  }
}

const MOST_BYTES = 32 * 1_048_576
