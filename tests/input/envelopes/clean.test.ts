import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ENVELOPES } from '../../../src/input/envelopes/registry.ts'
import { Peeler } from '../../../src/input/peeler.ts'
import { linesOf } from './unwrap.ts'

/** What programs print with nothing around it must stay as it is: an envelope that sees itself here eats evidence. */

const FOLDER = new URL('./fixtures/', import.meta.url)
const GO = readdirSync(FOLDER).filter((name) => !name.includes('-json'))

/** The `log` package's own lines are an envelope; three of them would be learned as one. */
const GO_LOG = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d /

for (const name of GO) {
  test(`${name} is plain`, () => {
    const lines = linesOf(readFileSync(new URL(name, FOLDER), 'utf8'))
    expect(Peeler.learn(lines).layers).toEqual([])
    expect(Peeler.learn(lines).isPlain).toBe(true)
    for (const line of lines) {
      for (const { id, peel, needs } of ENVELOPES) {
        if (line === '' || id === 'indent' || (id === 'go-log' && GO_LOG.test(line))) continue
        expect(needs === undefined ? peel(line) : null, `${id} takes ${line}`).toBeNull()
      }
    }
  })
}

const JVM: Record<string, string> = {
  'unified logging':
    '[0.005s][info][gc] Using G1\n[0.105s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 24M->4M(256M) 3.123ms',
  'unified logging with dates':
    '[2024-03-05T14:07:09.123+0000][0.005s][info][gc,start    ] GC(0) Pause Young\n[2024-03-05T14:07:09.124+0000][0.006s][info][gc          ] GC(0) Pause Young 24M->4M(256M) 3.123ms',
  'unified logging, one date':
    '[2024-03-05T14:07:09.123+0100] GC(0) Pause Young 24M->4M(256M) 3.123ms\n[2024-03-05T14:07:10.123+0100] GC(1) Pause Young 24M->4M(256M) 3.123ms',
  'JDK 8':
    '2024-03-05T14:07:09.123+0100: 1.234: [GC (Allocation Failure) 2024-03-05T14:07:09.123+0100: 1.234: [ParNew: 1K->1K(2K), 0.1 secs]\n',
  'a Spring Boot log':
    '2024-03-05T14:07:09.123+01:00 ERROR 4711 --- [shop] [nio-8080-exec-1] o.a.c.c.C.[dispatcherServlet] : failed\n\njava.lang.IllegalStateException: x\n\tat shop.Orders.next(Orders.java:12)',
  'a thread dump':
    '2024-03-05 14:07:09\nFull thread dump OpenJDK 64-Bit Server VM (17 mixed mode):\n\n"main" #1 prio=5 os_prio=0 cpu=1ms elapsed=2s tid=0x1 nid=0x2 waiting on condition  [0x3]\n   java.lang.Thread.State: RUNNABLE\n\tat a.B.c(B.java:1)\n',
  'hs_err registers':
    'RAX=0x00000000000000ca, RBX=0x0000000000000000\nRSP=0x00007f2800018000, RBP=0x0000000000000018\n',
  'an exception':
    'Exception in thread "main" java.lang.IllegalStateException: a | b\n\tat a.B.c(B.java:1)\nCaused by: java.lang.Error: 12:00:00  x\n\t... 5 more',
}

for (const [name, text] of Object.entries(JVM)) {
  test(`${name} is plain`, () => expect(Peeler.learn(linesOf(text)).layers).toEqual([]))
}

test('a kernel log is not the journal', () => {
  const lines = [
    '[12345.678901] Out of memory: Killed process 4242 (app) total-vm:1kB, anon-rss:1kB',
    '[12345.678902] Hardware name: QEMU',
    '[12345.678903] Tasks state (memory values in pages):',
  ]
  expect(Peeler.learn(lines).isPlain).toBe(true)
})

test('crash text that quotes something is left alone by peelCandidate', () => {
  const plain = Peeler.learn(['panic: boom'])
  for (const line of [
    'panic: {"error":"x","stack":"y"}',
    'panic: open C:\\new\\table.go:3',
    'goroutine 1 [running]:',
    '\t/src/a&amp;b/main.go:12 +0x1d',
    'main.f({0xc000012345?, 0x6})',
    'created by main.main in goroutine 1',
    '{"level":"info","msg":"tick"}',
    '',
  ]) {
    expect(plain.peelCandidate(line), line).toBeNull()
  }
})
