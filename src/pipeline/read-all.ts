import { LogExtractorError } from '../base/errors.ts'
import type { ByteSource, SourceInput } from '../input/byte-source.ts'
import { nameOf, openSources } from '../input/open-source.ts'
import type { ReadOptions } from './each-source.ts'

/** Reads one source after the other. One that cannot be read is told, in its place, and the others are done. */
export async function readAll(
  input: SourceInput | readonly SourceInput[],
  options: ReadOptions,
  read: (source: ByteSource) => Promise<void>,
  fail: (name: string, error: string) => void = () => {},
): Promise<{ name: string; error: string | null }[]> {
  const inputs = Array.isArray(input) ? (input as readonly SourceInput[]) : [input as SourceInput]
  const sources: { name: string; error: string | null }[] = []
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof LogExtractorError)) throw error
      sources.push({ name, error: error.message })
      fail(name, error.message)
    }
  }
  for (const one of inputs) {
    await attempt(nameOf(one), async () => {
      for await (const source of openSources(one, options.limits)) {
        await attempt(source.name, async () => {
          await read(source)
          sources.push({ name: source.name, error: null })
        })
      }
    })
  }
  return sources
}
