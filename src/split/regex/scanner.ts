import { PatternError } from './pattern-error.ts'

/** A place in the text of a pattern that moves forward. Counts UTF-16 units, takes whole characters. */
export class Scanner {
  at = 0
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  get done(): boolean {
    return this.at >= this.text.length
  }

  /** The character here, '' at the end. */
  peek(): string {
    const code = this.text.codePointAt(this.at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  take(): string {
    const character = this.peek()
    this.at += character.length
    return character
  }

  startsWith(text: string): boolean {
    return this.text.startsWith(text, this.at)
  }

  /** Steps over `text` when it stands here. */
  skip(text: string): boolean {
    if (!this.startsWith(text)) return false
    this.at += text.length
    return true
  }

  /** What a sticky expression matches here, and steps over it. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at
    const found = sticky.exec(this.text)
    if (found !== null) this.at += found[0].length
    return found
  }

  /** Up to `end`, and over it. */
  until(end: string, complaint: string, from: number): string {
    const to = this.text.indexOf(end, this.at)
    if (to < 0) throw new PatternError(complaint, from)
    const text = this.text.slice(this.at, to)
    this.at = to + end.length
    return text
  }
}
