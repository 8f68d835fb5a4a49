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
}

/** What is used of a Node stream. */
export interface OutputStream {
  /** False when the reader is slower than we are: then wait for `drain`. */
  write(chunk: string | Uint8Array): boolean
  once(event: 'drain', listener: () => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}
