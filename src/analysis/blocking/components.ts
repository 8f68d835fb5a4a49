import { isOwn, outerFunction } from './names.ts'
import type { Node } from './nodes.ts'

/**
 * Blocked goroutines that have to do with each other: they wait for one thing, work on one type, or come from one
 * function. Linear: each node is joined with the last one of each of its keys. `testRun`: what hangs in one package of a
 * test binary hangs together, with few exceptions.
 */
export function componentsOf(nodes: readonly Node[], testRun: boolean): Node[][] {
  const byPackage = testRun && nodes.length <= MOST_OF_TEST
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
    for (const key of keysOf(node, byPackage)) {
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

function keysOf({ wait, frames, group }: Node, byPackage: boolean): Set<string> {
  const keys = new Set<string>()
  if (wait.address !== null) keys.add(wait.address)
  for (const { owner, outer, frame } of frames) {
    keys.add(outer)
    if (byPackage && isOwn(frame)) keys.add(`package ${frame.package}`)
    if (owner !== null) keys.add(`type ${owner}`)
  }
  const { createdBy } = group.stack
  if (createdBy !== null && createdBy.kind !== 'stdlib' && createdBy.kind !== 'runtime')
    keys.add(outerFunction(createdBy.function))
  return keys
}
