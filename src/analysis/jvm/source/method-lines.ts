/**
 * Where the method begins that a line stands in, in Java, Kotlin, Scala or Groovy. Not a parser of four languages: code
 * is indented, so that a method reaches from its declaration to the next line that stands as far left.
 */

/** Beyond it a line is data. */
const MOST_LINE = 2_000
/** Nobody reads longer methods; generated ones have no lines of a source. */
const MOST_LINES_BACK = 5_000
const TAB_WIDTH = 4

/** A source file, line by line, with the methods that were asked for. */
export class MethodLines {
  private readonly lines: readonly string[]

  constructor(text: string) {
    this.lines = text.split('\n')
  }

  /**
   * The line of the declaration; null when no method of that name is around `line`: the file has changed since the program
   * was built, or is written in a way that is not read here.
   *
   * @param functionName - as a stack trace has it: `com.shop.Cart.total`, `com.shop.Cart.lambda$total$0`
   * @param line - 1-based
   */
  startOf(functionName: string, line: number): number | null {
    const declared = declaredBy(functionName)
    if (declared === null || indentOf(this.lines[line - 1] ?? '') === null) return null
    // Further left than anything between it and the line, or the line stands in another method.
    let least = Number.POSITIVE_INFINITY
    for (let at = line; at >= 1 && line - at <= MOST_LINES_BACK; at--) {
      const text = this.lines[at - 1]!
      const indent = text.length > MOST_LINE || COMMENT.test(text) ? null : indentOf(text)
      if (indent === null) continue
      if (indent < least && declares(text, declared)) return at
      const closes = CLOSES_HEAD.test(text) || (at === line && text.trimStart().startsWith('}'))
      if (!closes) least = Math.min(least, indent)
      if (least === 0) return null
    }
    return null
  }
}

/** Editors put those of a line out of use at its very beginning. */
const COMMENT = /^\s*(?:\/\/|\/?\*)/
/** `) throws IOException {` and a brace of its own end the head of a method, not the method. */
const CLOSES_HEAD = /^\s*(?:\)|\{\s*$)/

/** The width of the blanks before the text; null for a line without any. */
function indentOf(text: string): number | null {
  let width = 0
  for (const character of text) {
    if (character === '\t') width += TAB_WIDTH
    else if (character === ' ') width++
    else return character === '\r' ? null : width
  }
  return null
}

interface Declared {
  readonly name: string
  readonly isConstructor: boolean
}

/**
 * What the source calls the method; null where it has no name there: an initialiser, a generated class.
 *
 *     com.shop.Cart.total                total      com.shop.Cart.<init>            Cart
 *     com.shop.Cart.lambda$total$0       total      com.shop.Cart$.$anonfun$total$1 total
 *     com.shop.CartKt$total$1.invoke     total      com.shop.Cart.total$default     total
 */
function declaredBy(functionName: string): Declared | null {
  const parts = functionName.split('.')
  const method = parts.pop() ?? ''
  const owner = parts.pop() ?? ''
  const around =
    /^lambda\$([\w-]+?)\$\d+$/.exec(method) ??
    /^\$anonfun\$([\w-]+?)\$\d+/.exec(method) ??
    (/^(?:invoke|invokeSuspend|apply|call|run|accept)$/.test(method) ? /\$(\w+)\$\d+$/.exec(owner) : null)
  const isConstructor = method === '<init>'
  const name = (around?.[1] ?? (isConstructor ? owner.split('$').at(-1)! : method))
    .replace(/\$default$/, '')
    // Kotlin hashes the types of value classes into the name.
    .replace(/-[\w-]{7}$/, '')
  // `lambda$static$0` and `lambda$new$0` stand in initialisers.
  return /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && name !== 'static' && name !== 'new' ? { name, isConstructor } : null
}

/** Whether the line declares the method, rather than calls it: a keyword, or what it returns, stands before its name. */
function declares(text: string, { name, isConstructor }: Declared): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const before = text.slice(0, at).replace(ANNOTATION, '')
    const after = text.slice(at + name.length)
    if (WORD_END.test(before) || WORD_START.test(after)) continue
    if (/\b(?:fun|def)\s[^=(]*$/.test(before)) return true
    if (!/^\s*\(/.test(after)) continue
    // Kotlin and Scala: the head of a class is its constructor.
    if (isConstructor && /\bclass\s+$/.test(before)) return true
    if (isConstructor && /^\s*(?:(?:public|protected|private)\s+)?$/.test(before)) return /[^;\s]\s*$/.test(after)
    if (TYPES.test(before) && !NO_TYPE.test(before)) return true
  }
  return false
}

const ANNOTATION = /@[\w.]+(?:\([^)]*\))?/g
const WORD_END = /[\p{L}\p{N}_$]$/u
const WORD_START = /^[\p{L}\p{N}_$]/u
/** Modifiers and the type of the result: `public static <T> Map<String, T[]> `. */
const TYPES = /^\s*[\p{L}_<][\p{L}\p{N}_$.?&,<>[\]\s]*[\s>\]]$/u
const NO_TYPE = /^\s*(?:return|new|throw|else|case|yield|await|assert)\b|\bnew\s+$/
