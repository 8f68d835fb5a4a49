/**
 * A folder of evidence, written while the program runs: streams as they come, documents whole or not at all. Only its
 * owner may look into it. Once it is claimed nothing that goes wrong with it disturbs the run; it is told, and recorded.
 */
import {
  chmodSync,
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fail } from '../base/errors.ts'
import { type Loss, RawFile, type Segment } from './raw-file.ts'

export interface BundleOptions {
  /** Most bytes to keep of one stream. */
  readonly mostBytes: number
  readonly onNote: (sentence: string) => void
}

export interface StreamRecord {
  readonly bytes: number
  readonly segments: readonly Segment[]
  readonly losses: readonly Loss[]
}

/** What a run says of itself; its state stays `running` when nobody was left to write how it ended. */
const RECORD = 'run.json'

export class Bundle {
  readonly folder: string
  /** An earlier run in the same place that was cut off. */
  readonly cutOff: string | null
  private readonly options: BundleOptions
  private readonly raws = new Map<string, RawFile>()
  private isBroken = false

  private constructor(folder: string, cutOff: string | null, options: BundleOptions) {
    this.folder = folder
    this.cutOff = cutOff
    this.options = options
  }

  /**
   * The folder itself when it is new or empty, else a new one inside it.
   * @throws LogExtractorError E_OUTPUT
   */
  static open(path: string, options: BundleOptions): Bundle {
    try {
      makeFolder(path)
      const cutOff = lastCutOff(path)
      const folder = readdirSync(path).length === 0 && claim(path) ? path : inside(path)
      return new Bundle(folder, cutOff, options)
    } catch (error) {
      throw fail('E_OUTPUT', path, (error as NodeJS.ErrnoException).code ?? String(error))
    }
  }

  /** @throws LogExtractorError E_OUTPUT */
  stream(name: string): RawFile {
    const path = join(this.folder, `${name}.raw`)
    try {
      const raw = new RawFile(path, this.options.mostBytes, (reason) =>
        this.options.onNote(`${path} cannot be written (${reason}): the program goes on, what is lost is recorded`),
      )
      this.raws.set(name, raw)
      return raw
    } catch (error) {
      throw fail('E_OUTPUT', path, (error as NodeJS.ErrnoException).code ?? String(error))
    }
  }

  /** Appears whole. */
  write(name: string, content: string | Uint8Array): void {
    const path = join(this.folder, name)
    const written = `${path}.${process.pid}.tmp`
    try {
      if (name.includes('/')) makeFolder(dirname(path))
      writeFileSync(written, content, { mode: 0o600 })
      renameSync(written, path)
    } catch (error) {
      rmSync(written, { force: true })
      if (!this.isBroken) this.options.onNote(`${path} cannot be written (${(error as NodeJS.ErrnoException).code})`)
      this.isBroken = true
    }
  }

  writeJson(name: string, value: unknown): void {
    this.write(name, `${JSON.stringify(value, null, 2)}\n`)
  }

  record(value: object): void {
    this.writeJson(RECORD, { ...value, streams: this.streams() })
  }

  close(): void {
    for (const raw of this.raws.values()) raw.close()
  }

  private streams(): Record<string, StreamRecord> {
    return Object.fromEntries(
      [...this.raws].map(([name, { bytes, segments, losses }]) => [name, { bytes, segments, losses }]),
    )
  }
}

/**
 * With the folders above it. Node's own way never ends where the kernel says that a folder is missing which is there
 * (below /proc), and says so itself of a file system that is read-only.
 */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    const above = dirname(path)
    if (code !== 'ENOENT' || above === path || statSync(above, { throwIfNoEntry: false }) !== undefined) throw error
    makeFolder(above)
    mkdirSync(path, { mode: 0o700 })
  }
}

/** Of several that start at once only one gets an empty folder. */
function claim(folder: string): boolean {
  try {
    closeSync(openSync(join(folder, RECORD), 'wx', 0o600))
    chmodSync(folder, 0o700)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function inside(path: string): string {
  const time = new Date().toISOString().replace(/[:.]/g, '-')
  const folder = join(path, `run-${time}-${process.pid}`)
  mkdirSync(folder, { mode: 0o700 })
  claim(folder)
  return folder
}

/** The newest run here, when its end was never written and its process is gone. */
function lastCutOff(path: string): string | null {
  const runs = readdirSync(path).filter((name) => name.startsWith('run-'))
  for (const folder of [
    ...runs
      .sort()
      .reverse()
      .slice(0, 1)
      .map((name) => join(path, name)),
    path,
  ]) {
    try {
      const record = JSON.parse(readFileSync(join(folder, RECORD), 'utf8')) as { state?: string; wrapperPid?: number }
      if (record.state !== 'running' || record.wrapperPid === undefined) continue
      process.kill(record.wrapperPid, 0)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return folder
    }
  }
  return null
}
