import { type Envelope, type Peeled, whole } from './envelope.ts'

/**
 * GitHub Actions and Azure DevOps run the same agent code: RFC 3339 with seven digits, a blank, the text; a BOM before
 * the first line of a file. `##[section]`, `##vso[` and `##[warning]` lines stay as they are.
 */
const STAMP = /^\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z)(?: |$)/
const TIME = '2024-03-05T14:07:09.1234567Z'

function peelStamp(line: string): Peeled | null {
  const first = line.charCodeAt(0)
  if (line.charCodeAt(first === 0xfeff ? 28 : 27) !== 0x5a) return null
  const [prefix, time = ''] = STAMP.exec(line) ?? []
  if (prefix === undefined) return null
  const payload = line.slice(prefix.length)
  return /^std(?:out|err) [FP](?:[ :]|$)/.test(payload) ? null : whole(payload, '', time)
}

export const azureDevops: Envelope = {
  id: 'azure-devops',
  // The same words as gha, known by its commands.
  kin: ['gha'],
  needs: (samples) => samples.some((line) => /Z ##(?:vso\[|\[section\])/.test(line.slice(0, 64))),
  samples: [
    { line: `${TIME} ##[section]Starting: Test`, peeled: whole('##[section]Starting: Test', '', TIME) },
    { line: `${TIME} panic: boom`, peeled: whole('panic: boom', '', TIME) },
  ],
  peel: peelStamp,
}

export const gha: Envelope = {
  id: 'gha',
  kin: ['azure-devops'],
  samples: [
    { line: `\ufeff${TIME} ##[group]Run go test ./...`, peeled: whole('##[group]Run go test ./...', '', TIME) },
    { line: `${TIME} \t/src/app/main.go:12 +0x1d`, peeled: whole('\t/src/app/main.go:12 +0x1d', '', TIME) },
    { line: `${TIME} `, peeled: whole('', '', TIME) },
  ],
  peel: peelStamp,
}

/** `gh run view --log`: job, TAB, step, TAB, then the line of the file. */
const GH = /^([^\t]{1,255})\t([^\t]{1,255})\t\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z)(?: |$)/

export const ghCli: Envelope = {
  id: 'gh-cli',
  samples: [
    { line: `test\tRun go test\t${TIME} panic: boom`, peeled: whole('panic: boom', 'test/Run go test', TIME) },
    { line: `test\tRun go test\t\ufeff${TIME} \tx.go:1`, peeled: whole('\tx.go:1', 'test/Run go test', TIME) },
  ],
  peel(line) {
    const tab = line.indexOf('\t')
    if (tab < 1 || tab > 255) return null
    const [prefix, job, step, time = ''] = GH.exec(line) ?? []
    return prefix === undefined ? null : whole(line.slice(prefix.length), `${job}/${step}`, time)
  },
}
