import type { OomKillEvent } from '../../model/event.ts'
import type { Finding, Severity } from '../../model/finding.ts'
import type { Crash } from '../../model/report.ts'
import type { Told } from '../go/crashes.ts'
import type { GoScene } from '../go/go-scene.ts'
import type { SourceCode } from '../go/source/source-code.ts'
import type { JvmScene } from '../jvm/jvm-scene.ts'

/** Everything a rule may look at. */
export interface Case {
  readonly scene: GoScene
  readonly told: readonly Told[]
  readonly jvm: JvmScene
  readonly oomKills: readonly OomKillEvent[]
  /** The program's own code, when it was given. */
  readonly source: SourceCode | null
  /** Of this source, in order of appearance. */
  readonly crashes: readonly Crash[]
}

/** A rule is metadata plus a function. docs/findings.md is printed from the metadata. */
export interface Rule {
  readonly id: string
  readonly severity: Severity
  /** One sentence for the catalogue: what it means when this rule speaks. */
  readonly summary: string
  /** When it stays silent, and how sure it can be. */
  readonly limits: string
  check(facts: Case): Iterable<Finding>
}
