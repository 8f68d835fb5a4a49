import { secondsToMs } from './quantities.ts'
import type { Cpu } from './run-memory.ts'
import { type Stamp, wallClock } from './stamp.ts'

/** `2015-03-04T09:13:53.189+0100: 13.653: #4: `, any part of which may be missing, blanks included. */
const PREFIX_TEXT = String.raw`(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}: ?)?(?:\d{1,12}[.,]\d{3}: ?)?(?:#\d{1,9}: ?)?`
const PREFIX = /^(?:(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{3}[+-]\d{4}): ?)?(?:(\d{1,12}[.,]\d{3}): ?)?(?:#\d{1,9}: ?)?/
const FIGURE = String.raw`\d{1,9}[.,]\d{1,9}`
const TIMES_TEXT = String.raw`\[Times: user=${FIGURE} sys=${FIGURE}, real=${FIGURE} secs\]`
const TIMES = new RegExp(String.raw`\[Times: user=(${FIGURE}) sys=(${FIGURE}), real=(${FIGURE}) secs\]`)

export interface Prefixed {
  readonly stamp: Stamp
  readonly rest: string
}

export function readPrefix(text: string): Prefixed {
  const m = PREFIX.exec(text)!
  return {
    stamp: {
      wallMs: m[1] === undefined ? null : wallClock(m[1]),
      uptimeMs: m[2] === undefined ? null : secondsToMs(m[2]),
    },
    rest: text.slice(m[0].length),
  }
}

export function readTimes(text: string): Cpu | null {
  const m = TIMES.exec(text)
  return m === null ? null : { userMs: secondsToMs(m[1]!), sysMs: secondsToMs(m[2]!), realMs: secondsToMs(m[3]!) }
}

/** What another thread printed, wherever in a line it stands: it is whole even where the line around it is torn. */
const FRAGMENT = new RegExp(
  [
    String.raw`(?: ?CMS: abort preclean due to (?:time|loop) )?(?<cmsPrefix>${PREFIX_TEXT})\[CMS-concurrent-(?<cms>[a-z-]{1,40}?)(?:-start\]|: ${FIGURE}/(?<cmsSeconds>${FIGURE}) secs\](?: ?${TIMES_TEXT} ?)?)`,
    String.raw`(?<g1Prefix>${PREFIX_TEXT})\[GC concurrent-(?<g1>[a-z-]{1,40}?)(?<g1End>-start|-end|-abort|-reset-for-overflow)?(?:,[^\]]{0,80}?)??(?:, (?<g1Seconds>${FIGURE}) secs?)?\]`,
    String.raw`(?<stopPrefix>${PREFIX_TEXT})(?<stop>Total time for which application threads were stopped: ${FIGURE} seconds(?:, Stopping threads took: ${FIGURE} seconds)?)`,
    String.raw`(?:${PREFIX_TEXT})Application time: ${FIGURE} seconds`,
    String.raw`\(CMS-concurrent-[a-z-]{1,40} yielded \d{1,9} times\)`,
    String.raw`(?:${PREFIX_TEXT})\[G1Ergonomics [^\]]{0,400}\]`,
    String.raw` CMS: abort preclean due to (?:time|loop) `,
  ].join('|'),
  'g',
)
const MAY_HOLD = /concurrent|pplication|G1Ergonomics|abort preclean/

export interface Fragment {
  readonly of: 'concurrent' | 'concurrent-abort' | 'stop'
  readonly name: string
  readonly stamp: Stamp
  readonly seconds: string | null
}

/** Cuts out what other threads printed. `rest` is what the thread of the collection printed in this line. */
export function cutFragments(text: string): { readonly rest: string; readonly fragments: readonly Fragment[] } {
  if (!MAY_HOLD.test(text)) return { rest: text, fragments: [] }
  const fragments: Fragment[] = []
  const rest = text.replace(FRAGMENT, (...args: unknown[]) => {
    const found = args.at(-1) as Record<string, string | undefined>
    if (found.cms !== undefined) {
      if (found.cmsSeconds !== undefined)
        fragments.push({
          of: 'concurrent',
          name: found.cms,
          stamp: readPrefix(found.cmsPrefix!).stamp,
          seconds: found.cmsSeconds,
        })
    } else if (found.g1 !== undefined) {
      const stamp = readPrefix(found.g1Prefix!).stamp
      const seconds = found.g1Seconds ?? null
      if (found.g1End === '-abort') fragments.push({ of: 'concurrent-abort', name: found.g1, stamp, seconds })
      else if (found.g1End === '-end' || (found.g1End === undefined && seconds !== null))
        fragments.push({ of: 'concurrent', name: found.g1, stamp, seconds })
    } else if (found.stop !== undefined)
      fragments.push({ of: 'stop', name: found.stop, stamp: readPrefix(found.stopPrefix!).stamp, seconds: null })
    return ''
  })
  return { rest, fragments }
}

/** What flags for the curious print into and between the lines of a collection. */
const GLUED =
  /(?:AdaptiveSizeStart: |AdaptiveSizePolicy::|PSAdaptiveSizePolicy::|AdaptiveSizeStop: |TLAB: |TLAB totals: |\{?Heap (?:before|after) GC invocations|Before GC:|After GC:|Desired survivor size |GC locker: ).*$/
const NOISE =
  /^\s*(?:- age +\d|Desired survivor|AdaptiveSize|PSAdaptiveSize|TLAB|\{?Heap (?:before|after) GC|Heap$|\}|Statistics for|-{6,}$|Total Free Space|Max {3}Chunk|Number of Blocks|Av\. {2}Block|Tree {6}Height|Before GC:|After GC:|(?:par new|def new|tenured|concurrent mark-sweep|concurrent-mark-sweep|compacting perm|garbage-first|No shared)|(?:PSYoungGen|PSOldGen|ParOldGen|PSPermGen|Metaspace|ParNew) +(?:total|used)|(?:eden|from|to {2}|the|object|class|region|rw|ro) ?(?:space|size)|\d+\[\d+\]: |avg_|\(.{0,40}\)$|SoftReference|\[\d+\]|\s*$)/

export function withoutGlue(text: string): string {
  return text.replace(GLUED, '')
}

export function isGlue(text: string): boolean {
  return NOISE.test(text)
}

/** `0.0148808 secs]` at the end of a collection; old G1 also prints `sec`. */
const LAST_SECONDS = new RegExp(String.raw`, ?(${FIGURE}) secs?\]$`)

export function lastSeconds(text: string): number | null {
  const m = LAST_SECONDS.exec(text)
  return m === null ? null : secondsToMs(m[1]!)
}

const SIZE = String.raw`\d{1,12}(?:[.,]\d)?[BKMG]`
export const TRIPLE = new RegExp(String.raw`(${SIZE})->(${SIZE})\((${SIZE})\)`)
export const OCCUPANCY = new RegExp(String.raw`(${SIZE})\((${SIZE})\)`)
