import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { analyze, type ExpansionLimits, extract, type Report, type SourceInput } from '../../../src/index.ts'
import { corpus } from '../../support/corpus.ts'
import { essence, inChunks, seeded } from '../../wrapping/essence.ts'
import { dockerFrame, gzip, type Packed, tar, XZ, XZ_TEXT, zip, zstdBomb, zstdFrame } from './pack.ts'

const LOGS = corpus('go')
const bytesOf = (name: string): Buffer => LOGS.find((one) => one.name === name)!.bytes
const PANIC = bytesOf('go/go1.26/nilderef.all')
const DUMP = bytesOf('go/go1.26/quit.all')
const FILES: readonly Packed[] = [
  { name: 'app/crash.log', bytes: PANIC },
  { name: 'dump.log', bytes: DUMP },
]

const of = (bytes: Uint8Array, limits?: ExpansionLimits): Promise<Report> =>
  analyze({ name: 'in', bytes }, limits === undefined ? {} : { limits })

/** As from a pipe: no size, no way back, pieces of any length. */
const piped = (bytes: Uint8Array): Promise<Report> => analyze({ name: 'in', stream: inChunks(bytes, seeded(1)) })

const told = ({ sources }: Report): unknown =>
  sources.map(({ name, bytes, compression, layers, error }) => [name, bytes, compression, layers.join('>'), error])

const CLEAN = essence(await of(PANIC))

describe('one compressed log is the log', () => {
  const WAYS: readonly (readonly [string, Buffer, string])[] = [
    ['gzip', gzip(PANIC), 'gzip'],
    ['gzip of several members', Buffer.concat([gzip(PANIC.subarray(0, 100)), gzip(PANIC.subarray(100))]), 'gzip'],
    ['zstd', zstdFrame(PANIC), 'zstd'],
    [
      'zstd of several frames',
      Buffer.concat([zstdFrame(PANIC.subarray(0, 99)), zstdFrame(PANIC.subarray(99))]),
      'zstd',
    ],
  ]
  test.each(WAYS)('%s', async (_, packed, compression) => {
    for (const report of [await of(packed), await piped(packed)]) {
      expect(told(report)).toEqual([['in', PANIC.length, compression, compression, null]])
      expect(essence(report)).toEqual(CLEAN)
      // Positions are those of the log that was compressed.
      expect(report.crashes[0]!.span).toEqual((await of(PANIC)).crashes[0]!.span)
    }
  })

  test('xz', async () => {
    expect(told(await of(XZ))).toEqual([['in', XZ_TEXT.length, 'xz', 'xz', null]])
    expect(essence(await piped(XZ))).toEqual(essence(await of(Buffer.from(XZ_TEXT))))
  })

  test('two xz logs at once', async () => {
    const reports = await Promise.all([of(XZ), piped(XZ), of(XZ)])
    expect(reports.map(({ crashes }) => crashes.length)).toEqual([1, 1, 1])
  })
})

