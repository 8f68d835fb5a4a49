import { type ByteSource, failing, fromIterable, readFully } from '../byte-source.ts'
import { type Budget, refuse } from './budget.ts'
import { Decoding } from './decoding.ts'
import { decodeName, memberName } from './member.ts'
import { unxz } from './xz.ts'
import { type DirectoryEntry, readDirectory, sizesOf } from './zip-directory.ts'
import { inflateRaw } from './zlib.ts'
import { unzstd } from './zstd.ts'

/**
 * The files of a zip archive (APPNOTE 6.3.10): by its directory where the source can be read anywhere, else by the
 * headers in the stream.
 */
export async function* zipMembers(archive: ByteSource, budget: Budget): AsyncGenerator<ByteSource> {
  const seekable = archive.readAt !== undefined && archive.size !== null
  const directory = seekable ? await readDirectory(archive, archive.size!) : null
  yield* directory === null ? streamed(archive, budget, seekable) : listed(archive, directory, budget)
}

const LOCAL_BYTES = 30
const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const STORED = 0
const DEFLATED = 8
const ZSTD = 93
const XZ = 95

async function* listed(
  archive: ByteSource,
  directory: AsyncIterable<DirectoryEntry>,
  budget: Budget,
): AsyncGenerator<ByteSource> {
  for await (const entry of directory) {
    if (entry.name.endsWith('/')) continue
    if (!budget.addMember()) {
      yield failing(archive.name, budget.tooMany(archive.name))
      return
    }
    const name = memberName(archive.name, entry.name)
    const local = new Uint8Array(LOCAL_BYTES)
    const view = new DataView(local.buffer)
    const isThere = (await archive.readAt!(local, entry.at)) === LOCAL_BYTES && view.getUint32(0, true) === LOCAL
    if (!isThere) yield failing(name, refuse(name, 'its place in the archive holds something else'))
    else {
      const from = entry.at + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true)
      yield decoded(section(archive, name, from, entry.packedBytes), entry, budget)
    }
  }
}

/** No directory: the end is missing, or still to come. */
async function* streamed(archive: ByteSource, budget: Budget, isCut: boolean): AsyncGenerator<ByteSource> {
  const input = new Rewindable(archive)
  const header = new Uint8Array(LOCAL_BYTES)
  const view = new DataView(header.buffer)
  while ((await readFully(input.source, header)) === LOCAL_BYTES && view.getUint32(0, true) === LOCAL) {
    const rawName = new Uint8Array(view.getUint16(26, true))
    const extra = new Uint8Array(view.getUint16(28, true))
    await readFully(input.source, rawName)
    await readFully(input.source, extra)
    const flags = view.getUint16(6, true)
    const entry = {
      name: decodeName(rawName),
      flags,
      method: view.getUint16(8, true),
      ...sizesOf(extra, view.getUint32(22, true), view.getUint32(18, true)),
    }
    const name = memberName(archive.name, entry.name)
    if (!budget.addMember()) {
      yield failing(archive.name, budget.tooMany(archive.name))
      return
    }
    const sizeFollows = (flags & 8) !== 0 && entry.packedBytes === 0
    if (sizeFollows && entry.method !== DEFLATED && !entry.name.endsWith('/')) {
      yield failing(
        name,
        refuse(name, 'its size stands at the end of the archive only: name the file instead of piping it'),
      )
      return
    }
    const packed = input.part(name, sizeFollows ? null : entry.packedBytes)
    const member = decoded(packed, entry, budget, input.giveBack)
    if (!entry.name.endsWith('/')) yield member
    const scrap = new Uint8Array(65_536)
    // A member that failed has said so.
    while ((await member.read(scrap).catch(() => 0)) > 0);
    if (!sizeFollows) while ((await packed.read(scrap).catch(() => 0)) > 0);
    if (!input.isAligned) {
      yield failing(archive.name, refuse(archive.name, 'the archive is damaged from here on'))
      return
    }
    if ((flags & 8) !== 0) await input.skipDescriptor(DESCRIPTOR)
  }
  if (isCut) yield failing(archive.name, refuse(archive.name, 'the end of the archive with its directory is missing'))
}

