import type { Redact } from '../index.ts'
import type { Options } from './flags.ts'

export function redactOf({ redact, redactPersonal }: Pick<Options, 'redact' | 'redactPersonal'>): Redact {
  return redact && redactPersonal ? 'personal' : redact
}
