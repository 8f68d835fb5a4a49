import { type Envelope, whole } from './envelope.ts'

/** A location of Go or a frame of Java behind a TAB that was made visible. */
const INDENTED = /\^I(?:\S{1,400}\.(?:go|s):\d|at [\w.$/@<>-]{1,255}\()/

/** `cat -T`, `cat -A`: TABs as two characters. */
export const caret: Envelope = {
  id: 'caret',
  sporadic: true,
  samples: [
    { line: '^I/src/main.go:12 +0x1d', peeled: whole('\t/src/main.go:12 +0x1d') },
    { line: '^I^ITestA (1s)', peeled: whole('\t\tTestA (1s)') },
  ],
  needs: (samples) => samples.some((line) => INDENTED.test(line.slice(0, 1_024))),
  peel: (line) => (line.includes('^I') ? whole(line.replaceAll('^I', '\t')) : null),
}
