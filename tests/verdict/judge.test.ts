/** What a policy makes of a report: which problems count, and what they make of the verdict. */
import { describe, expect, it } from 'vitest'
import { analyze, judge, type Policy, type Problem, type Report, readBaseline, writeBaseline } from '../../src/index.ts'
import { allowancesOf } from '../../src/verdict/baseline.ts'
import { allowance, FAIL_ON_DEFAULT, failOnWord } from '../../src/verdict/policy.ts'
import { DUMP, NOISE, PANIC } from '../cli/logs.ts'
import { growth } from '../support/growth.ts'

const TODAY = '2026-11-26'
const DEFAULT: Policy = { failOn: FAIL_ON_DEFAULT, allowances: [], today: TODAY }
const LOGGED =
  'http: panic serving 10.0.0.1:5000: boom\ngoroutine 5 [running]:\nmain.handle()\n\t/app/main.go:9 +0x1d\n'
const OOM = `fatal error: runtime: out of memory\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:12 +0x1d\nexit status 2\n`
const FAILED = '--- FAIL: TestSum (0.00s)\n    sum_test.go:9: got 3\nFAIL\nFAIL\tshop/sum\t0.003s\nFAIL\n'

async function report(...logs: readonly string[]): Promise<Report> {
  return analyze(logs.map((bytes, i) => ({ name: `${i}.log`, bytes })))
}

function told(problems: readonly Problem[]): string[] {
  return problems.map(({ class: kind, standing, rule }) => `${kind} ${standing} ${rule}`)
}

const allowed = (text: string) => allowance(text) as Exclude<ReturnType<typeof allowance>, { error: string }>

describe('a policy', () => {
  it.each<[string, readonly string[], string, number, readonly string[]]>([
    ['a panic', [PANIC], 'panic', 128, ['panic fails go/nil-map-write']],
    ['a panic twice', [PANIC, PANIC], 'panic', 128, ['panic fails go/nil-map-write']],
    ['nothing', [NOISE], 'clean', 0, []],
    [
      'out of memory beside a panic',
      [PANIC, OOM],
      'oom',
      129,
      ['panic fails go/nil-map-write', 'oom fails go/out-of-memory'],
    ],
    ['a dump that was asked for', [DUMP], 'killed', 128, ['killed fails go/dump-requested']],
    ['a failed test', [FAILED], 'test-failure', 128, ['test-failure fails go/test-failure']],
    [
      'a recovered panic',
      [LOGGED],
      'panic',
      128,
      ['recovered fails go/recovered-panic', 'incomplete tolerated log/incomplete'],
    ],
  ])('judges %s', async (_, logs, status, code, problems) => {
    const { verdict, problems: found } = judge(await report(...logs), DEFAULT)
    expect([verdict.status, verdict.exitCode]).toEqual([status, code])
    expect(told(found)).toEqual(problems)
  })

  it('looks at each crash, finding and test of many once', async () => {
    const one = await report(PANIC)
    const work = (size: number) => {
      const ids = Array.from({ length: size }, (_, i) => `crash-${i}`)
      const crashes = ids.map((id) => ({ ...one.crashes[0]!, id, fingerprint: id }))
      const findings = ids.map((id) => ({ ...one.findings[0]!, crash: id }))
      const victim = { runtime: 'go', package: null, outcome: 'victim', span: one.crashes[0]!.span } as const
      const tests = ids.map((id) => ({ ...victim, name: `Test-${id}`, crash: id }))
      const { problems } = judge({ ...one, crashes, findings, tests }, DEFAULT)
      expect(problems.at(-1)).toMatchObject({
        findings: [{ crash: ids.at(-1) }],
        victims: [`Test-${ids.at(-1)}`],
      })
    }
    expect(growth(work, 2_000, 10_000, 12)).toBeLessThan(12)
  })

  it('counts equal crashes once', async () => {
    expect(judge(await report(PANIC, PANIC), DEFAULT).problems[0]?.times).toBe(2)
  })

  it.each<[string, readonly string[], string]>([
    ['only what is named', ['oom'], 'clean'],
    ['a class', ['panic'], 'panic'],
    ['a rule', ['go/nil-map-write'], 'panic'],
    ['a severity', ['error'], 'panic'],
    ['nothing', ['none'], 'clean'],
  ])('fails on %s', async (_, failOn, status) => {
    expect(judge(await report(PANIC), { ...DEFAULT, failOn }).verdict.status).toBe(status)
  })

  it.each<[string, string, string | null]>([
    ['go/nil-map-write', 'allowed', 'allowed'],
    ['go/panic', 'allowed', 'allowed'],
    [`go/nil-map-write@${TODAY}`, 'allowed', `allowed until ${TODAY}`],
    ['go/nil-map-write@2026-11-25', 'fails', 'allowed only until 2026-11-25'],
    ['go/index-out-of-range', 'fails', null],
    ['0000000000000000', 'fails', null],
  ])('allows %s: %s', async (text, standing, note) => {
    const judged = judge(await report(PANIC), { ...DEFAULT, allowances: [allowed(text)] })
    expect(judged.problems[0]).toMatchObject({ standing, note })
    expect(judged.verdict.exitCode).toBe(standing === 'fails' ? 128 : 0)
  })

  it('allows a fingerprint by its first digits', async () => {
    const found = await report(PANIC)
    const id = found.crashes[0]!.fingerprint.slice(0, 8)
    expect(judge(found, { ...DEFAULT, allowances: [allowed(id)] }).verdict.status).toBe('clean')
  })

  it('says that an allowance ran out', async () => {
    const judged = judge(await report(PANIC), { ...DEFAULT, allowances: [allowed('go/nil-map-write@2020-01-01')] })
    expect(judged.notes).toEqual(['--allow go/nil-map-write until 2020-01-01: it counts again'])
  })
})

