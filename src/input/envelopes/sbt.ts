import { type Envelope, whole } from './envelope.ts'

/** sbt puts the level before each line, be it its own, the compiler's, or one of the program that it runs. */
const LEVEL = /^\[(?:error|warn|info|debug|success)\](?: |$)/
/** A frame with `at`, or as the compiler prints it: without. */
const FRAME = /^\[(?:error|warn|info)\] (?:\s{0,16}at )?[\w$.]{3,300}\([\w.$]{1,100}(?::\d{1,6})?\)\s*$/

export const sbt: Envelope = {
  id: 'sbt',
  weak: true,
  samples: [
    {
      line: '[error] \tat com.example.Shop.buy(Shop.scala:12)',
      peeled: whole('\tat com.example.Shop.buy(Shop.scala:12)'),
    },
    { line: '[info]', peeled: whole('') },
  ],
  // Loggers put levels there, too, and stay what they are.
  needs: (samples) => samples.some((line) => FRAME.test(line)),
  peel(line) {
    if (line.charCodeAt(0) !== 0x5b) return null
    const prefix = LEVEL.exec(line)?.[0]
    return prefix === undefined ? null : whole(line.slice(prefix.length))
  },
}
