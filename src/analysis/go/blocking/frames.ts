import { pointerText } from '../../../base/text/pointer-text.ts'
import type { Frame, Stack, StackPattern } from '../../../model/stack.ts'
import type { FrameCode, SourceCode } from '../source/source-code.ts'
import { receiverWord, type Word, wordsOf } from './arguments.ts'
import { isProgram, isWrapper, outerFunction, ownerType } from './names.ts'

/** What a frame's name gives away: the same for every goroutine with such a stack. */
export interface FrameShape {
  /** In the frames of the stack. */
  readonly index: number
  /** Of one of these goroutines: the arguments may be another one's. */
  readonly like: Frame
  readonly owner: string | null
  readonly outer: string
}

/** One goroutine's frame with what its name and its arguments give away. */
export interface NodeFrame {
  readonly frame: Frame
  readonly words: readonly Word[]
  readonly receiver: Word | null
  readonly owner: string | null
  readonly outer: string
  /** What the source says about it; null without source. */
  readonly code: FrameCode | null
}

/** Frames of the program from index `from` outwards; not those of Go's library. */
export function shapesOf(frames: readonly Frame[], from: number): FrameShape[] {
  return frames.flatMap((like, index) =>
    index >= from && isProgram(like) && !isWrapper(like)
      ? [{ index, like, owner: ownerType(like), outer: outerFunction(like.function) }]
      : [],
  )
}

export function nodeFrames(stack: Stack, shapes: readonly FrameShape[], source: SourceCode | null): NodeFrame[] {
  const { frames } = stack
  return shapes.map(({ index, owner, outer }) => {
    const frame = frames[index]!
    const words = wordsOf(frame)
    return { frame, words, receiver: receiverWord(frame, words), owner, outer, code: source?.at(frame) ?? null }
  })
}

/**
 * Objects whose methods a stack is inside of, as the dump prints them, or all that its frames were called with. Words that
 * may be stale are left out. The frames of a stack that has a pattern are not made for that.
 */
export function pointersOf(stack: Stack, shapes: readonly FrameShape[], which: 'receivers' | 'all'): string[] {
  if (stack.pattern === undefined) return pointersIn(stack.frames, shapes)[which]
  const { values, from } = stack.words!
  return placesIn(stack.pattern, shapes)[which].map((index) =>
    pointerText(values[from + 2 * index]!, values[from + 2 * index + 1]!),
  )
}

function pointersIn(frames: readonly Frame[], shapes: readonly FrameShape[]): Record<'receivers' | 'all', string[]> {
  const receivers: string[] = []
  const all: string[] = []
  for (const { index } of shapes) {
    const frame = frames[index]!
    const words = wordsOf(frame).filter(({ stale }) => !stale)
    const receiver = receiverWord(frame, words)
    if (receiver !== null) receivers.push(receiver.text)
    for (const { text } of words) all.push(text)
  }
  return { receivers, all }
}

type Places = Readonly<Record<'receivers' | 'all', readonly number[]>>

const known = new WeakMap<StackPattern, Places>()

/** Which words of the pattern these are. A pattern has one list of shapes. */
function placesIn(pattern: StackPattern, shapes: readonly FrameShape[]): Places {
  let places = known.get(pattern)
  if (places !== undefined) return places
  const { frames } = pattern.marked
  const receivers: number[] = []
  const all: number[] = []
  let before = 0
  let next = 0
  for (const { index } of shapes) {
    for (; next < index; next++) before += wordCount(frames[next]!)
    const frame = frames[index]!
    const words = wordsOf(frame)
    // Every word of a marked stack is a mark, and a mark is an address.
    if (words[0]?.stale === false && receiverWord(frame, words) !== null) receivers.push(before)
    for (const [i, { stale }] of words.entries()) if (!stale) all.push(before + i)
  }
  places = { receivers, all }
  known.set(pattern, places)
  return places
}

function wordCount({ args }: Frame): number {
  let count = 0
  for (let at = args?.indexOf('0x') ?? -1; at >= 0; at = args!.indexOf('0x', at + 2)) count++
  return count
}
