/** On which line each function of a Go program begins, as its executable says. */
import { isElf, readElf } from './elf.ts'
import { ExecutableFile, type ReadAt } from './executable-file.ts'
import type { Image } from './image.ts'
import { InlineTrees } from './inline-trees.ts'
import { LinesOfNames } from './lines-of-names.ts'
import { isMachO, isUniversal, partsOfUniversal, readMachO } from './mach-o.ts'
import { readPclntab } from './pclntab.ts'
import { isPe, readPe } from './pe.ts'
import { refusal } from './refusals.ts'

/** As much as tells the formats apart. */
const START_BYTES = 64

/** runtime/traceback.go */
const PRINTED_OTHERWISE: ReadonlyMap<string, string> = new Map([['panic', 'runtime.gopanic']])

export type { ReadAt } from './executable-file.ts'

/** First lines of functions, by the names that tracebacks print. */
export interface FunctionLines {
  /** Null for a name that the program has not, or for which it gives several lines. */
  startLineOf(functionName: string): number | null
}

/**
 * Reads the tables that say so, and nothing else of the file.
 * @throws LogExtractorError E_EXECUTABLE when it has none.
 */
export async function readFunctionLines(readAt: ReadAt, size: number): Promise<FunctionLines> {
  const programs: LinesOfNames[] = []
  for (const image of await readImages(new ExecutableFile(readAt, size))) {
    const table = await readPclntab(image)
    programs.push(new LinesOfNames(table, await InlineTrees.read(image, table)))
  }
  return {
    startLineOf(functionName) {
      const name = PRINTED_OTHERWISE.get(functionName) ?? functionName
      const lines = new Set(programs.flatMap((program) => [...program.linesOf(name)]))
      return lines.size === 1 ? [...lines][0]! : null
    },
  }
}

/** One, or those of a universal file: a program is built for each processor from the same source. */
async function readImages(file: ExecutableFile): Promise<Image[]> {
  const parts = isUniversal(await file.start(START_BYTES)) ? await partsOfUniversal(file) : [file]
  return Promise.all(parts.map(readImage))
}

async function readImage(file: ExecutableFile): Promise<Image> {
  const start = await file.start(START_BYTES)
  if (isElf(start)) return readElf(file, start)
  if (isMachO(start)) return readMachO(file)
  if (await isPe(file, start)) return readPe(file)
  throw refusal('foreign')
}
