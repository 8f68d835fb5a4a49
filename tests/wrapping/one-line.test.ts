/** A log of which something made one line, numbers, or lines that end otherwise. */
import { describe, expect, test } from 'vitest'
import { analyze, type Report } from '../../src/index.ts'
import { Peeler } from '../../src/input/peeler.ts'
import { corpus } from '../support/corpus.ts'
import { growth } from '../support/growth.ts'
import { essence } from './essence.ts'

const APP = ['2024/03/05 14:06:58 shop v2.3.1 starting', '2024/03/05 14:07:05 worker 3: flushed 12 rows in 4ms']

const LOGS = [...corpus('go'), ...corpus('jvm')]
  .filter(({ name }) =>
    /go1\.26\/(?:mapfault\.write-all|values\.multiline|race\.halt|tests\.timeout|quit\.single|alloc\.mixed)$|jdk25\/(?:exceptions|threads-virtual-sigquit)$/.test(
      name,
    ),
  )
  .map(({ name, bytes }) => ({ name, lines: [...APP, ...bytes.toString('utf8').replace(/\n$/, '').split('\n')] }))

const told = (text: string): Promise<Report> => analyze({ name: 'input.log', bytes: Buffer.from(text) })

type Wrap = (lines: readonly string[]) => string

const marked = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Rows of sixteen bytes. */
const rows = (lines: readonly string[], row: (bytes: Buffer, at: string, text: string) => string): string => {
  const bytes = Buffer.from(`${lines.join('\n')}\n`)
  return Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) => {
    const part = bytes.subarray(i * 16, i * 16 + 16)
    return row(part, (i * 16).toString(16).padStart(8, '0'), part.toString('latin1').replaceAll(/[^ -~]/g, '.'))
  }).join('\n')
}

const pairs = (bytes: Buffer) => bytes.toString('hex').replaceAll(/(.{4})(?=.)/g, '$1 ')
const singles = (bytes: Buffer) =>
  [bytes.subarray(0, 8), bytes.subarray(8)]
    .map((half) => half.toString('hex').replaceAll(/(..)(?=.)/g, '$1 '))
    .join('  ')

/** What `fold` makes of a line on a terminal. */
const broken = (line: string, width: number): string[] => {
  const text = line.replaceAll('\t', '        ')
  return Array.from({ length: Math.max(1, Math.ceil(text.length / width)) }, (_, i) =>
    text.slice(i * width, (i + 1) * width),
  )
}

const WRAPPINGS: Record<string, { readonly wrap: Wrap; readonly except?: RegExp }> = {
  // Neither a header nor a frame tells what stands between lines of a collector.
  'a sign for each newline': { wrap: (lines) => `14:07:09 shop died: ${lines.join('␤')}\n`, except: /alloc/ },
  'bars with blanks for newlines': { wrap: (lines) => `${lines.join(' | ')}\n`, except: /alloc/ },
  'breaks of a page for newlines': {
    wrap: (lines) => `<p>shop died: ${lines.map(marked).join('<br>')}</p>\n`,
    except: /alloc/,
  },
  'a string of a shell': {
    wrap: (lines) =>
      `+ out=$'${lines.join('\n').replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\t', '\\t').replaceAll('\n', '\\n')}\\n'\n`,
  },
  'returns for newlines': { wrap: (lines) => `${lines.join('\r')}\r` },
  xxd: { wrap: (lines) => `${rows(lines, (bytes, at, text) => `${at}: ${pairs(bytes).padEnd(39)}  ${text}`)}\n` },
  'hexdump -C': {
    wrap: (lines) =>
      `${rows(lines, (bytes, at, text) => `${at}  ${singles(bytes).padEnd(48)}  |${text}|`)}\n00000fff\n`,
  },
  'od -A x -t x1z': {
    wrap: (lines) =>
      `${rows(
        lines,
        (bytes, at, text) =>
          `${at.slice(2)} ${bytes
            .toString('hex')
            .replaceAll(/(..)(?=.)/g, '$1 ')
            .padEnd(47)}  >${text}<`,
      )}\n000fff\n`,
  },
  '/dev/kmsg': {
    wrap: (lines) =>
      lines
        .map(
          (line, i) =>
            `12,${900 + i},${67_890 + i},-;shop[77]: ${line.replaceAll('\\', '\\x5c').replaceAll('\t', '\\x09')}\n SUBSYSTEM=shop\n`,
        )
        .join(''),
  },
  'a screen of 132 columns': {
    wrap: (lines) => `${lines.flatMap((line) => broken(line, 132)).join('\n')}\n`,
    except: /exceptions/,
  },
  'a screen of 76 columns, quoted in a mail': {
    wrap: (lines) =>
      `${lines
        .flatMap((line) => broken(line, 76))
        .map((line) => `> ${line}`)
        .join('\n')}\n`,
    // Of a TAB in a message a screen leaves blanks.
    except: /exceptions/,
  },
}

