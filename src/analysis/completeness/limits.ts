import type { Advice, AdviceKey } from './advice.ts'

/**
 * The places a log passes through, by the envelope they leave: what they cut, and how one gets around it there. Data, not
 * code: a new place is a row. Sizes are in bytes of the place's own unit, from its documentation or source.
 */
export interface Environment {
  /** Envelope ids that prove it. */
  readonly layers: readonly string[]
  /** As in `this is …`. */
  readonly name: string
  readonly limits: readonly Limit[]
  readonly advice: Partial<Record<AdviceKey, Advice>>
}

export interface Limit {
  readonly of: 'bytes' | 'lines'
  readonly most: number
  readonly what: string
}

const MIB = 1_048_576

const bytes = (most: number, what: string): Limit => ({ of: 'bytes', most, what })
const lines = (most: number, what: string): Limit => ({ of: 'lines', most, what })

const onVolume = (first: string): Advice => ({
  go: `${first} point debug.SetCrashOutput (Go ≥ 1.23) at a volume.`,
  jvm: `${first} let a file appender, and -XX:ErrorFile, write to a volume.`,
})

const beforeTheKill = (limit: string): Advice => ({
  go: `set \`go test -timeout\` below ${limit}, so that the dump is printed before the kill.`,
  jvm: `give the tests a timeout below ${limit}, so that the dump is printed before the kill.`,
})

