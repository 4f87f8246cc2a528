@shapes.Point$type = hidden constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 10, i8 0, i16 0, i32 16, i32 2, i32 0, ptr getelementptr (i8, ptr @"shapes.Point$type:n", i64 0), ptr null, ptr null, ptr @"shapes.Point$type:m" }
@"shapes.Point$type:m" = private unnamed_addr constant [2 x { ptr, ptr, i64 }] [{ ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Point$type:n", i64 6), ptr @mini_type_i32, i64 0 }, { ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Point$type:n", i64 8), ptr @mini_type_f64, i64 8 }]
@"shapes.Point$type:n" = private unnamed_addr constant [10 x i8] c"Point\00x\00y\00"
; refers @mini_type_i32 = external constant i8
; refers @mini_type_f64 = external constant i8
@shapes.Shape$type = hidden constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 11, i8 1, i16 1, i32 32, i32 3, i32 0, ptr getelementptr (i8, ptr @"shapes.Shape$type:n", i64 0), ptr null, ptr null, ptr @"shapes.Shape$type:m" }
@"shapes.Shape$type:m" = private unnamed_addr constant [3 x { ptr, ptr, i64 }] [{ ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Shape$type:n", i64 6), ptr getelementptr ({ ptr, ptr, i64 }, ptr @"shapes.Shape$type:f", i64 0), i64 2 }, { ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Shape$type:n", i64 10), ptr getelementptr ({ ptr, ptr, i64 }, ptr @"shapes.Shape$type:f", i64 2), i64 1 }, { ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Shape$type:n", i64 16), ptr null, i64 0 }]
@"shapes.Shape$type:f" = private unnamed_addr constant [3 x { ptr, ptr, i64 }] [{ ptr, ptr, i64 } { ptr null, ptr @shapes.Point$type, i64 8 }, { ptr, ptr, i64 } { ptr null, ptr @mini_type_u8, i64 24 }, { ptr, ptr, i64 } { ptr null, ptr @"shapes.Shape$type:d0", i64 8 }]
@"shapes.Shape$type:n" = private unnamed_addr constant [22 x i8] c"Shape\00dot\00names\00empty\00"
@"shapes.Shape$type:d0" = private unnamed_addr constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 12, i8 1, i16 0, i32 16, i32 0, i32 0, ptr null, ptr @mini_type_text, ptr null, ptr null }
; refers @mini_type_u8 = external constant i8
; refers @mini_type_text = external constant i8
; refers @shapes.Point$type = external hidden constant i8
@shapes.Color$type = hidden constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 11, i8 2, i16 1, i32 1, i32 2, i32 0, ptr getelementptr (i8, ptr @"shapes.Color$type:n", i64 0), ptr null, ptr null, ptr @"shapes.Color$type:m" }
@"shapes.Color$type:m" = private unnamed_addr constant [2 x { ptr, ptr, i64 }] [{ ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Color$type:n", i64 6), ptr null, i64 0 }, { ptr, ptr, i64 } { ptr getelementptr (i8, ptr @"shapes.Color$type:n", i64 10), ptr null, i64 0 }]
@"shapes.Color$type:n" = private unnamed_addr constant [16 x i8] c"Color\00red\00green\00"
@shapes.words = hidden constant <{ [0 x i8], ptr, [8 x i8] }> <{ [0 x i8] c"", ptr @"shapes.words:1", [8 x i8] c"\02\00\00\00\00\00\00\00" }>, align 8
@"shapes.words:1" = private unnamed_addr global <{ i64, i64, i64, [0 x i8], ptr, [8 x i8], ptr, [8 x i8] }> <{ i64 4611686018427387904, i64 2, i64 0, [0 x i8] c"", ptr @"shapes.words:2", [8 x i8] c"\00\00\00\00\01\00\00\00", ptr @"shapes.words:3", [8 x i8] c"\00\00\00\00\02\00\00\00" }>, align 8
@"shapes.words:2" = private unnamed_addr global <{ i64, i64, i64, [1 x i8] }> <{ i64 4611686018427387904, i64 1, i64 1, [1 x i8] c"a" }>, align 8
@"shapes.words:3" = private unnamed_addr global <{ i64, i64, i64, [2 x i8] }> <{ i64 4611686018427387904, i64 2, i64 2, [2 x i8] c"bc" }>, align 8

define void @shapes.make(ptr noalias %0, i32 %1) {
b0:
  %2 = alloca [16 x i8], align 8
  %3 = alloca [32 x i8], align 8
  store i32 %1, ptr %2
  %4 = getelementptr i8, ptr %2, i64 8
  store double 0x4004000000000000, ptr %4
  call void @llvm.memset.p0.i64(ptr %3, i8 0, i64 32, i1 false)
  store i8 0, ptr %3
  %5 = getelementptr i8, ptr %3, i64 8
  call void @llvm.memcpy.p0.p0.i64(ptr %5, ptr %2, i64 16, i1 false)
  %6 = getelementptr i8, ptr %3, i64 24
  store i8 98, ptr %6
  call void @llvm.memcpy.p0.p0.i64(ptr %0, ptr %3, i64 32, i1 false)
  ret void
}

define double @shapes.pick(ptr noalias %0, ptr noalias %1) {
b0:
  %2 = alloca [1 x i8], align 1
  %3 = load i8, ptr %0
  %4 = icmp eq i8 %3, 0
  br i1 %4, label %b1, label %b2
b1:
  %5 = getelementptr i8, ptr %0, i64 8
  %6 = getelementptr i8, ptr %5, i64 8
  %7 = load double, ptr %6
  ret double %7
b2:
  %8 = icmp eq i8 %3, 1
  br i1 %8, label %b3, label %b4
b3:
  %9 = getelementptr i8, ptr %0, i64 8
  %10 = getelementptr i8, ptr %9, i64 8
  %11 = load i64, ptr %10, !range !{i64 0, i64 2147483648}
  %12 = trunc i64 %11 to i32
  %13 = sitofp i32 %12 to double
  ret double %13
b4:
  %14 = icmp eq i8 %3, 2
  br i1 %14, label %b5, label %b6
b5:
  store i8 0, ptr %2
  %15 = load i8, ptr %1
  %16 = load i8, ptr %2
  %17 = icmp eq i8 %15, %16
  br i1 %17, label %b7, label %b8
b7:
  ret double 0x3FF0000000000000
b8:
  br label %b9
b6:
  unreachable
b9:
  ret double 0x0000000000000000
}

@"shapes.change:0" = private unnamed_addr constant [13 x i8] c"shapes.change"
@"shapes.change:g0" = private unnamed_addr constant [16 x i8] c"\00\00\00\00\00\00\00\00\00\00\00\00\00\00\04@", align 8
@"shapes.change:g2" = private unnamed_addr constant [1 x i8] c"\01", align 8
@"shapes.change:d0" = private unnamed_addr constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 12, i8 1, i16 0, i32 16, i32 0, i32 0, ptr null, ptr @shapes.Point$type, ptr null, ptr null }
; refers @mini_type_text = external constant i8
; refers @shapes.Point$type = external hidden constant i8
; refers @shapes.words = external hidden constant i8
; refers @shapes.Color$type = external hidden constant i8
define void @shapes.change(ptr noalias %0, ptr noalias %1, i32 %2) {
b0:
  %3 = load i32, ptr %0
  %4 = sext i32 %2 to i64
  %5 = getelementptr i8, ptr %1, i64 8
  %6 = load i64, ptr %5, !range !{i64 0, i64 2147483648}
  %7 = icmp ult i64 %4, %6
  br i1 %7, label %d0, label %x0
d0:
  %8 = load ptr, ptr %1
  %9 = getelementptr i8, ptr %8, i64 24
  %10 = getelementptr [16 x i8], ptr %9, i64 %4
  %11 = load i32, ptr %10
  %12 = add i32 %3, %11
  store i32 %12, ptr %0
  %13 = getelementptr i8, ptr @"shapes.change:g0", i64 8
  %14 = load double, ptr %13
  call void @mini_array_own(ptr %1, ptr @shapes.Point$type)
  %15 = load ptr, ptr %1
  %16 = getelementptr i8, ptr %15, i64 24
  %17 = getelementptr [16 x i8], ptr %16, i64 %4
  %18 = getelementptr i8, ptr %17, i64 8
  store double %14, ptr %18
  %19 = getelementptr i8, ptr @shapes.words, i64 8
  %20 = load i64, ptr %19, !range !{i64 0, i64 2147483648}
  %21 = icmp ult i64 1, %20
  br i1 %21, label %d1, label %x1
d1:
  %22 = load ptr, ptr @shapes.words
  %23 = getelementptr i8, ptr %22, i64 24
  %24 = getelementptr [16 x i8], ptr %23, i64 1
  call void @mini_print(ptr %24, ptr @mini_type_text)
  call void @mini_print(ptr @"shapes.change:g2", ptr @shapes.Color$type)
  call void @mini_print(ptr %1, ptr @"shapes.change:d0")
  call void @mini_write_line()
  ret void
x0:
  call void @mini_panic_bounds(i32 0, i1 false, i64 %4, i64 %6, i64 0, ptr @"shapes.change:0", i64 13, i32 2)
  unreachable
x1:
  call void @mini_panic_bounds(i32 0, i1 false, i64 1, i64 %20, i64 0, ptr @"shapes.change:0", i64 13, i32 6)
  unreachable
}