interface Member {
  readonly name: string
  readonly flags: number
  readonly method: number
  readonly packedBytes: number
}

function decoded(
  packed: ByteSource,
  { flags, method }: Member,
  budget: Budget,
  giveBack?: (consumed: number) => void,
): ByteSource {
  const { name } = packed
  if ((flags & 1) !== 0) return failing(name, refuse(name, 'it is encrypted'))
  const decoding = new Decoding(name, 'the archive', budget.layer(name))
  const facts = { compression: 'zip', layers: ['zip'], losses: decoding.losses }
  switch (method) {
    case STORED:
      return { ...packed, ...facts, losses: packed.losses }
    case DEFLATED:
      return fromIterable(name, inflateRaw(packed, decoding, giveBack), facts)
    case ZSTD:
      return fromIterable(name, unzstd(packed, decoding), facts)
    case XZ:
      return fromIterable(name, unxz(packed, decoding), facts)
    default:
      return failing(name, refuse(name, `it is packed by method ${method}, which is not read`))
  }
}

function section(archive: ByteSource, name: string, from: number, bytes: number): ByteSource {
  let at = from
  const losses: { id: string; text: string }[] = []
  return {
    ...archive,
    name,
    size: bytes,
    losses,
    async read(into) {
      const wanted = into.subarray(0, Math.max(0, from + bytes - at))
      if (wanted.length === 0) return 0
      const count = await archive.readAt!(wanted, at)
      if (count === 0) losses.push({ id: 'E09', text: 'the archive ends inside this file' })
      at += count
      return count
    },
    async close() {},
  }
}

/** A stream in which a decoder may read too far: what it did not use comes again. */
class Rewindable {
  private rest: Uint8Array = new Uint8Array(0)
  /** What the decoder of a part without a size got last, and how much it got in all. */
  private last: Uint8Array = new Uint8Array(0)
  private handed = 0
  isAligned = true
  private readonly archive: ByteSource
  readonly source: ByteSource

  constructor(archive: ByteSource) {
    this.archive = archive
    this.source = { ...archive, read: (into) => this.read(into) }
  }

  private async read(into: Uint8Array): Promise<number> {
    if (this.rest.length === 0) return this.archive.read(into)
    const count = Math.min(into.length, this.rest.length)
    into.set(this.rest.subarray(0, count))
    this.rest = this.rest.subarray(count)
    return count
  }

  /** The next bytes as a source: so many, or as many as its decoder wants. */
  part(name: string, bytes: number | null): ByteSource {
    let left = bytes ?? Number.POSITIVE_INFINITY
    this.handed = 0
    this.isAligned = bytes !== null
    const losses: { id: string; text: string }[] = []
    return {
      ...this.archive,
      name,
      size: bytes,
      losses,
      read: async (into) => {
        if (left === 0) return 0
        const count = await this.read(into.subarray(0, Math.min(left, into.length)))
        if (count === 0) losses.push({ id: 'E09', text: 'the archive ends inside this file' })
        left -= count
        this.handed += count
        if (count > 0) this.last = bytes === null ? into.slice(0, count) : this.last
        return count
      },
      async close() {},
    }
  }

  /** A part without a size ended after so many bytes: what its decoder read beyond them comes again. */
  readonly giveBack = (consumed: number): void => {
    if (this.isAligned) return
    const surplus = this.handed - consumed
    if (surplus > this.last.length) return
    this.isAligned = true
    this.rest = Buffer.concat([this.last.subarray(this.last.length - surplus), this.rest])
  }

  async skipDescriptor(signature: number): Promise<void> {
    const head = new Uint8Array(24)
    const filled = await readFully(this.source, head)
    const view = new DataView(head.buffer)
    const from = view.getUint32(0, true) === signature ? 4 : 0
    // The sizes are of four bytes, or of eight: a signature behind them tells.
    const isNext = (at: number) => at + 4 <= filled && (view.getUint32(at, true) & 0xffff) === 0x4b50
    const length = isNext(from + 12) || filled < 24 ? from + 12 : from + 20
    this.rest = Buffer.concat([head.subarray(Math.min(length, filled), filled), this.rest])
  }
}
