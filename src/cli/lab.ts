import { EXIT_CODES, renderLabMarkdown, renderLabText, runLab, safeJson } from '../index.ts'
import type { Options } from './flags.ts'
import type { Io } from './io.ts'
import { withOutput } from './output.ts'
import { say } from './say.ts'

const COLUMNS = 100

/** `lab`: opens its output before it works for a minute. */
export async function lab(
  { format, output: path, width, rounds, quiet }: Pick<Options, 'format' | 'output' | 'width' | 'rounds' | 'quiet'>,
  io: Io,
): Promise<number> {
  return withOutput(path, io, async (output) => {
    const isWatched = !quiet && io.stderr.isTTY === true
    const report = await runLab({
      env: io.env,
      rounds,
      onProgress: (sentence) => {
        if (isWatched) say(io, sentence)
      },
    })
    if (format === 'json') await output.write(`${safeJson(report, 2)}\n`)
    else
      await output.write(
        format === 'markdown' ? renderLabMarkdown(report) : renderLabText(report, width ?? output.columns ?? COLUMNS),
      )
    await output.finish()
    return EXIT_CODES.clean.code
  })
}