export const ENVIRONMENTS: readonly Environment[] = [
  {
    layers: ['cri', 'kubectl-prefix', 'kubectl-ts'],
    name: 'the log of a Kubernetes container',
    limits: [bytes(10 * MIB, 'the kubelet starts a new file there (containerLogMaxSize)')],
    advice: {
      secondCopy: onVolume(
        'read the rotated files on the node too (/var/log/pods/…/*.log.*), raise containerLogMaxSize, and',
      ),
      previous: 'take `kubectl logs --previous`; it ignores rotated files, which lie on the node in /var/log/pods.',
      longer: 'raise terminationGracePeriodSeconds: the dump ends when the container is killed.',
    },
  },
  {
    layers: ['docker-json', 'docker-ts', 'docker-stream'],
    name: 'the log of a Docker container',
    limits: [],
    advice: {
      secondCopy: onVolume(
        'read the rotated files too (…-json.log.1), do not use mode=non-blocking, which drops lines, and',
      ),
      previous: 'take the whole log (`docker logs` without --tail or --since), and the rotated files of max-file.',
      longer: 'stop with more patience: `docker stop --time 60`.',
    },
  },
  {
    layers: ['compose'],
    name: 'the output of Docker Compose',
    limits: [],
    advice: { previous: 'take `docker compose logs --no-log-prefix SERVICE` without --tail.' },
  },
  {
    layers: [
      'journal-short',
      'journal-iso',
      'journal-precise',
      'journal-full',
      'journal-unix',
      'journal-monotonic',
      'journal-verbose',
      'journal-export',
      'journal-json',
    ],
    name: 'the systemd journal',
    limits: [],
    advice: {
      secondCopy:
        'take `journalctl -o json --all --no-pager -u UNIT`, and set LogRateLimitIntervalSec=0 in the unit and LineMax= in journald.conf.',
      previous: 'take `journalctl -u UNIT --no-pager` without --lines or --since.',
      longer: 'raise TimeoutStopSec= in the unit: the dump ends when the service is killed.',
    },
  },
  {
    layers: ['syslog3164', 'syslog5424', 'syslog-octet'],
    name: 'syslog',
    limits: [bytes(8_192, 'rsyslog cuts messages there (maxMessageSize)')],
    advice: {
      secondCopy: 'raise maxMessageSize and switch off $RepeatedMsgReduction, or write the crash to a file of its own.',
    },
  },
  {
    layers: ['heroku'],
    name: 'the log of Heroku',
    limits: [lines(1_500, 'Heroku keeps as many lines'), lines(100, '`heroku logs` prints as many unless told more')],
    advice: {
      secondCopy:
        'the log router drops bursts (L10, L11): add a drain, or send the crash elsewhere before the process ends.',
      previous: 'take `heroku logs --num 1500`, or a drain: only 1500 lines are kept.',
    },
  },
  {
    layers: ['vercel-json'],
    name: 'the log of Vercel',
    limits: [
      lines(256, 'Vercel keeps as many lines of one request'),
      bytes(MIB, 'Vercel keeps as much of one request'),
    ],
    advice: { secondCopy: 'print the dump as one entry: a request keeps 256 lines.' },
  },
  {
    layers: ['cf-tail'],
    name: 'the log of Cloudflare Workers',
    limits: [bytes(256 * 1_024, 'Cloudflare keeps as much of one invocation')],
    advice: {},
  },
  {
    layers: ['cw-csv', 'cw-tail', 'cw-json', 'lambda'],
    name: 'a log of AWS',
    limits: [
      lines(10_000, 'one answer of the API holds as many events'),
      bytes(MIB, 'one answer of the API holds as much'),
    ],
    advice: {
      secondCopy: 'print the dump as one event: a function that is killed flushes nothing after it.',
      previous: 'take all pages: `aws logs tail` with --since, or the export to S3.',
      longer: 'set an own timeout below that of the function, so that the dump is printed before it is killed.',
    },
  },
  {
    layers: ['gcp-json', 'gcp-cli'],
    name: 'Google Cloud Logging',
    limits: [bytes(256 * 1_024, 'an entry holds as much')],
    advice: { previous: 'raise --limit and order by time: `gcloud logging read --order=asc`.' },
  },
  {
    layers: ['gha', 'gh-cli'],
    name: 'the log of a GitHub Actions job',
    limits: [],
    advice: {
      secondCopy:
        'download the raw log instead of the page, and keep the output as an artifact: `… 2>&1 | tee test.log` with `set -o pipefail`.',
      previous: 'download the raw log (the gear above the job): the page shows a part.',
      longer: beforeTheKill('timeout-minutes of the job'),
    },
  },
  {
    layers: ['gitlab', 'gitlab-section'],
    name: 'the log of a GitLab job',
    limits: [bytes(4 * MIB, 'GitLab cuts the log of a job there (output_limit)')],
    advice: {
      secondCopy:
        'raise output_limit of the runner (4 MiB), or write the output to a file and keep it as an artifact with `when: always`.',
      longer: beforeTheKill('the timeout of the job'),
    },
  },
  {
    layers: ['buildkite'],
    name: 'the log of a Buildkite job',
    limits: [bytes(2 * MIB, 'the page shows the last 2 MB')],
    advice: { previous: 'download the whole log: the page shows its last 2 MB.' },
  },
  {
    layers: ['travis', 'circleci-json'],
    name: 'the log of a CI job',
    limits: [bytes(4 * MIB, 'the service cuts it there')],
    advice: {
      secondCopy: 'write the output to a file and keep it as an artifact: the service cuts the log at about 4 MB.',
    },
  },
  {
    layers: ['gotest-json', 'test2json'],
    name: 'the output of go test -json',
    limits: [],
    advice: {},
  },
]

/** Sizes at which something cuts, wherever the log comes from. */
export const COMMON_LIMITS: readonly Limit[] = [
  bytes(2_048, 'a Kubernetes termination message holds as much of the end of a log'),
  bytes(4_096, 'a termination message, or a common buffer'),
  ...[8_192, 16_384, 32_768, 65_536, 131_072, 262_144, 524_288, MIB, 2 * MIB, 4 * MIB, 8 * MIB, 16 * MIB, 64 * MIB].map(
    (size) => bytes(size, 'the size of a buffer'),
  ),
  bytes(64_000, 'the size of a pipe, rounded'),
  bytes(256_000, 'an event of CloudWatch'),
  bytes(1_000_000, 'a limit of many services'),
  lines(10, '`tail` prints as many'),
  lines(80, 'a Kubernetes termination message holds as many of the end of a log'),
  lines(100, '`--tail=100`'),
  lines(1_000, '`--tail=1000`'),
]

/** Which place a log comes from; the outermost envelope that tells. */
export function environmentOf(layers: readonly string[]): Environment | null {
  for (const layer of layers) {
    const environment = ENVIRONMENTS.find((candidate) => candidate.layers.includes(layer))
    if (environment !== undefined) return environment
  }
  return null
}
