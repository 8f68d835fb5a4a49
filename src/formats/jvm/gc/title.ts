import type { GcFlag, JvmCollector, JvmGcEvent } from '../../../model/gc-event.ts'

/** What the title of a unified line says: `Pause Young (Concurrent Start) (G1 Humongous Allocation)`. */
export interface Title {
  readonly of: JvmGcEvent['of']
  readonly type: string
  readonly name: string
  readonly cause: string | null
  readonly generation: JvmGcEvent['generation']
  readonly flags: readonly GcFlag[]
  /** What only this collector prints. */
  readonly collector: JvmCollector | null
}

const PAUSES: Readonly<Record<string, string>> = {
  'Pause Young': 'young',
  'Pause Initial Mark': 'initial-mark',
  'Pause Mixed': 'mixed',
  'Pause Full': 'full',
  'Pause Remark': 'remark',
  'Pause Cleanup': 'cleanup',
}

/** The same work under the name that other releases give it. */
const RENAMED: Readonly<Record<string, string>> = { 'Concurrent Scan Root Regions': 'concurrent-root-region-scan' }

const G1_YOUNG = new Set(['Normal', 'Concurrent Start', 'Prepare Mixed', 'Mixed'])
const CYCLES = /^(?:Garbage|Major|Minor) Collection$|^(?:Young|Old) Generation$|^Concurrent (?:Mark |Undo )?Cycle$/
const GENERATIONS: Readonly<Record<string, JvmGcEvent['generation']>> = {
  Young: 'young',
  Old: 'old',
  Global: 'full',
  Major: 'major',
}
/** Only these print it, so that a log without its head still tells its collector. */
const GIVEAWAYS: readonly (readonly [RegExp, JvmCollector])[] = [
  [/^(?:Garbage|Major|Minor) Collection$|^Pause (?:Mark (?:Start|End)|Relocate Start)$/, 'zgc'],
  [/^Pause (?:Init|Final) |^Pause Degenerated|^Concurrent (?:reset|marking|evacuation|update|cleanup)/, 'shenandoah'],
  [/^Pause Mixed$|^Concurrent (?:Clear Claimed|Scan Root|Rebuild|Cleanup for|Mark Cycle|Undo)/, 'g1'],
  [/^Concurrent (?:Sweep|Abortable Preclean|Reset)$/, 'cms'],
]
const LETTER = /^[YyOo]: /

/** Whether a message behind `GC(n) ` is the title of something that happens, with or without numbers behind it. */
export function isTitle(text: string): boolean {
  return TITLE.test(text)
}
const TITLE =
  /^(?:(?:Pause|Concurrent) [A-Za-z][^:(]*(?:$|\()|(?:Garbage|Major|Minor) Collection\b|(?:Young|Old) Generation(?: \(| \d|$)|Coalescing and filling\b)/

const known = new Map<string, Title>()
const MOST_KNOWN = 1_000
const LONGEST_KNOWN = 200

/** Reads a title, without its numbers. A log has a few dozen of them. */
export function readTitle(text: string): Title {
  if (text.length > LONGEST_KNOWN) return parse(text)
  let title = known.get(text)
  if (title === undefined) {
    // A copy: what is cut out of a line would keep the whole line in memory.
    const own = Buffer.from(text).toString()
    title = parse(own)
    // Names made up by somebody do not keep those of a collector out for ever.
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(own, title)
  }
  return title
}

function parse(text: string): Title {
  const letter = LETTER.test(text) ? text[0]!.toUpperCase() : null
  const plain = letter === null ? text : text.slice(3)
  const open = plain.indexOf(' (')
  const name = open < 0 ? plain : plain.slice(0, open)
  const groups = open < 0 ? [] : parenthesised(plain.slice(open + 1))
  const collector = GIVEAWAYS.find(([shape]) => shape.test(name))?.[1] ?? null
  if (name === 'Pause Young' || name === 'Pause Initial Mark' || name === 'Pause Mixed')
    return young(name, groups, collector)
  let generation: JvmGcEvent['generation'] = letter === 'Y' ? 'young' : letter === 'O' ? 'old' : null
  const rest: string[] = []
  for (const group of groups) {
    if (GENERATIONS[group] !== undefined) generation ??= GENERATIONS[group]
    // When the mark began and ended (JDK 9–13); what a Shenandoah cycle also does.
    else if (!/^\d+[.,]\d+s(?:, |$)|^(?:unload classes|process weakrefs)$/.test(group)) rest.push(group)
  }
  const cause = rest.at(-1) ?? null
  if (name === 'Pause Full') return { of: 'pause', type: 'full', name, cause, generation: 'full', flags: [], collector }
  if (name.startsWith('Pause ')) {
    const flags: GcFlag[] = name.startsWith('Pause Degenerated') ? ['degenerated'] : []
    return { of: 'pause', type: PAUSES[name] ?? kebab(name), name, cause, generation, flags, collector }
  }
  if (name === 'Major Collection' || name === 'Minor Collection')
    generation = name === 'Major Collection' ? 'major' : 'minor'
  if (name.endsWith(' Generation')) generation = name === 'Young Generation' ? 'young' : 'old'
  const of = CYCLES.test(name) ? 'cycle' : 'concurrent'
  return { of, type: RENAMED[name] ?? kebab(name), name, cause, generation, flags: [], collector }
}

function young(name: string, groups: readonly string[], given: JvmCollector | null): Title {
  const flags: GcFlag[] = []
  let variant: string | null = null
  let cause: string | null = null
  for (const group of groups) {
    if (group.startsWith('Evacuation Failure')) flags.push('evacuation-failure')
    else if (G1_YOUNG.has(group)) variant = group
    else cause ??= group
  }
  if (cause === 'G1 Humongous Allocation') flags.push('humongous')
  const isMixed = variant === 'Mixed' || name === 'Pause Mixed'
  const isG1 = variant !== null || isMixed || cause?.startsWith('G1 ') === true || flags.length > 0
  // CMS marks its roots in a pause of their own, without a cause; G1 on the back of a young collection.
  const isMarkOnly = name === 'Pause Initial Mark' && cause === null
  const starts = variant === 'Concurrent Start' || (name === 'Pause Initial Mark' && !isMarkOnly)
  return {
    of: 'pause',
    type: isMarkOnly ? 'initial-mark' : starts ? 'young-initial-mark' : isMixed ? 'mixed' : 'young',
    name,
    cause,
    generation: isMarkOnly ? 'old' : isMixed ? 'mixed' : 'young',
    flags,
    collector: isMarkOnly ? 'cms' : isG1 || starts ? 'g1' : given,
  }
}

/** The texts in parentheses, which may hold pairs of their own: `(System.gc())`. */
function parenthesised(text: string): string[] {
  const groups: string[] = []
  let depth = 0
  let start = 0
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(' && depth++ === 0) start = i + 1
    else if (text[i] === ')' && depth > 0 && --depth === 0) groups.push(text.slice(start, i))
  }
  return groups
}

function kebab(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
}
