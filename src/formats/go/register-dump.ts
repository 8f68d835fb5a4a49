import type { GoRegistersEvent } from '../../model/event.ts'
import type { Line } from '../../model/line.ts'
import { cover } from '../../model/span.ts'
import { architectureOf, isComplete } from './registers.ts'

/** The registers of one thread after the other, gathered line by line. */
export class RegisterDump {
  private names: string[] = []
  private values: Record<string, string> = {}
  private first: Line | null = null
  /** The last line that showed some. */
  last: Line | null = null
  /** How many the first thread showed: the others show as many. */
  private most = 0

  get isEmpty(): boolean {
    return this.first === null
  }

  add(pairs: readonly (readonly [string, string])[], line: Line): void {
    this.first ??= line
    for (const [name, value] of pairs) {
      // No processor prints so many; somebody repeats them.
      if (this.names.length >= MOST_REGISTERS) break
      this.names.push(name)
      this.values[name] = value
    }
    this.last = line
  }

  /** Those of one thread, over now. Null when they are a coincidence: `pc     0x0` in somebody's log, unless it is `sure`. */
  take(block: number, thread: number, sure: boolean): GoRegistersEvent | null {
    const { names, values: registers, first, last } = this
    this.names = []
    this.values = {}
    this.first = null
    if (names.length < LEAST_REGISTERS && !sure) return null
    const arch = architectureOf(names)
    const complete = isComplete(arch, names) && names.length >= this.most
    this.most = Math.max(this.most, names.length)
    const { span, time } = first!
    return {
      kind: 'go.registers',
      span: cover(span, last!.span),
      block,
      time,
      registers,
      arch,
      complete,
      thread,
    }
  }
}

const LEAST_REGISTERS = 4
const MOST_REGISTERS = 128
