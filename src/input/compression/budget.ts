import { fail, type LogExtractorError } from '../../base/errors.ts'
import type { ByteSource } from '../byte-source.ts'

/** How much a compressed source may become. Whoever wrote the archive must not decide over our memory and time. */
export interface ExpansionLimits {
  /** Bytes out for each byte in. Default 200. */
  readonly ratio?: number
  /** Bytes out in all, of one input with everything in it. Default 4 GiB. */
  readonly totalBytes?: number
  /** Files in one input. Default 10 000. */
  readonly members?: number
}

/** A log of one line, a thousand times, compresses further than any limit, and hurts nobody while it is small. */
const HARMLESS_BYTES = 16 * 1_048_576

/** Counts what one input became so far; shared by all its layers and members. */
export class Budget {
  private readonly limits: Required<ExpansionLimits>
  private consumed = 0
  private produced = 0
  private memberCount = 0

  constructor(limits: ExpansionLimits = {}) {
    this.limits = { ratio: 200, totalBytes: 4 * 1024 ** 3, members: 10_000, ...limits }
  }

  /** The outermost source: what is read of it is what the rest is compared with. */
  watch(source: ByteSource): ByteSource {
    const { readAt } = source
    const counted = (count: number): number => {
      this.consumed += count
      return count
    }
    return {
      ...source,
      read: async (into) => counted(await source.read(into)),
      ...(readAt === undefined ? {} : { readAt: async (into, position) => counted(await readAt(into, position)) }),
    }
  }

  /** Counter for one layer of one source. @throws LogExtractorError when it became too much. */
  layer(name: string): (bytes: number) => void {
    let own = 0
    return (bytes) => {
      own += bytes
      this.produced += bytes
      const { ratio, totalBytes } = this.limits
      if (own > HARMLESS_BYTES && own > ratio * this.consumed)
        throw refuse(name, `it grows to more than ${ratio} times its size, as a decompression bomb does`)
      if (this.produced > totalBytes) throw refuse(name, `decompressed, it is larger than ${totalBytes} bytes in all`)
    }
  }

  /** False when there are too many. */
  addMember(): boolean {
    return ++this.memberCount <= this.limits.members
  }

  tooMany(name: string): LogExtractorError {
    return refuse(name, `it holds more than ${this.limits.members} files; the rest is left out`)
  }
}

export function refuse(name: string, reason: string): LogExtractorError {
  return fail('E_INPUT_UNREADABLE', name, reason)
}
