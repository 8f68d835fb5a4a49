import type { Line } from '../../../model/line.ts'
import type { Answer, Assembly, ByteLines, Recogniser, Sample, Sink } from '../../recogniser.ts'
import { readDecorations } from './decorations.ts'
import { LegacyLog } from './legacy.ts'
import { LegacySkim } from './legacy-skim.ts'
import { RunMemory } from './run-memory.ts'
import { UnifiedLog } from './unified.ts'
import { UnifiedSkim } from './unified-skim.ts'

const SENTINELS = [
  'GC(',
  '[gc',
  'Using G1',
  'Using Serial',
  'Using Parallel',
  'tion Stall (',
  'Safepoint ',
  'Entering safepoint region',
  'application threads were stopped',
  '[GC',
  '[Full GC',
  '[CMS-concurrent-',
  '[Pause ',
  '[Concurrent ',
  'GC locker: Trying',
  'CommandLine flags: ',
  ' VM (',
]

const SAMPLES: readonly Sample[] = [
  {
    text: '[0.309s][info][gc          ] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.780ms',
    kinds: ['jvm.gc'],
  },
  {
    text: '[2026-11-23T01:58:27.585+0000][0.511s][info][gc] GC(7) Concurrent Mark 5.270ms',
    kinds: ['jvm.gc'],
  },
  {
    text: '[0.322s][info][gc] GC(0) Minor Collection (Allocation Stall) 96M(100%)->48M(50%) 0.011s',
    kinds: ['jvm.gc'],
  },
  { text: '[0.320s][info][gc] Allocation Stall (churn-0) 8.876ms', kinds: ['jvm.gc'] },
  {
    text: '[0.9s][info][safepoint] Safepoint "G1CollectForAllocation", Time since last: 4 ns, Reaching safepoint: 5 ns, At safepoint: 6 ns, Total: 11 ns',
    kinds: ['jvm.safepoint'],
  },
  {
    text: '12.000: [GC (Allocation Failure) 12.000: [ParNew: 69952K->8704K(78656K), 0.0101 secs] 69952K->11333K(253440K), 0.0102 secs] [Times: user=0.04 sys=0.01, real=0.01 secs] ',
    kinds: ['jvm.gc'],
  },
  {
    text: '49.384: [GC 49.384: [ParNew: 18239K->18239K(18240K), 0.0003 secs]49.384: [CMS51.622: [CMS-concurrent-mark: 2.830/3.179 secs] [Times: user=3.78 sys=0.14, real=3.18 secs] \n (concurrent mode failure): 799891K->655933K(802432K), 6.9078 secs] 818130K->655933K(820672K), [CMS Perm : 3412K->3410K(21248K)], 6.9088 secs]',
    kinds: ['jvm.gc', 'jvm.gc'],
  },
  { text: '[0.003s][info][gc] Using G1', kinds: ['jvm.gc-init'] },
  { text: '[0.254s][info][gc] Cancelling GC: Allocation Failure', kinds: ['jvm.gc-note'] },
  { text: '[0.309s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(4', kinds: ['malformed'] },
]

/**
 * What the collectors of a JVM print. The lines of a lane explain each other over any distance, so each lane has its own
 * memory of them; no line keeps the lane's other lines from the other formats.
 */
export function jvmGc(): Recogniser {
  const lane = new Lane()
  return {
    name: 'jvm-gc',
    single: true,
    sentinels: SENTINELS,
    samples: SAMPLES,
    perLane: jvmGc,
    open: (line, sink) => lane.open(line, sink),
    skim: (run, sink) => lane.skim(run, sink),
    end: () => lane.end(),
  }
}

class Lane {
  private memory: RunMemory | null = null
  private unified: UnifiedLog | null = null
  private legacy: LegacyLog | null = null
  private skims: readonly [unified: UnifiedSkim, legacy: LegacySkim] | null = null

  open(line: Line, sink: Sink): Assembly | 'single' | undefined {
    const unified = this.unified ?? this.begin(sink)
    if (unified.take(line)) return unified.expectsHead ? new UnifiedHead(unified) : 'single'
    const legacy = this.legacy!
    if (!legacy.take(line)) return undefined
    return legacy.collecting ? new LegacyLines(legacy) : 'single'
  }

  /** Takes lines from the start on; returns where that stopped, and leaves their number in `lines`. */
  skim(run: ByteLines, sink: Sink): number {
    if (this.skims === null) {
      const unified = this.unified ?? this.begin(sink)
      this.skims = [new UnifiedSkim(unified), new LegacySkim(this.legacy!)]
    }
    const [unified, legacy] = this.skims
    const { buffer, end } = run
    let position = run.from
    let count = 0
    while (position < end) {
      if (!isLegacy(buffer, position)) {
        position = unified.run(run, position, count)
        count += unified.lines
      }
      const newline = buffer.indexOf(NEWLINE, position)
      if (newline < 0 || newline >= end || !isLegacy(buffer, position)) break
      const to = newline > position && buffer[newline - 1] === RETURN ? newline - 1 : newline
      if (!legacy.line(run, position, to, count)) break
      position = newline + 1
      count++
    }
    run.lines = count
    return position
  }

  end(): void {
    this.memory?.end()
  }

  private begin(sink: Sink): UnifiedLog {
    const memory = new RunMemory(sink)
    const unified = new UnifiedLog(memory)
    const legacy = new LegacyLog(memory)
    memory.onNewRun = () => {
      unified.drop()
      legacy.drop()
    }
    this.memory = memory
    this.legacy = legacy
    this.unified = unified
    return unified
  }
}

/** A number or `[GC`, `[Full`: a log of unified logging begins with a decoration, or with `GC(n)`. */
function isLegacy(buffer: Buffer, at: number): boolean {
  const first = buffer[at]!
  if (first !== BRACKET) return first >= 0x30 && first <= 0x39
  const second = buffer[at + 1]
  return second === 0x47 || second === 0x46
}

const NEWLINE = 0x0a
const RETURN = 0x0d
const BRACKET = 0x5b

/** The lines of one legacy collection. */
class LegacyLines implements Assembly {
  private readonly log: LegacyLog

  constructor(log: LegacyLog) {
    this.log = log
  }

  push(line: Line): Answer {
    return this.log.collecting ? this.log.push(line) : 'closed'
  }

  end(): void {
    this.log.drop()
  }
}

/** The lines behind `Using G1` that tell sizes: without tags nothing else marks them. */
class UnifiedHead implements Assembly {
  private readonly log: UnifiedLog
  private left = MOST_HEAD_LINES

  constructor(log: UnifiedLog) {
    this.log = log
  }

  push(line: Line): Answer {
    const { message } = readDecorations(line.text)
    if (this.left-- === 0 || message.startsWith('GC(')) return 'closed'
    return this.log.takeInit(line, message.trimEnd()) ? 'claimed' : 'alien'
  }

  end(): void {}
}

const MOST_HEAD_LINES = 40
