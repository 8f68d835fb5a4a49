/**
 * The program's own source, as far as it lies below a folder: a stack names `/build/shop/cart/cart.go:42`, the checkout
 * has `cart/cart.go`. What a log names is not trusted: nothing outside the folder is opened, nothing that is no plain
 * file, nothing large.
 */
import { constants } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { fail } from '../base/errors.ts'
import type { SourcePlace } from '../model/judgement.ts'

const MOST_BYTES = 2 * 1_048_576
/** A folder that is no checkout (a home, a root) must not be walked for minutes. */
const MOST_ENTRIES = 100_000
const MOST_DEPTH = 12
const CONTEXT_LINES = 3
const LONGEST_LINE = 400
const SKIPPED: ReadonlySet<string> = new Set(['.git', '.hg', '.svn', '.cache', 'node_modules'])

export interface LoggedPlace {
  readonly function: string
  readonly file: string
  readonly line: number
}

export class Checkout {
  private readonly root: string
  /** Paths below the root by their last part; made when first needed. */
  private names: Promise<ReadonlyMap<string, readonly string[]>> | null = null
  private readonly texts = new Map<string, Promise<readonly string[] | null>>()

  private constructor(root: string) {
    this.root = root
  }

  /** Null when there is no such folder. */
  static async open(folder: string): Promise<Checkout | null> {
    const root = await realpath(folder).catch(() => null)
    return root === null ? null : new Checkout(root)
  }

  /**
   * A folder that somebody named.
   * @throws LogExtractorError when it cannot be read.
   */
  static async openNamed(folder: string): Promise<Checkout> {
    const status = await stat(folder).catch(() => null)
    if (status === null) throw fail('E_INPUT_MISSING', folder)
    if (!status.isDirectory()) throw fail('E_INPUT_UNREADABLE', folder, 'not a directory')
    return new Checkout(await realpath(folder))
  }

  /**
   * The text of the file that a stack calls so; null when there is none, or several fit equally well. By its name alone
   * it may be another one: whoever reads it must look whether the function is in it.
   */
  async textOf(file: string): Promise<string | null> {
    const best = await this.closestTo(partsOf(file, ''))
    const lines = best === null ? null : await this.linesOf(best.path)
    return lines?.join('\n') ?? null
  }

  /** The lines around the place; null when no file of the checkout is certainly the one that is meant. */
  async find(place: LoggedPlace): Promise<SourcePlace | null> {
    const path = await this.pathOf(place)
    const lines = path === null ? null : await this.linesOf(path)
    if (path === null || lines === null) return null
    const firstLine = Math.max(1, place.line - CONTEXT_LINES)
    const exists = place.line >= 1 && place.line <= lines.length
    const text = exists ? lines.slice(firstLine - 1, place.line + CONTEXT_LINES) : []
    return {
      path,
      line: place.line,
      firstLine,
      text: text.map((line) => line.slice(0, LONGEST_LINE)),
      isSure: exists && declares(lines, place.function),
    }
  }

  private async pathOf({ file, function: name }: LoggedPlace): Promise<string | null> {
    const best = await this.closestTo(partsOf(file, name))
    if (best === null || best.common >= 2) return best?.path ?? null
    // The name alone says little: main.go is everywhere.
    const lines = await this.linesOf(best.path)
    return lines !== null && declares(lines, name) ? best.path : null
  }

  /** The file with the most parts of its path in common: a stack has the paths of the machine that built the program. */
  private async closestTo(parts: readonly string[]): Promise<{ path: string; common: number } | null> {
    this.names ??= walk(this.root)
    const candidates = (await this.names).get(parts.at(-1) ?? '') ?? []
    const scored = candidates.map((path) => ({ path, common: commonTail(path.split('/'), parts) }))
    const most = scored.reduce((most, { common }) => Math.max(most, common), 0)
    const best = scored.filter(({ common }) => common === most)
    return best.length === 1 ? best[0]! : null
  }

  private linesOf(path: string): Promise<readonly string[] | null> {
    let lines = this.texts.get(path)
    if (lines === undefined) {
      lines = this.read(path).catch(() => null)
      this.texts.set(path, lines)
    }
    return lines
  }

  private async read(path: string): Promise<readonly string[] | null> {
    const real = await realpath(join(this.root, path))
    if (relative(this.root, real).startsWith('..')) return null
    const file = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
    try {
      const status = await file.stat()
      if (!status.isFile() || status.size > MOST_BYTES) return null
      return (await file.readFile('utf8')).split(/\r?\n/)
    } finally {
      await file.close()
    }
  }
}

/** `com.shop.Cart.total` in `Cart.java` lies in com/shop; a Go file names its folder itself. */
function partsOf(file: string, name: string): string[] {
  const parts = file.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..')
  if (parts.length !== 1 || !/\.(?:java|kt|scala|groovy)$/.test(file)) return parts
  return [...name.split('.').slice(0, -2), ...parts]
}

function commonTail(a: readonly string[], b: readonly string[]): number {
  let length = 0
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++
  return length
}

/** Whether `func (c *Cart) Total(` stands there, for `shop/cart.(*Cart).Total.func1`. */
function declares(lines: readonly string[], name: string): boolean {
  const plain = name
    .replace(/\[[^\]]*\]/g, '')
    .replace(/-fm$/, '')
    .replace(/(?:\.(?:func\d+|gowrap\d+|deferwrap\d+|\d+))+$/, '')
  const word = /([\p{L}_$][\p{L}\p{N}_$]*)$/u.exec(plain)?.[1]
  if (word === undefined) return false
  return lines.some((line) => {
    const at = line.indexOf(word)
    return at > 0 && /[([<]/.test(line[at + word.length] ?? '') && /[\s)]/.test(line[at - 1]!)
  })
}

async function walk(root: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>()
  let left = MOST_ENTRIES
  // Near the root first: what is cut off is what lies deepest.
  let folders = ['']
  for (let depth = 0; depth < MOST_DEPTH && folders.length > 0 && left > 0; depth++) {
    const deeper: string[] = []
    for (const folder of folders) {
      const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
      for (const entry of entries) {
        if (left-- <= 0) break
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`
        if (entry.isDirectory() && !SKIPPED.has(entry.name)) deeper.push(path)
        if (!entry.isFile()) continue
        const paths = found.get(entry.name)
        if (paths === undefined) found.set(entry.name, [path])
        else paths.push(path)
      }
    }
    folders = deeper
  }
  return found
}
