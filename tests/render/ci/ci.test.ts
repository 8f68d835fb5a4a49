/** What CI services read: valid for each of them, whatever stands in the log. */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import {
  analyze,
  defused,
  FAIL_ON_DEFAULT,
  type Gate,
  judge,
  type Report,
  renderBuildkite,
  renderFailureReport,
  renderGithub,
  renderGitlab,
  renderJunit,
  renderSarif,
  renderTap,
  renderTeamcity,
} from '../../../src/index.ts'
import { DUMP, NOISE, PANIC } from '../../cli/logs.ts'
import { corpus } from '../../support/corpus.ts'
import { growth } from '../../support/growth.ts'
import { DIALECTS, dialectFaults, junitFaults } from './junit-schema.ts'
import { parseXml, type XmlElement } from './parse-xml.ts'
import { sarifFaults } from './sarif-rules.ts'

const EVIL = 'x ]]> </failure>\x1b[31m\x07"\'&<script>|[]\r %0A :: ##teamcity[x] ```\u202e\ud800 #1 @you \\'
const HOSTILE = `panic: ${EVIL}\n::error file=/etc/passwd::pwned\n##vso[task.setvariable]x\n\ngoroutine 1 [running]:\nmain.f<>&"'()\n\t/app/a,b:c%0A&<\u202e>.go:7 +0x1d\nexit status 2\n`

