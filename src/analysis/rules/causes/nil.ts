import { receiverWord, wordsOf } from '../../go/blocking/arguments.ts'
import { nameOf, shortName } from '../../go/blocking/phrases.ts'
import { type Cause, type Facts, named, type Telling } from './cause.ts'

/** The runtime calls a fault below this address a nil pointer: no memory is ever mapped there. */
const NIL_PAGE = 4096n
/** Where an itab keeps the first of its methods: a call through a nil interface faults at such an offset. */
const FIRST_METHOD = 24n

const dereference: Cause = {
  id: 'go/nil-dereference',
  severity: 'error',
  summary: 'A nil pointer, interface or function was used as if it pointed to something.',
  limits:
    'The offset is told only where the kernel gave an address below 4096; that the receiver itself was nil only where the printed argument is 0x0 and not marked as stale.',
  tell(facts) {
    if (!/^invalid memory address or nil pointer dereference$/.test(facts.message)) return null
    const { signal } = facts.crash
    const address = addressOf(facts)
    if (signal?.code === '0x80') return corrupt(facts)
    if (address !== null && address >= NIL_PAGE) return unmapped(facts, address)
    const receiver = nilReceiver(facts)
    const type = receiver ?? 'pointer'
    const where = facts.frame === null ? '' : ` in ${nameOf(facts.frame)}`
    const offset = address === null || address === 0n ? null : `0x${address.toString(16)}`
    return {
      title:
        offset === null
          ? `A nil ${type} was dereferenced${where}`
          : `A field ${offset} bytes into a nil ${type} was used${where}`,
      explanation: [
        receiver === null
          ? `Something used at ${facts.at} is nil`
          : `The method was called on a nil ${receiver}: its receiver is 0x0 in the stack, so the caller passed nil`,
        ...(address === 0n
          ? ['Address 0 means the value itself was read: the first field, a nil function that was called, or *p']
          : []),
        ...(address !== null && address >= FIRST_METHOD && receiver === null
          ? [
              `Offset ${offset} is the distance of the field from the start of its struct${address === FIRST_METHOD ? '; it is also where a method of a nil interface is looked up' : ''}`,
            ]
          : []),
      ].join('. '),
      advice:
        receiver === null
          ? [
              `Look at every pointer that ${facts.at} uses${offset === null ? '' : ` and find the field at offset ${offset}`}; check it, or make sure it is set, where it comes from`,
            ]
          : [
              `Find where the caller of ${nameOf(facts.frame!)} gets its ${receiver}: an ignored error, a missing map entry or an unset field`,
            ],
      confidence: receiver === null ? 1 : 0.95,
      data: { offset, address: signal?.addr ?? null, nilReceiver: receiver },
    }
  },
}

function addressOf({ crash: { signal } }: Facts): bigint | null {
  if (signal?.addr == null || !/^0x[0-9a-f]{1,16}$/.test(signal.addr)) return null
  // On Windows the address field is the access type.
  return signal.name.startsWith('SIG') ? BigInt(signal.addr) : null
}

function nilReceiver({ frame }: Facts): string | null {
  if (frame?.receiver == null || !frame.receiver.startsWith('*')) return null
  const words = wordsOf(frame)
  const [first] = words
  if (
    first === undefined ||
    first.stale ||
    first.group !== null ||
    first.value !== 0n ||
    receiverWord(frame, words) !== null
  )
    return null
  return frame.receiver
}

function corrupt(facts: Facts): Telling {
  return {
    title: 'A pointer that is no address was used',
    explanation: `The processor refused the address itself (code 0x80); the address 0x0 in the log means nothing. The pointer used at ${facts.at} is not nil but garbage: memory was overwritten`,
    advice: ['Run the tests with -race, and with -gcflags=all=-d=checkptr where unsafe or cgo is used'],
    confidence: 0.8,
    data: { offset: null, address: null, nilReceiver: null },
  }
}

function unmapped(facts: Facts, address: bigint): Telling {
  const hex = `0x${address.toString(16)}`
  return {
    title: `Memory at ${hex} was used, which is not mapped`,
    explanation: `The address is far from zero, so this is no nil pointer: it is a huge offset into a nil array, or a pointer that was overwritten (debug.SetPanicOnFault turned the fault into a panic at ${facts.at})`,
    advice: [`Check unsafe, cgo and mmap code around ${facts.at}`],
    confidence: 0.7,
    data: { offset: null, address: hex, nilReceiver: null },
  }
}

export const NIL_CAUSES: readonly Cause[] = [
  dereference,
  named('go/nil-map-write', /^assignment to entry in nil map$/, {
    summary: 'A value was stored in a map that was never made.',
    title: (facts) => `A nil map was written${facts.frame === null ? '' : ` in ${nameOf(facts.frame)}`}`,
    explanation: ({ at }) =>
      `Reading a nil map gives zero values, writing one panics. The map written at ${at} was declared, or is a field of a struct literal, and was never made`,
    advice: ({ at }) => [`Make the map before ${at}: m = make(map[K]V), or in the constructor of its struct`],
  }),
  named('go/close-of-nil-channel', /^close of nil channel$/, {
    summary: 'A channel that was never made was closed.',
    title: 'A nil channel was closed',
    explanation: ({ at }) => `The channel closed at ${at} was never made`,
    advice: ({ at }) => [`Make the channel before ${at} can be reached, or close it only when it is set`],
  }),
  named('go/nil-function', /^go of nil func value$/, {
    summary: 'A goroutine was started with a nil function.',
    title: 'A goroutine was started with a nil function',
    explanation: ({ at }) => `The function value started at ${at} is nil`,
    advice: ({ at }) => [`Set the function, or check it, before ${at}`],
  }),
  named('go/nil-value-receiver', /^value method (\S+) called using nil (\S+) pointer$/, {
    summary: 'A method with a value receiver was called through a nil pointer.',
    title: (_, [, method, type]) => `${shortName(method!)} needs a value and was called through a nil ${type}`,
    explanation: (_, [, method]) =>
      `${shortName(method!)} has a value receiver, so the call copies the value first, and there is none`,
    advice: (_, [, method]) => [
      `Check the pointer before the call, or give ${shortName(method!)} a pointer receiver that allows nil`,
    ],
  }),
  named('go/nil-context', /^cannot create context from nil parent$/, {
    summary: 'A context was derived from nil.',
    title: 'A context was derived from a nil context',
    explanation: ({ at }) => `The parent context used at ${at} is nil`,
    advice: ({ at }) => [`Pass context.Background() or the context of the request down to ${at}`],
  }),
  named('go/panic-nil', /^(?:nil$|panic called with nil argument)/, {
    summary: 'The program called panic with nil.',
    title: 'panic(nil) was called',
    explanation: ({ at }) =>
      `The code at ${at} panics with a nil value, most often panic(err) with an err that was never set`,
    advice: ({ at }) => [`Panic with an error at ${at}, and only when there is one`],
  }),
]
