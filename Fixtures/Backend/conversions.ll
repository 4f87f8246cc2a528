define i32 @conversions.narrow(i64 %0) {
b0:
  %1 = trunc i64 %0 to i32
  ret i32 %1
}

define i64 @conversions.widen(i32 %0) {
b0:
  %1 = sext i32 %0 to i64
  ret i64 %1
}

define i64 @conversions.truncate(double %0) {
b0:
  %1 = call i64 @llvm.fptosi.sat.i64.f64(double %0)
  %2 = call i32 @llvm.fptosi.sat.i32.f64(double %0)
  %3 = sext i32 %2 to i64
  %4 = add i64 %1, %3
  ret i64 %4
}

define double @conversions.real(i32 %0, i64 %1) {
b0:
  %2 = sitofp i32 %0 to double
  %3 = sitofp i64 %1 to double
  %4 = fadd double %2, %3
  %5 = fadd double %4, 0x4008000000000000
  %6 = fadd double %5, 0x4004000000000000
  ret double %6
}

