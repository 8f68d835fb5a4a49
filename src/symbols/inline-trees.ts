/** Functions as they were inlined into others. Many have no code of their own, and are told of here only. */
import type { Bytes } from './bytes.ts'
import { type Image, segmentOfAddress } from './image.ts'
import { readModuleData } from './module-data.ts'
import { PcValues } from './pc-values.ts'
import type { Pclntab } from './pclntab.ts'
import { isName } from './printed-name.ts'
import { refusal } from './refusals.ts'

const RECORD_BYTES = 16
/** `gofunc` among the words of the module data: of 1.20 to 1.26, of 1.27, and where another release may have moved it. */
const SLOTS = [40, 43, ...Array.from({ length: 31 }, (_, index) => 30 + index)]
/** Trees that must agree with a slot before it is believed, and how many of them may not. */
const SAMPLE = 300
const MOST_MISSES = 0.02
/** No linker lets functions share them, but some may. */
const MOST_SHARING = 4

/** The records of one function, `at` counted from `gofunc`. */
interface Tree {
  readonly at: number
  readonly end: number
  readonly codeBytes: number
}

type Visit = (name: number, startLine: number, kind: number) => void

export class InlineTrees {
  private readonly trees: readonly Tree[]
  private readonly table: Pclntab
  /** What holds them all, from `start` on. */
  private readonly bytes: Bytes
  private readonly start: number

  private constructor(table: Pclntab, trees: readonly Tree[], bytes: Bytes, start: number) {
    this.table = table
    this.trees = trees
    this.bytes = bytes
    this.start = start
  }

  /** Null when nothing was inlined, or the place of the records cannot be found. */
  static async read(image: Image, table: Pclntab): Promise<InlineTrees | null> {
    const trees = treesOf(table)
    const words = trees.length === 0 ? null : await readModuleData(image, table)
    if (words === null) return null
    const start = trees.reduce((least, { at }) => Math.min(least, at), Number.POSITIVE_INFINITY)
    const end = trees.reduce((most, { end }) => Math.max(most, end), 0)
    // No tree is part of another, so that all are read in one go. A file in which they are was made to keep us busy.
    if (trees.reduce((sum, tree) => sum + tree.end - tree.at, 0) > MOST_SHARING * (end - start))
      throw refusal('damaged')
    for (const slot of SLOTS) {
      const address = words[slot]! + start
      const segment = segmentOfAddress(image, address)
      if (segment === null || address + end - start > segment.address + segment.size) continue
      const offset = segment.offset + address - segment.address
      const found = new InlineTrees(table, trees, await image.file.read(offset, end - start, image.machine), start)
      if (found.agrees()) return found
    }
    return null
  }

  forEach(visit: Visit): void {
    for (const { at, end } of this.trees) {
      for (let record = at - this.start; record < end - this.start; record += RECORD_BYTES) {
        visit(this.bytes.i32(record + 4), this.bytes.i32(record + 12), this.bytes.u8(record))
      }
    }
  }

  private agrees(): boolean {
    const sample = this.trees.slice(0, SAMPLE)
    const misses = sample.filter(({ at, codeBytes }) => {
      const record = at - this.start
      const parent = this.bytes.i32(record + 8)
      const isPadded = [1, 2, 3].every((byte) => this.bytes.u8(record + byte) === 0)
      return !isPadded || !isName(this.table.names, this.bytes.i32(record + 4)) || parent < 0 || parent > codeBytes
    })
    return misses.length <= sample.length * MOST_MISSES
  }
}

function treesOf({ functions, pcTables }: Pclntab): Tree[] {
  const indexes = new PcValues(pcTables)
  const trees: Tree[] = []
  for (let index = 0; index < functions.count; index++) {
    const inlining = functions.inliningOf(functions.record(index))
    if (inlining === null) continue
    const records = indexes.highestOf(inlining.indexTable) + 1
    const { tree: at } = inlining
    if (records > 0) trees.push({ at, end: at + records * RECORD_BYTES, codeBytes: functions.codeBytes(index) })
  }
  return trees
}
