import { EXIT_CODES, type ExitName } from './exit-codes.ts'

/** Code → sentence → exit code. Each names the thing, what is wrong with it, and what to do instead. */
export const ERRORS = {
  E_INPUT_MISSING: { exit: 'input', say: (name: string) => `${name}: no such file` },
  E_INPUT_UNREADABLE: { exit: 'input', say: (name: string, reason: string) => `${name}: cannot be read: ${reason}` },
  E_INPUT_NO_LOGS: { exit: 'input', say: (name: string) => `${name}: the directory holds no files` },
  E_INPUT_NO_MATCH: { exit: 'input', say: (pattern: string) => `${pattern}: matches no file` },
  E_EXECUTABLE: { exit: 'input', say: (sentence: string) => sentence },
  E_OUTPUT: { exit: 'output', say: (name: string, reason: string) => `${name}: cannot be written: ${reason}` },
  E_PATTERN: { exit: 'usage', say: (origin: string, reason: string) => `${origin}: ${reason}` },
  E_UNMATCHED: { exit: 'input', say: (sentence: string) => sentence },
  E_USAGE: { exit: 'usage', say: (sentence: string) => sentence },
} as const satisfies Record<string, { exit: ExitName; say: (...words: never[]) => string }>

export type ErrorCode = keyof typeof ERRORS

/** A mistake of the user's or of their machine, told in one sentence. Everything else that is thrown is our bug. */
export class LogExtractorError extends Error {
  readonly code: ErrorCode
  readonly exitCode: number
  /** Lines to print below the sentence, as they are: a quotation, and a mark under what is wrong in it. */
  readonly quote: readonly string[]

  constructor(code: ErrorCode, message: string, options: ErrorOptions & { readonly quote?: readonly string[] } = {}) {
    super(message, options)
    this.quote = options.quote ?? []
    this.name = 'LogExtractorError'
    this.code = code
    this.exitCode = EXIT_CODES[ERRORS[code].exit].code
  }
}

export function fail<C extends ErrorCode>(code: C, ...words: Parameters<(typeof ERRORS)[C]['say']>): LogExtractorError {
  const say = ERRORS[code].say as (...words: readonly string[]) => string
  return new LogExtractorError(code, say(...words))
}
