define i32 @arithmetic.add(i32 %0, i32 %1) {
b0:
  %2 = add i32 %0, %1
  ret i32 %2
}

define double @arithmetic.polynomial(double %0) {
b0:
  %1 = fmul double 0x4000000000000000, %0
  %2 = fsub double %1, 0x3FF8000000000000
  %3 = fmul double %2, %0
  %4 = fadd double %3, 0x3FB999999999999A
  ret double %4
}

define i64 @arithmetic.wide(i64 %0) {
b0:
  %1 = mul i64 %0, 3
  %2 = sub i64 %1, 1
  %3 = sub i64 0, %2
  ret i64 %3
}

define double @arithmetic.opposite(double %0, i1 %1) {
b0:
  %2 = xor i1 %1, true
  br i1 %2, label %b1, label %b2
b1:
  %3 = fneg double %0
  ret double %3
b2:
  %4 = fdiv double %0, 0x4000000000000000
  ret double %4
}

