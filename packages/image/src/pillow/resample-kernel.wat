;; Pillow's two-pass resampling of 8-bit RGB in whole numbers, four taps (or two rows) at a time.
;; A weight w of 22 bits is split into w = hi * 2048 + lo, so that i32x4.dot_i16x8_s can multiply it with samples; the
;; sums are put together again at the end, modulo 2^32, and the whole sum stays below 2^31.
(module
  (memory (export "memory") 1)

  ;; One row: each target pixel is a sum of source pixels.
  ;; taps: for each target pixel an i32 offset of its first source byte, an i32 count of groups of four taps.
  ;; weights: for each group 64 bytes: for taps 0,1 then 2,3 the lanes hi0 hi1 hi0 hi1 hi0 hi1 0 0, then the same of lo.
  ;; Writes one byte past the row and reads up to 16 past the last tap.
  (func (export "alongRow")
    (param $source i32) (param $target i32) (param $taps i32) (param $tapsEnd i32) (param $weights i32)
    (local $from i32) (local $groups i32) (local $hi v128) (local $lo v128) (local $bytes v128)
    (local $first v128) (local $second v128)
    (loop $pixel
      (local.set $from (i32.add (local.get $source) (i32.load (local.get $taps))))
      (local.set $groups (i32.load offset=4 (local.get $taps)))
      (local.set $hi (v128.const i32x4 0 0 0 0))
      (local.set $lo (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (loop $group
        (local.set $bytes (v128.load align=1 (local.get $from)))
        ;; R0 R1 G0 G1 B0 B1 as 16-bit lanes: index 128 gives a zero. A shuffle with zeros takes three instructions.
        (local.set $first (i8x16.swizzle (local.get $bytes)
          (v128.const i8x16 0 128 3 128 1 128 4 128 2 128 5 128 128 128 128 128)))
        (local.set $second (i8x16.swizzle (local.get $bytes)
          (v128.const i8x16 6 128 9 128 7 128 10 128 8 128 11 128 128 128 128 128)))
        (local.set $hi (i32x4.add (local.get $hi) (i32x4.add
          (i32x4.dot_i16x8_s (local.get $first) (v128.load (local.get $weights)))
          (i32x4.dot_i16x8_s (local.get $second) (v128.load offset=16 (local.get $weights))))))
        (local.set $lo (i32x4.add (local.get $lo) (i32x4.add
          (i32x4.dot_i16x8_s (local.get $first) (v128.load offset=32 (local.get $weights)))
          (i32x4.dot_i16x8_s (local.get $second) (v128.load offset=48 (local.get $weights))))))
        (local.set $from (i32.add (local.get $from) (i32.const 12)))
        (local.set $weights (i32.add (local.get $weights) (i32.const 64)))
        (br_if $group (local.tee $groups (i32.sub (local.get $groups) (i32.const 1)))))
      (local.set $hi (i32x4.shr_s
        (i32x4.add (i32x4.shl (local.get $hi) (i32.const 11)) (local.get $lo)) (i32.const 22)))
      (local.set $hi (i16x8.narrow_i32x4_s (local.get $hi) (local.get $hi)))
      (v128.store32_lane align=1 0 (local.get $target)
        (i8x16.narrow_i16x8_u (local.get $hi) (local.get $hi)))
      (local.set $target (i32.add (local.get $target) (i32.const 3)))
      (local.set $taps (i32.add (local.get $taps) (i32.const 8)))
      (br_if $pixel (i32.lt_u (local.get $taps) (local.get $tapsEnd)))))

  ;; One target row as a sum of source rows, 16 bytes at a time.
  ;; weights: for each pair of rows 32 bytes: hi0 hi1 four times, lo0 lo1 four times.
  ;; Writes up to 15 bytes past the row and reads as many past the rows, and one row more where their number is odd.
  (func (export "acrossRows")
    (param $source i32) (param $rowBytes i32) (param $pairs i32) (param $weights i32) (param $target i32)
    (local $column i32) (local $from i32) (local $weight i32) (local $pair i32)
    (local $a v128) (local $b v128) (local $low v128) (local $high v128) (local $whi v128) (local $wlo v128)
    (local $hi0 v128) (local $hi1 v128) (local $hi2 v128) (local $hi3 v128)
    (local $lo0 v128) (local $lo1 v128) (local $lo2 v128) (local $lo3 v128)
    (loop $chunk
      (local.set $from (i32.add (local.get $source) (local.get $column)))
      (local.set $weight (local.get $weights))
      (local.set $pair (local.get $pairs))
      (local.set $hi0 (v128.const i32x4 0 0 0 0))
      (local.set $hi1 (local.get $hi0))
      (local.set $hi2 (local.get $hi0))
      (local.set $hi3 (local.get $hi0))
      (local.set $lo0 (v128.const i32x4 0x200000 0x200000 0x200000 0x200000))
      (local.set $lo1 (local.get $lo0))
      (local.set $lo2 (local.get $lo0))
      (local.set $lo3 (local.get $lo0))
      (loop $rows
        (local.set $a (v128.load align=1 (local.get $from)))
        (local.set $b (v128.load align=1 (i32.add (local.get $from) (local.get $rowBytes))))
        (local.set $low (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $a) (local.get $b)))
        (local.set $high (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $a) (local.get $b)))
        (local.set $whi (v128.load (local.get $weight)))
        (local.set $wlo (v128.load offset=16 (local.get $weight)))
        (local.set $a (i16x8.extend_low_i8x16_u (local.get $low)))
        (local.set $hi0 (i32x4.add (local.get $hi0) (i32x4.dot_i16x8_s (local.get $a) (local.get $whi))))
        (local.set $lo0 (i32x4.add (local.get $lo0) (i32x4.dot_i16x8_s (local.get $a) (local.get $wlo))))
        (local.set $a (i16x8.extend_high_i8x16_u (local.get $low)))
        (local.set $hi1 (i32x4.add (local.get $hi1) (i32x4.dot_i16x8_s (local.get $a) (local.get $whi))))
        (local.set $lo1 (i32x4.add (local.get $lo1) (i32x4.dot_i16x8_s (local.get $a) (local.get $wlo))))
        (local.set $a (i16x8.extend_low_i8x16_u (local.get $high)))
        (local.set $hi2 (i32x4.add (local.get $hi2) (i32x4.dot_i16x8_s (local.get $a) (local.get $whi))))
        (local.set $lo2 (i32x4.add (local.get $lo2) (i32x4.dot_i16x8_s (local.get $a) (local.get $wlo))))
        (local.set $a (i16x8.extend_high_i8x16_u (local.get $high)))
        (local.set $hi3 (i32x4.add (local.get $hi3) (i32x4.dot_i16x8_s (local.get $a) (local.get $whi))))
        (local.set $lo3 (i32x4.add (local.get $lo3) (i32x4.dot_i16x8_s (local.get $a) (local.get $wlo))))
        (local.set $from (i32.add (local.get $from) (i32.shl (local.get $rowBytes) (i32.const 1))))
        (local.set $weight (i32.add (local.get $weight) (i32.const 32)))
        (br_if $rows (local.tee $pair (i32.sub (local.get $pair) (i32.const 1)))))
      (v128.store align=1 (i32.add (local.get $target) (local.get $column))
        (i8x16.narrow_i16x8_u
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $hi0) (i32.const 11)) (local.get $lo0)) (i32.const 22))
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $hi1) (i32.const 11)) (local.get $lo1)) (i32.const 22)))
          (i16x8.narrow_i32x4_s
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $hi2) (i32.const 11)) (local.get $lo2)) (i32.const 22))
            (i32x4.shr_s (i32x4.add (i32x4.shl (local.get $hi3) (i32.const 11)) (local.get $lo3)) (i32.const 22)))))
      (local.set $column (i32.add (local.get $column) (i32.const 16)))
      (br_if $chunk (i32.lt_u (local.get $column) (local.get $rowBytes))))))
