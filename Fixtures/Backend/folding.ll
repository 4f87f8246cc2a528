define i32 @folding.all() {
b0:
  ret i32 0
}

define double @folding.doubles() {
b0:
  ret double 0xC1DFFFFFFF000000
}

