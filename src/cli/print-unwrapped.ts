import { EXIT_CODES, LogExtractorError, type ReadOptions, type UnwrappedLine, unwrap } from '../index.ts'
import type { Options } from './flags.ts'
import { type Input, resolveInputs } from './inputs.ts'
import type { Io } from './io.ts'
import { type Output, openOutput } from './output.ts'
import { showProgress } from './progress.ts'
import { say } from './say.ts'

type UnwrapOptions = Pick<Options, 'input' | 'output' | 'stream' | 'map' | 'quiet' | 'progress'>

/** `unwrap`: the payload of every input to one place, and where each line of it came from to another. */
export async function printUnwrapped(options: UnwrapOptions, io: Io): Promise<number> {
  const output = await openOutput(options.output, io)
  const map = options.map === null ? null : await openOutput(options.map, io).catch(discarding(output))
  try {
    const inputs = await resolveInputs(options.input, io)
    const progress = await showProgress(inputs, io, options.progress && !options.quiet)
    let failures = 0
    let line = 1
    try {
      for (const input of inputs) {
        try {
          for await (const lines of linesOf(input, options, progress.report)) {
            await output.write(textOf(lines))
            await map?.write(mapOf(lines, line))
            line += lines.length
          }
        } catch (error) {
          if (!(error instanceof LogExtractorError) || error.code === 'E_OUTPUT') throw error
          say(io, error.message)
          failures++
        }
      }
    } finally {
      progress.stop()
    }
    if (failures > 0 && failures === inputs.length && line === 1) await discard(output, map)
    else for (const one of [output, map]) await one?.finish()
    return failures > 0 ? EXIT_CODES.input.code : EXIT_CODES.clean.code
  } catch (error) {
    await discard(output, map)
    throw error
  }
}

async function* linesOf(
  input: Input,
  { stream }: UnwrapOptions,
  onProgress: NonNullable<ReadOptions['onProgress']>,
): AsyncGenerator<UnwrappedLine[]> {
  if ('error' in input) throw new LogExtractorError('E_INPUT_UNREADABLE', input.error)
  yield* unwrap(input.source, { onProgress, ...(stream === null ? {} : { stream }) })
}

function textOf(lines: readonly UnwrappedLine[]): string {
  return lines.map(({ text, terminated }) => (terminated ? `${text}\n` : text)).join('')
}

function mapOf(lines: readonly UnwrappedLine[], first: number): string {
  return lines
    .map(({ span, stream, time }, i) => {
      const { source, line, endLine, byte, endByte } = span
      return `${JSON.stringify({ payloadLine: first + i, source, line, endLine, byte, endByte, stream, time })}\n`
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
