import { type Cause, named, within } from './cause.ts'

/** Values out of range, of the wrong type, or of no use as a key. Texts: runtime/error.go, runtime/panic.go. */

export const VALUE_CAUSES: readonly Cause[] = [
  named('go/index-out-of-range', /^index out of range(?: \[(-?\d+)\](?: with length (\d+))?)?$/, {
    summary: 'An element was asked for that the slice, array or string does not have.',
    title: (facts, [, index, length]) =>
      index === undefined
        ? `An index was out of range${within(facts)}`
        : length === undefined
          ? `Index ${index} is negative${within(facts)}`
          : length === '0'
            ? `Element ${index} of an empty slice was used${within(facts)}`
            : `Index ${index} of ${length} elements was used${within(facts)}`,
    explanation: ({ at }, [, index, length]) =>
      index === undefined
        ? `Go ≤ 1.12 does not print the index; the slice is used at ${at}`
        : length === undefined
          ? `The index used at ${at} was computed and came out below zero`
          : length === '0'
            ? `The slice, array or string used at ${at} has no elements at all`
            : index === length
              ? `The index equals the length at ${at}: the last element is ${Number(length) - 1}, one before`
              : `Valid indexes at ${at} are 0 to ${BigInt(length) - 1n}`,
    advice: ({ at }, [, index, length]) => [
      length === '0'
        ? `Check len() before ${at}, and find out why nothing is in it: an empty answer, a failed split, a missing argument`
        : index !== undefined && index === length
          ? `Use < len() instead of <= len() in the loop around ${at}, or index with len()-1`
          : `Check the index against len() before ${at}`,
    ],
    data: (_, [, index, length]) => ({ index: index ?? null, length: length ?? null }),
  }),
  named('go/slice-bounds', /^slice bounds out of range(?: \[([^\]]*)\](?: with (length|capacity) (\d+))?)?/, {
    summary: 'A slice expression reached beyond what it cuts from.',
    title: (facts, [, expression, , size]) => {
      if (expression === undefined) return `A slice expression was out of range${within(facts)}`
      if (expression.includes('-')) return `[${expression}] has a negative bound${within(facts)}`
      return size === undefined
        ? `The bounds of [${expression}] are the wrong way round${within(facts)}`
        : `[${expression}] was cut from ${size} elements${within(facts)}`
    },
    explanation: ({ at }, [, expression, what, size]) => {
      if (expression === undefined) return `Go ≤ 1.12 does not print the bounds; the slice is cut at ${at}`
      if (expression.includes('-')) return `A bound of the slice expression at ${at} is negative`
      if (size === undefined)
        return `The bounds of [${expression}] at ${at} are the wrong way round: the lower is greater than the upper`
      return `The slice or string at ${at} has ${what} ${size}, and [${expression}] reaches beyond it`
    },
    advice: ({ at }) => [`Check both bounds before ${at}; strings.Cut and bytes.Cut need no bounds at all`],
    data: (_, [, expression, what, size]) => ({
      expression: expression ?? null,
      limit: what ?? null,
      size: size ?? null,
    }),
  }),
  named(
    'go/slice-to-array',
    /^cannot convert slice with length (\d+) to (?:array or )?pointer to array with length (\d+)$/,
    {
      summary: 'A slice was converted to a longer array.',
      title: (facts, [, have, want]) => `A slice of ${have} was converted to an array of ${want}${within(facts)}`,
      explanation: ({ at }) => `The slice converted at ${at} is shorter than the array`,
      advice: ({ at }) => [`Check len() before ${at}, or copy into the array`],
      data: (_, [, have, want]) => ({ length: have, wanted: want }),
    },
  ),
  named('go/type-assertion', /^interface conversion: (.+)$/s, {
    summary: 'A value in an interface is not of the type that was asserted.',
    title: (facts, [, detail]) => {
      const [, held, wanted] = between(detail!, ' is ', ', not ')
      if (held !== undefined)
        return held === 'nil'
          ? `A nil interface was asserted to be ${wanted}${within(facts)}`
          : `A ${held} was asserted to be ${wanted}${within(facts)}`
      const [type, target, method] = between(detail!, ' is not ', ': missing method ')
      return type === undefined
        ? `A type assertion failed${within(facts)}`
        : `${type} is no ${target}: it has no method ${method}${within(facts)}`
    },
    explanation: ({ at, message }) =>
      message.includes('types from different')
        ? `Two types of the same name from different packages meet at ${at}: two versions of one module, or a vendored copy`
        : message.includes(' is nil, not ')
          ? `The value asserted at ${at} was never set`
          : `The assertion at ${at} has no second result, so a wrong type panics`,
    advice: ({ at }) => [`Use v, ok := x.(T) or a type switch at ${at}, and handle the other types`],
  }),
  named('go/unhashable-key', /^hash of unhashable type (.+)$/, {
    summary: 'A value that cannot be hashed was used as a map key.',
    title: (facts, [, type]) => `A ${type} was used as a map key${within(facts)}`,
    explanation: ({ at }) =>
      `The key type of the map at ${at} is an interface, and the value in it holds a slice, map or function`,
    advice: ({ at }) => [`Use a comparable key at ${at}: a string, or a struct of comparable fields`],
    data: (_, [, type]) => ({ type }),
  }),
  named('go/uncomparable', /^comparing uncomparable type (.+)$/, {
    summary: 'Two interface values of an uncomparable type were compared.',
    title: (facts, [, type]) => `Two values of type ${type} were compared${within(facts)}`,
    explanation: ({ at }) =>
      `The interfaces compared at ${at} hold a type that has no ==: slices, maps, functions and structs with such fields`,
    advice: ({ at }) => [`Compare with slices.Equal, maps.Equal, errors.Is or reflect.DeepEqual at ${at}`],
    data: (_, [, type]) => ({ type }),
  }),
  named('go/divide-by-zero', /^integer divide by zero$/, {
    summary: 'An integer was divided by zero.',
    title: (facts) => `An integer was divided by zero${within(facts)}`,
    explanation: ({ at }) =>
      `The divisor at ${at} was 0: an average of nothing, a share of an empty total, or a size that was never set`,
    advice: ({ at }) => [`Handle the zero case before ${at}`],
  }),
  named('go/arithmetic', /^(?:integer overflow|floating point error|negative shift amount)$/, {
    summary: 'An arithmetic operation has no result.',
    title: (facts, [text]) =>
      `${text === 'negative shift amount' ? 'A shift by a negative amount' : text === 'integer overflow' ? 'An integer overflowed' : 'A floating point operation failed'}${within(facts)}`,
    explanation: ({ at }, [text]) =>
      text === 'negative shift amount'
        ? `The shift count at ${at} is a signed number and came out below zero`
        : `The processor raised the fault at ${at}`,
    advice: ({ at }) => [`Check the operands before ${at}; an unsigned shift count can never be negative`],
  }),
  named('go/bad-size', /^(makeslice|makechan|growslice|unsafe\.Slice|unsafe\.String|makemap)[^:]*: (.+)$/, {
    summary: 'Something was to be made with a size that is negative or larger than memory can be.',
    title: (facts, [, what]) =>
      `${what === 'makechan' ? 'A channel' : what === 'unsafe.String' ? 'A string' : 'A slice'} of an impossible size was made${within(facts)}`,
    explanation: ({ at }) =>
      `The size at ${at} is negative or beyond the address space: a length read from input, a difference the wrong way round, or an overflow`,
    advice: ({ at }) => [`Check the size before ${at}, and bound every length that comes from outside`],
  }),
  named('go/iterator-misuse', /^range function (?:continued iteration|recovered a loop body panic)/, {
    summary: 'An iterator function went on after its loop had ended.',
    title: (facts) => `An iterator called yield again after it had returned false${within(facts)}`,
    explanation: ({ message }) =>
      `The runtime says: ${message}. An iterator must return as soon as yield returns false, and must not swallow a panic of the loop body`,
    advice: ({ at }) => [`Write if !yield(v) { return } in the iterator that ${at} ranges over`],
  }),
  named(
    'go/bad-argument',
    /^(?:strings: (?:negative Repeat count|Repeat .*)|bytes: (?:negative Repeat count|Repeat .*)|(?:bytes\.Buffer|strings\.Builder)(?:\.\w+)?: .+|non-positive interval for NewTicker|(?:time: )?(?:non-positive|negative) .+|(?:rand: )?invalid argument to \w+|crypto\/\S+: .+|sync: .*nil.*|reflect(?:: |\.).+|call of reflect\..+|json: .+|regexp: Compile\(.+|template: .+|flag: .+|big: .+|math\/big: .+)/s,
    {
      summary: 'A standard library function was called with an argument it refuses.',
      title: (facts) =>
        `The library refused an argument${within(facts)}: ${facts.message.split('\n', 1)[0]!.slice(0, 120)}`,
      explanation: ({ at, crash }) =>
        `${crash.origin?.why.includes('standard library') ? 'The standard library panicked for its caller' : 'A standard library function panicked'}; the call is at ${at}`,
      advice: ({ at }) => [`Check the arguments of the call at ${at}`],
      confidence: 0.9,
    },
  ),
  named(
    'go/registered-twice',
    /(?:multiple registrations for|conflicts with pattern|flag redefined: |Register called twice for|duplicate metrics collector registration|Reuse of exported var name|namespace conflict|already registered|duplicate registration)/,
    {
      summary: 'Something global was registered twice under one name.',
      limits:
        'Knows the words of net/http, flag, database/sql, expvar, prometheus and protobuf; others only when they say "already registered".',
      title: ({ message }) => `Something was registered twice: ${message.split('\n', 1)[0]!.slice(0, 120)}`,
      explanation: ({ at }) =>
        `The second registration is at ${at}. Two copies of a package, an init that runs twice, or a handler set up per request do this`,
      advice: ({ at }) => [
        `Register once, at start; in tests use an instance of its own instead of the global one (${at})`,
      ],
      confidence: 0.9,
    },
  ),
]

/** `A is B, not C` in its three parts; none where a word is missing. Looked for from the end: a type may hold the words, too. */
function between(text: string, first: string, second: string): readonly string[] {
  const last = text.lastIndexOf(second)
  const at = last < 0 ? -1 : text.lastIndexOf(first, last - first.length)
  if (at < 0 || text.includes('\n')) return []
  return [text.slice(0, at), text.slice(at + first.length, last), text.slice(last + second.length)]
}
