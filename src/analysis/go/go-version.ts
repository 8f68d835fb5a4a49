import type { Block } from './go-scene.ts'

/**
 * The release a dump was printed by, as far as its form tells. An exact version only where a path or a text names one;
 * else the range that the features allow, as `≥1.22`.
 */
export function goVersionOf(block: Block): string | null {
  let least = 0
  let before = Number.POSITIVE_INFINITY
  const atLeast = (minor: number) => {
    least = Math.max(least, minor)
  }
  for (const { stack, states } of block.groups.list()) {
    for (const frame of stack.frames) {
      const named =
        frame.file === null || (frame.kind !== 'runtime' && frame.kind !== 'stdlib')
          ? null
          : /(?:\/go|golang\.org\/toolchain@v[\d.]+-go|\/sdk\/go)(1\.\d{1,2}(?:\.\d{1,2}|rc\d|beta\d)?)(?:\.[a-z]+-[a-z0-9]+)?\//.exec(
              frame.file,
            )
      if (named !== null) return `go${named[1]}`
      if (frame.args !== null) {
        if (frame.args.includes('{')) atLeast(17)
        if (frame.args.includes('?')) atLeast(18)
      }
      if (/\.(?:gowrap|deferwrap)\d+$/.test(frame.function)) atLeast(22)
      if (/-range\d+/.test(frame.function)) atLeast(23)
      if (frame.function.startsWith('internal/sync.')) atLeast(24)
      if (frame.function === 'runtime.runFinalizers' || frame.function === 'runtime.runCleanups') atLeast(25)
      if (frame.function === 'runtime.runfinq') before = Math.min(before, 25)
    }
    if (typeof stack.elided === 'number') atLeast(21)
    else if (stack.elided === 'unknown') before = Math.min(before, 21)
    for (const state of states.keys()) {
      if (/^sync\.(?:RW)?Mutex\./.test(state)) atLeast(20)
      if (state === 'sync.WaitGroup.Wait') atLeast(24)
      if (state === 'leaked' || state === 'waiting for cgo callback') atLeast(26)
    }
  }
  const first = block.first
  if (first !== null) {
    if (first.header?.gp != null) atLeast(22)
    if (first.createdById !== null) atLeast(21)
    else if (first.stack.createdBy !== null && !first.stack.createdBy.function.startsWith('time.goFunc'))
      before = Math.min(before, 21)
    if (first.header?.durable || first.header?.bubble != null) atLeast(24)
    if (first.header?.labels != null || first.header?.leaked) atLeast(26)
  }
  if (block.head?.chain.some((link) => link.repanicked) && block.head.chain.length === 1) atLeast(25)
  if (least >= before) return null
  if (least === 0 && before === Number.POSITIVE_INFINITY) return null
  if (before === Number.POSITIVE_INFINITY) return `≥1.${least}`
  return least === 0 ? `<1.${before}` : `≥1.${least} <1.${before}`
}
