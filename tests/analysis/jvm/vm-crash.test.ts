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
  const report = await crashesOf(log)
  expect(report.findings).toMatchObject([{ data: { cause: 'native-memory' } }])
  expect(report.verdict.status).toBe('oom')
})

test('an end that was announced for lack of memory is one crash, and only that end', async () => {
  const told = recorded('jdk17/hs_err-oom-stdout').toString()
  const report = await crashesOf(told)
  expect(report.crashes).toMatchObject([{ kind: 'vm-crash', span: { line: 3 } }])
  expect(report.verdict.status).toBe('oom')
  expect((await crashesOf(told.replace(/^Aborting due to .*space/, '$& (of another one)'))).crashes).toHaveLength(2)
  expect((await crashesOf(told.replace('\n', '\n\n\n\n'))).crashes).toHaveLength(1)
  expect((await crashesOf(JSON.stringify({ level: 'error', message: told }))).crashes).toHaveLength(1)
  // Of two that died one after the other each announced its own.
  expect((await crashesOf(told + told)).crashes).toMatchObject([{ span: { line: 3 } }, { span: { line: 16 } }])
  const [announcement] = told.split('\n')
  expect((await crashesOf(`${announcement}\n${told}`)).crashes).toMatchObject([
    { kind: 'out-of-memory', span: { line: 1 } },
    { kind: 'vm-crash', span: { line: 4 } },
  ])
})

