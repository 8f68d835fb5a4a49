/** What the loggers of Java programs write in front of a message: Spring Boot, logback, log4j, JUL, Tomcat. */

export interface RecordTime {
  /** RFC 3339, where the record names its zone. */
  readonly time: string | null
  /** The same without a zone: a date and a time of day, or the latter alone. */
  readonly localTime: string | null
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const ISO =
  /^[[(]?(?<date>\d{4}[-/]\d\d[-/]\d\d)[T ](?<clock>\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?<zone> ?(?:Z|[+-]\d\d:?\d\d)(?![\d:]))?/
const DAY_FIRST =
  /^[[(]?(?<day>\d\d)[-/](?<month>[A-Z][a-z]{2})[-/](?<year>\d{4}) (?<clock>\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)/
const CLOCK = /^[[(]?(?<clock>\d\d:\d\d:\d\d[.,]\d{3,9})\b/
const JUL =
  /^(?<month>[A-Z][a-z]{2}) (?<day>\d{1,2}), (?<year>\d{4}) (?<hour>\d{1,2})(?<rest>:\d\d:\d\d) (?<half>[AP])M\b/

const LEVEL = /\b(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE|CRITICAL)\b/
const BEGINS =
  /^(?:[[(]?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:|[[(]?\d\d:\d\d:\d\d[.,]\d|[[(]?\d\d[-/][A-Z][a-z]{2}[-/]\d{4} |[A-Z][a-z]{2} \d{1,2}, \d{4} \d|\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\b|\{"|<\d{1,3}>|\[\d{1,9}[.,]\d{3}s\]|[VDIWEF]\/|\d{13} (?=.{0,80}\b(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\b))/

/** Whether the line begins a record of its own: the text of an exception before it has ended. */
export function beginsRecord(text: string): boolean {
  return BEGINS.test(text)
}

/** The same by a stamp: a value of JSON may as well be the message of the exception above. */
export function beginsStamped(text: string): boolean {
  return /^[[(]?\d/.test(text) && BEGINS.test(text)
}

/** Whether a line above a trace is the record that announces it. */
export function isRecord(text: string): boolean {
  return BEGINS.test(text) || LEVEL.test(text.slice(0, 200)) || DEAD_PROCESS.test(text)
}

export function isLevel(word: string): boolean {
  return LEVEL.exec(word)?.[0] === word
}

const NO_TIME: RecordTime = { time: null, localTime: null }

export function timeOfRecord(text: string): RecordTime {
  const iso = ISO.exec(text)?.groups
  if (iso !== undefined) {
    const local = `${iso.date!.replaceAll('/', '-')}T${iso.clock!.replace(',', '.')}`
    const zone = iso.zone?.trim().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
    return { time: zone === undefined ? null : local + zone, localTime: local }
  }
  const clock = CLOCK.exec(text)?.groups?.clock
  if (clock !== undefined) return { time: null, localTime: clock.replace(',', '.') }
  const named = (DAY_FIRST.exec(text) ?? JUL.exec(text))?.groups
  const month = named === undefined ? -1 : MONTHS.indexOf(named.month!.toLowerCase())
  if (month < 0) return NO_TIME
  const { year, day, clock: time, hour, rest, half } = named!
  const date = `${year}-${String(month + 1).padStart(2, '0')}-${day!.padStart(2, '0')}`
  if (time !== undefined) return { time: null, localTime: `${date}T${time.replace(',', '.')}` }
  const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0)
  return { time: null, localTime: `${date}T${String(hours).padStart(2, '0')}${rest}` }
}

/** Words with which a record, or the JVM, says that nobody caught the exception. */
const UNCAUGHT =
  /\buncaught exception\b|\bunhandled exception\b|\bFATAL EXCEPTION\b|\bApplication run failed\b|\bFailed to start application \(with profile |\bError starting Micronaut server\b|\bterminated? (?:unexpectedly|abnormally|with)\b.{0,40}\bexception\b|\bdied\b.{0,40}\bexception\b|\bexiting due to\b|\b(?:exception|fatal error) in thread (?:['"[]|Thread\[)/i

/** Android's runtime names the process that it is about to end, between `FATAL EXCEPTION: main` and the trace. */
const DEAD_PROCESS = /^\s{0,64}Process: [\w.:$-]{1,200}, PID: \d{1,9}\s*$/

/**
 * What a record calls the thread: `in thread 'pool | 1'`, `in thread [main], exiting`, `in thread Thread[#31,pool-1,5,main]`,
 * `in thread pay-1`. Of several words without quotes nobody knows how many name it.
 */
const IN_THREAD =
  /\bin thread (?:Thread\[(?:#\d{1,12},)?(?<shown>[^,\]]{1,200}),|'(?<quoted>[^']{1,200})'|"(?<double>[^"]{1,200})"|\[(?<bracketed>.{1,200}?)\](?=[,:\s]|$)|(?!pool(?![\w-]))(?<bare>[^\s'"[\]{},;:]{1,200}?)(?=[,;:]|\.?\s*$))/
/** Spring Boot's column for it, where the name is so short that it was padded, and not cut. */
const BOOT_COLUMN = / --- (?:\[[^\]]{1,100}\] )?\[(?=.{15}\]) {1,14}(?<name>[^\]]{1,14})\] /
const DYING = /(?:^|\s)FATAL EXCEPTION: (?<thread>\S.{0,200})$/

/** The thread that Android's runtime says died; the process and the trace are below. */
export function dyingThread(text: string): string | null {
  return text.length > 400 ? null : (DYING.exec(text)?.groups?.thread?.trim() ?? null)
}

export function isDeadProcess(text: string): boolean {
  return DEAD_PROCESS.test(text)
}

export function threadOfRecord(record: string): string | null {
  const text = record.slice(0, 1_000)
  const { shown, quoted, double, bracketed, bare } = IN_THREAD.exec(text)?.groups ?? {}
  return shown ?? quoted ?? double ?? bracketed ?? bare ?? BOOT_COLUMN.exec(text)?.groups?.name ?? null
}

export function saysUncaught(record: string): boolean {
  return UNCAUGHT.test(record.slice(0, 1_000)) || DEAD_PROCESS.test(record)
}
