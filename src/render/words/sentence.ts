import { neutralizeLine } from '../../base/text/neutralize.ts'

/** Neutral text as one line of prose: where it broke or was indented does not matter. */
export function sentence(text: string): string {
  return neutralizeLine(text, ' ', ' ')
}
