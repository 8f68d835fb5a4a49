import type { Event, GoGoroutineEvent, GoProfileRecordEvent } from '../../../model/event.ts'
import { addState } from '../../../model/goroutine-samples.ts'
import type { Span } from '../../../model/span.ts'
import type { Stack } from '../../../model/stack.ts'
import { keyOfShared } from '../goroutine-groups.ts'

/** One dump, as far as comparing needs it. */
export interface Snapshot {
  readonly span: Span
  time: string | null
  total: number
  /** By stack. */
  readonly sites: Map<string, SiteCount>
}

export interface SiteCount {
  readonly stack: Stack
  readonly span: Span
  readonly system: boolean
  count: number
  readonly states: Map<string, number>
  /** Number of the goroutine → minutes it has waited, -1 when not printed. */
  readonly waits: Map<number, number>
}

/** Numbers that are kept of one dump: beyond it, whether a goroutine stayed is not known. */
const MOST_NUMBERS = 500_000
const MOST_SITES = 20_000
const MOST_SNAPSHOTS = 200

/** The dumps of a source, in order. A stack that a program printed of itself is none. */
export class Snapshots {
  private readonly byBlock = new Map<number, Snapshot>()
  private numbers = 0
  /** Of a JVM. */
  threads = 0

  add(events: readonly Event[]): void {
    for (const event of events) {
      if (event.kind === 'go.goroutine') this.addGoroutine(event)
      else if (event.kind === 'go.profile-record' && event.profile === 'goroutine') this.addRecord(event)
      else if (event.kind === 'jvm.thread') this.threads++
    }
  }

  list(): Snapshot[] {
    return [...this.byBlock.values()].filter(({ total }) => total > 1)
  }

  private addGoroutine(event: GoGoroutineEvent): void {
    const { header, thread, stack } = event
    if (header === null || header.id === 0 || thread > 0) return
    const snapshot = this.snapshot(event.block, event.span)
    if (snapshot === null) return
    snapshot.total++
    snapshot.time ??= event.time
    const site = siteOf(snapshot, stack, event.span, event.system)
    if (site === null) return
    site.count++
    addState(site.states, header.state)
    if (this.numbers >= MOST_NUMBERS) return
    this.numbers++
    site.waits.set(header.id, header.waitMinutes ?? -1)
  }

  private addRecord(event: GoProfileRecordEvent): void {
    const snapshot = event.block === null ? null : this.snapshot(event.block, event.span)
    if (snapshot === null) return
    snapshot.total += event.count
    snapshot.time ??= event.time
    const site = siteOf(snapshot, event.stack, event.span, false)
    if (site !== null) site.count += event.count
  }

  private snapshot(block: number, span: Span): Snapshot | null {
    let snapshot = this.byBlock.get(block)
    if (snapshot === undefined) {
      if (this.byBlock.size >= MOST_SNAPSHOTS) return null
      snapshot = { span, time: null, total: 0, sites: new Map() }
      this.byBlock.set(block, snapshot)
      this.numbers = 0
    }
    return snapshot
  }
}

function siteOf({ sites }: Snapshot, stack: Stack, span: Span, system: boolean): SiteCount | null {
  const key = keyOfShared(stack)
  let site = sites.get(key)
  if (site === undefined) {
    if (sites.size >= MOST_SITES) return null
    site = { stack, span, system, count: 0, states: new Map(), waits: new Map() }
    sites.set(key, site)
  }
  return site
}
