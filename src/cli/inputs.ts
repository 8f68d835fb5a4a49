import { stat } from 'node:fs/promises'
import { expandInputs, fail, type SourceInput } from '../index.ts'
import type { Io } from './io.ts'

/** One source to read, or why a name stands for none. */
export type Input =
  | { readonly name: string; readonly source: SourceInput }
  | { readonly name: string; readonly error: string }

/** What was typed, as sources. No name at all is standard input, which can be read once only. */
export async function resolveInputs(names: readonly string[], io: Io): Promise<Input[]> {
  const inputs: Input[] = []
  let usesStdin = false
  for (const expanded of await expandInputs(names)) {
    const name = expanded.path
    if ('error' in expanded) inputs.push({ name, error: expanded.error })
    else if (name !== '-') inputs.push({ name, source: name })
    else if (!usesStdin) {
      usesStdin = true
      inputs.push({ name: '<stdin>', source: { name: '<stdin>', stream: readable(io) } })
    }
  }
  return inputs
}

export function readsStdin(inputs: readonly Input[]): boolean {
  return inputs.some((input) => 'source' in input && typeof input.source !== 'string')
}

/** Bytes in all, null when that cannot be known before they were read. */
export async function totalBytes(inputs: readonly Input[]): Promise<number | null> {
  let total = 0
  for (const input of inputs) {
    if ('error' in input) continue
    if (typeof input.source !== 'string') return null
    const status = await stat(input.source).catch(() => null)
    if (status === null) continue
    if (!status.isFile()) return null
    total += status.size
  }
  return total
}

/** A broken standard input (`< directory`, a terminal that went away) is an input that cannot be read, not a bug. */
async function* readable(io: Io): AsyncGenerator<Uint8Array | string> {
  try {
    yield* io.stdin
  } catch (error) {
    throw fail('E_INPUT_UNREADABLE', '<stdin>', (error as NodeJS.ErrnoException).code ?? String(error))
  }
}
