import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { analyze, explainStacks } from '../../../src/index.ts'

const recorded = (name: string) => readFileSync(new URL(`../../corpus/jvm/${name}.log`, import.meta.url))
const crashesOf = async (bytes: Uint8Array | string) => analyze({ name: 'hs_err.log', bytes })

test.each([
  ['jdk17/hs_err-sigsegv', 'unsafe'],
  ['jdk25/hs_err-sigsegv', 'unsafe'],
  ['jdk17/hs_err-killsegv', 'killed-from-outside'],
  ['jdk17/hs_err-oom', 'java-out-of-memory'],
])('%s: %s', async (name, cause) => {
  const report = await crashesOf(recorded(name))
  expect(report.crashes).toMatchObject([{ kind: 'vm-crash', runtime: 'jvm' }])
  expect(report.findings).toMatchObject([{ rule: 'jvm/vm-crash', data: { cause } }])
  expect(report.sources[0]!.completeness.verdict).toBe('complete')
})

test('the head on standard output and the file are one crash', async () => {
  const [head, file] = await Promise.all(
    ['jdk17/hs_err-sigsegv-stdout', 'jdk17/hs_err-sigsegv'].map((name) => crashesOf(recorded(name))),
  )
  expect(head!.crashes[0]!.fingerprint).toBe(file!.crashes[0]!.fingerprint)
})

test('among stacks they are one group for all JVMs that died of the same, with their heads on standard output', async () => {
  const names = ['jdk17/hs_err-sigsegv-stdout', 'jdk17/hs_err-sigsegv', 'jdk25/hs_err-sigsegv', 'jdk17/hs_err-killsegv']
  const report = await analyze(names.map((name) => ({ name: `${name}.log`, bytes: recorded(name) })))
  expect(report.stacks).toMatchObject([
    { count: 3, sort: 'vm-crash', type: 'SIGSEGV in V [libjvm.so] Unsafe_PutLong', uncaught: 3 },
    { count: 1, sort: 'vm-crash', type: 'SIGSEGV in C [libc.so.6]' },
  ])
  const [unsafe, killed] = report.stacks
  expect(explainStacks(unsafe!, unsafe!).same).toBe('exact')
  expect(explainStacks(unsafe!, killed!)).toMatchObject({ same: null })
})

test('a file without its last line is cut', async () => {
  const bytes = recorded('jdk17/hs_err-sigsegv')
  const report = await crashesOf(bytes.subarray(0, bytes.length / 2))
  expect(report.sources[0]!.completeness.verdict).not.toBe('complete')
})

test('no memory from the operating system', async () => {
  const log =
    '#\n# There is insufficient memory for the Java Runtime Environment to continue.\n# Native memory allocation (mmap) failed to map 16384 bytes for committing reserved memory.\n# An error report file with more information is saved as:\n# /tmp/hs_err_pid7.log\n'
  expect((await crashesOf(log)).findings).toMatchObject([{ data: { cause: 'native-memory' } }])
})
