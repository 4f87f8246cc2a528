@"stops.check:0" = private unnamed_addr constant [8 x i8] c"too many"
@"stops.check:2" = private unnamed_addr constant [11 x i8] c"stops.check"
define i32 @stops.check(i32 %0) {
b0:
  %1 = icmp sgt i32 %0, 0
  br i1 %1, label %d0, label %p0
d0:
  %2 = icmp slt i32 %0, 100
  br i1 %2, label %d1, label %p1
d1:
  call void @mini_write_bytes(ptr @"stops.check:0", i64 8)
  call void @mini_write_line()
  %3 = icmp eq i32 %0, 0
  br i1 %3, label %p2, label %d2
d2:
  %4 = sdiv i32 100, %0
  ret i32 %4
p0:
  call void @mini_panic_assertion(ptr @"stops.check:2", i64 11, i32 1)
  unreachable
p1:
  call void @mini_panic_message(ptr @"stops.check:0", i64 8, ptr @"stops.check:2", i64 11, i32 2)
  unreachable
p2:
  call void @mini_panic_zero(ptr @"stops.check:2", i64 11, i32 4)
  unreachable
}

@"stops.certain:0" = private unnamed_addr constant [4 x i8] c"none"
@"stops.certain:1" = private unnamed_addr constant [0 x i8] c""
@"stops.certain:2" = private unnamed_addr constant [13 x i8] c"stops.certain"
define i32 @stops.certain(i32 %0) {
b0:
  %1 = icmp eq i32 %0, 0
  br i1 %1, label %b1, label %b2
b1:
  br label %p0
b2:
  %2 = icmp eq i32 %0, 1
  br i1 %2, label %b3, label %b4
b3:
  br label %p1
b4:
  br label %p2
p0:
  call void @mini_panic_message(ptr @"stops.certain:0", i64 4, ptr @"stops.certain:2", i64 13, i32 1)
  unreachable
p1:
  call void @mini_panic_message(ptr @"stops.certain:1", i64 0, ptr @"stops.certain:2", i64 13, i32 2)
  unreachable
p2:
  call void @mini_panic_assertion(ptr @"stops.certain:2", i64 13, i32 3)
  unreachable
}

define i32 @stops.leave(i32 %0) {
b0:
  %1 = icmp eq i32 %0, 0
  br i1 %1, label %b1, label %b2
b1:
  %2 = add i32 %0, 1
  call void @mini_exit(i32 %2)
  unreachable
b2:
  call void @mini_exit(i32 -1)
  unreachable
}

