import { describe, expect, it } from 'vitest'
import { ansiStyle, plainStyle } from '../../src/base/text/style.ts'
import { widthOf } from '../../src/base/text/width.ts'
import { renderQuiet } from '../../src/render/text/render-quiet.ts'
import { renderText, type TextOptions } from '../../src/render/text/render-text.ts'
import { sortFindings } from '../../src/render/words/findings.ts'
import { tellingFrame } from '../../src/render/words/stack-fold.ts'
import { growth } from '../support/growth.ts'
import {
  ALL,
  crash,
  finding,
  frame,
  HOSTILE,
  incomplete,
  manyGoroutines,
  nilDereference,
  noCrash,
  originAt,
  outOfMemory,
  panicChain,
  race,
  report,
  severalCrashes,
  source,
  span,
  twoSources,
} from './fixtures.ts'

const VIEWS = ['analyze', 'panics', 'goroutines'] as const
const WIDTHS = [40, 80, 160]

function options(overrides: Partial<TextOptions> = {}): TextOptions {
  return {
    width: 80,
    style: plainStyle,
    view: 'analyze',
    frames: 'app',
    group: null,
    top: 10,
    explainUnclaimed: false,
    ...overrides,
  }
}

const OWN_STYLE = /\x1b\[[0-9;]+m/g

describe.each(Object.entries(ALL))('%s', (name, make) => {
  it.each(WIDTHS)('reads well in %i columns', async (width) => {
    await expect(renderText(make(), options({ width }))).toMatchFileSnapshot(`snapshots/text/${name}.${width}.txt`)
  })

  it('reads well in depth', async () => {
    for (const view of ['panics', 'goroutines'] as const) {
      await expect(renderText(make(), options({ view }))).toMatchFileSnapshot(`snapshots/text/${name}.${view}.txt`)
    }
  })

  it('keeps to its width, with no control character but its own style', () => {
    for (const width of [30, 40, 57, 80, 100, 160, 400]) {
      for (const view of VIEWS) {
        for (const frames of ['app', 'all'] as const) {
          const plain = renderText(make(), options({ width, view, frames, explainUnclaimed: true }))
          for (const line of plain.split('\n')) {
            expect(widthOf(line), line).toBeLessThanOrEqual(width)
            expect(line).not.toMatch(/\s$/)
          }
          expect(plain).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/)
          expect(plain).not.toMatch(/\n\n\n|^\n/)
          // Colour changes nothing but colour.
          const coloured = renderText(
            make(),
            options({ width, view, frames, explainUnclaimed: true, style: ansiStyle }),
          )
          expect(coloured.replace(OWN_STYLE, '')).toBe(plain)
        }
      }
    }
  })

  it('says the same every time', () => {
    expect(renderText(make(), options())).toBe(renderText(make(), options()))
  })
})

