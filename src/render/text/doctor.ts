/** What was measured, worst first, with the line that mends it. */
import { neutralizeLine } from '../../base/text/neutralize.ts'
import { safeJson } from '../../base/text/safe-json.ts'
import type { Ink, Style } from '../../base/text/style.ts'
import { plural } from '../../base/text/units.ts'
import type { DoctorReport, ProbeVerdict } from '../../model/doctor.ts'
import { Page } from './page.ts'

const ORDER: readonly ProbeVerdict[] = ['fail', 'warn', 'unknown', 'ok']

export interface DoctorTextOptions {
  readonly width: number
  readonly style: Style
  /** Only what is to be mended. */
  readonly quiet?: boolean
}

export function renderDoctor(
  { places, probes }: DoctorReport,
  { width, style, quiet = false }: DoctorTextOptions,
): string {
  const inks: { readonly [V in ProbeVerdict]: Ink } = {
    fail: style.boldRed,
    warn: style.yellow,
    unknown: style.dim,
    ok: style.green,
  }
  const page = new Page(width, style, 9)
  const shown = quiet ? ORDER.slice(0, 2) : ORDER
  const names = places.map(({ id }) => id)
  if (!quiet) {
    page.section('PLACE', style.plain)
    page.row([{ text: names.length === 0 ? 'no container, no CI service' : names.join(', ') }])
    page.blank()
  }
  for (const verdict of shown) {
    for (const { title, evidence, fix } of probes.filter((probe) => probe.verdict === verdict)) {
      page.section(verdict.toUpperCase(), inks[verdict], false)
      page.row([{ text: title, ink: style.bold }, { text: `: ${neutralizeLine(evidence)}` }], { hang: 2 })
      if (fix !== null) page.row([{ text: `→ ${neutralizeLine(fix)}`, ink: style.cyan }], { indent: 2, hang: 2 })
    }
  }
  if (quiet) return page.toString()
  const counts = ORDER.map((verdict) => [verdict, probes.filter((probe) => probe.verdict === verdict).length] as const)
  const told = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${verdict}`)
  page.blank()
  page.sentence([{ text: `${plural(probes.length, 'probe')}: ${told.join(', ')}`, ink: style.dim }])
  return page.toString()
}

export function renderDoctorJson(report: DoctorReport): string {
  return `${safeJson(report, 2)}\n`
}
