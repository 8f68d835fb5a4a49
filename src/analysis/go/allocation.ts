import type { GoScavengerEvent } from '../../model/event.ts'
import type { AllocationSign } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import type { RisingEnd } from '../gc/rising.ts'
import type { GoScene } from './go-scene.ts'

/**
 * Signs of what memory was doing. The runtime prints no mcache or mcentral log: what exists are allocator frames in
 * stacks, out-of-memory texts, scavenger lines, MemStats trailers and the heap sizes of gctrace.
 */
export function allocationSigns(scene: GoScene, scavenger: ScavengerFold, rising: RisingEnd | null): AllocationSign[] {
  const signs: AllocationSign[] = []
  for (const block of scene.blocks) {
    if (block.head?.crash === 'out-of-memory') {
      signs.push({
        kind: 'out-of-memory',
        detail: [...block.head.preamble, block.head.message].join(' · '),
        count: 1,
        span: block.head.span,
      })
    }
    const allocators = new Map<string, { count: number; span: AllocationSign['span'] }>()
    const note = (frames: readonly Frame[], count: number, span: AllocationSign['span']) => {
      const frame = frames.find((candidate) => ALLOCATOR.test(candidate.function))
      if (frame === undefined) return
      const seen = allocators.get(frame.function)
      if (seen === undefined) allocators.set(frame.function, { count, span })
      else seen.count += count
    }
    for (const group of block.groups.list()) note(group.stack.frames, group.count, group.span)
    if (block.threadStack !== null) note(block.threadStack.stack.frames, 1, block.threadStack.span)
    for (const [name, { count, span }] of allocators) signs.push({ kind: 'allocator-frame', detail: name, count, span })
  }
  if (scavenger.first !== null) {
    signs.push({
      kind: 'scavenger',
      detail:
        scavenger.lastReleasedKiB === null
          ? `${scavenger.count} scavenger lines`
          : `${scavenger.count} scavenger lines, ${scavenger.lastReleasedKiB} KiB returned at the last`,
      count: scavenger.count,
      span: scavenger.first.span,
    })
  }
  for (const stats of scene.memStats) {
    const { HeapAlloc, HeapSys, NumGC } = stats.values
    signs.push({
      kind: 'memstats',
      detail: `HeapAlloc ${HeapAlloc ?? '?'} B, HeapSys ${HeapSys ?? '?'} B, ${NumGC ?? '?'} ${NumGC === 1 ? 'collection' : 'collections'}`,
      count: 1,
      span: stats.span,
    })
  }
  if (rising !== null) {
    signs.push({
      kind: 'heap-growth',
      detail: `the live heap grew by ${rising.mib} MiB through the last ${rising.cycles} cycles`,
      count: rising.cycles,
      span: rising.span,
    })
  }
  return signs
}

const ALLOCATOR =
  /^runtime\.(?:mallocgc|\(\*mcache\)\.(?:nextFree|refill|allocLarge)|\(\*mcentral\)\.(?:cacheSpan|grow)|\(\*mheap\)\.(?:alloc|allocSpan|grow|sysAlloc)|sysMapOS|sysReserve|growslice|makeslice|gcAssistAlloc|newobject|mapassign\w*|rawbyteslice)/

export class ScavengerFold {
  count = 0
  first: GoScavengerEvent | null = null
  lastReleasedKiB: number | null = null

  add(event: GoScavengerEvent): void {
    this.count++
    this.first ??= event
    this.lastReleasedKiB = event.releasedKiB ?? this.lastReleasedKiB
  }
}
