/** What to paste so that the next crash tells more, for each place where an environment is set. */
export const ENV_TARGETS = [
  'shell',
  'docker',
  'compose',
  'kubernetes',
  'systemd',
  'github-actions',
  'gitlab',
  'lambda',
  'procfile',
] as const

export type EnvTarget = (typeof ENV_TARGETS)[number]

const SETTINGS = { GOTRACEBACK: 'all', GODEBUG: 'gctrace=1' } as const

const pairs = Object.entries(SETTINGS)
const assigned = pairs.map(([name, value]) => `${name}=${value}`)
const yaml = (indent: string) => pairs.map(([name, value]) => `${indent}${name}: "${value}"`)

const TEXTS: { readonly [T in EnvTarget]: readonly string[] } = {
  shell: assigned.map((pair) => `export ${pair}`),
  docker: [
    `docker run --init ${assigned.map((pair) => `-e ${pair}`).join(' ')} IMAGE`,
    '# or in the Dockerfile:',
    ...assigned.map((pair) => `ENV ${pair}`),
  ],
  compose: ['services:', '  app:', '    init: true', '    environment:', ...yaml('      ')],
  kubernetes: [
    'spec:',
    '  containers:',
    '    - name: app',
    '      terminationMessagePolicy: FallbackToLogsOnError',
    '      env:',
    ...pairs.flatMap(([name, value]) => [`        - name: ${name}`, `          value: "${value}"`]),
  ],
  systemd: [
    '[Service]',
    ...assigned.map((pair) => `Environment=${pair}`),
    'LimitCORE=infinity',
    'LogRateLimitIntervalSec=0',
  ],
  'github-actions': ['env:', ...yaml('  ')],
  gitlab: ['variables:', ...yaml('  ')],
  lambda: [
    `aws lambda update-function-configuration --function-name NAME --environment 'Variables={${assigned.join(',')}}'`,
  ],
  procfile: [`web: env ${assigned.join(' ')} ./app`],
}

export function renderEnv(target: EnvTarget): string {
  return `${TEXTS[target].join('\n')}\n`
}
