/** Ends of JVMs that are not HotSpot: OpenJ9, and executables of GraalVM's native-image. */
import { describe, expect, it } from 'vitest'
import { analyze } from '../../../src/index.ts'

const told = async (text: string) => analyze({ name: 'app.log', bytes: text })

const J9 = [
  'Unhandled exception',
  'Type=Segmentation error vmState=0x00000000',
  'J9Generic_Signal_Number=00000018 Signal_Number=0000000b Error_Value=00000000 Signal_Code=00000001',
  'Handler1=00007F1731B16B00 Handler2=00007F17313FCFB0 InaccessibleAddress=0000000000000018',
  'RDI=00007F16A8079848 RSI=00007F172762B023 RAX=0000000000000000 RBX=0000000000000018',
  'RIP=00007F172762A1CD GS=0000 FS=0000 RSP=00007F171554F510',
  'xmm0 ffffffff00000000 (f: 0.000000, d: -nan)',
  'Module=/app/libshop.so',
  'Module_base_address=00007F1727629000 Symbol=Java_com_acme_Shop_buy',
  'Symbol_address=00007F172762A1B0',
  'Target=2_90_20200416_574 (Linux 4.15.0)',
  'CPU=amd64 (8 logical CPUs) (0x3dd7a2000 RAM)',
  '----------- Stack Backtrace -----------',
  'Java_com_acme_Shop_buy+0x1d (0x00007F172762A1CD [libshop.so+0x11cd])',
  '(0x00007F1731BE39CC [libj9vm29.so+0x1b39cc])',
  '---------------------------------------',
]
const DUMPS =
  'JVMDUMP039I Processing dump event "gpf", detail "" at 2026/01/02 03:04:05 - please wait.\nJVMDUMP010I System dump written to /tmp/core.dmp\n'

describe('a crash of OpenJ9', () => {
  it('is told with the library it happened in', async () => {
    const { crashes, findings, sources } = await told(`ready\n${J9.join('\n')}\n${DUMPS}`)
    expect(crashes).toMatchObject([
      {
        kind: 'vm-crash',
        message: 'Segmentation error\nin C  [libshop.so+0x11cd]',
        signal: { name: 'SIGSEGV', addr: '0x0000000000000018', pc: '0x00007f172762a1cd' },
        frames: [{ function: 'Java_com_acme_Shop_buy' }, { function: '[libj9vm29.so]', kind: 'runtime' }],
        span: { line: 2, endLine: 17 },
      },
    ])
    expect(findings).toMatchObject([{ rule: 'jvm/vm-crash', title: 'the native library libshop.so crashed' }])
    expect(sources[0]!.completeness).toEqual({ verdict: 'complete', evidence: [] })
  })

  it('is told of Windows and of the compiler', async () => {
    const text =
      'Type=Segmentation error vmState=0x0005ff07\nJ9Generic_Signal_Number=00000004 ExceptionCode=c0000005 ExceptionAddress=00007FFA10A014BE\nMethod_being_compiled=com/acme/Shop.buy(I)V\nCPU=amd64 (8 logical CPUs) (0x7fe6b000 RAM)\n'
    const { crashes, findings } = await told(text)
    expect(crashes).toMatchObject([{ signal: { name: 'EXCEPTION_ACCESS_VIOLATION' } }])
    expect(findings).toMatchObject([{ data: { cause: 'compiler' } }])
    expect(JSON.stringify(findings)).not.toContain('-XX:')
  })

  it('is cut where its last lines are missing', async () => {
    const { sources } = await told(`${J9.slice(0, 6).join('\n')}\n`)
    expect(sources[0]!.completeness).toMatchObject({ verdict: 'incomplete', evidence: [{ id: 'E25' }] })
  })

  it('has no signal where the log ends before its number', async () => {
    const { crashes } = await told('Type=Segmentation error vmState=0x00000000\nJ9Generic_Signal_Number=00000018\n')
    expect(crashes).toMatchObject([{ kind: 'vm-crash', message: 'Segmentation error', signal: null }])
  })

  it.each([
    ['a text about it', 'The VM state is shown as `vmState=0x0002001a` in the message.\n'],
    ['its second line alone', 'Type=Segmentation error vmState=0x0002001a\nand so on\n'],
    ['dumps that somebody asked for', DUMPS.replace('gpf', 'user')],
  ])('is none in %s', async (_, text) => {
    expect((await told(text)).crashes).toEqual([])
  })
})

