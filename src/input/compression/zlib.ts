import zlib from 'node:zlib'
import { LogExtractorError } from '../../base/errors.ts'
import type { ByteSource } from '../byte-source.ts'
import type { Decoding } from './decoding.ts'

/** Larger chunks gain nothing; Node's own 16 KiB cost half of the speed. */
const OUTPUT_BYTES = 262_144
const INPUT_BYTES = 65_536

/** Files larger than this window are refused, as zstd's own tool does unless told otherwise. */
const ZSTD_WINDOW_LOG = 27

type Engine = zlib.Gunzip | zlib.InflateRaw

export function gunzip(source: ByteSource, decoding: Decoding): AsyncGenerator<Uint8Array> {
  return decode(zlib.createGunzip({ chunkSize: OUTPUT_BYTES }), source, decoding)
}

/** `onEnd` hears how many bytes the stream really took. */
export function inflateRaw(
  source: ByteSource,
  decoding: Decoding,
  onEnd?: (consumed: number) => void,
): AsyncGenerator<Uint8Array> {
  return decode(zlib.createInflateRaw({ chunkSize: OUTPUT_BYTES }), source, decoding, onEnd)
}

/** Null where this Node has no zstd of its own. */
export function nativeZstd(source: ByteSource, decoding: Decoding): AsyncGenerator<Uint8Array> | null {
  const { createZstdDecompress, constants } = zlib as unknown as {
    readonly createZstdDecompress?: (options: object) => Engine
    readonly constants: Readonly<Record<string, number>>
  }
  if (createZstdDecompress === undefined) return null
  const params = { [constants['ZSTD_d_windowLogMax']!]: ZSTD_WINDOW_LOG }
  return decode(createZstdDecompress({ chunkSize: OUTPUT_BYTES, params }), source, decoding)
}

/**
 * Feeds a little, hands out everything that came of it, feeds on. Not a pipeline: when an archive ends too early, a
 * pipeline throws away what it had decoded but not delivered yet.
 */
async function* decode(
  engine: Engine,
  source: ByteSource,
  decoding: Decoding,
  onEnd?: (consumed: number) => void,
): AsyncGenerator<Uint8Array> {
  let decoded: Uint8Array[] = []
  let failure: unknown = null
  let isOver = false
  let settle = () => {}
  engine.on('data', (chunk: Uint8Array) => {
    try {
      decoding.spend(chunk.length)
      decoded.push(chunk)
    } catch (error) {
      failure ??= error
      engine.destroy()
      settle()
    }
  })
  engine.on('end', () => {
    isOver = true
    settle()
  })
  engine.on('error', (error) => {
    failure ??= error
    settle()
  })
  // A stream that is read in another way than flowing delivers late; this makes it flow before the first write.
  engine.resume()
  const input = new Uint8Array(INPUT_BYTES)
  try {
    while (!isOver && failure === null) {
      const count = await source.read(input)
      const part = Buffer.from(input.buffer, 0, count)
      await new Promise<void>((resolve) => {
        settle = resolve
        if (count > 0) engine.write(part, () => resolve())
        else engine.end()
      })
      const chunks = decoded
      decoded = []
      yield* chunks
    }
    if (failure instanceof LogExtractorError) throw failure
    // What was decoded and not yet delivered when the engine stopped.
    for (let chunk = engine.read() as Uint8Array | null; chunk !== null; chunk = engine.read()) yield chunk
    if (failure !== null)
      decoding.broken((failure as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'early' : 'damaged')
    else onEnd?.(engine.bytesWritten)
  } finally {
    engine.destroy()
  }
}
