import type { Frame } from '../../../model/stack.ts'
import { functionsIn, type GoFunction, type Operation } from './go-functions.ts'

/** A lock that is taken on the way to a line. */
export interface Held {
  /** As the code writes it: `s.mu`. */
  readonly on: string
  readonly reads: boolean
  readonly line: number
}

/** What the code says about one frame. */
export interface FrameCode {
  readonly function: GoFunction
  /** Locks taken before the line of the frame, and not given back on the way there. */
  readonly held: readonly Held[]
  /** A call before the line may have locked, too: what is not in `held` may be held nevertheless. */
  readonly unsure: boolean
  /** What the line itself does. */
  readonly here: readonly Operation[]
  /** Sends and receives that the line stands in: its own, or the cases of its select. */
  readonly waits: readonly Operation[]
}

/** The Go files that the frames of a dump name, as far as they were found. */
export class SourceCode {
  private readonly functions = new Map<string, readonly GoFunction[]>()
  private readonly frames = new Map<string, FrameCode | null>()
  private readonly texts: ReadonlyMap<string, string>

  /** `texts`: by the name of the file as frames give it. */
  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts
  }

  /** Null when the file is not there, or is not the one the program was built from. */
  at(frame: Frame): FrameCode | null {
    if (frame.file === null || frame.line === null) return null
    const key = `${frame.file}:${frame.line} ${frame.function}`
    let code = this.frames.get(key)
    if (code === undefined) {
      code = this.find(frame, frame.line)
      this.frames.set(key, code)
    }
    return code
  }

  /** Every function of the files, for the other ends of a channel. */
  *all(): Iterable<{ readonly file: string; readonly function: GoFunction }> {
    for (const file of this.texts.keys()) for (const one of this.functionsOf(file)) yield { file, function: one }
  }

  private functionsOf(file: string): readonly GoFunction[] {
    let list = this.functions.get(file)
    if (list === undefined) {
      const text = this.texts.get(file)
      list = text === undefined ? [] : functionsIn(text)
      this.functions.set(file, list)
    }
    return list
  }

  /** The function or literal around the line; null when it has another name: the file has changed since the program was built. */
  functionAt(frame: Frame): GoFunction | null {
    const { file, line } = frame
    if (file === null || line === null) return null
    const around = this.functionsOf(file).filter(({ from, to }) => line >= from && line <= to)
    around.sort((a, b) => a.to - a.from - (b.to - b.from))
    for (const one of around) {
      if (isNamed(frame, one)) return one
      // Only on its first and its last line, a literal shares the line with the function around it.
      if (line !== one.from && line !== one.to) return null
    }
    return null
  }

  private find(frame: Frame, line: number): FrameCode | null {
    const innermost = this.functionAt(frame)
    if (innermost === null) return null
    const before = innermost.operations.filter((operation) => operation.line < line)
    const here = innermost.operations.filter((operation) => operation.line === line)
    return {
      function: innermost,
      held: heldAfter(before, innermost.operations, line),
      unsure: before.some(({ kind }) => kind === 'may-lock'),
      here,
      waits: waitsOf(here, innermost.operations),
    }
  }
}

function waitsOf(here: readonly Operation[], all: readonly Operation[]): readonly Operation[] {
  const select = here.find(({ kind }) => kind === 'select')
  if (select === undefined) return here.filter(({ kind }) => kind === 'send' || kind === 'receive')
  const rest = all.slice(all.indexOf(select) + 1)
  const end = rest.findIndex(({ depth }) => depth <= select.depth)
  return rest
    .slice(0, end < 0 ? rest.length : end)
    .filter(
      ({ isCase, depth, kind }) => isCase && depth === select.depth + 1 && (kind === 'send' || kind === 'receive'),
    )
}

/** `<-ctx.Done()`: a context by the method that only contexts, and what imitates them, have. */
export function isEndOfContext({ kind, on }: Operation): boolean {
  return kind === 'receive' && on.endsWith('.Done')
}

function isNamed({ function: name, package: path }: Frame, { name: declared, isLiteral }: GoFunction): boolean {
  const rest = name.slice(path.length + 1).replace(/\[\.\.\.\]/g, '')
  return isLiteral ? rest.startsWith(`${declared}.`) : rest === declared
}

function heldAfter(before: readonly Operation[], all: readonly Operation[], line: number): Held[] {
  const held: (Held & { depth: number })[] = []
  for (const [i, { kind, on, line: at, depth, deferred }] of before.entries()) {
    if (deferred) continue
    if (kind === 'lock' || kind === 'read-lock') held.push({ on, reads: kind === 'read-lock', line: at, depth })
    if (kind !== 'unlock' && kind !== 'read-unlock') continue
    const reads = kind === 'read-unlock'
    const index = held.findLastIndex((one) => one.on === on && one.reads === reads)
    if (index < 0) continue
    // `if bad { mu.Unlock(); return }`: whoever stands further down did not go that way.
    const leaves = depth > held[index]!.depth && leavesAfter(before.slice(i + 1), depth)
    if (!leaves) held.splice(index, 1)
  }
  // A lock taken in a branch that ended before the line is not held there, unless the branch was left by falling through.
  const here = Math.min(...all.filter((one) => one.line === line).map(({ depth }) => depth), Number.POSITIVE_INFINITY)
  return held
    .filter(({ depth }) => !Number.isFinite(here) || depth <= here || depth === 0)
    .map(({ on, reads, line: at }) => ({ on, reads, line: at }))
}

function leavesAfter(rest: readonly Operation[], depth: number): boolean {
  const next = rest.find((operation) => operation.kind === 'return' || operation.depth < depth)
  return next !== undefined && next.kind === 'return' && next.depth >= depth
}

/** What a lock or channel is called beside its variable: `s.mu` and `c.mu` are both `mu`, an embedded one has no name. */
export function fieldOf(on: string): string {
  const dot = on.indexOf('.')
  return dot < 0 ? on : on.slice(dot + 1)
}

/** The same lock by name, in two methods of one type or in one function. */
export function isSameLock(a: GoFunction, onA: string, b: GoFunction, onB: string): boolean {
  const name = ({ receiver }: GoFunction, on: string) => {
    if (receiver === '') return on
    return on === receiver ? '' : on.startsWith(`${receiver}.`) ? on.slice(receiver.length + 1) : on
  }
  return name(a, onA) === name(b, onB)
}

/** Returns between Lock and Unlock, with the line of the lock. */
export function forgottenUnlocks({ operations }: GoFunction, on: string): { locked: number; left: number }[] {
  const found: { locked: number; left: number }[] = []
  for (const [i, lock] of operations.entries()) {
    if ((lock.kind !== 'lock' && lock.kind !== 'read-lock') || lock.on !== on || lock.deferred) continue
    const gives = lock.kind === 'lock' ? 'unlock' : 'read-unlock'
    const rest = operations.slice(i + 1)
    if (rest.some(({ kind, deferred, on: other }) => kind === gives && deferred && other === on)) continue
    for (const [j, operation] of rest.entries()) {
      if (operation.kind === gives && operation.on === on && operation.depth <= lock.depth) break
      if (operation.kind !== 'return') continue
      const given = rest
        .slice(0, j)
        .some(({ kind, on: other, block }) => kind === gives && other === on && operation.within.includes(block))
      if (!given) found.push({ locked: lock.line, left: operation.line })
    }
  }
  return found
}
