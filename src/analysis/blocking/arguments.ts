import type { Frame } from '../../model/stack.ts'

/**
 * The words between a frame's parentheses. With `?` the word stood in a register slot that may have been reused: it can
 * support a guess, never carry one alone. Format: runtime/traceback.go `printArgs`.
 */
export interface Word {
  readonly value: bigint
  readonly text: string
  readonly stale: boolean
  /** The two words of an interface or the first two of a string stand in one `{…}`: its number, null outside. */
  readonly group: number | null
}

const TOKEN = /[{}]|0x[0-9a-f]+\??/g
const parsed = new WeakMap<Frame, readonly Word[]>()
const NONE: readonly Word[] = []

export function wordsOf(frame: Frame): readonly Word[] {
  if (frame.args === null || frame.args === '' || frame.args === '...') return NONE
  let words = parsed.get(frame)
  if (words === undefined) {
    words = parse(frame.args)
    parsed.set(frame, words)
  }
  return words
}

function parse(args: string): Word[] {
  const words: Word[] = []
  const open: number[] = []
  let groups = 0
  for (const [token] of args.matchAll(TOKEN)) {
    if (token === '{') open.push(groups++)
    else if (token === '}') open.pop()
    else {
      const stale = token.endsWith('?')
      const text = stale ? token.slice(0, -1) : token
      words.push({ value: BigInt(text), text, stale, group: open.at(-1) ?? null })
    }
  }
  return words
}

/** Small numbers are lengths, flags and counters; no address is that low on any system Go runs on. */
const LOWEST_ADDRESS = 0x10000n

export function isAddress<W extends Pick<Word, 'value'>>(word: W | undefined): word is W {
  return word !== undefined && word.value >= LOWEST_ADDRESS
}

/** `{0x55a2d0, 0xc0000787c0}`: type word and data word of an interface value; a string would end in a small length. */
export function hasInterface(words: readonly Word[]): boolean {
  return words.some(
    (word, i) =>
      word.group !== null &&
      isAddress(word) &&
      words[i + 1]?.group === word.group &&
      words[i + 2]?.group !== word.group &&
      words[i - 1]?.group !== word.group &&
      isAddress(words[i + 1]),
  )
}

/** The first word of a method's frame: its receiver, when it is one pointer. */
export function receiverWord(frame: Frame, words: readonly Word[]): Word | null {
  if (!/\(\*[^)]+\)\.[^.]+$/.test(frame.function)) return null
  const first = words[0]
  return isAddress(first) && first.group === null ? first : null
}
