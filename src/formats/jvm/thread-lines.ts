import type { MonitorLine } from '../../model/jvm-event.ts'

/** The lines of thread dumps that are no frames: heads, states, monitors. */

export interface ThreadHead {
  readonly name: string
  readonly id: number | null
  readonly daemon: boolean
  readonly virtual: boolean
  /** What the head itself says: `waiting for monitor entry`, or the Java state in the newer form; null for neither. */
  readonly state: string | null
  readonly cpuMs: number | null
  readonly elapsedSeconds: number | null
}

/** Behind the last quote of the name, which may hold quotes itself. */
const TRAITS =
  /^(?: #(?<id>\d{1,12}))?(?: \[\d{1,12}\])?(?<daemon> daemon)?(?: prio=\d{1,3})?(?: os_prio=-?\d{1,12})?(?: cpu=(?<cpu>[\d.]{1,20})ms)?(?: elapsed=(?<elapsed>[\d.]{1,20})s)?(?: allocated=\S{1,20})?(?: defined_classes=\d{1,9})? tid=0x[0-9a-f]{1,16}(?: nid=(?:0x[0-9a-f]{1,16}|\d{1,12}|NA))?(?: (?<state>[a-zA-Z ()._]{1,80}?))?\s{0,4}(?:\[0x[0-9a-f]{1,16}\])?\s{0,4}$/
const DUMPED =
  /^#(?<id>\d{1,19}) "(?<name>.{0,1000})"(?<virtual> virtual)?(?: (?<state>NEW|RUNNABLE|BLOCKED|WAITING|TIMED_WAITING|TERMINATED|PARKED|PINNED|YIELDED)(?: \d{4}-\d\d-\d\dT[\d:.]{8,18}Z)?)?$/

/** `"main" #1 prio=5 os_prio=0 cpu=36.37ms elapsed=3.33s tid=0x… nid=0x2db3 waiting on condition  [0x…]` */
export function parseThreadHead(text: string): ThreadHead | null {
  if (text[0] !== '"' || text.length > 2_000) return null
  for (let quote = text.lastIndexOf('"'); quote > 0; quote = text.lastIndexOf('"', quote - 1)) {
    const traits = TRAITS.exec(text.slice(quote + 1))?.groups
    if (traits === undefined) continue
    return {
      name: text.slice(1, quote),
      id: traits.id === undefined ? null : Number(traits.id),
      daemon: traits.daemon !== undefined,
      virtual: false,
      state: traits.state?.trim() || null,
      cpuMs: traits.cpu === undefined ? null : Number(traits.cpu),
      elapsedSeconds: traits.elapsed === undefined ? null : Number(traits.elapsed),
    }
  }
  return null
}

/** `#32 "" virtual WAITING 2026-11-23T02:07:09.182Z`, as `Thread.dump_to_file -format=plain` writes it. */
export function parseDumpedHead(text: string): ThreadHead | null {
  const head = text.length > 2_000 ? undefined : DUMPED.exec(text)?.groups
  if (head === undefined) return null
  const { id, name = '', virtual, state = null } = head
  return {
    name,
    id: Number(id),
    daemon: false,
    virtual: virtual !== undefined,
    state,
    cpuMs: null,
    elapsedSeconds: null,
  }
}

const INFO =
  /^(?<daemon> daemon)?(?: prio=\d{1,3})? Id=(?<id>\d{1,19}) (?<state>NEW|RUNNABLE|BLOCKED|WAITING|TIMED_WAITING|TERMINATED)(?: on \S{1,300}(?: owned by ".{0,300}" Id=\d{1,19})?)?(?: \(suspended\))?(?: \(in native\))?$/

/** `"seller" prio=5 Id=13 BLOCKED on java.lang.Object@28a418fc owned by "buyer" Id=14`, as `ThreadInfo.toString` begins. */
export function parseInfoHead(text: string): ThreadHead | null {
  if (text[0] !== '"' || text.length > 2_000) return null
  for (let quote = text.indexOf('"', 1); quote > 0; quote = text.indexOf('"', quote + 1)) {
    const traits = INFO.exec(text.slice(quote + 1))?.groups
    if (traits === undefined) continue
    const { id, state = null, daemon } = traits
    const name = text.slice(1, quote)
    return {
      name,
      id: Number(id),
      daemon: daemon !== undefined,
      virtual: false,
      state,
      cpuMs: null,
      elapsedSeconds: null,
    }
  }
  return null
}

const STATE = /^\s{1,8}java\.lang\.Thread\.State: (?<state>[A-Z_]{3,20}(?: \([a-z ]{1,40}\))?)\s*$/

export function parseThreadState(text: string): string | null {
  return STATE.exec(text)?.groups?.state ?? null
}

const MONITOR =
  /^\s{0,16}- (?<word>locked|waiting to lock|waiting to re-lock in wait\(\)|waiting on|parking to wait for|eliminated|owner is|)\s{0,2}<(?<object>[^>]{1,300})>(?: \((?:a|owner) (?<type>[^)]{1,300})\))?\s*$/

