import type { Frame } from '../../../model/stack.ts'

/**
 * The words between a frame's parentheses. With `?` the word stood in a register slot that may have been reused: it can
 * support a guess, never carry one alone. Format: runtime/traceback.go `printArgs`.
 */
export class Word {
  readonly text: string
  readonly stale: boolean
  /** The two words of an interface or the first two of a string stand in one `{…}`: its number, null outside. */
  readonly group: number | null

  constructor(text: string, stale: boolean, group: number | null) {
    this.text = text
    this.stale = stale
    this.group = group
  }

  get value(): bigint {
    return BigInt(this.text)
  }
}

const TOKEN = /[{}]|0x[0-9a-f]+\??/g
const NONE: readonly Word[] = []

export function wordsOf(frame: Frame): readonly Word[] {
  if (frame.args === null || frame.args === '' || frame.args === '...') return NONE
  return parse(frame.args)
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
      words.push(new Word(stale ? token.slice(0, -1) : token, stale, open.at(-1) ?? null))
    }
  }
  return words
}

/** Small numbers are lengths, flags and counters; no address is that low on any system Go runs on. */
const LOWEST_ADDRESS = '0x10000'

/** The runtime prints no leading zeros: the longer, the larger. */
export function isAddress(text: string | undefined): text is string {
  return text !== undefined && text.length >= LOWEST_ADDRESS.length
}

/** `{0x55a2d0, 0xc0000787c0}`: type word and data word of an interface value; a string would end in a small length. */
export function hasInterface(words: readonly Word[]): boolean {
  return words.some(
    (word, i) =>
      word.group !== null &&
      isAddress(word.text) &&
      words[i + 1]?.group === word.group &&
      words[i + 2]?.group !== word.group &&
      words[i - 1]?.group !== word.group &&
      isAddress(words[i + 1]?.text),
  )
}

/** The first word of a method's frame: its receiver, when it is one pointer. */
export function receiverWord(frame: Frame, words: readonly Word[]): Word | null {
  if (!/\(\*[^)]+\)\.[^.]+$/.test(frame.function)) return null
  const first = words[0]
  return first !== undefined && isAddress(first.text) && first.group === null ? first : null
}
