import type { GcPool, JvmGcEvent } from '../../../model/gc-event.ts'
import { bytesOf, decimal, tidy } from './quantities.ts'
import type { Cpu } from './run-memory.ts'

/** What was printed about a collection between its first line and its last. */
export interface Details {
  pools: Record<string, GcPool> | null
  metaspace: GcPool | null
  phases: { name: string; ms: number }[]
  hasFailed: boolean
}

export function noDetails(): Details {
  return { pools: null, metaspace: null, phases: [], hasFailed: false }
}

const SIZE = String.raw`(\d+(?:[.,]\d+)?[BKMGT])`
/** `DefNew: 13440K(14784K)->1600K(14784K)` since JDK 14, `DefNew: 17294K->2176K(19648K)` before. */
const POOL = new RegExp(String.raw`^([A-Z][A-Za-z]{1,30}): ${SIZE}(?:\(${SIZE}\))?->${SIZE}\(${SIZE}\)`)
const REGIONS = /^(Eden|Survivor|Old|Archive|Humongous) regions: (\d{1,9})->(\d{1,9})(?:\((\d{1,9})\))?/
/** `Metaspace: 0M used, 0M committed, 1088M reserved`: ZGC. */
const USED = new RegExp(`^Metaspace: ${SIZE} used, ${SIZE} committed`)
const CPU = /^User=(\d+[.,]\d+)s Sys=(\d+[.,]\d+)s Real=(\d+[.,]\d+)s$/
const LIVE = new RegExp(String.raw`^\s*Live:\s+-\s+${SIZE} \(`)
const PHASE = /^\s*(\S.{0,100}?):? (\d{1,12}[.,]\d{1,6})ms$/
export const MOST_PHASES = 64

export function readCpu(text: string): Cpu | null {
  const m = CPU.exec(text)
  if (m === null) return null
  const ms = (seconds: string) => tidy(decimal(seconds) * 1_000)
  return { userMs: ms(m[1]!), sysMs: ms(m[2]!), realMs: ms(m[3]!) }
}

/** Adds what one line says. False: it says nothing that is kept. */
export function addDetail(details: Details, text: string, regionBytes: number | null): boolean {
  if (text.startsWith('Metaspace: ')) return addMetaspace(details, text)
  const regions = REGIONS.exec(text)
  if (regions !== null) {
    // The number in parentheses is a target for the next cycle, not what is there.
    if (regionBytes !== null) {
      details.pools ??= {}
      details.pools[regions[1]!] = {
        beforeBytes: Number(regions[2]) * regionBytes,
        afterBytes: Number(regions[3]) * regionBytes,
        capacityBytes: null,
      }
    }
    return true
  }
  const pool = POOL.exec(text)
  if (pool !== null) {
    details.pools ??= {}
    details.pools[pool[1]!] = {
      beforeBytes: bytesOf(pool[2]!),
      afterBytes: bytesOf(pool[4]!),
      capacityBytes: bytesOf(pool[5]!),
    }
    return true
  }
  const live = LIVE.exec(text)
  if (live !== null) {
    details.pools ??= {}
    details.pools['Live'] ??= { beforeBytes: null, afterBytes: bytesOf(live[1]!), capacityBytes: null }
    return true
  }
  const phase = PHASE.exec(text)
  if (phase === null || details.phases.length >= MOST_PHASES) return false
  details.phases.push({ name: phase[1]!, ms: decimal(phase[2]!) })
  return true
}

function addMetaspace(details: Details, text: string): boolean {
  const used = USED.exec(text)
  if (used !== null) {
    details.metaspace = { beforeBytes: null, afterBytes: bytesOf(used[1]!), capacityBytes: bytesOf(used[2]!) }
    return true
  }
  const pool = POOL.exec(text)
  if (pool === null) return false
  details.metaspace = {
    beforeBytes: bytesOf(pool[2]!),
    afterBytes: bytesOf(pool[4]!),
    // Before JDK 14 the number is what was reserved, which says nothing.
    capacityBytes: pool[3] === undefined ? null : bytesOf(pool[5]!),
  }
  return true
}

const GENERATIONS: readonly (readonly [young: string, old: string])[] = [
  ['DefNew', 'Tenured'],
  ['PSYoungGen', 'ParOldGen'],
  ['PSYoungGen', 'PSOldGen'],
  ['ParNew', 'CMS'],
]

/** The heap as the sum of its two generations, which are printed to the kilobyte where the heap is rounded down. */
export function heapOfPools(
  pools: JvmGcEvent['pools'],
): { beforeBytes: number; afterBytes: number; capacityBytes: number } | null {
  if (pools === null) return null
  for (const [youngName, oldName] of GENERATIONS) {
    const young = pools[youngName]
    const old = pools[oldName]
    if (young === undefined || old === undefined) continue
    const { beforeBytes, afterBytes, capacityBytes } = young
    if (beforeBytes === null || afterBytes === null || capacityBytes === null) return null
    if (old.beforeBytes === null || old.afterBytes === null || old.capacityBytes === null) return null
    return {
      beforeBytes: beforeBytes + old.beforeBytes,
      afterBytes: afterBytes + old.afterBytes,
      capacityBytes: capacityBytes + old.capacityBytes,
    }
  }
  return null
}
