import { type ByteSource, failing, fromIterable, peek } from '../byte-source.ts'
import { type Budget, refuse } from './budget.ts'
import { Decoding } from './decoding.ts'
import { demultiplexed } from './docker-stream.ts'
import { type Format, formatOf, HEAD_BYTES } from './magic.ts'
import { tarMembers } from './tar.ts'
import { unxz } from './xz.ts'
import { zipMembers } from './zip.ts'
import { gunzip } from './zlib.ts'
import { unzstd } from './zstd.ts'

/** Archives and compressed files inside each other: a log in a tar in a zip still comes out. */
const MOST_LEVELS = 2

const STREAMS = { gzip: gunzip, zstd: unzstd, xz: unxz } as const

const REFUSED: Partial<Record<Format, string>> = {
  bzip2: 'bzip2 is not read: decompress it first (bzip2 -dc FILE | log-extractor)',
  'docker-local':
    "it is a binary log of docker's `local` driver: use `docker logs CONTAINER` and read what that prints",
}

/** What is packed in a source of this format. */
export async function* expand(
  source: ByteSource,
  format: Format,
  budget: Budget,
  level: number,
): AsyncGenerator<ByteSource> {
  const refused = REFUSED[format]
  if (refused !== undefined) yield failing(source.name, refuse(source.name, refused))
  else if (level > MOST_LEVELS) yield failing(source.name, refuse(source.name, 'it is packed too many times over'))
  else if (format === 'docker-stream') yield demultiplexed(source)
  else if (format === 'tar' || format === 'zip') yield* members(source, format, budget, level)
  else if (format === 'xz' && source.layers.includes('xz'))
    // The decoder knows one stream at a time; two would wait for each other.
    yield failing(source.name, refuse(source.name, 'it is an xz file inside an xz file'))
  else if (format !== 'bzip2' && format !== 'docker-local') {
    const decoding = new Decoding(source.name, format, budget.layer(source.name))
    const plain = fromIterable(source.name, STREAMS[format](source, decoding), {
      compression: source.compression ?? format,
      layers: [...source.layers, format],
      losses: decoding.losses,
    })
    const { head, source: inner } = await peek(plain, HEAD_BYTES).catch((error: Error) => ({
      head: new Uint8Array(0),
      source: failing(source.name, error),
    }))
    const innerFormat = formatOf(head)
    if (innerFormat === null) yield inner
    // `tar.gz` is one way of packing, not two.
    else yield* expand(inner, innerFormat, budget, innerFormat === 'tar' ? level : level + 1)
  }
}

async function* members(
  archive: ByteSource,
  format: 'tar' | 'zip',
  budget: Budget,
  level: number,
): AsyncGenerator<ByteSource> {
  const all = format === 'tar' ? tarMembers(archive, budget) : zipMembers(archive, budget)
  let isEmpty = true
  for await (const member of all) {
    isEmpty = false
    const { head, source } = await peek(member, HEAD_BYTES).catch((error: Error) => ({
      head: new Uint8Array(0),
      source: failing(member.name, error),
    }))
    const inner = formatOf(head)
    if (inner === null) yield source
    else yield* expand(source, inner, budget, level + 1)
  }
  if (isEmpty) yield failing(archive.name, refuse(archive.name, 'the archive holds no files'))
}
