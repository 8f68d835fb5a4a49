/** What a container's runtime says of its log, told by a runtime that is made up. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CONTAINER_LOG_PROBES } from '../../src/doctor/container-log-probes.ts'
import { askAll, type Patient } from '../../src/doctor/probe.ts'

let root: string
let server: Server | null = null

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'log-extractor-docker-'))
})

afterEach(async () => {
  await new Promise((resolve) => (server === null ? resolve(null) : server.close(resolve)))
  server = null
  rmSync(root, { recursive: true, force: true })
})

function tree(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

async function ask(id: string, env: Patient['env'] = {}): Promise<string> {
  const probe = CONTAINER_LOG_PROBES.filter((one) => one.id === id)
  const [result] = await askAll(probe, { env, root, binary: null, folder: '.' })
  return `${result!.verdict}: ${result!.evidence.replaceAll(root, '')}`
}

const ID = '0123456789abcdef'.repeat(4)

/** A daemon at this socket; it knows these paths. */
async function daemon(answers: Readonly<Record<string, unknown>>): Promise<void> {
  mkdirSync(join(root, 'var/run'), { recursive: true })
  server = createServer(({ url = '' }, response) => {
    const answer = answers[url]
    response.writeHead(answer === undefined ? 404 : 200)
    response.end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? {}))
  })
  await new Promise<void>((resolve) => server!.listen(join(root, 'var/run/docker.sock'), resolve))
}

const inContainer = () =>
  tree({
    '.dockerenv': '',
    'proc/self/mountinfo': `1 2 0:1 /var/lib/docker/containers/${ID}/hostname /etc/hostname rw\n`,
  })

describe('Docker', () => {
  it.each<[string, object, string]>([
    ['json-file', {}, 'ok: json-file: lines over 16 KiB are split, nothing is dropped'],
    [
      'json-file',
      { mode: 'non-blocking', 'max-buffer-size': '4m' },
      'warn: json-file, mode=non-blocking, max-buffer-size=4m: when its buffer is full, lines are dropped without a word',
    ],
    [
      'json-file',
      { 'max-size': '10m' },
      'warn: json-file, max-size=10m: at every 10m all that was there is thrown away',
    ],
    [
      'json-file',
      { 'max-size': '10m', 'max-file': '3' },
      'ok: json-file, max-size=10m, max-file=3: lines over 16 KiB are split, nothing is dropped',
    ],
    ['local', {}, 'ok: local: 20 MiB x 5 files where it says nothing else'],
    ['none', {}, 'fail: none: nothing is kept'],
    ['journald', {}, 'ok: journald'],
  ])('keeps the log of this container by %s %j', async (Type, Config, told) => {
    inContainer()
    await daemon({ [`/containers/${ID}/json`]: { HostConfig: { LogConfig: { Type, Config } } } })
    expect(await ask('docker-log')).toBe(told)
  })

  it('says on its host what a container gets that asks for nothing', async () => {
    await daemon({ '/info': { LoggingDriver: 'local' } })
    expect(await ask('docker-log')).toBe(
      'ok: unless it asks for another: local: 20 MiB x 5 files where it says nothing else',
    )
  })

  it.each<[string, () => Promise<void> | void, Patient['env'], RegExp]>([
    ['is not there', () => {}, {}, /^ok: no Docker here$/],
    ['cannot be reached from the inside', inContainer, {}, /^unknown: \/var\/run\/docker\.sock: ENOENT; on the host, /],
    [
      'is elsewhere',
      () => {},
      { DOCKER_HOST: 'tcp://10.0.0.1:2375' },
      /^unknown: DOCKER_HOST is an address of the net/,
    ],
    ['does not know the container', () => [inContainer(), daemon({})][1], {}, /^unknown: .* answers .* with 404/],
    ['talks nonsense', () => daemon({ '/info': '<html>' }), {}, /^unknown: .*no JSON/],
    ['says nothing of it', () => daemon({ '/info': {} }), {}, /^unknown: it names no log driver/],
  ])('that %s', async (_, given, env, told) => {
    await given()
    expect(await ask('docker-log', env)).toMatch(told)
  })
})

describe('the kubelet', () => {
  it.each<[string, Readonly<Record<string, string>>, Patient['env'], RegExp]>([
    ['is not there', {}, {}, /^ok: no kubelet here$/],
    ['is on the node', {}, { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, /^unknown: its settings are on the node/],
    [
      'has settings',
      {
        'var/lib/kubelet/config.yaml':
          'kind: KubeletConfiguration\ncontainerLogMaxSize: "50Mi"\ncontainerLogMaxFiles: 3\n',
        'etc/containerd/config.toml': '[plugins]\n    max_container_log_line_size = -1\n',
      },
      {},
      /^warn: 50Mi x 3 files \(\/var\/lib\/kubelet\/config\.yaml\), -1 bytes a line/,
    ],
    [
      'has settings in JSON',
      { 'etc/kubernetes/kubelet/kubelet-config.json': '{\n  "containerLogMaxFiles": 7\n}\n' },
      {},
      /^warn: 10Mi x 7 files .*, 16384 bytes a line/,
    ],
  ])('that %s', async (_, files, env, told) => {
    tree(files)
    expect(await ask('kubelet-log', env)).toMatch(told)
  })
})
