@"loops.gcd:0" = private unnamed_addr constant [9 x i8] c"loops.gcd"
define i64 @loops.gcd(i64 %0, i64 %1) {
b0:
  %2 = alloca i64
  %3 = alloca i64
  store i64 %0, ptr %2
  store i64 %1, ptr %3
  br label %b1
b1:
  %4 = load i64, ptr %3
  %5 = icmp ne i64 %4, 0
  br i1 %5, label %b2, label %b3
b2:
  %6 = load i64, ptr %2
  %7 = load i64, ptr %3
  %8 = icmp eq i64 %7, 0
  br i1 %8, label %p0, label %d0
d0:
  %9 = icmp eq i64 %6, -9223372036854775808
  %10 = icmp eq i64 %7, -1
  %11 = and i1 %9, %10
  br i1 %11, label %p1, label %d1
d1:
  %12 = srem i64 %6, %7
  store i64 %7, ptr %2
  store i64 %12, ptr %3
  br label %b1
b3:
  %13 = load i64, ptr %2
  ret i64 %13
p0:
  call void @mini_panic_zero(ptr @"loops.gcd:0", i64 9, i32 1)
  unreachable
p1:
  call void @mini_panic_overflow(ptr @"loops.gcd:0", i64 9, i32 1)
  unreachable
}

define i32 @loops.first_square_above(i32 %0) {
b0:
  %1 = alloca i32
  store i32 0, ptr %1
  br label %b1
b1:
  %2 = load i32, ptr %1
  %3 = add i32 %2, 1
  store i32 %3, ptr %1
  %4 = srem i32 %3, 2
  %5 = icmp eq i32 %4, 0
  br i1 %5, label %b2, label %b3
b2:
  br label %b1
b3:
  %6 = load i32, ptr %1
  %7 = mul i32 %6, %6
  %8 = icmp sgt i32 %7, %0
  br i1 %8, label %b4, label %b5
b4:
  br label %b6
b5:
  br label %b1
b6:
  %9 = load i32, ptr %1
  %10 = mul i32 %9, %9
  ret i32 %10
}

define i32 @loops.forever() {
b0:
  br label %b1
b1:
  br label %b1
}

define void @loops.skipped(i32 %0) {
b0:
  ret void
}

