/** PE of 32 and 64 bits. Format: Microsoft's "PE Format". */
import type { Machine } from './bytes.ts'
import type { ExecutableFile } from './executable-file.ts'
import type { Image } from './image.ts'

const LITTLE_ENDIAN: Machine = { isLittleEndian: true, wordBytes: 4 }
const HEADER_BYTES = 24
const SECTION_BYTES = 40
const IMAGE_SCN_MEM_EXECUTE = 0x20000000
const IMAGE_SCN_MEM_WRITE = 0x80000000

/** Old programs for DOS begin like it, and end before what they would point at. */
export async function isPe(file: ExecutableFile, start: Uint8Array): Promise<boolean> {
  if (start[0] !== 0x4d || start[1] !== 0x5a || start.length < 0x40) return false
  const at = new DataView(start.buffer, start.byteOffset, start.length).getUint32(0x3c, true)
  return at + 4 <= file.size && (await file.read(at, 4, LITTLE_ENDIAN)).u32(0) === 0x4550
}

export async function readPe(file: ExecutableFile): Promise<Image> {
  const at = (await file.read(0x3c, 4, LITTLE_ENDIAN)).u32(0)
  const header = await file.read(at, HEADER_BYTES, LITTLE_ENDIAN)
  const count = header.u16(6)
  const optionalBytes = header.u16(20)
  const optional = await file.read(at + HEADER_BYTES, optionalBytes, LITTLE_ENDIAN)
  const isWide = optional.u16(0) === 0x20b
  const base = isWide ? optional.u64(24) : optional.u32(28)
  const table = await file.read(at + HEADER_BYTES + optionalBytes, count * SECTION_BYTES, LITTLE_ENDIAN)
  const segments = Array.from({ length: count }, (_, index) => {
    const section = index * SECTION_BYTES
    const flags = table.u32(section + 36)
    return {
      address: base + table.u32(section + 12),
      offset: table.u32(section + 20),
      size: Math.min(table.u32(section + 8), table.u32(section + 16)),
      isWritable: (flags & IMAGE_SCN_MEM_WRITE) !== 0,
      isExecutable: (flags & IMAGE_SCN_MEM_EXECUTE) !== 0,
    }
  })
  // The table of functions has no section of its own.
  return {
    file,
    machine: { isLittleEndian: true, wordBytes: isWide ? 8 : 4 },
    segments,
    pclntab: null,
    relocations: null,
  }
}
