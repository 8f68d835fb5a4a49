;; The matcher in WebAssembly SIMD: an automaton over lines, and the records of those that match. contract.ts says what it
;; does; plain-matcher.ts is the same in TypeScript, and every test runs on both.
;; After a change: npx tsx scripts/build-kernel.ts (a test fails while matcher-wasm.ts is stale).
;;
;; Exported functions take and give offsets into the input; inside, everything is an address, and what the image of the
;; program calls an offset is one into the image. Nothing here checks its arguments: wasm-matcher.ts does. Reading past the
;; end of the input is harmless (padding follows it), so blocks are read whole and the surplus is ignored.
(module
  (memory (export "memory") 1)

  ;; From 0 on stand the bytes 0, 1 … 255: see kernel.wat.
  (global $REGISTERS                 i32 (i32.const 0x00400)) ;; 67 words, see contract.ts
  (global $HERE                      i32 (i32.const 0x00500)) ;; … of these one
  (global $HIGHS                     i32 (i32.const 0x00600)) ;; 16 bytes: for a high half of a byte the bit of a span
  (global $LEFT    (export "left")   i32 (i32.const 0x01000)) ;; 1024 × 4 words
  (global $OUTPUTS (export "outputs") i32 (i32.const 0x08000)) ;; twice 0x208000 bytes: records, and some room for whole-register stores
  (global $IMAGE   (export "image")  i32 (i32.const 0x420000)) ;; the program, then the input

  ;; The host sets these before the first run.
  (global $INPUT   (export "input")   (mut i32) (i32.const 0))
  (global $OUTPUT  (export "output")  (mut i32) (i32.const 0)) ;; one of the two
  (global $rowsEnd (export "rowsEnd") (mut i32) (i32.const 0))
  (global $infos   (export "infos")   (mut i32) (i32.const 0))
  (global $start   (export "start")   (mut i32) (i32.const 0))
  (global $heads   (export "heads")   (mut i32) (i32.const 0))
  (global $fields  (export "fields")  (mut i32) (i32.const 0))
  (global $fixed   (export "fixed")   (mut i32) (i32.const 0)) ;; bytes of a record without values, at most
  (global $room    (export "room")    (mut i32) (i32.const 0)) ;; bytes of the output
  (global $enough  (export "enough")  (mut i32) (i32.const 0)) ;; no further line after so many

  (global $outputEnd       (export "outputEnd")       (mut i32) (i32.const 0))
  (global $matched         (export "matched")         (mut i32) (i32.const 0))
  (global $unmatched       (export "unmatched")       (mut i32) (i32.const 0))
  (global $firstUnmatched  (export "firstUnmatched")  (mut i32) (i32.const 0))
  (global $linesBefore     (export "linesBefore")     (mut i32) (i32.const 0)) ;; … the first without a match
  (global $leftCount       (export "leftCount")       (mut i32) (i32.const 0))
  (global $leftLines       (export "leftLines")       (mut i32) (i32.const 0))

  (func (export "run") (param $from i32) (param $to i32) (result i32)
    (local $at i32) (local $stop i32) (local $line i32) (local $end i32) (local $next i32)
    (local $newline v128) (local $bytes v128) (local $found i32) (local $high i32) (local $wide i32)
    (local $row i32) (local $entry i32) (local $info i32) (local $way i32) (local $copy i32) (local $copyEnd i32)
    (local $lows v128) (local $highs v128) (local $half v128) (local $final i32) (local $out i32)
    (local.set $newline (v128.load8_splat (i32.const 0x0a)))
    (local.set $half (v128.load8_splat (i32.const 0x0f)))
    (local.set $highs (v128.load (global.get $HIGHS)))
    (global.set $matched (i32.const 0))
    (global.set $unmatched (i32.const 0))
    (global.set $firstUnmatched (i32.const -1))
    (global.set $leftCount (i32.const 0))
    (global.set $leftLines (i32.const 0))
    (local.set $out (global.get $OUTPUT))
    (local.set $next (i32.add (global.get $INPUT) (local.get $from)))
    (local.set $stop (i32.add (global.get $INPUT) (local.get $to)))
    (block $done
      (loop $nextLine
        (local.set $line (local.get $next))
        (br_if $done (i32.ge_u (local.get $line) (local.get $stop)))
        (br_if $done (i32.ge_u (i32.sub (local.get $out) (global.get $OUTPUT)) (global.get $enough)))

        ;; Its end, and whether it is ASCII.
        (local.set $at (local.get $line))
        (local.set $wide (i32.const 0))
        (block $ended
          (loop $look
            (local.set $bytes (v128.load (local.get $at)))
            (local.set $high (i8x16.bitmask (local.get $bytes)))
            (local.set $found (i8x16.bitmask (i8x16.eq (local.get $bytes) (local.get $newline))))
            (if (local.get $found)
              (then
                (local.set $wide (i32.or (local.get $wide) (i32.and (local.get $high)
                  (i32.sub (i32.and (local.get $found) (i32.sub (i32.const 0) (local.get $found))) (i32.const 1)))))
                (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
                (br $ended)))
            (local.set $wide (i32.or (local.get $wide) (local.get $high)))
            (br_if $look (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 16))) (local.get $stop)))))
        (local.set $next (i32.add (local.get $at) (i32.const 1)))
        (if (i32.ge_u (local.get $at) (local.get $stop))
          (then (local.set $at (local.get $stop)) (local.set $next (local.get $stop))))
        ;; A carriage return belongs to the end of the line.
        (local.set $end (i32.sub (local.get $at) (i32.and
          (i32.gt_u (local.get $at) (local.get $line))
          (i32.eq (i32.load8_u (i32.sub (local.get $at) (i32.const 1))) (i32.const 0x0d)))))

        (block $leave
          (if (local.get $wide) (then (br_if $leave (i32.eqz (call $isOrdinary (local.get $line) (local.get $end))))))
          ;; A byte becomes six at most, in each field.
          (local.set $way (i32.add (global.get $fixed)
            (i32.mul (i32.mul (global.get $fields) (i32.const 6)) (i32.sub (local.get $end) (local.get $line)))))
          (br_if $leave (i32.gt_u (i32.sub (local.get $end) (local.get $line)) (i32.const 0x20000)))
          (br_if $leave (i32.gt_u (local.get $way) (global.get $room)))
          (if (i32.gt_u (local.get $way) (i32.sub (i32.add (global.get $OUTPUT) (global.get $room)) (local.get $out)))
            (then (local.set $next (local.get $line)) (br $done)))

          (local.set $row (global.get $start))
          (local.set $at (local.get $line))
          (block $failed
            (block $ends
              (loop $enter
                (local.set $info (i32.add (global.get $infos) (i32.shr_u (local.get $row) (i32.const 4))))
                (local.set $way (i32.load8_u offset=0x420000 (local.get $info)))
                (block $steps
                  (br_if $steps (i32.eqz (local.get $way)))
                  (if (i32.eq (local.get $way) (i32.const 3))
                    (then
                      (local.set $lows (v128.load offset=0x420010 (local.get $info)))
                      (block $spanned
                        (loop $span
                          (br_if $spanned (i32.ge_u (local.get $at) (local.get $end)))
                          (local.set $bytes (v128.load (local.get $at)))
                          (local.set $found (i8x16.bitmask (i8x16.eq (v128.const i64x2 0 0) (v128.and
                            (i8x16.swizzle (local.get $lows) (v128.and (local.get $bytes) (local.get $half)))
                            (i8x16.swizzle (local.get $highs) (v128.and (i16x8.shr_u (local.get $bytes) (i32.const 4)) (local.get $half)))))))
                          (if (local.get $found)
                            (then
                              (local.set $at (i32.add (local.get $at) (i32.ctz (local.get $found))))
                              (br $spanned)))
                          (local.set $at (i32.add (local.get $at) (i32.const 16)))
                          (br $span)))
                      (if (i32.gt_u (local.get $at) (local.get $end)) (then (local.set $at (local.get $end))))
                      (br $steps)))
                  (if (i32.eq (local.get $way) (i32.const 4))
                    (then
                      (local.set $copy (i32.add (local.get $at) (i32.load offset=0x420008 (local.get $info))))
                      (br_if $steps (i32.gt_u (local.get $copy) (local.get $end)))
                      (br_if $steps (v128.any_true (i8x16.gt_u
                        (i8x16.sub (v128.load (local.get $at)) (v128.load offset=0x420010 (local.get $info)))
                        (v128.load offset=0x420020 (local.get $info)))))
                      (local.set $at (local.get $copy))
                      (local.set $row (i32.load offset=0x42000c (local.get $info)))
                      (br $enter)))
                  (br_if $failed (i32.eq (local.get $way) (i32.const 1)))
                  (local.set $at (local.get $end))
                  (br $ends))
                (loop $step
                  (br_if $ends (i32.ge_u (local.get $at) (local.get $end)))
                  (local.set $entry (i32.load offset=0x420000
                    (i32.add (local.get $row) (i32.shl (i32.load8_u (local.get $at)) (i32.const 2)))))
                  (local.set $at (i32.add (local.get $at) (i32.const 1)))
                  (if (i32.lt_u (local.get $entry) (global.get $rowsEnd))
                    (then (local.set $row (local.get $entry)) (br $step))))
                (local.set $copy (i32.load offset=0x420004 (local.get $entry)))
                (local.set $copyEnd (i32.load offset=0x420008 (local.get $entry)))
                (local.set $row (i32.load offset=0x420000 (local.get $entry)))
                (br_if $enter (i32.ge_u (local.get $copy) (local.get $copyEnd)))
                (i32.store (global.get $HERE) (i32.sub (local.get $at) (i32.const 1)))
                (loop $nextCopy
                  (i32.store offset=0x400 (i32.shl (i32.load16_u offset=0x420000 (local.get $copy)) (i32.const 2))
                    (i32.load offset=0x400 (i32.shl (i32.load16_u offset=0x420002 (local.get $copy)) (i32.const 2))))
                  (br_if $nextCopy (i32.lt_u (local.tee $copy (i32.add (local.get $copy) (i32.const 4))) (local.get $copyEnd))))
                (br $enter)))
            (local.set $final (i32.load offset=0x420004
              (i32.add (global.get $infos) (i32.shr_u (local.get $row) (i32.const 4)))))
            (br_if $failed (i32.eqz (local.get $final)))
            (i32.store (global.get $HERE) (local.get $end))
            (local.set $out (call $write (local.get $out) (local.get $final)))
            (global.set $matched (i32.add (global.get $matched) (i32.const 1)))
            (br $nextLine))
          (if (i32.lt_s (global.get $firstUnmatched) (i32.const 0))
            (then
              (global.set $firstUnmatched (i32.sub (local.get $line) (global.get $INPUT)))
              (global.set $linesBefore (i32.add (global.get $matched) (global.get $leftLines)))))
          (global.set $unmatched (i32.add (global.get $unmatched) (i32.const 1)))
          (br $nextLine))

        (if (i32.eqz (call $leave (local.get $line) (local.get $next) (local.get $out)))
          (then (local.set $next (local.get $line)) (br $done)))
        (br $nextLine)))
    (global.set $outputEnd (i32.sub (local.get $out) (global.get $OUTPUT)))
    (i32.sub (local.get $next) (global.get $INPUT)))

  ;; Notes lines for somebody else, next to those before if nothing stands between. 0: no more can be noted.
  (func $leave (param $from i32) (param $to i32) (param $out i32) (result i32)
    (local $note i32)
    (local.set $note (i32.add (global.get $LEFT) (i32.shl (global.get $leftCount) (i32.const 4))))
    (local.set $from (i32.sub (local.get $from) (global.get $INPUT)))
    (local.set $to (i32.sub (local.get $to) (global.get $INPUT)))
    (if (i32.and
          (i32.ne (global.get $leftCount) (i32.const 0))
          (i32.eq (i32.load (i32.sub (local.get $note) (i32.const 12))) (local.get $from)))
      (then (i32.store (i32.sub (local.get $note) (i32.const 12)) (local.get $to)))
      (else
        (if (i32.eq (global.get $leftCount) (i32.const 1024)) (then (return (i32.const 0))))
        (i32.store (local.get $note) (local.get $from))
        (i32.store offset=4 (local.get $note) (local.get $to))
        (i32.store offset=8 (local.get $note)
          (i32.add (i32.add (global.get $matched) (global.get $unmatched)) (global.get $leftLines)))
        (i32.store offset=12 (local.get $note) (i32.sub (local.get $out) (global.get $OUTPUT)))
        (global.set $leftCount (i32.add (global.get $leftCount) (i32.const 1)))))
    (global.set $leftLines (i32.add (global.get $leftLines) (i32.const 1)))
    (i32.const 1))

  ;; A record, from where the registers say that the fields stand. Returns where it ends.
  (func $write (param $out i32) (param $final i32) (result i32)
    (local $head i32) (local $headsEnd i32) (local $text i32) (local $length i32) (local $done i32) (local $close i32)
    (local.set $head (global.get $heads))
    (local.set $headsEnd (i32.add (local.get $head) (i32.shl (global.get $fields) (i32.const 3))))
    (loop $nextField
      (local.set $text (i32.load offset=0x420000 (local.get $head)))
      (local.set $length (i32.load offset=0x420004 (local.get $head)))
      (local.set $done (i32.const 0))
      (loop $copy
        (v128.store (i32.add (local.get $out) (local.get $done))
          (v128.load offset=0x420000 (i32.add (local.get $text) (local.get $done))))
        (br_if $copy (i32.lt_u (local.tee $done (i32.add (local.get $done) (i32.const 16))) (local.get $length))))
      (local.set $out (i32.add (local.get $out) (local.get $length)))
      (local.set $close (i32.load offset=0x400 (i32.shl (i32.load16_u offset=0x420002 (local.get $final)) (i32.const 2))))
      (if (local.get $close)
        (then
          (i32.store8 (local.get $out) (i32.const 0x22))
          (local.set $out (call $value (i32.add (local.get $out) (i32.const 1))
            (i32.load offset=0x400 (i32.shl (i32.load16_u offset=0x420000 (local.get $final)) (i32.const 2)))
            (local.get $close)))
          (i32.store8 (local.get $out) (i32.const 0x22))
          (local.set $out (i32.add (local.get $out) (i32.const 1))))
        (else
          (i32.store (local.get $out) (i32.const 0x6c6c756e)) ;; null
          (local.set $out (i32.add (local.get $out) (i32.const 4)))))
      (local.set $final (i32.add (local.get $final) (i32.const 4)))
      (br_if $nextField (i32.lt_u (local.tee $head (i32.add (local.get $head) (i32.const 8))) (local.get $headsEnd))))
    (i32.store16 (local.get $out) (i32.const 0x0a7d))
    (i32.add (local.get $out) (i32.const 2)))

  ;; Text as it stands inside the quotes of JSON.
  (func $value (param $out i32) (param $from i32) (param $to i32) (result i32)
    (local $bytes v128) (local $escaped i32) (local $byte i32)
    (local $space v128) (local $quote v128) (local $backslash v128) (local $delete v128)
    (local.set $space (v128.load8_splat (i32.const 0x20)))
    (local.set $quote (v128.load8_splat (i32.const 0x22)))
    (local.set $backslash (v128.load8_splat (i32.const 0x5c)))
    (local.set $delete (v128.load8_splat (i32.const 0x7f)))
    (block $done
      (loop $block
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $bytes (v128.load (local.get $from)))
        (v128.store (local.get $out) (local.get $bytes))
        (local.set $escaped (i8x16.bitmask (v128.or
          (v128.or (i8x16.lt_u (local.get $bytes) (local.get $space)) (i8x16.eq (local.get $bytes) (local.get $quote)))
          (v128.or (i8x16.eq (local.get $bytes) (local.get $backslash)) (i8x16.eq (local.get $bytes) (local.get $delete))))))
        (if (i32.eqz (local.get $escaped))
          (then
            (local.set $out (i32.add (local.get $out) (i32.const 16)))
            (local.set $from (i32.add (local.get $from) (i32.const 16)))
            (br $block)))
        (local.set $out (i32.add (local.get $out) (i32.ctz (local.get $escaped))))
        (local.set $from (i32.add (local.get $from) (i32.ctz (local.get $escaped))))
        (br_if $done (i32.ge_u (local.get $from) (local.get $to)))
        (local.set $byte (i32.load8_u (local.get $from)))
        (local.set $from (i32.add (local.get $from) (i32.const 1)))
        (i32.store8 (local.get $out) (i32.const 0x5c))
        (local.set $out (i32.add (local.get $out) (i32.const 2)))
        (if (i32.or (i32.eq (local.get $byte) (i32.const 0x22)) (i32.eq (local.get $byte) (i32.const 0x5c)))
          (then (i32.store8 (i32.sub (local.get $out) (i32.const 1)) (local.get $byte)) (br $block)))
        ;; \b \t \f \r: at 8 to 13 stand their letters, or 0.
        (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 8)) (i32.const 6))
          (then
            (local.set $escaped (i32.wrap_i64 (i64.shr_u (i64.const 0x72_66_00_6e_74_62)
              (i64.extend_i32_u (i32.shl (i32.sub (local.get $byte) (i32.const 8)) (i32.const 3))))))
            (local.set $escaped (i32.and (local.get $escaped) (i32.const 0xff)))
            (if (local.get $escaped)
              (then (i32.store8 (i32.sub (local.get $out) (i32.const 1)) (local.get $escaped)) (br $block)))))
        (i32.store8 (i32.sub (local.get $out) (i32.const 1)) (i32.const 0x75))
        (i32.store16 (local.get $out) (i32.const 0x3030))
        (i32.store8 offset=2 (local.get $out) (call $digit (i32.shr_u (local.get $byte) (i32.const 4))))
        (i32.store8 offset=3 (local.get $out) (call $digit (i32.and (local.get $byte) (i32.const 0x0f))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br $block)))
    ;; The last block went too far.
    (i32.sub (local.get $out) (i32.sub (local.get $from) (local.get $to))))

  (func $digit (param $value i32) (result i32)
    (i32.add (local.get $value) (select (i32.const 0x57) (i32.const 0x30) (i32.gt_u (local.get $value) (i32.const 9)))))

  ;; Whether the text is valid UTF-8 and holds no character that json.ts escapes, beyond ASCII.
  (func $isOrdinary (param $at i32) (param $end i32) (result i32)
    (local $high i32) (local $byte i32) (local $code i32)
    (loop $character
      (local.set $high (i8x16.bitmask (v128.load (local.get $at))))
      (local.set $at (i32.add (local.get $at) (select (i32.ctz (local.get $high)) (i32.const 16) (local.get $high))))
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const 1))))
      (br_if $character (i32.eqz (local.get $high)))
      (local.set $byte (i32.load8_u (local.get $at)))
      (if (i32.lt_u (local.get $byte) (i32.const 0xc2)) (then (return (i32.const 0))))
      (if (i32.lt_u (local.get $byte) (i32.const 0xe0))
        (then
          (local.set $code (call $following (i32.and (local.get $byte) (i32.const 0x1f)) (i32.add (local.get $at) (i32.const 1)) (local.get $end)))
          (local.set $at (i32.add (local.get $at) (i32.const 2)))
          (br_if $character (i32.and
            (i32.and (i32.ge_s (local.get $code) (i32.const 0xa0)) (i32.ne (local.get $code) (i32.const 0xad)))
            (i32.ne (local.get $code) (i32.const 0x61c))))
          (return (i32.const 0))))
      (local.set $code (call $following
        (call $following (i32.and (local.get $byte) (i32.const 0x0f)) (i32.add (local.get $at) (i32.const 1)) (local.get $end))
        (i32.add (local.get $at) (i32.const 2)) (local.get $end)))
      (if (i32.lt_u (local.get $byte) (i32.const 0xf0))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 3)))
          ;; Most of what is written in three bytes.
          (br_if $character (i32.and (i32.ge_s (local.get $code) (i32.const 0x2070)) (i32.lt_s (local.get $code) (i32.const 0xd800))))
          (if (i32.lt_s (local.get $code) (i32.const 0x800)) (then (return (i32.const 0))))
          (if (i32.lt_u (i32.sub (local.get $code) (i32.const 0xd800)) (i32.const 0x800)) (then (return (i32.const 0))))
          (if (i32.eq (local.get $code) (i32.const 0x180e)) (then (return (i32.const 0))))
          (if (i32.lt_u (i32.sub (local.get $code) (i32.const 0x200b)) (i32.const 5)) (then (return (i32.const 0))))
          (if (i32.lt_u (i32.sub (local.get $code) (i32.const 0x2028)) (i32.const 7)) (then (return (i32.const 0))))
          (if (i32.lt_u (i32.sub (local.get $code) (i32.const 0x2060)) (i32.const 16)) (then (return (i32.const 0))))
          (if (i32.eq (local.get $code) (i32.const 0xfeff)) (then (return (i32.const 0))))
          (if (i32.lt_u (i32.sub (local.get $code) (i32.const 0xfff9)) (i32.const 3)) (then (return (i32.const 0))))
          (br $character)))
      (if (i32.gt_u (local.get $byte) (i32.const 0xf4)) (then (return (i32.const 0))))
      (local.set $code (call $following (local.get $code) (i32.add (local.get $at) (i32.const 3)) (local.get $end)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (if (i32.or (i32.lt_s (local.get $code) (i32.const 0x10000)) (i32.gt_s (local.get $code) (i32.const 0x10ffff)))
        (then (return (i32.const 0))))
      (br_if $character (i32.ge_u (i32.sub (local.get $code) (i32.const 0xe0000)) (i32.const 0x80))))
    (i32.const 0))

  ;; The code with six bits more, negative when there is no continuation byte.
  (func $following (param $code i32) (param $at i32) (param $end i32) (result i32)
    (local $byte i32)
    (local.set $byte (i32.load8_u (local.get $at)))
    (if (i32.or
          (i32.or (i32.lt_s (local.get $code) (i32.const 0)) (i32.ge_u (local.get $at) (local.get $end)))
          (i32.ne (i32.and (local.get $byte) (i32.const 0xc0)) (i32.const 0x80)))
      (then (return (i32.const -1))))
    (i32.or (i32.shl (local.get $code) (i32.const 6)) (i32.and (local.get $byte) (i32.const 0x3f)))))
