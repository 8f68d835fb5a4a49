import { type FunctionStarts, NO_STARTS } from '../analysis/stacks/function-starts.ts'
import { SourceStarts, sourcePathsOf } from '../analysis/stacks/source-starts.ts'
import type { StackGroup } from '../model/report.ts'
import type { Frame } from '../model/stack.ts'
import type { FunctionLines } from '../symbols/function-lines.ts'
import type { Checkout } from '../workspace/checkout.ts'
import { readSources } from '../workspace/read-sources.ts'

/** Where the functions of these stacks begin, as far as source and executable say it; null when neither was given. */
export async function functionStarts(
  groups: readonly StackGroup[],
  checkout: Checkout | null,
  executable: FunctionLines | null,
): Promise<FunctionStarts | null> {
  if (checkout === null && executable === null) return null
  const source = checkout === null ? NO_STARTS : new SourceStarts(await readSources(checkout, sourcePathsOf(groups)))
  if (executable === null) return source
  // What the log is from knows best; a source may have changed since.
  return { startOf: (frame) => startInExecutable(frame, executable) ?? source.startOf(frame) }
}

/** A line above its function: the executable is of another build. */
function startInExecutable({ function: name, file, line }: Frame, executable: FunctionLines): number | null {
  if (line === null || !file?.endsWith('.go')) return null
  const start = executable.startLineOf(name)
  return start === null || start > line ? null : start
}
