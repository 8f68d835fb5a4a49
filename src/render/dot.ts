/** Graphs for Graphviz: who started whom, and who waits for whom. */
import { neutralizeLine } from '../base/text/neutralize.ts'
import { plural } from '../base/text/units.ts'
import type { BlockingData, Finding } from '../model/finding.ts'
import type { Report } from '../model/report.ts'
import { functionName } from './words/frames.ts'

export type Graph = 'creation' | 'blocking'

export function renderDot(report: Report, graph: Graph): string {
  const lines = graph === 'creation' ? creationTree(report) : blockingGraph(report)
  return `digraph ${graph} {\n  rankdir=LR\n  node [shape=box fontname="monospace"]\n${lines.map((line) => `  ${line}\n`).join('')}}\n`
}

/** Nobody reads a graph of thousands, and Graphviz needs minutes to lay one out. */
const MOST_EDGES = 500

/** Function that started → function that was started, with how many. */
function creationTree({ dumps }: Report): string[] {
  const edges = new Map<string, { from: string; to: string; count: number; states: Set<string> }>()
  for (const { groups } of dumps) {
    for (const { frames, createdBy, count, states } of groups) {
      const entry = frames.at(-1)
      if (entry === undefined) continue
      const from = createdBy === null ? 'the program' : functionName(createdBy)
      // At GOTRACEBACK=system the runtime's goexit stands behind what was started.
      const to = functionName(frames.findLast(({ function: name }) => !BEHIND.test(name)) ?? entry)
      const key = `${from}\n${to}`
      const edge = edges.get(key) ?? { from, to, count: 0, states: new Set() }
      edge.count += count
      for (const state of Object.keys(states)) edge.states.add(state)
      edges.set(key, edge)
    }
  }
  return [...edges.values()]
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_EDGES)
    .map(
      ({ from, to, count, states }) =>
        `${quoted(from)} -> ${quoted(to)} [label=${quoted(`${count} × ${[...states].slice(0, 3).join(', ')}`)}]`,
    )
}

const BEHIND = /^runtime\.(?:goexit|main)$/

/** Goroutine → what it waits for; lock → who likely holds it. One cluster per finding. */
function blockingGraph({ findings }: Report): string[] {
  return findings.filter(isBlocking).flatMap((finding, i) => {
    const { waits, holds } = finding.data
    const known = new Set<string>()
    const node = (id: string, label: string, shape: string) => {
      if (known.has(id)) return []
      known.add(id)
      return [`  ${quoted(id)} [label=${quoted(label)} shape=${shape}]`]
    }
    const thing = (address: string | null, what: string) => `${i}: ${address ?? what}`
    const goroutine = (id: number | null) => `${i}: g${id ?? '?'}`
    const [only] = holds.length === 1 && holds[0]!.lock === null ? holds : []
    return [
      `subgraph ${quoted(`cluster_${i}`)} {`,
      `  label=${quoted(`${finding.rule}: ${finding.title}`)}`,
      ...waits.flatMap((wait) => [
        ...node(goroutine(wait.goroutine), goroutineLabel(wait), 'box'),
        ...node(thing(wait.address, wait.for), `${wait.for}\n${wait.address ?? 'address not in the dump'}`, 'ellipse'),
        `  ${quoted(goroutine(wait.goroutine))} -> ${quoted(thing(wait.address, wait.for))} [label="waits for"]`,
      ]),
      ...holds.flatMap((hold) =>
        hold.goroutine === null
          ? []
          : [
              ...node(goroutine(hold.goroutine), `g${hold.goroutine}\n${hold.at ?? ''}`, 'box'),
              `  ${quoted(thing(hold.lock, only === hold ? (waits[0]?.for ?? 'mutex') : 'mutex'))} -> ${quoted(goroutine(hold.goroutine))} [label=${quoted(`held, ${(hold.confidence ?? 0).toFixed(2)}`)} style=dashed]`,
            ],
      ),
      '}',
    ]
  })
}

type BlockingFinding = Finding & { readonly data: Readonly<BlockingData> }

function isBlocking(finding: Finding): finding is BlockingFinding {
  return Array.isArray(finding.data.waits) && Array.isArray(finding.data.holds)
}

function goroutineLabel({ goroutine, count, at }: BlockingData['waits'][number]): string {
  return `g${goroutine ?? '?'}${count > 1 ? ` and ${plural(count - 1, 'other')}` : ''}\n${at ?? ''}`
}

/** A name from a log may hold anything: quotes, escapes, a whole graph of its own. */
function quoted(text: string): string {
  const lines = text.split('\n').map((line) => neutralizeLine(line).replace(/[\\"]/g, '\\$&'))
  return `"${lines.join('\\n')}"`
}
