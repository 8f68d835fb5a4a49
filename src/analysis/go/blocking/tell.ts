import type { BlockingData, Finding } from '../../../model/finding.ts'
import type { Block } from '../go-scene.ts'
import type { Cause, Diagnosis } from './diagnosis.ts'
import type { Node } from './nodes.ts'
import { inside, placeOf, sentenceCase, shortName, who } from './phrases.ts'
import type { Knot, Link } from './structure.ts'
import type { WaitKind } from './wait.ts'

/** A diagnosis in words: what is claimed, the chain that leads to it, what to do, and the lines it stands on. */
export function tell(block: Block, diagnosis: Diagnosis, crash: string | null): Omit<Finding, 'rule' | 'severity'> {
  const { core, behind, knot, because, cause } = diagnosis
  const all = [...core, ...behind]
  const total = Math.max(count(all), countGroups(all))
  const chain =
    (knot?.links.length ?? 0) > 0 && knot !== null
      ? knot.links.map(linkSentence)
      : core.slice(0, MOST_TOLD).map(waitSentence)
  const told = new Set(
    knot === null ? core.slice(0, MOST_TOLD) : knot.links.flatMap(({ waiter, holder }) => [waiter, holder]),
  )
  const more = count(all.filter((node) => !told.has(node)))
  return {
    confidence: diagnosis.confidence,
    title: titleOf(diagnosis),
    explanation: [
      ...chain,
      ...(more > 0
        ? [
            `${more === 1 ? '1 more goroutine waits' : `${more} more goroutines wait`} behind or beside ${total - more === 1 ? 'it' : 'them'}`,
          ]
        : []),
      diagnosis.verdict === 'unproven' ? `Not provable because ${because}` : sentenceCase(because),
    ].join('. '),
    advice: adviceFor(cause, diagnosis),
    goroutines: [...new Set(all.flatMap(({ ids }) => ids))].slice(0, MOST_IDS),
    evidence: evidenceOf(diagnosis),
    crash,
    data: {
      class: diagnosis.class,
      cause,
      blockedAt: [
        ...new Set(
          all.flatMap(({ siteShape, wait }) =>
            siteShape === null || wait.kind === 'free' || wait.kind === 'outside' ? [] : [siteShape.like.function],
          ),
        ),
      ],
      causeConfidence: diagnosis.support,
      notProvenBecause: diagnosis.verdict === 'unproven' ? because : null,
      goroutineCount: total,
      waitMinutes: minutesOf(all),
      waits: core.slice(0, MOST_LINKS).map((node) => ({
        goroutine: node.ids[0] ?? null,
        count: node.count,
        for: WORDS[node.wait.kind].what,
        address: node.wait.address,
        at: node.site?.frame.function ?? null,
      })),
      holds: (knot?.links ?? []).slice(0, MOST_LINKS).map(({ lock, holder, evidence }) => ({
        lock: lock.address === null ? null : lock.id,
        goroutine: holder?.ids[0] ?? null,
        at: evidence?.frame.frame.function ?? null,
        confidence: evidence?.strength ?? null,
      })),
      block: block.number,
      crash,
    } satisfies BlockingData & Record<string, unknown>,
  }
}

const MOST_IDS = 1_000
const MOST_LINKS = 50
const MOST_TOLD = 4

const WORDS: Readonly<Record<WaitKind, { what: string; verb: string }>> = {
  mutex: { what: 'mutex', verb: 'waits for mutex' },
  'read-lock': { what: 'read lock', verb: 'waits for the read lock of RWMutex' },
  'write-lock': { what: 'write lock', verb: 'waits for the write lock of RWMutex' },
  'wait-group': { what: 'wait group', verb: 'waits for WaitGroup' },
  cond: { what: 'condition variable', verb: 'waits for condition variable' },
  receive: { what: 'channel receive', verb: 'waits to receive from channel' },
  send: { what: 'channel send', verb: 'waits to send to channel' },
  select: { what: 'select', verb: 'waits in select' },
  'nil-receive': { what: 'nil channel receive', verb: 'receives from a nil channel' },
  'nil-send': { what: 'nil channel send', verb: 'sends to a nil channel' },
  forever: { what: 'select without cases', verb: 'stands in select {}' },
  outside: { what: 'outside', verb: 'waits for a timer or the outside world' },
  free: { what: 'nothing', verb: 'can run' },
}

function waitSentence(node: Node): string {
  const { verb } = WORDS[node.wait.kind]
  const address = node.wait.address === null ? '' : ` ${node.wait.address}`
  return `${sentenceCase(who(node))} ${node.count === 1 ? verb : verb.replace(/^(\w+)s /, '$1 ')}${address}${at(node)}`
}

