/** Mach-O of 64 bits, alone or several in a universal file. Format: Apple's mach-o/loader.h and mach-o/fat.h. */
import type { Machine } from './bytes.ts'
import type { ExecutableFile } from './executable-file.ts'
import type { Image, Segment } from './image.ts'

const MACHINE: Machine = { isLittleEndian: true, wordBytes: 8 }
const HEADER_BYTES = 32
const LC_SEGMENT_64 = 0x19
const SECTION_BYTES = 80
const VM_PROT_WRITE = 2
const VM_PROT_EXECUTE = 4
/** One per processor. A class file of Java has the same magic number, and its version, 45 or more, where their number stands. */
const MOST_PARTS = 8

export function isMachO(start: Uint8Array): boolean {
  return start[0] === 0xcf && start[1] === 0xfa && start[2] === 0xed && start[3] === 0xfe
}

export async function readMachO(file: ExecutableFile): Promise<Image> {
  const header = await file.read(0, HEADER_BYTES, MACHINE)
  const count = header.u32(16)
  const commands = await file.read(HEADER_BYTES, header.u32(20), MACHINE)
  const segments: Segment[] = []
  let pclntab: number | null = null
  for (let index = 0, at = 0; index < count && at + 8 <= commands.length; index++) {
    const size = commands.u32(at + 4)
    if (commands.u32(at) === LC_SEGMENT_64) {
      const protection = commands.u32(at + 60)
      segments.push({
        address: commands.u64(at + 24),
        offset: commands.u64(at + 40),
        size: commands.u64(at + 48),
        isWritable: (protection & VM_PROT_WRITE) !== 0,
        isExecutable: (protection & VM_PROT_EXECUTE) !== 0,
      })
      const end = Math.min(at + size, at + 72 + commands.u32(at + 64) * SECTION_BYTES)
      for (let section = at + 72; section + SECTION_BYTES <= end; section += SECTION_BYTES) {
        if (commands.text(section, 16) === '__gopclntab') pclntab = commands.u32(section + 48)
      }
    }
    // A command is never empty; one that says so would be read for ever.
    at += Math.max(size, 8)
  }
  return { file, machine: MACHINE, segments, pclntab, relocations: null }
}

export function isUniversal(start: Uint8Array): boolean {
  if (start.length < 8) return false
  const header = new DataView(start.buffer, start.byteOffset, start.length)
  return header.getUint32(0) === 0xcafebabe && header.getUint32(4) <= MOST_PARTS
}

export async function partsOfUniversal(file: ExecutableFile): Promise<ExecutableFile[]> {
  const bigEndian: Machine = { isLittleEndian: false, wordBytes: 4 }
  const count = (await file.read(4, 4, bigEndian)).u32(0)
  const table = await file.read(8, count * 20, bigEndian)
  return Array.from({ length: count }, (_, index) => file.part(table.u32(index * 20 + 8), table.u32(index * 20 + 12)))
}
