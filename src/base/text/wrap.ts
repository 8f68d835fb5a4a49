/**
 * Wrapping styled text. Colour is applied after the layout is known, to whole runs within one line, so a colour never
 * crosses a line end and never counts as width.
 */
import { truncateMiddle } from './fit.ts'
import type { Ink } from './style.ts'
import { takePart, takeStart, widthOf } from './width.ts'

/** Neutral text of one line in one ink. */
export interface Piece {
  readonly text: string
  readonly ink?: Ink | undefined
  /** Keep together: no line break at the spaces inside. */
  readonly solid?: boolean
}

interface WrapOptions {
  readonly columns: number
  /** Columns to indent every line but the first. */
  readonly hang?: number
  /** A word longer than a line is cut in the middle (names, paths) or continued on the next line (messages). */
  readonly longWords?: 'cut' | 'continue'
}

interface Word {
  /** Spaces in front, when it does not start a line. */
  gap: number
  parts: { text: string; ink: Ink | undefined }[]
  width: number
}

/** Spaces where a line may break: not inside a grouped number such as `118 290`, nor between a number and its unit. */
const SPACES = /( +)(?!(?<=\d )(?:\d{3}(?!\d)|(?:[kMGT]?B(?:\/s)?|[mµn]?s|min|h|%)(?![\w/=]|\.\w)))/

export function wrap(pieces: readonly Piece[], options: WrapOptions): string[] {
  const hang = Math.min(options.hang ?? 0, options.columns - 1)
  const lines: string[] = []
  let line = new LineBuilder()
  const room = () => options.columns - (lines.length === 0 ? 0 : hang)
  const finish = () => {
    lines.push((lines.length === 0 ? '' : ' '.repeat(hang)) + line.toString())
    line = new LineBuilder()
  }
  for (const word of wordsOf(pieces)) {
    if (line.width > 0 && line.width + word.gap + word.width > room()) finish()
    const gap = line.width > 0 || lines.length === 0 ? word.gap : 0
    if (gap + word.width <= room() - line.width) {
      line.add(gap, word.parts)
    } else if (options.longWords === 'continue' || word.parts.length > 1) {
      for (const part of word.parts) {
        let rest = part.text
        while (rest !== '') {
          if (line.width >= room()) finish()
          // A double-width character may not fit the last column, nor a column of one.
          let fitting = takeStart(rest, room() - line.width)
          if (fitting === '' && line.width > 0) {
            finish()
            continue
          }
          if (fitting === '') fitting = takePart(rest, room())
          line.add(0, [{ text: fitting, ink: part.ink }])
          rest = rest.slice(fitting.length)
        }
      }
    } else {
      line.add(0, [{ text: truncateMiddle(word.parts[0]!.text, room()), ink: word.parts[0]!.ink }])
    }
  }
  if (line.width > 0 || lines.length === 0) finish()
  return lines
}

function wordsOf(pieces: readonly Piece[]): Word[] {
  const words: Word[] = []
  let gap = 0
  let glued = false
  for (const { text, ink, solid } of pieces) {
    // Split with a capture: text at even places, spaces at odd ones.
    const tokens = solid ? splitEdges(text) : text.split(SPACES)
    for (let i = 0; i < tokens.length; i++) {
      const token = tokens[i]!
      if (token === '') continue
      if (i % 2 === 1) {
        gap += token.length
        glued = false
        continue
      }
      const width = widthOf(token)
      const last = words.at(-1)
      if (glued && last) {
        last.parts.push({ text: token, ink })
        last.width += width
      } else {
        words.push({ gap, parts: [{ text: token, ink }], width })
      }
      gap = 0
      glued = true
    }
  }
  return words
}

/** Spaces around a solid piece are still gaps. */
function splitEdges(text: string): string[] {
  const body = text.trim()
  const start = text.indexOf(body)
  return body === '' ? ['', text] : ['', text.slice(0, start), body, text.slice(start + body.length)]
}

class LineBuilder {
  width = 0
  private readonly runs: { text: string; ink: Ink | undefined }[] = []

  add(gap: number, parts: readonly { text: string; ink: Ink | undefined }[]): void {
    for (const [i, { text, ink }] of parts.entries()) {
      const last = this.runs.at(-1)
      const space = i === 0 ? ' '.repeat(gap) : ''
      if (last && last.ink === ink) {
        last.text += space + text
      } else {
        if (space !== '') this.runs.push({ text: space, ink: undefined })
        this.runs.push({ text, ink })
      }
      this.width += space.length + widthOf(text)
    }
  }

  toString(): string {
    return this.runs.map(({ text, ink }) => (ink ? ink(text) : text)).join('')
  }
}
