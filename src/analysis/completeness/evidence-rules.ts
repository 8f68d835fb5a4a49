import type { DefectCode } from '../../model/event.ts'
import type { AdviceKey } from './advice.ts'

/**
 * Signs that something is missing. Weight 3 is certain, 2 strong, 1 a hint, 0 a remark. `docs/completeness.md` is printed from this
 * table.
 */
export interface EvidenceRule {
  readonly id: string
  /** 0: by design, no loss; told, and not counted. */
  readonly weight: 0 | 1 | 2 | 3
  readonly what: string
  readonly advice: AdviceKey
}

// biome-ignore format: one rule a line
export const EVIDENCE = {
  E01: { id: 'E01', weight: 3, what: 'a goroutine header without a single frame', advice: 'secondCopy' },
  E02: { id: 'E02', weight: 3, what: 'the log ends inside a line of the report', advice: 'secondCopy' },
  E02m: { id: 'E02', weight: 3, what: 'a line of the report of which a part is missing', advice: 'secondCopy' },
  E02r: { id: 'E02', weight: 1, what: 'a report of a data race without the ruler that ends it', advice: 'secondCopy' },
  E02p: { id: 'E02', weight: 3, what: 'the log ends inside a profile', advice: 'whole' },
  E03: { id: 'E03', weight: 3, what: 'a call without its file and line', advice: 'secondCopy' },
  E04: { id: 'E04', weight: 2, what: 'a file and line without its call', advice: 'secondCopy' },
  E05: { id: 'E05', weight: 2, what: 'a stack that stops before its bottom: neither main.main nor `created by`', advice: 'secondCopy' },
  E05m: { id: 'E05', weight: 3, what: 'frames are missing inside a stack: its frame pointers do not meet', advice: 'secondCopy' },
  E06: { id: 'E06', weight: 2, what: 'a crash without any goroutine', advice: 'traceback' },
  E06s: { id: 'E06', weight: 1, what: 'a crash without any goroutine: cut, or printed with GOTRACEBACK=none', advice: 'traceback' },
  E07: { id: 'E07', weight: 2, what: 'the register dump that every fatal signal prints is missing or cut', advice: 'longer' },
  E08: { id: 'E08', weight: 1, what: 'a test died and the closing FAIL line of its package is missing', advice: 'teeToFile' },
  E08j: { id: 'E08', weight: 2, what: 'the stream of go test -json ends before the event that ends its last package', advice: 'teeToFile' },
  E09: { id: 'E09', weight: 3, what: 'the envelope says that text was cut', advice: 'secondCopy' },
  E10: { id: 'E10', weight: 1, what: 'the last line has no newline', advice: 'nothing' },
  E10p: { id: 'E10', weight: 1, what: 'the empty line that ends every record of a profile is missing', advice: 'nothing' },
  E11: { id: 'E11', weight: 2, what: 'the log ends where something is known to cut', advice: 'secondCopy' },
  E12: { id: 'E12', weight: 2, what: 'exactly as many lines as something is known to keep', advice: 'previous' },
  E13: { id: 'E13', weight: 3, what: 'something on the way dropped lines', advice: 'secondCopy' },
  E14: { id: 'E14', weight: 2, what: 'fewer goroutines than the log itself counts', advice: 'previous' },
  E14p: { id: 'E14', weight: 2, what: 'the records of a profile are fewer than its first line counts', advice: 'whole' },
  E15: { id: 'E15', weight: 2, what: 'several goroutines, but not goroutine 1', advice: 'previous' },
  E15s: { id: 'E15', weight: 1, what: 'all goroutines wait, and goroutine 1 is not among them: cut, or ended by runtime.Goexit', advice: 'previous' },
  E16: { id: 'E16', weight: 1, what: 'frames elided by the runtime', advice: 'depth' },
  E17: { id: 'E17', weight: 2, what: 'a stack of about 100 frames that stops nowhere: Go ≤ 1.20 cuts there without a word', advice: 'depth' },
  E18: { id: 'E18', weight: 2, what: 'the name of the file says that its writer was interrupted', advice: 'whole' },
  E18s: { id: 'E18', weight: 1, what: 'the name of the file says that it may be unfinished', advice: 'whole' },
  E19: { id: 'E19', weight: 2, what: 'printed at level system, yet only one goroutine is there', advice: 'secondCopy' },
  E20: { id: 'E20', weight: 2, what: 'the program was killed right behind its report', advice: 'longer' },
  E21: { id: 'E21', weight: 2, what: 'equal lines were collapsed into one', advice: 'secondCopy' },
  E22: { id: 'E22', weight: 2, what: 'two writers in one line or one report', advice: 'separate' },
  E23: { id: 'E23', weight: 3, what: 'the log begins in the middle of a report', advice: 'previous' },
  E23d: { id: 'E23', weight: 1, what: 'the log begins with a goroutine: the line that says why it was printed may be lost', advice: 'previous' },
  E23m: { id: 'E23', weight: 3, what: 'frames of a goroutine whose header is missing', advice: 'secondCopy' },
  E24: { id: 'E24', weight: 1, what: 'the clock jumps inside the report', advice: 'secondCopy' },
  E25: { id: 'E25', weight: 2, what: 'a thread dump of a JVM without the line that ends it', advice: 'longer' },
  E25h: { id: 'E25', weight: 2, what: 'a fatal error report of a JVM without its last line', advice: 'whole' },
  E25c: { id: 'E25', weight: 2, what: 'fewer threads than the dump of a JVM itself counts', advice: 'longer' },
  E25g: { id: 'E25', weight: 2, what: 'lines are missing inside a fatal error report of a JVM', advice: 'whole' },
  E25m: { id: 'E25', weight: 2, what: 'a cause leaves out more frames than the trace around it shows', advice: 'secondCopy' },
  E25b: { id: 'E25', weight: 2, what: 'the stack of an exception ends before the start of its thread', advice: 'secondCopy' },
  E25t: { id: 'E25', weight: 2, what: 'the log ends behind the head of an exception', advice: 'secondCopy' },
  E25s: { id: 'E25', weight: 1, what: 'an exception ended its thread and shows no frame', advice: 'fastThrow' },
  E26: { id: 'E26', weight: 2, what: 'a gctrace line that was cut', advice: 'longer' },
  E27: { id: 'E27', weight: 0, what: 'one goroutine only, by design: the panic was recovered', advice: 'recovered' },
  E28: { id: 'E28', weight: 2, what: 'a handler that keeps only so many frames', advice: 'depth' },
  E29: { id: 'E29', weight: 2, what: 'the numbers of the collections of a JVM leave some out', advice: 'gcFile' },
  E30: { id: 'E30', weight: 2, what: 'somebody left out a part of the report and put a mark in its place', advice: 'unedited' },
} as const satisfies Record<string, EvidenceRule>

export type EvidenceKey = keyof typeof EVIDENCE

/** Which rule a defect of the parser proves. Null: worth a record, no loss. */
export const DEFECT_EVIDENCE: Readonly<Record<DefectCode, EvidenceKey | null>> = {
  'header-without-frames': 'E01',
  'torn-token': 'E02',
  'unterminated-line': 'E10',
  'call-without-location': 'E03',
  'location-without-call': 'E04',
  'created-by-without-location': 'E05',
  'registers-cut': 'E07',
  'stack-without-bottom': 'E05',
  'profile-cut': 'E02p',
  'profile-unfinished': 'E10p',
  'merged-lines': 'E22',
  interleaved: 'E22',
  'starts-mid-stack': 'E23',
  'line-torn': 'E02m',
  'frames-missing': 'E05m',
  'frames-without-header': 'E23m',
  'cut-by-hand': 'E30',
  'dump-without-reason': 'E23d',
  'race-unfinished': 'E02r',
  'lines-missing': 'E02m',
  'trace-line-cut': 'E26',
  'opener-without-body': null,
  'noise-inside': null,
  'message-too-long': 'E02',
  'envelope-loss': 'E09',
}
