;; Dot products of one vector with many rows of bytes, 16 components at a time.
;;
;; A row is `dims` bytes (a multiple of 16, the last ones zero where a vector is shorter), then its scale as a float;
;; the next row begins `stride` bytes on. The vector is `dims` 16-bit integers. Sums are of 32 bits: whoever calls keeps
;; the vector's components so small that none can overflow (leafMatrix.ts). The result is a float a row, the sum times
;; the row's scale times `step`.
(module
  (import "env" "memory" (memory 1))
  (func (export "scan")
    (param $rows i32) (param $count i32) (param $dims i32) (param $stride i32)
    (param $vector i32) (param $step f32) (param $out i32)
    (local $end i32) (local $at i32) (local $until i32) (local $q i32)
    (local $bytes v128) (local $sum v128)
    (local.set $end (i32.add (local.get $rows) (i32.mul (local.get $count) (local.get $stride))))
    (block $done
      (loop $row
        (br_if $done (i32.ge_u (local.get $rows) (local.get $end)))
        (local.set $at (local.get $rows))
        (local.set $until (i32.add (local.get $rows) (local.get $dims)))
        (local.set $q (local.get $vector))
        (local.set $sum (v128.const i32x4 0 0 0 0))
        (loop $block
          (local.set $bytes (v128.load align=1 (local.get $at)))
          (local.set $sum
            (i32x4.add
              (local.get $sum)
              (i32x4.dot_i16x8_s
                (i16x8.extend_low_i8x16_s (local.get $bytes))
                (v128.load align=1 (local.get $q)))))
          (local.set $sum
            (i32x4.add
              (local.get $sum)
              (i32x4.dot_i16x8_s
                (i16x8.extend_high_i8x16_s (local.get $bytes))
                (v128.load offset=16 align=1 (local.get $q)))))
          (local.set $q (i32.add (local.get $q) (i32.const 32)))
          (local.set $at (i32.add (local.get $at) (i32.const 16)))
          (br_if $block (i32.lt_u (local.get $at) (local.get $until))))
        (f32.store align=1
          (local.get $out)
          (f32.mul
            (f32.mul
              (f32.convert_i32_s
                (i32.add
                  (i32.add (i32x4.extract_lane 0 (local.get $sum)) (i32x4.extract_lane 1 (local.get $sum)))
                  (i32.add (i32x4.extract_lane 2 (local.get $sum)) (i32x4.extract_lane 3 (local.get $sum)))))
              (f32.load align=1 (local.get $until)))
            (local.get $step)))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (local.set $rows (i32.add (local.get $rows) (local.get $stride)))
        (br $row)))))
