import type { Checkout } from './checkout.ts'

const MOST_FILES = 300

/** Texts of the files that frames name, by that name, as far as the checkout has them. */
export async function readSources(checkout: Checkout, files: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const file of files) {
    if (texts.size >= MOST_FILES) break
    const text = await checkout.textOf(file)
    if (text !== null) texts.set(file, text)
  }
  return texts
}
