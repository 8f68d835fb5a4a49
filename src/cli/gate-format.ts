import {
  FAIL_ON_DEFAULT,
  type Gate,
  judge,
  lookUpSources,
  type Policy,
  type Report,
  renderBuildkite,
  renderGithub,
  renderGitlab,
  renderJunit,
  renderSarif,
  renderTap,
  renderTeamcity,
} from '../index.ts'

/** Formats that continuous integration reads. All of them show problems, not events: they need a gate. */
const FORMATS = {
  junit: renderJunit,
  sarif: renderSarif,
  github: (_: Report, gate: Gate) => renderGithub(gate),
  gitlab: (_: Report, gate: Gate) => renderGitlab(gate),
  teamcity: (_: Report, gate: Gate) => renderTeamcity(gate),
  buildkite: renderBuildkite,
  tap: renderTap,
} as const

export type GateFormat = keyof typeof FORMATS

export function isGateFormat(format: string): format is GateFormat {
  return format in FORMATS
}

export function renderGate(format: GateFormat, report: Report, gate: Gate): string {
  return FORMATS[format](report, gate)
}

/** The gate of a command that is none: nothing is allowed, the sources are where we stand. */
export async function defaultGate(report: Report): Promise<Gate> {
  const policy: Policy = { failOn: FAIL_ON_DEFAULT, allowances: [], today: today() }
  const judgement = judge(report, policy)
  return { judgement, sourceOf: await lookUpSources(judgement, '.') }
}

/** In UTC, so that an allowance ends for everybody at once. */
export function today(): string {
  return new Date().toISOString().slice(0, 10)
}
