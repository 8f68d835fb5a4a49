/** NULs that nobody wrote: at the head of a file that was truncated, at the tail of one that was never written to its end. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../src/index.ts'

const REPORT = 'panic: boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:12 +0x18\nexit status 2\n'
const nuls = (count: number) => Buffer.alloc(count)
const MIB = 1_048_576

async function told(pieces: readonly Buffer[]) {
  const stream = (async function* () {
    yield* pieces
  })()
  const { crashes, sources } = await analyze({ name: 'app.log', stream })
  return {
    crashes: crashes.map(({ message, span }) => ({ message, byte: span.byte, line: span.line })),
    losses: sources[0]!.completeness.evidence.filter(({ id }) => id === 'E09').map(({ text }) => text),
  }
}

describe('a hole before the text', () => {
  // The last bytes of a hole may come in a read of their own, and be fewer than a hole needs.
  it.each([[[100]], [[64, 36]], [[99, 1]], [[5 * MIB]], [[4 * MIB, 1, 2, 9 * MIB]]])(
    'of %j bytes is passed over',
    async (sizes) => {
      const bytes = sizes.reduce((sum, size) => sum + size, 0)
      const found = await told([...sizes.map(nuls), Buffer.from(REPORT)])
      expect(found).toEqual({ crashes: [{ message: 'boom', byte: bytes, line: 1 }], losses: [] })
    },
  )
})

describe('a hole behind the text', () => {
  it.each([[[4_096]], [[64, 36]], [[6 * MIB]], [[4 * MIB, 4 * MIB, 1]]])('of %j bytes is named', async (sizes) => {
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    const { crashes, losses } = await told([Buffer.from(REPORT), ...sizes.map(nuls)])
    expect(crashes).toEqual([{ message: 'boom', byte: 0, line: 1 }])
    expect(losses).toEqual([expect.stringContaining(`the last ${bytes} bytes of the file are NUL`)])
  })

  it('is not where text follows', async () => {
    const { losses } = await told([nuls(6 * MIB), Buffer.from(REPORT), nuls(5 * MIB), Buffer.from('end\n')])
    expect(losses).toEqual([])
  })
})
