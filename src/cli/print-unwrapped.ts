import { EXIT_CODES, safeJson, type UnwrappedLine, unwrap } from '../index.ts'
import type { Options } from './flags.ts'
import { readEach, withInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { type Output, openOutput } from './output.ts'

type UnwrapOptions = Pick<Options, 'input' | 'output' | 'stream' | 'map' | 'quiet' | 'progress'>

/** `unwrap`: the payload of every input to one place, and where each line of it came from to another. */
export async function printUnwrapped(options: UnwrapOptions, io: Io): Promise<number> {
  const output = await openOutput(options.output, io)
  const map = options.map === null ? null : await openOutput(options.map, io).catch(discarding(output))
  const { stream } = options
  try {
    let line = 1
    const outcome = await withInputs(options, io, (sources, onProgress) =>
      readEach(sources, io, async (source) => {
        for await (const lines of unwrap(source, { onProgress, ...(stream === null ? {} : { stream }) })) {
          await output.write(textOf(lines))
          await map?.write(mapOf(lines, line))
          line += lines.length
        }
      }),
    )
    if (outcome === 'nothing' && line === 1) await discard(output, map)
    else for (const one of [output, map]) await one?.finish()
    return outcome === 'everything' ? EXIT_CODES.clean.code : EXIT_CODES.input.code
  } catch (error) {
    await discard(output, map)
    throw error
  }
}

function textOf(lines: readonly UnwrappedLine[]): string {
  return lines.map(({ text, terminated }) => (terminated ? `${text}\n` : text)).join('')
}

function mapOf(lines: readonly UnwrappedLine[], first: number): string {
  return lines
    .map(({ span, stream, time }, i) => {
      const { source, line, endLine, byte, endByte } = span
      return `${safeJson({ payloadLine: first + i, source, line, endLine, byte, endByte, stream, time })}\n`
    })
    .join('')
}

async function discard(output: Output, map: Output | null): Promise<void> {
  await output.discard()
  await map?.discard()
}

function discarding(output: Output): (error: unknown) => Promise<never> {
  return async (error) => {
    await output.discard()
    throw error
  }
}
