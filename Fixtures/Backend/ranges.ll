define i32 @ranges.sum(i32 %0) {
b0:
  %1 = alloca i32
  %2 = alloca i32
  store i32 0, ptr %1
  store i32 0, ptr %2
  br label %b1
b1:
  %3 = load i32, ptr %2
  %4 = icmp slt i32 %3, %0
  br i1 %4, label %b3, label %b4
b3:
  %5 = load i32, ptr %1
  %6 = add i32 %5, %3
  store i32 %6, ptr %1
  br label %b2
b2:
  %7 = add i32 %3, 1
  store i32 %7, ptr %2
  br label %b1
b4:
  %8 = load i32, ptr %1
  ret i32 %8
}

define i32 @ranges.count(i8 %0, i8 %1) {
b0:
  %2 = alloca i8
  %3 = alloca i32
  store i8 %0, ptr %2
  store i32 0, ptr %3
  %4 = icmp ule i8 %0, %1
  br i1 %4, label %b1, label %b3
b1:
  %5 = load i8, ptr %2
  %6 = load i32, ptr %3
  %7 = icmp eq i8 %5, 120
  br i1 %7, label %b4, label %b5
b4:
  br label %b2
b5:
  %8 = icmp sgt i32 %6, 9
  br i1 %8, label %b6, label %b7
b6:
  ret i32 %6
b7:
  br label %b2
b2:
  %9 = icmp eq i8 %5, %1
  br i1 %9, label %b3, label %b8
b8:
  %10 = add i8 %5, 1
  store i8 %10, ptr %2
  %11 = add i32 %6, 1
  store i32 %11, ptr %3
  br label %b1
b3:
  ret i32 -1
}

@"ranges.empty:0" = private unnamed_addr constant [4 x i8] c"once"
define void @ranges.empty() {
b0:
  %0 = alloca i32
  %1 = alloca i32
  store i32 1, ptr %0
  br label %b1
b1:
  %2 = load i32, ptr %0
  call void @mini_write_bytes(ptr @"ranges.empty:0", i64 4)
  call void @mini_write_line()
  br label %b2
b2:
  %3 = icmp eq i32 %2, 1
  br i1 %3, label %b3, label %b4
b4:
  %4 = add i32 %2, 1
  store i32 %4, ptr %0
  br label %b1
b3:
  store i32 0, ptr %1
  br label %b5
b5:
  %5 = load i32, ptr %1
  %6 = icmp slt i32 %5, 10
  br i1 %6, label %b7, label %b8
b7:
  call void @mini_write_i32(i32 %5)
  call void @mini_write_line()
  br label %b8
b8:
  ret void
}

