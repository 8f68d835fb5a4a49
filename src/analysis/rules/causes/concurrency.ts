import { whereIn } from '../../go/blocking/phrases.ts'
import { type Cause, named, within } from './cause.ts'

/** Misuse of channels, locks, wait groups and maps. Texts: runtime/chan.go, sync, internal/runtime/maps. */

export const CONCURRENCY_CAUSES: readonly Cause[] = [
  named('go/send-on-closed-channel', /^send on closed channel$/, {
    summary: 'A value was sent to a channel that was already closed.',
    title: (facts) => `A value was sent to a closed channel${within(facts)}`,
    explanation: ({ at }) => `The channel had been closed before the send at ${at}. Who closed it is not in the crash`,
    advice: ({ at }) => [
      `Let only the sender close the channel, after its last send; with several senders, wait for all of them first, or signal the end with a second channel or a context (${at})`,
    ],
  }),
  named('go/close-of-closed-channel', /^close of closed channel$/, {
    summary: 'A channel was closed twice.',
    title: (facts) => `A channel was closed for the second time${within(facts)}`,
    explanation: ({ at }) => `The close at ${at} was not the first`,
    advice: ({ at }) => [`Close in one place, or guard the close at ${at} with sync.Once`],
  }),
  named('go/negative-wait-group', /^sync: negative WaitGroup counter$/, {
    summary: 'Done was called more often than Add.',
    title: (facts) => `WaitGroup.Done was called more often than Add${within(facts)}`,
    explanation: ({ at }) => `The counter went below zero at ${at}`,
    advice: ({ at }) => [
      `Call Add(1) before the go statement and Done exactly once, by defer, in the goroutine; WaitGroup.Go (Go ≥ 1.25) does both (${at})`,
    ],
  }),
  named(
    'go/wait-group-misuse',
    /^(?:sync: )?WaitGroup (?:is reused before previous Wait has returned|misuse: Add called concurrently with Wait)$/,
    {
      summary: 'A WaitGroup was used again, or Add was called, while Wait was running.',
      title: (facts) => `A WaitGroup was used while others waited for it${within(facts)}`,
      explanation: ({ message, at }) => `The runtime says: ${message}, at ${at}`,
      advice: ({ at }) => [`Call every Add before Wait can start, and use a new WaitGroup for every round (${at})`],
    },
  ),
  named(
    'go/unlock-of-unlocked',
    /^sync: (?:unlock of unlocked mutex|(RUnlock|Unlock) of unlocked RWMutex|inconsistent mutex state)$/,
    {
      summary: 'A mutex was unlocked that nobody had locked. This cannot be recovered.',
      title: (facts, [text]) =>
        `${text!.includes('RUnlock') ? 'RUnlock' : 'Unlock'} was called on a lock that is not held${within(facts)}`,
      explanation: ({ at }) =>
        `The lock released at ${at} was not locked: unlocked twice, unlocked on a path that did not lock, or a copy of the struct with the mutex in it`,
      advice: ({ at }) => [`Unlock by defer right after locking; run go vet (copylocks) on the package of ${at}`],
    },
  ),
  named(
    'go/concurrent-map',
    /^(?:concurrent map (?:writes|read and map write|iteration and map write|clone and map write)|small map with no empty slot \(concurrent map writes\?\))$/,
    {
      summary: 'Two goroutines used one map at the same time, at least one of them writing. This cannot be recovered.',
      limits: 'Only the goroutine that noticed is shown; the other one may be any.',
      title: (facts, [text]) =>
        `A map was ${text!.includes('read') ? 'read' : text!.includes('iteration') ? 'ranged over' : text!.includes('clone') ? 'cloned' : 'written'} while another goroutine wrote it${within(facts)}`,
      explanation: ({ at }) =>
        `The goroutine at ${at} noticed it; the other one had done its part by then and can stand anywhere, also in code that looks harmless`,
      advice: ({ at }) => [
        `Guard every access to the map used at ${at} with one mutex, or use sync.Map; run with -race to see both sides`,
      ],
    },
  ),
  named(
    'go/synctest-deadlock',
    /^deadlock: (all goroutines in bubble are blocked|main bubble goroutine has exited but blocked goroutines remain)/,
    {
      summary: 'All goroutines of a synctest bubble wait for each other.',
      title: (_, [, text]) => `synctest: ${text}`,
      explanation: () =>
        'Inside a bubble time only passes while everybody is durably blocked, and nobody will wake these goroutines',
      advice: ({ crash, at }) => {
        const starter = crash.frames.find(({ kind }) => kind === 'test' || kind === 'app')
        return [`End or unblock the goroutines of the bubble at ${starter === undefined ? at : whereIn(starter)}`]
      },
    },
  ),
  named('go/synctest-misuse', /synctest (?:channel|goroutine|timer|bubble)/, {
    summary: 'Something of a synctest bubble was used from outside of it.',
    title: ({ message }) => `synctest: ${message.split('\n', 1)[0]!.slice(0, 120)}`,
    explanation: ({ at }) =>
      `A channel, timer or wait group made in a bubble belongs to it; ${at} used it from outside, or the other way round`,
    advice: ({ at }) => [`Make what ${at} uses inside the bubble`],
  }),
]
