import type { Recogniser } from '../../recogniser.ts'

/** GC logs of other virtual machines, by a line that only they print. They are named, and not read. */
const DIALECTS: readonly (readonly [dialect: string, sentinel: string, line: RegExp])[] = [
  ['OpenJ9', '<verbosegc', /^\s*<verbosegc[ >]/],
  [
    'JRockit',
    '[memory ]',
    /^(?:\[[A-Z]+ *\])?\[memory \] ?(?:\[[YO]C#\d|GC mode:|\d+[.,]\d+(?:-\d+[.,]\d+)?: (?:GC|YC|OC) )/,
  ],
]

/** One note a lane: it is the whole log that is not read, not a line of it. */
export function unsupportedGc(): Recogniser {
  let told = false
  return {
    name: 'jvm-gc-unsupported',
    single: true,
    sentinels: DIALECTS.map(([, sentinel]) => sentinel),
    samples: [
      { text: '<verbosegc xmlns="http://www.ibm.com/j9/verbosegc" version="b282767">', kinds: ['jvm.gc-note'] },
      { text: '[memory ][YC#1] 2.042-2.062: YC 524288KB->76543KB (1048576KB), 0.020 s', kinds: ['jvm.gc-note'] },
    ],
    perLane: unsupportedGc,
    open({ text, span, time }, sink) {
      const found = DIALECTS.find(([, , line]) => line.test(text))
      if (found === undefined) return undefined
      if (!told) {
        told = true
        const base = { kind: 'jvm.gc-note', span, block: null, time, run: 0 } as const
        sink.emit({
          ...base,
          note: 'unsupported',
          gcId: null,
          atMs: null,
          wallMs: null,
          dialect: found[0],
          text: text.slice(0, LONGEST_TEXT),
        })
      }
      return 'single'
    },
  }
}

const LONGEST_TEXT = 400
