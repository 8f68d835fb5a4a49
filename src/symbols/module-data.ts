/** `runtime.firstmoduledata`, which says where things are that the table of functions points at. */
import { type Image, segmentOfAddress } from './image.ts'
import type { Pclntab } from './pclntab.ts'

/** In words: of the pointers to the header's parts, of the number of functions. */
const POINTERS = [
  [1, 'names'],
  [4, 'units'],
  [7, 'files'],
  [10, 'pcTables'],
  [13, 'functions'],
  [16, 'functions'],
] as const
const COUNT_AT = 17
/** Words that are read of it: `gofunc` is among them in any release. */
const WORDS = 64
/** Words of that value which are looked at; few programs have more than one. */
const MOST_PLACES = 100

/** Its words; null when it is not found. */
export async function readModuleData(image: Image, table: Pclntab): Promise<readonly number[] | null> {
  let tries = 0
  for await (const place of placesOf(image, table.header.address)) {
    const words = await wordsAt(image, place)
    if (words !== null && isModuleData(words, table)) return words
    if (++tries === MOST_PLACES) break
  }
  return null
}

function isModuleData(words: readonly number[], { header }: Pclntab): boolean {
  if (words[0] !== header.address || words[COUNT_AT] !== header.count + 1) return false
  return POINTERS.every(([index, part]) => words[index] === header.address + header[part])
}

/** Addresses of words that hold this one, when the program runs. */
async function* placesOf(image: Image, value: number): AsyncGenerator<number> {
  const { file, machine, segments, relocations } = image
  yield* relocations?.placesOf(value) ?? []
  const needle = Buffer.alloc(machine.wordBytes)
  const view = new DataView(needle.buffer, needle.byteOffset)
  if (machine.wordBytes === 8) view.setBigUint64(0, BigInt(value), machine.isLittleEndian)
  else view.setUint32(0, value, machine.isLittleEndian)
  for (const { offset, size, address } of segments.filter(({ isWritable }) => isWritable)) {
    for await (const [start, bytes] of file.windows(offset, size, needle.length - 1)) {
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
        const place = address + start + at - offset
        if (place % machine.wordBytes === 0) yield place
      }
    }
  }
}

async function wordsAt(image: Image, address: number): Promise<number[] | null> {
  const { file, machine, relocations } = image
  const segment = segmentOfAddress(image, address)
  const length = WORDS * machine.wordBytes
  if (segment === null || address + length > segment.address + segment.size) return null
  const bytes = await file.read(segment.offset + address - segment.address, length, machine)
  const words = Array.from({ length: WORDS }, (_, index) => bytes.word(index * machine.wordBytes))
  relocations?.apply(words, address, machine.wordBytes)
  return words
}
