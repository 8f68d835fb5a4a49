/** ELF of 32 and 64 bits, in either order of bytes. Format: System V ABI, chapters 4 and 5. */
import type { Machine } from './bytes.ts'
import type { ExecutableFile } from './executable-file.ts'
import { type Image, type Segment, segmentOfAddress } from './image.ts'
import { Relocations } from './relocations.ts'

const PT_LOAD = 1
const PT_DYNAMIC = 2
const PF_X = 1
const PF_W = 2
const DT_RELA = 7
const DT_RELASZ = 8
const LONGEST_NAME = 32
/** In a position-independent program it stands with what is read-only once it is relocated. */
const PCLNTAB: ReadonlySet<string> = new Set(['.gopclntab', '.data.rel.ro.gopclntab'])

export function isElf(start: Uint8Array): boolean {
  return start[0] === 0x7f && start[1] === 0x45 && start[2] === 0x4c && start[3] === 0x46
}

export async function readElf(file: ExecutableFile, start: Uint8Array): Promise<Image> {
  const machine: Machine = { isLittleEndian: start[5] !== 2, wordBytes: start[4] === 1 ? 4 : 8 }
  const programs = await readPrograms(file, machine)
  const segments = programs.filter(({ type }) => type === PT_LOAD)
  const dynamic = programs.find(({ type }) => type === PT_DYNAMIC)
  const image = { file, machine, segments, pclntab: await findPclntab(file, machine), relocations: null }
  return { ...image, relocations: await readRelocations(image, dynamic) }
}

type Program = Segment & { readonly type: number }

async function readPrograms(file: ExecutableFile, machine: Machine): Promise<Program[]> {
  const word = machine.wordBytes
  const header = await file.read(0, 40 + 3 * word, machine)
  const size = header.u16(30 + 3 * word)
  const count = header.u16(32 + 3 * word)
  const table = await file.read(header.word(24 + word), count * size, machine)
  return Array.from({ length: count }, (_, index) => {
    const at = index * size
    const flags = table.u32(at + (word === 8 ? 4 : 24))
    return {
      type: table.u32(at),
      offset: table.word(at + word),
      address: table.word(at + 2 * word),
      size: table.word(at + 4 * word),
      isWritable: (flags & PF_W) !== 0,
      isExecutable: (flags & PF_X) !== 0,
    }
  })
}

/** A program whose section headers were taken off runs all the same. */
async function findPclntab(file: ExecutableFile, machine: Machine): Promise<number | null> {
  const word = machine.wordBytes
  const header = await file.read(0, 40 + 3 * word, machine)
  const tableAt = header.word(24 + 2 * word)
  const size = header.u16(34 + 3 * word)
  const count = header.u16(36 + 3 * word)
  const namesIndex = header.u16(38 + 3 * word)
  if (tableAt === 0 || namesIndex >= count) return null
  const table = await file.read(tableAt, count * size, machine)
  const place = (index: number) => ({
    offset: table.word(index * size + 8 + 2 * word),
    size: table.word(index * size + 8 + 3 * word),
  })
  const strings = place(namesIndex)
  const names = await file.read(strings.offset, strings.size, machine)
  for (let index = 0; index < count; index++) {
    if (PCLNTAB.has(names.text(table.u32(index * size), LONGEST_NAME))) return place(index).offset
  }
  return null
}

/** Of 64 bits only: on the others the words of a position-independent program stand in their places. */
async function readRelocations(image: Image, dynamic: Program | undefined): Promise<Relocations | null> {
  const { file, machine } = image
  if (dynamic === undefined || machine.wordBytes === 4) return null
  const table = await file.read(dynamic.offset, dynamic.size, machine)
  const entries = new Map<number, number>()
  for (let at = 0; at + 16 <= table.length; at += 16) entries.set(table.u64(at), table.u64(at + 8))
  const address = entries.get(DT_RELA)
  const size = entries.get(DT_RELASZ)
  const segment = address === undefined ? null : segmentOfAddress(image, address)
  if (address === undefined || size === undefined || segment === null) return null
  return new Relocations(await file.read(segment.offset + address - segment.address, size, machine))
}
