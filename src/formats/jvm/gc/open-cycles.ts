import type { Line } from '../../../model/line.ts'
import type { Stamp } from './stamp.ts'
import type { Title } from './title.ts'
import { type Details, noDetails } from './unified-details.ts'

/** What is open under one `GC(n)`: a cycle may hold several pauses and concurrent phases, one in the other. */
export interface OpenCycle {
  readonly gcId: number
  /** In the order in which they began, each key once. Nearly always there is one. */
  readonly begun: Begun[]
  /** Null: none was printed since it began. */
  details: Details | null
  aborted: boolean
}

interface Begun {
  readonly key: string
  readonly stamp: Stamp
  readonly line: Line
  readonly title: Title
}

/** The cycles of one JVM that are under way. */
export class OpenCycles {
  /** The oldest first. There are two or three at a time, and the last one is asked for: no map is faster. */
  private readonly cycles: OpenCycle[] = []

  find(gcId: number): OpenCycle | undefined {
    const { cycles } = this
    for (let i = cycles.length - 1; i >= 0; i--) if (cycles[i]!.gcId === gcId) return cycles[i]
    return undefined
  }

  openAt(gcId: number): OpenCycle {
    let cycle = this.find(gcId)
    if (cycle === undefined) {
      if (this.cycles.length >= MOST_OPEN) this.cycles.shift()
      cycle = { gcId, begun: [], details: null, aborted: false }
      this.cycles.push(cycle)
    }
    return cycle
  }

  close(cycle: OpenCycle): void {
    const at = this.cycles.lastIndexOf(cycle)
    if (at === this.cycles.length - 1) this.cycles.pop()
    else this.cycles.splice(at, 1)
  }

  /** All of them; they are not open any more. */
  drop(): OpenCycle[] {
    return this.cycles.splice(0)
  }
}

/** Where what is printed about it now goes. */
export function detailsOf(cycle: OpenCycle): Details {
  return (cycle.details ??= noDetails())
}

export function beginIn({ begun }: OpenCycle, title: Title, stamp: Stamp, line: Line): void {
  if (begun.length >= MOST_BEGUN) return
  const key = keyOf(title)
  const at = indexOf(begun, key)
  if (at < 0) begun.push({ key, stamp, line, title })
  else begun[at] = { key, stamp, line, title }
}

/** When it began, which is then forgotten. Null when nobody said that it began. */
export function endIn({ begun }: OpenCycle, title: Title): Stamp | null {
  const at = indexOf(begun, keyOf(title))
  if (at < 0) return null
  const { stamp } = begun[at]!
  if (at === begun.length - 1) begun.pop()
  else begun.splice(at, 1)
  return stamp
}

function indexOf(begun: readonly Begun[], key: string): number {
  for (let i = 0; i < begun.length; i++) if (begun[i]!.key === key) return i
  return -1
}

/** Start and end lines of one pause differ in what stands behind the name; young and old phases share names. */
function keyOf({ name, generation, of }: Title): string {
  return of === 'concurrent' && generation !== null ? `${generation} ${name}` : name
}

const MOST_OPEN = 256
const MOST_BEGUN = 64
