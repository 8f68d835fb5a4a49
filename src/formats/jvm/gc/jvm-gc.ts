import type { Line } from '../../../model/line.ts'
import type { Answer, Assembly, Recogniser, Sample, Sink } from '../../recogniser.ts'
import { readDecorations } from './decorations.ts'
import { RunMemory } from './run-memory.ts'
import { UnifiedLog } from './unified.ts'

const SENTINELS = [
  'GC(',
  '[gc',
  'Using G1',
  'Using Serial',
  'Using Parallel',
  'Using Epsilon',
  'Using Shenandoah',
  'Using Concurrent Mark Sweep',
  'The Z Garbage Collector',
  'tion Stall (',
  'Safepoint "',
  'Entering safepoint region',
  'application threads were stopped',
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
    end: () => lane.end(),
  }
}

class Lane {
  private memory: RunMemory | null = null
  private unified: UnifiedLog | null = null

  open(line: Line, sink: Sink): Assembly | 'single' | undefined {
    const unified = this.unified ?? this.begin(sink)
    if (!unified.take(line)) return undefined
    return unified.expectsHead ? new UnifiedHead(unified) : 'single'
  }

  end(): void {
    this.memory?.end()
  }

  private begin(sink: Sink): UnifiedLog {
    const memory = new RunMemory(sink)
    const unified = new UnifiedLog(memory)
    memory.onNewRun = () => unified.drop()
    this.memory = memory
    this.unified = unified
    return unified
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
