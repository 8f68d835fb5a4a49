import type { Line } from '../../../model/line.ts'
import type { Stamp } from './stamp.ts'
import type { Title } from './title.ts'
import { type Details, noDetails } from './unified-details.ts'

/** What is open under one `GC(n)`: a cycle may hold several pauses and concurrent phases, one in the other. */
export interface OpenCycle {
  readonly gcId: number
  /** In the order in which they began, each key once. Nearly always there is one. */
  readonly begun: Begun[]
  details: Details
  aborted: boolean
}

interface Begun {
  readonly key: string
  stamp: Stamp
  line: Line
  title: Title
}

/** The cycles of one JVM that are under way. */
export class OpenCycles {
  private readonly cycles = new Map<number, OpenCycle>()
  /** The one asked for last: the lines of a collection mostly stand together. */
  private recent: OpenCycle | null = null

  find(gcId: number): OpenCycle | undefined {
    if (this.recent?.gcId === gcId) return this.recent
    const cycle = this.cycles.get(gcId)
    if (cycle !== undefined) this.recent = cycle
    return cycle
  }

  openAt(gcId: number): OpenCycle {
    let cycle = this.find(gcId)
    if (cycle === undefined) {
      if (this.cycles.size >= MOST_OPEN) this.close(this.cycles.keys().next().value!)
      cycle = { gcId, begun: [], details: noDetails(), aborted: false }
      this.cycles.set(gcId, cycle)
      this.recent = cycle
    }
    return cycle
  }

  close(gcId: number): void {
    this.cycles.delete(gcId)
    if (this.recent?.gcId === gcId) this.recent = null
  }

  /** All of them; they are not open any more. */
  drop(): OpenCycle[] {
    const cycles = [...this.cycles.values()]
    this.cycles.clear()
    this.recent = null
    return cycles
  }
}

export function beginIn({ begun }: OpenCycle, title: Title, stamp: Stamp, line: Line): void {
  if (begun.length >= MOST_BEGUN) return
  const key = keyOf(title)
  const again = begun.find((one) => one.key === key)
  if (again === undefined) begun.push({ key, stamp, line, title })
  else Object.assign(again, { stamp, line, title })
}

/** When it began, which is then forgotten. Null when nobody said that it began. */
export function endIn({ begun }: OpenCycle, title: Title): Stamp | null {
  const key = keyOf(title)
  const at = begun.findIndex((one) => one.key === key)
  if (at < 0) return null
  const { stamp } = begun[at]!
  begun.splice(at, 1)
  return stamp
}

/** Start and end lines of one pause differ in what stands behind the name; young and old phases share names. */
function keyOf({ name, generation, of }: Title): string {
  return of === 'concurrent' && generation !== null ? `${generation} ${name}` : name
}

const MOST_OPEN = 256
const MOST_BEGUN = 64