describe('a log in one line', () => {
  for (const [name, { wrap, except }] of Object.entries(WRAPPINGS)) {
    test(name, async () => {
      expect(LOGS.length).toBe(8)
      for (const log of LOGS.filter((one) => except?.test(one.name) !== true)) {
        const clean = essence(await told(`${log.lines.join('\n')}\n`))
        expect(essence(await told(wrap(log.lines))), log.name).toEqual(clean)
      }
    })
  }
})

test('the head of a report of the VM, broken once', async () => {
  const { bytes } = corpus('jvm').find(({ name }) => name === 'jvm/jdk25/hs_err-sigsegv-stdout')!
  const lines = bytes.toString('utf8').trimEnd().split('\n')
  const text = `${lines.flatMap((line) => broken(line, 132)).join('\n')}\n`
  expect(essence(await told(text))).toEqual(essence(await told(`${lines.join('\n')}\n`)))
})

test('positions in a file whose lines end with returns are those of its bytes', async () => {
  const { lines } = LOGS.find(({ name }) => name === 'go/go1.26/mapfault.write-all')!
  const text = lines.join('\r')
  const [crash] = (await told(text)).crashes
  expect(crash!.span.byte).toBe(text.indexOf('fatal error: '))
  expect(crash!.span.line).toBe(1 + APP.length)
})

const times = (count: number, lines: (i: number) => readonly string[]) =>
  `${Array.from({ length: count }, (_, i) => lines(i))
    .flat()
    .join('\n')}\n`

describe('nothing of that', () => {
  const LOGS: Record<string, string> = {
    'a bar on a line of a progress': ' 10%\r 20%\r 30%\nok\n',
    'bytes of packets': times(4, (i) => [
      `14:07:0${i} received`,
      '00000000: 7061 6e69 633a 2062 6f6f 6d0a 0a67 6f72  panic: boom..gor',
      '00000010: 6f75 7469 6e65 2031 205b 7275 6e6e 696e  outine 1 [runnin',
      '00000020: 675d 3a0a 6d61 696e 2e6d 6169 6e28 290a  g]:.main.main().',
    ]),
    'a header, and what somebody says of it': 'see goroutine 7 [select]: | main.go(12) | waits | x.go:12 | y\n',
    'steps of a script': '==> build <==\nok\n\n==> test <==\nok\n\n==> deploy <==\nok\n',
  }
  for (const [name, log] of Object.entries(LOGS)) {
    test(name, async () => {
      const report = await told(log)
      expect(report.crashes).toEqual([])
      expect(report.stacks).toEqual([])
    })
  }
})

describe('whatever stands between the frames of a trace in one line', () => {
  for (const sign of ['-', '.', '|', '/', '$', '^', '*', '+', '?', '\\', ']', '}', '->', '=>', '⏎', ',']) {
    test(`as it stands: ${sign}`, async () => {
      const frames = [1, 2, 3].map((line) => `at shop.Cart.pay(Cart.java:${line})`)
      const { crashes } = await told(
        `Exception in thread "main" java.lang.IllegalStateException: no ${['cart', ...frames].join(sign)}\n`,
      )
      expect(crashes.map(({ frames }) => frames.map(({ line }) => line))).toEqual([[1, 2, 3]])
    })
  }
})

test('signs without an end take time by their number', () => {
  const learn = (size: number) => Peeler.learn([`goroutine 1 [running]:␤${'a.go:1 goroutine 1 [x]:␤ '.repeat(size)}`])
  expect(growth(learn, 1_000, 4_000, 8)).toBeLessThan(8)
})
