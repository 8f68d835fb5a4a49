import type { Bytes } from './bytes.ts'
import type { InlineTrees } from './inline-trees.ts'
import type { Pclntab } from './pclntab.ts'
import { printedName } from './printed-name.ts'

/** More than one: whoever asks gets no answer. */
const SEVERAL = -1

/** By offset of a name. Functions of people, and what the compiler made beside them. */
interface Collected {
  readonly names: Bytes
  readonly written: Map<number, number>
  readonly generated: Map<number, number>
}

/** Lines are gathered by the offsets of names; the names are read when somebody asks for one. */
export class LinesOfNames {
  private readonly collected: Collected[] = []
  private byName: ReadonlyMap<string, number> | null = null

  add({ functions, names }: Pclntab, inlined: InlineTrees | null): void {
    const written = new Map<number, number>()
    const generated = new Map<number, number>()
    // The kinds are sorted by name in the runtime's source, and this one is the last in every release.
    let wrapper = 1
    for (let index = 0; index < functions.count; index++)
      wrapper = Math.max(wrapper, functions.kindOf(functions.record(index)))
    const add = (name: number, startLine: number, kind: number) => {
      // The runtime takes the name at 0 for none, and has no line 0.
      if (name > 0 && startLine > 0) note(kind === wrapper ? generated : written, name, startLine)
    }
    for (let index = 0; index < functions.count; index++) {
      const record = functions.record(index)
      add(functions.nameOf(record), functions.startLineOf(record), functions.kindOf(record))
    }
    inlined?.forEach(add)
    this.collected.push({ names, written, generated })
    this.byName = null
  }

  lineOf(functionName: string): number | null {
    this.byName ??= index(this.collected)
    const line = this.byName.get(printedName(functionName)) ?? SEVERAL
    return line === SEVERAL ? null : line
  }
}

function index(collected: readonly Collected[]): Map<string, number> {
  const written = new Map<string, number>()
  const generated = new Map<string, number>()
  for (const part of collected) {
    for (const [name, line] of part.written) note(written, printedName(part.names.text(name)), line)
    for (const [name, line] of part.generated) note(generated, printedName(part.names.text(name)), line)
  }
  for (const [name, line] of generated) if (!written.has(name)) written.set(name, line)
  return written
}

function note<K>(lines: Map<K, number>, key: K, line: number): void {
  const before = lines.get(key)
  if (before === undefined) lines.set(key, line)
  else if (before !== line) lines.set(key, SEVERAL)
}
