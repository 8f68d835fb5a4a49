import { command } from '../command.ts'
import { COMMON, FORMATS } from './common.ts'

export const panics = command({
  name: 'panics',
  brief: 'Only the crashes, each in full: chain, signal, registers, every sign that something is missing.',
  description:
    'Every panic, fatal error, deadly signal, race report and test timeout in the order it appears: the panic chain, ' +
    'the stack of the goroutine that died, the signal with its registers. Goroutines that merely stood by are left ' +
    'to `log-extractor goroutines`.',
  options: COMMON,
  formats: FORMATS,
  examples: [
    { line: 'log-extractor panics crash.log', what: 'each crash in full' },
    { line: 'log-extractor panics --frames all crash.log', what: 'with the frames of the runtime' },
    { line: 'log-extractor panics --format jsonl crash.log', what: 'the events of the crashes' },
  ],
  run: async (options, io) => (await import('../view.ts')).view('panics', options, io),
})
