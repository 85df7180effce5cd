;; The figures of a picture of RGB bytes, four pixels at a time, and the histogram of its detail. All numbers are whole ones.
(module
  (memory (export "memory") 6)

  ;; Luma is 299 R + 587 G + 114 B.
  ;; pixels: (side, side, 3), with four bytes more that are read and not used; side is a multiple of four.
  ;; quarters: (side / 2, side / 2) of i32, zeros before: adds up the luma of four pixels each.
  ;; sums: receives four i64: the sum of the luma, of its squares, the number of pixels from white on, and the sum of the
  ;; differences |R - G| + |G - B| + |B - R|.
  (func (export "lumaSums")
    (param $pixels i32) (param $side i32) (param $white i32) (param $quarters i32) (param $sums i32)
    (local $row i32) (local $column i32) (local $quarter i32)
    (local $bytes v128) (local $y v128) (local $turned v128)
    (local $sum v128) (local $squares v128) (local $whites v128) (local $differences v128)
    (loop $rows
      (local.set $column (i32.const 0))
      (local.set $quarter (i32.add (local.get $quarters)
        (i32.mul (i32.shr_u (local.get $row) (i32.const 1)) (i32.shl (local.get $side) (i32.const 1)))))
      (loop $columns
        (local.set $bytes (i8x16.swizzle (v128.load align=1 (local.get $pixels))
          (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 128 128 128 128)))
        (local.set $y (i32x4.add
          (i32x4.dot_i16x8_s
            (i8x16.swizzle (local.get $bytes) (v128.const i8x16 0 128 1 128 3 128 4 128 6 128 7 128 9 128 10 128))
            (v128.const i16x8 299 587 299 587 299 587 299 587))
          (i32x4.dot_i16x8_s
            (i8x16.swizzle (local.get $bytes)
              (v128.const i8x16 2 128 128 128 5 128 128 128 8 128 128 128 11 128 128 128))
            (v128.const i16x8 114 0 114 0 114 0 114 0))))
        (local.set $sum (i64x2.add (local.get $sum) (i64x2.add
          (i64x2.extend_low_i32x4_u (local.get $y)) (i64x2.extend_high_i32x4_u (local.get $y)))))
        (local.set $squares (i64x2.add (local.get $squares) (i64x2.add
          (i64x2.extmul_low_i32x4_u (local.get $y) (local.get $y))
          (i64x2.extmul_high_i32x4_u (local.get $y) (local.get $y)))))
        ;; A comparison that holds gives -1.
        (local.set $whites (i32x4.sub (local.get $whites)
          (i32x4.ge_s (local.get $y) (i32x4.splat (local.get $white)))))
        ;; G B R of each pixel, below R G B.
        (local.set $turned (i8x16.swizzle (local.get $bytes)
          (v128.const i8x16 1 2 0 4 5 3 7 8 6 10 11 9 128 128 128 128)))
        (local.set $differences (i32x4.add (local.get $differences)
          (i32x4.extadd_pairwise_i16x8_u (i16x8.extadd_pairwise_i8x16_u (v128.or
            (i8x16.sub_sat_u (local.get $bytes) (local.get $turned))
            (i8x16.sub_sat_u (local.get $turned) (local.get $bytes)))))))
        ;; Two neighbours each, in the two lower lanes.
        (local.set $y (i32x4.add
          (i8x16.swizzle (local.get $y) (v128.const i8x16 0 1 2 3 8 9 10 11 128 128 128 128 128 128 128 128))
          (i8x16.swizzle (local.get $y) (v128.const i8x16 4 5 6 7 12 13 14 15 128 128 128 128 128 128 128 128))))
        (v128.store64_lane align=4 0 (local.get $quarter)
          (i32x4.add (local.get $y) (v128.load64_zero align=4 (local.get $quarter))))
        (local.set $quarter (i32.add (local.get $quarter) (i32.const 8)))
        (local.set $pixels (i32.add (local.get $pixels) (i32.const 12)))
        (local.set $column (i32.add (local.get $column) (i32.const 4)))
        (br_if $columns (i32.lt_u (local.get $column) (local.get $side))))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $row) (local.get $side))))
    (i64.store (local.get $sums)
      (i64.add (i64x2.extract_lane 0 (local.get $sum)) (i64x2.extract_lane 1 (local.get $sum))))
    (i64.store offset=8 (local.get $sums)
      (i64.add (i64x2.extract_lane 0 (local.get $squares)) (i64x2.extract_lane 1 (local.get $squares))))
    (i64.store offset=16 (local.get $sums) (call $sumOf (local.get $whites)))
    (i64.store offset=24 (local.get $sums) (call $sumOf (local.get $differences))))

  (func $sumOf (param $lanes v128) (result i64)
    (local $pairs v128)
    (local.set $pairs (i64x2.add
      (i64x2.extend_low_i32x4_u (local.get $lanes)) (i64x2.extend_high_i32x4_u (local.get $lanes))))
    (i64.add (i64x2.extract_lane 0 (local.get $pairs)) (i64x2.extract_lane 1 (local.get $pairs))))

  ;; Counts the magnitudes of the 4-neighbour Laplacian at the places inside the margin that lie between black and white.
  ;; samples: (side, side) of i32. histogram: u16 counts up to the last bin, zeros before.
  ;; sums: receives two i64: the number of the places, and the sum of their samples.
  (func (export "countDetail")
    (param $samples i32) (param $side i32) (param $black i32) (param $white i32)
    (param $binsOfSample f64) (param $lastBin i32) (param $histogram i32) (param $sums i32)
    (local $rowBytes i32) (local $row i32) (local $at i32) (local $end i32) (local $sample i32) (local $bin i32)
    (local $count i64) (local $sum i64)
    (local.set $rowBytes (i32.shl (local.get $side) (i32.const 2)))
    (local.set $row (i32.const 1))
    (loop $rows
      (local.set $at (i32.add (i32.add (local.get $samples) (i32.const 4))
        (i32.mul (local.get $row) (local.get $rowBytes))))
      (local.set $end (i32.add (local.get $at) (i32.sub (local.get $rowBytes) (i32.const 8))))
      (loop $places
        (local.set $sample (i32.load (local.get $at)))
        (if (i32.and
          (i32.gt_s (local.get $sample) (local.get $black)) (i32.lt_s (local.get $sample) (local.get $white)))
          (then
            (local.set $bin (i32.sub
              (i32.add
                (i32.add (i32.load (i32.sub (local.get $at) (i32.const 4))) (i32.load offset=4 (local.get $at)))
                (i32.add (i32.load (i32.sub (local.get $at) (local.get $rowBytes)))
                  (i32.load (i32.add (local.get $at) (local.get $rowBytes)))))
              (i32.shl (local.get $sample) (i32.const 2))))
            (local.set $bin (i32.trunc_f64_s
              (f64.mul (f64.abs (f64.convert_i32_s (local.get $bin))) (local.get $binsOfSample))))
            (local.set $bin (select (local.get $bin) (local.get $lastBin)
              (i32.lt_s (local.get $bin) (local.get $lastBin))))
            (local.set $bin (i32.add (local.get $histogram) (i32.shl (local.get $bin) (i32.const 1))))
            (i32.store16 (local.get $bin) (i32.add (i32.load16_u (local.get $bin)) (i32.const 1)))
            (local.set $count (i64.add (local.get $count) (i64.const 1)))
            (local.set $sum (i64.add (local.get $sum) (i64.extend_i32_s (local.get $sample))))))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (br_if $places (i32.lt_u (local.get $at) (local.get $end))))
      (local.set $row (i32.add (local.get $row) (i32.const 1)))
      (br_if $rows (i32.lt_u (local.get $row) (i32.sub (local.get $side) (i32.const 1)))))
    (i64.store (local.get $sums) (local.get $count))
    (i64.store offset=8 (local.get $sums) (local.get $sum))))