const schema = JSON.parse(
  readFileSync(
    new URL('../../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json', import.meta.url),
    'utf8',
  ),
)
// Draft 4 names what draft 7 has under other names; nothing else of it is used.
delete schema.$schema
delete schema.id
const uri = /^(?:[\w.~:/?#[\]@!$&'()*+,;=-]|%[\dA-F]{2})*$/
const validate = new Ajv({
  strict: false,
  unicodeRegExp: false,
  allErrors: true,
  formats: { uri, 'uri-reference': uri, 'date-time': /^\d{4}-\d\d-\d\dT/ },
}).compile(schema)

const LOGS: readonly (readonly [string, string | Uint8Array])[] = [
  ['a panic', PANIC],
  ['nothing', NOISE],
  ['a dump', DUMP],
  ['an empty log', ''],
  ['a hostile log', HOSTILE],
  ['a hostile path', HOSTILE.replace(/main\.f.*\(\)/, 'main.f()')],
  ...corpus('go')
    .filter(({ name }) => /go1\.26\/(?:tests|straytests|race|values|nested|oom|deadlock|cgocrash|synctest)/.test(name))
    .map(({ name, bytes }) => [name, bytes] as const),
]

const FORMATS = {
  junit: renderJunit,
  sarif: renderSarif,
  github: renderGithub,
  gitlab: renderGitlab,
  teamcity: renderTeamcity,
  buildkite: renderBuildkite,
  tap: renderTap,
  markdown: (gate: Gate) => renderFailureReport(gate),
} as const

async function scene(log: string | Uint8Array, name = 'logs/test.log'): Promise<Gate> {
  return judged(await analyze({ name, bytes: log }))
}

function judged(report: Report): Gate {
  const judgement = judge(report, { failOn: FAIL_ON_DEFAULT, allowances: [], today: '2026-11-26' })
  return {
    report,
    judgement,
    sourceOf: ({ file, line }) =>
      file === null || line === null || !file.startsWith('/app/')
        ? null
        : { path: file.slice(5), line, firstLine: line, text: ['\tpanic("<&>")'], isSure: true },
  }
}

/** The same crash many times, each with a fingerprint of its own. */
async function many(count: number): Promise<Gate> {
  const { report } = await scene(PANIC)
  const [crash] = report.crashes
  const crashes = Array.from({ length: count }, (_, i) => ({
    ...crash!,
    id: `crash-${i + 1}`,
    fingerprint: String(i).padStart(16, '0'),
  }))
  const more = { ...report, crashes, findings: [] }
  return judged(more)
}

describe.each(LOGS)('%s', (_, log) => {
  it('is valid SARIF', async () => {
    const gate = await scene(log)
    const document = JSON.parse(renderSarif(gate))
    validate(document)
    expect(validate.errors ?? []).toEqual([])
    expect(sarifFaults(document)).toEqual([])
  })

  it('is JUnit XML with true counts', async () => {
    const gate = await scene(log)
    const root = parseXml(renderJunit(gate))
    expect(root.name).toBe('testsuites')
    checkSuites(root)
    expect(junitFaults(root)).toEqual([])
    for (const dialect of Object.keys(DIALECTS)) expect(dialectFaults(root, dialect), dialect).toEqual([])
  })

  it('is an array of entries for GitLab', async () => {
    const gate = await scene(log)
    const entries = JSON.parse(renderGitlab(gate))
    expect(Array.isArray(entries)).toBe(true)
    const fingerprints = entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)
    expect(new Set(fingerprints).size).toBe(fingerprints.length)
    for (const entry of entries) {
      expect(Object.keys(entry)).toEqual(['description', 'check_name', 'fingerprint', 'severity', 'location'])
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(entry.severity)
      expect(entry.location.path).toMatch(/^[^./]/)
      expect(entry.location.lines.begin).toBeGreaterThan(0)
    }
  })

  it('is one command a line for GitHub and TeamCity', async () => {
    const gate = await scene(log)
    for (const line of lines(renderGithub(gate)))
      expect(line).toMatch(/^::(?:error|warning|notice) (?:file=[^:,\n]+,line=\d+,)?title=[^:,\n]*::[^\r\n\x1b]*$/)
    for (const line of lines(renderTeamcity(gate)))
      expect(line).toMatch(/^##teamcity\[\w+(?: \w+='(?:[^|'[\]\n\r]|\|[|'[\]nr]|\|0x[\da-f]{4})*')+\]$/)
  })

  it('is a plan and its points for TAP', async () => {
    const gate = await scene(log)
    const [version, plan, ...points] = lines(renderTap(gate))
    expect(version).toBe('TAP version 14')
    const numbered = points.filter((line) => /^(?:not )?ok \d+ - /.test(line))
    expect(plan).toBe(`1..${numbered.length}`)
    expect(points.filter((line) => line !== '' && !line.startsWith('  ') && !numbered.includes(line))).toEqual([])
  })

  it('holds nothing that steers a terminal', async () => {
    const gate = await scene(log)
    // JSON escapes them itself; XML cannot hold the most of them.
    for (const [format, render] of Object.entries(FORMATS))
      if (format !== 'junit') expect(render(gate), format).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/)
  })
})

function checkSuites(root: XmlElement): void {
  const count = (cases: readonly XmlElement[], child: string) =>
    String(cases.filter(({ children }) => children.some(({ name }) => name === child)).length)
  const all = root.children.flatMap(({ children }) => children)
  for (const [element, cases] of [
    [root, all],
    ...root.children.map((suite) => [suite, suite.children] as const),
  ] as const) {
    expect(element.attributes).toMatchObject({
      tests: String(cases.length),
      errors: count(cases, 'error'),
      failures: count(cases, 'failure'),
      ...(element === root ? {} : { skipped: count(cases, 'skipped') }),
    })
  }
  for (const { name, attributes, children } of all) {
    expect(name).toBe('testcase')
    expect(attributes).toMatchObject({ classname: expect.any(String), name: expect.any(String), time: '0' })
    expect(children.length).toBeLessThan(2)
  }
}

describe('an own crash', () => {
  it('lies in the checkout', async () => {
    const gate = await scene(PANIC)
    expect(lines(renderGithub(gate))[0]).toMatch(
      /^::error file=orders\/index\.go,line=77,title=PANIC%3A assignment to entry in nil map::assignment to entry in nil map%0Aat orders\/index\.go:77 /,
    )
    const [result] = JSON.parse(renderSarif(gate)).runs[0].results
    expect(result).toMatchObject({
      ruleId: 'go/nil-map-write',
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'orders/index.go', uriBaseId: '%SRCROOT%' },
            region: { startLine: 77 },
          },
        },
      ],
    })
    expect(JSON.parse(renderGitlab(gate))[0].location).toEqual({ path: 'orders/index.go', lines: { begin: 77 } })
    expect(renderFailureReport(gate)).toContain('> 77 |     panic("<&>")')
  })

  it('of somebody elses build lies in the log', async () => {
    const gate = await scene(PANIC.replaceAll('/app/', '/elsewhere/'))
    expect(JSON.parse(renderGitlab(gate))[0].location).toEqual({ path: 'logs/test.log', lines: { begin: 2 } })
    expect(renderGithub(gate)).not.toContain('file=')
  })
})

describe('a test that is blamed', () => {
  const { bytes } = corpus('go').find(({ name }) => name === 'go/go1.26/straytests.json')!

  it('is a victim, not the culprit', async () => {
    const gate = await scene(bytes)
    const cases = parseXml(renderJunit(gate)).children.flatMap(({ children }) => children)
    const told = cases.map(
      ({ attributes, children }) =>
        `${attributes.classname} ${attributes.name} ${children[0]?.name} ${children[0]?.attributes.type}`,
    )
    expect(told.sort()).toEqual([
      'crash.example/app/straytests/checkout TestNilMap error go/nil-map-write',
      'crash.example/app/straytests/checkout TestOther error crashed-with-package',
      'crash.example/app/straytests/checkout TestWrong failure go/test-failure',
      'crash.example/app/straytests/refund TestRefund error go/index-out-of-range',
      'crash.example/app/straytests/refund TestSlow/total error crashed-with-package',
    ])
    expect(renderGithub(gate)).toContain(
      'The panic is in a goroutine that TestRefund started, not in TestSlow/total, which go test blames',
    )
  })
})

