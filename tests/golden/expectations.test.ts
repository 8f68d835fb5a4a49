import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyze, type Crash, type Report } from '../../src/index.ts'
import { corpus } from '../support/corpus.ts'

/**
 * What is true of each recorded log, written from the programs in corpus/go-more/src and not from what the tool says.
 * A field that is absent was not decided; `null` means "none". Message: `messageMatches` is a regular expression for
 * texts with addresses in them.
 */
interface Expected {
  readonly crashes: readonly {
    readonly kind: Crash['kind']
    readonly message?: string
    readonly messageMatches?: string
    /** `file` is the end of the path. */
    readonly origin?: { readonly function?: string; readonly file: string; readonly line: number } | null
    readonly goroutine?: number | null
    readonly test?: string | null
    readonly testMatches?: string
    /** Message and whether it was recovered, oldest first. */
    readonly chain?: readonly (readonly [string, boolean])[]
  }[]
  /** Goroutines of each dump, in order; scheduler stacks (`goroutine 0`) are none. */
  readonly dumps?: readonly number[]
  readonly completeness?: Report['sources'][number]['completeness']['verdict']
  readonly verdict?: Report['verdict']['status']
  /** First functions of the logged stacks that are no panics. */
  readonly stacks?: readonly string[]
}

const FAMILY = 'go-more'
const expected: Record<string, Expected> = JSON.parse(
  readFileSync(new URL(`../corpus/${FAMILY}/expected.json`, import.meta.url), 'utf8'),
)

/** What is not met yet, and why. Each is asserted to fail, so a repair must strike it from this list. */
const NOT_YET: Readonly<Record<string, string>> = {
  'damaged/head-lost.overflow': 'one goroutine too many is counted',
  'go1.21/shop.value-dump': 'a panic value that is itself a dump is believed before Go 1.23 marks its lines',
  'go1.22/shop.value-dump': 'a panic value that is itself a dump is believed before Go 1.23 marks its lines',
  'go1.26/edge.echo': 'told complete; the recorded stack is cut',
  'go1.26/shop.value-cr': 'carriage returns inside a panic value come back as newlines and a tab',
  'go1.26/suites.bdd': 'the test that ran the specs is not named',
  'go1.26/suites.bdd-v': 'the test that ran the specs is not named',
}

const cases = corpus(FAMILY).map((one) => ({ ...one, name: one.name.slice(FAMILY.length + 1) }))

test('every recorded log has an expectation, and the reverse', () => {
  expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort())
})

describe(FAMILY, () => {
  for (const { name, bytes } of cases) {
    const truth = expected[name]
    if (truth === undefined) continue
    const met = name in NOT_YET ? test.fails : test
    met(name, async () => {
      const report = await analyze({ name, bytes })
      expect(seen(report, truth)).toEqual(wanted(truth))
    })
  }
})

/** The truth, in the words the report would have used. */
function wanted(truth: Expected) {
  return {
    crashes: truth.crashes.map(({ kind, ...crash }) => ({
      kind,
      ...('message' in crash ? { message: crash.message!.trimEnd() } : {}),
      ...('messageMatches' in crash ? { message: expect.stringMatching(new RegExp(crash.messageMatches!, 's')) } : {}),
      ...('origin' in crash
        ? {
            origin:
              crash.origin === null
                ? null
                : { ...crash.origin, file: expect.stringMatching(ending(crash.origin!.file)) },
          }
        : {}),
      ...('goroutine' in crash ? { goroutine: crash.goroutine } : {}),
      ...('test' in crash ? { test: crash.test } : {}),
      ...('testMatches' in crash ? { test: expect.stringMatching(new RegExp(crash.testMatches!)) } : {}),
      ...('chain' in crash ? { chain: crash.chain } : {}),
    })),
    ...('dumps' in truth ? { dumps: truth.dumps } : {}),
    ...('completeness' in truth ? { completeness: truth.completeness } : {}),
    ...('verdict' in truth ? { verdict: truth.verdict } : {}),
    ...('stacks' in truth ? { stacks: truth.stacks } : {}),
  }
}

/** The same fields of the report; the nth crash says only what the nth expectation asks. */
function seen(report: Report, truth: Expected) {
  return {
    crashes: report.crashes.map((crash, i) => {
      const asked = truth.crashes[i]
      return {
        kind: crash.kind,
        ...(asked === undefined || 'message' in asked || 'messageMatches' in asked
          ? { message: crash.message.trimEnd() }
          : {}),
        ...(asked === undefined || 'origin' in asked
          ? {
              origin:
                crash.origin === null
                  ? null
                  : {
                      file: crash.origin.file,
                      line: crash.origin.line,
                      ...(asked?.origin?.function === undefined ? {} : { function: crash.origin.function }),
                    },
            }
          : {}),
        ...(asked !== undefined && 'goroutine' in asked ? { goroutine: crash.goroutine?.id ?? null } : {}),
        ...(asked !== undefined && ('test' in asked || 'testMatches' in asked) ? { test: crash.test } : {}),
        ...(asked !== undefined && 'chain' in asked
          ? { chain: crash.chain.map(({ message, recovered }) => [message, recovered]) }
          : {}),
      }
    }),
    ...('dumps' in truth ? { dumps: report.dumps.map(({ total }) => total) } : {}),
    ...('completeness' in truth ? { completeness: report.sources[0]!.completeness.verdict } : {}),
    ...('verdict' in truth ? { verdict: report.verdict.status } : {}),
    ...('stacks' in truth
      ? { stacks: report.stacks.filter(({ kind }) => kind === 'logged-stack').map(({ frames }) => frames[0]?.function) }
      : {}),
  }
}

function ending(path: string): RegExp {
  return new RegExp(`(?:^|/)${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)
}
