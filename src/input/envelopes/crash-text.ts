/**
 * Just enough knowledge of crash text to decide whether unpacking is worth it. The grammar lives in the formats room;
 * here a wrong answer costs an unpacked line too few, never a wrong parse.
 */

const HEADER = /goroutine \d{1,19} [^\\\n]{0,160}\]:/
const LOCATION = /\.(?:go|s|c|cc|cpp|java|kt|scala):\d|\bat [\w.$/@<>-]{3,300}\((?:Native Method|Unknown Source)\)/

/** How Go begins to tell of a panic, a fatal error, a deadly signal: source of an expression, as all of these. */
export const GO_OPENER = 'panic: |fatal error: |SIG[A-Z]{2,7}: '
export const VM_OPENER = '# (?:A fatal error has been detected by|There is insufficient memory for) the Java '
/** How a JVM says that it could not start, or was told to end: in a line or two, which are often the whole log. */
const VM_END = String.raw`Error occurred during initialization of (?:VM|boot layer)$|Error: (?:Could not (?:find or load main class |create the Java )|LinkageError occurred while loading main |Unable to access jarfile )|(?:Terminating|Aborting) due to java\.lang\.`
/** A line that stands in reports of Go and of the JVM, and hardly anywhere else, without the headers of goroutines. */
export const TELLING_LINE = [
  GO_OPENER,
  String.raw`[a-z]{4,16} profile: (?:total )?\d`,
  '--- (?:mutex|contention):$',
  'WARNING: DATA RACE',
  '--- FAIL: ',
  'Exception in thread "',
  String.raw`\tat [\w.$/@<>-]{1,255}\(`,
  'Full thread dump ',
  VM_OPENER,
].join('|')

/** The line stands at the first column of a report, and nearly nowhere else. */
export const BEGINS_REPORT = new RegExp(
  `^(?:${[
    TELLING_LINE,
    String.raw`goroutine \d{1,19} (?:gp=\S{1,20} m=\S{1,20} (?:mp=\S{1,20} )?)?\[[^\]\n]{1,160}\]:`,
    'unexpected fault address 0x',
    'runtime: goroutine stack exceeds ',
    String.raw`gc \d{1,9} @\d{1,9}\.\d{1,6}s `,
    String.raw`[\w.$]{3,200}(?:Exception|Error)(?:: |$)`,
    VM_END,
  ].join('|')})`,
)

const VM_REPORT = new RegExp(`${VM_OPENER}Runtime`)
const REPORT = new RegExp(
  String.raw`^(?:${GO_OPENER}|goroutine \d{1,19} \[|Exception in thread "|Full thread dump |${VM_OPENER}|${VM_END})`,
)

/** A goroutine header, a location line, a Java frame or the head of a JVM's error report somewhere in the text. */
export function holdsStack(text: string): boolean {
  return HEADER.test(text) || LOCATION.test(text) || VM_REPORT.test(text)
}

const COLLECTION = /\bGC\(\d{1,9}\) |\[(?:Full )?GC[ (]|^gc \d{1,9} @\d{1,9}\.\d/

/** A line of a JVM's collector somewhere in the text, or of Go's at its beginning. */
export function holdsCollection(text: string): boolean {
  return COLLECTION.test(text)
}

const OPENERS = [
  'panic: ',
  'fatal error: ',
  'goroutine ',
  'runtime stack:',
  'created by ',
  '[signal ',
  'SIG',
  'PC=0x',
  'runtime: ',
  'exit status ',
  'WARNING: DATA RACE',
  'unexpected fault address',
  'Exception in thread "',
  'Caused by: ',
  'Full thread dump ',
  '# A fatal error has been detected by the Java ',
  '# There is insufficient memory for the Java ',
  '\t',
]

/** The line begins as a line of a crash report begins. */
export function beginsLikeCrash(line: string): boolean {
  for (const opener of OPENERS) if (line.startsWith(opener)) return true
  return false
}

/** The first line of a report, beyond doubt where the line before its words is an envelope's. */
export function opensReport(line: string): boolean {
  return REPORT.test(line)
}

/** Words that stand where a syslog identifier could, but open a Go report: `… host1 panic: boom`. */
export const NOT_IDENTIFIERS: ReadonlySet<string> = new Set([
  'panic',
  'error',
  'runtime',
  'fatal',
  'http',
  'http2',
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGQUIT',
  'SIGSEGV',
  'SIGTRAP',
  'SIGTERM',
  'SIGINT',
  'SIGHUP',
  'SCHED',
  'WARNING',
])
