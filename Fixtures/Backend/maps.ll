@"maps.count:0" = private unnamed_addr constant [10 x i8] c"maps.count"
@"maps.count:d0" = private unnamed_addr constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 13, i8 1, i16 0, i32 8, i32 24, i32 16, ptr null, ptr @mini_type_i32, ptr @mini_type_text, ptr null }
; refers @mini_type_i32 = external constant i8
; refers @mini_type_text = external constant i8
define void @maps.count(ptr noalias %0, ptr noalias %1) {
b0:
  %2 = alloca [8 x i8], align 8
  %3 = alloca [8 x i8], align 8
  %4 = alloca i64
  %5 = alloca i32
  call void @llvm.memset.p0.i64(ptr %2, i8 0, i64 8, i1 false)
  call void @llvm.memcpy.p0.p0.i64(ptr %3, ptr %2, i64 8, i1 false)
  %6 = getelementptr i8, ptr %1, i64 8
  %7 = load i64, ptr %6, !range !{i64 0, i64 2147483648}
  store i64 0, ptr %4
  br label %b1
b1:
  %8 = load i64, ptr %4
  %9 = icmp slt i64 %8, %7
  br i1 %9, label %b3, label %b4
b3:
  %10 = load ptr, ptr %1
  %11 = getelementptr i8, ptr %10, i64 24
  %12 = getelementptr [16 x i8], ptr %11, i64 %8
  store i32 0, ptr %5
  %13 = call ptr @mini_map_entry(ptr %3, ptr %12, ptr %5, ptr @"maps.count:d0", i32 0)
  %14 = icmp eq ptr %13, null
  %15 = xor i1 %14, true
  br i1 %15, label %d0, label %p0
d0:
  %16 = load i32, ptr %13
  %17 = add i32 %16, 1
  store i32 %17, ptr %13
  br label %b2
b2:
  %18 = add i64 %8, 1
  store i64 %18, ptr %4
  br label %b1
b4:
  call void @llvm.memcpy.p0.p0.i64(ptr %0, ptr %3, i64 8, i1 false)
  ret void
p0:
  call void @mini_panic_long(ptr @"maps.count:0", i64 10, i32 2)
  unreachable
}

@"maps.double:0" = private unnamed_addr constant [11 x i8] c"no such key"
@"maps.double:1" = private unnamed_addr constant [11 x i8] c"maps.double"
@"maps.double:d0" = private unnamed_addr constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 13, i8 1, i16 0, i32 8, i32 16, i32 8, ptr null, ptr @mini_type_i64, ptr @mini_type_i32, ptr null }
; refers @mini_type_i64 = external constant i8
; refers @mini_type_i32 = external constant i8
define void @maps.double(ptr noalias %0, i32 %1) {
b0:
  %2 = alloca i32
  %3 = alloca i32
  %4 = alloca [16 x i8], align 8
  %5 = alloca i64
  %6 = alloca i32
  store i32 %1, ptr %2
  %7 = call ptr @mini_map_find_own(ptr %0, ptr %2, ptr @"maps.double:d0", i32 4)
  %8 = icmp eq ptr %7, null
  %9 = xor i1 %8, true
  br i1 %9, label %d0, label %p0
d0:
  %10 = load i64, ptr %7
  %11 = load ptr, ptr %0
  store i32 %1, ptr %3
  %12 = call ptr @mini_map_find(ptr %11, ptr %3, ptr @"maps.double:d0", i32 4)
  call void @llvm.memset.p0.i64(ptr %4, i8 0, i64 16, i1 false)
  %13 = icmp eq ptr %12, null
  br i1 %13, label %b2, label %b1
b1:
  call void @llvm.memcpy.p0.p0.i64(ptr %4, ptr %12, i64 8, i1 false)
  %14 = getelementptr i8, ptr %4, i64 8
  store i1 true, ptr %14
  br label %b2
b2:
  %15 = getelementptr i8, ptr %4, i64 8
  %16 = load i1, ptr %15
  br i1 %16, label %b3, label %b4
b3:
  %17 = load i64, ptr %4
  store i64 %17, ptr %5
  br label %b5
b4:
  store i64 0, ptr %5
  br label %b5
b5:
  %18 = load i64, ptr %5
  %19 = add i64 %10, %18
  store i32 %1, ptr %6
  %20 = call ptr @mini_map_find_own(ptr %0, ptr %6, ptr @"maps.double:d0", i32 4)
  %21 = icmp eq ptr %20, null
  %22 = xor i1 %21, true
  br i1 %22, label %d1, label %p1
d1:
  store i64 %19, ptr %20
  %23 = load i64, ptr %20
  %24 = mul i64 %23, 2
  store i64 %24, ptr %20
  ret void
p0:
  call void @mini_panic_message(ptr @"maps.double:0", i64 11, ptr @"maps.double:1", i64 11, i32 1)
  unreachable
p1:
  call void @mini_panic_message(ptr @"maps.double:0", i64 11, ptr @"maps.double:1", i64 11, i32 4)
  unreachable
}

