/**
 * The table of functions that every Go program carries, stripped or not: its own tracebacks are made of it. Layout of Go 1.20
 * and later: runtime/symtab.go, cmd/link/internal/ld/pcln.go.
 */
import type { Bytes, Machine } from './bytes.ts'
import { Functions } from './functions.ts'
import { type Image, segmentOfOffset } from './image.ts'
import { refusal } from './refusals.ts'

const MOST_FUNCTIONS = 5_000_000
/** Functions whose order is looked at, to tell the table from bytes that resemble it. */
const SAMPLE = 200
const START_BYTES = 8
const PACKER_BYTES = 4_096
/** Starts of tables that are looked at; a program has one, and a debugger a few more. */
const MOST_TRIES = 16
/** Segments share at most the pages where they meet; in a file that lies, each may be all of it. */
const MOST_SHARING = 2

/** The last byte of the magic number, by release; the other three are ff. */
const CURRENT = 0xf1
const OLD: ReadonlySet<number> = new Set([0xf0, 0xfa, 0xfb])

export interface Pclntab {
  readonly header: PclntabHeader
  readonly names: Bytes
  readonly pcTables: Bytes
  readonly functions: Functions
}

/** Where the parts are, counted from the header. */
interface PclntabHeader {
  readonly address: number
  readonly count: number
  readonly names: number
  readonly units: number
  readonly files: number
  readonly pcTables: number
  readonly functions: number
}

/** @throws LogExtractorError when there is none, or one of another layout. */
export async function readPclntab(image: Image): Promise<Pclntab> {
  const table = image.pclntab === null ? await searchPclntab(image) : await tableAt(image, image.pclntab)
  if (table === 'old') throw refusal('old')
  if (table !== null) return table
  if (image.pclntab !== null) throw refusal('unknown')
  throw refusal((await isPacked(image)) ? 'packed' : 'not-go')
}

/** UPX leaves its mark behind the headers that it writes. */
async function isPacked({ file }: Image): Promise<boolean> {
  return Buffer.from(await file.start(PACKER_BYTES)).includes('UPX!')
}

async function searchPclntab(image: Image): Promise<Pclntab | 'old' | null> {
  // Code comes last: it is large, and the table is never in it.
  const segments = [...image.segments].sort((a, b) => Number(a.isExecutable) - Number(b.isExecutable))
  let old: 'old' | null = null
  let tries = 0
  let left = MOST_SHARING * image.file.size
  for (const { offset, size } of segments) {
    left -= Math.max(0, Math.min(size, image.file.size - offset))
    if (left < 0) return old
    for await (const [start, bytes] of image.file.windows(offset, size, START_BYTES - 1)) {
      for (const at of startsIn(bytes, image.machine)) {
        if (++tries > MOST_TRIES) return old
        const table = await tableAt(image, start + at)
        if (table === 'old') old = table
        else if (table !== null) return table
      }
    }
  }
  return old
}

/** Places where the first eight bytes of a table stand: magic number, two zeros, size of instructions, size of words. */
function* startsIn(bytes: Buffer, { isLittleEndian, wordBytes }: Machine): Generator<number> {
  // The release decides one byte of the magic number. In big-endian order a search without it would find too much.
  const needle = Buffer.from(isLittleEndian ? [0xff, 0xff, 0xff, 0, 0] : [0xff, 0xff, 0xff, CURRENT, 0, 0])
  for (let found = bytes.indexOf(needle); found >= 0; found = bytes.indexOf(needle, found + 1)) {
    const at = isLittleEndian ? found - 1 : found
    const magic = bytes[isLittleEndian ? at : at + 3]
    if ((magic === CURRENT || OLD.has(magic ?? 0)) && bytes[at + 7] === wordBytes) yield at
  }
}

/** Null for what is no table of functions, or one of a layout that is not known. */
async function tableAt(image: Image, offset: number): Promise<Pclntab | 'old' | null> {
  const { file, machine } = image
  const segment = segmentOfOffset(image, offset)
  if (segment === null) return null
  const end = segment.offset + segment.size
  const word = machine.wordBytes
  if (offset + 8 + 8 * word > end) return null
  const start = await file.read(offset, 8 + 8 * word, machine)
  const magic = start.u32(0) - 0xffffff00
  if (start.u16(4) !== 0 || ![1, 2, 4].includes(start.u8(6)) || start.u8(7) !== word) return null
  if (OLD.has(magic)) return 'old'
  if (magic !== CURRENT) return null
  const [count, , , names, units, files, pcTables, functions] = Array.from({ length: 8 }, (_, index) =>
    start.word(8 + index * word),
  ) as [number, number, number, number, number, number, number, number]
  const rising = [8 + 8 * word, names, units, files, pcTables, functions, functions + 8 * count + 4, end - offset]
  if (count < 1 || count > MOST_FUNCTIONS || rising.some((at, index) => at < (rising[index - 1] ?? 0))) return null
  const header = { address: segment.address + offset - segment.offset, count, names, units, files, pcTables, functions }
  const [nameBytes, pcTableBytes, functionRecords] = await Promise.all([
    file.read(offset + names, units - names, machine),
    file.read(offset + pcTables, functions - pcTables, machine),
    Functions.read(file, machine, { offset: offset + functions, end, count }),
  ])
  const table = { header, names: nameBytes, pcTables: pcTableBytes, functions: functionRecords }
  return isBelievable(table) ? table : null
}

function isBelievable({ names, functions }: Pclntab): boolean {
  for (let index = 0; index < Math.min(functions.count, SAMPLE); index++) {
    if (functions.codeBytes(index) < 0) return false
  }
  return /^[\x21-\x7e]/.test(names.text(functions.nameOf(functions.record(0)), 1))
}
