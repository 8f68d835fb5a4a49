/**
 * One stream of the child, byte for byte, on disk before it goes anywhere else: whatever kills us, what was read is
 * there. Long streams are cut into segments, of which the newest are kept. What could not be written is known to the byte.
 */
import { closeSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

export interface Segment {
  readonly file: string
  /** Offset in the stream of its first byte. */
  readonly from: number
  bytes: number
}

export interface Loss {
  readonly from: number
  to: number
  readonly reason: string
}

/** A few of them: the oldest part can go without the newest going too. */
const SEGMENTS = 4
/** While nothing can be written, this much of the newest output is kept for when it can. */
const KEPT_BYTES = 4 * 1024 * 1024
const RETRY_MS = 1_000
const LONGEST_LINES_BYTES = 64 * 1024 * 1024

export class RawFile {
  readonly segments: Segment[] = []
  readonly losses: Loss[] = []
  /** Bytes of the stream so far, written or not. */
  bytes = 0
  private readonly path: string
  private readonly segmentBytes: number
  private readonly onLoss: (reason: string) => void
  private fd: number | null = null
  private kept: Uint8Array[] = []
  private keptBytes = 0
  private triedMs = 0
  private rotated = 0

  constructor(path: string, mostBytes: number, onLoss: (reason: string) => void) {
    this.path = path
    this.segmentBytes = Math.max(1, Math.floor(mostBytes / SEGMENTS))
    this.onLoss = onLoss
    this.fd = openSync(path, 'wx', 0o600)
    this.segments.push({ file: basename(path), from: 0, bytes: 0 })
  }

  append(chunk: Uint8Array): void {
    this.bytes += chunk.length
    if (this.fd === null && !this.recover()) {
      this.keep(chunk)
      return
    }
    this.write(chunk)
  }

  close(): void {
    if (this.fd === null) this.recover(true)
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  /** Bytes of the last lines before an offset, at most so many; empty where they were never written. */
  linesBefore(offset: number, lines: number): Buffer {
    const parts: Buffer[] = []
    if (lines === 0) return Buffer.alloc(0)
    let end = offset
    let count = 0
    let taken = 0
    for (const segment of this.segments.toReversed()) {
      while (end > segment.from && end <= segment.from + segment.bytes && taken < LONGEST_LINES_BYTES) {
        const part = this.read(segment, Math.max(segment.from, end - BLOCK_BYTES), end)
        if (part.length === 0) return Buffer.concat(parts)
        const cut = startOfLines(part, lines - count, end === offset)
        parts.unshift(part.subarray(cut.from))
        if (cut.from > 0) return Buffer.concat(parts)
        count += cut.lines
        taken += part.length
        end -= part.length
      }
    }
    return Buffer.concat(parts)
  }

  private read({ file, from }: Segment, start: number, end: number): Buffer {
    const part = Buffer.alloc(end - start)
    try {
      const fd = openSync(this.pathOf(file), 'r')
      try {
        return part.subarray(0, readSync(fd, part, 0, part.length, start - from))
      } finally {
        closeSync(fd)
      }
    } catch {
      return part.subarray(0, 0)
    }
  }

  private pathOf(file: string): string {
    return join(dirname(this.path), file)
  }

  private write(chunk: Uint8Array): void {
    let done = 0
    try {
      while (done < chunk.length) {
        if (this.segments.at(-1)!.bytes >= this.segmentBytes) this.rotate()
        const segment = this.segments.at(-1)!
        const count = writeSync(this.fd!, chunk, done, Math.min(chunk.length - done, this.segmentBytes - segment.bytes))
        done += count
        segment.bytes += count
      }
    } catch (error) {
      this.broke((error as NodeJS.ErrnoException).code ?? 'EIO', chunk.subarray(done))
    }
  }

  private rotate(): void {
    closeSync(this.fd!)
    this.fd = null
    const { from, bytes } = this.segments.at(-1)!
    this.makeRoom()
    this.fd = openSync(this.path, 'wx', 0o600)
    this.segments.push({ file: basename(this.path), from: from + bytes, bytes: 0 })
  }

  /** The newest segment has the plain name; older ones are numbered, the oldest lowest, and the oldest go. */
  private makeRoom(): void {
    const last = this.segments.at(-1)!
    if (last.file === basename(this.path)) {
      const file = `${last.file}.${this.rotated + 1}`
      renameSync(this.path, this.pathOf(file))
      this.rotated++
      this.segments[this.segments.length - 1] = { ...last, file }
    }
    if (this.segments.length < SEGMENTS) return
    rmSync(this.pathOf(this.segments[0]!.file), { force: true })
    this.segments.shift()
  }

  private broke(reason: string, rest: Uint8Array): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
    this.triedMs = performance.now()
    const from = this.bytes - rest.length
    this.losses.push({ from, to: this.bytes, reason })
    this.keep(rest, true)
    if (this.losses.length === 1) this.onLoss(reason)
  }

  private keep(chunk: Uint8Array, isFirst = false): void {
    if (!isFirst) this.losses.at(-1)!.to = this.bytes
    this.kept.push(Uint8Array.from(chunk))
    this.keptBytes += chunk.length
    while (this.keptBytes > KEPT_BYTES && this.kept.length > 1) this.keptBytes -= this.kept.shift()!.length
  }

  /** A new segment begins where the kept bytes begin; true when writing works again. */
  private recover(isLast = false): boolean {
    if (!isLast && performance.now() - this.triedMs < RETRY_MS) return false
    this.triedMs = performance.now()
    const aside = `${this.path}.next`
    try {
      this.fd = openSync(aside, 'wx', 0o600)
      for (const part of this.kept) for (let done = 0; done < part.length; ) done += writeSync(this.fd, part, done)
      this.makeRoom()
      renameSync(aside, this.path)
    } catch {
      if (this.fd !== null) closeSync(this.fd)
      this.fd = null
      // A part that no record names would only puzzle whoever finds it.
      rmSync(aside, { force: true })
      return false
    }
    const loss = this.losses.at(-1)!
    const from = loss.to - this.keptBytes
    this.segments.push({ file: basename(this.path), from, bytes: this.keptBytes })
    this.kept = []
    this.keptBytes = 0
    if (loss.from >= from) this.losses.pop()
    else loss.to = from
    return true
  }
}

const BLOCK_BYTES = 1_048_576

/** Where in `part` the last `lines` lines begin; 0 when they begin earlier. */
function startOfLines(part: Buffer, lines: number, isLast: boolean): { from: number; lines: number } {
  let count = 0
  let at = part.length - (isLast && part.at(-1) === 0x0a ? 1 : 0)
  while (at > 0) {
    at = part.lastIndexOf(0x0a, at - 1)
    if (at < 0) break
    if (++count >= lines) return { from: at + 1, lines: count }
  }
  return { from: 0, lines: count }
}
