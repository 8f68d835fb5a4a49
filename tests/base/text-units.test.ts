import { describe, expect, it } from 'vitest'
import { sparkline } from '../../src/base/text/sparkline.ts'
import { ansiStyle, plainStyle } from '../../src/base/text/style.ts'
import { bytes, count, duration, megabytes, minutes, plural, short } from '../../src/base/text/units.ts'

describe('units', () => {
  it.each([
    [count(0), '0'],
    [count(999), '999'],
    [count(9998), '9 998'],
    [count(118290), '118 290'],
    [count(-1234567), '-1 234 567'],
    [plural(1, 'goroutine'), '1 goroutine'],
    [plural(10432, 'goroutine'), '10 432 goroutines'],
    [plural(2, 'other'), '2 others'],
    [bytes(0), '0 B'],
    [bytes(999), '999 B'],
    [bytes(1890), '1.9 kB'],
    [bytes(12_400_000), '12.4 MB'],
    [bytes(999_600), '1 MB'],
    [bytes(4 * 1024 ** 3), '4.3 GB'],
    [bytes(5e16), '50 000 TB'],
    [megabytes(1890), '1 890 MB'],
    [duration(0), '0 ms'],
    [duration(0.3), '0.3 ms'],
    [duration(0.034), '0.03 ms'],
    [duration(87), '87 ms'],
    [duration(12.84), '12.8 ms'],
    [duration(41_900), '41.9 s'],
    [duration(94_000), '94 s'],
    [duration(11_520_000), '3 h 12 min'],
    [minutes(12), '12 min'],
    [minutes(0.5), '0.5 min'],
    [minutes(59.97), '1 h'],
    [minutes(60), '1 h'],
    [minutes(83.3), '1 h 23 min'],
    [minutes(3124), '2 d 4 h'],
    [short(99.96), '100'],
    [short(4), '4'],
  ])('%s', (printed, expected) => {
    expect(printed).toBe(expected)
  })
})

describe('sparkline', () => {
  it('shows the shape from the lowest to the highest value', () => {
    expect(sparkline([1, 2, 3, 4, 5, 6, 7, 8], 20)).toBe('▁▂▃▄▅▆▇█')
  })

  it('keeps a peak when many values share a column', () => {
    expect(sparkline([...Array<number>(50).fill(1), 9, ...Array<number>(49).fill(1)], 10)).toBe('▁▁▁▁▁█▁▁▁▁')
  })

  it('leaves a gap where nothing is known, and is empty without a number', () => {
    expect(sparkline([1, Number.NaN, 2], 3)).toBe('▁ █')
    expect(sparkline([], 10)).toBe('')
    expect(sparkline([Number.NaN], 10)).toBe('')
    expect(sparkline([5, 5], 10)).toBe('▁▁')
  })
})

describe('style', () => {
  it('wraps text and leaves nothing around an empty one', () => {
    expect(ansiStyle.red('x')).toBe('\x1b[31mx\x1b[39m')
    expect(ansiStyle.dim('')).toBe('')
    expect(plainStyle.red('x')).toBe('x')
  })
})
