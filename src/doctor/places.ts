/** Where we run, from what each place sets or mounts. Several can be true at once: a job in a container in a pod. */
import { existsSync } from 'node:fs'
import type { Place } from '../model/doctor.ts'
import { textOf } from './proc.ts'

type Env = Readonly<Record<string, string | undefined>>

const BY_ENVIRONMENT: readonly (readonly [id: string, variable: string])[] = [
  ['kubernetes', 'KUBERNETES_SERVICE_HOST'],
  ['aws-lambda', 'AWS_LAMBDA_FUNCTION_NAME'],
  ['cloud-run', 'K_SERVICE'],
  ['google-functions', 'FUNCTION_TARGET'],
  ['app-engine', 'GAE_ENV'],
  ['fly', 'FLY_APP_NAME'],
  ['heroku', 'DYNO'],
  ['vercel', 'VERCEL'],
  ['github-actions', 'GITHUB_ACTIONS'],
  ['gitlab-ci', 'GITLAB_CI'],
  ['buildkite', 'BUILDKITE'],
  ['jenkins', 'JENKINS_URL'],
  ['circleci', 'CIRCLECI'],
  ['travis', 'TRAVIS'],
  ['azure-pipelines', 'TF_BUILD'],
  ['teamcity', 'TEAMCITY_VERSION'],
  ['systemd', 'INVOCATION_ID'],
  ['ci', 'CI'],
]

/** `root`: where /proc and the others are; a test has a tree of its own. */
export function placesOf(env: Env, root = ''): Place[] {
  const places: Place[] = []
  const add = (id: string, mark: string) => {
    if (!places.some((place) => place.id === id)) places.push({ id, mark })
  }
  for (const [id, variable] of BY_ENVIRONMENT) {
    const value = env[variable]
    if (value !== undefined && value !== '' && value !== 'false') add(id, `${variable} is set`)
  }
  if (existsSync(`${root}/.dockerenv`)) add('docker', '/.dockerenv')
  if (existsSync(`${root}/run/.containerenv`)) add('podman', '/run/.containerenv')
  const group = textOf(`${root}/proc/1/cgroup`) ?? ''
  if (/kubepods/.test(group)) add('kubernetes', '/proc/1/cgroup names kubepods')
  if (/docker|containerd|libpod|crio/.test(group)) add('docker', '/proc/1/cgroup names a container')
  if (/ \/ \/ .* - overlay /.test(textOf(`${root}/proc/self/mountinfo`) ?? ''))
    add('container', 'the root is an overlay')
  // gVisor answers for the kernel, and says so.
  if (/gVisor/i.test(textOf(`${root}/proc/version`) ?? '')) add('gvisor', '/proc/version')
  // The Playground has neither an environment nor a network; its clock starts at this date.
  if (existsSync(`${root}/tmpfs/play`) || env.GO_PLAYGROUND !== undefined) add('go-playground', 'the play sandbox')
  return places
}
