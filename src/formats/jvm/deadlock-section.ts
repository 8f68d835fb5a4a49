import type { JvmDeadlockEvent } from '../../model/jvm-event.ts'

type Member = { -readonly [Key in keyof JvmDeadlockEvent['members'][number]]: JvmDeadlockEvent['members'][number][Key] }

const FOUND = /^Found one Java-level deadlock:\s*$/
const END = /^Found (?:\d{1,6}|a total of \d{1,6}) deadlocks?\.\s*$/
const NAME = /^"(?<name>.{0,1000})":\s*$/
const WAITS =
  /^\s{1,8}waiting (?<what>to lock monitor|for ownable synchronizer) (?<address>0x[0-9a-f]{1,16})(?: \(object (?<object>0x[0-9a-f]{1,16}), an? (?<class>[^)]{1,300})\)|, \(an? (?<sync>[^)]{1,300})\))?,?\s*$/
const HELD = /^\s{1,8}(?:in JNI, )?which is held by (?:"(?<name>.{0,1000})"|UNKNOWN_owner_addr=0x[0-9a-f]{1,16})\s*$/
const STACKS = /^Java stack information for the threads listed above:\s*$/
const MOST_MEMBERS = 1_000

/**
 * What the JVM's own search found, behind a dump:
 *
 *     Found one Java-level deadlock:
 *     =============================
 *     "order-writer":
 *       waiting to lock monitor 0x… (object 0x…, a java.lang.Object),
 *       which is held by "stock-writer"
 *
 * Then the stacks of the same threads once more, which were in the dump. People copy the section alone.
 */
export class DeadlockSection {
  private members: Member[] = []
  private inStacks = false

  static opens(text: string): boolean {
    return FOUND.test(text)
  }

  static ends(text: string): boolean {
    return END.test(text)
  }

  get isRepeating(): boolean {
    return this.inStacks
  }

  /** True when the line belongs to the section. */
  push(text: string): boolean {
    if (/^=+\s*$/.test(text)) return true
    if (STACKS.test(text)) {
      this.inStacks = true
      return true
    }
    const name = NAME.exec(text)?.groups?.name
    if (name !== undefined) {
      if (!this.inStacks && this.members.length < MOST_MEMBERS)
        this.members.push({ thread: name, waitsFor: null, type: null, isMonitor: true, heldBy: null })
      return true
    }
    const member = this.members.at(-1)
    if (this.inStacks || member === undefined) return false
    const waits = WAITS.exec(text)?.groups
    if (waits !== undefined) {
      member.waitsFor = waits.object ?? waits.address!
      member.type = waits.class ?? waits.sync ?? null
      member.isMonitor = waits.what === 'to lock monitor'
      return true
    }
    const held = HELD.exec(text)
    if (held === null) return false
    member.heldBy = held.groups!.name ?? null
    return true
  }

  /** The thread whose stack the line heads, where the section shows the stacks once more. */
  stackOf(text: string): Member | undefined {
    const name = this.inStacks ? NAME.exec(text)?.groups?.name : undefined
    return name === undefined ? undefined : this.members.find(({ thread }) => thread === name)
  }

  finish(): readonly Member[] {
    return this.members
  }
}
