import {
  type Gate,
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
  github: renderGithub,
  gitlab: renderGitlab,
  teamcity: renderTeamcity,
  buildkite: renderBuildkite,
  tap: renderTap,
} as const

export type GateFormat = keyof typeof FORMATS

export function isGateFormat(format: string): format is GateFormat {
  return format in FORMATS
}

export function renderGate(format: GateFormat, gate: Gate): string {
  return FORMATS[format](gate)
}
