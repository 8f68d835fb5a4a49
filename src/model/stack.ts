/**
 * Frames and stacks, as a Go traceback or a JVM stack trace prints them.
 * Sharing matters: a dump of a million goroutines has a few hundred distinct stacks, and each exists once.
 */

export type FrameKind = 'app' | 'stdlib' | 'runtime' | 'vendor' | 'test' | 'cgo' | 'unknown'

export interface Frame {
  /** As printed, unescaped: `main.(*account).ownerName`, `net/http.HandlerFunc.ServeHTTP`. Empty when the runtime printed none. */
  readonly function: string
  /** Import path: `main`, `net/http`, `gopkg.in/yaml.v2`. */
  readonly package: string
  /** `*account`, `HandlerFunc`; null for a plain function. */
  readonly receiver: string | null
  readonly file: string | null
  /** 1-based. */
  readonly line: number | null
  /** Offset of the pc in the function, as printed: `0x1d`. Null for inlined frames and for a pc at the entry. */
  readonly pcOffset: string | null
  readonly inlined: boolean
  readonly kind: FrameKind
  /** Between the parentheses, as printed; null when the format prints none. */
  readonly args: string | null
}

/** `[originating from goroutine 18]:` and the frames below it (GODEBUG=tracebackancestors). */
export interface Ancestor {
  readonly goroutine: number
  readonly frames: readonly Frame[]
  readonly createdBy: Frame | null
}

export interface Stack {
  /** Innermost first. */
  readonly frames: readonly Frame[]
  readonly createdBy: Frame | null
  readonly ancestors: readonly Ancestor[]
  /** Frames the runtime left out: their number, `unknown` when only the old marker is there, null when nothing was elided. */
  readonly elided: number | 'unknown' | null
  /** Index in `frames` of the first frame below the elision marker, null without one. */
  readonly elidedAt: number | null
  /** `goroutine running on other thread; stack unavailable`. */
  readonly unavailable: boolean
  /** The arguments are those of another goroutine with the same stack; its own were not kept. */
  readonly borrowed?: true
  /** Given where many stacks of a dump differ in pointers only; their `frames` are then made when asked for. */
  readonly pattern?: StackPattern
  /** The pointers in the arguments of the frames, where there is a pattern. */
  readonly words?: PointerWords
}

/** Pointers as numbers: two unsigned words each, the lower one first. Many stacks share an array. */
export interface PointerWords {
  readonly values: Uint32Array
  readonly from: number
}

/** What stacks have in common that differ in pointers only. One object for all of them. */
export interface StackPattern {
  /** Such a stack, with a mark in the place of every pointer in its arguments. */
  readonly marked: Stack
  /** Finds the marks, in the order of the words. */
  readonly mark: RegExp
  readonly wordCount: number
}