/** As `ThreadInfo.toString` prints them: `-  blocked on java.lang.Object@28a418fc`, `- a.Sync@1f32e575` for what is owned. */
const INFO_MONITOR =
  /^\t- {1,2}(?<word>blocked on |waiting on |locked |)(?<object>(?<type>[\w.$]{1,300})@[0-9a-f]{1,16})\s*$/

const INFO_RELATIONS: Readonly<Record<string, MonitorLine['relation']>> = {
  'blocked on ': 'waiting-to-lock',
  'waiting on ': 'waiting-on',
  'locked ': 'locked',
  '': 'owns',
}

/** `parked`: by its last frame the thread waits for a lock that is no monitor. */
export function parseInfoMonitor(text: string, frame: number | null, parked: boolean): MonitorLine | null {
  const match = text.length > 1_000 ? undefined : INFO_MONITOR.exec(text)?.groups
  if (match === undefined) return null
  const printed = INFO_RELATIONS[match.word!]!
  const relation = printed === 'waiting-on' && parked ? 'parking' : printed
  return { relation, object: match.object!, type: match.type!, frame: relation === 'owns' ? null : frame }
}

/** `- waiting to lock <0x…> (a java.lang.Object)`; also the list of owned synchronizers, `- <0x…> (a …)`. */
export function parseMonitor(text: string, frame: number | null): MonitorLine | null {
  const match = text.length > 1_000 ? undefined : MONITOR.exec(text)?.groups
  if (match === undefined) return null
  const relation = RELATIONS[match.word!]
  if (relation === undefined) return null
  const object = match.object!
  // `java.lang.Object@7b89aecf` tells its class itself.
  const type = match.type ?? (object.includes('@') ? object.slice(0, object.indexOf('@')) : null)
  const isKnown = object.startsWith('0x') || object.includes('@')
  return { relation, object: isKnown ? object : null, type, frame: relation === 'owns' ? null : frame }
}

const RELATIONS: Readonly<Record<string, MonitorLine['relation'] | undefined>> = {
  locked: 'locked',
  'waiting to lock': 'waiting-to-lock',
  'waiting to re-lock in wait()': 'waiting-to-lock',
  'waiting on': 'waiting-on',
  'parking to wait for': 'parking',
  eliminated: 'eliminated',
  '': 'owns',
}

/**
 * A line of a dump of which a part is missing: it begins as only a dump's lines begin, and goes on otherwise than any that a
 * JVM prints, newer ones included.
 */
export function isTornDetail(text: string): boolean {
  return text.length <= 2_000 && TORN.some((expression) => expression.test(text))
}

const TORN = [
  // Nothing but frames and monitors begins with a tab.
  /^\t(?!at |- )\S/,
  /^\s{1,8}at (?![^()]*\([^()]*\)\s*$)/,
  /^\s{1,8}java\.lang\.Thread\.State: (?![A-Z_]+(?: \(.*\))?\s*$)/,
  // `- locked <0x…> (a Type)`; what is between word and address, and what type it is, is left to the JVM.
  /^\s{1,16}- (?:locked|waiting|parking|eliminated)\b(?!.*<[^<>]+>(?: \([^()]*\))?\s*$)/,
  // A head whose name is closed, without the address of its thread at the end of what it has, or with a frame's end.
  /^"[^"]{1,300}" #\d{1,12}\b(?!.*\btid=0x[0-9a-f]{1,16}\b)/,
  // What stands once in a head, twice.
  /^"[^"]{1,300}" #\d{1,12}\b.*\b(?:cpu=\d.*\bcpu=\d|elapsed=\d.*\belapsed=\d|tid=0x.*\btid=0x)/,
  /^"[^"]{1,300}" #\d{1,12}\b.*(?:\.java:\d{1,9}|Native Method|Unknown Source)\)$/,
]

/** `_java_thread_list=0x…, length=29, elements={`: how many Java threads a dump is going to show. */
export function threadCount(text: string): number | null {
  const count = /^_java_thread_list=0x[0-9a-f]{1,16}, length=(\d{1,9}), /.exec(text)?.[1]
  return count === undefined ? null : Number(count)
}

/** Lines of a dump that say nothing for us. */
export function isDumpNoise(text: string): boolean {
  return /^(?:Threads class SMR info:|_java_thread_list=|(?:0x[0-9a-f]{8,16}(?:, )?){1,8},?\s*$|\}\s*$|\s{1,8}(?:No compile task|Compiling: |Locked ownable synchronizers:|- None|- <no object reference available>|JNI handle)|JNI global ref|\s{1,8}Number of locked synchronizers = \d|\t\.\.\.$|\s{1,8}\(no Java frames\))/.test(
    text.slice(0, 400),
  )
}
