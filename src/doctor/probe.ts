import { type MemoryGroup, memoryGroupOf } from '../base/memory-group.ts'
import type { ProbeResult, ProbeVerdict } from '../model/doctor.ts'
import { textOf } from './proc.ts'

/** What a probe may look at. Nothing stays changed by looking. */
export interface Patient {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where /proc and /sys are; empty but in tests. */
  readonly root: string
  /** A process that runs already, whose own limits and environment are looked at; null: what we could start ourselves. */
  readonly pid?: number | null
  /** Its debug server; null: none was named. */
  readonly pprof?: string | null
  /** An executable to look into; null: none was named. */
  readonly binary: string | null
  /** Whether a child may be driven out of memory. */
  readonly probeOom?: boolean
  /** Folder that the program runs in. */
  readonly folder: string
}

export interface Told {
  readonly verdict: ProbeVerdict
  readonly evidence: string
  readonly fix?: string
}

/** One question about the place. It never throws: what cannot be known is `unknown`, with the reason. */
export interface Probe {
  readonly id: string
  readonly title: string
  ask(patient: Patient): Told | Promise<Told>
}

export async function askAll(probes: readonly Probe[], patient: Patient): Promise<ProbeResult[]> {
  return Promise.all(
    probes.map(async ({ id, title, ask }) => {
      try {
        const { verdict, evidence, fix } = await ask(patient)
        return { id, title, verdict, evidence, fix: fix ?? null }
      } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code ?? (error instanceof Error ? error.message : String(error))
        return { id, title, verdict: 'unknown', evidence: `could not be measured: ${reason}`, fix: null }
      }
    }),
  )
}

export const ok = (evidence: string): Told => ({ verdict: 'ok', evidence })
export const warn = (evidence: string, fix: string): Told => ({ verdict: 'warn', evidence, fix })
export const bad = (evidence: string, fix: string): Told => ({ verdict: 'fail', evidence, fix })
export const unknown = (evidence: string): Told => ({ verdict: 'unknown', evidence })

/** The memory cgroup of the process that is looked at. */
export function memoryGroup({ root, pid }: Pick<Patient, 'root' | 'pid'>): MemoryGroup | null {
  return memoryGroupOf(textOf, root, pid)
}
