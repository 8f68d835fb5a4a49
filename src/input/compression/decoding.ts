import type { Loss } from '../envelopes/envelope.ts'
import { refuse } from './budget.ts'

/** What a decoder tells while it works. */
export class Decoding {
  /** Grows when the data turn out to be cut or damaged. */
  readonly losses: Loss[] = []
  private readonly name: string
  private readonly format: string
  private readonly count: (bytes: number) => void
  private produced = 0

  constructor(name: string, format: string, count: (bytes: number) => void) {
    this.name = name
    this.format = format
    this.count = count
  }

  /** So many bytes came out. @throws LogExtractorError when that is too much. */
  spend(bytes: number): void {
    this.produced += bytes
    this.count(bytes)
  }

  /**
   * The data end too early, or are no data of this format from here on. What came out before is still good.
   * @throws LogExtractorError when nothing did.
   */
  broken(how: 'early' | 'damaged'): void {
    const { format } = this
    if (this.produced === 0 && how === 'damaged') throw refuse(this.name, `it begins like ${format}, and is none`)
    this.losses.push({
      id: 'E09',
      text: how === 'early' ? `${format} ends too early` : `the ${format} data are damaged; what follows is lost`,
    })
  }
}