describe('a fatal error of a native image', () => {
  const FRAMES =
    '\nStacktrace for the failing thread 0x0000025 (A=AOT compiled, J=JIT compiled, D=deoptimized, i=inlined):\n  i  SP 0x000000ae487ff080 IP 0x00007ff6b4b1dda0 size=48   org.graalvm.nativeimage.c.Call.go(Call.java)\n  A  SP 0x000000ae487ff080 IP 0x00007ff6b4b1dda0 size=48   com.acme.Shop.buy(Shop.java:12)\n  A  SP 0x000000ae487ff0b0 IP 0x00007ff6b4b2b7a3 size=80   com.acme.Shop.main(Shop.java:7)\n\nAnother thread:\n  A  SP 0x000000ae487ff0b0 IP 0x00007ff6b4b2b7a3 size=80   com.acme.Other.main(Other.java:7)\n'

  it('is told with the stack of its thread', async () => {
    const text = `[ [ SubstrateSegfaultHandler caught a segfault in thread 0x0000025 ] ]\nsiginfo: si_signo: 11, si_code: 1, si_addr: 0x0000000000000010\nCurrent timestamp: 1687534960932\n\nGeneral purpose register values:\n  RAX 0x00007ffcfc980000 is an unknown value\n  RIP 0x00007ff6b4b1dda0 is an unknown value\n${FRAMES}done\n`
    const { crashes, findings, sources } = await told(text)
    expect(crashes).toMatchObject([
      {
        kind: 'vm-crash',
        signal: { name: 'SIGSEGV', addr: '0x0000000000000010', pc: '0x00007ff6b4b1dda0' },
        origin: { function: 'com.acme.Shop.buy', file: 'Shop.java', line: 12 },
        frames: [{}, {}, { function: 'com.acme.Shop.main' }],
        span: { line: 1, endLine: 15 },
      },
    ])
    expect(findings).toMatchObject([{ data: { cause: 'native-image' } }])
    expect(sources[0]!.completeness.verdict).toBe('complete')
  })

  it.each([
    [
      '[ [ SubstrateSegfaultHandler caught signal 11 ] ]\n\nGeneral Purpose Register Set Values: \n\n  RAX 6636c2c86636b5d8\n',
      'SIGSEGV',
    ],
    [
      '[ [ SubstrateSegfaultHandler caught a segfault in thread 0x00000257ae88a0c0 ] ]\nsiginfo: ExceptionCode: -1073741819, writing address 0x00007ff6b4b1ddbc\n',
      'EXCEPTION_ACCESS_VIOLATION',
    ],
  ])('of the releases before: %#', async (text, signal) => {
    expect((await told(text)).crashes).toMatchObject([{ signal: { name: signal } }])
  })

  it('is told where no signal was caught', async () => {
    const text = `Fatal error: Recursive locking is not supported\n\nCurrent timestamp: 1585000000000\n${FRAMES}`
    expect((await told(text)).crashes).toMatchObject([
      { signal: null, message: expect.stringMatching(/^Recursive locking/), origin: { line: 12 } },
    ])
  })

  it.each([
    ['the time alone', 'Current timestamp: 1585000000000\n  next run in 3 s\n'],
    [
      'somebody else’s fatal error',
      'Fatal error: Uncaught Error: no class in /srv/shop.php:12\nStack trace:\n#0 {main}\n',
    ],
    ['its first line alone', '[ [ SubstrateSegfaultHandler caught signal 11 ] ]\nthat is what it said\n'],
  ])('is none in %s', async (_, text) => {
    expect((await told(text)).crashes).toEqual([])
  })
})
