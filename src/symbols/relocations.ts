import type { Bytes } from './bytes.ts'

const ENTRY_BYTES = 24

/** What the loader writes into a position-independent ELF program, whose file may have zeros there (RELA, 64 bits). */
export class Relocations {
  private readonly table: Bytes

  constructor(table: Bytes) {
    this.table = table
  }

  placesOf(value: number): number[] {
    const places: number[] = []
    this.forEach((place, written) => {
      if (written === value) places.push(place)
    })
    return places
  }

  /** Puts into `words`, which stand at `address`, what is written there. */
  apply(words: number[], address: number, wordBytes: number): void {
    this.forEach((place, written) => {
      const index = (place - address) / wordBytes
      if (index >= 0 && index < words.length && Number.isInteger(index)) words[index] = written
    })
  }

  /** Those that name no symbol: the value is an address of the program itself. */
  private forEach(visit: (place: number, value: number) => void): void {
    for (let at = 0; at + ENTRY_BYTES <= this.table.length; at += ENTRY_BYTES) {
      if (this.table.u64(at + 8) < 2 ** 32) visit(this.table.u64(at), this.table.u64(at + 16))
    }
  }
}
