import type { Machine } from './bytes.ts'
import type { ExecutableFile } from './executable-file.ts'
import type { Relocations } from './relocations.ts'

/** Bytes of the file that are loaded to an address. */
export interface Segment {
  readonly address: number
  readonly offset: number
  readonly size: number
  readonly isWritable: boolean
  readonly isExecutable: boolean
}

/** A program as its container describes it: what every format has, and no more. */
export interface Image {
  readonly file: ExecutableFile
  readonly machine: Machine
  readonly segments: readonly Segment[]
  /** Offset of the section that is named as the table of functions; null where it has none of its own. */
  readonly pclntab: number | null
  /** Null where the file has all words in their places. */
  readonly relocations: Relocations | null
}

export function segmentOfAddress({ segments }: Image, address: number): Segment | null {
  return segments.find((segment) => address >= segment.address && address < segment.address + segment.size) ?? null
}

export function segmentOfOffset({ segments }: Image, offset: number): Segment | null {
  return segments.find((segment) => offset >= segment.offset && offset < segment.offset + segment.size) ?? null
}
