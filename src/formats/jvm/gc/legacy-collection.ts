import type { GcFlag, GcPool, JvmCollector, JvmGcEvent } from '../../../model/gc-event.ts'
import { FULL_KINDS } from '../../../model/gc-kinds.ts'
import { lastSeconds, OCCUPANCY, readPrefix, TRIPLE } from './legacy-text.ts'
import { bytesOf } from './quantities.ts'
import type { Stamp } from './stamp.ts'

/** One collection of a legacy log, as far as its brackets tell. */
export interface Collection {
  readonly type: string
  readonly name: string
  readonly cause: string | null
  readonly generation: JvmGcEvent['generation']
  readonly collector: JvmCollector | null
  readonly flags: readonly GcFlag[]
  readonly durationMs: number | null
  readonly heapBeforeBytes: number | null
  readonly heapAfterBytes: number | null
  readonly heapCapacityBytes: number | null
  readonly pools: Record<string, GcPool> | null
  readonly metaspace: GcPool | null
  /** Collections that went on inside this one. */
  readonly inner: readonly { readonly stamp: Stamp | null; readonly collection: Collection }[]
}

const POOL =
  /\[(DefNew|ParNew|ASParNew|PSYoungGen|Tenured|CMS|ASCMS|PSOldGen|ParOldGen)(?! Perm|[A-Za-z])([^\]]*?):? (\d{1,12}K)->(\d{1,12}K)\((\d{1,12}K)\)(?:, (\d{1,9}[.,]\d{1,9}) secs)?/g
const PERM = /\[(?:CMS Perm|Perm|PSPermGen|Metaspace) ?: (\d{1,12}K)->(\d{1,12}K)\((\d{1,12}K)\)\]/
const CAUSE = /^(?:Full )?GC(?: pause)?(?:--)? ?\(((?:[^()]|\([^()]{0,40}\)){1,80})\)/
const OLD: ReadonlySet<string> = new Set(['Tenured', 'CMS', 'ASCMS', 'PSOldGen', 'ParOldGen'])
export const COLLECTORS: Readonly<Record<string, JvmCollector>> = {
  DefNew: 'serial',
  Tenured: 'serial',
  ParNew: 'cms',
  ASParNew: 'cms',
  CMS: 'cms',
  ASCMS: 'cms',
  PSYoungGen: 'parallel',
  PSOldGen: 'parallel',
  ParOldGen: 'parallel',
}

/** The generations as printed inside a collection. */
interface Generations {
  readonly pools: Record<string, GcPool>
  readonly count: number
  readonly collector: JvmCollector | null
  readonly hasOld: boolean
  /** The young generation whose objects the old one could not take. */
  readonly failed: { readonly name: string; readonly pool: GcPool; readonly seconds: string | undefined } | null
}

/**
 * Reads `[GC … T secs]`. What tells a collection is on its first level; the generations are in brackets inside it.
 * `marks` counts the pauses without sizes before this one: without details, initial mark and remark look alike.
 */
export function readCollection(text: string, marks: number): Collection | null {
  const whole = text.trim()
  const body = whole.slice(1, whole.endsWith(']') ? -1 : undefined)
  const { inner, rest } = withoutInner(body, marks)
  const isFull = rest.startsWith('Full GC')
  if (!isFull && !rest.startsWith('GC')) return null
  const generations = readGenerations(rest)
  const outer = toLevel(rest, 0)
  const heap = TRIPLE.exec(outer)
  const occupancy = heap === null ? OCCUPANCY.exec(outer) : null
  const printedCause = CAUSE.exec(rest)?.[1] ?? null
  const cause = printedCause === null || MODIFIERS.has(printedCause) ? null : printedCause
  const isG1 = /^GC (?:pause|remark|cleanup)/.test(rest)
  const promotionFailed = PROMOTION_FAILED.test(rest)
  const flags: GcFlag[] = []
  if (/\(to-space (?:exhausted|overflow)\)/.test(rest)) flags.push('evacuation-failure')
  if (cause === 'G1 Humongous Allocation') flags.push('humongous')
  if (promotionFailed) flags.push('promotion-failed')
  const isMark = occupancy !== null && generations.count === 0 && !isG1 && !isFull
  const type = typeOf(rest, generations, cause, isMark ? marks : null)
  if (type === 'concurrent-mode-failure' || type === 'concurrent-mode-interrupted') flags.push(type)
  const generation = GENERATION_OF[type] ?? null
  const { pools, count, failed } = generations
  // The young collection failed, and a collection of everything went on in the same pause.
  const alsoYoung =
    failed !== null && generation === 'full'
      ? [{ stamp: null, collection: failedYoung(failed, cause, generations.collector) }]
      : []
  const perm = PERM.exec(rest)
  return {
    type,
    name: isFull ? 'Full GC' : (/^GC (?:pause|remark|cleanup)/.exec(rest)?.[0] ?? 'GC'),
    cause,
    generation,
    collector: isG1 ? 'g1' : type === 'initial-mark' || type === 'remark' ? 'cms' : generations.collector,
    flags,
    durationMs: lastSeconds(whole),
    heapBeforeBytes: heap === null ? null : bytesOf(heap[1]!),
    heapAfterBytes: heap !== null ? bytesOf(heap[2]!) : occupancy !== null ? bytesOf(occupancy[1]!) : null,
    heapCapacityBytes: heap !== null ? bytesOf(heap[3]!) : occupancy !== null ? bytesOf(occupancy[2]!) : null,
    pools: count === 0 ? null : pools,
    metaspace:
      perm === null
        ? null
        : { beforeBytes: bytesOf(perm[1]!), afterBytes: bytesOf(perm[2]!), capacityBytes: bytesOf(perm[3]!) },
    inner: [...inner, ...alsoYoung],
  }
}

