import type { Block } from '../go-scene.ts'
import type { ChannelCause } from './channels.ts'
import type { Movement } from './movement.ts'
import type { Node } from './nodes.ts'
import type { Knot, LockCause } from './structure.ts'

export type Cause = Exclude<LockCause, 'contention'> | ChannelCause | 'unknown'
export type Class = 'resource' | 'communication' | 'mixed'
export type Verdict = 'deadlock' | 'leak' | 'unproven'

/** One standstill of one dump. */
export interface Diagnosis {
  readonly verdict: Verdict
  readonly cause: Cause
  readonly class: Class
  /** Of the verdict; for `unproven`, of the suspicion. */
  readonly confidence: number
  /** Of the cause. */
  readonly support: number
  /** What proves the verdict, or stands against it: one sentence. */
  readonly because: string
  /** Null when no lock is involved. */
  readonly knot: Knot | null
  /** Those the cause is told from. */
  readonly core: readonly Node[]
  /** Those that wait behind them. */
  readonly behind: readonly Node[]
}

/** What all parts of a diagnosis look at. */
export interface Dump {
  readonly block: Block
  /** Goroutines with code of the program, also those that can run. */
  readonly program: readonly Node[]
  readonly movement: Movement
  /** The runtime's own detector spoke. */
  readonly proven: boolean
  /** A test binary: it hangs, or left something behind; nothing idles there. */
  readonly testRun: boolean
  /** The tests of it have all returned. */
  readonly testsOver: boolean
}

export const BY_RUNTIME = 'the runtime itself found that no goroutine can ever run again'

export const CLASS: Readonly<Record<Cause, Class>> = {
  'double-lock': 'resource',
  'lock-order': 'resource',
  'rwlock-reentry': 'resource',
  channel: 'communication',
  'channel-context': 'communication',
  'condition-variable': 'communication',
  'wait-group': 'mixed',
  'channel-lock': 'mixed',
  'channel-wait-group': 'mixed',
  unknown: 'resource',
}
