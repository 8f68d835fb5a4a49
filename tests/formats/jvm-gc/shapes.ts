import type { JvmGcEvent } from '../../../src/index.ts'

/** A log of a few lines, and all that must come of it. */
export interface Shape {
  readonly name: string
  readonly log: string
  /** `type durationMs before->after(capacity) [flags]` of each happening, sizes in KiB. */
  readonly events: readonly string[]
  readonly safepointsMs?: readonly number[]
  readonly notes?: readonly string[]
  /** Of lines that could not be read. */
  readonly broken?: number
  readonly runs?: number
}

export function brief(event: JvmGcEvent): string {
  const kib = (bytes: number | null) => (bytes === null ? '?' : `${Math.round(bytes / 1024)}`)
  const heap =
    event.heapAfterBytes === null
      ? ''
      : ` ${kib(event.heapBeforeBytes)}->${kib(event.heapAfterBytes)}(${kib(event.heapCapacityBytes)})`
  const flags = event.flags.length === 0 ? '' : ` [${event.flags.join(' ')}]`
  return `${event.type} ${event.durationMs ?? '?'}${heap}${flags}`
}

/** JDK 1.4 to 8, each shape with the flags that make it. */
export const LEGACY: readonly Shape[] = [
  {
    name: '-verbose:gc, with marks of CMS in turns',
    log: `13.555: [GC 11089K->2647K(97216K), 0.0284871 secs]
14.100: [GC 46914K(83008K), 0.0067790 secs]
14.900: [GC 46950K(83008K), 0.0167790 secs]
20.000: [Full GC 18452K->8777K(83008K), 0.0738174 secs]
21.000: [GC 46914K(83008K), 0.0010000 secs]`,
    events: [
      'young 28.4871 11089->2647(97216)',
      'initial-mark 6.779 ?->46914(83008)',
      'remark 16.779 ?->46950(83008)',
      'full 73.8174 18452->8777(83008)',
      'initial-mark 1 ?->46914(83008)',
    ],
  },
  {
    name: 'no time stamps at all, with causes',
    log: `[GC (Allocation Failure)  137969K->21806K(491008K), 0.0082985 secs]
[GC (CMS Initial Mark)  21806K(491008K), 0.0010000 secs]
[Full GC (System.gc())  18452K->8777K(83008K), 0.0738174 secs]`,
    events: [
      'young 8.2985 137969->21806(491008)',
      'initial-mark 1 ?->21806(491008)',
      'full 73.8174 18452->8777(83008)',
    ],
  },
  {
    name: 'Serial: young, full, and young that turned full',
    log: `1.100: [GC 1.100: [DefNew: 13440K->1600K(15104K), 0.0092 secs] 13440K->5211K(48640K), 0.0093 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] 
2.100: [Full GC 2.100: [Tenured: 3611K->4211K(33536K), 0.0200 secs] 5211K->4211K(48640K), [Perm : 2700K->2699K(21248K)], 0.0201 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] 
3.100: [GC (Allocation Failure) 3.100: [DefNew: 15040K->15040K(15104K), 0.0000190 secs]3.100: [Tenured: 33000K->30210K(33536K), 0.0412 secs] 48040K->30210K(48640K), [Metaspace: 2700K->2699K(1056768K)], 0.0414 secs] [Times: user=0.04 sys=0.00, real=0.04 secs] `,
    events: ['young 9.3 13440->5211(48640)', 'full 20.1 5211->4211(48640)', 'full 41.4 48040->30210(48640)'],
  },
  {
    name: 'Parallel of three eras, and a promotion failure',
    log: `0.500: [GC [PSYoungGen: 86016K->512K(86528K)] 86016K->6877K(261632K), 0.0065109 secs] [Times: user=0.03 sys=0.01, real=0.01 secs] 
0.600: [Full GC [PSYoungGen: 1456K->0K(42368K)] [PSOldGen: 1365671K->139476K(1366016K)] 1367127K->139476K(1408384K) [PSPermGen: 68473K->68473K(131072K)], 1.4667180 secs]
0.700: [Full GC (Ergonomics) [PSYoungGen: 512K->0K(86528K)] [ParOldGen: 6365K->6211K(175104K)] 6877K->6211K(261632K), [Metaspace: 2655K->2655K(1056768K)], 0.0208 secs] [Times: user=0.03 sys=0.01, real=0.02 secs] 
0.800: [GC-- [PSYoungGen: 86528K->86528K(86528K)] 261000K->261600K(261632K), 0.0300 secs] [Times: user=0.03 sys=0.01, real=0.01 secs] 
0.900: [GC (Allocation Failure) --[PSYoungGen: 86528K->86528K(86528K)] 261000K->261600K(261632K), 0.0400 secs] [Times: user=0.03 sys=0.01, real=0.01 secs] `,
    events: [
      'young 6.5109 86016->6877(261632)',
      'full 1466.718 1367127->139476(1408384)',
      'full 20.8 6877->6211(261632)',
      'promotion-failed 30 261000->261600(261632) [promotion-failed]',
      'promotion-failed 40 261000->261600(261632) [promotion-failed]',
    ],
  },
  {
    name: 'tenuring and adaptive sizes between the opening and the sizes',
    log: `11.663: [GC (Allocation Failure) AdaptiveSizePolicy::update_averages:  survived: 524288  promoted: 6518464  overflow: true
AdaptiveSizeStart: 11.669 collection: 1 
PSAdaptiveSizePolicy::compute_eden_space_size: costs minor_time: 0.000524 major_cost: 0.000000
AdaptiveSizeStop: collection: 1 
[PSYoungGen: 86016K->512K(86528K)] 86016K->6877K(261632K), 0.0065109 secs] [Times: user=0.03 sys=0.01, real=0.01 secs] 
12.000: [GC 12.000: [ParNew
Desired survivor size 4456448 bytes, new threshold 1 (max 6)
- age   1:    8839960 bytes,    8839960 total
: 69952K->8704K(78656K), 0.0101674 secs] 69952K->11333K(253440K), 0.0102495 secs] [Times: user=0.04 sys=0.01, real=0.01 secs] `,
    events: ['young 6.5109 86016->6877(261632)', 'young 10.2495 69952->11333(253440)'],
  },
  {
    name: 'ParNew and CMS with a whole cycle, iCMS and a preclean that was stopped by the clock',
    log: `1.000: [GC 1.000: [ParNew: 18238K->1982K(18240K), 0.0843 secs] 788938K->779281K(820672K) icms_dc=5 , 0.0845 secs] [Times: user=0.14 sys=0.00, real=0.08 secs] 
1.200: [GC [1 CMS-initial-mark: 777299K(802432K)] 780787K(820672K), 0.0080010 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] 
1.210: [CMS-concurrent-mark-start]
2.000: [CMS-concurrent-mark: 0.700/0.790 secs] [Times: user=0.78 sys=0.14, real=0.79 secs] 
2.000: [CMS-concurrent-preclean-start]
2.010: [CMS-concurrent-preclean: 0.010/0.010 secs] [Times: user=0.01 sys=0.00, real=0.01 secs] 
2.010: [CMS-concurrent-abortable-preclean-start]
 CMS: abort preclean due to time 7.090: [CMS-concurrent-abortable-preclean: 0.502/5.075 secs] [Times: user=0.54 sys=0.01, real=5.08 secs] 
7.100: [GC[YG occupancy: 369 K (4032 K)]7.100: [Rescan (parallel) , 0.0100 secs]7.110: [weak refs processing, 0.0001 secs] [1 CMS-remark: 777299K(802432K)] 777668K(820672K), 0.0110 secs] [Times: user=0.02 sys=0.00, real=0.01 secs] 
7.120: [CMS-concurrent-sweep-start]
7.500: [CMS-concurrent-sweep: 0.370/0.380 secs] [Times: user=0.40 sys=0.00, real=0.38 secs] 
7.500: [CMS-concurrent-reset-start]
7.520: [CMS-concurrent-reset: 0.020/0.020 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] `,
    events: [
      'young 84.5 788938->779281(820672)',
      'initial-mark 8.001 ?->780787(820672)',
      'concurrent-mark 790',
      'concurrent-preclean 10',
      'concurrent-abortable-preclean 5075',
      'remark 11 ?->777668(820672)',
      'concurrent-sweep 380',
      'concurrent-reset 20',
    ],
  },
  {
    name: 'a concurrent mode failure torn by the phase that ends: the outer duration wins',
    log: `49.384: [GC 49.384: [ParNew: 18239K->18239K(18240K), 0.0002650 secs]49.384: [CMS51.622: [CMS-concurrent-mark: 2.830/3.179 secs] [Times: user=3.78 sys=0.14, real=3.18 secs] 
 (concurrent mode failure): 799891K->655933K(802432K), 6.9078190 secs] 818130K->655933K(820672K), [CMS Perm : 3412K->3410K(21248K)], 6.9088450 secs] [Times: user=6.81 sys=0.02, real=6.91 secs] 
57.682: [Full GC 57.682: [CMS63.322: [CMS-concurrent-sweep: 12.100/12.250 secs] [Times: user=14.20 sys=0.10, real=12.25 secs] 
 (concurrent mode interrupted): 810000K->705000K(819200K), 11.2500000 secs] 990000K->705000K(1003520K), [CMS Perm : 3412K->3410K(21248K)], 11.2501000 secs] [Times: user=11.00 sys=0.10, real=11.25 secs] `,
    events: [
      'concurrent-mark 3179',
      'concurrent-mode-failure 6908.845 818130->655933(820672) [concurrent-mode-failure]',
      'concurrent-sweep 12250',
      'concurrent-mode-interrupted 11250.1 990000->705000(1003520) [concurrent-mode-interrupted]',
    ],
  },
  {
    name: 'a promotion that failed, alone and with the full collection it brings about',
    log: `6141.759: [GC 6141.759: [ParNew (promotion failed): 29438K->13624K(353920K), 0.0812487 secs] 2692708K->2694682K(3106432K), 0.0824022 secs] [Times: user=0.82 sys=0.04, real=0.08 secs] 
6150.000: [GC 6150.000: [ParNew (0: promotion failure size = 11863)  (1: promotion failure size = 22)  (promotion failed): 29438K->13624K(353920K), 0.0812 secs]6150.100: [CMS: 2681057K->1337747K(2752512K), 40.0 secs] 2694682K->1337747K(3106432K), [CMS Perm : 242008K->200582K(402264K)], 40.1 secs] [Times: user=39.24 sys=0.08, real=40.01 secs] `,
    events: [
      'promotion-failed 82.4022 2692708->2694682(3106432) [promotion-failed]',
      'promotion-failed 81.2 [promotion-failed nested]',
      'full 40100 2694682->1337747(3106432) [promotion-failed]',
    ],
  },
  {
    name: 'a scavenge inside the remark: two pauses, one in the other',
    log: `2016-03-22T09:38:15.010-0100: 27.502: [GC (CMS Final Remark) [YG occupancy: 56903 K (78656 K)]2016-03-22T09:38:15.010-0100: 27.502: [GC (CMS Final Remark) 2016-03-22T09:38:15.010-0100: 27.502: [ParNew: 56903K->8704K(78656K), 0.0149 secs] 145234K->100206K(253440K), 0.0150 secs] [Times: user=0.11 sys=0.00, real=0.01 secs] 
2016-03-22T09:38:15.025-0100: 27.517: [Rescan (parallel) , 0.0100 secs]2016-03-22T09:38:15.035-0100: 27.527: [weak refs processing, 0.0001 secs] [1 CMS-remark: 91502K(174784K)] 100206K(253440K), 0.0290 secs] [Times: user=0.20 sys=0.00, real=0.02 secs] `,
    events: ['young 15 145234->100206(253440) [nested]', 'remark 29 ?->100206(253440)'],
  },
  {
    name: 'a young collection torn by the end of a phase, and a prefix torn off its line',
    log: `1.900: [GC 1.900: [ParNew1.912: [CMS-concurrent-abortable-preclean: 0.003/0.180 secs] [Times: user=0.20 sys=0.00, real=0.18 secs] 
: 52480K->6520K(59008K), 0.0201 secs] 92480K->46520K(190080K), 0.0202 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] 
725.583Application time: 0.0002480 seconds
: [GC 725.583: [ParNew: 52480K->6520K(59008K), 0.0301 secs] 92480K->46520K(190080K), 0.0302 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] `,
    events: ['concurrent-abortable-preclean 180', 'young 20.2 92480->46520(190080)', 'young 30.2 92480->46520(190080)'],
  },
  {
    name: 'G1 in detail, with tenuring, ergonomics and two fragments in one line',
    log: `2014-06-18T11:24:16.819+0200: 7.100: [GC pause (G1 Evacuation Pause) (young) 7.100: [G1Ergonomics (CSet Construction) start choosing CSet, predicted base time: 10.00 ms]
 7.100: [G1Ergonomics (CSet Construction) finish choosing CSet, eden: 6 regions, survivors: 0 regions]
, 0.0148808 secs]
   [Parallel Time: 12.6 ms, GC Workers: 2]
      [GC Worker Start (ms): Min: 7100.0, Avg: 7100.1, Max: 7100.2, Diff: 0.2]
   [Eden: 468.0M(468.0M)->0.0B(448.0M) Survivors: 44.0M->64.0M Heap: 539.6M(10.0G)->128.5M(10.0G)]
 [Times: user=0.27 sys=0.01, real=0.05 secs] 
8.775: [GC pause (young)8.775: [GC concurrent-root-region-scan-end, 0.0010000 secs]8.775: [GC concurrent-mark-end, 0.0101638 sec]
, 0.00831998 secs]
9.000: [GC pause (G1 Humongous Allocation) (young) (initial-mark) (to-space exhausted), 0.1156890 secs]
   [Eden: 0.0B(448.0M)->0.0B(448.0M) Survivors: 0.0B->0.0B Heap: 9216.0M(10.0G)->9216.0M(10.0G)]
 [Times: user=0.27 sys=0.01, real=0.12 secs] 9.120: [GC concurrent-root-region-scan-start]
9.200: [GC pause (mixed), 0.0200 secs]
   [   1105M->380M(2048M)]
9.300: [GC remark 9.300: [Finalize Marking, 0.0001 secs] 9.301: [GC ref-proc, 0.0000520 secs] 9.302: [Unloading, 0.0001 secs], 0.0012030 secs]
 [Times: user=0.00 sys=0.00, real=0.00 secs] 
9.400: [GC cleanup 15686K->13638K(1024M), 0.0014924 secs]
9.500: [GC concurrent-cleanup-start]
9.501: [GC concurrent-cleanup-end, 0.0002 secs]
9.600: [Full GC (Allocation Failure)  9212M->4852M(27G), 18.1959410 secs]
   [Eden: 4096.0K(16.0G)->0.0B(16.7G) Survivors: 148.0M->0.0B Heap: 9212.3M(29.9G)->4852.6M(27.8G)], [Metaspace: 21030K->21029K(1067008K)]
 [Times: user=25.37 sys=0.27, real=18.19 secs]
27.870: [GC concurrent-mark-abort]`,
    events: [
      'young 14.8808 552550->131584(10485760)',
      'concurrent-root-region-scan 1',
      'concurrent-mark 10.1638',
      'young 8.31998',
      'young-initial-mark 115.689 9437184->9437184(10485760) [evacuation-failure humongous]',
      'mixed 20 1131520->389120(2097152)',
      'remark 1.203',
      'cleanup 1.4924 15686->13638(1048576)',
      'concurrent-cleanup 0.2',
      'full 18195.941 9433395->4969062(29150413)',
    ],
    notes: ['aborted'],
  },
  {
    name: 'decimal commas with separators beside them, and stops without a prefix',
    log: `55041,359: [GC 55041,359: [ParNew: 93184K->5464K(104832K), 0,0021 secs] 93184K->5464K(1036928K), 0,0023 secs] [Times: user=0,39 sys=0,07, real=0,05 secs] 
Total time for which application threads were stopped: 0,0010682 seconds
2014-06-16T07:57:15.207+0200: 55041,518: Total time for which application threads were stopped: 0,0052170 seconds, Stopping threads took: 0,0000155 seconds
2014-06-16T07:56:15.085+0200: 55045,059: Application time: 8,0116090 seconds`,
    events: ['young 2.3 93184->5464(1036928)'],
    safepointsMs: [1.0682, 5.217],
  },
  {
    name: 'the heap before and after every collection doubles every number',
    log: `{Heap before GC invocations=0 (full 0):
 par new generation   total 59008K, used 52480K [0x00000000f8e00000, 0x00000000fce00000, 0x00000000fce00000)
  eden space 52480K, 100% used [0x00000000f8e00000, 0x00000000fc140000, 0x00000000fc140000)
 concurrent mark-sweep generation total 131072K, used 0K [0x00000000fce00000, 0x00000000fce00000, 0x0000000100000000)
0.500: [GC 0.500: [ParNew: 52480K->6520K(59008K), 0.0201 secs] 52480K->6520K(190080K), 0.0202 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] 
Heap after GC invocations=1 (full 0):
 par new generation   total 59008K, used 6520K [0x00000000f8e00000, 0x00000000fce00000, 0x00000000fce00000)
}`,
    events: ['young 20.2 52480->6520(190080)'],
  },
  {
    name: 'references, of which phantoms have two counts',
    log: `1.0: ignored
2.000: [GC 2.000: [ParNew2.010: [SoftReference, 0 refs, 0.0000335 secs]2.010: [PhantomReference, 0 refs, 1 refs, 0.0000141 secs]2.010: [JNI Weak Reference, 0.0000079 secs]: 69952K->8704K(78656K), 0.0101674 secs] 69952K->11333K(253440K), 0.0102495 secs] [Times: user=0.04 sys=0.01, real=0.01 secs] `,
    events: ['young 10.2495 69952->11333(253440)'],
  },
  {
    name: 'Shenandoah of JDK 8, in milliseconds',
    log: `14458.520: [Concurrent marking 1968M->1973M(2048M), 8.679 ms]
14458.529: [Pause Final Mark 1978M->166M(2048M), 30.514 ms]
14458.600: [Pause Init Mark, 1.200 ms]`,
    events: [
      'concurrent-marking 8.679 2015232->2020352(2097152)',
      'pause-final-mark 30.514 2025472->169984(2097152)',
      'pause-init-mark 1.2',
    ],
  },
  {
    name: 'behind the prefix of a service wrapper',
    log: `INFO   | jvm 1    | 2015/05/03 16:12:38 | 357996.729: [GC 357996.729: [ParNew: 52480K->6520K(59008K), 0.0201 secs] 52480K->6520K(190080K), 0.0202 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] `,
    events: ['young 20.2 52480->6520(190080)'],
  },
  {
    name: 'a line that is never finished, and only a heap at exit',
    log: `1.900: [GC 1.900: [ParNew: 52480K->65
2.000: [GC 2.000: [ParNew: 52480K->6520K(59008K), 0.0201 secs] 52480K->6520K(190080K), 0.0202 secs] [Times: user=0.02 sys=0.00, real=0.02 secs] 
Heap
 par new generation   total 59008K, used 6520K [0x00000000f8e00000, 0x00000000fce00000, 0x00000000fce00000)`,
    events: ['young 20.2 52480->6520(190080)'],
    broken: 1,
  },
]

