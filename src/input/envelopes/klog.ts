import { type Envelope, whole } from './envelope.ts'

/**
 * klog and glog: severity, MMDD, local time, pid right-aligned to 7, file:line (k8s.io/klog internal/buffer/buffer.go).
 * Only the first line of a message has it, so neither pid nor file is a stream. No year: no time.
 */
const LINE = /^[IWEF][01]\d[0-3]\d \d\d:\d\d:\d\d\.\d{6} +\d+ [^\s:\]]{1,200}:\d+\](?: |$)/

export const klog: Envelope = {
  id: 'klog',
  logger: true,
  weak: true,
  samples: [
    { line: 'F0305 14:07:09.123456       1 leader.go:88] lost lease', peeled: whole('lost lease') },
    {
      line: 'E0305 14:07:09.123456 1234567 runtime.go:79] Observed a panic: boom',
      peeled: whole('Observed a panic: boom'),
    },
  ],
  peel(line) {
    if (line.charCodeAt(5) !== 0x20 || line.charCodeAt(8) !== 0x3a) return null
    const prefix = LINE.exec(line)?.[0]
    return prefix === undefined ? null : whole(line.slice(prefix.length))
  },
}