describe('the answer', () => {
  it('is red in one word only', () => {
    const red = renderText(nilDereference(), options({ style: ansiStyle })).match(/\x1b\[[0-9;]*31m[^\x1b]*/g)
    expect(red).toEqual(['\x1b[1;31mPANIC'])
  })

  it('marks the origin and how sure it is', () => {
    expect(renderText(nilDereference(), options())).toMatch(
      /at +shop\/cart\.\(\*Cart\)\.Total .*← the origin \(certain\)/,
    )
    expect(renderText(panicChain(), options())).toMatch(/main\.work .*← the origin \(likely\)\n/)
  })

  it('shows an origin that is not one of the frames', () => {
    const creator = frame('main.start main.go:7')
    const text = renderText(
      report({ crashes: [crash({ origin: originAt(creator, 0.3, 'only the creator is known') })] }),
      options(),
    )
    expect(text).toContain('main.start  main.go:7  ← the origin (a guess)')
    expect(text).toContain('\n         only the creator is known')
  })

  it('says that there is no stack', () => {
    expect(renderText(report({ crashes: [crash()] }), options())).toContain('no stack of it in this log')
  })

  it('hints at --frames all once', () => {
    const text = renderText(outOfMemory(), options())
    expect(text.match(/--frames all/g)).toHaveLength(1)
    expect(renderText(outOfMemory(), options({ frames: 'all' }))).not.toContain('frames of')
  })

  it('shows recursion once, with a count', () => {
    const frames = Array.from({ length: 50 }, (_, i) => frame(`main.${i % 2 === 0 ? 'ping' : 'pong'} main.go:${i % 2}`))
    const text = renderText(report({ crashes: [crash({ frames })] }), options())
    expect(text).toContain('… the 2 frames above, 24 more times')
    expect(text.match(/main\.ping/g)).toHaveLength(1)
  })

  it('numbers several crashes, counts the copies, and shortens what comes late', () => {
    const text = renderText(severalCrashes(), options())
    expect(text).toContain('1 PANIC  first')
    expect(text).toContain('2 times, also at line 40')
    expect(text).toContain('4 PANIC  fourth  main.step')
    expect(renderText(race(), options())).toContain('4 times, also at line 21')
  })

  it('tells a stack by the line of the test, and not by the library of assertions that it calls', () => {
    const library = frame('org.junit.jupiter.api.Assertions.assertEquals Assertions.java:531', 'vendor')
    const test = frame('shop.CartTest.discount CartTest.java:17', 'test')
    expect(tellingFrame([library, test])).toBe(test)
    expect(tellingFrame([library, test, frame('shop.Cart.main Cart.java:3')])).toMatchObject({ line: 3 })
  })

  it('names the source of every line when there are several', () => {
    const text = renderText(twoSources(), options())
    expect(text).toContain('logs/api-1.log:118290')
    expect(text).toContain('logs/api-2.log  NOT READ · permission denied')
    expect(text).not.toMatch(/\bline \d/)
  })

  it('lists two hundred sources in a few lines', () => {
    const sources = Array.from({ length: 200 }, (_, i) =>
      source({ name: `job-${i}.log`, error: i === 7 ? 'is a directory' : null }),
    )
    const text = renderText(report({ sources, crashes: [crash()] }), options())
    expect(text).toContain('job-7.log  NOT READ · is a directory')
    expect(text).toContain('… 199 more sources, complete or without a crash')
  })

  it('lists advice once, numbered, in the order of the findings', () => {
    const evidence = [{ span: span(3), quote: '' }]
    const findings = [
      finding({ severity: 'error', advice: ['first', 'second'], evidence }),
      finding({ advice: ['second', 'third'] }),
    ]
    const text = renderText(report({ crashes: [crash()], findings }), options())
    expect(text).toContain('NEXT   1. first  line 3\n       2. second  line 3\n       3. third\n')
  })

  it('never shows what is unknown as 0', () => {
    const base = outOfMemory()
    const gc = base.gc.go!
    const summary = { ...gc.summary, heap: {}, spanSeconds: null, allocationRateMbPerSec: null }
    const pauses = { count: 0, totalMs: 0, meanMs: null, p50Ms: null, p90Ms: null, p99Ms: null, maxMs: null }
    const text = renderText({ ...base, gc: { go: { ...gc, summary: { ...summary, pauses } }, jvm: null } }, options())
    expect(text).toContain('MEMORY 812 GC cycles\n')
  })
})

describe('what is missing', () => {
  it('gives the advice once, behind all the evidence for it', () => {
    const text = renderText(incomplete(), options())
    expect(text).toContain('LOG    INCOMPLETE · docker json-file')
    expect(text.match(/debug\.SetCrashOutput/g)).toHaveLength(1)
    expect(text).toContain('goroutine 1 is missing\n')
  })
})

describe('no crash', () => {
  it('is one sentence', () => {
    expect(renderText(noCrash(), options({ width: 200 }))).toBe(
      'No crash in build.log (118 204 lines, 12.4 MB, github actions).' +
        ' 3 lines look like one but are not: --explain-unclaimed\n',
    )
  })

  it('lists the lines that look like one', () => {
    const text = renderText(noCrash(), options({ explainUnclaimed: true }))
    expect(text).toContain('ALMOST line 41  panic: this is what the test expects\n         no goroutine follows')
    expect(text).toContain('… 1 more')
    expect(text).not.toContain('--explain-unclaimed')
  })

  it('still says why the log ended badly', () => {
    const verdict = { status: 'killed', exitCode: 137, reasons: ['the process was killed from outside'] } as const
    expect(renderText(report({ verdict }), options())).toContain('the process was killed from outside')
  })

  it('says what could not be read', () => {
    const text = renderText(report({ sources: [source({ name: 'a.log', error: 'no such file' })] }), options())
    expect(text).toBe('NOT READ a.log: no such file\n')
  })
})

describe('goroutines', () => {
  it('shows one group on request, with its number in every view', () => {
    expect(renderText(manyGoroutines(), options())).toMatch(/3\. +31 +select/)
    const text = renderText(manyGoroutines(), options({ view: 'goroutines', group: 3 }))
    expect(text).toContain('31 select, runnable')
    expect(text).not.toContain('chan send')
  })

  it('says which groups there are when asked for another', () => {
    const text = renderText(manyGoroutines(), options({ view: 'goroutines', group: 12 }))
    expect(text).toContain('There is no group 12: this log has groups 1 to 9.')
  })

  it('counts what does not fit the top', () => {
    expect(renderText(manyGoroutines(), options({ top: 1 }))).toContain('… 3 more groups with 36 goroutines')
  })

  it('does not count the crashing goroutine among the others', () => {
    expect(renderText(manyGoroutines(), options())).toContain('OTHERS   10 439 goroutines in 8 groups')
  })
})

describe('quiet', () => {
  it('is one line per crash', () => {
    expect(renderQuiet(nilDereference())).toBe(
      'crash.log:118290: PANIC runtime error: invalid memory address or nil pointer dereference' +
        '  at shop/cart.(*Cart).Total shop.example/app/cart/cart.go:42\n',
    )
    expect(renderQuiet(severalCrashes()).split('\n')).toHaveLength(5)
  })

  it('is nothing without a crash', () => {
    expect(renderQuiet(noCrash())).toBe('')
  })

  it('stays one line whatever the message is', () => {
    const line = renderQuiet(report({ crashes: [crash({ message: HOSTILE.repeat(50) })] }))
    expect(line.match(/\n/g)).toHaveLength(1)
    expect(line.slice(0, -1)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202e]/)
    expect(line.length).toBeLessThan(600)
  })
})

it('tells a log of more deaths than a call takes arguments', () => {
  const crashes = Array.from({ length: 300_000 }, (_, i) => crash({ span: span(i + 1) }))
  expect(renderText(report({ crashes, sources: [source({ lines: 300_000 })] }), options())).toContain(
    'lines 1–300000 of',
  )
})

it('tells that many deaths apart', () => {
  const crashes = Array.from({ length: 150_000 }, (_, i) =>
    crash({ id: `crash-${i}`, fingerprint: String(i), span: span(i + 1) }),
  )
  const text = renderText(report({ crashes, sources: [source({ lines: 150_000 })] }), options())
  expect(text).toContain('lines 1–150000 of')
})

it('finds the crash of a finding at once', () => {
  const work = (size: number) => {
    const crashes = Array.from({ length: size }, (_, i) => crash({ id: `crash-${i}`, span: span(i + 1) }))
    const findings = crashes.map(({ id }) => finding({ crash: id, rule: 'go/nil-map-write' }))
    expect(sortFindings(report({ crashes, findings })).ofCrash.size).toBe(size)
  }
  expect(growth(work, 2_000, 10_000, 12)).toBeLessThan(12)
})
