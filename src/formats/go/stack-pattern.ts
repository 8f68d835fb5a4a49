import { pointerText } from '../../base/text/pointer-text.ts'
import type { Frame, PointerWords, Stack, StackPattern } from '../../model/stack.ts'
import type { Paragraph } from '../recogniser.ts'
import { StackBuilder } from './stack-builder.ts'

/**
 * Stacks of goroutines that do the same differ in pointers only. The first one is read with a mark in the place of every
 * pointer; of the others only the pointers are picked out, and their frames are made when somebody asks for them. A dump
 * of half a million goroutines is a few hundred patterns.
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
  private readonly frames: readonly MarkedFrame[]

  private constructor(marked: Stack, pointerCount: number, kept: readonly number[]) {
    this.marked = marked
    this.pointerCount = pointerCount
    this.kept = kept
    let next = 0
    this.frames = marked.frames.map((frame) => {
      const texts = frame.args?.split(MARK) ?? []
      const first = next
      next += Math.max(0, texts.length - 1)
      return { frame, texts, first }
    })
  }

  /** Null when the text is not all of one plain stack, or has a pointer where none belongs. */
  static of(text: string): Pattern | null {
    let count = 0
    let marked = ''
    let from = 0
    for (let at = nextPointer(text, 0); at >= 0; at = nextPointer(text, from)) {
      if (count === MOST_POINTERS) return null
      marked += text.slice(from, at) + markOf(count++)
      from = endOfPointer(text, at)
    }
    const builder = StackBuilder.read(marked + text.slice(from))
    if (builder === null) return null
    const stack = builder.finish()
    // Ancestors are printed for debugging, one dump at a time: their goroutines are read in full.
    if (stack.ancestors.length > 0) return null
    const kept: number[] = []
    for (const { args, file, function: name } of stack.frames) {
      if (isMarked(name) || isMarked(file ?? '')) return null
      for (const [mark] of (args ?? '').matchAll(MARK)) {
        const index = Number.parseInt(mark.slice(-MARK_DIGITS), 16)
        if (index <= (kept.at(-1) ?? -1) || index >= count) return null
        kept.push(index)
      }
    }
    return isMarked(JSON.stringify(stack.createdBy)) ? null : new Pattern(stack, count, kept)
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
      if (texts.length < 2) return frame
      let args = texts[0]!
      for (let i = 1; i < texts.length; i++) args += word(first + i - 1) + texts[i]!
      return { ...frame, args }
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

interface MarkedFrame {
  readonly frame: Frame
  /** The arguments around the words. */
  readonly texts: readonly string[]
  /** Index of the first word. */
  readonly first: number
}

/** Itself a pointer, so that a marked line is read like any other. */
const MARK_START = '0xfeedface'
const MARK_DIGITS = 4
const MOST_POINTERS = 16 ** MARK_DIGITS
const MARK = new RegExp(`${MARK_START}[0-9a-f]{${MARK_DIGITS}}`, 'g')

function markOf(index: number): string {
  return MARK_START + index.toString(16).padStart(MARK_DIGITS, '0')
}

function isMarked(text: string): boolean {
  return text.includes(MARK_START)
}

const PLUS = 0x2b

function nextPointer(text: string, from: number): number {
  let at = text.indexOf('0x', from)
  while (at > 0 && text.charCodeAt(at - 1) === PLUS) at = text.indexOf('0x', at + 2)
  return at
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
