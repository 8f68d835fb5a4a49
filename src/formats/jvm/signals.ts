/** Numbers of signals as Linux has them; macOS differs in SIGBUS alone. */
const NAMES: Readonly<Record<number, string>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  10: 'SIGBUS',
  11: 'SIGSEGV',
}

export function signalName(number: number): string {
  return NAMES[number] ?? `signal ${number}`
}

/** Codes of Windows' exceptions, by which HotSpot names them as well. */
const EXCEPTIONS: Readonly<Record<number, string>> = {
  3221225477: 'EXCEPTION_ACCESS_VIOLATION',
  3221225501: 'EXCEPTION_ILLEGAL_INSTRUCTION',
  3221225620: 'EXCEPTION_INT_DIVIDE_BY_ZERO',
  3221225725: 'EXCEPTION_STACK_OVERFLOW',
}

/** `code`: with a sign, or without. */
export function exceptionName(code: number): string {
  return EXCEPTIONS[code >>> 0] ?? `exception 0x${(code >>> 0).toString(16)}`
}
