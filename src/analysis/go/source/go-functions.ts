/**
 * What a Go file does with locks and channels, function by function. Not a parser of Go: comments and texts are taken
 * out, braces give the functions, and each line is looked at for the operations that matter. Code as gofmt leaves it has
 * one of them a line. Language: https://go.dev/ref/spec.
 */
export interface GoFunction {
  /** `(*pool).submit`, `submit`; a function literal has the name of the function around it. */
  readonly name: string
  readonly isLiteral: boolean
  /** 1-based, of the `func` and of its closing brace. */
  readonly from: number
  readonly to: number
  /** Name of the receiver variable, empty without one. */
  readonly receiver: string
  /** Those of literals inside do not count. */
  readonly operations: readonly Operation[]
}

export type OperationKind =
  | 'lock'
  | 'read-lock'
  | 'unlock'
  | 'read-unlock'
  | 'send'
  | 'receive'
  | 'close'
  | 'select'
  | 'wait'
  | 'done'
  | 'signal'
  | 'return'
  /** A call whose name says that it may lock or unlock. */
  | 'may-lock'

export interface Operation {
  readonly kind: OperationKind
  /** What it is done with, as written: `s.mu`, `results`; empty for a return. */
  readonly on: string
  readonly line: number
  /** Braces that are open around it, within the function. */
  readonly depth: number
  readonly deferred: boolean
  /** What a case of a select waits for. */
  readonly isCase: boolean
  /** Number of the block it stands in, unique within the file, and of all the blocks around that. */
  readonly block: number
  readonly within: readonly number[]
}

/** A generated file may have millions of lines; nobody debugs in it. */
const MOST_CHARACTERS = 2_000_000
/** Beyond it a line is data. */
const MOST_LINE = 2_000

export function functionsIn(text: string): GoFunction[] {
  if (text.length > MOST_CHARACTERS) return []
  const lines = withoutText(text).split('\n')
  const done: GoFunction[] = []
  const open: (GoFunction & { operations: Operation[]; depthAt: number })[] = []
  let depth = 0
  const blocks: number[] = []
  let blockCount = 0
  let begun: BegunHead | null = null
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!
    if (line.length > MOST_LINE) continue
    begun = begunHead(line, i + 1) ?? begun
    const wrapped = begun !== null && endsHead(line, begun) ? begun : null
    if (wrapped !== null) begun = null
    const inner = open.at(-1)
    const head = wrapped === null ? FUNC.exec(line) : null
    // What stands before a literal on its line belongs to the function around it.
    const own = wrapped !== null ? '' : line.slice(0, head?.index)
    const headText = wrapped?.text ?? head?.[0] ?? null
    const opens = headText === null ? null : headOf(headText, open[0] ?? null)
    const dedent = /^\s*\}/.test(line) ? 1 : 0
    if (inner !== undefined) collect(inner.operations, own, i + 1, depth - inner.depthAt - dedent, blocks)
    if (opens !== null) {
      const start = {
        ...opens,
        from: wrapped?.line ?? i + 1,
        to: i + 1,
        operations: [] as Operation[],
        depthAt: depth + 1,
      }
      open.push(start)
      if (head !== null) {
        const body = line.slice(head.index + head[0].length)
        collect(start.operations, body, i + 1, 0, [...blocks, blockCount + 1])
      }
    }
    for (const character of line) {
      if (character === '{') {
        depth++
        blocks.push(++blockCount)
      } else if (character === '}') {
        depth--
        blocks.pop()
      }
      while (open.length > 0 && character === '}' && depth < open.at(-1)!.depthAt) {
        const { depthAt: _, ...finished } = open.pop()!
        done.push({ ...finished, to: i + 1 })
      }
    }
  }
  return done
}

/** A head whose parameters stand on lines of their own: `func (s *Server) Serve(`. */
interface BegunHead {
  readonly line: number
  readonly indent: string
  readonly text: string
}