describe('problems with one fingerprint', () => {
  it('are one entry for GitLab, and said to be more', async () => {
    const gate = await scene(PANIC)
    const { problems } = gate.judgement
    const twice = { ...gate, judgement: { ...gate.judgement, problems: [...problems, ...problems] } }
    const entries = JSON.parse(renderGitlab(twice))
    expect(entries).toHaveLength(problems.length)
    expect(entries[0].description).toMatch(/\. 1 more like it$/)
  })

  it('are not logs that are cut alike', async () => {
    const cut = 'panic: x\n\ngoroutine 1 [running]:\nmain.f('
    const report = await analyze([
      { name: 'a.log', bytes: cut },
      { name: 'b.log', bytes: cut },
    ])
    const { problems } = judge(report, { failOn: ['incomplete'], allowances: [], today: '2026-11-26' })
    const fingerprints = problems.filter((one) => one.class === 'incomplete').map(({ fingerprint }) => fingerprint)
    expect([fingerprints.length, new Set(fingerprints).size]).toEqual([2, 2])
  })
})

describe('limits', () => {
  it('GitHub shows ten of a kind: the last one tells of the others', async () => {
    const gate = await many(40)
    const shown = lines(renderGithub(gate))
    expect(shown).toHaveLength(10)
    expect(shown.at(-1)).toMatch(/^::error title=31 more::31 more, see the failure report:%0A/)
  })

  it('GitHub keeps 5000 results of a run', async () => {
    const gate = await many(5_100)
    expect(JSON.parse(renderSarif(gate)).runs[0].results).toHaveLength(5_000)
  })

  it('a summary is cut between its blocks', async () => {
    const gate = await many(15)
    const whole = renderFailureReport(gate)
    const cut = renderFailureReport(gate, 3_000)
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(3_000)
    expect(cut.endsWith('_The rest was left out: it would be longer than may be shown here._\n')).toBe(true)
    const kept = cut.slice(0, cut.lastIndexOf('\n\n'))
    expect(whole.startsWith(kept)).toBe(true)
    expect((kept.match(/^```/gm) ?? []).length % 2).toBe(0)
  })

  it('a long run of spaces in a remark costs no more than other text', async () => {
    const gate = await scene(PANIC)
    const gateOf = (spaces: number): Gate => {
      const findings = [{ ...gate.report.findings[0]!, title: `a${' '.repeat(spaces)}x` }]
      const problems = gate.judgement.problems.map((problem) => ({ ...problem, findings }))
      return { ...gate, judgement: { ...gate.judgement, problems } }
    }
    const gates = new Map([2_000, 16_000].map((spaces) => [spaces, gateOf(spaces)]))
    const work = (size: number) => {
      for (let i = 0; i < 20; i++) renderSarif(gates.get(size)!)
    }
    expect(growth(work, 2_000, 16_000, 24)).toBeLessThan(24)
  })

  it('the report below the problems has deeper headings, and the log in it is what it was', async () => {
    const log =
      'panic: main.Bad{\n## not a heading\n}\n\ngoroutine 1 [running]:\nmain.main()\n\t/x/main.go:7 +0x1d\nexit status 2\n'
    const text = renderFailureReport(await scene(log))
    const [, whole = ''] = text.split('\n## The whole report\n')
    expect(whole.match(/^#+ (?!not).*/gm)).toEqual(['### PANIC: `main.Bad{`', '#### Log', '#### Next'])
    expect(whole).toMatch(/^## not a heading$/m)
  })

  it('an endless message stays short', async () => {
    const gate = await scene(PANIC.replace('nil map', 'x'.repeat(1_000_000)))
    for (const [format, render] of Object.entries(FORMATS)) expect(render(gate).length, format).toBeLessThan(40_000)
  })
})

describe('text for people in the log of a job', () => {
  it.each([
    '::error::x',
    '  ::add-mask::x',
    'a ##[error]x',
    '##vso[task.logissue]x',
    '##teamcity[x]',
    '--- x',
    '+++ x',
    'section_start:1:x',
  ])('%s is no command', (text) => {
    const plain = defused(`${text}\n`)
    expect(plain.replaceAll('\u200b', '')).toBe(`${text}\n`)
    expect(plain).not.toMatch(/^\s*::|##\[|##vso\[|##teamcity\[|^(?:---|\+\+\+) |section_start:/m)
  })

  it('and anything else stays', () => {
    const text = 'panic: a::b at x.go:12 # not a command [x] -- y\n'
    expect(defused(text)).toBe(text)
  })
})

function lines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n')
}
