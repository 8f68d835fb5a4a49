import type { Bytes, Machine } from './bytes.ts'
import type { ExecutableFile } from './executable-file.ts'

const FIELDS_BYTES = 44
/** Behind the fields of a function stand offsets of tables, by what they tell. */
const INLINE_INDEX = 2
const INLINE_TREE = 3
/** More of them than any release has, and as many as a byte can count. */
const MOST_PCDATA = 64
const MOST_FUNCDATA = 255
const NONE = 0xffffffff

/** `runtime._func` of each function, by its index or, where it says so, by the offset of its record. */
export class Functions {
  readonly count: number
  private readonly bytes: Bytes

  private constructor(bytes: Bytes, count: number) {
    this.bytes = bytes
    this.count = count
  }

  static async read(
    file: ExecutableFile,
    machine: Machine,
    { offset, end, count }: { readonly offset: number; readonly end: number; readonly count: number },
  ): Promise<Functions> {
    const index = new Functions(await file.read(offset, 8 * count + 4, machine), count)
    let last = 0
    for (let at = 0; at < count; at++) last = Math.max(last, index.record(at))
    const length = Math.min(last + FIELDS_BYTES + 4 * (MOST_PCDATA + MOST_FUNCDATA), end - offset)
    return new Functions(await file.read(offset, Math.max(length, 8 * count + 4), machine), count)
  }

  record(index: number): number {
    return this.bytes.u32(8 * index + 4)
  }

  /** Bytes of its code, with those that fill the space behind it. */
  codeBytes(index: number): number {
    return this.bytes.u32(8 * index + 8) - this.bytes.u32(8 * index)
  }

  /** An offset into the names. */
  nameOf(record: number): number {
    return this.bytes.i32(record + 4)
  }

  startLineOf(record: number): number {
    return this.bytes.i32(record + 36)
  }

  /** Which of the functions it is that the runtime knows, in the numbers of its release; 0 for all others. */
  kindOf(record: number): number {
    return this.bytes.u8(record + 40)
  }

  /** What was inlined into it: offset of the records, and of the table that says which of them holds where. */
  inliningOf(record: number): { readonly tree: number; readonly indexTable: number } | null {
    const pcdataCount = this.bytes.u32(record + 28)
    const funcdataCount = this.bytes.u8(record + 43)
    if (pcdataCount <= INLINE_INDEX || pcdataCount > MOST_PCDATA || funcdataCount <= INLINE_TREE) return null
    const indexTable = this.bytes.u32(record + FIELDS_BYTES + 4 * INLINE_INDEX)
    const tree = this.bytes.u32(record + FIELDS_BYTES + 4 * (pcdataCount + INLINE_TREE))
    return tree === NONE || indexTable === 0 ? null : { tree, indexTable }
  }
}