function linkSentence({ waiter, lock, holder, evidence }: Link): string {
  const wait = waitSentence(waiter)
  if (lock.once && holder !== null && holder !== waiter) return `${wait}, the sync.Once that ${who(holder)} runs`
  if (holder === null) return `${wait}, and nobody in the dump is seen to hold it`
  if (holder === waiter) return `${wait}, and probably holds it itself: ${inside(evidence!)}`
  const { verb } = WORDS[holder.wait.kind]
  const then = holder.wait.kind === 'free' ? '' : `, and itself ${verb}`
  return `${wait}, ${evidence!.strength >= 0.85 ? 'very likely' : 'likely'} held by ${who(holder)}: ${inside(evidence!)}${then}`
}

function at({ site }: Node): string {
  return site === null ? '' : ` in ${shortName(site.frame.function)} (${placeOf(site.frame)})`
}

/** Never more than the verdict proves: what is only likely seems so. */
function titleOf(diagnosis: Diagnosis): string {
  const { core, knot, cause, verdict } = diagnosis
  const [link] = knot?.links ?? []
  const many = count(core)
  const lead = core[0]!
  const inside = lead.site === null ? '' : ` in ${shortName(lead.site.frame.function)}`
  const says = (proven: string, open: string) => (verdict === 'unproven' ? open : proven)
  switch (cause) {
    case 'lock-order':
      return `${knot!.links.length} goroutines ${says('wait', 'seem to wait')} for each other's ${isOnce(knot!) ? 'sync.Once' : 'locks (lock order)'}`
    case 'double-lock':
      return link?.holder === null || link === undefined
        ? `${many === 1 ? 'A goroutine waits' : `${many} goroutines wait`} for a lock that nobody in the dump is seen to hold${inside}`
        : `${shortName(link.waiter.frames[0]!.frame.function)} locks what its caller ${shortName(link.evidence!.frame.frame.function)} seems to hold already`
    case 'rwlock-reentry':
      return `A read lock ${says('is', 'seems to be')} taken again while a writer waits${inside}`
    case 'channel-lock':
      return `A lock ${says('is', 'seems to be')} held by a goroutine that itself ${WORDS[link!.holder!.wait.kind].verb}${at(link!.holder!)}`
    case 'wait-group':
      return knot === null
        ? `${plainCount(many)} for a WaitGroup${says(' that nobody is left to finish', ', and nobody is seen who will finish it')}${inside}`
        : `A lock ${says('is', 'seems to be')} held while waiting for a WaitGroup whose workers ${says('', 'may ')}need it`
    case 'channel-wait-group':
      return `${says('A WaitGroup waits for goroutines that wait', 'The workers of a WaitGroup seem to wait')} for channels${inside}`
    case 'condition-variable':
      return knot === null
        ? `${plainCount(many)} for a condition variable${says(' that nobody signals', ', and nobody is seen who will signal it')}${inside}`
        : `A lock ${says('is', 'seems to be')} held while waiting for a condition variable${at(link!.holder!)}`
    case 'channel-context':
      return `${plainCount(many)} for a channel or a context${says(' that nobody ends', ', and nobody is seen who will end it')}${inside}`
    case 'channel':
      return `${plainCount(many)}${operation(core)}${isLonely(diagnosis) ? ', and nobody is at the other end' : ''}${inside}`
    case 'unknown':
      return `${plainCount(many - 1)} for a lock that ${says('is', 'seems to be')} in use${inside}`
  }
}

function isOnce({ locks }: Knot): boolean {
  return locks.every(({ once }) => once)
}

/** `select {}` has no other end. */
function isLonely({ core, verdict }: Diagnosis): boolean {
  return verdict !== 'unproven' && core.some(({ wait }) => wait.kind !== 'forever')
}

function operation(core: readonly Node[]): string {
  const all = (...kinds: WaitKind[]) => core.every(({ wait }) => kinds.includes(wait.kind))
  if (all('send', 'nil-send')) return ' to send'
  if (all('receive', 'nil-receive')) return ' to receive'
  return all('select') ? ' in select' : all('forever') ? ' in select {}' : ' for channels'
}

function plainCount(many: number): string {
  return many === 1 ? '1 goroutine waits' : `${many} goroutines wait`
}

