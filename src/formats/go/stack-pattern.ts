import { pointerText } from '../../base/text/pointer-text.ts'
import type { Frame, PointerWords, Stack, StackPattern } from '../../model/stack.ts'
import type { Paragraph } from '../recogniser.ts'

/**
 * Stacks of goroutines that do the same differ in pointers only. The first one is read; of the others only the pointers
 * are picked out, and their frames are made when somebody asks for them. A dump of half a million goroutines is a few
 * hundred patterns.
 *
 * What counts as a pointer is what the kernel leaves out of a paragraph's hash: hexadecimal digits behind "0x", unless a
 * "+" stands before it.
 */
export class Pattern implements StackPattern {
  readonly marked: Stack
  readonly mark = MARK
  get wordCount(): number {
    return this.kept.length
  }
  private readonly pointerCount: number
  /** Which pointers of the text stand in arguments; those of `fp=0x… sp=0x… pc=0x…` do not. */
  private readonly kept: readonly number[]
  private readonly frames: readonly PartedFrame[]

  private constructor(stack: Stack, frames: readonly PartedFrame[], pointerCount: number, kept: readonly number[]) {
    this.marked = { ...stack, frames: frames.map(({ frame, texts }) => withArgs(frame, texts.join(MARK_TEXT))) }
    this.frames = frames
    this.pointerCount = pointerCount
    this.kept = kept
  }

  /** From a stack and its text, or another text with the same hash. Null when a pointer stands where none belongs. */
  static of(stack: Stack, text: string): Pattern | null {
    const { frames, createdBy, ancestors } = stack
    // Ancestors are printed for debugging, one dump at a time: their goroutines are read in full.
    if (ancestors.length > 0 || (createdBy !== null && isNamedByPointer(createdBy))) return null
    if (frames.some(isNamedByPointer)) return null
    let words = 0
    const parted = frames.map((frame) => {
      const texts = aroundPointers(frame.args ?? '')
      const first = words
      words += texts.length - 1
      return { frame, texts, first }
    })
    let count = 0
    const kept: number[] = []
    for (let at = nextPointer(text, 0); at >= 0; at = nextPointer(text, at + 2)) {
      // Lines of calls begin at the margin, those of places behind a tab or spaces.
      if (text.charCodeAt(text.lastIndexOf('\n', at) + 1) > SPACE) kept.push(count)
      count++
    }
    return kept.length === words ? new Pattern(stack, parted, count, kept) : null
  }

  /** A stack whose text has the same hash as the one the pattern was made of; null when it is another's after all. */
  stackOf(paragraph: Paragraph): Stack | null {
    return paragraph.readPointers() === this.pointerCount
      ? new PatternedStack(this, keep(paragraph.pointers, this.kept))
      : null
  }

  framesOf({ values, from }: PointerWords): Frame[] {
    const word = (index: number) => pointerText(values[from + 2 * index]!, values[from + 2 * index + 1]!)
    return this.frames.map(({ frame, texts, first }) => {
      let args = texts[0]!
      for (let i = 1; i < texts.length; i++) args += word(first + i - 1) + texts[i]!
      return withArgs(frame, args)
    })
  }
}

/** Many stacks share an array: half a million small ones would weigh more than what they hold. */
let shared = new Uint32Array(0)
let used = 0
const SHARED_WORDS = 16_384

function keep(pointers: Uint32Array, which: readonly number[]): PointerWords {
  if (used + 2 * which.length > shared.length) {
    shared = new Uint32Array(Math.max(SHARED_WORDS, 2 * which.length))
    used = 0
  }
  const kept = { values: shared, from: used }
  for (const index of which) {
    shared[used++] = pointers[2 * index]!
    shared[used++] = pointers[2 * index + 1]!
  }
  return kept
}

/** One goroutine's stack: a pattern, and the pointers that are its own. */
class PatternedStack implements Stack {
  readonly pattern: Pattern
  readonly words: PointerWords

  constructor(pattern: Pattern, words: PointerWords) {
    this.pattern = pattern
    this.words = words
  }

  get frames(): readonly Frame[] {
    // Whoever asks, asks several times in a row; to keep the frames of all of them would undo the pattern.
    if (lastAsked?.stack !== this) lastAsked = { stack: this, frames: this.pattern.framesOf(this.words) }
    return lastAsked.frames
  }

  get createdBy(): Stack['createdBy'] {
    return this.pattern.marked.createdBy
  }

  get ancestors(): Stack['ancestors'] {
    return this.pattern.marked.ancestors
  }

  get elided(): Stack['elided'] {
    return this.pattern.marked.elided
  }

  get elidedAt(): Stack['elidedAt'] {
    return this.pattern.marked.elidedAt
  }

  get unavailable(): Stack['unavailable'] {
    return this.pattern.marked.unavailable
  }
}

let lastAsked: { readonly stack: Stack; readonly frames: readonly Frame[] } | null = null

interface PartedFrame {
  readonly frame: Frame
  /** The arguments around the words; of a frame without words that is one text. */
  readonly texts: readonly string[]
  /** Index of the first word. */
  readonly first: number
}

function withArgs(frame: Frame, args: string): Frame {
  return frame.args === args || frame.args === null ? frame : { ...frame, args }
}

function isNamedByPointer({ function: name, file }: Frame): boolean {
  return nextPointer(name, 0) >= 0 || nextPointer(file ?? '', 0) >= 0
}

/** Itself a pointer, so that marked arguments are read like any others. */
const MARK_TEXT = '0xfeedfacefeed'
const MARK = new RegExp(MARK_TEXT, 'g')

const PLUS = 0x2b
const SPACE = 0x20

function nextPointer(text: string, from: number): number {
  let at = text.indexOf('0x', from)
  while (at > 0 && text.charCodeAt(at - 1) === PLUS) at = text.indexOf('0x', at + 2)
  return at
}

function aroundPointers(args: string): string[] {
  const texts: string[] = []
  let from = 0
  for (let at = nextPointer(args, 0); at >= 0; at = nextPointer(args, from)) {
    texts.push(args.slice(from, at))
    from = endOfPointer(args, at)
  }
  texts.push(args.slice(from))
  return texts
}

function endOfPointer(text: string, at: number): number {
  let end = at + 2
  while (isHexDigit(text.charCodeAt(end))) end++
  return end
}

function isHexDigit(char: number): boolean {
  if (char < 0x3a) return char >= 0x30
  const lower = char | 0x20
  return lower >= 0x61 && lower <= 0x66
}
