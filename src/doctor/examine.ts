import type { DoctorReport } from '../model/doctor.ts'
import { binaryProbes } from './binary-probes.ts'
import { CHILD_PROBES } from './child-probes.ts'
import { CONTAINER_LOG_PROBES } from './container-log-probes.ts'
import { ENVIRONMENT_PROBES } from './environment-probes.ts'
import { askGo } from './go-probes.ts'
import { MEMORY_PROBES } from './memory-probes.ts'
import { OOM_PROBES } from './oom-probe.ts'
import { placesOf } from './places.ts'
import { askAll, type Patient } from './probe.ts'
import { PROCESS_PROBES } from './process-probes.ts'
import { TOOLCHAIN_PROBES } from './toolchain-probes.ts'
import { TRANSPORT_PROBES } from './transport-probes.ts'

/** Measures everything at once: most of it is waiting for children. Nothing outlives it but the cache of the toolchain. */
export async function examine(patient: Patient): Promise<DoctorReport> {
  const parts = await Promise.all([
    askAll(ENVIRONMENT_PROBES, patient),
    askAll(PROCESS_PROBES, patient),
    askAll(MEMORY_PROBES, patient),
    askAll(TRANSPORT_PROBES, patient),
    askAll(CONTAINER_LOG_PROBES, patient),
    askAll(TOOLCHAIN_PROBES, patient),
    askAll(CHILD_PROBES, patient),
    askGo(patient),
    patient.binary === null ? [] : askAll(binaryProbes(patient.binary), patient),
    patient.probeOom === true ? askAll(OOM_PROBES, patient) : [],
  ])
  return { schema: 'log-extractor/doctor/1', places: placesOf(patient.env, patient.root), probes: parts.flat() }
}
