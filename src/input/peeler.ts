import { elect } from './elect-envelope.ts'
import type { Envelope, Loss, Peeled } from './envelopes/envelope.ts'
import { unpack } from './envelopes/unpack.ts'
import { type Context, freshLayer, type Layer, type Open, peelLayer } from './layer.ts'
import { LONGEST_LINE_BYTES } from './limits.ts'
import type { PeeledLine } from './peeled-line.ts'

const MAX_LAYERS = 6
/** Streams of one layer that have an open line at the same time. */
const MOST_OPEN = 4096

/**
 * Takes the envelopes off physical lines and puts split lines together again. Which envelopes there are is learned
 * once, from a sample; each line is then verified alone, since mixed files are normal: a line that a layer does not
 * match passes on as it stands there.
 *
 * Each layer joins its own pieces before the layer inside looks at the line: a JSON record of 40 KB is three records of
 * docker's json-file, and only their sum is JSON. So lines must come in file order, and `flush` ends a run of them.
 */
export class Peeler {
  /** Ids of the envelopes, outermost first; [] for plain text. */
  readonly layers: readonly string[]
  readonly #layers: readonly Layer[]
  readonly #unpackedBy = new Set<string>()
  /** A line that was peeled before it was taken. */
  #ahead: { readonly position: number; readonly lines: PeeledLine[] } | null = null

  private constructor(envelopes: readonly Envelope[], breaksWords: boolean) {
    this.breaksWords = breaksWords
    this.#layers = envelopes.map(freshLayer)
    this.layers = envelopes.map(({ id }) => id)
  }

  /**
   * `samples`: lines of the head, and the neighbourhoods of lines that could belong to a crash. Some two hundred make a
   * good vote; neighbours should stay neighbours.
   */
  static learn(samples: readonly string[]): Peeler {
    const envelopes: Envelope[] = []
    let lines = samples
    let breaksWords = false
    while (envelopes.length < MAX_LAYERS) {
      const next = elect(lines, envelopes)
      if (next === null) break
      const layers = next.inside === undefined ? [next] : [next, next.inside]
      if (envelopes.length + layers.length > MAX_LAYERS) break
      breaksWords ||= next.breaksWords !== undefined && lines.some((line) => next.breaksWords!(line))
      envelopes.push(...layers)
      // The vote for the layer inside is held over what this one leaves.
      lines = byStream(peelAll(layers.map(freshLayer), lines))
    }
    return new Peeler(envelopes, breaksWords)
  }

  /** True when nothing has to be peeled: callers then skip the peeler wholly. */
  get isPlain(): boolean {
    return this.#layers.length === 0
  }

  /** True while a split line waits for its rest: then every line must come, not only the interesting ones. */
  get isHolding(): boolean {
    return this.#layers.some(({ open }) => open !== null && open.size > 0)
  }

  /** The times that each layer by itself gives these lines, for the layers that tell any. */
  clocks(lines: readonly string[]): (string | null)[][] {
    const clocks: (string | null)[][] = []
    let inside = lines
    for (const { envelope } of this.#layers) {
      const peeled = peelAll([freshLayer(envelope)], inside)
      clocks.push(peeled.map(({ time }) => time))
      const { clock } = envelope
      if (clock !== undefined) clocks.push(inside.map((line) => clock(line)).filter((time) => time !== null))
      inside = peeled.map(({ text }) => text)
    }
    return clocks
  }

  /** Does a record of the outermost layer begin with this line? */
  startsRecord(line: string): boolean {
    const envelope = this.#layers[0]?.envelope
    if (envelope?.follow === undefined) return true
    return envelope.opensRecord?.(line) ?? envelope.peel(line) !== null
  }

  /** Layers that stand around every line, not only around some. */
  get steadyLayers(): number {
    return this.#layers.filter(({ envelope }) => !envelope.sporadic).length
  }

  /** Layers whose grammar was known before, not learned from these lines. */
  get knownLayers(): number {
    return this.#layers.filter(({ envelope }) => envelope.samples.length > 0).length
  }

  /** Words of a crash may be torn by an envelope: then every line must come. */
  readonly breaksWords: boolean

  /** What a line means may depend on the lines before it: the first of a record names what the others belong to. */
  get needsLead(): boolean {
    return this.#layers.some(({ envelope }) => envelope.follow !== undefined)
  }

