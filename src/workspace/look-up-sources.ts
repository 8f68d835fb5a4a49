import type { Judgement, SourceLookup, SourcePlace } from '../model/judgement.ts'
import { Checkout, type LoggedPlace } from './checkout.ts'

/** Frames of one crash that are looked up; the deep end of a recursion says nothing new. */
const MOST_FRAMES = 100
const MOST_PLACES = 2_000

/** The places of all problems, and of the frames of their stacks, in the checkout below `folder`. */
export async function lookUpSources({ problems }: Judgement, folder: string): Promise<SourceLookup> {
  const checkout = await Checkout.open(folder)
  const found = new Map<string, SourcePlace>()
  if (checkout === null) return () => null
  const wanted = new Map<string, LoggedPlace>()
  for (const { place, crash } of problems) {
    if (place !== null) wanted.set(keyOf(place), place)
    for (const { function: name, file, line, kind } of crash?.frames.slice(0, MOST_FRAMES) ?? []) {
      if (file === null || line === null || kind === 'runtime' || kind === 'stdlib') continue
      wanted.set(keyOf({ file, line }), { function: name, file, line })
    }
  }
  for (const [key, place] of [...wanted].slice(0, MOST_PLACES)) {
    const source = await checkout.find(place)
    if (source !== null) found.set(key, source)
  }
  return (place) => found.get(keyOf(place)) ?? null
}

function keyOf({ file, line }: { readonly file: string | null; readonly line: number | null }): string {
  return `${file}:${line}`
}
