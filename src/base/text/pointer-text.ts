const fourDigits = new Array<string | undefined>(65_536)

/** A pointer of two unsigned words as Go prints it. Put together of digits in fours, kept once made: `toString` of large numbers takes five times as long. */
export function pointerText(low: number, high: number): string {
  if (high === 0) return `0x${low.toString(16)}`
  const upper = (fourDigits[low >>> 16] ??= (low >>> 16).toString(16).padStart(4, '0'))
  const lower = (fourDigits[low & 0xffff] ??= (low & 0xffff).toString(16).padStart(4, '0'))
  return `0x${high.toString(16)}${upper}${lower}`
}
