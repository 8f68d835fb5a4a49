import { describe, expect, test } from 'vitest'
import { UNITS, type UnitName } from '../../src/cli/amounts.ts'

const MIB = 1_048_576

const CASES: Readonly<Record<UnitName, readonly (readonly [typed: string, held: number | null])[]>> = {
  count: [
    ['0', 0],
    ['17', 17],
    ['1.5', null],
    ['-1', null],
    ['1e3', null],
    ['', null],
  ],
  number: [
    ['12.8', 12.8],
    ['5', 5],
    ['.5', null],
    ['5ms', null],
    ['NaN', null],
  ],
  percent: [
    ['95', 95],
    ['99.5%', 99.5],
    ['95 %', null],
  ],
  duration: [
    ['10ms', 10],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['2min', 120_000],
    ['1h', 3_600_000],
    ['7d', 604_800_000],
    ['10', null],
    ['10 ms', null],
    ['-1s', null],
  ],
  size: [
    ['512', 512],
    ['512B', 512],
    ['64MB', 64 * MIB],
    ['64MiB', 64 * MIB],
    ['1.5g', 1.5 * 1_024 * MIB],
    ['8k', 8_192],
    ['MB', null],
    ['8TB', null],
  ],
  rate: [
    ['1MB/min', MIB],
    ['1MB/m', MIB],
    ['1KB/s', 60 * 1_024],
    ['60MB/h', MIB],
    ['1MB', null],
    ['1MB/day', null],
  ],
}

describe.each(Object.entries(CASES))('%s', (unit, cases) => {
  test.each(cases)('%s', (typed, held) => {
    const read = UNITS[unit as UnitName].read(typed)
    if (held === null) expect(read).toBeNull()
    else expect(read).toBeCloseTo(held, 9)
  })
})
