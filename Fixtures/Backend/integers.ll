@"integers.wrap:0" = private unnamed_addr constant [13 x i8] c"integers.wrap"
define i64 @integers.wrap(i8 %0, i32 %1, i64 %2) {
b0:
  %3 = add i8 %0, 1
  %4 = zext i8 %3 to i64
  %5 = sub i32 %1, 7
  %6 = zext i32 %5 to i64
  %7 = mul i64 %4, %6
  %8 = icmp eq i64 %2, 0
  br i1 %8, label %p0, label %d0
d0:
  %9 = udiv i64 %7, %2
  %10 = urem i64 %9, 10
  ret i64 %10
p0:
  call void @mini_panic_zero(ptr @"integers.wrap:0", i64 13, i32 2)
  unreachable
}

define i1 @integers.order(i32 %0, i32 %1, i32 %2, i32 %3) {
b0:
  %4 = icmp ult i32 %0, %1
  br i1 %4, label %b1, label %b2
b1:
  %5 = icmp slt i32 %2, %3
  br label %b2
b2:
  %6 = phi i1 [ false, %b0 ], [ %5, %b1 ]
  br i1 %6, label %b4, label %b3
b3:
  %7 = icmp uge i32 %0, 4000000000
  br i1 %7, label %b5, label %b6
b5:
  %8 = icmp sge i32 %2, -1
  br label %b6
b6:
  %9 = phi i1 [ false, %b3 ], [ %8, %b5 ]
  br label %b4
b4:
  %10 = phi i1 [ true, %b2 ], [ %9, %b6 ]
  ret i1 %10
}

define i32 @integers.bits(i32 %0, i32 %1) {
b0:
  %2 = xor i32 %1, 4294967295
  %3 = and i32 %2, %0
  %4 = xor i32 %1, 255
  %5 = or i32 %3, %4
  ret i32 %5
}

@"integers.shift:0" = private unnamed_addr constant [14 x i8] c"integers.shift"
define i64 @integers.shift(i64 %0, i64 %1, i8 %2, i64 %3) {
b0:
  %4 = icmp ult i8 %2, 64
  br i1 %4, label %d0, label %p0
d0:
  %5 = zext i8 %2 to i64
  %6 = ashr i64 %0, %5
  %7 = icmp ult i64 %3, 64
  br i1 %7, label %d1, label %p1
d1:
  %8 = lshr i64 %1, %3
  %9 = add i64 %6, %8
  %10 = shl i64 %1, 3
  %11 = add i64 %9, %10
  %12 = add i64 %11, 97
  ret i64 %12
p0:
  %13 = zext i8 %2 to i64
  call void @mini_panic_shift(i64 %13, i1 false, ptr @"integers.shift:0", i64 14, i32 1)
  unreachable
p1:
  call void @mini_panic_shift(i64 %3, i1 true, ptr @"integers.shift:0", i64 14, i32 2)
  unreachable
}

@"integers.shift_too_far:0" = private unnamed_addr constant [22 x i8] c"integers.shift_too_far"
define i8 @integers.shift_too_far(i8 %0) {
b0:
  br label %p0
p0:
  call void @mini_panic_shift(i64 8, i1 true, ptr @"integers.shift_too_far:0", i64 22, i32 1)
  unreachable
}

define double @integers.convert(i8 %0, i32 %1, i32 %2, i64 %3, double %4) {
b0:
  %5 = call i8 @llvm.fptoui.sat.i8.f64(double %4)
  %6 = call i32 @llvm.fptoui.sat.i32.f64(double %4)
  %7 = call i64 @llvm.fptoui.sat.i64.f64(double %4)
  %8 = zext i8 %0 to i32
  %9 = trunc i32 %1 to i8
  %10 = zext i8 %5 to i64
  call void @mini_write_i64(i64 %10)
  %11 = zext i32 %6 to i64
  call void @mini_write_i64(i64 %11)
  call void @mini_write_u64(i64 %7)
  call void @mini_write_i32(i32 %8)
  %12 = zext i8 %9 to i64
  call void @mini_write_i64(i64 %12)
  call void @mini_write_i32(i32 %2)
  %13 = zext i32 %1 to i64
  call void @mini_write_i64(i64 %13)
  call void @mini_write_i64(i64 %3)
  call void @mini_write_line()
  %14 = uitofp i8 %0 to double
  %15 = uitofp i32 %2 to double
  %16 = fadd double %14, %15
  %17 = uitofp i64 %3 to double
  %18 = fadd double %16, %17
  ret double %18
}

define void @integers.show(i8 %0, i32 %1, i64 %2) {
b0:
  %3 = zext i8 %0 to i64
  call void @mini_write_i64(i64 %3)
  %4 = zext i32 %1 to i64
  call void @mini_write_i64(i64 %4)
  call void @mini_write_u64(i64 %2)
  call void @mini_write_i64(i64 44)
  call void @mini_write_line()
  ret void
}

