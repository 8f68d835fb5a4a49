import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fail } from '../base/errors.ts'

/** Enough for a large repository; a home directory by mistake ends here. */
const MOST_ENTRIES = 100_000
const MOST_FILES = 300
const MOST_BYTES = 2_000_000
const SKIPPED = new Set(['.git', 'node_modules', 'testdata', '.hg', '.svn'])

/**
 * The Go files below `directory` that frames name. Paths of a dump are those of the machine that built the program, so
 * the file with the most folders in common is taken, and none when two fit equally well. Only names found below
 * `directory` are ever opened: a path in a log opens nothing.
 * @throws LogExtractorError when the directory cannot be read.
 */
export async function readGoSources(directory: string, wanted: readonly string[]): Promise<Map<string, string>> {
  const status = await stat(directory).catch(() => null)
  if (status === null) throw fail('E_INPUT_MISSING', directory)
  if (!status.isDirectory()) throw fail('E_INPUT_UNREADABLE', directory, 'not a directory')
  const names = new Map<string, string[]>()
  for (const path of wanted) names.set(basename(path), [])
  await collect(directory, names)
  const texts = new Map<string, string>()
  for (const path of wanted) {
    if (texts.size >= MOST_FILES) break
    const found = bestOf(path, names.get(basename(path)) ?? [])
    if (found === null) continue
    const size = (await stat(found).catch(() => null))?.size ?? Number.POSITIVE_INFINITY
    if (size > MOST_BYTES) continue
    const text = await readFile(found, 'utf8').catch(() => null)
    if (text !== null) texts.set(path, text)
  }
  return texts
}

async function collect(root: string, names: ReadonlyMap<string, string[]>): Promise<void> {
  const folders = [root]
  let entries = 0
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    // Links are not followed: they may lead out of the directory, or in circles.
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      if (++entries > MOST_ENTRIES) return
      if (entry.isDirectory() && !SKIPPED.has(entry.name)) folders.push(join(folder, entry.name))
      else if (entry.isFile()) names.get(entry.name)?.push(join(folder, entry.name))
    }
  }
}

function bestOf(path: string, candidates: readonly string[]): string | null {
  let best: string | null = null
  let most = 0
  let tied = false
  for (const candidate of candidates) {
    const shared = sharedFolders(path, candidate)
    if (shared < most) continue
    tied = shared === most
    most = shared
    best = candidate
  }
  return tied ? null : best
}

function sharedFolders(a: string, b: string): number {
  const left = a.split(/[/\\]/).reverse()
  const right = b.split(/[/\\]/).reverse()
  let shared = 0
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++
  return shared
}
