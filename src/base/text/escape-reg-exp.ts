/** An expression that matches this text and no other, with or without the `u` flag; not for use inside of `[…]`. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
