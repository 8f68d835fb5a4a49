import type { Frame } from '../../model/stack.ts'
import { frameKind } from './frame-kind.ts'

/**
 * Frames as `StackTraceElement.toString` prints them, and as loggers print them on:
 *
 *     at java.base/java.lang.Thread.run(Thread.java:840)                       loader/module@version/ in front
 *     at java.lang.Thread.sleep(java.base@17.0.21.1/Native Method)             thread dumps: module in the source
 *     at com.example.Shop.buy(Shop.java:12) ~[shop-1.2.jar:1.2]                logback, log4j: jar and version behind
 *     at com.example.FeedTest.should accept blanks(FeedTest.kt:12)             Kotlin
 *      at acme.shop$buy.invoke (shop.clj:12)                                   Clojure, without `at` from the second frame on
 *
 *     at $e7f97284$.<init>(/home/me/shop/build.sbt:12)                         scripts, by their path
 *
 * JavaScript and .NET print `at …` as well: what stands in their brackets is no source of a class file.
 */
const FRAME =
  /^[\s\u00a0]{0,64}(?:at |&#9;at )(?<name>[^()]{1,1000})\((?<source>[^()]{0,300})\)(?: {1,4}~?\[[^\]]{0,300}\]){0,2}(?:\s{1,8}\S[^()]{0,200}|\d{4}-\d\d-\d\d[T ]\d\d:.{0,1000})?\s*$/
const UNMARKED =
  /^\s{0,32}(?<name>[\w$.@/<>-]{1,200}\.[\w$<>/-]{1,200}\.[\w$<>-]{1,200} ?)\((?<source>[^()\s]{1,200}:\d{1,6}|Native Method|Unknown Source)\)\s*$/
const SOURCE =
  /^(?:(?:[\w.$-]{1,200}(?:@[\w.+-]{1,64})?)?\/)?(?:(?<special>Native Method|Unknown Source|<generated>|SourceFile|<unknown>)|(?<file>[^\s/\\:()][^/\\:()]{0,200}|\/[^:()]{1,250}\.(?:sbt|sc|scala|kts|groovy|gradle|clj)))(?::(?<line>-?\d{1,9}))?$/
/** Of a class with its package: letters of any script, `$`, and what Kotlin and Scala add. */
const CLASS = /^[\p{L}\p{Nl}_$][\p{L}\p{N}\p{Mn}\p{Mc}_$.\-+@#/]*$/u
const METHOD = /^(?:<(?:cl)?init>|[\p{L}\p{Nl}_$][^.;[/<>\\:()]*)$/u
/** Longer lines hold no frame. */
const LONGEST = 2_000

/** Names come again and again: each is taken apart once. */
const known = new Map<string, Frame | null>()
const MOST_KNOWN = 20_000

/** Whole lines, too: one exception is printed a thousand times. Equal lines give one object, which comparisons make use of. */
const knownLines = new Map<string, Frame | null>()
const LONGEST_KNOWN = 300

/** null: no frame of a JVM. */
export function parseFrame(text: string): Frame | null {
  if (text.length > LONGEST) return null
  const before = knownLines.get(text)
  if (before !== undefined) return before
  const match = FRAME.exec(text)
  const frame = match === null ? null : frameOf(match.groups!.name!, match.groups!.source!)
  if (match !== null && text.length <= LONGEST_KNOWN) {
    if (knownLines.size >= MOST_KNOWN) knownLines.clear()
    knownLines.set(text, frame)
  }
  return frame
}

/** A frame without its `at`, as JUnit's console and sbt print them: a class with its package, and a line in a file. */
export function parseUnmarkedFrame(text: string): Frame | null {
  const match = text.length > LONGEST ? null : UNMARKED.exec(text)
  return match === null ? null : frameOf(match.groups!.name!, match.groups!.source!)
}

/** A frame without its `at`, as JSON dumps hold it. */
export function parseBareFrame(text: string): Frame | null {
  return parseFrame(`at ${text}`)
}

const TORN = /^\s{1,64}at (?<name>[^()]{1,1000}?)(?:\([^()]{0,300})?$/

/** A frame whose line ends too early, by what is left of it: where it stands is not known. */
export function parseTornFrame(text: string): Frame | null {
  const name = text.length > LONGEST ? undefined : TORN.exec(text.trimEnd())?.groups?.name
  return name === undefined ? null : frameOf(name, 'Unknown Source')
}

/** With a blank before the bracket: whoever prints so leaves the `at` of the next frames out. */
export function isSpacedFrame(text: string): boolean {
  return /\S \([^()]{1,300}:\d{1,9}\)\s{0,8}$/.test(text)
}

const OF_JVM = /\.(?:clj[cs]?|java|kts?|scala|groovy)$/

function frameOf(printed: string, source: string): Frame | null {
  const place = SOURCE.exec(source)?.groups
  if (place === undefined) return null
  const { file = null, line } = place
  // Other languages print a blank there, too.
  const isSpaced = printed.endsWith(' ')
  if (isSpaced && (line === undefined || !OF_JVM.test(file ?? ''))) return null
  const name = isSpaced ? printed.slice(0, -1) : printed
  // Obfuscated classes have no dot in their source; a word alone is an argument of another language's frame.
  const named = nameOf(name, file)
  if (named === null) return null
  // Hidden classes of the platform have their own name for a source.
  if (file !== null && line === undefined && !/\.\w{1,10}$/.test(file) && named.receiver?.split('/')[0] !== file)
    return null
  return { ...named, file, line: line === undefined || line[0] === '-' ? null : Number(line) }
}

/** The frame, but for its place. */
function nameOf(printed: string, file: string | null): Frame | null {
  // Of the file, only whether it is a test's matters.
  const key = file !== null && /(?:Tests?|TestCase|Spec|IT|Suite)\.\w+$/.test(file) ? `${printed} ${file}` : printed
  let named = known.get(key)
  if (named === undefined) {
    named = takeApart(printed, file)
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, named)
  }
  return named
}

function takeApart(printed: string, file: string | null): Frame | null {
  const name = withoutModule(printed)
  const dot = name.lastIndexOf('.')
  if (dot <= 0) return null
  const owner = name.slice(0, dot)
  const method = name.slice(dot + 1)
  if (!CLASS.test(owner) || !METHOD.test(method) || method.endsWith(' ')) return null
  // A hidden class ends in `/0x…`, with no dot behind the slash.
  const slash = owner.indexOf('/')
  const end = owner.lastIndexOf('.', slash < 0 ? undefined : slash)
  return {
    function: name,
    package: end < 0 ? '' : owner.slice(0, end),
    receiver: owner.slice(end + 1),
    file: null,
    line: null,
    pcOffset: null,
    inlined: false,
    kind: frameKind(name, file),
    args: null,
  }
}

/** `app//`, `java.base/`, `java.base@17.0.2/`: everything up to the last slash that no address of a hidden class follows. */
function withoutModule(name: string): string {
  for (let slash = name.lastIndexOf('/'); slash >= 0; slash = name.lastIndexOf('/', slash - 1)) {
    if (!/\d/.test(name[slash + 1] ?? '')) return name.slice(slash + 1)
    if (slash === 0) break
  }
  return name
}