  /** Ids of what `peelCandidate` has unpacked so far, in order of first use. */
  get unpackedBy(): readonly string[] {
    return [...this.#unpackedBy]
  }

  /**
   * The payload lines that end with this physical line: none when it holds no text or goes on, several when a value
   * holds newlines. `position` is handed back with the lines that begin here. `terminated`: the physical line is.
   */
  peel(line: string, position = 0, terminated = true): PeeledLine[] {
    if (this.#ahead?.position === position) {
      const { lines } = this.#ahead
      this.#ahead = null
      return lines
    }
    const out: PeeledLine[] = []
    // Written out: copying the constant costs as much as peeling.
    descend(
      this.#layers,
      line,
      0,
      { stream: '', time: null, terminated, loss: null, logged: false, writer: null, position },
      out,
    )
    return out
  }

  /** What `peel` is going to give for this line, which must be the next one: it may go on with a record that began above. */
  peelAhead(line: string, position: number, terminated: boolean): readonly PeeledLine[] {
    this.#ahead = { position, lines: this.peel(line, position, terminated) }
    return this.#ahead.lines
  }

  /** The lines that wait for a piece that will not come: at the end of a source, or before lines are left out. */
  flush(): PeeledLine[] {
    const out: PeeledLine[] = []
    flushLayers(this.#layers, out)
    return out
  }

  /** This line by itself, without what came before it. What `peel` remembers stays as it is. */
  peelAlone(line: string): PeeledLine[] {
    return this.peelApart([line])
  }

  /** These lines by themselves; the position of each one inside is the index of the one in which it begins. */
  peelApart(lines: readonly string[]): PeeledLine[] {
    return peelAll(
      this.#layers.map(({ envelope }) => freshLayer(envelope)),
      lines,
    )
  }

  /** These are the last lines of the log: what is missing behind them, when a layer says that something must be. */
  openEnd(lines: readonly string[]): Loss | null {
    let inside = lines
    for (const { envelope } of this.#layers) {
      const { endsLog } = envelope
      const verdicts =
        endsLog === undefined ? [] : inside.map((line) => endsLog(line)).filter((verdict) => verdict !== null)
      if (verdicts.at(-1) === false) return { id: 'E08j', text: '' }
      inside = peelAll([freshLayer(envelope)], inside).map(({ text }) => text)
    }
    return null
  }

  /**
   * For a line that contains words of a crash but does not begin like a line of one: is it a JSON record, a flattened
   * dump, an HTML-escaped or quoted line? Takes a physical line, or one that is peeled already; what `peel` remembers
   * stays as it is. null: the line is what it seems.
   */
  peelCandidate(line: string | PeeledLine): PeeledLine[] | null {
    const out: PeeledLine[] = []
    let changed = false
    for (const peeled of typeof line === 'string' ? this.peelAlone(line) : [line]) {
      const parts = unpack(peeled.text, this.#unpackedBy)
      if (parts === null) {
        out.push(peeled)
        continue
      }
      changed = true
      for (const [i, part] of parts.entries()) {
        const isLast = i === parts.length - 1
        out.push({
          text: part.payload,
          stream: joined(peeled.stream, part.stream),
          time: peeled.time ?? part.time,
          terminated: isLast ? peeled.terminated && part.terminated : true,
          partial: isLast && peeled.partial,
          loss: part.loss ?? (isLast ? peeled.loss : null),
          logged: true,
          writer: part.writer ?? peeled.writer,
          position: peeled.position,
        })
      }
    }
    return changed ? out : null
  }
}

/** A line of a file is terminated as far as the peeler knows. */
const OUTSIDE: Context = {
  stream: '',
  time: null,
  terminated: true,
  loss: null,
  logged: false,
  writer: null,
  position: 0,
}

function joined(outer: string, inner: string): string {
  return outer === '' ? inner : inner === '' ? outer : `${outer}/${inner}`
}

/** The lines of each stream by themselves: what stands above a line in another one says nothing of it. */
function byStream(lines: readonly PeeledLine[]): string[] {
  const streams = new Map<string, string[]>()
  for (const { stream, text } of lines) {
    const own = streams.get(stream)
    if (own === undefined) streams.set(stream, [text])
    else own.push(text)
  }
  return [...streams.values()].flat()
}

function peelAll(layers: readonly Layer[], lines: readonly string[]): PeeledLine[] {
  const out: PeeledLine[] = []
  for (const [position, line] of lines.entries()) descend(layers, line, 0, { ...OUTSIDE, position }, out)
  flushLayers(layers, out)
  return out
}

function descend(layers: readonly Layer[], line: string, from: number, context: Context, out: PeeledLine[]): void {
  let { stream, time, terminated, loss, logged, writer } = context
  const { position } = context
  let text = line
  for (let depth = from; depth < layers.length; depth++) {
    const layer = layers[depth]!
    const peeled = peelLayer(layer, text)
    if (peeled === null) {
      if (!layer.envelope.sporadic) break
      // The record that was open is over without its end.
      const over = layer.head?.closed === true ? takeOpen(layer, stream) : null
      if (over !== null) descend(layers, over.text, depth + 1, { ...over.context, terminated: true }, out)
      continue
    }
    if (layer.open !== null && layer.envelope.startsAnew !== undefined) {
      const key = joined(stream, peeled.stream)
      const open = layer.open.get(key)
      if (open !== undefined && layer.envelope.startsAnew(text, open.text)) {
        takeOpen(layer, key)
        descend(layers, open.text, depth + 1, { ...open.context, terminated: true }, out)
      }
    }
    const isSimple =
      !peeled.partial && layer.open === null && !layer.envelope.holdsBack && !peeled.payload.includes('\n')
    if (!isSimple) {
      const outer = {
        stream,
        time,
        terminated: terminated || isClosed(layer, peeled, text),
        loss,
        logged,
        writer,
        position,
      }
      for (const part of peeled.parts ?? [peeled]) settle(layers, depth, part, outer, out)
      return
    }
    text = peeled.payload
    stream = joined(stream, peeled.stream)
    // The outermost clock is the one that all lines share.
    time ??= peeled.time
    terminated = (terminated || isClosed(layer, peeled, text)) && peeled.terminated
    loss ??= peeled.loss
    logged ||= layer.envelope.logger === true
    // A test may run `go test` itself.
    writer = peeled.writer ?? writer
  }
  // What a program on Windows ends its lines with, when the envelope takes off the newline alone.
  if (text.charCodeAt(text.length - 1) === 13) text = text.slice(0, -1)
  out.push({ text, stream, time, terminated, partial: false, loss, logged, writer, position })
}

/** A record that ends with its bracket, or after as many bytes as it said, is complete without a newline. */
function isClosed({ envelope }: Layer, { loss }: Peeled, line: string): boolean {
  const closes = envelope.json === true || envelope.counted === true || envelope.closes?.(line) === true
  return closes && loss === null
}

/** One record that is not simply one complete line: its lines, joined to what was open in its stream. */
function settle(layers: readonly Layer[], depth: number, peeled: Peeled, outer: Context, out: PeeledLine[]): void {
  const { payload, partial } = peeled
  // No text, no line end, nothing to report.
  if (payload === '' && partial && peeled.loss === null) return
  const layer = layers[depth]!
  const stream = joined(outer.stream, peeled.stream)
  const time = outer.time ?? peeled.time
  const { position } = outer
  const logged = outer.logged || layer.envelope.logger === true
  const writer = peeled.writer ?? outer.writer
  let open = takeOpen(layer, stream)
  if (open !== null && !open.partial && !peeled.appends) {
    descend(layers, open.text, depth + 1, open.context, out)
    open = null
  }
  let from = 0
  for (let end = payload.indexOf('\n'); end >= 0; end = payload.indexOf('\n', from)) {
    const line = payload.slice(from, payload.charCodeAt(end - 1) === 13 ? end - 1 : end)
    const context = { stream, time, terminated: true, loss: null, logged, writer, position }
    descend(
      layers,
      open === null ? line : open.text + line,
      depth + 1,
      open === null ? context : merged(open.context, context),
      out,
    )
    open = null
    from = end + 1
  }
  const rest = from === 0 ? payload : payload.slice(from)
  const context = {
    stream,
    time,
    terminated: outer.terminated && peeled.terminated,
    loss: outer.loss ?? peeled.loss,
    logged,
    writer,
    position,
  }
  const text = open === null ? rest : open.text + rest
  const whole = open === null ? context : merged(open.context, context)
  if (!partial && !layer.envelope.holdsBack) descend(layers, text, depth + 1, whole, out)
  // Beyond it the pieces go on as partial lines.
  else if (text.length > LONGEST_LINE_BYTES) giveUp(layers, depth, { context: whole, text, partial: true }, out)
  else keepOpen(layers, depth, { context: whole, text, partial }, out)
}

/** The first piece has the time and the place of the line, the last one its end. */
function merged(first: Context, last: Context): Context {
  const { stream, time, loss, logged, writer, position } = first
  return {
    stream,
    time: time ?? last.time,
    terminated: last.terminated,
    loss: loss ?? last.loss,
    logged,
    writer,
    position,
  }
}

function takeOpen(layer: Layer, stream: string): Open | null {
  const open = layer.open?.get(stream)
  if (open === undefined) return null
  layer.open!.delete(stream)
  if (layer.open!.size === 0 && !layer.envelope.holdsBack) layer.open = null
  return open
}

function keepOpen(layers: readonly Layer[], depth: number, open: Open, out: PeeledLine[]): void {
  const layer = layers[depth]!
  layer.open ??= new Map()
  layer.open.set(open.context.stream, open)
  if (layer.open.size <= MOST_OPEN) return
  const oldest = layer.open.keys().next().value!
  giveUp(layers, depth, takeOpen(layer, oldest)!, out)
}

/** Hands a line on without its end. The layers inside see what there is of it. */
function giveUp(layers: readonly Layer[], depth: number, open: Open, out: PeeledLine[]): void {
  const first = out.length
  const { context, text, partial } = open
  descend(layers, text, depth + 1, partial ? { ...context, terminated: false } : context, out)
  if (partial && out.length > first) out.push({ ...out.pop()!, partial: true })
}

/** From the outside in: what an outer layer gives up may still complete, or open, a line of an inner one. */
function flushLayers(layers: readonly Layer[], out: PeeledLine[]): void {
  for (const [depth, layer] of layers.entries()) {
    const open = [...(layer.open?.values() ?? [])]
    layer.open = null
    layer.head = null
    layer.before = ''
    for (const line of open) giveUp(layers, depth, line, out)
  }
}
