import { utf8Length } from './docker-ts.ts'
import { type Envelope, whole } from './envelope.ts'

/** Heroku logplex: time with offset, `app[DYNO]: ` or `heroku[DYNO]: `. */
const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?[+-]\d\d:\d\d) (app|heroku)\[([^\]\s]{1,64})\]:(?: |$)/

/** Longer lines become several of exactly this size, without a mark. */
const CHUNK_BYTES = 10_000

export const heroku: Envelope = {
  id: 'heroku',
  samples: [
    {
      line: '2024-03-05T14:07:09.123456+00:00 app[web.1]: panic: boom',
      peeled: whole('panic: boom', 'app/web.1', '2024-03-05T14:07:09.123456+00:00'),
    },
    {
      line: '2024-03-05T14:07:11.000000+00:00 heroku[logplex]: Error L10 (output buffer overflow): 44 messages dropped since 2024-03-05T14:07:09+00:00.',
      peeled: whole(
        'Error L10 (output buffer overflow): 44 messages dropped since 2024-03-05T14:07:09+00:00.',
        'heroku/logplex',
        '2024-03-05T14:07:11.000000+00:00',
        { id: 'E13', text: 'Error L10 (output buffer overflow): 44 messages dropped since 2024-03-05T14:07:09+00:00.' },
      ),
    },
  ],
  peel(line) {
    if (line.charCodeAt(10) !== 0x54) return null
    const [prefix, time = '', source, dyno] = LINE.exec(line) ?? []
    if (prefix === undefined) return null
    const payload = line.slice(prefix.length)
    const loss = source === 'heroku' && /^Error L1[0-2] /.test(payload) ? { id: 'E13', text: payload } : null
    const peeled = whole(payload, `${source}/${dyno}`, time, loss)
    const isChunk = payload.length > CHUNK_BYTES / 4 && utf8Length(payload, 0, payload.length) === CHUNK_BYTES
    return isChunk ? { ...peeled, partial: true, terminated: false } : peeled
  },
}