const PROMOTION_FAILED = /promotion failed|promotion failure size|^GC--|--\[PSYoungGen/
const GENERATION_OF: Readonly<Record<string, Collection['generation']>> = {
  ...Object.fromEntries([...FULL_KINDS].map((kind) => [kind, 'full' as const])),
  'initial-mark': 'old',
  remark: 'old',
  young: 'young',
  'young-initial-mark': 'young',
  'promotion-failed': 'young',
  mixed: 'mixed',
}

/** `marks`: not null where the sizes are those of a mark, and nothing says of which. */
function typeOf(rest: string, { count, hasOld }: Generations, cause: string | null, marks: number | null): string {
  if (rest.includes('(concurrent mode failure)')) return 'concurrent-mode-failure'
  if (rest.includes('(concurrent mode interrupted)')) return 'concurrent-mode-interrupted'
  if (rest.startsWith('Full GC')) return 'full'
  if (rest.startsWith('GC remark')) return 'remark'
  if (rest.startsWith('GC cleanup')) return 'cleanup'
  if (rest.startsWith('GC pause')) {
    if (rest.includes('(initial-mark)')) return 'young-initial-mark'
    return /\((?:mixed|partial)\)/.test(rest) ? 'mixed' : 'young'
  }
  if (rest.includes('[1 CMS-remark:')) return 'remark'
  if (rest.includes('[1 CMS-initial-mark:')) return 'initial-mark'
  if (hasOld) return 'full'
  // A scavenge before the remark is printed with the remark's cause.
  if (count === 0 && cause === 'CMS Final Remark') return 'remark'
  if (count === 0 && cause === 'CMS Initial Mark') return 'initial-mark'
  if (PROMOTION_FAILED.test(rest)) return 'promotion-failed'
  return marks === null ? 'young' : marks % 2 === 0 ? 'initial-mark' : 'remark'
}

function readGenerations(rest: string): Generations {
  const pools: Record<string, GcPool> = {}
  let failed: Generations['failed'] = null
  let collector: JvmCollector | null = null
  let hasOld = false
  for (const [, name, between, beforeText, afterText, capacityText, seconds] of toLevel(rest, 1).matchAll(POOL)) {
    const pool = {
      beforeBytes: bytesOf(beforeText!),
      afterBytes: bytesOf(afterText!),
      capacityBytes: bytesOf(capacityText!),
    }
    pools[name!] = pool
    collector ??= COLLECTORS[name!]!
    hasOld ||= OLD.has(name!)
    if (between!.includes('promotion fail')) failed = { name: name!, pool, seconds }
  }
  return { pools, count: Object.keys(pools).length, collector, hasOld, failed }
}

const MODIFIERS: ReadonlySet<string> = new Set(['young', 'mixed', 'partial', 'initial-mark'])

function failedYoung(
  failed: { readonly name: string; readonly pool: GcPool; readonly seconds: string | undefined },
  cause: string | null,
  collector: JvmCollector | null,
): Collection {
  return {
    type: 'promotion-failed',
    name: 'GC',
    cause,
    generation: 'young',
    collector,
    flags: ['promotion-failed', 'nested'],
    durationMs: failed.seconds === undefined ? null : lastSeconds(`, ${failed.seconds} secs]`),
    heapBeforeBytes: null,
    heapAfterBytes: null,
    heapCapacityBytes: null,
    pools: { [failed.name]: failed.pool },
    metaspace: null,
    inner: [],
  }
}

/** Takes the collections out that were printed inside another: a scavenge before the remark. */
function withoutInner(body: string, marks: number): { inner: Collection['inner']; rest: string } {
  const inner: { stamp: Stamp | null; collection: Collection }[] = []
  let rest = body
  for (let i = 0; i < MOST_INNER && rest.includes('[GC'); i++) {
    const found = INNER.exec(rest)
    if (found === null) break
    const from = found.index + found[0].lastIndexOf('[')
    const end = closing(rest, from)
    if (end < 0) break
    const collection = readCollection(rest.slice(from, end), marks)
    if (collection !== null)
      inner.push({
        stamp: readPrefix(found[0]).stamp,
        collection: { ...collection, flags: [...collection.flags, 'nested'] },
      })
    rest = rest.slice(0, found.index) + rest.slice(end)
  }
  return { inner, rest }
}

const INNER =
  /(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}: ?)?(?:\d{1,12}[.,]\d{3}: ?)?\[GC(?=[ (\d[])(?! (?:ref-proc|concurrent))/
const MOST_INNER = 4

/** Offset behind the bracket that closes the one at `from`, -1 when none does. */
export function closing(text: string, from: number): number {
  let depth = 0
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5b) depth++
    else if (code === 0x5d && --depth === 0) return i + 1
  }
  return -1
}

/** The text without what stands deeper in brackets than `level`. */
function toLevel(text: string, level: number): string {
  let out = ''
  let depth = 0
  let from = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5b && depth++ === level) out += text.slice(from, i)
    else if (code === 0x5d && depth > 0 && --depth === level) from = i + 1
  }
  return depth <= level ? out + text.slice(from) : out
}