describe('an archive is as many logs as it holds', () => {
  const ARCHIVES: readonly (readonly [string, Buffer, string, string])[] = [
    ['tar', tar(FILES), 'tar', 'tar'],
    ['tar.gz', gzip(tar(FILES)), 'gzip', 'gzip>tar'],
    ['tar.zst', zstdFrame(tar(FILES)), 'zstd', 'zstd>tar'],
    ['zip, deflated', zip(FILES), 'zip', 'zip'],
    ['zip, stored', zip(FILES, { stored: true }), 'zip', 'zip'],
    ['zip, sizes behind the data', zip(FILES, { streamed: true }), 'zip', 'zip'],
  ]
  test.each(ARCHIVES)('%s', async (_, archive, compression, layers) => {
    for (const report of [await of(archive), await piped(archive)]) {
      expect(told(report)).toEqual([
        ['in!app/crash.log', PANIC.length, compression, layers, null],
        ['in!dump.log', DUMP.length, compression, layers, null],
      ])
      expect(report.crashes.map(({ id, span }) => [id, span.source])).toEqual([
        ['crash-1', 'in!app/crash.log'],
        ['crash-2', 'in!dump.log'],
      ])
    }
  })

  test('from a file on disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-extractor-pack-'))
    try {
      const path = join(folder, 'a.zip')
      writeFileSync(path, zip(FILES))
      expect((await analyze(path)).sources.map(({ name }) => name)).toEqual(FILES.map(({ name }) => `${path}!${name}`))
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  test.each(['gnu', 'pax'] as const)('%s: names over 100 characters', async (longNames) => {
    const name = `${'long/'.repeat(40)}crash.log`
    const report = await of(tar([{ name, bytes: PANIC }], { longNames }))
    expect(report.sources.map((source) => source.name)).toEqual([`in!${name}`])
  })

  test('two deep, and no deeper', async () => {
    const inner = gzip(tar([{ name: 'a.log.gz', bytes: gzip(PANIC) }]))
    const report = await of(
      zip([
        { name: 'b.tar.gz', bytes: tar([{ name: 'a.log', bytes: PANIC }]) },
        { name: 'c.tgz', bytes: inner },
      ]),
    )
    expect(told(report)).toEqual([
      ['in!b.tar.gz!a.log', PANIC.length, 'zip', 'zip>tar', null],
      ['in!c.tgz!a.log.gz', 0, null, '', 'in!c.tgz!a.log.gz: cannot be read: it is packed too many times over'],
    ])
  })

  test('blocks are numbered through, and every event says whose it is', async () => {
    const blocks = new Map<string, Set<number>>()
    for await (const events of extract({ name: 'in', bytes: tar(FILES) }))
      for (const event of events)
        if (event.block !== null)
          blocks.set(event.span.source, (blocks.get(event.span.source) ?? new Set()).add(event.block))
    expect([...blocks].map(([source, numbers]) => [source, [...numbers]])).toEqual([
      ['in!app/crash.log', [0]],
      ['in!dump.log', [1]],
    ])
  })

  test('a name is text, never a path or an escape', async () => {
    const hostile = '../../etc/\x1b]52;c;aGk=\x07\n\u202ecrash.log'
    const [source] = (await of(zip([{ name: hostile, bytes: PANIC }]))).sources
    expect(source!.name).toBe('in!../../etc/\\x1b]52;c;aGk=\\x07\\n\\u202ecrash.log')
  })
})

describe('what cannot be read is told in a sentence, and the others are done', () => {
  const bomb = gzip(Buffer.alloc(200_000_000))

  test.each<[string, () => Promise<Report>, string]>([
    ['a gzip bomb', () => of(bomb), 'in'],
    ['a zstd bomb', () => of(zstdBomb(3_000)), 'in'],
    ['a bomb in a pipe', () => piped(bomb), 'in'],
    ['a bomb in a tar', () => of(tar([{ name: 'b.gz', bytes: bomb }])), 'in!b.gz'],
    ['a bomb in a zip', () => of(zip([{ name: 'b', bytes: Buffer.alloc(200_000_000) }])), 'in!b'],
  ])('%s', async (_, read, name) => {
    const started = process.memoryUsage().rss
    expect((await read()).sources.map(({ error }) => error)).toEqual([
      `${name}: cannot be read: it grows to more than 200 times its size, as a decompression bomb does`,
    ])
    expect(process.memoryUsage().rss - started).toBeLessThan(150_000_000)
  })

  test('a bomb between two logs', async () => {
    const report = await of(tar([FILES[0]!, { name: 'b.gz', bytes: bomb }, FILES[1]!]))
    expect(report.sources.map(({ name, error }) => [name, error === null])).toEqual([
      ['in!app/crash.log', true],
      ['in!b.gz', false],
      ['in!dump.log', true],
    ])
    expect(report.crashes).toHaveLength(2)
  })

  test('limits are options', async () => {
    const packed = gzip(Buffer.concat(Array.from({ length: 2_000 }, () => DUMP)))
    expect((await of(packed, { ratio: 2 })).sources[0]!.error).toContain('more than 2 times')
    expect((await of(gzip(DUMP), { totalBytes: 1_000 })).sources[0]!.error).toContain('larger than 1000 bytes in all')
    const many = await of(tar(FILES), { members: 1 })
    expect(many.sources.map(({ error }) => error)).toEqual([
      null,
      'in: cannot be read: it holds more than 1 files; the rest is left out',
    ])
  })

  test.each<[string, Buffer, string]>([
    ['bzip2', Buffer.from('BZh91AY&SY'), 'bzip2 is not read: decompress it first (bzip2 -dc FILE | log-extractor)'],
    [
      "docker's local driver",
      Buffer.concat([Buffer.from([0, 0, 0, 20]), Buffer.from('\n\x06stdout\x10\x80\x80\x01\x1a\x02hi')]),
      "it is a binary log of docker's `local` driver: use `docker logs CONTAINER` and read what that prints",
    ],
    ['an encrypted member', zip(FILES.slice(0, 1), { flags: 1 }), 'it is encrypted'],
    ['an empty archive', zip([]), 'the archive holds no files'],
    [
      'something that begins like gzip',
      Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6, 255, 255, 255, 255]),
      'it begins like gzip, and is none',
    ],
    ['a zstd window of a terabyte', zstdFrame(PANIC, 0xf8), 'a zstd frame asks for a window of more than 128 MiB'],
  ])('%s', async (_, bytes, reason) => {
    expect((await of(bytes)).sources[0]!.error).toMatch(new RegExp(`${escaped(reason)}$`))
  })
})

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