const Z = '[0.1s][info][gc] '

/** What is easy to read wrongly in unified logs. */
export const UNIFIED: readonly Shape[] = [
  {
    name: 'level and tags padded more and more, CRLF',
    log: `[0.1s][info][gc] x\r\n[0.100s][info][gc] GC(0) Pause Young (Allocation Failure) 6M->1M(48M) 1.682ms\r\n[0.200s][info ][gc          ] GC(1) Pause Young (Allocation Failure) 6M->1M(48M) 2.000ms\r\n`,
    events: ['young 1.682 6144->1024(49152)', 'young 2 6144->1024(49152)'],
  },
  {
    name: 'decimal commas',
    log: '[2,048s][info][gc] GC(0) Pause Full (System.gc()) 6M->1M(48M) 1,682ms',
    events: ['full 1.682 6144->1024(49152)'],
  },
  {
    name: 'an evacuation failure stands in the end line only, or in a line of its own',
    log: `[1.000s][info][gc,start] GC(7) Pause Young (Mixed) (G1 Evacuation Pause)
[1.010s][info][gc] GC(7) Pause Young (Mixed) (G1 Evacuation Pause) (Evacuation Failure: Allocation / Pinned) 43M->35M(48M) 0.768ms
[1.020s][info][gc] GC(8) To-space exhausted
[1.030s][info][gc] GC(8) Pause Young (Normal) (G1 Evacuation Pause) 43M->35M(48M) 1.768ms`,
    events: [
      'mixed 0.768 44032->35840(49152) [evacuation-failure]',
      'young 1.768 44032->35840(49152) [evacuation-failure]',
    ],
    notes: ['to-space-exhausted'],
  },
  {
    name: 'G1 of JDK 9, whose concurrent start is an initial mark',
    log: `[1.0s] GC(1) Pause Initial Mark (G1 Humongous Allocation) 43M->35M(48M) 1.768ms
[1.010s] GC(2) Concurrent Mark (73.084s)
[1.030s] GC(2) Concurrent Mark (73.084s, 73.138s) 53.954ms
[1.040s] GC(3) Pause Mixed (G1 Evacuation Pause) 43M->35M(48M) 1.000ms`,
    events: [
      'young-initial-mark 1.768 44032->35840(49152) [humongous]',
      'concurrent-mark 53.954',
      'mixed 1 44032->35840(49152)',
    ],
  },
  {
    name: 'a cycle that is aborted, and one that is undone',
    log: `[1.000s][info][gc] GC(2) Concurrent Mark Cycle
[1.001s][info][gc,marking] GC(2) Concurrent Mark
[1.002s][info][gc,marking] GC(2) Concurrent Mark Abort
[1.003s][info][gc] GC(2) Concurrent Mark Cycle 3.000ms
[1.004s][info][gc] GC(4) Concurrent Undo Cycle
[1.005s][info][gc] GC(4) Concurrent Undo Cycle 1.000ms`,
    events: ['concurrent-mark-cycle 3 [aborted]', 'concurrent-undo-cycle 1'],
    notes: ['aborted'],
  },
  {
    name: 'a minor collection of ZGC inside a major one',
    log: `[0.322s][info][gc] GC(1) Major Collection (Warmup)
[0.334s][info][gc] GC(2) Minor Collection (Allocation Stall)
[0.335s][info][gc,phases] GC(2) y: Pause Mark Start 0.005ms
[0.336s][info][gc,phases] GC(1) O: Pause Mark End 0.007ms
[0.337s][info][gc] GC(2) Minor Collection (Allocation Stall) 76M(79%)->64M(67%) 0.003s
[0.337s][info][gc] GC(1) Major Collection (Warmup) 48M(50%)->66M(69%) 0.015s`,
    events: [
      'pause-mark-start 0.005',
      'pause-mark-end 0.007',
      'minor-collection 3 77824->65536(?)',
      'major-collection 15 49152->67584(?)',
    ],
  },
  {
    name: 'ZGC with nothing but cycles: no pauses at all',
    log: '[0.337s][info][gc] GC(2) Garbage Collection (Allocation Stall) 96M(100%)->14M(15%)',
    events: ['garbage-collection ? 98304->14336(?)'],
  },
  {
    name: 'statistics of Shenandoah look like pauses and are none',
    log: `${Z}Using Shenandoah
[0.100s][info][gc,stats] Pause Init Mark (G)               =    0.812 s (a =      812 us)
[0.100s][info][gc,stats]   Pause Init Mark (N)                 26 us
[0.100s][info][gc] GC(3) Pause Init Mark (unload classes) 0.023ms`,
    events: ['pause-init-mark 0.023'],
  },
  {
    name: 'a degenerated cycle that becomes a full one',
    log: `[0.100s][info][gc] Failed to allocate Shared, 2064B
[0.110s][info][gc] Cancelling GC: Allocation Failure
[0.120s][info][gc] GC(3) Degenerated GC upgrading to Full GC
[0.130s][info][gc] GC(3) Pause Degenerated GC (Young) (Evacuation) 60M->49M(64M) 3.223ms
[0.140s][info][gc] GC(4) Pause Full 60M->9M(64M) 13.223ms`,
    events: ['pause-degenerated-gc 3.223 61440->50176(65536) [degenerated]', 'full 13.223 61440->9216(65536)'],
    notes: ['allocation-failed', 'cancelled', 'upgraded-to-full'],
  },
  {
    name: 'nothing but the number of the process, or the name of the host, before each line',
    log: `[31415] Using G1
[31415] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.682ms
[31415] Allocation Stall (main) 2.250ms
[build-7.example.com][31415][31416] Allocation Stall (churn-0) 3.125ms
[build-7.example.com] Safepoint "G1CollectForAllocation", Time since last: 51000000 ns, Reaching safepoint: 1000000 ns, At safepoint: 3000000 ns, Total: 4000000 ns`,
    events: ['young 1.682 6144->1024(49152)', 'allocation-stall 2.25', 'allocation-stall 3.125'],
    safepointsMs: [4],
  },
  {
    name: 'a stalled thread whose name holds brackets',
    log: `${Z}Allocation Stall (Group1.Backend{Tier1}.1 (spare) 3) 12.299ms\n${Z}GC(3) O: Relocation Stall (ZWorkerOld#0) 2.5ms`,
    events: ['allocation-stall 12.299', 'relocation-stall 2.5'],
  },
  {
    name: 'System.gc() of Parallel prints a young and a full collection',
    log: `[0.1s][info][gc] GC(5) Pause Young (System.gc()) 6M->1M(48M) 1.682ms\n[0.1s][info][gc] GC(6) Pause Full (System.gc()) 1M->1M(48M) 3.682ms`,
    events: ['young 1.682 6144->1024(49152)', 'full 3.682 1024->1024(49152)'],
  },
  {
    name: 'numbers of collections that cannot be read, and lines that are cut',
    log: `[0.1s][info][gc,cpu] GC(12xxxf3) User=0.01s Sys=0.00s Real=0.00s
[0.1s][info][gc] GC(5) Pause Young (Normal) (G1 Evac
[0.1s][info][gc] GC(5) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.6
ause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 1.682ms
fo][gc] GC(6) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 2.5ms`,
    events: ['young 2.5 6144->1024(49152)'],
    broken: 3,
  },
  {
    name: 'two JVMs in one file, the second after a header, a third by its uptime',
    log: `[0.001s][info][gc] Using Serial
[9.000s][info][gc] GC(0) Pause Young (Allocation Failure) 6M->1M(48M) 1.000ms
[0.001s][info][gc] Using G1
[0.100s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 2.000ms
[5.100s][info][gc] GC(1) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 3.000ms
[0.300s][info][gc] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 6M->1M(48M) 4.000ms`,
    events: [
      'young 1 6144->1024(49152)',
      'young 2 6144->1024(49152)',
      'young 3 6144->1024(49152)',
      'young 4 6144->1024(49152)',
    ],
    runs: 3,
  },
  {
    name: 'a wall clock that is set back is no restart',
    log: `[2026-11-23T01:58:27.585+0000] GC(0) Pause Young (Allocation Failure) 6M->1M(48M) 1.000ms
[2026-11-23T00:58:28.585+0000] GC(1) Pause Young (Allocation Failure) 6M->1M(48M) 1.000ms`,
    events: ['young 1 6144->1024(49152)', 'young 1 6144->1024(49152)'],
    runs: 1,
  },
  {
    name: 'pools to the kilobyte, processor times behind the end, a phase of another cycle between',
    log: `[0.100s][info][gc,start] GC(3) Pause Young (Allocation Failure)
[0.101s][info][gc,heap] GC(3) DefNew: 13440K(14784K)->1600K(14784K) Eden: 13184K(13184K)->0K(13184K) From: 256K(1600K)->1600K(1600K)
[0.101s][info][gc,heap] GC(3) Tenured: 0K(32768K)->1387K(32768K)
[0.102s][info][gc] GC(3) Pause Young (Allocation Failure) 13M->2M(46M) 2.100ms
[0.102s][info][gc] GC(2) Concurrent Mark Cycle 3.000ms
[0.102s][info][gc,cpu] GC(3) User=0.01s Sys=0.00s Real=0.02s`,
    events: ['young 2.1 13440->2987(47552)', 'concurrent-mark-cycle 3'],
  },
  {
    name: 'safepoints of every era',
    log: `[0.1s][info][safepoint] Entering safepoint region: G1CollectFull
[0.1s][info][safepoint] Leaving safepoint region
[0.1s][info][safepoint] Total time for which application threads were stopped: 0.0001360 seconds, Stopping threads took: 0.0000837 seconds
[0.2s][info][safepoint] Safepoint "ICBufferFull", Time since last: 4 ns, Reaching safepoint: 100 ns, At safepoint: 900 ns, Total: 1000 ns
[0.3s][info][safepoint] Safepoint "Cleanup", Time since last: 4 ns, Reaching safepoint: 100 ns, Cleanup: 50 ns, At safepoint: 850 ns, Total: 2000 ns
[0.4s][info][safepoint] Safepoint "G1PauseRemark", Time since last: 4 ns, Reaching safepoint: 100 ns, At safepoint: 800 ns, Leaving safepoint: 100 ns, Total: 3000 ns, Threads: 1 runnable, 11 total
[0.4s][info][safepoint] Safepoint "G1PauseRem`,
    events: [],
    safepointsMs: [0.136, 0.001, 0.002, 0.003],
    broken: 1,
  },
]
