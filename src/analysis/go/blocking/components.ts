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
  const here = kinship === 'work' ? new Set(nodes.flatMap(({ shapes }) => shapes.map(({ outer }) => outer))) : null
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
  const join = (key: string, i: number) => {
    const before = last.get(key)
    if (before !== undefined) parent[find(i)] = find(before)
    last.set(key, i)
  }
  nodes.forEach((node, i) => {
    // Those with one stack have its names in common, and stand next to each other.
    if (i > 0 && nodes[i - 1]!.group === node.group) parent[find(i)] = find(i - 1)
    else for (const name of namesOf(node, byPackage, here)) join(name, i)
    if (node.wait.address !== null) join(node.wait.address, i)
    // An object may begin with the lock that another one waits for. In a crowd, names and addresses join enough.
    if (nodes.length <= MOST_OF_OBJECTS) for (const receiver of node.pointers('receivers')) join(receiver, i)
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
const MOST_OF_OBJECTS = 5_000

/** `origins`: starters that join what they started; null for all. */
function namesOf({ shapes, group }: Node, byPackage: boolean, origins: ReadonlySet<string> | null): Set<string> {
  const names = new Set<string>()
  for (const { owner, outer, like } of shapes) {
    names.add(outer)
    if (byPackage && isOwn(like)) names.add(`package ${like.package}`)
    if (owner !== null) names.add(`type ${owner}`)
  }
  const { createdBy } = group.stack
  if (createdBy !== null && createdBy.kind !== 'stdlib' && createdBy.kind !== 'runtime') {
    const origin = outerFunction(createdBy.function)
    if (origins === null || origins.has(origin)) names.add(origin)
  }
  return names
}
