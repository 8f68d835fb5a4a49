import { describe, expect, test } from 'vitest'
import { GoScene } from '../../src/analysis/go/go-scene.ts'
import type { Detail } from '../../src/formats/recogniser.ts'
import { openSources } from '../../src/input/open-source.ts'
import type { GoGoroutineEvent } from '../../src/model/event.ts'
import { readSource } from '../../src/pipeline/extract.ts'
import { seeded } from '../wrapping/essence.ts'

/** The brackets of headers, with what may stand before them. */
const BRACKETS = [
  ' [chan receive]',
  ' [chan receive, 5 minutes]',
  ' [chan receive, 17 minutes]',
  ' [select, 3 minutes, locked to thread]',
  ' gp=0xc000102380 m=nil [sync.Mutex.Lock]',
  ' gp=0xc000102380 m=3 mp=0xc000100008 [running]',
  ' [chan receive (leaked)]',
  ' [chan receive, labels:{"request":"7"}]',
  ' [select (durable), synctest bubble 2]',
]

/** Three thousand goroutines of eight stacks. */
function dump(): string {
  const random = seeded(11)
  const below = (most: number) => Math.floor(random() * most)
  let text =
    'SIGQUIT: quit\nPC=0x4964c1 m=0 sigcode=0\n\ngoroutine 1 [chan receive]:\nmain.main()\n\t/app/main.go:9 +0x1\n\n'
  for (let id = 2; id < 3_000; id++) {
    const kind = below(8)
    const isRare = below(50) === 0
    const bracket = BRACKETS[isRare ? 6 + below(3) : below(6)]
    const address = `0xc000${(0x100000 + below(4_000) * 16).toString(16)}`
    text += `goroutine ${id}${bracket}:\nmain.(*pool${kind}).work(${address}, 0x${kind})\n\t/app/pool.go:${kind + 10} +0x45\n`
    if (kind > 1) text += `created by main.start in goroutine ${1 + below(9)}\n\t/app/main.go:20 +0x85\n`
    text += '\n'
  }
  return text
}

async function sceneOf(text: string, goroutines: Detail) {
  const scene = new GoScene('a.log')
  const told: GoGoroutineEvent[] = []
  for await (const source of openSources({ name: 'a.log', bytes: text })) {
    await readSource(source, { goroutines }, (events) => {
      for (const event of events) {
        scene.add(event)
        if (event.kind === 'go.goroutine') told.push(event)
      }
    })
  }
  const [block] = scene.blocks
  const groups = block!.groups.list().map(({ key, count, states, minMinutes, maxMinutes, ids, system, leaked }) => ({
    key,
    count,
    states: Object.fromEntries(states),
    minMinutes,
    maxMinutes,
    ids: ids.length,
    system,
    leaked,
  }))
  const { header, createdById, span } = block!.last!
  const last = { id: header!.id, state: header!.state, createdById, span }
  return { told: told.length, seen: { total: block!.groups.total, groups, last, inBubble: block!.inBubble } }
}

describe('goroutines that are counted are those that are told', () => {
  const whole = dump()
  test('of a whole dump', async () => {
    const each = await sceneOf(whole, 'each')
    const counted = await sceneOf(whole, 'counted')
    expect(each.seen.total).toBe(2_999)
    expect(counted.seen).toEqual(each.seen)
    expect(counted.told).toBeLessThan(each.told * 0.7)
  })

  test.each([1, 2, 3, 5, 8, 13, 60, 61, 62, 63, 64, 65, 66, 100, 1_000])('with the last %i bytes cut', async (cut) => {
    const text = whole.slice(0, -cut)
    expect((await sceneOf(text, 'counted')).seen).toEqual((await sceneOf(text, 'each')).seen)
  })

  test('with the list of another thread behind it', async () => {
    const text = `${whole}rax    0x0\nrbx    0x1\nrcx    0x2\nrdx    0x3\n-----\n\nSIGQUIT: quit\nPC=0x4964c1 m=1 sigcode=0\n\n${whole.slice(whole.indexOf('goroutine 2'))}`
    expect((await sceneOf(text, 'counted')).seen).toEqual((await sceneOf(text, 'each')).seen)
  })

  test('with lines that are nearly headers', async () => {
    const nearly = [
      'goroutine 7',
      'goroutine x [select]:',
      'goroutine 8 gp=0xc000 [chan receive]:',
      'goroutine 9 [select]',
      'goroutine 99999999999999999 [select]:',
    ]
    const lines = whole.split('\n\n')
    const text = lines
      .map((paragraph, i) => (i % 400 === 399 ? paragraph.replace(/^.*/, nearly[(i / 400) | 0]!) : paragraph))
      .join('\n\n')
    expect((await sceneOf(text, 'counted')).seen).toEqual((await sceneOf(text, 'each')).seen)
  })
})
