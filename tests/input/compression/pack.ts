import { deflateRawSync, gzipSync } from 'node:zlib'

/** Archives written here byte by byte, so that the reader is tested against the formats, not against itself. */

export interface Packed {
  readonly name: string
  readonly bytes: Uint8Array
}

export function tar(
  files: readonly Packed[],
  { end = true, longNames = 'ustar' as 'ustar' | 'gnu' | 'pax' } = {},
): Buffer {
  const blocks = files.flatMap(({ name, bytes }) => {
    const extra =
      name.length <= 100 || longNames === 'ustar'
        ? []
        : longNames === 'gnu'
          ? entry('././@LongLink', 'L', Buffer.from(`${name}\0`))
          : entry('PaxHeaders/x', 'x', paxRecord('path', name))
    return [...extra, ...entry(name.slice(0, 100), '0', bytes)]
  })
  return Buffer.concat([...blocks, ...(end ? [Buffer.alloc(1024)] : [])])
}

function entry(name: string, type: string, bytes: Uint8Array): Uint8Array[] {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write('0000644\0', 100)
  header.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write(type, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return [header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]
}

function paxRecord(key: string, value: string): Buffer {
  const body = ` ${key}=${value}\n`
  let length = body.length
  while (`${length}${body}`.length !== length) length = `${length}${body}`.length
  return Buffer.from(`${length}${body}`)
}

/** `streamed`: sizes only behind the data, as a writer does that cannot go back. */
export function zip(
  files: readonly Packed[],
  { stored = false, streamed = false, directory = true, flags = 0 } = {},
): Buffer {
  const parts: Buffer[] = []
  const entries: Buffer[] = []
  let at = 0
  for (const { name, bytes } of files) {
    const data = stored ? Buffer.from(bytes) : deflateRawSync(bytes)
    const method = stored ? 0 : 8
    const bits = flags | (streamed ? 8 : 0)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(bits, 6)
    local.writeUInt16LE(method, 8)
    local.writeUInt32LE(streamed ? 0 : data.length, 18)
    local.writeUInt32LE(streamed ? 0 : bytes.length, 22)
    local.writeUInt16LE(Buffer.byteLength(name), 26)
    const descriptor = Buffer.alloc(streamed ? 16 : 0)
    if (streamed) {
      descriptor.writeUInt32LE(0x08074b50, 0)
      descriptor.writeUInt32LE(data.length, 8)
      descriptor.writeUInt32LE(bytes.length, 12)
    }
    const central = Buffer.alloc(46)
    central.writeUInt32LE(0x02014b50, 0)
    central.writeUInt16LE(bits, 8)
    central.writeUInt16LE(method, 10)
    central.writeUInt32LE(data.length, 20)
    central.writeUInt32LE(bytes.length, 24)
    central.writeUInt16LE(Buffer.byteLength(name), 28)
    central.writeUInt32LE(at, 42)
    entries.push(central, Buffer.from(name))
    parts.push(local, Buffer.from(name), data, descriptor)
    at += 30 + Buffer.byteLength(name) + data.length + descriptor.length
  }
  const listing = Buffer.concat(entries)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files.length, 10)
  end.writeUInt32LE(listing.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat(directory ? [...parts, listing, end] : parts)
}

/** One frame of one repeated byte: four bytes of input for each 128 KiB. */
export function zstdBomb(blocks: number): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58])
  const size = 131_072
  const block = (last: boolean): Buffer => {
    const bits = (size << 3) | (1 << 1) | (last ? 1 : 0)
    return Buffer.from([bits & 0xff, (bits >> 8) & 0xff, (bits >> 16) & 0xff, 0x61])
  }
  return Buffer.concat([head, ...Array.from({ length: blocks }, (_, i) => block(i === blocks - 1))])
}

/** A frame of one stored block; `windowByte` asks for its window. */
export function zstdFrame(bytes: Uint8Array, windowByte = 0x58): Buffer {
  const bits = (bytes.length << 3) | 1
  return Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, windowByte]),
    Buffer.from([bits & 0xff, (bits >> 8) & 0xff, (bits >> 16) & 0xff]),
    bytes,
  ])
}

export const gzip = (bytes: Uint8Array): Buffer => gzipSync(bytes)

export const dockerFrame = (stream: number, text: string): Buffer => {
  const head = Buffer.alloc(8)
  head[0] = stream
  head.writeUInt32BE(Buffer.byteLength(text), 4)
  return Buffer.concat([head, Buffer.from(text)])
}

/** `xz < "…"` of the text below: no writer of this format comes with Node. */
export const XZ_TEXT = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x1d\n'
export const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jMAQBFcGFuaWM6IGJvb20KCmdvcm91dGluZSAxIFtydW5uaW5nXToKbWFpbi5tYWluKCkKCS9hcHAvbWFpbi5nbzo1ICsweDFkCgAAAKjJSV9IcoSgAAFeRlQhAZsftvN9AQAAAAAEWVo=',
  'base64',
)
