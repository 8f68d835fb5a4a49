/** What the executable itself decides. Build information: cmd/go, debug/buildinfo; ELF: System V ABI. */
import { execFile } from 'node:child_process'
import { open, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { once } from '../base/once.ts'
import { bad, ok, type Probe, unknown, warn } from './probe.ts'

const run = promisify(execFile)

/** The block stands in the data, which comes behind the code: all of it may have to be read. */
const MOST_BYTES = 512 * 1_048_576
const CHUNK = 4 * 1_048_576
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1')

export interface BuildInfo {
  readonly version: string
  /** `-trimpath`, `CGO_ENABLED`, `DefaultGODEBUG`, … */
  readonly settings: Readonly<Record<string, string>>
}

/** Null for what is no Go program, or one older than Go 1.18. */
export async function readBuildInfo(path: string): Promise<BuildInfo | null> {
  const file = await open(path, 'r')
  try {
    const chunk = Buffer.alloc(CHUNK + 65_536)
    for (let at = 0; at < MOST_BYTES; at += CHUNK) {
      const { bytesRead } = await file.read(chunk, 0, chunk.length, at)
      if (bytesRead === 0) return null
      const found = chunk.subarray(0, bytesRead).indexOf(MAGIC)
      if (found >= 0 && found < CHUNK) return parse(chunk.subarray(found, bytesRead))
    }
    return null
  } finally {
    await file.close()
  }
}

/** From Go 1.18: 32 bytes of header, then two strings with their lengths as varints. */
function parse(bytes: Buffer): BuildInfo | null {
  if (bytes.length < 33 || ((bytes[15] ?? 0) & 2) === 0) return null
  const version = stringAt(bytes, 32)
  const modules = version === null ? null : stringAt(bytes, version.end)
  if (version === null) return null
  // Sixteen bytes of a sentinel stand before and behind the text of the modules.
  const lines = (modules?.text.slice(16, -16) ?? '').split('\n').map((line) => line.split('\t'))
  const pairs = lines
    .filter(([kind]) => kind === 'build')
    .map(([, pair = '']) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  return { version: version.text, settings: Object.fromEntries(pairs) }
}

function stringAt(bytes: Buffer, start: number): { readonly text: string; readonly end: number } | null {
  let length = 0
  let at = start
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at++]
    if (byte === undefined) return null
    length += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) break
  }
  if (at + length > bytes.length) return null
  return { text: bytes.toString('latin1', at, at + length), end: at + length }
}

/** They share what is found in the executable: all of it may have to be read for that. */
export function binaryProbes(binary: string): readonly Probe[] {
  const buildInfo = once(() => readBuildInfo(binary))
  return [
    {
      id: 'binary-go',
      title: 'built by Go',
      async ask() {
        const info = await buildInfo()
        return info === null ? unknown('it holds no build information of Go 1.18 or later') : ok(info.version)
      },
    },
    {
      id: 'binary-trimpath',
      title: 'paths in its stacks',
      async ask() {
        const info = await buildInfo()
        if (info === null) return unknown('no build information')
        return ok(info.settings['-trimpath'] === 'true' ? 'module paths (-trimpath)' : 'paths of the build machine')
      },
    },
    {
      id: 'binary-stripped',
      title: 'symbols',
      async ask() {
        const info = await buildInfo()
        const flags = info?.settings['-ldflags'] ?? ''
        if (info === null) return unknown('no build information')
        return ok(/-[sw]\b/.test(flags) ? 'stripped: stacks are whole, a debugger sees less' : 'not stripped')
      },
    },
    {
      id: 'binary-cgo',
      title: 'cgo',
      async ask() {
        const info = await buildInfo()
        if (info === null) return unknown('no build information')
        if (info.settings.CGO_ENABLED !== '1') return ok('off')
        return warn('on: a crash in C has no stack of C', 'a traceback for C: runtime.SetCgoTraceback')
      },
    },
    {
      id: 'binary-godebug',
      title: 'GODEBUG it was built with',
      async ask() {
        const info = await buildInfo()
        return info === null
          ? unknown('no build information')
          : ok(info.settings.DefaultGODEBUG ?? 'the defaults of its Go')
      },
    },
    {
      id: 'binary-setuid',
      title: 'setuid and setgid',
      async ask() {
        const { mode } = await stat(binary)
        if ((mode & 0o6000) === 0) return ok('neither')
        return bad('set: Go forces GOTRACEBACK=none', 'start it as the user it becomes')
      },
    },
    {
      id: 'binary-capabilities',
      title: 'file capabilities',
      async ask() {
        const { stdout } = await run('getcap', [binary], { timeout: 2_000 })
        if (stdout.trim() === '') return ok('none')
        return bad('set: Go forces GOTRACEBACK=none', 'ambient capabilities (AmbientCapabilities= of systemd) instead')
      },
    },
  ]
}