function adviceFor(cause: Cause, { knot, core, verdict }: Diagnosis): string[] {
  const [link] = knot?.links ?? []
  const lead = core[0]!
  const here = lead.site === null ? 'there' : placeOf(lead.site.frame)
  const advice = ((): string[] => {
    switch (cause) {
      case 'lock-order':
        return [
          `${isOnce(knot!) ? 'Break the circle of what is set up once: give one of these functions what it needs' : 'Take these locks in one order everywhere, or release the first before calling into the other'}: ${knot!.links.map(({ waiter }) => (waiter.site === null ? who(waiter) : placeOf(waiter.site.frame))).join(', ')}`,
        ]
      case 'double-lock':
        return link?.holder
          ? [
              `A lock cannot be taken twice by one goroutine: split ${shortName(link.waiter.frames[0]!.frame.function)} into a part that locks and a part that expects the lock, and call the latter from ${placeOf(link.evidence!.frame.frame)}`,
            ]
          : [
              `Look for a return or a panic between Lock and Unlock of the lock taken at ${here}; unlock with defer right after locking`,
            ]
      case 'rwlock-reentry':
        return [
          `Never take RLock again below RLock: once a writer waits, the second one waits behind it (${here}). Read once and hand the value down`,
        ]
      case 'channel-lock':
        return [
          `Release the lock before the channel operation at ${placeOf(link!.holder!.site?.frame ?? { file: null, line: null })}, or do the operation in select with a way out`,
        ]
      case 'wait-group':
        return knot === null
          ? [
              `Compare Add and Done of the WaitGroup waited for at ${here}: every Add needs one Done on every path, and Add must come before Wait`,
            ]
          : [
              `Release the lock before Wait at ${placeOf(link!.holder!.site?.frame ?? { file: null, line: null })}: the workers need it to finish`,
            ]
      case 'channel-wait-group':
        return [
          `Let somebody serve the channels before Wait, or wait in a goroutine of its own and close the channel after it (${here})`,
        ]
      case 'condition-variable':
        if (link?.holder)
          return [
            `Release the lock before waiting at ${placeOf(link.holder.site?.frame ?? { file: null, line: null })}: whoever would make the condition true needs it`,
          ]
        return [
          `Check that whoever makes the condition true calls Signal or Broadcast afterwards, under the same lock, and that waiters test the condition in a loop (${here})`,
        ]
      case 'channel-context':
        return [
          `Check that cancel is called on every path, and that every channel operation of the goroutine also selects on ctx.Done() (${here})`,
        ]
      case 'channel':
        return core.some(({ wait }) => wait.kind === 'nil-send' || wait.kind === 'nil-receive')
          ? [`The channel is nil: make it before ${here}`]
          : [
              `Find who should be at the other end of the channel at ${here}: it returned early, or was never started. Give the operation a way out with select, or the channel a buffer`,
            ]
      case 'unknown':
        return [
          `Keep the section under the lock short; ${link?.holder?.site ? `the holder is at ${placeOf(link.holder.site.frame)}` : `see ${here}`}`,
        ]
    }
  })()
  if (verdict === 'unproven') advice.push('Take a second dump a minute later: goroutines that have not moved are stuck')
  return advice
}

function evidenceOf({ core, knot }: Diagnosis): Finding['evidence'] {
  const links = (knot?.links ?? []).flatMap(({ waiter, holder }) => (holder === null ? [waiter] : [waiter, holder]))
  return [...new Set([...links, ...core])]
    .slice(0, MOST_EVIDENCE)
    .map((node) => ({ span: node.span, quote: quoteOf(node) }))
}

const MOST_EVIDENCE = 8

/** The header and the innermost frame of the program, as they stand in the dump. */
function quoteOf({ ids, state, leaked, minutes, site }: Node): string {
  const header = `goroutine ${ids[0] ?? '?'} [${state}${leaked ? ' (leaked)' : ''}${minutes === null || minutes.max === 0 ? '' : `, ${minutes.max} minutes`}]:`
  if (site === null) return header
  const { frame } = site
  return `${header} ${frame.function}(${frame.args ?? ''}) ${placeOf(frame)}`
}

function minutesOf(nodes: readonly Node[]): { min: number; max: number } | null {
  const known = nodes.flatMap(({ minutes }) => (minutes === null ? [] : [minutes]))
  return known.length === 0
    ? null
    : { min: Math.min(...known.map(({ min }) => min)), max: Math.max(...known.map(({ max }) => max)) }
}

/** Goroutines of all the stacks involved, those that were not looked at one by one included. */
function countGroups(nodes: readonly Node[]): number {
  const waiting = nodes.filter(({ wait }) => wait.kind !== 'free' && wait.kind !== 'outside')
  return [...new Set(waiting.map(({ group }) => group))].reduce((sum, group) => sum + group.count, 0)
}

function count(nodes: readonly Node[]): number {
  return nodes.reduce((sum, node) => sum + node.count, 0)
}
