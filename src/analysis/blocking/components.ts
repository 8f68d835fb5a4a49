import { outerFunction } from './names.ts'
import type { Node } from './nodes.ts'

/**
 * Blocked goroutines that have to do with each other: they wait for one thing, work on one type, or come from one
 * function. Linear: each node is joined with the last one of each of its keys.
 */
export function componentsOf(nodes: readonly Node[]): Node[][] {
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
    for (const key of keysOf(node)) {
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

function keysOf({ wait, frames, group }: Node): Set<string> {
  const keys = new Set<string>()
  if (wait.address !== null) keys.add(wait.address)
  for (const { owner, outer } of frames) {
    keys.add(outer)
    if (owner !== null) keys.add(`type ${owner}`)
  }
  const { createdBy } = group.stack
  if (createdBy !== null && createdBy.kind !== 'stdlib' && createdBy.kind !== 'runtime')
    keys.add(outerFunction(createdBy.function))
  return keys
}
