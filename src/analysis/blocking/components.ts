import { isOwn, outerFunction } from './names.ts'
import type { Node } from './nodes.ts'

/**
 * What goroutines have in common beside the thing they wait for, the type they work on and the function they are in:
 *
 * - `origin`: the function that started them.
 * - `package`: that, and the package. What hangs in one package of a test binary hangs together, with few exceptions.
 * - `work`: nothing, unless whoever started them is among them.
 */
export type Kinship = 'origin' | 'package' | 'work'

/** Blocked goroutines that have to do with each other. Linear: each node is joined with the last one of each of its keys. */
export function componentsOf(nodes: readonly Node[], kinship: Kinship): Node[][] {
  const byPackage = kinship === 'package' && nodes.length <= MOST_OF_TEST
  const here = kinship === 'work' ? new Set(nodes.flatMap(({ frames }) => frames.map(({ outer }) => outer))) : null
  const parent = nodes.map((_, i) => i)
  const find = (i: number): number => {
    let root = i
    while (parent[root] !== root) root = parent[root]!
    for (let at = i; at !== root; ) {
      const next = parent[at]!
      parent[at] = root
      at = next
    }
    return root
  }
  const last = new Map<string, number>()
  nodes.forEach((node, i) => {
    for (const key of keysOf(node, byPackage, here)) {
      const before = last.get(key)
      if (before !== undefined) parent[find(i)] = find(before)
      last.set(key, i)
    }
  })
  const components = new Map<number, Node[]>()
  nodes.forEach((node, i) => {
    const root = find(i)
    const list = components.get(root)
    if (list === undefined) components.set(root, [node])
    else list.push(node)
  })
  return [...components.values()]
}

const MOST_OF_TEST = 60

/** `origins`: starters that join what they started; null for all. */
function keysOf({ wait, frames, group }: Node, byPackage: boolean, origins: ReadonlySet<string> | null): Set<string> {
  const keys = new Set<string>()
  if (wait.address !== null) keys.add(wait.address)
  for (const { owner, outer, frame, receiver } of frames) {
    keys.add(outer)
    // An object may begin with the lock that another one waits for.
    if (receiver?.stale === false) keys.add(receiver.text)
    if (byPackage && isOwn(frame)) keys.add(`package ${frame.package}`)
    if (owner !== null) keys.add(`type ${owner}`)
  }
  const { createdBy } = group.stack
  if (createdBy !== null && createdBy.kind !== 'stdlib' && createdBy.kind !== 'runtime') {
    const origin = outerFunction(createdBy.function)
    if (origins === null || origins.has(origin)) keys.add(origin)
  }
  return keys
}
