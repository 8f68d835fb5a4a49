import { type Envelope, message, type Peeled, whole } from './envelope.ts'
import { crashTextOf } from './json-crash.ts'
import type { JsonObject } from './json-line.ts'
import { anyTime } from './timestamps.ts'
import { unescapeOnce } from './unescape.ts'

/** `key=value key="quoted like Go's %q"`: logrus, log/slog's TextHandler, go-kit. */

const PAIR = /([A-Za-z_@][\w.@-]{0,63})=(?:"((?:[^"\\]|\\.)*)("|$)|([^\s"]*))(?: +|$)/y

/** null when the line is not pairs from its first to its last character, or is no log record. */
function pairsOf(line: string): { readonly fields: JsonObject; readonly cut: boolean } | null {
  const fields: Record<string, string> = Object.create(null) as Record<string, string>
  let cut = false
  let at = 0
  while (at < line.length) {
    PAIR.lastIndex = at
    const match = PAIR.exec(line)
    if (match === null) return null
    const [all, key = '', quoted, close, bare = ''] = match
    // The first of two equal keys is the logger's own.
    if (!(key in fields)) fields[key] = quoted === undefined ? bare : unescapeOnce(quoted)
    cut = quoted !== undefined && close === ''
    at += all.length
  }
  return ('msg' in fields || 'message' in fields) &&
    ('level' in fields || 'lvl' in fields || timeOf(fields) !== undefined)
    ? { fields, cut }
    : null
}

function timeOf(fields: JsonObject): unknown {
  return fields.time ?? fields.ts ?? fields.t ?? fields.timestamp
}

/** slog writes its three fields first and the level in capitals. */
function isSlog(fields: JsonObject): boolean {
  return (
    typeof fields.level === 'string' && /^(?:DEBUG|INFO|WARN|ERROR)(?:[+-]\d+)?$/.test(fields.level) && 'msg' in fields
  )
}

function peelAs(line: string, slog: boolean): Peeled | null {
  const first = line.charCodeAt(0) | 0x20
  if (first < 0x61 || first > 0x7a) return null
  const equals = line.indexOf('=')
  if (equals < 1 || equals > 64) return null
  const pairs = pairsOf(line)
  if (pairs === null || isSlog(pairs.fields) !== slog) return null
  const loss = pairs.cut ? { id: 'E09', text: 'a quoted value of the record is cut' } : null
  const peeled = message(crashTextOf(pairs.fields), '', anyTime(timeOf(pairs.fields)), loss)
  return pairs.cut ? { ...peeled, terminated: false } : peeled
}

export const slogText: Envelope = {
  id: 'slog-text',
  logger: true,
  weak: true,
  // A quoted dump is a flattened dump; the same below.
  kin: ['escaped'],
  samples: [
    {
      line: String.raw`time=2024-03-05T14:07:09.123+01:00 level=ERROR msg=panic stack="goroutine 7 [running]:\nmain.f()\n\t/x.go:1 +0x1d"`,
      peeled: whole('panic\ngoroutine 7 [running]:\nmain.f()\n\t/x.go:1 +0x1d', '', '2024-03-05T14:07:09.123+01:00'),
    },
  ],
  peel: (line) => peelAs(line, true),
}

export const logfmt: Envelope = {
  id: 'logfmt',
  logger: true,
  weak: true,
  kin: ['escaped'],
  samples: [
    {
      line: String.raw`time="2024-03-05T14:07:09Z" level=panic msg="boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d"`,
      peeled: whole('boom\n\ngoroutine 1 [running]:\nmain.main()\n\t/x.go:1 +0x1d', '', '2024-03-05T14:07:09Z'),
    },
    {
      line: 'level=info msg="main.f(0x',
      peeled: {
        ...whole('main.f(0x', '', null, { id: 'E09', text: 'a quoted value of the record is cut' }),
        terminated: false,
      },
    },
  ],
  peel: (line) => peelAs(line, false),
}