describe('the words of a policy', () => {
  it.each(['go/nil-map-write@tomorrow', 'go/nil-map-write@2027-02-30', 'nil map', '', '3f9a@2027-01-01'])(
    '--allow %s is refused',
    (text) => expect(allowance(text)).toHaveProperty('error'),
  )

  it.each(['panik', '', 'GO/LEAK', 'constructor', 'toString', '__proto__'])('--fail-on %s is refused', (word) =>
    expect(failOnWord(word)).toHaveProperty('error'),
  )
})

describe('a baseline', () => {
  it('lets pass what it knows, keeps its words, and says what did not come', async () => {
    const first = judge(await report(PANIC, FAILED), DEFAULT)
    const written = writeBaseline(first, [], '2026-01-01')
    const known = readBaseline(written)
    if ('error' in known) throw new Error(known.error)
    expect(known.map(({ since, rule }) => `${since} ${rule}`).sort()).toEqual([
      '2026-01-01 go/nil-map-write',
      '2026-01-01 go/test-failure',
    ])
    const policy: Policy = { ...DEFAULT, allowances: allowancesOf(known) }
    expect(judge(await report(PANIC, FAILED), policy).verdict.status).toBe('clean')
    expect(judge(await report(PANIC, OOM), policy).verdict.status).toBe('oom')
    expect(judge(await report(PANIC), policy).notes).toEqual([
      expect.stringMatching(/^1 of the baseline did not come: /),
    ])
    const reasoned = known.map((one) => ({ ...one, until: '2027-01-01', reason: 'being fixed' }))
    expect(JSON.parse(writeBaseline(first, reasoned, TODAY)).known[0]).toMatchObject({
      since: '2026-01-01',
      until: '2027-01-01',
      reason: 'being fixed',
    })
  })

  it.each([
    ['{', 'it is no JSON'],
    ['[]', 'its "schema" is not log-extractor/baseline/1'],
    ['null', 'its "schema" is not log-extractor/baseline/1'],
    ['{"schema":"log-extractor/baseline/1","known":{}}', '"known" is no list'],
    ['{"schema":"log-extractor/baseline/1","known":[{}]}', 'entry 1 of "known" has no fingerprint'],
    [
      '{"schema":"log-extractor/baseline/1","known":[{"fingerprint":"0123456789abcdef","until":"soon"}]}',
      'entry 1 of "known" has an "until" that is no day such as 2027-01-31',
    ],
  ])('%s is refused', (text, error) => expect(readBaseline(text)).toEqual({ error }))
})

describe('a job that somebody stopped', () => {
  it.each([
    ['alone', 'building\nsignal: interrupt\n', 'interrupted', 130],
    ['with the tests it took with it', '=== RUN   TestA\nsignal: interrupt\nFAIL\tshop\t0.4s\n', 'interrupted', 130],
    ['after a panic, which is not undone', `${PANIC}\nsignal: interrupt\n`, 'panic', 128],
    ['but killed', 'signal: killed\nFAIL\tshop\t0.4s\n', 'killed', 128],
  ])('%s', async (_, log, status, exitCode) => {
    const { verdict } = judge(await report(log), DEFAULT)
    expect([verdict.status, verdict.exitCode]).toEqual([status, exitCode])
  })
})