describe('what was cut gives what was readable', () => {
  const evidenceOf = ({ sources }: Report) =>
    sources.map(({ name, completeness }) => [
      name,
      completeness.evidence.filter(({ id }) => id === 'E09').map(({ text }) => text.replace(/^.*?: /, '')),
    ])

  test('gzip', async () => {
    const packed = gzip(DUMP)
    for (const read of [of, piped]) {
      const report = await read(packed.subarray(0, packed.length >> 1))
      expect(evidenceOf(report)).toEqual([['in', ['gzip ends too early']]])
      expect(report.sources[0]!.bytes).toBeGreaterThan(DUMP.length / 4)
      expect(report.sources[0]!.completeness.verdict).toBe('incomplete')
      expect(report.crashes).toHaveLength(1)
    }
  })

  test('tar, tar.gz and zip', async () => {
    const cut = tar(FILES).subarray(0, 8_000)
    expect(evidenceOf(await of(cut))).toEqual([
      ['in!app/crash.log', []],
      ['in!dump.log', ['the archive ends inside this file']],
    ])
    const packed = zip(FILES)
    const report = await of(packed.subarray(0, packed.length - 2_000))
    expect(evidenceOf(report)).toEqual([
      ['in!app/crash.log', []],
      ['in!dump.log', ['the archive ends too early']],
      ['in', []],
    ])
    expect(report.sources[2]!.error).toContain('the end of the archive with its directory is missing')
  })

  test('no cut at any byte throws', async () => {
    for (const whole of [
      gzip(PANIC),
      zstdFrame(PANIC),
      XZ,
      tar(FILES.slice(0, 1)),
      gzip(tar(FILES)),
      zip(FILES),
      zip(FILES, { streamed: true }),
    ]) {
      const step = Math.max(1, Math.floor(whole.length / 60))
      for (let end = 0; end < whole.length; end += step) {
        for (const read of [of, piped]) await read(whole.subarray(0, end))
      }
    }
  }, 60_000)

  test('no damaged byte throws', async () => {
    const random = seeded(7)
    for (const whole of [
      gzip(DUMP),
      zstdFrame(PANIC),
      XZ,
      gzip(tar(FILES)),
      zip(FILES),
      zip(FILES, { streamed: true }),
      tar(FILES),
    ]) {
      for (let turn = 0; turn < 40; turn++) {
        const damaged = Buffer.from(whole)
        for (let i = 0; i < 3; i++) damaged[Math.floor(random() ** 2 * damaged.length)] = Math.floor(random() * 256)
        const input: SourceInput = { name: 'in', bytes: damaged }
        await analyze(input, { limits: { totalBytes: 50_000_000 } })
        await piped(damaged)
      }
    }
  }, 60_000)
})

describe('the raw stream of the docker API', () => {
  test('lines of two streams that alternate', async () => {
    const text = PANIC.toString()
    const half = text.indexOf('main.') + 3
    const raw = Buffer.concat([
      dockerFrame(1, 'GET /\nGET '),
      dockerFrame(2, text.slice(0, half)),
      dockerFrame(1, '/favicon\n'),
      dockerFrame(2, text.slice(half)),
    ])
    const report = await of(raw)
    expect(report.sources[0]!.layers).toEqual(['docker-stream'])
    expect(report.crashes.map(({ message, frames }) => [message, frames.length])).toEqual(
      (await of(PANIC)).crashes.map(({ message, frames }) => [message, frames.length]),
    )
    const cut = await of(raw.subarray(0, raw.length - 20))
    expect(cut.sources[0]!.completeness.evidence.map(({ id }) => id)).toContain('E09')
  })
})
