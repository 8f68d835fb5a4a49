import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'
import { CORPUS, goBenchKernels, isBlocking } from '../../support/stuck-programs.ts'
import { verdict } from './findings.ts'

/** How sure the dump makes: the rest of these kernels may still be woken, as far as one dump can tell. */
const PROVEN: Readonly<Record<string, string>> = {
  cockroach_6181: 'go/deadlock',
  hugo_5379: 'go/deadlock',
  istio_16224: 'go/deadlock',
  kubernetes_25331: 'go/leak',
  kubernetes_30872: 'go/deadlock',
  moby_17176: 'go/deadlock',
  moby_21233: 'go/leak',
  moby_33293: 'go/leak',
  moby_4951: 'go/deadlock',
  syncthing_4829: 'go/deadlock',
}

/** Answers that differ from the label, with the reason. A miss that disappears must be taken from this list. */
const MISSES: Readonly<Record<string, { verdict: string; why: string }>> = {
  'kubernetes_25331.sigquit.log': {
    verdict: 'go/leak communication/channel',
    why: 'the context is a field of the receiver and leaves no trace in the dump',
  },
  'kubernetes_25331.pprof-debug2.log': {
    verdict: 'go/leak communication/channel',
    why: 'the context is a field of the receiver and leaves no trace in the dump',
  },
  'cockroach_6181.pprof-debug2.log': {
    verdict: 'go/blocked-unproven resource/rwlock-reentry',
    why: 'the first header is glued to other output, so that goroutine 1 is not known to be there',
  },
}

describe('GoBench kernels', () => {
  for (const { log, program, form, class: kind, cause, blockedAt } of goBenchKernels()) {
    test(`${program} ${form}: ${kind}, ${cause}`, async () => {
      const found = (await analyze(CORPUS + log)).findings.filter(isBlocking)
      const rule = PROVEN[program] ?? 'go/blocked-unproven'
      expect(verdict(found)).toBe(MISSES[`${program}.${form}.log`]?.verdict ?? `${rule} ${kind}/${cause}`)
      expect(found).toHaveLength(1)
      const told = found[0]!.data.blockedAt as string[]
      expect(new Set(told)).toEqual(new Set(blockedAt!.map((name) => `example.com/kernel.${name}`)))
    })
  }
})
