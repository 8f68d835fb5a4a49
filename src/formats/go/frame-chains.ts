import type { Line } from '../../model/line.ts'
import type { StackBuilder } from './stack-builder.ts'

/**
 * Whether the frames of a report meet where frame pointers are printed. Where hardly any do, the pointers are not those of
 * a stack: somebody made them up, or an architecture has its own idea of a frame.
 */
export class FrameChains {
  private joints = 0
  private gaps = 0
  private first: Line | null = null

  add({ joints, gaps }: StackBuilder): void {
    this.joints += joints
    this.gaps += gaps.length
    this.first ??= gaps[0] ?? null
  }

  /** Where frames are missing. */
  get gap(): Line | null {
    return this.gaps * LEAST_JOINTS <= this.joints ? this.first : null
  }
}

const LEAST_JOINTS = 8
