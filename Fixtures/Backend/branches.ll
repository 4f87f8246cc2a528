define i32 @branches.sign(i32 %0) {
b0:
  %1 = icmp slt i32 %0, 0
  br i1 %1, label %b1, label %b2
b1:
  ret i32 -1
b2:
  %2 = icmp eq i32 %0, 0
  br i1 %2, label %b3, label %b4
b3:
  ret i32 0
b4:
  ret i32 1
}

define double @branches.larger(double %0, double %1) {
b0:
  %2 = alloca double
  store double %0, ptr %2
  %3 = fcmp ogt double %1, %0
  br i1 %3, label %b1, label %b2
b1:
  store double %1, ptr %2
  br label %b2
b2:
  %4 = load double, ptr %2
  ret double %4
}

define i32 @branches.one_sided(i1 %0) {
b0:
  %1 = alloca i32
  store i32 1, ptr %1
  br i1 %0, label %b1, label %b2
b1:
  store i32 2, ptr %1
  br label %b3
b2:
  %2 = load i32, ptr %1
  ret i32 %2
b3:
  %3 = load i32, ptr %1
  ret i32 %3
}

define i32 @branches.unreachable(i1 %0) {
b0:
  br i1 %0, label %b1, label %b2
b1:
  ret i32 1
b2:
  ret i32 2
}

