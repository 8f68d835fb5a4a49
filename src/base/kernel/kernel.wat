;; The byte kernel in WebAssembly SIMD. It knows bytes, needles, lines and numbers, and nothing of what they mean.
;; plain-kernel.ts is the same kernel in TypeScript; every test runs on both, and their answers agree bit for bit.
;; After a change: npx tsx scripts/build-kernel.ts (a test fails while kernel-wasm.ts is stale).
;;
;; Conventions. Exported functions take and give offsets into the input; inside, everything is an address.
;; Nothing here checks its arguments: wasm-kernel.ts clamps them. Reading past the end of the input is harmless (at
;; least 128 bytes of padding follow it, other areas precede it), so blocks are read whole and the surplus is ignored.
;; Speeds are from one core of an AMD EPYC (Zen 4), Node 20, 1 MiB of input in the cache.
(module
  (memory (export "memory") 14)

  ;; ---------------------------------------------------------------------------------------------- memory map --------
  ;; wasm-kernel.ts reads these addresses and fills the tables.
  ;; From 0 on stand the bytes 0, 1 … 255, so that (v128.load8_splat (i32.const 0x0a)) is sixteen times 0x0a. i8x16.splat would
  ;; say so too, but V8 then repeats its three instructions inside every loop.
  (global $FINGERPRINTS (export "fingerprints") i32 (i32.const 0x00400)) ;; 8 lookups × 16 bytes, see lookups.ts
  (global $CLASSES      (export "classes")      i32 (i32.const 0x00560)) ;; 16 bytes by low half, 16 by high half
  (global $RESULTS      (export "results")      i32 (i32.const 0x00580)) ;; 8 words, see $result… below
  (global $NUMBERED     (export "numbered")     i32 (i32.const 0x005c0)) ;; what stands before a paragraph's number: text 16, mask 16, length
  (global $SUSPECTS     (export "suspects")     i32 (i32.const 0x00800)) ;; 4 KiB: by the hash of a fingerprint's first three bytes the number of a needle from 1 on, or 0
  (global $TEXTS        (export "texts")        i32 (i32.const 0x02000)) ;; count (16 bytes), then 8 records of 80: text 32 (at the right), mask 32, length
  (global $SQUEEZE      (export "squeeze")      i32 (i32.const 0x02400)) ;; 256 × 8: for each set of bytes to keep, where they come from
  (global $POWERS       (export "powers")       i32 (i32.const 0x02c00)) ;; 16 float64: 10^0 … 10^15
  (global $SHAPES       (export "shapes")       i32 (i32.const 0x02d00)) ;; 32 records of 32 bytes, see $match
  (global $WEIGHTS      (export "weights")      i32 (i32.const 0x03800)) ;; 9 records of 64 bytes, see $match
  (global $TOPS         (export "tops")         i32 (i32.const 0x03b00)) ;; 33 × 8: the upper 0, 1 … 8, then always 8 bytes of a word
  (global $KEPT                                 i32 (i32.const 0x04000)) ;; 1 KiB and a block: bytes waiting to be hashed
  (global $PLACES                               i32 (i32.const 0x04800)) ;; 512 words: where a fingerprint may be
  (global $EDGES                                i32 (i32.const 0x06000)) ;; 8192 + 80 addresses: where numbers start and end, in turn
  (global $POOL         (export "pool")         i32 (i32.const 0x10000)) ;; 64 KiB: what the shape records point to
  (global $HIT_OFFSETS  (export "hitOffsets")   i32 (i32.const 0x20000)) ;; 6144 words
  (global $HIT_NEEDLES  (export "hitNeedles")   i32 (i32.const 0x26000)) ;; 6144 bytes
  (global $LINE_STARTS  (export "lineStarts")   i32 (i32.const 0x28000)) ;; 1024 words
  (global $LINE_ENDS    (export "lineEnds")     i32 (i32.const 0x29000)) ;; 1024 words
  (global $LINE_SHAPES  (export "lineShapes")   i32 (i32.const 0x2a000)) ;; 1024 bytes
  (global $HEAD_SLOTS   (export "headSlots")    i32 (i32.const 0x2a400)) ;; 512 bytes: by hash, 1 + the number of a head; 0 is none
  (global $MARK         (export "mark")         i32 (i32.const 0x2a600)) ;; see readHeads
  (global $LEARNED_IDS  (export "learnedIds")   i32 (i32.const 0x2b000)) ;; 1024 words
  (global $NUMBERS      (export "numbers")      i32 (i32.const 0x30000)) ;; 1024 × 24 float64
  (global $HEAD_ROWS    (export "headRows")     i32 (i32.const 0x30000)) ;; 1024 × 8 words, in the place of numbers: nobody needs both at once
  (global $OUTPUT       (export "output")       i32 (i32.const 0x60000)) ;; 256 KiB and some room for whole-register stores
  (global $NEEDLES      (export "needles")      i32 (i32.const 0xa4000)) ;; 200 records of 80 bytes: text 32, mask 32, offset, length, index, number of the next with this hash or 0
  (global $POINTERS     (export "pointers")     i32 (i32.const 0xa8000)) ;; 4096 × 8: values of pointers
  (global $HEADS        (export "heads")        i32 (i32.const 0xb0000)) ;; 255 records of 128 bytes: text 112, length, kind
  (global $LEARNED      (export "learned")      i32 (i32.const 0xb8000)) ;; 8192 records of 16 bytes: hash 8, id + 1 or 0 where it is free
  (global $INPUT        (export "input")        i32 (i32.const 0xd8000)) ;; to the end

  ;; -------------------------------------------------------------------------------------------------- newlines ------

  ;; Number of 0x0A in [from, to). 60 GB/s.
  (func (export "countNewlines") (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $end i32) (local $stop i32) (local $newline v128) (local $sum v128) (local $bytes v128) (local $count i32)
    (local.set $newline (v128.load8_splat (i32.const 0x0a)))
    (local.set $at (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    ;; Matches are -1 in their lane, so subtracting counts them: per lane at most 4 a step, hence 63 steps before a lane could overflow.
    (block $tail
      (loop $batch
        (br_if $tail (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 64)))
        (local.set $stop (i32.add (local.get $at) (i32.const 4032)))
        (if (i32.gt_u (local.get $stop) (local.get $end))
          (then (local.set $stop (i32.add (local.get $at) (i32.and (i32.sub (local.get $end) (local.get $at)) (i32.const -64))))))
        (local.set $bytes (v128.const i64x2 0 0))
        (loop $step
          (local.set $bytes (i8x16.sub (local.get $bytes) (i8x16.eq (v128.load (local.get $at)) (local.get $newline))))
          (local.set $bytes (i8x16.sub (local.get $bytes) (i8x16.eq (v128.load offset=16 (local.get $at)) (local.get $newline))))
          (local.set $bytes (i8x16.sub (local.get $bytes) (i8x16.eq (v128.load offset=32 (local.get $at)) (local.get $newline))))
          (local.set $bytes (i8x16.sub (local.get $bytes) (i8x16.eq (v128.load offset=48 (local.get $at)) (local.get $newline))))
          (br_if $step (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 64))) (local.get $stop))))
        (local.set $sum (i32x4.add (local.get $sum)
          (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (local.get $bytes)))))
        (br $batch)))
    (local.set $count (i32.add
      (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
      (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
    (block $done
      (loop $byte
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $count (i32.add (local.get $count) (i32.eq (i32.load8_u (local.get $at)) (i32.const 0x0a))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $byte)))
    (local.get $count))

  ;; Offset of the first 0x0A in [from, to), or -1. 16 GB/s where lines have 230 bytes.
  (func (export "indexOfNewline") (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $end i32) (local $newline v128) (local $found i32)
    (local.set $newline (v128.load8_splat (i32.const 0x0a)))
    (local.set $at (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (block $none
      (loop $block
        (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $found (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $newline))))
        (if (local.get $found)
          (then
            (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
            (br_if $none (i32.ge_u (local.get $at) (local.get $end)))
            (return (i32.sub (local.get $at) (global.get $INPUT)))))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $block)))
    (i32.const -1))

  ;; ------------------------------------------------------------------------------------------------------ scan ------

  (global $first (mut i32) (i32.const 0)) ;; a match starts here or later …
  (global $limit (mut i32) (i32.const 0)) ;; … and ends here or earlier
  (global $hits  (mut i32) (i32.const 0)) ;; how many were found so far

  ;; Teddy: for each of 16 positions, one bit per bucket that may have a fingerprint there. Eight numbers of four bits are made
  ;; of six neighbouring bytes (lookups.ts says which and why), each is looked up in a table, and all must agree. Two or four
  ;; blocks a step are no faster, nor is loading once and shifting, neither the bytes nor what was looked up.
  ;; What agrees is only noted, without a branch, and looked at after each slab: a branch would be mispredicted at most of
  ;; the places, and each time the processor throws away what it had begun to fetch, which costs as much as 100 bytes.
  ;; Fills the hit areas, sorted; returns the number of hits. Stops early with 5120 or more.
  (func (export "scan") (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $end i32) (local $half v128) (local $bytes v128) (local $found v128)
    (local $next v128) (local $low0 v128) (local $low1 v128) (local $low2 v128) (local $low3 v128) (local $low4 v128) (local $low5 v128)
    (local $pair0 v128) (local $pair2 v128)
    (local $slab i32) (local $stop i32) (local $put i32) (local $get i32)
    (local $lanes i32) (local $block i32) (local $lane i32) (local $suspect i32)
    (local.set $half (v128.load8_splat (i32.const 0x0f)))
    (local.set $low0 (v128.load offset=0 (global.get $FINGERPRINTS)))
    (local.set $low1 (v128.load offset=16 (global.get $FINGERPRINTS)))
    (local.set $low2 (v128.load offset=32 (global.get $FINGERPRINTS)))
    (local.set $low3 (v128.load offset=48 (global.get $FINGERPRINTS)))
    (local.set $low4 (v128.load offset=64 (global.get $FINGERPRINTS)))
    (local.set $low5 (v128.load offset=80 (global.get $FINGERPRINTS)))
    (local.set $pair0 (v128.load offset=96 (global.get $FINGERPRINTS)))
    (local.set $pair2 (v128.load offset=112 (global.get $FINGERPRINTS)))
    (local.set $at (i32.add (global.get $INPUT) (local.get $from)))
    (global.set $first (local.get $at))
    (global.set $limit (i32.add (global.get $INPUT) (local.get $to)))
    (global.set $hits (i32.const 0))
    (local.set $end (global.get $limit))
    (block $done
      (loop $slab
        (local.set $slab (local.get $at))
        (local.set $stop (i32.add (local.get $at) (i32.const 8192)))
        (if (i32.gt_u (local.get $stop) (local.get $end)) (then (local.set $stop (local.get $end))))
        (local.set $put (global.get $PLACES))
        (loop $block
          (local.set $bytes (v128.load offset=0 (local.get $at)))
          (local.set $next (v128.load offset=1 (local.get $at)))
          (local.set $found (v128.and
            (v128.and
              (i8x16.swizzle (local.get $low0) (v128.and (local.get $bytes) (local.get $half)))
              (i8x16.swizzle (local.get $low1) (v128.and (local.get $next) (local.get $half))))
            (i8x16.swizzle (local.get $pair0) (v128.and
              (v128.xor (i16x8.shr_u (local.get $bytes) (i32.const 4)) (i16x8.shr_u (local.get $next) (i32.const 3)))
              (local.get $half)))))
          (local.set $bytes (v128.load offset=2 (local.get $at)))
          (local.set $next (v128.load offset=3 (local.get $at)))
          (local.set $found (v128.and (local.get $found) (v128.and
            (v128.and
              (i8x16.swizzle (local.get $low2) (v128.and (local.get $bytes) (local.get $half)))
              (i8x16.swizzle (local.get $low3) (v128.and (local.get $next) (local.get $half))))
            (i8x16.swizzle (local.get $pair2) (v128.and
              (v128.xor (i16x8.shr_u (local.get $bytes) (i32.const 4)) (i16x8.shr_u (local.get $next) (i32.const 3)))
              (local.get $half))))))
          (local.set $found (v128.and (local.get $found) (v128.and
            (i8x16.swizzle (local.get $low4) (v128.and (v128.load offset=4 (local.get $at)) (local.get $half)))
            (i8x16.swizzle (local.get $low5) (v128.and (v128.load offset=5 (local.get $at)) (local.get $half))))))
          ;; In the upper half where the block lies in the slab, in the lower which of its bytes agree.
          (local.set $lanes (i32.xor (i32.const 0xffff) (i8x16.bitmask (i8x16.eq (local.get $found) (v128.const i64x2 0 0)))))
          (i32.store (local.get $put) (i32.or (i32.shl (i32.sub (local.get $at) (local.get $slab)) (i32.const 16)) (local.get $lanes)))
          (local.set $put (i32.add (local.get $put) (i32.shl (i32.ne (local.get $lanes) (i32.const 0)) (i32.const 2))))
          (br_if $block (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $stop))))
        (local.set $get (global.get $PLACES))
        (block $seen
          (loop $nextBlock
            (br_if $seen (i32.eq (local.get $get) (local.get $put)))
            (local.set $lanes (i32.load16_u (local.get $get)))
            (local.set $block (i32.add (local.get $slab) (i32.load16_u offset=2 (local.get $get))))
            (local.set $get (i32.add (local.get $get) (i32.const 4)))
            ;; Most of what comes here is a mixture of the halves of several fingerprints: its bytes are those of none.
            (loop $nextLane
              (local.set $lane (i32.add (local.get $block) (i32.ctz (local.get $lanes))))
              (local.set $suspect (i32.load8_u (i32.add (global.get $SUSPECTS) (i32.shr_u
                (i32.mul (i32.shl (i32.load (local.get $lane)) (i32.const 8)) (i32.const 0x9e3779b1))
                (i32.const 20)))))
              (if (local.get $suspect) (then (call $check (local.get $lane) (local.get $suspect))))
              (br_if $nextLane (local.tee $lanes (i32.and (local.get $lanes) (i32.sub (local.get $lanes) (i32.const 1))))))
            (br_if $done (i32.ge_u (global.get $hits) (i32.const 5120)))
            (br $nextBlock)))
        (br_if $slab (i32.lt_u (local.get $at) (local.get $end)))))
    (global.get $hits))

  ;; Compares the needles that share a hash with what stands at $place, where their fingerprint would be, and records those
  ;; that are really there.
  (func $check (param $place i32) (param $number i32)
    (local $needle i32) (local $start i32)
    (loop $nextNeedle
      (local.set $needle (i32.add (global.get $NEEDLES) (i32.mul (i32.sub (local.get $number) (i32.const 1)) (i32.const 80))))
      (local.set $start (i32.sub (local.get $place) (i32.load offset=64 (local.get $needle))))
      (if (i32.eqz (v128.any_true (v128.or
            (v128.and (v128.xor (v128.load (local.get $start)) (v128.load (local.get $needle)))
              (v128.load offset=32 (local.get $needle)))
            (v128.and (v128.xor (v128.load offset=16 (local.get $start)) (v128.load offset=16 (local.get $needle)))
              (v128.load offset=48 (local.get $needle))))))
        (then
          (if (i32.and
                (i32.ge_u (local.get $start) (global.get $first))
                (i32.le_u (i32.add (local.get $start) (i32.load offset=68 (local.get $needle))) (global.get $limit)))
            (then (call $record
              (i32.sub (local.get $start) (global.get $INPUT))
              (i32.load offset=72 (local.get $needle)))))))
      (br_if $nextNeedle (local.tee $number (i32.load offset=76 (local.get $needle))))))

  ;; Puts a hit at its place. Fingerprints lie at different places of their needles, so hits arrive a few bytes out of order.
  (func $record (param $offset i32) (param $index i32)
    (local $slot i32) (local $before i32)
    (local.set $slot (global.get $hits))
    (global.set $hits (i32.add (local.get $slot) (i32.const 1)))
    (block $placed
      (loop $earlier
        (br_if $placed (i32.eqz (local.get $slot)))
        (local.set $before (i32.load (i32.sub (i32.add (global.get $HIT_OFFSETS) (i32.shl (local.get $slot) (i32.const 2))) (i32.const 4))))
        (br_if $placed (i32.lt_u (local.get $before) (local.get $offset)))
        (br_if $placed (i32.and
          (i32.eq (local.get $before) (local.get $offset))
          (i32.lt_u (i32.load8_u (i32.sub (i32.add (global.get $HIT_NEEDLES) (local.get $slot)) (i32.const 1))) (local.get $index))))
        (i32.store (i32.add (global.get $HIT_OFFSETS) (i32.shl (local.get $slot) (i32.const 2))) (local.get $before))
        (i32.store8 (i32.add (global.get $HIT_NEEDLES) (local.get $slot))
          (i32.load8_u (i32.sub (i32.add (global.get $HIT_NEEDLES) (local.get $slot)) (i32.const 1))))
        (local.set $slot (i32.sub (local.get $slot) (i32.const 1)))
        (br $earlier)))
    (i32.store (i32.add (global.get $HIT_OFFSETS) (i32.shl (local.get $slot) (i32.const 2))) (local.get $offset))
    (i32.store8 (i32.add (global.get $HIT_NEEDLES) (local.get $slot)) (local.get $index)))

  ;; ------------------------------------------------------------------------------------------------- paragraph ------

  ;; Walks to the first empty line. Returns its offset, or -1 when there is none before $to. Results: word 0 the number of
  ;; newlines before it, words 1 and 2 the hash of the bytes that count (plain-kernel.ts says which).
  ;;
  ;; Works on 64 bytes at a time, one bit per byte: the digits to leave out are found with a few operations on 64-bit words,
  ;; the rest is squeezed together and hashed in whole registers. No branch depends on where the digits are, whereas going from
  ;; number to number would wait for every load and be mispredicted twice a line. 2,000 MB/s on stack traces full of addresses,
  ;; of which squeezing takes two fifths. Copying blocks without digits in one piece is no faster: its branch is mispredicted.
  (func $paragraph (export "paragraph") (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $first i32) (local $end i32) (local $step i32) (local $empty i64) (local $result i32) (local $lines i32)
    (local $bytes v128) (local $before v128) (local $class v128) (local $half v128)
    (local $lowClass v128) (local $highClass v128) (local $newline v128) (local $zero v128) (local $x v128) (local $plus v128)
    ;; Of the 64 bytes in hand, bit 0 the first:
    (local $hex i64) (local $prefix i64) (local $newlines i64) (local $last i64) (local $second i64) (local $starts i64) (local $sum i64)
    (local $skip i64) (local $keep i64) (local $valid i64) (local $decimals i64)
    ;; What the next 64 bytes must know of these, each 0 or 1 (second: 2 bits):
    (local $afterPrefix i64) (local $inHex i64) (local $inDecimal i64) (local $afterNewline i64) (local $afterLast i64) (local $afterSecond i64)
    (local $put i32) (local $get i32) (local $length i32)
    (local $a v128) (local $b v128) (local $w0 v128) (local $w1 v128)
    (local $h1 i32) (local $h2 i32)
    (local.set $half (v128.load8_splat (i32.const 0x0f)))
    (local.set $newline (v128.load8_splat (i32.const 0x0a)))
    (local.set $zero (v128.load8_splat (i32.const 0x30)))
    (local.set $x (v128.load8_splat (i32.const 0x78)))
    (local.set $plus (v128.load8_splat (i32.const 0x2b)))
    (local.set $lowClass (v128.load (global.get $CLASSES)))
    (local.set $highClass (v128.load offset=16 (global.get $CLASSES)))
    (local.set $a (v128.const i32x4 0x243f6a88 0x85a308d3 0x13198a2e 0x03707344))
    (local.set $b (v128.const i32x4 0xa4093822 0x299f31d0 0x082efa98 0xec4e6c89))
    (local.set $at (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $first (local.get $at))
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (local.set $put (global.get $KEPT))
    (local.set $afterNewline (i64.const 1))
    ;; A text of one byte has no last but one.
    (local.set $afterSecond (i64.const 3))
    (local.set $result (i32.const -1))
    (block $walked
      (loop $block
        (br_if $walked (i32.ge_u (local.get $at) (local.get $end)))
        ;; Classify: four steps of 16 bytes, each shifted in from the top.
        (local.set $step (i32.add (local.get $at) (i32.const 64)))
        (loop $classify
          (local.set $bytes (v128.load (local.get $at)))
          (local.set $class (v128.and
            (i8x16.swizzle (local.get $lowClass) (v128.and (local.get $bytes) (local.get $half)))
            (i8x16.swizzle (local.get $highClass) (v128.and (i16x8.shr_u (local.get $bytes) (i32.const 4)) (local.get $half)))))
          (local.set $hex (i64.or (i64.shr_u (local.get $hex) (i64.const 16)) (i64.shl (i64.extend_i32_u
            (i8x16.bitmask (v128.or (local.get $class) (i16x8.shl (local.get $class) (i32.const 1))))) (i64.const 48))))
          (local.set $last (i64.or (i64.shr_u (local.get $last) (i64.const 16)) (i64.shl (i64.extend_i32_u
            (i8x16.bitmask (i16x8.shl (local.get $class) (i32.const 2)))) (i64.const 48))))
          (local.set $second (i64.or (i64.shr_u (local.get $second) (i64.const 16)) (i64.shl (i64.extend_i32_u
            (i8x16.bitmask (i16x8.shl (local.get $class) (i32.const 3)))) (i64.const 48))))
          (local.set $newlines (i64.or (i64.shr_u (local.get $newlines) (i64.const 16)) (i64.shl (i64.extend_i32_u
            (i8x16.bitmask (i8x16.eq (local.get $bytes) (local.get $newline)))) (i64.const 48))))
          ;; The x of "0x", unless "+" stands before.
          (local.set $prefix (i64.or (i64.shr_u (local.get $prefix) (i64.const 16)) (i64.shl (i64.extend_i32_u
            (i8x16.bitmask (v128.andnot
              (v128.and
                (i8x16.eq (local.get $bytes) (local.get $x))
                (i8x16.eq (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $before) (local.get $bytes)) (local.get $zero)))
              (i8x16.eq (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $before) (local.get $bytes)) (local.get $plus)))))
            (i64.const 48))))
          (local.set $before (local.get $bytes))
          (br_if $classify (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $step))))
        (local.set $at (i32.sub (local.get $at) (i32.const 64)))

        ;; Adding a bit at the start of a run of ones carries through the run and clears it: that is the run to leave out.
        (local.set $starts (i64.and (local.get $hex) (i64.or
          (i64.shl (local.get $prefix) (i64.const 1))
          (i64.or (local.get $afterPrefix) (local.get $inHex)))))
        (local.set $sum (i64.add (local.get $hex) (local.get $starts)))
        (local.set $skip (i64.and (local.get $hex) (i64.xor (local.get $sum) (i64.const -1))))
        (local.set $inHex (i64.extend_i32_u (i64.lt_u (local.get $sum) (local.get $hex))))
        (local.set $afterPrefix (i64.shr_u (local.get $prefix) (i64.const 63)))

        ;; The same for decimal digits after one of the texts. Few digits follow the last two bytes of such a text by accident.
        (local.set $starts (i64.and (local.get $hex) (i64.and
          (i64.or (i64.shl (local.get $last) (i64.const 1)) (local.get $afterLast))
          (i64.or (i64.shl (local.get $second) (i64.const 2)) (local.get $afterSecond)))))
        (local.set $afterLast (i64.shr_u (local.get $last) (i64.const 63)))
        (local.set $afterSecond (i64.shr_u (local.get $second) (i64.const 62)))
        (if (i32.eqz (i64.eqz (i64.or (local.get $starts) (local.get $inDecimal))))
          (then
            (local.set $decimals (call $decimals (local.get $at)))
            (local.set $starts (call $afterText (local.get $first) (local.get $at) (i64.and (local.get $starts) (local.get $decimals))))
            (local.set $starts (i64.or (local.get $starts) (i64.and (local.get $inDecimal) (local.get $decimals))))
            (local.set $sum (i64.add (local.get $decimals) (local.get $starts)))
            (local.set $skip (i64.or (local.get $skip) (i64.and (local.get $decimals) (i64.xor (local.get $sum) (i64.const -1)))))
            (local.set $inDecimal (i64.extend_i32_u (i64.lt_u (local.get $sum) (local.get $decimals))))))

        ;; Cut at the empty line, or at the end.
        (local.set $valid (i64.const -1))
        (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 64))
          (then (local.set $valid (i64.sub
            (i64.shl (i64.const 1) (i64.extend_i32_u (i32.sub (local.get $end) (local.get $at)))) (i64.const 1)))))
        (local.set $empty (i64.and (i64.and (local.get $newlines) (local.get $valid))
          (i64.or (i64.shl (local.get $newlines) (i64.const 1)) (local.get $afterNewline))))
        (local.set $afterNewline (i64.shr_u (local.get $newlines) (i64.const 63)))
        (if (i32.eqz (i64.eqz (local.get $empty)))
          (then
            (local.set $result (i32.sub (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $empty)))) (global.get $INPUT)))
            ;; The bits below the lowest one of $empty.
            (local.set $valid (i64.and (i64.sub (local.get $empty) (i64.const 1)) (i64.xor (local.get $empty) (i64.const -1))))))
        (local.set $lines (i32.add (local.get $lines) (i32.wrap_i64 (i64.popcnt (i64.and (local.get $newlines) (local.get $valid))))))
        (local.set $keep (i64.and (local.get $valid) (i64.xor (local.get $skip) (i64.const -1))))

        ;; Squeeze: 8 bytes at a time, through a table of where the kept ones come from.
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=0 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (i32.and (i32.wrap_i64 (local.get $keep)) (i32.const 255)) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (i32.and (i32.wrap_i64 (local.get $keep)) (i32.const 255)))))
        (local.set $step (i32.wrap_i64 (i64.and (i64.shr_u (local.get $keep) (i64.const 8)) (i64.const 255))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=8 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))
        (local.set $step (i32.wrap_i64 (i64.and (i64.shr_u (local.get $keep) (i64.const 16)) (i64.const 255))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=16 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))
        (local.set $step (i32.wrap_i64 (i64.and (i64.shr_u (local.get $keep) (i64.const 24)) (i64.const 255))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=24 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))
        (local.set $step (i32.wrap_i64 (i64.and (i64.shr_u (local.get $keep) (i64.const 32)) (i64.const 255))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=32 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))
        (local.set $step (i32.wrap_i64 (i64.and (i64.shr_u (local.get $keep) (i64.const 40)) (i64.const 255))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=40 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))
        (local.set $step (i32.wrap_i64 (i64.and (i64.shr_u (local.get $keep) (i64.const 48)) (i64.const 255))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=48 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))
        (local.set $step (i32.wrap_i64 (i64.shr_u (local.get $keep) (i64.const 56))))
        (v128.store64_lane 0 (local.get $put) (i8x16.swizzle (v128.load64_zero offset=56 (local.get $at))
          (v128.load64_zero (i32.add (global.get $SQUEEZE) (i32.shl (local.get $step) (i32.const 3))))))
        (local.set $put (i32.add (local.get $put) (i32.popcnt (local.get $step))))

        ;; Hash when 1 KiB is waiting, so that the loop below runs a fixed number of times.
        (if (i32.ge_u (i32.sub (local.get $put) (global.get $KEPT)) (i32.const 1024))
          (then
            (local.set $get (global.get $KEPT))
            (loop $absorb
              (local.set $w0 (v128.load offset=0 (local.get $get)))
              (local.set $w1 (v128.load offset=16 (local.get $get)))
              (local.set $a (i32x4.add (i32x4.mul (v128.xor (local.get $a) (local.get $w0)) (i32x4.splat (i32.const 0x9e3779b1))) (local.get $w1)))
              (local.set $b (i32x4.add (i32x4.mul (v128.xor (local.get $b) (local.get $w1)) (i32x4.splat (i32.const 0x85ebca77))) (local.get $w0)))
              (local.set $a (v128.or (i32x4.shl (local.get $a) (i32.const 13)) (i32x4.shr_u (local.get $a) (i32.const 19))))
              (local.set $b (v128.or (i32x4.shl (local.get $b) (i32.const 17)) (i32x4.shr_u (local.get $b) (i32.const 15))))
              (br_if $absorb (i32.ne (local.tee $get (i32.add (local.get $get) (i32.const 32))) (i32.add (global.get $KEPT) (i32.const 1024)))))
            (v128.store offset=0 (global.get $KEPT) (v128.load offset=1024 (global.get $KEPT)))
            (v128.store offset=16 (global.get $KEPT) (v128.load offset=1040 (global.get $KEPT)))
            (v128.store offset=32 (global.get $KEPT) (v128.load offset=1056 (global.get $KEPT)))
            (v128.store offset=48 (global.get $KEPT) (v128.load offset=1072 (global.get $KEPT)))
            (local.set $length (i32.add (local.get $length) (i32.const 1024)))
            (local.set $put (i32.sub (local.get $put) (i32.const 1024)))))
        (br_if $walked (i32.ge_s (local.get $result) (i32.const 0)))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $block)))

    ;; The rest, filled up with zeros; the length tells them from real ones.
    (local.set $length (i32.add (local.get $length) (i32.sub (local.get $put) (global.get $KEPT))))
    (v128.store offset=0 (local.get $put) (v128.const i64x2 0 0))
    (v128.store offset=16 (local.get $put) (v128.const i64x2 0 0))
    (local.set $get (global.get $KEPT))
    (block $absorbed
      (loop $absorb
        (br_if $absorbed (i32.ge_u (local.get $get) (local.get $put)))
        (local.set $w0 (v128.load offset=0 (local.get $get)))
        (local.set $w1 (v128.load offset=16 (local.get $get)))
        (local.set $a (i32x4.add (i32x4.mul (v128.xor (local.get $a) (local.get $w0)) (i32x4.splat (i32.const 0x9e3779b1))) (local.get $w1)))
        (local.set $b (i32x4.add (i32x4.mul (v128.xor (local.get $b) (local.get $w1)) (i32x4.splat (i32.const 0x85ebca77))) (local.get $w0)))
        (local.set $a (v128.or (i32x4.shl (local.get $a) (i32.const 13)) (i32x4.shr_u (local.get $a) (i32.const 19))))
        (local.set $b (v128.or (i32x4.shl (local.get $b) (i32.const 17)) (i32x4.shr_u (local.get $b) (i32.const 15))))
        (local.set $get (i32.add (local.get $get) (i32.const 32)))
        (br $absorb)))
    ;; From 256 bits to two words: each step can be undone, so only folding the lanes loses anything.
    (local.set $h1 (call $fold (local.get $length) (local.get $a) (i32.const 0xc2b2ae3d)))
    (local.set $h2 (call $fold (local.get $length) (local.get $b) (i32.const 0x27d4eb2f)))
    (local.set $h1 (i32.add (local.get $h1) (local.get $h2)))
    (local.set $h2 (i32.add (local.get $h2) (local.get $h1)))
    (local.set $h1 (call $mix (local.get $h1)))
    (local.set $h2 (call $mix (local.get $h2)))
    (local.set $h1 (i32.add (local.get $h1) (local.get $h2)))
    (local.set $h2 (i32.add (local.get $h2) (local.get $h1)))
    (i32.store offset=0 (global.get $RESULTS) (local.get $lines))
    (i32.store offset=4 (global.get $RESULTS) (local.get $h1))
    (i32.store offset=8 (global.get $RESULTS) (local.get $h2))
    (local.get $result))

  (func $fold (param $h i32) (param $lanes v128) (param $prime i32) (result i32)
    (local.set $h (i32.rotl (i32.mul (i32.xor (local.get $h) (i32x4.extract_lane 0 (local.get $lanes))) (local.get $prime)) (i32.const 15)))
    (local.set $h (i32.rotl (i32.mul (i32.xor (local.get $h) (i32x4.extract_lane 1 (local.get $lanes))) (local.get $prime)) (i32.const 15)))
    (local.set $h (i32.rotl (i32.mul (i32.xor (local.get $h) (i32x4.extract_lane 2 (local.get $lanes))) (local.get $prime)) (i32.const 15)))
    (i32.rotl (i32.mul (i32.xor (local.get $h) (i32x4.extract_lane 3 (local.get $lanes))) (local.get $prime)) (i32.const 15)))

  ;; MurmurHash3's finaliser.
  (func $mix (param $h i32) (result i32)
    (local.set $h (i32.mul (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 16))) (i32.const 0x85ebca6b)))
    (local.set $h (i32.mul (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 13))) (i32.const 0xc2b2ae35)))
    (i32.xor (local.get $h) (i32.shr_u (local.get $h) (i32.const 16))))

  ;; Which of the 64 bytes at $at are [0-9].
  (func $decimals (param $at i32) (result i64)
    (local $stop i32) (local $mask i64)
    (local.set $stop (i32.add (local.get $at) (i32.const 64)))
    (loop $step
      (local.set $mask (i64.or (i64.shr_u (local.get $mask) (i64.const 16)) (i64.shl (i64.extend_i32_u (i8x16.bitmask
        (i8x16.lt_u (i8x16.sub (v128.load (local.get $at)) (v128.load8_splat (i32.const 0x30))) (i8x16.splat (i32.const 10))))) (i64.const 48))))
      (br_if $step (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $stop))))
    (local.get $mask))

  ;; Of the candidates in the 64 bytes at $at, those that really follow one of the texts, which must lie at or after $first.
  (func $afterText (param $first i32) (param $at i32) (param $candidates i64) (result i64)
    (local $here i32) (local $text i32) (local $stop i32) (local $found i64)
    (local.set $stop (i32.add (i32.add (global.get $TEXTS) (i32.const 16)) (i32.mul (i32.load (global.get $TEXTS)) (i32.const 80))))
    (block $done
      (loop $candidate
        (br_if $done (i64.eqz (local.get $candidates)))
        (local.set $here (i32.add (local.get $at) (i32.wrap_i64 (i64.ctz (local.get $candidates)))))
        (local.set $text (i32.add (global.get $TEXTS) (i32.const 16)))
        (block $checked
          (loop $nextText
            (br_if $checked (i32.ge_u (local.get $text) (local.get $stop)))
            (if (i32.and
                  (i32.ge_u (i32.sub (local.get $here) (local.get $first)) (i32.load offset=64 (local.get $text)))
                  (i32.eqz (v128.any_true (v128.or
                    (v128.and (v128.xor (v128.load (i32.sub (local.get $here) (i32.const 32))) (v128.load (local.get $text)))
                      (v128.load offset=32 (local.get $text)))
                    (v128.and (v128.xor (v128.load (i32.sub (local.get $here) (i32.const 16))) (v128.load offset=16 (local.get $text)))
                      (v128.load offset=48 (local.get $text)))))))
              (then
                (local.set $found (i64.or (local.get $found) (i64.and (local.get $candidates) (i64.sub (i64.const 0) (local.get $candidates)))))
                (br $checked)))
            (local.set $text (i32.add (local.get $text) (i32.const 80)))
            (br $nextText)))
        (local.set $candidates (i64.and (local.get $candidates) (i64.sub (local.get $candidates) (i64.const 1))))
        (br $candidate)))
    (local.get $found))

  ;; ------------------------------------------------------------------------------------- numbered paragraphs ------

  ;; Address of the record with the hash of the last paragraph, or of the free one that it would have. Half of the records are
  ;; free at least, so there is an end to the search.
  (func $learnedSlot (export "learnedSlot") (result i32)
    (local $hash i64) (local $slot i32)
    (local.set $hash (i64.and (i64.load offset=4 (global.get $RESULTS)) (i64.const 0x1fffffffffffff)))
    (local.set $slot (i32.shl (i32.wrap_i64 (local.get $hash)) (i32.const 4)))
    (loop $probe
      (local.set $slot (i32.add (global.get $LEARNED) (i32.and (local.get $slot) (i32.const 0x1fff0))))
      (if (i32.eqz (i32.load offset=8 (local.get $slot))) (then (return (local.get $slot))))
      (if (i64.eq (i64.load (local.get $slot)) (local.get $hash)) (then (return (local.get $slot))))
      (local.set $slot (i32.add (i32.sub (local.get $slot) (global.get $LEARNED)) (i32.const 16)))
      (br $probe))
    (unreachable))

  (func (export "setLearned") (param $slot i32) (param $id i32)
    (i64.store (local.get $slot) (i64.and (i64.load offset=4 (global.get $RESULTS)) (i64.const 0x1fffffffffffff)))
    (i32.store offset=8 (local.get $slot) (i32.add (local.get $id) (i32.const 1))))

  ;; Returns how many paragraphs were taken. Results: word 3 the number of their lines, word 4 where the next one begins.
  (func (export "readNumbered") (param $from i32) (param $to i32) (param $least i32) (result i32)
    (local $at i32) (local $end i32) (local $here i32) (local $stop i32) (local $digit i32) (local $number i64)
    (local $blank i32) (local $id i32) (local $count i32) (local $lines i32)
    (local.set $at (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $count) (i32.const 1024)))
        (br_if $done (v128.any_true (v128.and
          (v128.xor (v128.load (local.get $at)) (v128.load (global.get $NUMBERED)))
          (v128.load offset=16 (global.get $NUMBERED)))))
        (local.set $here (i32.add (local.get $at) (i32.load offset=32 (global.get $NUMBERED))))
        (local.set $stop (call $least (local.get $end) (i32.add (local.get $here) (i32.const 15))))
        (local.set $number (i64.const 0))
        (block $read
          (loop $digits
            (br_if $done (i32.ge_u (local.get $here) (local.get $stop)))
            (local.set $digit (i32.sub (i32.load8_u (local.get $here)) (i32.const 0x30)))
            (br_if $read (i32.ge_u (local.get $digit) (i32.const 10)))
            (local.set $number (i64.add (i64.mul (local.get $number) (i64.const 10)) (i64.extend_i32_u (local.get $digit))))
            (local.set $here (i32.add (local.get $here) (i32.const 1)))
            (br $digits)))
        (br_if $done (i32.eq (local.get $here) (i32.add (local.get $at) (i32.load offset=32 (global.get $NUMBERED)))))
        (br_if $done (i64.lt_s (local.get $number) (i64.extend_i32_s (local.get $least))))
        (local.set $blank (call $paragraph (i32.sub (local.get $here) (global.get $INPUT)) (local.get $to)))
        (br_if $done (i32.lt_s (local.get $blank) (i32.const 0)))
        (local.set $id (i32.load offset=8 (call $learnedSlot)))
        (br_if $done (i32.eqz (local.get $id)))
        (i32.store (i32.add (global.get $LINE_STARTS) (i32.shl (local.get $count) (i32.const 2)))
          (i32.sub (local.get $at) (global.get $INPUT)))
        (i32.store (i32.add (global.get $LEARNED_IDS) (i32.shl (local.get $count) (i32.const 2)))
          (i32.sub (local.get $id) (i32.const 1)))
        (f64.store (i32.add (global.get $NUMBERS) (i32.shl (local.get $count) (i32.const 3)))
          (f64.convert_i64_u (local.get $number)))
        (local.set $lines (i32.add (i32.add (local.get $lines) (i32.load (global.get $RESULTS))) (i32.const 1)))
        (local.set $at (i32.add (i32.add (global.get $INPUT) (local.get $blank)) (i32.const 1)))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.store offset=12 (global.get $RESULTS) (local.get $lines))
    (i32.store offset=16 (global.get $RESULTS) (i32.sub (local.get $at) (global.get $INPUT)))
    (local.get $count))

  ;; -------------------------------------------------------------------------------------------------- pointers ------

  ;; Values of the hexadecimal digits behind "0x" where no "+" stands before it; returns how many, or -1 when one is not as
  ;; it would be printed. Looks for the "0x" of 16 bytes at a time, and goes from digit to digit behind it.
  (func (export "readPointers") (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $end i32) (local $here i32) (local $found i32) (local $put i32) (local $digit i32) (local $digits i32)
    (local $bytes v128) (local $before v128) (local $zero v128) (local $x v128) (local $plus v128) (local $value i64)
    (local.set $zero (v128.load8_splat (i32.const 0x30)))
    (local.set $x (v128.load8_splat (i32.const 0x78)))
    (local.set $plus (v128.load8_splat (i32.const 0x2b)))
    (local.set $at (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (local.set $put (global.get $POINTERS))
    (block $walked
      (loop $step
        (br_if $walked (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bytes (v128.load (local.get $at)))
        (local.set $found (i8x16.bitmask (v128.andnot
          (v128.and
            (i8x16.eq (local.get $bytes) (local.get $x))
            (i8x16.eq (i8x16.shuffle 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 (local.get $before) (local.get $bytes)) (local.get $zero)))
          (i8x16.eq (i8x16.shuffle 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 (local.get $before) (local.get $bytes)) (local.get $plus)))))
        (local.set $before (local.get $bytes))
        (block $checked
          (loop $next
            (br_if $checked (i32.eqz (local.get $found)))
            (local.set $here (i32.add (local.get $at) (i32.add (i32.ctz (local.get $found)) (i32.const 1))))
            (local.set $found (i32.and (local.get $found) (i32.sub (local.get $found) (i32.const 1))))
            (br_if $walked (i32.gt_u (local.get $here) (local.get $end)))
            (if (i32.eq (local.get $put) (i32.add (global.get $POINTERS) (i32.const 0x8000))) (then (return (i32.const -1))))
            (local.set $value (i64.const 0))
            (local.set $digits (i32.const 0))
            (block $ended
              (loop $digit
                (br_if $ended (i32.ge_u (local.get $here) (local.get $end)))
                (local.set $digit (i32.sub (i32.load8_u (local.get $here)) (i32.const 0x30)))
                (if (i32.ge_u (local.get $digit) (i32.const 10))
                  (then
                    ;; A capital one.
                    (if (i32.lt_u (i32.sub (local.get $digit) (i32.const 0x11)) (i32.const 6)) (then (return (i32.const -1))))
                    (local.set $digit (i32.sub (local.get $digit) (i32.const 0x27)))
                    (br_if $ended (i32.ge_u (i32.sub (local.get $digit) (i32.const 10)) (i32.const 6)))))
                ;; Something before it, and yet the value is 0: a leading zero.
                (if (i32.and (i32.ne (local.get $digits) (i32.const 0)) (i64.eqz (local.get $value))) (then (return (i32.const -1))))
                (local.set $value (i64.or (i64.shl (local.get $value) (i64.const 4)) (i64.extend_i32_u (local.get $digit))))
                (local.set $digits (i32.add (local.get $digits) (i32.const 1)))
                (local.set $here (i32.add (local.get $here) (i32.const 1)))
                (br $digit)))
            (if (i32.or (i32.eqz (local.get $digits)) (i32.gt_u (local.get $digits) (i32.const 16))) (then (return (i32.const -1))))
            (i64.store (local.get $put) (local.get $value))
            (local.set $put (i32.add (local.get $put) (i32.const 8)))
            (br $next)))
        (local.set $at (i32.add (local.get $at) (i32.const 16)))
        (br $step)))
    (i32.shr_u (i32.sub (local.get $put) (global.get $POINTERS)) (i32.const 3)))

  ;; ----------------------------------------------------------------------------------- lines of a known shape --------

  (global $shapesEnd (export "shapesEnd") (mut i32) (i32.const 0x02d00)) ;; end of the shape records in use
  (global $shape     (mut i32) (i32.const 0x02d00)) ;; the shape to try first …
  (global $other     (mut i32) (i32.const 0)) ;; … and the one that the last line had instead, or 0
  (global $line      (mut i32) (i32.const 0)) ;; start of the line in hand …
  (global $lineStop  (mut i32) (i32.const 0)) ;; … and the byte after its newline
  (global $numbers   (mut i32) (i32.const 0)) ;; where in the edges the line's first number is
  (global $edge      (mut i32) (i32.const 0)) ;; the first edge not used yet …
  (global $edgeStop  (mut i32) (i32.const 0)) ;; … and the end of the edges known
  (global $window    (mut i32) (i32.const 0)) ;; edges are known up to here

  ;; Fills the edges: the addresses at which, from $at, a number starts and ends in turn. A number is a run of digits in which
  ;; dots may stand between digits. Two passes, first all numbers of some KiB, then line after line, beat walking along
  ;; each line: to find one number's end before looking for the next takes 20 cycles a number of pure waiting.
  (func $tokenise (param $at i32) (param $stop i32)
    (local $put i32) (local $step i32) (local $half i32) (local $next i32) (local $toBottom v128) (local $ten v128) (local $dot v128)
    (local $bytes0 v128) (local $bytes1 v128) (local $bytes2 v128) (local $bytes3 v128)
    (local $digits i64) (local $dots i64) (local $nextDigits i64) (local $nextDots i64)
    (local $run i64) (local $edges i64) (local $afterDigit i64) (local $afterRun i64)
    ;; Adding 0x50 moves the digits to the bottom of the signed range: one comparison tells them, where an unsigned one takes three.
    (local.set $toBottom (v128.load8_splat (i32.const 0x50)))
    (local.set $ten (v128.load8_splat (i32.const 0x8a)))
    (local.set $dot (v128.load8_splat (i32.const 0x2e)))
    (local.set $put (global.get $EDGES))
    (global.set $edge (local.get $put))
    ;; A dot at bit 63 must see the digit after it, so classification runs one block ahead; the block before $at is empty.
    (local.set $at (i32.sub (local.get $at) (i32.const 64)))
    (loop $block
      (local.set $bytes0 (v128.load offset=64 (local.get $at)))
      (local.set $bytes1 (v128.load offset=80 (local.get $at)))
      (local.set $bytes2 (v128.load offset=96 (local.get $at)))
      (local.set $bytes3 (v128.load offset=112 (local.get $at)))
      (local.set $nextDigits (i64.or
        (i64.extend_i32_u (i32.or (i8x16.bitmask (i8x16.lt_s (i8x16.add (local.get $bytes0) (local.get $toBottom)) (local.get $ten)))
          (i32.shl (i8x16.bitmask (i8x16.lt_s (i8x16.add (local.get $bytes1) (local.get $toBottom)) (local.get $ten))) (i32.const 16))))
        (i64.shl (i64.extend_i32_u (i32.or (i8x16.bitmask (i8x16.lt_s (i8x16.add (local.get $bytes2) (local.get $toBottom)) (local.get $ten)))
          (i32.shl (i8x16.bitmask (i8x16.lt_s (i8x16.add (local.get $bytes3) (local.get $toBottom)) (local.get $ten))) (i32.const 16)))) (i64.const 32))))
      (local.set $nextDots (i64.or
        (i64.extend_i32_u (i32.or (i8x16.bitmask (i8x16.eq (local.get $bytes0) (local.get $dot)))
          (i32.shl (i8x16.bitmask (i8x16.eq (local.get $bytes1) (local.get $dot))) (i32.const 16))))
        (i64.shl (i64.extend_i32_u (i32.or (i8x16.bitmask (i8x16.eq (local.get $bytes2) (local.get $dot)))
          (i32.shl (i8x16.bitmask (i8x16.eq (local.get $bytes3) (local.get $dot))) (i32.const 16)))) (i64.const 32))))
      (local.set $run (i64.or (local.get $digits) (i64.and (local.get $dots) (i64.and
        (i64.or (i64.shl (local.get $digits) (i64.const 1)) (local.get $afterDigit))
        (i64.or (i64.shr_u (local.get $digits) (i64.const 1)) (i64.shl (local.get $nextDigits) (i64.const 63)))))))
      (local.set $edges (i64.xor (local.get $run) (i64.or (i64.shl (local.get $run) (i64.const 1)) (local.get $afterRun))))
      (local.set $afterDigit (i64.shr_u (local.get $digits) (i64.const 63)))
      (local.set $afterRun (i64.shr_u (local.get $run) (i64.const 63)))
      (local.set $digits (local.get $nextDigits))
      (local.set $dots (local.get $nextDots))
      ;; Write twelve at a time and then step back to those that exist, so that the loop ends where the processor expects. Taking
      ;; the halves one after the other lets the two chains of cleared bits run side by side.
      (local.set $next (i32.add (local.get $at) (i32.const 64)))
      (loop $halves
        (local.set $half (i32.wrap_i64 (local.get $edges)))
        (local.set $edges (i64.shr_u (local.get $edges) (i64.const 32)))
        (local.set $step (i32.add (local.get $put) (i32.shl (i32.popcnt (local.get $half)) (i32.const 2))))
        (block $written
          (loop $twelve
            (br_if $written (i32.eqz (local.get $half)))
            (i32.store offset=0 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=4 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=8 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=12 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=16 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=20 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=24 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=28 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=32 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=36 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=40 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (i32.store offset=44 (local.get $put) (i32.add (local.get $at) (i32.ctz (local.get $half))))
            (local.set $half (i32.and (local.get $half) (i32.sub (local.get $half) (i32.const 1))))
            (local.set $put (i32.add (local.get $put) (i32.const 48)))
            (br $twelve)))
        (local.set $put (local.get $step))
        (br_if $halves (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 32))) (local.get $next))))
      (br_if $block (i32.lt_u (local.get $at) (local.get $stop))))
    (global.set $window (local.get $stop))
    (global.set $edgeStop (local.get $put)))

  (func $startLines (param $at i32) (param $end i32)
    (global.set $line (local.get $at))
    (call $tokenise (local.get $at) (call $least (i32.add (local.get $at) (i32.const 2048)) (local.get $end))))

  (func $least (param $a i32) (param $b i32) (result i32)
    (select (local.get $a) (local.get $b) (i32.lt_u (local.get $a) (local.get $b))))

  ;; Finds the shape of the line in hand: its record, or 0 when it has none of them or does not end before $end. $put as in $match.
  (func $takeLine (param $end i32) (param $put i32) (result i32)
    (local $shape i32)
    (loop $again
      (local.set $shape (global.get $shape))
      (if (call $match (local.get $shape) (local.get $end) (local.get $put))
        (then
          (global.set $other (i32.const 0))
          (return (local.get $shape))))
      (local.set $shape (global.get $SHAPES))
      (block $none
        (loop $next
          (br_if $none (i32.ge_u (local.get $shape) (global.get $shapesEnd)))
          (if (call $match (local.get $shape) (local.get $end) (local.get $put))
            (then
              ;; Twice in a row, and it is tried first from now on: one odd line should not spoil the guess for the next.
              (if (i32.eq (local.get $shape) (global.get $other)) (then (global.set $shape (local.get $shape))))
              (global.set $other (local.get $shape))
              (return (local.get $shape))))
          (local.set $shape (i32.add (local.get $shape) (i32.const 32)))
          (br $next)))
      ;; No line of a shape is as long as 2048 bytes, so if the window ends nearer than that, some of the line's edges may be missing.
      (if (i32.and
            (i32.lt_u (global.get $window) (local.get $end))
            (i32.lt_u (global.get $window) (i32.add (global.get $line) (i32.const 2048))))
        (then
          (call $tokenise (global.get $line) (call $least (i32.add (global.get $line) (i32.const 8192)) (local.get $end)))
          (br $again))))
    (i32.const 0))

  ;; Whether the line in hand has this shape; if so moves $lineStop and $edge behind it. Writes the numbers' values from $row on,
  ;; unless that is 0.
  ;;
  ;; A shape record: +0 first piece, +4 last piece, +8 bytes of edges, +12 first part, +16 end of parts, +20 most bytes a line may
  ;; write (0: nothing to write), +24 first segment (0: none), +28 end of segments. A piece, which is the text before a number
  ;; or the end of the line: its first 16 bytes, mask 16, length. Comparing the text itself costs less than hashing it.
  ;;
  ;; Nothing is decided before the end of the line: what is wrong is gathered, so that no number waits for the one before.
  ;; A number is converted as the eight bytes that end with it, whatever comes before it set to zero. Where its dot is (0–7, 8
  ;; for none) selects weights: two 16-bit weights per pair of bytes, 10 and 1 or, around the dot, 1 and 0; a 32-bit weight
  ;; per pair, a power of ten; and what to divide the sum by, for the digits after the dot. Sum and divisor are exact, so the
  ;; quotient is rounded as Number() rounds. Three multiplications of a whole word instead: 950 MB/s; this: 1,220.
  (func $match (param $shape i32) (param $end i32) (param $row i32) (result i32)
    (local $piece i32) (local $last i32) (local $edge i32) (local $at i32) (local $number i32) (local $length i32) (local $put i32)
    (local $differs v128) (local $wrong i32) (local $longest i32)
    (local $text v128) (local $dots i32) (local $sum v128) (local $dots2 i32) (local $sum2 v128) (local $dot v128) (local $values v128)
    (local.set $edge (global.get $edge))
    (if (i32.lt_u (i32.sub (global.get $edgeStop) (local.get $edge)) (i32.load offset=8 (local.get $shape))) (then (return (i32.const 0))))
    (local.set $at (global.get $line))
    (local.set $piece (i32.load (local.get $shape)))
    (local.set $last (i32.load offset=4 (local.get $shape)))
    ;; Most lines of another shape begin differently.
    (if (v128.any_true (v128.and
          (v128.xor (v128.load (local.get $at)) (v128.load (local.get $piece)))
          (v128.load offset=16 (local.get $piece))))
      (then (return (i32.const 0))))
    (local.set $put (local.get $row))
    (local.set $dot (v128.load8_splat (i32.const 0x2e)))
    (local.set $values (v128.load8_splat (i32.const 0x0f)))
    (loop $next
      ;; A piece and its number. 0x3b00 is $TOPS, 0x3800 is $WEIGHTS; two dots are one too many.
      (local.set $differs (v128.or (local.get $differs) (v128.and
        (v128.xor (v128.load (local.get $at)) (v128.load (local.get $piece)))
        (v128.load offset=16 (local.get $piece)))))
      (local.set $number (i32.load (local.get $edge)))
      (local.set $wrong (i32.or (local.get $wrong) (i32.xor (local.get $number)
        (i32.add (local.get $at) (i32.load offset=32 (local.get $piece))))))
      (local.set $at (i32.load offset=4 (local.get $edge)))
      (local.set $length (i32.sub (local.get $at) (local.get $number)))
      (local.set $longest (i32.or (local.get $longest) (i32.sub (local.get $length) (i32.const 1))))
      (local.set $text (v128.and
        (v128.load64_zero (i32.sub (local.get $at) (i32.const 8)))
        (v128.load64_zero offset=0x3b00 (i32.shl (local.get $length) (i32.const 3)))))
      (local.set $dots (i8x16.bitmask (i8x16.eq (local.get $text) (local.get $dot))))
      (local.set $wrong (i32.or (local.get $wrong) (i32.and (local.get $dots) (i32.sub (local.get $dots) (i32.const 1)))))
      (local.set $edge (i32.add (local.get $edge) (i32.const 8)))
      (local.set $piece (i32.add (local.get $piece) (i32.const 48)))
      (if (local.get $row)
        (then
          (local.set $dots (i32.shl (i32.ctz (i32.or (local.get $dots) (i32.const 0x100))) (i32.const 6)))
          (local.set $sum (i32x4.mul
            (i32x4.dot_i16x8_s
              (i16x8.extend_low_i8x16_u (v128.and (local.get $text) (local.get $values)))
              (v128.load offset=0x3800 (local.get $dots)))
            (v128.load offset=0x3810 (local.get $dots))))))
      ;; A second piece with its number, if there is one: two divided at once make reading 6 % faster.
      (local.set $sum2 (local.get $sum))
      (local.set $dots2 (local.get $dots))
      (if (i32.ne (local.get $piece) (local.get $last))
        (then
          (local.set $differs (v128.or (local.get $differs) (v128.and
            (v128.xor (v128.load (local.get $at)) (v128.load (local.get $piece)))
            (v128.load offset=16 (local.get $piece)))))
          (local.set $number (i32.load (local.get $edge)))
          (local.set $wrong (i32.or (local.get $wrong) (i32.xor (local.get $number)
            (i32.add (local.get $at) (i32.load offset=32 (local.get $piece))))))
          (local.set $at (i32.load offset=4 (local.get $edge)))
          (local.set $length (i32.sub (local.get $at) (local.get $number)))
          (local.set $longest (i32.or (local.get $longest) (i32.sub (local.get $length) (i32.const 1))))
          (local.set $text (v128.and
            (v128.load64_zero (i32.sub (local.get $at) (i32.const 8)))
            (v128.load64_zero offset=0x3b00 (i32.shl (local.get $length) (i32.const 3)))))
          (local.set $dots2 (i8x16.bitmask (i8x16.eq (local.get $text) (local.get $dot))))
          (local.set $wrong (i32.or (local.get $wrong) (i32.and (local.get $dots2) (i32.sub (local.get $dots2) (i32.const 1)))))
          (local.set $edge (i32.add (local.get $edge) (i32.const 8)))
          (local.set $piece (i32.add (local.get $piece) (i32.const 48)))
          (if (local.get $row)
            (then
              (local.set $dots2 (i32.shl (i32.ctz (i32.or (local.get $dots2) (i32.const 0x100))) (i32.const 6)))
              (local.set $sum2 (i32x4.mul
                (i32x4.dot_i16x8_s
                  (i16x8.extend_low_i8x16_u (v128.and (local.get $text) (local.get $values)))
                  (v128.load offset=0x3800 (local.get $dots2)))
                (v128.load offset=0x3810 (local.get $dots2))))))))
      (if (local.get $row)
        (then
          (local.set $sum (i32x4.add
            (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 23 (local.get $sum) (local.get $sum2))
            (i8x16.shuffle 8 9 10 11 12 13 14 15 24 25 26 27 28 29 30 31 (local.get $sum) (local.get $sum2))))
          (local.set $sum (i32x4.add (local.get $sum)
            (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $sum) (local.get $sum))))
          (v128.store (local.get $put) (f64x2.div
            (f64x2.convert_low_i32x4_s (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11 (local.get $sum) (local.get $sum)))
            (v128.load64_lane offset=0x3820 1 (local.get $dots2) (v128.load64_zero offset=0x3820 (local.get $dots)))))
          (local.set $put (i32.add (local.get $put) (i32.const 16)))))
      (br_if $next (i32.ne (local.get $piece) (local.get $last))))
    (if (i32.or (local.get $wrong) (v128.any_true
          (v128.or (local.get $differs) (v128.and
            (v128.xor (v128.load (local.get $at)) (v128.load (local.get $last)))
            (v128.load offset=16 (local.get $last))))))
      (then (return (i32.const 0))))
    (local.set $at (i32.add (local.get $at) (i32.load offset=32 (local.get $last))))
    (if (i32.gt_u (local.get $at) (local.get $end)) (then (return (i32.const 0))))
    ;; What is rare has loops of its own: a call inside the one above would make it keep its registers in memory.
    (if (i32.load offset=24 (local.get $shape))
      (then (if (i32.eqz (call $matchSegments (local.get $shape))) (then (return (i32.const 0))))))
    (if (i32.gt_u (local.get $longest) (i32.const 7))
      (then (if (i32.eqz (call $longNumbers (global.get $edge) (local.get $edge) (local.get $row))) (then (return (i32.const 0))))))
    (global.set $numbers (global.get $edge))
    (global.set $edge (local.get $edge))
    (global.set $lineStop (local.get $at))
    (i32.const 1))

  ;; Compares pieces of more than 16 bytes in full. A segment: text 16, mask 16, length, 1 if a number follows.
  (func $matchSegments (param $shape i32) (result i32)
    (local $segment i32) (local $stop i32) (local $at i32) (local $edge i32)
    (local.set $segment (i32.load offset=24 (local.get $shape)))
    (local.set $stop (i32.load offset=28 (local.get $shape)))
    (local.set $at (global.get $line))
    (local.set $edge (global.get $edge))
    (loop $next
      (if (v128.any_true (v128.and
            (v128.xor (v128.load (local.get $at)) (v128.load (local.get $segment)))
            (v128.load offset=16 (local.get $segment))))
        (then (return (i32.const 0))))
      (local.set $at (i32.add (local.get $at) (i32.load offset=32 (local.get $segment))))
      (if (i32.load offset=36 (local.get $segment))
        (then
          (local.set $at (i32.load offset=4 (local.get $edge)))
          (local.set $edge (i32.add (local.get $edge) (i32.const 8)))))
      (br_if $next (i32.ne (local.tee $segment (i32.add (local.get $segment) (i32.const 48))) (local.get $stop))))
    (i32.const 1))

  ;; The numbers of a line that have more than eight bytes. 0 if one of them cannot be read.
  (func $longNumbers (param $edge i32) (param $stop i32) (param $put i32) (result i32)
    (local $length i32) (local $value f64) (local $writes i32)
    (local.set $writes (local.get $put))
    (loop $next
      (local.set $length (i32.sub (i32.load offset=4 (local.get $edge)) (i32.load (local.get $edge))))
      (if (i32.gt_u (local.get $length) (i32.const 8))
        (then
          (local.set $value (call $long (i32.load (local.get $edge)) (local.get $length)))
          (if (f64.lt (local.get $value) (f64.const 0)) (then (return (i32.const 0))))
          (if (local.get $writes) (then (f64.store (local.get $put) (local.get $value))))))
      (local.set $put (i32.add (local.get $put) (i32.const 8)))
      (br_if $next (i32.ne (local.tee $edge (i32.add (local.get $edge) (i32.const 8))) (local.get $stop))))
    (i32.const 1))

  ;; Value of a number of any length, or -1: two dots, more than 32 bytes, more than 15 digits after the dot, or 2^53 and
  ;; more without the dot. Below that the digits and the power of ten are exact, so one division rounds as Number() does.
  (func $long (param $at i32) (param $length i32) (result f64)
    (local $stop i32) (local $byte i32) (local $value i64) (local $dot i32) (local $fraction i32)
    (if (i32.gt_u (local.get $length) (i32.const 32)) (then (return (f64.const -1))))
    (local.set $stop (i32.add (local.get $at) (local.get $length)))
    (loop $next
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.eq (local.get $byte) (i32.const 0x2e))
        (then
          (if (local.get $dot) (then (return (f64.const -1))))
          (local.set $dot (i32.const 1)))
        (else
          (local.set $value (i64.add (i64.mul (local.get $value) (i64.const 10))
            (i64.extend_i32_u (i32.and (local.get $byte) (i32.const 15)))))
          (if (i64.ge_u (local.get $value) (i64.const 0x20000000000000)) (then (return (f64.const -1))))
          (local.set $fraction (i32.add (local.get $fraction) (local.get $dot)))))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $stop))))
    (if (i32.gt_u (local.get $fraction) (i32.const 15)) (then (return (f64.const -1))))
    (f64.div (f64.convert_i64_s (local.get $value))
      (f64.load (i32.add (global.get $POWERS) (i32.shl (local.get $fraction) (i32.const 3))))))

  ;; Reads lines into the line areas. Results: word 3 the number of lines, word 4 the offset after the last.
  (func (export "readLines") (param $from i32) (param $to i32)
    (local $end i32) (local $count i32) (local $shape i32)
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (call $startLines (i32.add (global.get $INPUT) (local.get $from)) (local.get $end))
    (block $done
      (loop $line
        (br_if $done (i32.eqz (local.tee $shape (call $takeLine (local.get $end)
          (i32.add (global.get $NUMBERS) (i32.mul (local.get $count) (i32.const 192)))))))
        (i32.store (i32.add (global.get $LINE_STARTS) (i32.shl (local.get $count) (i32.const 2)))
          (i32.sub (global.get $line) (global.get $INPUT)))
        (i32.store (i32.add (global.get $LINE_ENDS) (i32.shl (local.get $count) (i32.const 2)))
          (i32.sub (i32.sub (global.get $lineStop) (i32.const 1)) (global.get $INPUT)))
        (i32.store8 (i32.add (global.get $LINE_SHAPES) (local.get $count))
          (i32.shr_u (i32.sub (local.get $shape) (global.get $SHAPES)) (i32.const 5)))
        (global.set $line (global.get $lineStop))
        (br_if $line (i32.ne (local.tee $count (i32.add (local.get $count) (i32.const 1))) (i32.const 1024)))))
    (i32.store offset=12 (global.get $RESULTS) (local.get $count))
    (i32.store offset=16 (global.get $RESULTS) (i32.sub (global.get $line) (global.get $INPUT))))

  ;; Writes lines into the output; returns the number of bytes. 840 MB/s read, 1,500 MB/s written. Results as readLines. A part: text address, text length,
  ;; kind of slot (0 none, 1 number, 2 digits, 3 line number, 4 start of line, 5 end of line), which number (in bytes of edges).
  (func (export "writeLines") (param $from i32) (param $to i32) (param $firstLine f64) (param $base f64) (result i32)
    (local $end i32) (local $count i32) (local $shape i32) (local $put i32) (local $most i32) (local $part i32) (local $stop i32)
    (local $text i32) (local $length i32) (local $copied i32) (local $kind i32) (local $number i32) (local $lineNumber i64) (local $offset i64)
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (local.set $lineNumber (i64.trunc_f64_u (local.get $firstLine)))
    ;; What to add to an address to have the absolute offset.
    (local.set $offset (i64.sub (i64.trunc_f64_u (local.get $base)) (i64.extend_i32_u (global.get $INPUT))))
    (local.set $put (global.get $OUTPUT))
    (call $startLines (i32.add (global.get $INPUT) (local.get $from)) (local.get $end))
    (block $done
      (loop $line
        (br_if $done (i32.eqz (local.tee $shape (call $takeLine (local.get $end) (i32.const 0)))))
        (local.set $most (i32.load offset=20 (local.get $shape)))
        (br_if $done (i32.eqz (local.get $most)))
        (br_if $done (i32.gt_u (i32.add (local.get $put) (local.get $most)) (i32.add (global.get $OUTPUT) (i32.const 262144))))
        (local.set $copied (local.get $put))
        (local.set $part (i32.load offset=12 (local.get $shape)))
        (local.set $stop (i32.load offset=16 (local.get $shape)))
        (loop $next
          (local.set $text (i32.load (local.get $part)))
          (local.set $length (i32.load offset=4 (local.get $part)))
          (v128.store offset=0 (local.get $copied) (v128.load offset=0 (local.get $text)))
          (v128.store offset=16 (local.get $copied) (v128.load offset=16 (local.get $text)))
          (if (i32.gt_u (local.get $length) (i32.const 32))
            (then (memory.copy (local.get $copied) (local.get $text) (local.get $length))))
          (local.set $copied (i32.add (local.get $copied) (local.get $length)))
          (local.set $kind (i32.load offset=8 (local.get $part)))
          (if (i32.le_u (local.get $kind) (i32.const 2))
            (then
              (if (local.get $kind)
                (then
                  (local.set $number (i32.add (global.get $numbers) (i32.load offset=12 (local.get $part))))
                  (local.set $length (i32.load offset=4 (local.get $number)))
                  (local.set $number (i32.load (local.get $number)))
                  (local.set $length (i32.sub (local.get $length) (local.get $number)))
                  (v128.store offset=0 (local.get $copied) (v128.load offset=0 (local.get $number)))
                  (if (i32.gt_u (local.get $length) (i32.const 16))
                    (then (v128.store offset=16 (local.get $copied) (v128.load offset=16 (local.get $number)))))
                  ;; "007" is no number in JSON: the first byte is a zero, and the second is no dot (bit 4) and belongs to it.
                  (br_if $done (i32.and (i32.and
                    (i32.eq (local.get $kind) (i32.const 1))
                    (i32.gt_u (local.get $length) (i32.const 1)))
                    (i32.eq (i32.and (i32.load16_u (local.get $number)) (i32.const 0x10ff)) (i32.const 0x1030))))
                  (local.set $copied (i32.add (local.get $copied) (local.get $length))))))
            (else
              (local.set $copied (call $writeInteger (local.get $copied)
                (if (result i64) (i32.eq (local.get $kind) (i32.const 3))
                  (then (local.get $lineNumber))
                  (else (i64.add (local.get $offset) (i64.extend_i32_u
                    (if (result i32) (i32.eq (local.get $kind) (i32.const 4))
                      (then (global.get $line))
                      (else (i32.sub (global.get $lineStop) (i32.const 1))))))))))))
          (br_if $next (i32.ne (local.tee $part (i32.add (local.get $part) (i32.const 16))) (local.get $stop))))
        (local.set $put (local.get $copied))
        (global.set $line (global.get $lineStop))
        (local.set $count (i32.add (local.get $count) (i32.const 1)))
        (local.set $lineNumber (i64.add (local.get $lineNumber) (i64.const 1)))
        (br $line)))
    (i32.store offset=12 (global.get $RESULTS) (local.get $count))
    (i32.store offset=16 (global.get $RESULTS) (i32.sub (global.get $line) (global.get $INPUT)))
    (i32.sub (local.get $put) (global.get $OUTPUT)))

  ;; Writes a whole number in decimal, returns the address after it.
  (func $writeInteger (param $put i32) (param $value i64) (result i32)
    (local $digits i64) (local $zeros i64)
    (if (i64.ge_u (local.get $value) (i64.const 100000000))
      (then
        (local.set $put (call $writeInteger (local.get $put) (i64.div_u (local.get $value) (i64.const 100000000))))
        (i64.store (local.get $put) (i64.or (call $eightDigits (i64.rem_u (local.get $value) (i64.const 100000000))) (i64.const 0x3030303030303030)))
        (return (i32.add (local.get $put) (i32.const 8)))))
    (local.set $digits (call $eightDigits (local.get $value)))
    ;; Leading zeros in bits, at most seven of them.
    (local.set $zeros (i64.and (i64.ctz (i64.or (local.get $digits) (i64.const 0x100000000000000))) (i64.const 56)))
    (i64.store (local.get $put) (i64.shr_u (i64.or (local.get $digits) (i64.const 0x3030303030303030)) (local.get $zeros)))
    (i32.sub (i32.add (local.get $put) (i32.const 8)) (i32.wrap_i64 (i64.shr_u (local.get $zeros) (i64.const 3)))))

  ;; The eight digits of a number below 10^8 as eight bytes, the highest digit in the lowest byte: by fours, pairs, ones,
  ;; dividing by multiplication (exact in these ranges).
  (func $eightDigits (param $value i64) (result i64)
    (local $high i64)
    (local.set $high (i64.shr_u (i64.mul (local.get $value) (i64.const 3518437209)) (i64.const 45)))
    (local.set $value (i64.or (local.get $high)
      (i64.shl (i64.sub (local.get $value) (i64.mul (local.get $high) (i64.const 10000))) (i64.const 32))))
    (local.set $high (i64.and (i64.shr_u (i64.mul (local.get $value) (i64.const 10486)) (i64.const 20)) (i64.const 0x0000007f0000007f)))
    (local.set $value (i64.or (local.get $high)
      (i64.shl (i64.sub (local.get $value) (i64.mul (local.get $high) (i64.const 100))) (i64.const 16))))
    (local.set $high (i64.and (i64.shr_u (i64.mul (local.get $value) (i64.const 103)) (i64.const 10)) (i64.const 0x000f000f000f000f)))
    (i64.or (local.get $high)
      (i64.shl (i64.sub (local.get $value) (i64.mul (local.get $high) (i64.const 10))) (i64.const 8))))

  ;; --------------------------------------------------------------------------- lines told by the head of a message ------

  ;; Walks lines that have the mark, a number and a message, of which the head is known. A row for each line whose kind is not 0:
  ;; offsets of line, number, message, end of head, end of line, then number, kind, how many lines before it. Results: word 3 the lines
  ;; taken, word 4 the offset after the last, word 5 the rows.
  ;;
  ;; A mark: text 16 (at the right), mask 16, length, the two bytes of the tail (at +36). There are two: what stands before the
  ;; number further on in a line, and what at its start.
  ;;
  ;; Three searches a line, each in steps of 16 bytes and each from where the one before ended: the last byte of the mark, the
  ;; end of the head, the newline. A line of 80 bytes takes 20 ns.
  (func (export "readHeads") (param $from i32) (param $to i32)
    (local $line i32) (local $end i32) (local $at i32) (local $found i32) (local $number i32) (local $digit i32) (local $stop i32)
    (local $mark i32) (local $message i32) (local $head i32) (local $length i32) (local $letters i32) (local $carry i32)
    (local $lines i32) (local $row i32) (local $record i32) (local $wanted i32)
    (local $bytes v128) (local $newline v128) (local $last v128)
    (local.set $newline (v128.load8_splat (i32.const 0x0a)))
    (local.set $last (i8x16.splat (i32.load8_u offset=15 (global.get $MARK))))
    (local.set $line (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $end (i32.add (global.get $INPUT) (local.get $to)))
    (local.set $row (global.get $HEAD_ROWS))
    (block $done
      (loop $nextLine
        (br_if $done (i32.ge_u (local.get $line) (local.get $end)))
        ;; The mark.
        (local.set $at (local.get $line))
        (block $reached
          (loop $step
            (local.set $bytes (v128.load (local.get $at)))
            (local.set $found (i8x16.bitmask (v128.or
              (i8x16.eq (local.get $bytes) (local.get $last)) (i8x16.eq (local.get $bytes) (local.get $newline)))))
            (br_if $reached (local.get $found))
            (br_if $step (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))
            (br $done)))
        (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $length (i32.sub (local.get $at) (local.get $line)))
        (local.set $wanted (global.get $MARK))
        (if (i32.eq (local.get $length) (i32.load offset=96 (global.get $MARK)))
          (then (local.set $wanted (i32.add (global.get $MARK) (i32.const 64)))))
        (br_if $done (i32.lt_u (local.get $length) (i32.load offset=32 (local.get $wanted))))
        (br_if $done (v128.any_true (v128.and
          (v128.xor (v128.load (i32.sub (local.get $at) (i32.const 16))) (v128.load (local.get $wanted)))
          (v128.load offset=16 (local.get $wanted)))))
        ;; The number.
        (local.set $number (i32.const 0))
        (local.set $stop (i32.add (local.get $at) (i32.const 9)))
        (local.set $mark (local.get $at))
        (block $ended
          (loop $next
            (br_if $ended (i32.ge_u (local.tee $digit (i32.sub (i32.load8_u (local.get $at)) (i32.const 0x30))) (i32.const 10)))
            (local.set $number (i32.add (i32.mul (local.get $number) (i32.const 10)) (local.get $digit)))
            (br_if $next (i32.ne (local.tee $at (i32.add (local.get $at) (i32.const 1))) (local.get $stop)))))
        (br_if $done (i32.or
          (i32.eq (local.get $at) (local.get $mark))
          (i32.ne (i32.load16_u (local.get $at)) (i32.load16_u offset=36 (global.get $MARK)))))
        (local.set $message (i32.add (local.get $at) (i32.const 2)))
        ;; The head: up to a digit that no letter stands before, or the newline.
        (local.set $at (local.get $message))
        (local.set $carry (i32.const 0))
        (block $reached
          (loop $step
            (local.set $bytes (v128.load (local.get $at)))
            ;; As in $tokenise: moved to the bottom of the signed range, one comparison tells digits, and one letters of either case.
            (local.set $letters (i8x16.bitmask (i8x16.lt_s
              (i8x16.add (v128.or (local.get $bytes) (i8x16.splat (i32.const 0x20))) (i8x16.splat (i32.const 0x1f)))
              (i8x16.splat (i32.const 0x9a)))))
            (local.set $found (i32.or
              (i32.and
                (i8x16.bitmask (i8x16.lt_s (i8x16.add (local.get $bytes) (i8x16.splat (i32.const 0x50))) (i8x16.splat (i32.const 0x8a))))
                (i32.xor (i32.or (i32.shl (local.get $letters) (i32.const 1)) (local.get $carry)) (i32.const -1)))
              (i8x16.bitmask (i8x16.eq (local.get $bytes) (local.get $newline)))))
            (br_if $reached (local.get $found))
            (local.set $carry (i32.shr_u (local.get $letters) (i32.const 15)))
            (br_if $step (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))
            (br $done)))
        (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
        (local.set $head (local.get $at))
        ;; The newline.
        (block $reached
          (loop $step
            (br_if $reached (local.tee $found (i8x16.bitmask (i8x16.eq (v128.load (local.get $at)) (local.get $newline)))))
            (br_if $step (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $end)))
            (br $done)))
        (local.set $stop (i32.add (local.get $at) (i32.ctz (local.get $found))))
        (br_if $done (i32.ge_u (local.get $stop) (local.get $end)))
        (local.set $at (i32.sub (local.get $stop) (i32.eq (i32.load8_u (i32.sub (local.get $stop) (i32.const 1))) (i32.const 0x0d))))
        (local.set $head (call $least (local.get $head) (local.get $at)))
        (local.set $length (i32.sub (local.get $head) (local.get $message)))
        ;; A head that is not known has no record.
        (br_if $done (i32.gt_u (i32.sub (local.get $length) (i32.const 4)) (i32.const 108)))
        (br_if $done (i32.eqz (local.tee $record (call $headAt (local.get $message) (local.get $length)))))
        (if (i32.load offset=116 (local.get $record))
          (then
            (i32.store offset=0 (local.get $row) (i32.sub (local.get $line) (global.get $INPUT)))
            (i32.store offset=4 (local.get $row) (i32.sub (local.get $mark) (global.get $INPUT)))
            (i32.store offset=8 (local.get $row) (i32.sub (local.get $message) (global.get $INPUT)))
            (i32.store offset=12 (local.get $row) (i32.sub (local.get $head) (global.get $INPUT)))
            (i32.store offset=16 (local.get $row) (i32.sub (local.get $at) (global.get $INPUT)))
            (i32.store offset=20 (local.get $row) (local.get $number))
            (i32.store offset=24 (local.get $row) (i32.load offset=116 (local.get $record)))
            (i32.store offset=28 (local.get $row) (local.get $lines))
            (local.set $row (i32.add (local.get $row) (i32.const 32)))))
        (local.set $lines (i32.add (local.get $lines) (i32.const 1)))
        (local.set $line (i32.add (local.get $stop) (i32.const 1)))
        (br_if $nextLine (i32.ne (local.get $row) (i32.add (global.get $HEAD_ROWS) (i32.const 32768))))))
    (i32.store offset=12 (global.get $RESULTS) (local.get $lines))
    (i32.store offset=16 (global.get $RESULTS) (i32.sub (local.get $line) (global.get $INPUT)))
    (i32.store offset=20 (global.get $RESULTS) (i32.shr_u (i32.sub (local.get $row) (global.get $HEAD_ROWS)) (i32.const 5))))

  ;; The record of these 4 to 112 bytes, or 0. wasm-kernel.ts fills the slots, by the same hash.
  (func $headAt (param $text i32) (param $length i32) (result i32)
    (local $slot i32) (local $record i32)
    (local.set $slot (i32.shr_u
      (i32.mul
        (i32.add
          (i32.xor
            (i32.load (local.get $text))
            (i32.rotl (i32.load (i32.sub (i32.add (local.get $text) (local.get $length)) (i32.const 4))) (i32.const 11)))
          (i32.shl (local.get $length) (i32.const 8)))
        (i32.const 0x9e3779b1))
      (i32.const 23)))
    (loop $probe
      (if (i32.eqz (local.tee $record (i32.load8_u (i32.add (global.get $HEAD_SLOTS) (local.get $slot))))) (then (return (i32.const 0))))
      (local.set $record (i32.add (global.get $HEADS) (i32.shl (i32.sub (local.get $record) (i32.const 1)) (i32.const 7))))
      (if (i32.eq (i32.load offset=112 (local.get $record)) (local.get $length))
        (then (if (call $isSame (local.get $text) (local.get $record) (local.get $length)) (then (return (local.get $record))))))
      (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (i32.const 511)))
      (br $probe))
    (unreachable))

  ;; Whether two texts of at least four bytes are one: the last step looks at bytes anew rather than at what follows them.
  (func $isSame (param $a i32) (param $b i32) (param $length i32) (result i32)
    (local $at i32)
    (if (i32.lt_u (local.get $length) (i32.const 8))
      (then
        (local.set $at (i32.sub (local.get $length) (i32.const 4)))
        (return (i32.eqz (i32.or
          (i32.xor (i32.load (local.get $a)) (i32.load (local.get $b)))
          (i32.xor
            (i32.load (i32.add (local.get $a) (local.get $at)))
            (i32.load (i32.add (local.get $b) (local.get $at)))))))))
    (if (i32.lt_u (local.get $length) (i32.const 16))
      (then
        (local.set $at (i32.sub (local.get $length) (i32.const 8)))
        (return (i64.eqz (i64.or
          (i64.xor (i64.load (local.get $a)) (i64.load (local.get $b)))
          (i64.xor
            (i64.load (i32.add (local.get $a) (local.get $at)))
            (i64.load (i32.add (local.get $b) (local.get $at)))))))))
    (local.set $length (i32.sub (local.get $length) (i32.const 16)))
    (loop $step
      (if (v128.any_true (v128.xor
            (v128.load (i32.add (local.get $a) (local.get $at)))
            (v128.load (i32.add (local.get $b) (local.get $at)))))
        (then (return (i32.const 0))))
      (if (i32.eq (local.get $at) (local.get $length)) (then (return (i32.const 1))))
      (local.set $at (call $least (i32.add (local.get $at) (i32.const 16)) (local.get $length)))
      (br $step))
    (unreachable))
)
