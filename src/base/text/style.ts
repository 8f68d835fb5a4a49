/** Colours as functions. Whether to use them is decided where the terminal is known, not here. */

export type Ink = (text: string) => string

export interface Style {
  /** The verdict word, and nothing else. */
  readonly red: Ink
  /** What is missing or doubtful. */
  readonly yellow: Ink
  readonly green: Ink
  readonly cyan: Ink
  /** Evidence and asides. */
  readonly dim: Ink
  readonly bold: Ink
  readonly boldRed: Ink
  readonly boldYellow: Ink
  readonly plain: Ink
}

const same: Ink = (text) => text

export const plainStyle: Style = {
  red: same,
  yellow: same,
  green: same,
  cyan: same,
  dim: same,
  bold: same,
  boldRed: same,
  boldYellow: same,
  plain: same,
}

export const ansiStyle: Style = {
  red: sgr('31', '39'),
  yellow: sgr('33', '39'),
  green: sgr('32', '39'),
  cyan: sgr('36', '39'),
  dim: sgr('2', '22'),
  bold: sgr('1', '22'),
  boldRed: sgr('1;31', '22;39'),
  boldYellow: sgr('1;33', '22;39'),
  plain: same,
}

/** Select Graphic Rendition: on before, off behind; an empty text gets none. */
function sgr(on: string, off: string): Ink {
  return (text) => (text === '' ? '' : `\x1b[${on}m${text}\x1b[${off}m`)
}
