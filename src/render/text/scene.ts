import type { Style } from '../../base/text/style.ts'
import type { Report } from '../../model/report.ts'
import type { Places } from '../words/places.ts'
import type { Page } from './page.ts'

export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number
  readonly style: Style
  readonly view: 'analyze' | 'panics' | 'goroutines' | 'stacks'
  readonly frames: 'app' | 'all'
  /** Show only this goroutine group, 1-based as the goroutines view numbers them. */
  readonly group: number | null
  /** Goroutine groups to list before the rest is only counted. */
  readonly top: number
  /** List the lines that looked like the start of a crash and were not. */
  readonly explainUnclaimed: boolean
}

/** What every section of the page is given. */
export interface Scene {
  readonly report: Report
  readonly options: TextOptions
  readonly page: Page
  readonly style: Style
  readonly places: Places
  /** Hints such as `--frames all` are given once per page. */
  readonly hinted: Set<string>
}
