define void @calls.nothing() {
b0:
  ret void
}

define i1 @calls.even(i32 %0) {
b0:
  %1 = icmp eq i32 %0, 0
  br i1 %1, label %b1, label %b2
b1:
  ret i1 true
b2:
  %2 = sub i32 %0, 1
  %3 = call i1 @calls.odd(i32 %2)
  ret i1 %3
}

define i1 @calls.odd(i32 %0) {
b0:
  %1 = icmp ne i32 %0, 0
  br i1 %1, label %b1, label %b2
b1:
  %2 = sub i32 %0, 1
  %3 = call i1 @calls.even(i32 %2)
  br label %b2
b2:
  %4 = phi i1 [ false, %b0 ], [ %3, %b1 ]
  ret i1 %4
}

define double @calls.mixed(i32 %0, i64 %1, double %2, i1 %3) {
b0:
  call void @calls.nothing()
  %4 = call i1 @calls.even(i32 %0)
  %5 = trunc i64 %1 to i32
  %6 = sext i32 %0 to i64
  %7 = xor i1 %3, true
  %8 = call double @calls.mixed(i32 %5, i64 %6, double %2, i1 %7)
  %9 = call i32 @llvm.fptosi.sat.i32.f64(double %2)
  %10 = sitofp i32 %9 to double
  %11 = fadd double %8, %10
  %12 = call i64 @llvm.fptosi.sat.i64.f64(double %2)
  %13 = sitofp i64 %12 to double
  %14 = fadd double %11, %13
  %15 = sitofp i64 %1 to double
  %16 = fadd double %14, %15
  ret double %16
}

