/** Everything outside the program that the command line touches, so that a test can stand in for the world. */
export interface Io {
  /** Only looked at by a command that reads it: opening a terminal keeps a process alive. */
  readonly stdin: AsyncIterable<Uint8Array | string> & { readonly isTTY?: boolean }
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Runs `clean` before a signal such as Ctrl-C ends the program. Synchronous, since nothing else runs any more.
   * Returns the function that takes it back.
   */
  onInterrupt(clean: () => void): () => void
  /** What only a real process has, for a program that is started to have too. */
  readonly process?: {
    readonly fds: { readonly stdin: number; readonly stdout: number; readonly stderr: number }
    /** Once everything is done, end as this signal ends a program, so that the caller sees how the child died. */
    endBySignal(signal: NodeJS.Signals): void
    /**
     * Keeps the part of the heap small in which new objects begin. Of a log nearly nothing outlives its line: the 48 MB
     * which that part may grow to are memory for nothing. Not where many objects live for a while: they would be moved
     * to the old ones too early. And has the rest looked through when a fifth came to it, not only when it has doubled.
     */
    keepHeapSmall(): void
  }
}

/** What is used of a Node stream. */
export interface OutputStream {
  /** `done` is called when the chunk is out, which is when there is room for the next one. */
  write(chunk: string | Uint8Array, done?: (error?: Error | null) => void): boolean
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}
