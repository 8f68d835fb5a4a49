/** Why an executable cannot tell where its functions begin: one sentence each, to stand behind its name. */
import { fail, type LogExtractorError } from '../base/errors.ts'

const REASONS = {
  foreign: 'not an executable (ELF, Mach-O or PE)',
  'not-go': 'there is no Go program in it: it has no table of functions',
  old: 'built by Go 1.19 or older, which does not record where a function begins',
  unknown: 'its table of functions has a layout that is not known here',
  packed: 'packed with UPX; unpack it (upx -d), or take the file from before it was packed',
  damaged: 'damaged or cut off: what it points at is not there',
  large: 'its tables are too large to be read',
} as const

export function refusal(reason: keyof typeof REASONS): LogExtractorError {
  return fail('E_EXECUTABLE', REASONS[reason])
}
