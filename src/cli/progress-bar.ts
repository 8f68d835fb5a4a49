import type { SingleBar } from 'cli-progress'
import type { Io } from './io.ts'

export interface Progress {
  readonly report: (progress: { readonly source: string; readonly bytes: number }) => void
  stop(): void
}

/** Before, it is not loaded. */
const WORTH_MS = 500

export function bar(total: number | null, io: Io): Progress {
  const started = performance.now()
  let shown: SingleBar | null = null
  let isLoading = false
  let isOver = false
  let current = ''
  let before = 0
  let bytes = 0

  async function load(): Promise<void> {
    isLoading = true
    const { SingleBar } = (await import('cli-progress')).default
    if (isOver) return
    shown = new SingleBar({
      stream: io.stderr as never,
      format: total === null ? '{read} read' : '{bar} {percentage} %  {read} of {all}  {eta_formatted} left',
      barsize: 30,
      barCompleteChar: '█',
      barIncompleteChar: '░',
      fps: 5,
      clearOnComplete: true,
      // Both need the end of the program to be seen, and signals belong to its wrapper.
      hideCursor: false,
      gracefulExit: false,
    })
    shown.start(total ?? 0, before + bytes, payload())
  }

  const payload = () => ({ read: megabytes(before + bytes), all: megabytes(total ?? 0) })

  return {
    report(progress) {
      if (progress.source !== current) {
        before += bytes
        current = progress.source
      }
      bytes = progress.bytes
      if (shown !== null) shown.update(before + bytes, payload())
      else if (!isLoading && performance.now() - started > WORTH_MS) void load()
    },
    stop() {
      isOver = true
      shown?.stop()
    },
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`
}
