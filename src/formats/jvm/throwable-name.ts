/**
 * The first line of a trace: a class, a colon, a message. Nothing marks it but the class, whose name usually says what it
 * is; so names are looked for by their ends, and without an expression that would run over a long line again and again.
 */
export interface ThrowableHead {
  readonly type: string
  readonly message: string
  /** Where the class begins in the line. */
  readonly at: number
  /** The colon ends the line: the message begins on the next. */
  readonly isOpen?: boolean
}

const ENDINGS = ['Exception', 'Error', 'Throwable', 'Failure', 'Fault', 'ExceptionInfo']
const LONGEST_NAME = 300
/** Further into a line nobody puts an exception. */
const LONGEST_LINE = 16_384

/** The class at the start of the text, whatever it is called: `com.example.OutOfStock: no more of 7`. */
export function headAt(text: string, at: number): ThrowableHead | null {
  let end = at
  const most = Math.min(text.length, at + LONGEST_NAME)
  while (end < most && isNamePart(text.charCodeAt(end))) end++
  return headOf(text, at, end)
}

/** The first class in the line that is named like an exception and has its package, with the message behind it. */
export function headWithin(text: string): ThrowableHead | null {
  const most = Math.min(text.length, LONGEST_LINE)
  let best: ThrowableHead | null = null
  for (const ending of ENDINGS) {
    for (let hit = text.indexOf(ending); hit >= 0 && hit < most; hit = text.indexOf(ending, hit + 1)) {
      const end = hit + ending.length
      if (isNamePart(text.charCodeAt(end))) continue
      let at = hit
      while (at > 0 && hit - at < LONGEST_NAME && isNamePart(text.charCodeAt(at - 1))) at--
      const head = headOf(text, behindGlue(text, at, end), end)
      if (head === null || !head.type.includes('.')) continue
      if (best === null || head.at < best.at) best = head
      break
    }
  }
  return best
}

/**
 * The class that a record ends with whose trace follows, whatever it is called: `loading failed: com.example.OutOfStock:
 * none left`. The name of a logger may stand before it; a class right behind a class is the message of the outer one.
 */
export function headInRecord(text: string): ThrowableHead | null {
  const named = headWithin(text)
  if (named !== null && named.at > 0 && SEPARATOR.test(text[named.at - 1]!)) return named
  const most = Math.min(text.length, LONGEST_LINE)
  let best: ThrowableHead | null = null
  for (let at = 1; at < most; at++) {
    const head = SEPARATOR.test(text[at - 1]!) ? headAt(text, at) : null
    if (head === null || !isQualifiedClass(head.type)) continue
    const isMessage = best !== null && text.startsWith(best.message, at) && best.message !== ''
    if (!isMessage) best = head
  }
  return best
}

/**
 * Some patterns print the throwable right behind the message: `failed to bootjava.lang.IllegalStateException: …`. No package
 * of the platform is a part of a longer word, and none of anybody's begins in capitals.
 */
const GLUED =
  /^\w*?(?=(?:java|javax|jakarta)\.(?:io|lang|net|nio|security|sql|time|util)\.)|^\p{Lu}\w*?(?=(?:com|io|net|org)\.\p{Ll})/u

function behindGlue(text: string, at: number, end: number): number {
  return at + (GLUED.exec(text.slice(at, end))?.[0].length ?? 0)
}

/** Between the fields of a record. */
const SEPARATOR = /[\s;|]/

/** A package in small letters, and a class in it: no words of a sentence. */
export function isQualifiedClass(type: string): boolean {
  return /^\p{Ll}/u.test(type) && /\.\p{Lu}[^.]*$/u.test(type)
}

/** Whether the name says that it is one. */
export function isNamedThrowable(type: string): boolean {
  return ENDINGS.some((ending) => type.endsWith(ending))
}

/** Classes of the platform: nobody else's language has a `java.lang`. */
export function isPlatformThrowable(type: string): boolean {
  return /^(?:javax?|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala)\.[\w.$]+$/.test(type) && isNamedThrowable(type)
}

function headOf(text: string, at: number, end: number): ThrowableHead | null {
  if (end === at || end - at >= LONGEST_NAME) return null
  const type = text.slice(at, end)
  if (!/^[\p{L}_$]/u.test(type) || type.endsWith('.') || type.includes('..') || /\.\d/.test(type)) return null
  if (end === text.length || text.slice(end).trim() === '') return { type, message: '', at }
  if (text[end] === '(') return remoteHead(text, at, end, type)
  if (text[end] !== ':' || (end + 1 < text.length && text[end + 1] !== ' ')) return null
  const message = text.slice(end + 2)
  return message.trim() === '' ? { type, message: '', at, isOpen: true } : { type, message, at }
}

/** `org.apache.hadoop.ipc.RemoteException(java.io.IOException): disk full`: of another process, which had the class in brackets. */
function remoteHead(text: string, at: number, end: number, type: string): ThrowableHead | null {
  const close = text.indexOf('): ', end)
  if (close < 0 || close - end > LONGEST_NAME) return null
  const inner = text.slice(end + 1, close)
  if (!/^[\w.$]+$/.test(inner) || !isQualifiedClass(inner) || !isNamedThrowable(type)) return null
  return { type, message: `${inner}: ${text.slice(close + 3)}`, at }
}

/** Letters, digits, `_`, `$`, `.`, and whatever is no ASCII: a name in another script. */
function isNamePart(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2e ||
    code === 0x5f ||
    code === 0x24 ||
    (code >= 0xaa && code !== 0xfffd)
  )
}
