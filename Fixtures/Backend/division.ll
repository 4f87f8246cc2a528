@"division.div:0" = private unnamed_addr constant [12 x i8] c"division.div"
define i32 @division.div(i32 %0, i32 %1) {
b0:
  %2 = icmp eq i32 %1, 0
  br i1 %2, label %p0, label %d0
d0:
  %3 = icmp eq i32 %0, -2147483648
  %4 = icmp eq i32 %1, -1
  %5 = and i1 %3, %4
  br i1 %5, label %p1, label %d1
d1:
  %6 = sdiv i32 %0, %1
  ret i32 %6
p0:
  call void @mini_panic_zero(ptr @"division.div:0", i64 12, i32 1)
  unreachable
p1:
  call void @mini_panic_overflow(ptr @"division.div:0", i64 12, i32 1)
  unreachable
}

@"division.by_constant:0" = private unnamed_addr constant [20 x i8] c"division.by_constant"
define i64 @division.by_constant(i64 %0) {
b0:
  %1 = sdiv i64 %0, 10
  %2 = icmp eq i64 %0, -9223372036854775808
  br i1 %2, label %p0, label %d0
d0:
  %3 = srem i64 %0, -1
  %4 = add i64 %1, %3
  ret i64 %4
p0:
  call void @mini_panic_overflow(ptr @"division.by_constant:0", i64 20, i32 2)
  unreachable
}

@"division.of_constant:0" = private unnamed_addr constant [20 x i8] c"division.of_constant"
define i32 @division.of_constant(i32 %0) {
b0:
  %1 = icmp eq i32 %0, 0
  br i1 %1, label %p0, label %d0
d0:
  %2 = sdiv i32 100, %0
  %3 = icmp eq i32 %0, 0
  br i1 %3, label %p1, label %d1
d1:
  %4 = icmp eq i32 %0, -1
  br i1 %4, label %p2, label %d2
d2:
  %5 = srem i32 -2147483648, %0
  %6 = sub i32 %2, %5
  ret i32 %6
p0:
  call void @mini_panic_zero(ptr @"division.of_constant:0", i64 20, i32 1)
  unreachable
p1:
  call void @mini_panic_zero(ptr @"division.of_constant:0", i64 20, i32 2)
  unreachable
p2:
  call void @mini_panic_overflow(ptr @"division.of_constant:0", i64 20, i32 2)
  unreachable
}

define i32 @division.never_overflows() {
b0:
  ret i32 2
}

@"division.bound_to_panic:0" = private unnamed_addr constant [23 x i8] c"division.bound_to_panic"
define i32 @division.bound_to_panic(i32 %0) {
b0:
  call void @mini_write_i32(i32 %0)
  call void @mini_write_line()
  br label %p0
p0:
  call void @mini_panic_zero(ptr @"division.bound_to_panic:0", i64 23, i32 1)
  unreachable
}

@"division.in_a_condition:0" = private unnamed_addr constant [23 x i8] c"division.in_a_condition"
define i1 @division.in_a_condition(i32 %0, i32 %1) {
b0:
  %2 = icmp ne i32 %1, 0
  br i1 %2, label %b1, label %b2
b1:
  %3 = icmp eq i32 %1, 0
  br i1 %3, label %p0, label %d0
d0:
  %4 = icmp eq i32 %0, -2147483648
  %5 = icmp eq i32 %1, -1
  %6 = and i1 %4, %5
  br i1 %6, label %p1, label %d1
d1:
  %7 = sdiv i32 %0, %1
  %8 = icmp sgt i32 %7, 1
  br label %b2
b2:
  %9 = phi i1 [ false, %b0 ], [ %8, %d1 ]
  br i1 %9, label %b4, label %b3
b3:
  %10 = icmp eq i32 %0, %1
  br label %b4
b4:
  %11 = phi i1 [ true, %b2 ], [ %10, %b3 ]
  ret i1 %11
p0:
  call void @mini_panic_zero(ptr @"division.in_a_condition:0", i64 23, i32 1)
  unreachable
p1:
  call void @mini_panic_overflow(ptr @"division.in_a_condition:0", i64 23, i32 1)
  unreachable
}

