import { type ByteSource, failing, readFully } from '../byte-source.ts'
import type { Loss } from '../envelopes/envelope.ts'
import { type Budget, refuse } from './budget.ts'
import { HEAD_BYTES, isTarHeader } from './magic.ts'
import { decodeName, memberName } from './member.ts'

/**
 * The regular files of a tar archive (POSIX ustar and pax, GNU long names), in order, straight from the stream. Each
 * must be read or given up before the next one is asked for.
 */
export async function* tarMembers(archive: ByteSource, budget: Budget): AsyncGenerator<ByteSource> {
  const reader = new TarReader(archive)
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
    if (!budget.addMember()) {
      yield failing(archive.name, budget.tooMany(archive.name))
      return
    }
    yield reader.member(entry)
    await reader.skipRest()
  }
  if (reader.isBroken) yield failing(archive.name, refuse(archive.name, 'the tar archive is damaged from here on'))
}

interface Entry {
  readonly name: string
  readonly bytes: number
}

const REGULAR = new Set(['0', '\0', '7'])
/** Names and attributes are small; a member that claims otherwise is skipped, not read into memory. */
const MOST_EXTRA_BYTES = 65_536

class TarReader {
  isBroken = false
  private readonly archive: ByteSource
  private readonly header = new Uint8Array(HEAD_BYTES)
  /** Of the current member: its text still to come, and the padding behind it. */
  private rest = 0
  private padding = 0
  /** Read ahead behind a member, so that the member itself can tell whether the archive goes on. */
  private ahead: Entry | null | undefined
  private isDead = false

  constructor(archive: ByteSource) {
    this.archive = archive
  }

  /** The next regular file, null at the end. */
  async next(): Promise<Entry | null> {
    const entry = this.ahead === undefined ? await this.readEntry() : this.ahead
    this.ahead = undefined
    return entry
  }

  member(entry: Entry): ByteSource {
    const { archive } = this
    const losses: Loss[] = []
    this.open(entry.bytes)
    return {
      name: memberName(archive.name, entry.name),
      size: entry.bytes,
      encoding: 'utf-8',
      compression: archive.compression ?? 'tar',
      layers: [...archive.layers, 'tar'],
      losses,
      read: async (into) => {
        if (this.isDead) return 0
        const count = this.rest === 0 ? 0 : await this.readSome(into.subarray(0, this.rest))
        this.rest -= count
        if (count > 0) return count
        if (this.rest > 0) losses.push({ id: 'E09', text: 'the archive ends inside this file' })
        else if (this.ahead === undefined) this.ahead = await this.readEntry()
        // What the compression around the archive lost, it lost behind the last file that came out.
        if (this.rest > 0 || this.ahead === null) losses.push(...archive.losses)
        this.isDead ||= this.rest > 0
        return 0
      },
      async close() {},
    }
  }

  /** Whatever of the current member was not wanted. */
  async skipRest(): Promise<void> {
    if (this.ahead !== undefined) return
    const scrap = new Uint8Array(Math.min(SCRAP_BYTES, this.rest + this.padding))
    while (this.rest + this.padding > 0 && !this.isDead) {
      const count = await this.readSome(scrap.subarray(0, this.rest + this.padding)).catch(() => 0)
      if (count === 0) this.isDead = true
      const ofRest = Math.min(count, this.rest)
      this.rest -= ofRest
      this.padding -= count - ofRest
    }
  }

  private open(bytes: number): void {
    this.rest = bytes
    this.padding = (HEAD_BYTES - (bytes % HEAD_BYTES)) % HEAD_BYTES
  }

  private async readSome(into: Uint8Array): Promise<number> {
    try {
      return await this.archive.read(into)
    } catch (error) {
      this.isDead = true
      throw error
    }
  }

  /** Headers up to the next regular file; long names and pax attributes belong to the file behind them. */
  private async readEntry(): Promise<Entry | null> {
    let longName: string | null = null
    let longSize: number | null = null
    await this.skipRest()
    for (;;) {
      if (this.isDead || (await readFully(this.archive, this.header)) < HEAD_BYTES) return null
      if (this.header.every((byte) => byte === 0)) return null
      if (!isTarHeader(this.header)) {
        this.isBroken = true
        return null
      }
      const bytes = longSize ?? numberAt(this.header, 124, 12)
      const type = String.fromCharCode(this.header[156]!)
      if (REGULAR.has(type)) return { name: longName ?? shortName(this.header), bytes }
      this.open(bytes)
      if ((type === 'L' || type === 'x') && bytes <= MOST_EXTRA_BYTES) {
        const extra = new Uint8Array(bytes)
        this.rest -= await readFully(this.archive, extra)
        if (type === 'L') longName = decodeName(extra).split('\0', 1)[0]!
        else {
          const attributes = paxAttributes(extra)
          longName = attributes.get('path') ?? longName
          const size = Number(attributes.get('size') ?? Number.NaN)
          longSize = Number.isSafeInteger(size) && size >= 0 ? size : null
        }
      } else if (type !== 'g') {
        longName = null
        longSize = null
      }
      await this.skipRest()
    }
  }
}

const SCRAP_BYTES = 65_536

/** `<length> <key>=<value>\n`, the length counting itself. */
function paxAttributes(bytes: Uint8Array): Map<string, string> {
  const attributes = new Map<string, string>()
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(0x20, at)
    const length = Number.parseInt(decodeName(bytes.subarray(at, blank < 0 ? at : blank)), 10)
    if (!(length > 0)) break
    const pair = decodeName(bytes.subarray(blank + 1, at + length - 1))
    const equals = pair.indexOf('=')
    if (equals > 0) attributes.set(pair.slice(0, equals), pair.slice(equals + 1))
    at += length
  }
  return attributes
}

function shortName(header: Uint8Array): string {
  const prefix = Buffer.from(header.subarray(257, 262)).toString('latin1') === 'ustar' ? stringAt(header, 345, 155) : ''
  const name = stringAt(header, 0, 100)
  return prefix === '' || header[263] !== 0x30 ? name : `${prefix}/${name}`
}

function stringAt(header: Uint8Array, from: number, length: number): string {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return decodeName(end < 0 ? field : field.subarray(0, end))
}

/** Octal text, or big-endian binary with the first bit set. Nothing is ever allocated from it. */
function numberAt(header: Uint8Array, from: number, length: number): number {
  const field = header.subarray(from, from + length)
  if ((field[0]! & 0x80) === 0) {
    const value = Number.parseInt(stringAt(header, from, length).trim(), 8)
    return Number.isSafeInteger(value) && value >= 0 ? value : 0
  }
  let value = field[0]! & 0x3f
  for (const byte of field.subarray(1)) value = Math.min(value * 256 + byte, Number.MAX_SAFE_INTEGER)
  return value
}
