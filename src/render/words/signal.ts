/**
 * The signal scene in plain words. The codes are those of Linux (`si_code` in signal(7)); other systems number them
 * differently, so only what holds everywhere is said with certainty.
 */
import type { CrashSignal } from '../../model/report.ts'

/** Addresses below the first page are an offset from nil, not an address. */
const FIRST_PAGE = 4096n

/** Signals that a fault of the program itself raises; the others are somebody's wish. */
const FAULTS = new Set(['SIGSEGV', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGTRAP'])

const SENT: Readonly<Record<string, string>> = {
  SIGQUIT: 'somebody asked for this dump and ended the program',
  SIGABRT: 'the program was told to abort',
  SIGTERM: 'the program was told to end',
  SIGINT: 'the program was interrupted',
  SIGHUP: 'the terminal or session of the program went away',
}

export function signalScene(signal: CrashSignal): string {
  const { name } = signal
  const code = numberOf(signal.code) ?? numberOf(signal.sigcode)
  const addr = numberOf(signal.addr)
  if (name === ACCESS_VIOLATION) return accessViolation(signal, addr)
  if (!FAULTS.has(name)) return withReason(name, sentReason(name, code))
  // Code 0 and below: sent by kill(2) or tgkill(2), so there is no faulting address, whatever is printed.
  if (code !== null && code <= 0n) return `${name}, sent by a process: no instruction of the program caused it`
  if (name === 'SIGFPE') return withReason(name, code === 1n ? 'an integer was divided by zero' : null)
  if (name === 'SIGSEGV' && code === 0x80n) {
    return `${name} without an address: the pointer was no valid address at all, so it is probably corrupt, not nil`
  }
  if (addr === null) return name
  // macOS on ARM says that the first page may not be touched (2), others that it is not there (1).
  if (name === 'SIGSEGV' && (code === 1n || code === 2n) && addr < FIRST_PAGE) return nilPointer(name, signal, addr)
  if (name === 'SIGSEGV' && code === 1n)
    return `${name} at ${signal.addr}: nothing is mapped there, and it is not near nil`
  if (name === 'SIGBUS' && code === 2n) {
    return `${name} at ${signal.addr}: mapped, but nothing is behind it (a mapped file that became shorter does this)`
  }
  return `${name} at ${signal.addr}`
}

/** Windows has no signals: Go prints the exception, and as its code what was tried: 0 to read, 1 to write, 8 to execute. */
const ACCESS_VIOLATION = '0xc0000005'

function accessViolation(signal: CrashSignal, addr: bigint | null): string {
  const name = `access violation (${ACCESS_VIOLATION})`
  if (addr === null) return name
  return addr < FIRST_PAGE ? nilPointer(name, signal, addr) : `${name} at ${signal.addr}`
}

function nilPointer(name: string, signal: CrashSignal, addr: bigint): string {
  if (addr !== 0n) return `${name} at ${signal.addr}: probably a field ${signal.addr} bytes into a nil pointer`
  if (numberOf(signal.pc) === 0n) return `${name} jumping to 0x0: a nil function was called`
  return `${name} at 0x0: a nil pointer was followed`
}

function sentReason(name: string, code: bigint | null): string | null {
  if (name === 'SIGABRT' && code === -6n) return 'the program aborted itself'
  return Object.hasOwn(SENT, name) ? SENT[name]! : null
}

function withReason(name: string, reason: string | null): string {
  return reason === null ? name : `${name}: ${reason}`
}

/** Hex or signed decimal as printed; null for anything else. */
function numberOf(text: string | null): bigint | null {
  if (text === null || !/^(0x[0-9a-f]{1,16}|-?\d{1,20})$/i.test(text)) return null
  return BigInt(text)
}
