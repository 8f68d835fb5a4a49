/** A part of the time axis, by the clock of the program or by that of the wall; null is open. */
export interface Period {
  readonly fromMs: number | null
  readonly toMs: number | null
  readonly fromWallMs: number | null
  readonly toWallMs: number | null
}

/** Whether an event that began then is to be told. What has no such time is in no such period. */
export function isWithin(period: Period | null, startMs: number, wallMs: number): boolean {
  if (period === null) return true
  return (
    !(period.fromMs !== null && !(startMs >= period.fromMs)) &&
    !(period.toMs !== null && !(startMs <= period.toMs)) &&
    !(period.fromWallMs !== null && !(wallMs >= period.fromWallMs)) &&
    !(period.toWallMs !== null && !(wallMs <= period.toWallMs))
  )
}