function begunHead(line: string, number: number): BegunHead | null {
  const groups = /^(?<indent>\s*)(?:[^{]*[^\w{])??(?<head>func\b[^{}]*\()\s*$/.exec(line)?.groups
  return groups === undefined ? null : { line: number, indent: groups.indent!, text: groups.head! }
}

/** gofmt puts the end of such a head below its beginning: `) error {`. */
function endsHead(line: string, { indent }: BegunHead): boolean {
  return line.startsWith(`${indent})`) && /\{\s*$/.test(line)
}

/** Types of parameters and results may have braces of their own: `interface{}`. */
const SIGNATURE = String.raw`(?:[^{}]|(?<=\b(?:interface|struct)\s?)\{[^{}]{0,200}\}){0,500}`
const BODY = String.raw`(?<!\b(?:interface|struct)\s?)\{`
/** gofmt puts a blank before the body of a literal, and none in `map[string]func(){`, which has no body. */
const FUNC = new RegExp(String.raw`^func\b${SIGNATURE}${BODY}|\bfunc\b${SIGNATURE}\s${BODY}`)
const HEAD = /^func\s*(?:\(\s*(?<receiver>\w*)\s*(?<star>\*?)\s*(?<type>\w+)[^)]*\)\s*)?(?<name>\w+)\s*[[(]/

function headOf(text: string, around: GoFunction | null): Pick<GoFunction, 'name' | 'isLiteral' | 'receiver'> {
  const groups = HEAD.exec(text)?.groups
  if (around !== null || groups === undefined)
    return { name: around?.name ?? '', isLiteral: true, receiver: around?.receiver ?? '' }
  const { receiver, star, type, name } = groups
  if (type === undefined) return { name: name!, isLiteral: false, receiver: '' }
  return { name: star === '*' ? `(*${type}).${name}` : `${type}.${name}`, isLiteral: false, receiver: receiver ?? '' }
}

const ON = String.raw`(?<on>[\w.]+(?:\[[^\]]{0,80}\])?(?:\.\w+)*)`
const METHODS: Readonly<Record<string, OperationKind>> = {
  Lock: 'lock',
  RLock: 'read-lock',
  Unlock: 'unlock',
  RUnlock: 'read-unlock',
  Wait: 'wait',
  Done: 'done',
  Signal: 'signal',
  Broadcast: 'signal',
}
const METHOD = new RegExp(String.raw`${ON}\.(?<method>Lock|RLock|Unlock|RUnlock|Wait|Done|Signal|Broadcast)\(\)`, 'g')
const SEND = new RegExp(String.raw`(?:^|[\s;:])${ON}\s*<-(?!\s*chan\b)`)
const RECEIVE = new RegExp(String.raw`(?:^|[^\w)\]\s]|[=(,:]\s*|return\s+|case\s+|^\s*)<-\s*${ON}`)
const RANGE = new RegExp(String.raw`\brange\s+${ON}\s*\{`)
const CLOSE = new RegExp(String.raw`\bclose\(${ON}\)`)
const MAY_LOCK = /\b(?:\w*[lL]ock\w*|\w*[aA]cquire\w*|\w*[rR]elease\w*)\(/

function collect(operations: Operation[], text: string, line: number, depth: number, blocks: readonly number[]): void {
  const within = [...blocks]
  const block = within.at(-1) ?? 0
  const deferred = /^\s*defer\b/.test(text)
  const isCase = /^\s*case\b/.test(text)
  const add = (kind: OperationKind, on: string) =>
    void operations.push({ kind, on, line, depth, deferred, isCase, block, within })
  if (/^\s*select\s*\{/.test(text)) add('select', '')
  let isLock = false
  for (const { groups } of text.matchAll(METHOD)) {
    isLock = true
    add(METHODS[groups!.method!]!, groups!.on!)
  }
  const send = SEND.exec(text)?.groups?.on
  if (send !== undefined && send !== 'case' && send !== 'return') add('send', send)
  const receive = RECEIVE.exec(text)?.groups?.on ?? RANGE.exec(text)?.groups?.on
  if (receive !== undefined) add('receive', receive)
  const closed = CLOSE.exec(text)?.groups?.on
  if (closed !== undefined) add('close', closed)
  if (!isLock && MAY_LOCK.test(text)) add('may-lock', '')
  if (/^\s*(?:return|panic\(|break|continue|goto)\b/.test(text)) add('return', '')
}

/** Comments, strings and runes as blanks; lines stay lines. */
function withoutText(text: string): string {
  return text.replace(TEXT, (part) => part.replace(/[^\n]/g, ' '))
}

const TEXT = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|`[^`]*(?:`|$)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g
