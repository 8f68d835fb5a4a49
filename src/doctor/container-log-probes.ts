/** How the runtime of a container keeps its log, asked of the runtime itself where it can be reached. */
import { request } from 'node:http'
import { placesOf } from './places.ts'
import { bad, ok, type Patient, type Probe, type Told, unknown, warn } from './probe.ts'
import { textOf } from './proc.ts'

export const CONTAINER_LOG_PROBES: readonly Probe[] = [
  {
    id: 'docker-log',
    title: 'how Docker keeps the log',
    async ask(patient) {
      const isInside = placesOf(patient.env, patient.root).some(({ id }) => id === 'docker')
      const socket = socketOf(patient)
      if (socket === null) return unknown('DOCKER_HOST is an address of the network: not asked')
      const own = isInside ? containerOf(patient) : null
      try {
        if (own === null) return driver(await ask(socket, '/info'))
        return logConfig(await ask(socket, `/containers/${own}/json`))
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        if (!isInside && code === 'ENOENT') return ok('no Docker here')
        return unknown(
          `${socket}: ${code ?? message}; on the host, docker inspect -f '{{.HostConfig.LogConfig}}' tells`,
        )
      }
    },
  },
  {
    id: 'kubelet-log',
    title: 'how the kubelet keeps the log',
    ask({ env, root }) {
      const found = KUBELET_FILES.flatMap((name) => {
        const text = textOf(root + name)
        return text === null ? [] : [{ name, text }]
      })[0]
      if (found === undefined) {
        const isInside = placesOf(env, root).some(({ id }) => id === 'kubernetes')
        return isInside
          ? unknown(`its settings are on the node (${KUBELET_FILES[0]}): not readable in here`)
          : ok('no kubelet here')
      }
      const setting = (name: string) => new RegExp(`^\\s*"?${name}"?\\s*:\\s*"?([^\\s",]+)`, 'm').exec(found.text)?.[1]
      const size = setting('containerLogMaxSize') ?? '10Mi'
      const files = setting('containerLogMaxFiles') ?? '5'
      const line = /^\s*max_container_log_line_size\s*=\s*(-?\d+)/m.exec(textOf(`${root}${CONTAINERD}`) ?? '')?.[1]
      const told = `${size} x ${files} files (${found.name}), ${line ?? '16384'} bytes a line before it is split`
      return warn(
        `${told}; kubectl logs shows the newest file only`,
        'kubectl logs --previous; read the file on the node',
      )
    },
  },
]

const KUBELET_FILES = ['/var/lib/kubelet/config.yaml', '/etc/kubernetes/kubelet/kubelet-config.json'] as const
const CONTAINERD = '/etc/containerd/config.toml'

function socketOf({ env, root }: Patient): string | null {
  const host = env.DOCKER_HOST ?? ''
  if (host === '') return `${root}/var/run/docker.sock`
  return host.startsWith('unix://') ? host.slice('unix://'.length) : null
}

/** 64 digits in what is mounted into every container; else the short id that is the name of the host. */
function containerOf({ root }: Patient): string | null {
  const mounts = `${textOf(`${root}/proc/self/cgroup`) ?? ''}\n${textOf(`${root}/proc/self/mountinfo`) ?? ''}`
  const long = /(?:docker[/-]|containers\/)(?<id>[0-9a-f]{64})/.exec(mounts)?.groups?.id
  return long ?? /^[0-9a-f]{12}$/.exec(textOf(`${root}/etc/hostname`)?.trim() ?? '')?.[0] ?? null
}

const WAIT_MS = 1_000
const MOST_BYTES = 4 << 20

function ask(socketPath: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, timeout: WAIT_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > MOST_BYTES) asked.destroy(new Error('an endless answer'))
      })
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode !== 200) return reject(new Error(`it answers ${path} with ${response.statusCode}`))
        try {
          resolve(JSON.parse(text))
        } catch {
          reject(new Error('it answers with no JSON'))
        }
      })
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
    asked.end()
  })
}

/** Outside of a container: what one gets that asks for nothing. */
function driver(info: unknown): Told {
  const { LoggingDriver: name } = info as { LoggingDriver?: unknown }
  return typeof name === 'string'
    ? settled(name, {}, 'unless it asks for another: ')
    : unknown('it names no log driver')
}

function logConfig(container: unknown): Told {
  const { Type: type, Config: config } =
    (container as { HostConfig?: { LogConfig?: Record<string, unknown> } }).HostConfig?.LogConfig ?? {}
  if (typeof type !== 'string') return unknown('it names no log driver of this container')
  return settled(type, (config ?? {}) as Readonly<Record<string, string>>, '')
}

function settled(type: string, options: Readonly<Record<string, string>>, whose: string): Told {
  const said = `${whose}${type}${Object.entries(options)
    .map(([name, value]) => `, ${name}=${value}`)
    .join('')}`
  if (type === 'none') return bad(`${said}: nothing is kept`, '--log-driver local')
  if (options.mode === 'non-blocking')
    return warn(`${said}: when its buffer is full, lines are dropped without a word`, '--log-opt mode=blocking')
  const size = options['max-size']
  if (type === 'json-file' && size !== undefined && Number(options['max-file'] ?? 1) < 2)
    return warn(`${said}: at every ${size} all that was there is thrown away`, '--log-opt max-file=3')
  if (type === 'json-file') return ok(`${said}: lines over 16 KiB are split, nothing is dropped`)
  return ok(type === 'local' ? `${said}: 20 MiB x 5 files where it says nothing else` : said)
}