test('records of other threads between its lines are no end of the head', async () => {
  const head = recorded('jdk17/hs_err-sigsegv-stdout').toString()
  const record = '2026-11-23 10:15:31,000 INFO other thread'
  const mixed = head.replaceAll(/^#$/gm, `#\n${record}\n${record}`)
  const [alone, among] = await Promise.all([head, mixed].map(crashesOf))
  expect(among!.crashes).toMatchObject([{ message: alone!.crashes[0]!.message, signal: { name: 'SIGSEGV' } }])
  expect(among!.crashes[0]!.fingerprint).toBe(alone!.crashes[0]!.fingerprint)
})

test.each([
  ['VM\nCould not reserve enough space for 16777216 KB object heap', 'native-memory', 'oom'],
  ['VM\nCould not allocate compressed class space: 1073741824 bytes', 'native-memory', 'oom'],
  ['VM\njava.lang.OutOfMemoryError: Java heap space', 'java-out-of-memory', 'oom'],
  ['VM\nInitial heap size set to a larger value than the maximum heap size', 'did-not-start', 'panic'],
  ['boot layer\njava.lang.module.FindException: Module shop not found', 'did-not-start', 'panic'],
])('a JVM that could not start: %j', async (text, cause, status) => {
  const start = `Error occurred during initialization of ${text}`
  const report = await crashesOf(`starting\n${start}\nshop exited with code 1\n`)
  expect(report.crashes).toMatchObject([{ kind: 'vm-crash', message: start, span: { line: 2, endLine: 3 } }])
  expect(report.findings).toMatchObject([{ data: { cause } }])
  expect(report.verdict.status).toBe(status)
  expect(report.sources[0]!.completeness.verdict).toBe('complete')
})

test('an option that no JVM knows', async () => {
  const text =
    "starting\nUnrecognized VM option 'UseFoo'\nError: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\n"
  const report = await crashesOf(text)
  expect(report.crashes).toMatchObject([{ span: { line: 2, endLine: 4 } }])
  expect(report.crashes[0]!.message).toMatch(/^Unrecognized VM option 'UseFoo'\n/)
  expect(report.findings).toMatchObject([{ data: { cause: 'did-not-start' } }])
})

test.each([
  [
    'Error: Could not find or load main class shop.Shop\nCaused by: java.lang.ClassNotFoundException: shop.Shop',
    /class path/,
  ],
  [
    'Error: Could not find or load main class "-Xmx64m"\nCaused by: java.lang.ClassNotFoundException: "-Xmx64m"',
    /quotes/,
  ],
  [
    'Error: LinkageError occurred while loading main class shop.Shop\n\tjava.lang.UnsupportedClassVersionError: shop/Shop has been compiled by a more recent version of the Java Runtime (class file version 69.0), this version of the Java Runtime only recognizes class file versions up to 61.0',
    /--release/,
  ],
  [
    'Error: Main method not found in class shop.Shop, please define the main method as:\n   public static void main(String[] args)\nor a JavaFX application class must extend javafx.application.Application',
    /class path/,
  ],
  [
    'Error: Main method must return a value of type void in class Shop, please \ndefine the main method as:\n   public static void main(String[] args)',
    /class path/,
  ],
  ['Error: Unable to access jarfile shop.jar', /jar/],
  ['Error: Invalid or corrupt jarfile shop.jar', /jar/],
])('a launcher that found nothing to run: %j', async (text, advice) => {
  const report = await crashesOf(`starting\n${text}\nshop exited with code 1\n`)
  const endLine = 1 + text.split('\n').length
  expect(report.crashes).toMatchObject([
    { kind: 'vm-crash', message: text.replaceAll(/[ \t]*\n[ \t]*/g, '\n'), span: { line: 2, endLine } },
  ])
  expect(report.stacks).toHaveLength(1)
  expect(report.findings).toMatchObject([{ data: { cause: 'did-not-start' }, advice: [expect.stringMatching(advice)] }])
  expect(report.verdict.status).toBe('panic')
  expect(report.sources[0]!.completeness.verdict).toBe('complete')
})

test.each([
  ['Error occurred during initialization of VM\nMultiple garbage collectors selected', 'vm-crash'],
  [
    'Error: Could not find or load main class shop.Shop\nCaused by: java.lang.ClassNotFoundException: shop.Shop',
    'vm-crash',
  ],
  ['Error: Unable to access jarfile shop.jar', 'vm-crash'],
  ['Terminating due to java.lang.OutOfMemoryError: Java heap space', 'out-of-memory'],
])('all that a container says: %j', async (text, kind) => {
  const report = await crashesOf(`${text.replaceAll(/^/gm, 'shop-1  | ')}\n`)
  expect(report.crashes).toMatchObject([{ kind, message: text.replace('Terminating due to ', '') }])
  expect(report.sources[0]!.layers).toEqual(['compose'])
})

test('a start of which only the first line is left', async () => {
  const report = await crashesOf('Error occurred during initialization of VM\n')
  expect(report.crashes).toHaveLength(1)
  expect(report.sources[0]!.completeness).toMatchObject({ verdict: 'incomplete', evidence: [{ id: 'E25' }] })
})

test.each([
  'Error occurred during initialization of VM pool 3, retrying\nok\n',
  'Error occurred during initialization of cache\n',
  'Could not create the Java Virtual Machine. is what it says then\n',
  'check.sh: Error: Unable to access jarfile shop.jar was seen twice\n',
  'Error: Main class has no icon\n',
])('a text about a start is none: %j', async (text) => {
  expect((await crashesOf(text)).crashes).toEqual([])
})

const BARE = [
  'A fatal error has been detected by the Java Runtime Environment:',
  '',
  'EXCEPTION_ACCESS_VIOLATION (0xc0000005) at pc=0x000000006b1323f5, pid=13276, tid=0x0000000000003a54',
  '',
  'JRE version: OpenJDK Runtime Environment (8.0_332-b08) (build 1.8.0_332-b08)',
  'Java VM: OpenJDK 64-Bit Server VM (25.332-b08 mixed mode windows-amd64 compressed oops)',
  'Problematic frame:',
  'V  [jvm.dll+0x4823f5]',
  '',
  'Can you help?',
]

test('a head that was pasted as markdown has lost its marks', async () => {
  const marked = BARE.map((text) => `# ${text}`.trimEnd()).slice(0, 8)
  const [bare, whole] = await Promise.all([BARE, marked].map((lines) => crashesOf(`${lines.join('\n')}\n`)))
  expect(bare!.crashes).toMatchObject([
    {
      kind: 'vm-crash',
      signal: { name: 'EXCEPTION_ACCESS_VIOLATION' },
      message: expect.stringMatching(/in V {2}\[jvm\.dll\+0x4823f5\]$/),
      span: { line: 1, endLine: 8 },
    },
  ])
  expect(bare!.crashes[0]!.fingerprint).toBe(whole!.crashes[0]!.fingerprint)
})

test.each([
  'A fatal error has been detected by the Java Runtime Environment:\nthat is what hs_err files begin with\n',
  'A fatal error has been detected by the Java Runtime Environment:\n\nProblematic frame:\n',
  'There is insufficient memory for the Java Runtime Environment to continue.\nAdd some.\n',
])('a text about it is none: %#', async (text) => {
  expect((await crashesOf(text)).crashes).toEqual([])
})

test.each([
  ['JavaThread "C2 CompilerThread0" daemon [_thread_in_native, id=8364, stack(0x1,0x2)]', 'C2 CompilerThread0'],
  ['JavaThread "main"             [_thread_in_vm, id=5948, stack(0x1,0x2) (1024K)]', 'main'],
  ['VMThread "VM Thread" [stack: 0x1,0x2] [id=1884]', null],
])('the thread of %s', async (thread, name) => {
  const file = recorded('jdk17/hs_err-sigsegv')
    .toString()
    .replace(/(Current thread [^:]*: {2}).*/, `$1${thread}`)
  expect((await crashesOf(file)).crashes).toMatchObject([{ thread: name }])
})

test('nothing is left aside of two equal reports, and frames of two that are not', async () => {
  const names = ['jdk17/hs_err-sigsegv', 'jdk17/hs_err-sigsegv', 'jdk25/hs_err-sigsegv']
  const [one, same, other] = (await Promise.all(names.map((name) => crashesOf(recorded(name))))).map(
    ({ stacks }) => stacks[0]!,
  )
  const aside = (a: typeof one, b: typeof one) =>
    explainStacks(a!, b!).reasons.filter((reason) => reason.startsWith('left aside'))
  expect(aside(one, same)).toEqual([])
  expect(aside(one, other)).toEqual([
    'left aside: the rest of the message, which differs',
    expect.stringMatching(/^left aside: the frames below the one it died in \(\d+ and \d+\)$/),
  ])
})

const crashIn = (frame: string, ...callers: string[]) =>
  `# A fatal error has been detected by the Java Runtime Environment:\n#\n#  SIGSEGV (0xb) at pc=0x00007f28070da214, pid=1, tid=2\n#\n# Problematic frame:\n# ${frame}\n#\n\n---------------  T H R E A D  ---------------\n\nCurrent thread (0x1):  JavaThread "main" [_thread_in_native, id=2, stack(0x1,0x2)]\n\nNative frames: (J=compiled Java code, C=native code)\n${[frame, ...callers].join('\n')}\n\nEND.\n`

test.each([
  ['C  [libshop.so+0x11cd]  buy+0x1d', [], 'native-library', 'the native library libshop.so crashed'],
  ['C  [atio6axx.dll+0xc1a780]', [], 'native-library', 'the native library atio6axx.dll crashed'],
  ['C  [jimage.dll+0x181f]', [], 'jdk-library', 'jimage.dll, a library of the JDK, crashed'],
  ['C  [libzip.so+0x1234]  newEntry+0x64', [], 'jdk-library', 'libzip.so, a library of the JDK, crashed'],
  ['C  [libfontmanager.dylib+0x5a4]', [], 'jdk-library', 'libfontmanager.dylib, a library of the JDK, crashed'],
  // A library of the system did as it was told: by another one, or nobody knows by whom.
  [
    'C  [ld-musl-aarch64.so.1+0x20198]  __stack_chk_fail+0x4',
    ['C  [libshop.so+0x11cd]'],
    'native-library',
    'the native library libshop.so crashed in ld-musl-aarch64.so.1',
  ],
  [
    'C  [libsystem_platform.dylib+0x1234]',
    ['V  [libjvm.dylib+0x5a4]'],
    'unknown',
    'the process crashed in libsystem_platform.dylib',
  ],
  [
    'C  [ntdll.dll+0x5385d]',
    ['C  [kernel32.dll+0x1]', 'V  [jvm.dll+0x2]'],
    'unknown',
    'the process crashed in ntdll.dll',
  ],
  ['C  [libc.so.6+0x85f14]', ['C  [libc.so.6+0x1]'], 'unknown', 'the process crashed in libc.so.6'],
])('whose fault a crash in %s is', async (frame, callers, cause, title) => {
  expect((await crashesOf(crashIn(frame, ...callers))).findings).toMatchObject([{ title, data: { cause } }])
})

test.each([
  ['siginfo: EXCEPTION_ACCESS_VIOLATION (0xc0000005), reading address 0x00000000015fe740', '0x00000000015fe740'],
  [
    'siginfo: EXCEPTION_ACCESS_VIOLATION (0xc0000005), data execution prevention violation at address 0x0000000000000000',
    '0x0000000000000000',
  ],
  ['siginfo: ExceptionCode=0xc0000005, writing address 0xffffffffffffffff', '0xffffffffffffffff'],
])('the address in %s', async (siginfo, address) => {
  const file = crashIn('C  [shop.dll+0x1]').replace('\n\nEND.', `\n\n${siginfo}\n\nEND.`)
  expect((await crashesOf(file)).crashes).toMatchObject([{ signal: { addr: address } }])
})
