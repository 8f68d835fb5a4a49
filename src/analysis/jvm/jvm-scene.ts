import type { Event } from '../../model/event.ts'
import type { JvmEvent } from '../../model/jvm-event.ts'
import type { Crash } from '../../model/report.ts'
import type { StackGroups } from '../stacks/groups.ts'
import type { StackRules } from '../stacks/rules.ts'
import { Exceptions } from './exceptions.ts'

/** What one source tells of a JVM, folded from its events as they come. */
export class JvmScene {
  readonly exceptions: Exceptions

  constructor(groups: StackGroups, rules: StackRules) {
    this.exceptions = new Exceptions(groups, rules)
  }

  add(event: JvmEvent): void {
    if (event.kind === 'jvm.exception') this.exceptions.add(event)
  }

  /** In order of appearance. */
  crashes(): Omit<Crash, 'id'>[] {
    return this.exceptions.crashes
  }

  /** Something in it is worth asking whether it is whole. */
  get isCrash(): boolean {
    return this.crashes().length > 0
  }
}

const KINDS: ReadonlySet<Event['kind']> = new Set([
  'jvm.exception',
  'jvm.thread',
  'jvm.deadlock',
  'jvm.dump',
  'jvm.vm-crash',
] satisfies JvmEvent['kind'][])

export function isJvmEvent(event: Event): event is JvmEvent {
  return KINDS.has(event.kind)
}
