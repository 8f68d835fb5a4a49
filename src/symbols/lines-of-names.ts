import { once } from '../base/once.ts'
import type { Bytes } from './bytes.ts'
import type { InlineTrees } from './inline-trees.ts'
import type { Pclntab } from './pclntab.ts'
import { hashOfPrintedName, isName, printedName } from './printed-name.ts'

const END = -1
/** More than any that is known, with the types of a generic function written out. */
const LONGEST_NAME = 16_384

/** Where names begin, the lines beside them, and how much each is worth: see `rankOf`. */
interface Entries {
  readonly names: Int32Array
  readonly lines: Int32Array
  readonly ranks: Uint8Array
}

/** Of a million names few are asked for. So they stay bytes, in chains of those with the same hash. */
export class LinesOfNames {
  private readonly names: Bytes
  private readonly entries: Entries
  private readonly chains = once(() => chainsOf(this.names, this.entries))

  constructor(table: Pclntab, inlined: InlineTrees | null) {
    this.names = table.names
    this.entries = entriesOf(table, inlined)
  }

  /** None for a name that is not there. What the compiler generated counts only where nobody wrote such a function. */
  linesOf(functionName: string): ReadonlySet<number> {
    const wanted = printedName(functionName)
    const { heads, next } = this.chains()
    const byRank = [new Set<number>(), new Set<number>(), new Set<number>()] as const
    const hash = hashOfPrintedName(Buffer.from(wanted), 0, LONGEST_NAME)
    for (let entry = heads[hash % heads.length]!; entry !== END; entry = next[entry]!) {
      if (printedName(this.names.text(this.entries.names[entry]!, LONGEST_NAME)) !== wanted) continue
      byRank[this.entries.ranks[entry]!]!.add(this.entries.lines[entry]!)
    }
    return byRank.find(({ size }) => size > 0) ?? byRank[0]
  }
}

/**
 * A function that is called in two ways stands there twice, once as it was written and once on line 1 of no file, where no
 * function can be written. Where both are taken for wrappers, as with those of reflection, only the line tells them apart.
 */
function rankOf(startLine: number, isWrapper: boolean): 0 | 1 | 2 {
  if (startLine === 1) return 2
  return isWrapper ? 1 : 0
}

function entriesOf({ functions, names: text }: Pclntab, inlined: InlineTrees | null): Entries {
  // Kinds are numbered in the order of their names, and in every release what the compiler generates is the last of them.
  let wrapper = 1
  for (let index = 0; index < functions.count; index++)
    wrapper = Math.max(wrapper, functions.kindOf(functions.record(index)))
  const names: number[] = []
  const lines: number[] = []
  const ranks: number[] = []
  const add = (name: number, startLine: number, kind: number) => {
    // For the runtime, too, the name at 0 is none, and no function begins on line 0.
    if (startLine <= 0 || name === 0 || !isName(text, name)) return
    names.push(name)
    lines.push(startLine)
    ranks.push(rankOf(startLine, kind === wrapper))
  }
  for (let index = 0; index < functions.count; index++) {
    const record = functions.record(index)
    add(functions.nameOf(record), functions.startLineOf(record), functions.kindOf(record))
  }
  // A function is inlined in many places, each time with the same line.
  const last = new Map<number, number>()
  inlined?.forEach((name, startLine, kind) => {
    if (last.get(name) === startLine) return
    last.set(name, startLine)
    add(name, startLine, kind)
  })
  return { names: new Int32Array(names), lines: new Int32Array(lines), ranks: new Uint8Array(ranks) }
}

function chainsOf(names: Bytes, entries: Entries): { readonly heads: Int32Array; readonly next: Int32Array } {
  const { length } = entries.names
  const heads = new Int32Array(length + 1).fill(END)
  const next = new Int32Array(length)
  for (let entry = 0; entry < length; entry++) {
    const head = hashOfPrintedName(names.raw, entries.names[entry]!, LONGEST_NAME) % heads.length
    next[entry] = heads[head]!
    heads[head] = entry
  }
  return { heads, next }
}
