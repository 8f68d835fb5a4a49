import type { Kernel } from '../base/kernel/index.ts'
import type { Detail, Heading, Paragraph } from '../formats/recogniser.ts'
import { decodeLine } from '../input/decode-line.ts'
import { numberBefore } from './lines-above.ts'

/** The paragraph that the kernel walked last. One object for all of them: a dump has half a million. */
export class KernelParagraph implements Paragraph {
  readonly detail: Detail
  endLine = 0
  endByte = 0
  hash = 0
  lines = 0
  private from = 0
  private end = 0
  private blank = 0
  private readonly kernel: Kernel
  private readonly buffer: Buffer

  constructor(kernel: Kernel, buffer: Buffer, detail: Detail) {
    this.kernel = kernel
    this.buffer = buffer
    this.detail = detail
  }

  /** Offset of the empty line that ends the paragraph at `from`; -1 when there is none before `to`. */
  walk(from: number, to: number): number {
    const { kernel } = this
    const blank = kernel.paragraph(from, to)
    this.hash = kernel.paragraphHash
    this.lines = kernel.paragraphLines
    this.place(from, blank)
    return blank
  }

  /** One that need not be walked. */
  place(from: number, blank: number): void {
    this.from = from
    this.end = Math.max(from, blank - 1)
    this.blank = blank
  }

  learn(from: number): number {
    return this.kernel.learn(from, this.blank)
  }

  forget(): void {
    this.kernel.forget()
  }

  text(): string {
    return decodeLine(this.buffer, this.from, this.end)
  }

  readPointers(): number {
    return this.kernel.readPointers(this.from, this.end)
  }

  get pointers(): Uint32Array {
    return this.kernel.pointers
  }

  parentId(): number | null {
    return numberBefore(this.buffer, this.buffer.lastIndexOf(0x0a, this.end - 1))
  }
}

/** The line above it; one object, too. */
export class KernelHeading implements Heading {
  readonly buffer: Buffer
  from = 0
  end = 0
  line = 0
  byte = 0

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  text(): string {
    return decodeLine(this.buffer, this.from, this.end)
  }
}
