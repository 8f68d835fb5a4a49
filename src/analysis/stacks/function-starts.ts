import type { Frame } from '../../model/stack.ts'

/** Where functions begin: told by the program's source, or by its executable. */
export interface FunctionStarts {
  /** The line of its declaration, 1-based; null when not known, and of a frame without a line. */
  startOf(frame: Frame): number | null
}

export const NO_STARTS: FunctionStarts = { startOf: () => null }
