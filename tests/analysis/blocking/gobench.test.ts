import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { analyze } from '../../../src/index.ts'
import { CORPUS, isBlocking, logsIn, verdict } from './findings.ts'

/** 17 real deadlocks reduced to kernels, each in two forms, against the class and cause that GoBench gives them. */
const CLASS: Readonly<Record<string, string>> = {
  'Resource Deadlock': 'resource',
  'Communication Deadlock': 'communication',
  'Mixed Deadlock': 'mixed',
}
const CAUSE: Readonly<Record<string, string>> = {
  'Double locking': 'double-lock',
  'AB-BA deadlock': 'lock-order',
  'RWR deadlock': 'rwlock-reentry',
  Channel: 'channel',
  'Channel & Context': 'channel-context',
  'Condition Variable': 'condition-variable',
  'Channel & Lock': 'channel-lock',
}

/** What is stuck, and what the dump says about it. The functions are those of the first finding. */
const EXPECTED: Readonly<Record<string, { rule: string; blockedAt: readonly string[] }>> = {
  cockroach_13755: { rule: 'go/blocked-unproven', blockedAt: ['(*Rows).awaitDone'] },
  cockroach_25456: { rule: 'go/blocked-unproven', blockedAt: ['(*consistencyQueue).process'] },
  cockroach_35073: { rule: 'go/blocked-unproven', blockedAt: ['(*RowChannel).Push'] },
  cockroach_6181: {
    rule: 'go/deadlock',
    blockedAt: [
      '(*rangeDescriptorCache).String',
      '(*rangeDescriptorCache).LookupRangeDescriptor',
      'testRangeCacheCoalescedRquests.func1',
    ],
  },
  grpc_1353: {
    rule: 'go/blocked-unproven',
    blockedAt: ['(*roundRobin).down', '(*roundRobin).watchAddrUpdates', 'TestGrpc1353.func1'],
  },
  grpc_1424: { rule: 'go/blocked-unproven', blockedAt: ['DialContext.func1'] },
  grpc_1460: { rule: 'go/blocked-unproven', blockedAt: ['(*http2Client).NewStream', '(*http2Client).keepalive'] },
  hugo_5379: {
    rule: 'go/deadlock',
    blockedAt: ['(*Page).initPlain.func1', '(*Site).renderPages', '(*Page).initPlain'],
  },
  istio_16224: { rule: 'go/deadlock', blockedAt: ['TestIstio16224', 'TestIstio16224.func1'] },
  kubernetes_25331: { rule: 'go/leak', blockedAt: ['(*watchChan).run'] },
  kubernetes_30872: {
    rule: 'go/deadlock',
    blockedAt: ['(*federatedInformerImpl).addCluster', '(*DeltaFIFO).HasSynced'],
  },
  moby_17176: { rule: 'go/deadlock', blockedAt: ['testDevmapperLockReleasedDeviceDeletion.func1'] },
  moby_21233: {
    rule: 'go/leak',
    blockedAt: ['chanOutput.WriteProgress', '(*Transfer).Watch.func1', '(*Transfer).Release'],
  },
  moby_30408: { rule: 'go/blocked-unproven', blockedAt: ['(*Plugin).waitActive', 'testActive'] },
  moby_33293: { rule: 'go/leak', blockedAt: ['containerWait'] },
  moby_4951: { rule: 'go/deadlock', blockedAt: ['(*DeviceSet).removeDeviceAndWait', '(*DeviceSet).DeleteDevice'] },
  syncthing_4829: { rule: 'go/deadlock', blockedAt: ['(*Mapping).notify'] },
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

const labels = JSON.parse(readFileSync(`${CORPUS}go-deadlocks/labels.json`, 'utf8')) as Record<
  string,
  { class: string; cause: string }
>

describe('GoBench kernels', () => {
  for (const name of logsIn('go-deadlocks')) {
    const kernel = name.split('.', 1)[0]!
    const label = labels[kernel]!
    const expected = EXPECTED[kernel]!
    test(`${name}: ${label.class}, ${label.cause}`, async () => {
      const { findings } = await analyze(`${CORPUS}go-deadlocks/${name}`)
      const answer = verdict(findings)
      expect(answer).toBe(MISSES[name]?.verdict ?? `${expected.rule} ${CLASS[label.class]}/${CAUSE[label.cause]}`)
      const blockedAt = findings.find(isBlocking)!.data.blockedAt as string[]
      expect(new Set(blockedAt)).toEqual(new Set(expected.blockedAt.map((name) => `example.com/kernel.${name}`)))
    })
  }

  test('one finding about waiting goroutines per dump', async () => {
    for (const name of logsIn('go-deadlocks')) {
      const { findings } = await analyze(`${CORPUS}go-deadlocks/${name}`)
      expect(findings.filter(isBlocking), name).toHaveLength(1)
    }
  })

  test('the score', async () => {
    let classes = 0
    let causes = 0
    for (const name of logsIn('go-deadlocks')) {
      const label = labels[name.split('.', 1)[0]!]!
      const { findings } = await analyze(`${CORPUS}go-deadlocks/${name}`)
      const { data } = findings.find(isBlocking)!
      if (data.class === CLASS[label.class]) classes++
      if (data.cause === CAUSE[label.cause]) causes++
    }
    expect({ classes, causes }).toEqual({ classes: 34, causes: 32 })
  })
})
