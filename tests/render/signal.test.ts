import { describe, expect, it } from 'vitest'
import type { CrashSignal } from '../../src/model/report.ts'
import { signalScene } from '../../src/render/words/signal.ts'

function signal(name: string, rest: Partial<CrashSignal> = {}): CrashSignal {
  return { name, code: null, addr: null, pc: null, sigcode: null, ...rest }
}

describe('signal scene', () => {
  it.each([
    [
      signal('SIGSEGV', { code: '0x1', addr: '0x40', pc: '0x488f84' }),
      'SIGSEGV at 0x40: probably a field 0x40 bytes into a nil pointer',
    ],
    [signal('SIGSEGV', { code: '0x1', addr: '0x0', pc: '0x4ada8d' }), 'SIGSEGV at 0x0: a nil pointer was followed'],
    [signal('SIGSEGV', { code: '0x1', addr: '0x0', pc: '0x0' }), 'SIGSEGV jumping to 0x0: a nil function was called'],
    [
      signal('SIGSEGV', { code: '0x1', addr: '0x1000' }),
      'SIGSEGV at 0x1000: nothing is mapped there, and it is not near nil',
    ],
    [signal('SIGSEGV', { sigcode: '1', addr: '0x8' }), 'SIGSEGV at 0x8: probably a field 0x8 bytes into a nil pointer'],
    [signal('SIGSEGV', { code: '0x2', addr: '0x8' }), 'SIGSEGV at 0x8: probably a field 0x8 bytes into a nil pointer'],
    [signal('SIGSEGV', { code: '0x2', addr: '0x7f0000001000' }), 'SIGSEGV at 0x7f0000001000'],
    [
      signal('SIGSEGV', { code: '0x80', addr: '0x0' }),
      'SIGSEGV without an address: the pointer was no valid address at all, so it is probably corrupt, not nil',
    ],
    [
      signal('SIGSEGV', { sigcode: '0', addr: '0x0' }),
      'SIGSEGV, sent by a process: no instruction of the program caused it',
    ],
    [signal('SIGFPE', { code: '0x1', addr: '0x4' }), 'SIGFPE: an integer was divided by zero'],
    [signal('SIGQUIT', { sigcode: '0' }), 'SIGQUIT: somebody asked for this dump and ended the program'],
    [signal('SIGABRT', { sigcode: '-6' }), 'SIGABRT: the program aborted itself'],
    [signal('SIGABRT', { sigcode: '0' }), 'SIGABRT: the program was told to abort'],
    [
      signal('0xc0000005', { code: '0x0', addr: '0x8' }),
      'access violation (0xc0000005) at 0x8: probably a field 0x8 bytes into a nil pointer',
    ],
    [signal('0xc0000005', { code: '0x1', addr: '0x24a1f0000' }), 'access violation (0xc0000005) at 0x24a1f0000'],
    [signal('0xc0000005', {}), 'access violation (0xc0000005)'],
    [signal('0xc0000094', { code: '0x0', addr: '0x0' }), '0xc0000094'],
    [signal('SIGSEGV', { code: '0x1', addr: 'not a number' }), 'SIGSEGV'],
  ])('%j', (given, expected) => {
    expect(signalScene(given)).toBe(expected)
  })
})
