/** A part of the time axis, by the clock of the program or by that of the wall; null is open. */
export interface Period {
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly fromWallMs: number | null
  readonly toWallMs: number | null
  /** Milliseconds of a day of UTC: of which day, the log decides. */
  readonly fromClockMs?: number | null
  readonly toClockMs?: number | null
}

const DAY_MS = 86_400_000

/** Says of each event whether it is in a period. What has no such time is in no such period. */
export class PeriodFilter {
  private readonly fromMs: number | null
  private readonly toMs: number | null
  private fromWallMs: number | null
  private toWallMs: number | null
  private fromClockMs: number | null
  private toClockMs: number | null

  constructor({ fromMs, toMs, fromWallMs, toWallMs, fromClockMs = null, toClockMs = null }: Period) {
    this.fromMs = fromMs
    this.toMs = toMs
    this.fromWallMs = fromWallMs
    this.toWallMs = toWallMs
    this.fromClockMs = fromClockMs
    this.toClockMs = toClockMs
  }

  holds(startMs: number, wallMs: number): boolean {
    if (this.fromClockMs !== null || this.toClockMs !== null) {
      if (Number.isNaN(wallMs)) return false
      this.chooseDay(wallMs)
    }
    const { fromMs, toMs, fromWallMs, toWallMs } = this
    return (
      !(fromMs !== null && !(startMs >= fromMs)) &&
      !(toMs !== null && !(startMs <= toMs)) &&
      !(fromWallMs !== null && !(wallMs >= fromWallMs)) &&
      !(toWallMs !== null && !(wallMs <= toWallMs))
    )
  }

  /** The beginning is meant on the day on which it is nearest to where the log begins, the end on the next such moment. */
  private chooseDay(firstMs: number): void {
    const { fromClockMs, toClockMs } = this
    const midnight = Math.floor(firstMs / DAY_MS) * DAY_MS
    if (fromClockMs !== null) {
      const days = [-DAY_MS, 0, DAY_MS].map((shift) => midnight + shift + fromClockMs)
      this.fromWallMs = days.reduce((a, b) => (Math.abs(b - firstMs) < Math.abs(a - firstMs) ? b : a))
    }
    if (toClockMs !== null) {
      const after = this.fromWallMs ?? firstMs
      const sameDay = Math.floor(after / DAY_MS) * DAY_MS + toClockMs
      this.toWallMs = sameDay >= after ? sameDay : sameDay + DAY_MS
    }
    this.fromClockMs = null
    this.toClockMs = null
  }
}
