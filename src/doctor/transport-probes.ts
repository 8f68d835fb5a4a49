/** What carries the log from here: what it cuts, as each place documents it, and what can be read of its settings. */
import { placesOf } from './places.ts'
import { bad, ok, type Probe, type Told, unknown, warn } from './probe.ts'
import { textOf } from './proc.ts'

/** Most telling first: a job in a container is cut by the service that runs the job. */
const LIMITS: readonly (readonly [place: string, told: Told])[] = [
  ['vercel', warn('256 lines and 1 MB a request: a longer dump is cut', 'print the dump as one entry')],
  [
    'gitlab-ci',
    warn(
      '4 MiB a job, then nothing more is kept: the panic is at the end',
      'write the log to a file too, and upload it',
    ),
  ],
  ['travis', warn('4 MB a job, and it is ended there', 'write the log to a file too')],
  ['circleci', warn('about 4 MB a step are shown', 'store the log as an artifact')],
  ['buildkite', warn('its page shows the last 2 MB only', 'download the raw log')],
  ['heroku', warn('10 000 bytes a line, 1 500 lines kept, more than that is dropped (L10)', 'add a log drain')],
  [
    'aws-lambda',
    warn('what is not flushed at a timeout or a kill is lost', 'print the dump as one entry; keep a margin of time'),
  ],
  ['cloud-run', warn('256 KiB an entry, and a longer one is refused', 'print dumps line by line')],
  ['github-actions', ok('the raw log is whole; the page may leave lines out')],
  [
    'kubernetes',
    warn(
      '10 MiB x 5 files, and kubectl logs shows the newest file only; 16 KiB a line',
      'kubectl logs --previous; read the file on the node',
    ),
  ],
  ['docker', ok('json-file: a line of more than 16 KiB is split, nothing is dropped unless mode=non-blocking')],
]

export const TRANSPORT_PROBES: readonly Probe[] = [
  {
    id: 'log-transport',
    title: 'what carries the log',
    ask({ env, root }) {
      const places = new Set(placesOf(env, root).map(({ id }) => id))
      return LIMITS.find(([place]) => places.has(place))?.[1] ?? ok('no service that is known to cut logs')
    },
  },
  {
    id: 'journal',
    title: 'limits of the journal',
    ask({ env, root }) {
      const conf = textOf(`${root}/etc/systemd/journald.conf`)
      if (env.JOURNAL_STREAM === undefined) return ok('this process does not write to it')
      if (conf === null) return warn('10 000 lines in 30 s, 48 KiB a line, as it comes', RATE)
      const setting = (name: string) => new RegExp(`^${name}=(.*)$`, 'm').exec(conf)?.[1]
      const burst = setting('RateLimitBurst') ?? '10000'
      const told = `${burst} lines in ${setting('RateLimitIntervalSec') ?? '30s'}, ${setting('LineMax') ?? '48K'} a line`
      return burst === '0' ? ok(told) : warn(`${told}: a dump of many goroutines is longer`, RATE)
    },
  },
  {
    id: 'pprof',
    title: 'debug server',
    async ask({ pprof }) {
      if (pprof == null) return unknown('not asked: name it with --pprof')
      try {
        const response = await fetch(pprof, { redirect: 'error', signal: AbortSignal.timeout(WAIT_MS) })
        await response.body?.cancel()
        return response.ok ? ok(`${pprof} answers`) : bad(`${pprof}: status ${response.status}`, SERVE)
      } catch (error) {
        const { code, message } = ((error as Error).cause ?? error) as NodeJS.ErrnoException
        return bad(`${pprof}: ${code ?? message}`, SERVE)
      }
    },
  },
]

const RATE = 'LogRateLimitIntervalSec=0 in the unit'
const SERVE = 'import net/http/pprof, and listen on localhost'
const WAIT_MS = 2_000
