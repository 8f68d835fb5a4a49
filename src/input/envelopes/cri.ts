import { type Envelope, type Peeled, whole } from './envelope.ts'
import { isTimeAt } from './timestamps.ts'

/**
 * Kubernetes container log files: `TIME STREAM TAG[:TAG…] TEXT` (containerd internal/cri/io/logger.go, read back by
 * kubelet pkg/kubelet/kuberuntime/logs/logs.go). P is a piece of at most 16 KiB of a longer line, F its last piece. A
 * stream that ends without a newline stays at P.
 */
function piece(payload: string, stream: string, time: string): Peeled {
  return { payload, stream, time, partial: true, terminated: false, loss: null }
}

export const cri: Envelope = {
  id: 'cri',
  samples: [
    {
      line: '2024-03-05T14:07:09.123456789Z stderr F panic: boom',
      peeled: whole('panic: boom', 'stderr', '2024-03-05T14:07:09.123456789Z'),
    },
    { line: '2024-03-05T14:07:09.123457Z stderr F ', peeled: whole('', 'stderr', '2024-03-05T14:07:09.123457Z') },
    // An editor that trims trailing blanks takes the separator with it.
    { line: '2024-03-05T14:07:09.123457Z stderr F', peeled: whole('', 'stderr', '2024-03-05T14:07:09.123457Z') },
    {
      line: '2024-03-05T14:07:09.2Z stderr P main.handler({0x7b',
      peeled: piece('main.handler({0x7b', 'stderr', '2024-03-05T14:07:09.2Z'),
    },
    {
      line: '2024-03-05T14:07:09.3+01:00 stdout F:tag 	/src/app/main.go:12 +0x1d',
      peeled: whole('\t/src/app/main.go:12 +0x1d', 'stdout', '2024-03-05T14:07:09.3+01:00'),
    },
  ],
  peel(line) {
    // Every line of a large file comes here: no expression, one slice for the time and one for the text.
    if (line.charCodeAt(10) !== 0x54 || line.length < 28) return null
    const timeEnd = line.indexOf(' ', 19)
    if (timeEnd < 20 || timeEnd > 35) return null
    const isStderr = line.startsWith('stderr ', timeEnd + 1)
    if (!isStderr && !line.startsWith('stdout ', timeEnd + 1)) return null
    if (!isTimeAt(line, 0, timeEnd)) return null
    const tagAt = timeEnd + 8
    const tag = line.charCodeAt(tagAt)
    if (tag !== 0x46 && tag !== 0x50) return null
    let end = tagAt + 1
    // Only the first of several tags means anything.
    if (line.charCodeAt(end) === 0x3a) {
      end = line.indexOf(' ', end)
      if (end < 0) end = line.length
    } else if (end < line.length && line.charCodeAt(end) !== 0x20) {
      return null
    }
    return {
      payload: line.slice(end + 1),
      stream: isStderr ? 'stderr' : 'stdout',
      time: line.slice(0, timeEnd),
      partial: tag === 0x50,
      terminated: tag === 0x46,
      loss: null,
    }
  },
}
