import type { DefectEvent } from '../../../model/event.ts'
import type { Block } from '../go-scene.ts'
import type { SourceCode } from '../source/source-code.ts'
import { componentsOf } from './components.ts'
import { diagnoseChannels, lost } from './diagnose-channels.ts'
import { diagnoseLeaked } from './diagnose-leaked.ts'
import { diagnoseLocks } from './diagnose-locks.ts'
import type { Diagnosis, Dump, Verdict } from './diagnosis.ts'
import { locksOf } from './locks.ts'
import { movementOf } from './movement.ts'
import { type Node, nodesOf } from './nodes.ts'

/** Every standstill of a dump, the worst first. */
export function diagnose(block: Block, loose: readonly DefectEvent[], source: SourceCode | null = null): Diagnosis[] {
  const all = nodesOf(block, source)
  const program = all.filter(({ role }) => role === 'program')
  const nodes = program.filter(isBlocked)
  if (nodes.length === 0) return []
  const proven = provenByRuntime(block)
  const testRun = isTestRun(program)
  const dump: Dump = {
    block,
    program,
    movement: movementOf(block, all, loose),
    proven,
    testRun,
    testsOver: testsAreOver(block),
  }
  if (proven) return diagnoseRest(nodes, dump)
  const leaked = diagnoseLeaked(nodes.filter((node) => node.leaked))
  const open = nodes.filter((node) => !node.leaked)
  const parts = largest(componentsOf(open, testRun ? 'package' : 'origin'))
  return [...leaked, ...merge(parts.flatMap((part) => diagnosePart(part, dump)))].sort(
    (a, b) => RANK[a.verdict] - RANK[b.verdict] || b.confidence - a.confidence || sizeOf(b.core) - sizeOf(a.core),
  )
}

/** Nobody reads two hundred findings; a dump made to be slow would have thousands. */
const MOST_PARTS = 200

function largest(parts: readonly Node[][]): readonly Node[][] {
  if (parts.length <= MOST_PARTS) return parts
  return parts
    .map((part) => ({ part, size: sizeOf(part) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, MOST_PARTS)
    .map(({ part }) => part)
}

function sizeOf(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { count }) => sum + count, 0)
}

function diagnosePart(part: readonly Node[], dump: Dump): Diagnosis[] {
  const isDead = ({ wait }: Node) => wait.kind === 'nil-send'
  const dead = lost(part.filter(isDead), 0.98, 'a send to a nil channel never ends')
  const rest = part.filter((node) => !isDead(node))
  return [...dead, ...diagnoseRest(rest, dump)]
}

function diagnoseRest(part: readonly Node[], dump: Dump): Diagnosis[] {
  const locks = locksOf(part)
  if (locks.length === 0) return diagnoseChannels(part, dump)
  const { found, rest } = diagnoseLocks(locks, part, dump)
  return [...found, ...diagnoseChannels(rest, dump)]
}

/** The same suspicion about several places is one thing to say. */
function merge(diagnoses: readonly Diagnosis[]): Diagnosis[] {
  const merged = new Map<string, Diagnosis>()
  for (const [i, diagnosis] of diagnoses.entries()) {
    const key = diagnosis.knot === null ? `${diagnosis.verdict} ${diagnosis.cause} ${diagnosis.because}` : String(i)
    const same = merged.get(key)
    const { core, behind } = diagnosis
    merged.set(
      key,
      same === undefined ? diagnosis : { ...same, core: [...same.core, ...core], behind: [...same.behind, ...behind] },
    )
  }
  return [...merged.values()]
}

const RANK: Readonly<Record<Verdict, number>> = { deadlock: 0, leak: 1, unproven: 2 }

function isBlocked({ wait, group }: Node): boolean {
  return wait.kind !== 'free' && wait.kind !== 'outside' && !group.dying
}

/** The runtime's own detector, for the program or for a synctest bubble. */
function provenByRuntime(block: Block): boolean {
  return (
    block.head?.crash === 'deadlock' ||
    /^deadlock: (?:all goroutines in bubble|main bubble goroutine)/.test(block.head?.message ?? '')
  )
}

function isTestRun(program: readonly Node[]): boolean {
  return program.some(({ shapes }) => shapes.some(({ like }) => like.kind === 'test'))
}

/** TestMain is there and the test runner is not: the tests ran, and what is left was left behind. */
function testsAreOver(block: Block): boolean {
  let main = false
  for (const { stack } of block.groups.list()) {
    for (const { function: name } of stack.frames) {
      if (name.startsWith('testing.')) return false
      if (name.endsWith('.TestMain')) main = true
    }
  }
  return main
}
