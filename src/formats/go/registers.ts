import type { GoRegistersEvent } from '../../model/event.ts'

/**
 * Register lines of a fatal signal, one or two a line (runtime/signal_*.go `dumpregs`). Values stay text: 64 bits do
 * not fit a number.
 */

// amd64, 386, arm64 and arm print one a line.
const ONE =
  /^(?<name>r\d{1,2}|r[a-z]{2}|e[a-z]{2}|[re]flags|[cdefgs]s|lr|sp|pc|fp|ip|cpsr|fault|trap|error|oldmask|g)[ \t]+(?<value>0x[0-9a-f]+)$/
// ppc64x, mips, loong64, s390x and riscv64 print two, with a tab between.
const TWO =
  /^(?<name>[a-z][a-z0-9]{0,4})[ \t]+(?<value>0x[0-9a-f]+)\t(?<name2>[a-z][a-z0-9]{0,4})[ \t]+(?<value2>0x[0-9a-f]+)$/

export function parseRegisters(text: string): readonly (readonly [string, string])[] | null {
  if (text.length > 80 || !text.includes('0x')) return null
  const one = ONE.exec(text)?.groups
  if (one !== undefined) return [[one.name!, one.value!]]
  const two = TWO.exec(text)?.groups
  if (two === undefined) return null
  return [
    [two.name!, two.value!],
    [two.name2!, two.value2!],
  ]
}

const FIRST: Readonly<Record<string, GoRegistersEvent['arch']>> = {
  rax: 'amd64',
  eax: '386',
  trap: 'arm',
  ra: 'riscv64',
}
// Windows prints amd64 and 386 registers without fs and gs.
const LAST: Readonly<Record<GoRegistersEvent['arch'], readonly string[]>> = {
  amd64: ['gs', 'cs', 'rflags'],
  '386': ['gs', 'cs', 'eflags'],
  arm64: ['fault'],
  arm: ['fault'],
  riscv64: ['pc'],
  other: [],
}

export function architectureOf(names: readonly string[]): GoRegistersEvent['arch'] {
  const first = FIRST[names[0] ?? '']
  if (first !== undefined) return first
  return names[0] === 'r0' &&
    (names.includes('lr') || names.length < 30) &&
    names[1] === 'r1' &&
    !names.includes('link')
    ? 'arm64'
    : 'other'
}

export function isComplete(arch: GoRegistersEvent['arch'], names: readonly string[]): boolean {
  const last = names.at(-1)
  if (arch === 'other') return names.length >= 18
  return last !== undefined && LAST[arch].includes(last)
}
