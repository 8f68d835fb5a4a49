/**
 * What readers of JUnit XML agree on (Jenkins' and Surefire's schemas, GitLab's reader), as a grammar: which elements
 * stand in which, in what order of kinds, and which attributes of what form each may have.
 */
import type { XmlElement } from './parse-xml.ts'

interface Rule {
  readonly children: readonly string[]
  /** Of these at most one stands in the element. */
  readonly oneOf?: readonly string[]
  readonly required: readonly string[]
  readonly attributes: Readonly<Record<string, RegExp>>
  readonly hasText: boolean
}

const COUNT = /^\d+$/
const SECONDS = /^\d+(?:\.\d+)?$/
const NAME = /^[\s\S]+$/
const ANY = /^[\s\S]*$/
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?$/
const COUNTS = { tests: COUNT, failures: COUNT, errors: COUNT, skipped: COUNT, time: SECONDS }
const OUTCOME: Rule = { children: [], required: [], attributes: { type: NAME, message: ANY }, hasText: true }
const OUTPUT: Rule = { children: [], required: [], attributes: {}, hasText: true }

const RULES: Readonly<Record<string, Rule>> = {
  testsuites: { children: ['testsuite'], required: [], attributes: { name: NAME, ...COUNTS }, hasText: false },
  testsuite: {
    children: ['properties', 'testcase', 'system-out', 'system-err'],
    required: ['name', 'tests'],
    attributes: { name: NAME, ...COUNTS, timestamp: TIME, hostname: NAME, package: NAME, id: COUNT, file: NAME },
    hasText: false,
  },
  testcase: {
    children: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    oneOf: ['skipped', 'error', 'failure'],
    required: ['name', 'classname'],
    attributes: { name: NAME, classname: NAME, time: SECONDS, file: NAME, line: COUNT },
    hasText: false,
  },
  error: OUTCOME,
  failure: OUTCOME,
  skipped: OUTCOME,
  'system-out': OUTPUT,
  'system-err': OUTPUT,
}

export function junitFaults(element: XmlElement): string[] {
  const { name, attributes, children } = element
  const rule = RULES[name]
  if (rule === undefined) return [`<${name}> is unknown`]
  const names = children.map((child) => child.name)
  return [
    ...rule.required.filter((one) => !(one in attributes)).map((one) => `<${name}> lacks ${one}`),
    ...Object.entries(attributes)
      .filter(([one, value]) => !(rule.attributes[one]?.test(value) ?? false))
      .map(([one, value]) => `<${name} ${one}="${value}">`),
    ...names.filter((one) => !rule.children.includes(one)).map((one) => `<${one}> in <${name}>`),
    ...names
      .filter((one, i) => i > 0 && rule.children.indexOf(one) < rule.children.indexOf(names[i - 1]!))
      .map((one) => `<${one}> stands too late in <${name}>`),
    ...(names.filter((one) => rule.oneOf?.includes(one)).length > 1 ? [`<${name}> has two outcomes`] : []),
    ...(!rule.hasText && element.text.trim() !== '' ? [`text in <${name}>`] : []),
    ...children.flatMap(junitFaults),
  ]
}

/**
 * The two schemas that somebody validates with: Jenkins' xUnit plugin, and Maven Surefire, which knows no root. Which
 * attributes an element may have; those with a mark it must have.
 */
export const DIALECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'Jenkins xUnit': {
    testsuites: 'name time tests failures errors',
    testsuite: 'name! tests! failures! errors! group time skipped timestamp hostname id package file log url',
    testcase: 'name! time classname group',
    error: 'type message',
    failure: 'type message',
    skipped: 'type message',
  },
  Surefire: {
    testsuite: 'name! tests! errors! skipped! failures! time group',
    testcase: 'name! time! classname group',
    error: 'type! message',
    failure: 'type! message',
    skipped: 'message',
  },
}

/** Neither schema has them. GitLab and many reporters link by them, and only a validating reader minds. */
const BEYOND: ReadonlySet<string> = new Set(['testcase file', 'testcase line'])

/** Both schemas write times so: digits, perhaps in groups, perhaps with a fraction of three. */
const SUREFIRE_SECONDS = /^(?:\d{1,3}(?:,\d{3})*|\d+)(?:\.\d{0,3})?$/

export function dialectFaults(element: XmlElement, dialect: string): string[] {
  const { name, attributes, children } = element
  const below = children.flatMap((child) => dialectFaults(child, dialect))
  const known = DIALECTS[dialect]![name]
  if (known === undefined) return name === 'testsuites' ? below : [`<${name}> is unknown`, ...below]
  const words = known.split(' ')
  const allowed = new Set(words.map((word) => word.replace('!', '')))
  return [
    ...words
      .filter((word) => word.endsWith('!') && !(word.slice(0, -1) in attributes))
      .map((word) => `<${name}> lacks ${word.slice(0, -1)}`),
    ...Object.keys(attributes)
      .filter((one) => !allowed.has(one) && !BEYOND.has(`${name} ${one}`))
      .map((one) => `<${name} ${one}> is unknown`),
    ...('time' in attributes && !SUREFIRE_SECONDS.test(attributes.time!) ? [`time="${attributes.time}"`] : []),
    ...below,
  ]
}
