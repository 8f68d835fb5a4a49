import type { StackGroup } from '../../model/report.ts'
import type { Frame } from '../../model/stack.ts'
import { SourceCode } from '../go/source/source-code.ts'
import { MethodLines } from '../jvm/source/method-lines.ts'
import type { FunctionStarts } from './function-starts.ts'

const MOST_FILES = 2_000

/** The files of the program's own in which the functions of these stacks stand, as a checkout may have them. */
export function sourcePathsOf(groups: readonly StackGroup[]): string[] {
  const paths = new Set<string>()
  for (const { frames, causes } of groups)
    for (const frame of [...frames, ...causes.flatMap((cause) => cause.frames)]) {
      const path = sourcePathOf(frame)
      if (path !== null) paths.add(path)
      if (paths.size >= MOST_FILES) return [...paths]
    }
  return [...paths]
}

/** A file of the standard library may have a namesake in a checkout. */
function sourcePathOf({ file, kind, package: name }: Frame): string | null {
  if (file === null || kind === 'runtime' || kind === 'stdlib') return null
  if (file.endsWith('.go')) return file
  return JVM_FILE.test(file) ? `${name.replaceAll('.', '/')}/${file}` : null
}

const JVM_FILE = /^[^/\\]+\.(?:java|kts?|scala|groovy)$/

/** Where functions begin, as the program's source says it. */
export class SourceStarts implements FunctionStarts {
  private readonly texts: ReadonlyMap<string, string>
  private readonly go: SourceCode
  private readonly jvm = new Map<string, MethodLines>()

  /** `texts`: by the paths of `sourcePathsOf`. */
  constructor(texts: ReadonlyMap<string, string>) {
    this.texts = texts
    this.go = new SourceCode(texts)
  }

  startOf(frame: Frame): number | null {
    const path = sourcePathOf(frame)
    const text = path === null ? undefined : this.texts.get(path)
    if (path === null || text === undefined || frame.line === null) return null
    if (path.endsWith('.go')) return this.go.functionAt(frame)?.from ?? null
    let methods = this.jvm.get(path)
    if (methods === undefined) {
      methods = new MethodLines(text)
      this.jvm.set(path, methods)
    }
    return methods.startOf(frame.function, frame.line)
  }
}
