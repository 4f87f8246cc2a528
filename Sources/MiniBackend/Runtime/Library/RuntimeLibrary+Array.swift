// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/array.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of array.c.
  static let array: [Entry] = [
    Entry(
      name: "mini_array_split", needs: ["mini_array_move_to_new"],
      declarations: [],
      definition: #"""
        define void @mini_array_split(ptr %0, ptr %1) noinline {
          %3 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %4 = load i64, ptr %3, align 8
          call fastcc void @mini_array_move_to_new(ptr %0, i64 %4, ptr %1)
          ret void
        }
        """#),
    Entry(
      name: "mini_array_move_to_new", needs: ["mini_object_make", "mini_out_of_memory", "mini_retain_all"],
      declarations: ["ptr @realloc(ptr, i64)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc void @mini_array_move_to_new(ptr %0, i64 %1, ptr %2) unnamed_addr {
          %4 = load ptr, ptr %0, align 8
          %5 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %6 = load i64, ptr %5, align 8
          %7 = icmp eq ptr %4, null
          br i1 %7, label %8, label %13
        8:
          %9 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %10 = load i32, ptr %9, align 4
          %11 = zext i32 %10 to i64
          %12 = call ptr @mini_object_make(i64 %1, i64 %11)
          store ptr %12, ptr %0, align 8
          br label %38
        13:
          %14 = load i64, ptr %4, align 8
          %15 = icmp eq i64 %14, 1
          %16 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %17 = load i32, ptr %16, align 4
          %18 = zext i32 %17 to i64
          br i1 %15, label %19, label %27
        19:
          %20 = mul i64 %18, %1
          %21 = add i64 %20, 24
          %22 = call ptr @realloc(ptr %4, i64 %21)
          %23 = icmp eq ptr %22, null
          br i1 %23, label %24, label %25
        24:
          call void @mini_out_of_memory()
          unreachable
        25:
          %26 = getelementptr inbounds { i64, i64, i64 }, ptr %22, i64 0, i32 1
          store i64 %1, ptr %26, align 8
          store ptr %22, ptr %0, align 8
          br label %38
        27:
          %28 = call ptr @mini_object_make(i64 %1, i64 %18)
          store ptr %28, ptr %0, align 8
          %29 = getelementptr inbounds { i64, i64, i64 }, ptr %28, i64 1
          %30 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 1
          %31 = load i32, ptr %16, align 4
          %32 = zext i32 %31 to i64
          %33 = mul nsw i64 %6, %32
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %29, ptr align 1 %30, i64 %33, i1 false)
          %34 = load ptr, ptr %0, align 8
          %35 = getelementptr inbounds { i64, i64, i64 }, ptr %34, i64 1
          call void @mini_retain_all(ptr %35, i64 %6, ptr %2)
          %36 = load i64, ptr %4, align 8
          %37 = add nsw i64 %36, -1
          store i64 %37, ptr %4, align 8
          br label %38
        38:
          ret void
        }
        """#),
    Entry(
      name: "mini_array_own", needs: ["mini_array_split"],
      declarations: [],
      definition: #"""
        define void @mini_array_own(ptr %0, ptr %1) {
          %3 = load ptr, ptr %0, align 8
          %4 = load i64, ptr %3, align 8
          %5 = icmp sgt i64 %4, 1
          br i1 %5, label %6, label %7
        6:
          call void @mini_array_split(ptr %0, ptr %1) cold
          br label %7
        7:
          ret void
        }
        """#),
    Entry(
      name: "mini_array_make", needs: ["mini_object_make"],
      declarations: [],
      definition: #"""
        define void @mini_array_make(ptr %0, i64 %1, ptr %2) {
          %4 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          store i64 %1, ptr %4, align 8
          %5 = icmp eq i64 %1, 0
          br i1 %5, label %11, label %6
        6:
          %7 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %8 = load i32, ptr %7, align 4
          %9 = zext i32 %8 to i64
          %10 = call ptr @mini_object_make(i64 %1, i64 %9)
          br label %11
        11:
          %12 = phi ptr [ %10, %6 ], [ null, %3 ]
          store ptr %12, ptr %0, align 8
          ret void
        }
        """#),
    Entry(
      name: "mini_array_fill", needs: ["mini_release", "mini_object_make", "mini_retain_all"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)", "i64 @llvm.umin.i64(i64, i64)"],
      definition: #"""
        define void @mini_array_fill(ptr %0, ptr %1, i64 %2, ptr %3) {
          %5 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          store i64 %2, ptr %5, align 8
          %6 = icmp eq i64 %2, 0
          br i1 %6, label %7, label %8
        7:
          store ptr null, ptr %0, align 8
          call void @mini_release(ptr %1, ptr %3)
          br label %28
        8:
          %9 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 3
          %10 = load i32, ptr %9, align 4
          %11 = zext i32 %10 to i64
          %12 = call ptr @mini_object_make(i64 %2, i64 %11)
          store ptr %12, ptr %0, align 8
          %13 = getelementptr inbounds { i64, i64, i64 }, ptr %12, i64 1
          %14 = load i32, ptr %9, align 4
          %15 = zext i32 %14 to i64
          %16 = mul i64 %15, %2
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %13, ptr align 1 %1, i64 %15, i1 false)
          %17 = icmp ugt i64 %16, %15
          br i1 %17, label %21, label %18
        18:
          %19 = getelementptr inbounds i8, ptr %13, i64 %15
          %20 = add nsw i64 %2, -1
          call void @mini_retain_all(ptr %19, i64 %20, ptr %3)
          br label %28
        21:
          %22 = phi i64 [ %26, %21 ], [ %15, %8 ]
          %23 = sub i64 %16, %22
          %24 = call i64 @llvm.umin.i64(i64 %22, i64 %23)
          %25 = getelementptr inbounds i8, ptr %13, i64 %22
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %25, ptr align 1 %13, i64 %24, i1 false)
          %26 = add i64 %24, %22
          %27 = icmp ugt i64 %16, %26
          br i1 %27, label %21, label %18
        28:
          ret void
        }
        """#),
    Entry(
      name: "mini_array_push_slowly", needs: ["mini_array_make_room"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_array_push_slowly(ptr %0, ptr %1, ptr %2) noinline {
          %4 = call fastcc i1 @mini_array_make_room(ptr %0, i64 1, ptr %2)
          br i1 %4, label %5, label %16
        5:
          %6 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %7 = load i64, ptr %6, align 8
          %8 = add nsw i64 %7, 1
          store i64 %8, ptr %6, align 8
          %9 = load ptr, ptr %0, align 8
          %10 = getelementptr inbounds { i64, i64, i64 }, ptr %9, i64 1
          %11 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %12 = load i32, ptr %11, align 4
          %13 = zext i32 %12 to i64
          %14 = mul nsw i64 %7, %13
          %15 = getelementptr inbounds i8, ptr %10, i64 %14
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %15, ptr align 1 %1, i64 %13, i1 false)
          br label %16
        16:
          ret i1 %4
        }
        """#),
    Entry(
      name: "mini_array_make_room", needs: ["mini_array_move_to_new", "mini_grown"],
      declarations: [],
      definition: #"""
        define internal fastcc i1 @mini_array_make_room(ptr %0, i64 %1, ptr %2) unnamed_addr {
          %4 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          %6 = add nsw i64 %5, %1
          %7 = icmp sgt i64 %6, 2147483647
          br i1 %7, label %28, label %8
        8:
          %9 = load ptr, ptr %0, align 8
          %10 = icmp eq ptr %9, null
          br i1 %10, label %22, label %11
        11:
          %12 = getelementptr inbounds { i64, i64, i64 }, ptr %9, i64 0, i32 1
          %13 = load i64, ptr %12, align 8
          %14 = icmp slt i64 %13, %6
          br i1 %14, label %20, label %15
        15:
          %16 = load i64, ptr %9, align 8
          %17 = icmp ne i64 %16, 1
          %18 = icmp sgt i64 %6, 0
          %19 = select i1 %17, i1 %18, i1 false
          br i1 %19, label %26, label %28
        20:
          %21 = icmp sgt i64 %6, 0
          br i1 %21, label %24, label %28
        22:
          %23 = icmp sgt i64 %6, 0
          br i1 %23, label %24, label %28
        24:
          %25 = call i64 @mini_grown(i64 %5, i64 %6)
          br label %26
        26:
          %27 = phi i64 [ %25, %24 ], [ %6, %15 ]
          call fastcc void @mini_array_move_to_new(ptr %0, i64 %27, ptr %2)
          br label %28
        28:
          %29 = xor i1 %7, true
          ret i1 %29
        }
        """#),
    Entry(
      name: "mini_array_push", needs: ["mini_array_push_slowly"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_array_push(ptr %0, ptr %1, ptr %2) {
          %4 = load ptr, ptr %0, align 8
          %5 = icmp eq ptr %4, null
          br i1 %5, label %15, label %6
        6:
          %7 = load i64, ptr %4, align 8
          %8 = icmp sgt i64 %7, 1
          br i1 %8, label %15, label %9
        9:
          %10 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 0, i32 1
          %11 = load i64, ptr %10, align 8
          %12 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %13 = load i64, ptr %12, align 8
          %14 = icmp eq i64 %11, %13
          br i1 %14, label %15, label %17
        15:
          %16 = call i1 @mini_array_push_slowly(ptr %0, ptr %1, ptr %2) cold
          br label %25
        17:
          %18 = add nsw i64 %13, 1
          store i64 %18, ptr %12, align 8
          %19 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 1
          %20 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %21 = load i32, ptr %20, align 4
          %22 = zext i32 %21 to i64
          %23 = mul nsw i64 %13, %22
          %24 = getelementptr inbounds i8, ptr %19, i64 %23
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %24, ptr align 1 %1, i64 %22, i1 false)
          br label %25
        25:
          %26 = phi i1 [ %16, %15 ], [ true, %17 ]
          ret i1 %26
        }
        """#),
    Entry(
      name: "mini_array_pop", needs: ["mini_array_remove"],
      declarations: [],
      definition: #"""
        define void @mini_array_pop(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { ptr, i64 }, ptr %1, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          %6 = add nsw i64 %5, -1
          call void @mini_array_remove(ptr %0, ptr %1, i64 %6, ptr %2)
          ret void
        }
        """#),
    Entry(
      name: "mini_array_remove", needs: ["mini_array_split"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)", "void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_array_remove(ptr %0, ptr %1, i64 %2, ptr %3) {
          %5 = load ptr, ptr %1, align 8
          %6 = load i64, ptr %5, align 8
          %7 = icmp sgt i64 %6, 1
          br i1 %7, label %8, label %10
        8:
          call void @mini_array_split(ptr %1, ptr %3) cold
          %9 = load ptr, ptr %1, align 8
          br label %10
        10:
          %11 = phi ptr [ %5, %4 ], [ %9, %8 ]
          %12 = getelementptr inbounds { i64, i64, i64 }, ptr %11, i64 1
          %13 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 3
          %14 = load i32, ptr %13, align 4
          %15 = zext i32 %14 to i64
          %16 = mul nsw i64 %15, %2
          %17 = getelementptr inbounds i8, ptr %12, i64 %16
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %0, ptr align 1 %17, i64 %15, i1 false)
          %18 = getelementptr inbounds { ptr, i64 }, ptr %1, i64 0, i32 1
          %19 = load i64, ptr %18, align 8
          %20 = add nsw i64 %19, -1
          store i64 %20, ptr %18, align 8
          %21 = load i32, ptr %13, align 4
          %22 = zext i32 %21 to i64
          %23 = getelementptr inbounds i8, ptr %17, i64 %22
          %24 = sub nsw i64 %20, %2
          %25 = mul nsw i64 %24, %22
          call void @llvm.memmove.p0.p0.i64(ptr align 1 %17, ptr align 1 %23, i64 %25, i1 false)
          ret void
        }
        """#),
    Entry(
      name: "mini_array_insert", needs: ["mini_array_make_room"],
      declarations: ["void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_array_insert(ptr %0, i64 %1, ptr %2, ptr %3) {
          %5 = call fastcc i1 @mini_array_make_room(ptr %0, i64 1, ptr %3)
          br i1 %5, label %6, label %23
        6:
          %7 = load ptr, ptr %0, align 8
          %8 = getelementptr inbounds { i64, i64, i64 }, ptr %7, i64 1
          %9 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 3
          %10 = load i32, ptr %9, align 4
          %11 = zext i32 %10 to i64
          %12 = mul nsw i64 %11, %1
          %13 = getelementptr inbounds i8, ptr %8, i64 %12
          %14 = getelementptr inbounds i8, ptr %13, i64 %11
          %15 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %16 = load i64, ptr %15, align 8
          %17 = sub nsw i64 %16, %1
          %18 = mul nsw i64 %17, %11
          call void @llvm.memmove.p0.p0.i64(ptr align 1 %14, ptr align 1 %13, i64 %18, i1 false)
          %19 = load i32, ptr %9, align 4
          %20 = zext i32 %19 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %13, ptr align 1 %2, i64 %20, i1 false)
          %21 = load i64, ptr %15, align 8
          %22 = add nsw i64 %21, 1
          store i64 %22, ptr %15, align 8
          br label %23
        23:
          ret i1 %5
        }
        """#),
    Entry(
      name: "mini_array_truncate", needs: ["mini_array_slice", "mini_release_all"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_array_truncate(ptr %0, i64 %1, ptr %2) {
          %4 = alloca { ptr, i64 }, align 8
          %5 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %6 = load i64, ptr %5, align 8
          %7 = icmp sgt i64 %6, %1
          br i1 %7, label %8, label %24
        8:
          %9 = load ptr, ptr %0, align 8
          %10 = load i64, ptr %9, align 8
          %11 = icmp sgt i64 %10, 1
          br i1 %11, label %12, label %16
        12:
          call void @mini_array_slice(ptr %4, ptr %0, i64 0, i64 %1, ptr %2)
          %13 = load ptr, ptr %0, align 8
          %14 = load i64, ptr %13, align 8
          %15 = add nsw i64 %14, -1
          store i64 %15, ptr %13, align 8
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %0, ptr align 8 %4, i64 16, i1 false)
          br label %24
        16:
          %17 = sub nsw i64 %6, %1
          store i64 %1, ptr %5, align 8
          %18 = getelementptr inbounds { i64, i64, i64 }, ptr %9, i64 1
          %19 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %20 = load i32, ptr %19, align 4
          %21 = zext i32 %20 to i64
          %22 = mul nsw i64 %21, %1
          %23 = getelementptr inbounds i8, ptr %18, i64 %22
          call void @mini_release_all(ptr %23, i64 %17, ptr %2)
          br label %24
        24:
          ret void
        }
        """#),
    Entry(
      name: "mini_array_slice", needs: ["mini_object_make", "mini_retain_all"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_array_slice(ptr %0, ptr %1, i64 %2, i64 %3, ptr %4) {
          %6 = icmp eq i64 %2, 0
          br i1 %6, label %7, label %18
        7:
          %8 = getelementptr inbounds { ptr, i64 }, ptr %1, i64 0, i32 1
          %9 = load i64, ptr %8, align 8
          %10 = icmp eq i64 %9, %3
          br i1 %10, label %11, label %18
        11:
          %12 = load ptr, ptr %1, align 8
          %13 = icmp eq ptr %12, null
          br i1 %13, label %17, label %14
        14:
          %15 = load i64, ptr %12, align 8
          %16 = add nsw i64 %15, 1
          store i64 %16, ptr %12, align 8
          br label %17
        17:
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %0, ptr align 8 %1, i64 16, i1 false)
          br label %39
        18:
          %19 = sub nsw i64 %3, %2
          %20 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          store i64 %19, ptr %20, align 8
          %21 = icmp eq i64 %3, %2
          br i1 %21, label %22, label %23
        22:
          store ptr null, ptr %0, align 8
          br label %39
        23:
          %24 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %4, i64 0, i32 3
          %25 = load i32, ptr %24, align 4
          %26 = zext i32 %25 to i64
          %27 = call ptr @mini_object_make(i64 %19, i64 %26)
          store ptr %27, ptr %0, align 8
          %28 = getelementptr inbounds { i64, i64, i64 }, ptr %27, i64 1
          %29 = load ptr, ptr %1, align 8
          %30 = getelementptr inbounds { i64, i64, i64 }, ptr %29, i64 1
          %31 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %4, i64 0, i32 3
          %32 = load i32, ptr %31, align 4
          %33 = zext i32 %32 to i64
          %34 = mul nsw i64 %33, %2
          %35 = getelementptr inbounds i8, ptr %30, i64 %34
          %36 = load i64, ptr %20, align 8
          %37 = mul nsw i64 %36, %33
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %28, ptr align 1 %35, i64 %37, i1 false)
          %38 = load i64, ptr %20, align 8
          call void @mini_retain_all(ptr %28, i64 %38, ptr %4)
          br label %39
        39:
          ret void
        }
        """#),
    Entry(
      name: "mini_array_append", needs: ["mini_array_make_room", "mini_retain_all"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_array_append(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { ptr, i64 }, ptr %1, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          %6 = icmp eq i64 %5, 0
          br i1 %6, label %27, label %7
        7:
          %8 = call fastcc i1 @mini_array_make_room(ptr %0, i64 %5, ptr %2)
          br i1 %8, label %9, label %27
        9:
          %10 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %11 = load i64, ptr %10, align 8
          %12 = load ptr, ptr %0, align 8
          %13 = getelementptr inbounds { i64, i64, i64 }, ptr %12, i64 1
          %14 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          %15 = load i32, ptr %14, align 4
          %16 = zext i32 %15 to i64
          %17 = mul nsw i64 %11, %16
          %18 = getelementptr inbounds i8, ptr %13, i64 %17
          %19 = load ptr, ptr %1, align 8
          %20 = getelementptr inbounds { i64, i64, i64 }, ptr %19, i64 1
          %21 = load i64, ptr %4, align 8
          %22 = mul nsw i64 %21, %16
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %18, ptr align 1 %20, i64 %22, i1 false)
          %23 = load i64, ptr %4, align 8
          call void @mini_retain_all(ptr %18, i64 %23, ptr %2)
          %24 = load i64, ptr %4, align 8
          %25 = load i64, ptr %10, align 8
          %26 = add nsw i64 %25, %24
          store i64 %26, ptr %10, align 8
          br label %27
        27:
          %28 = phi i1 [ true, %9 ], [ true, %3 ], [ false, %7 ]
          ret i1 %28
        }
        """#),
    Entry(
      name: "mini_array_reverse", needs: ["mini_array_split"],
      declarations: ["i64 @llvm.bswap.i64(i64)"],
      definition: #"""
        define void @mini_array_reverse(ptr %0, ptr %1) {
          %3 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %4 = load i64, ptr %3, align 8
          %5 = icmp slt i64 %4, 2
          br i1 %5, label %84, label %6
        6:
          %7 = load ptr, ptr %0, align 8
          %8 = load i64, ptr %7, align 8
          %9 = icmp sgt i64 %8, 1
          br i1 %9, label %10, label %13
        10:
          call void @mini_array_split(ptr %0, ptr %1) cold
          %11 = load ptr, ptr %0, align 8
          %12 = load i64, ptr %3, align 8
          br label %13
        13:
          %14 = phi i64 [ %4, %6 ], [ %12, %10 ]
          %15 = phi ptr [ %7, %6 ], [ %11, %10 ]
          %16 = getelementptr inbounds { i64, i64, i64 }, ptr %15, i64 1
          %17 = add nsw i64 %14, -1
          %18 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 3
          %19 = load i32, ptr %18, align 4
          %20 = zext i32 %19 to i64
          %21 = mul nsw i64 %17, %20
          %22 = getelementptr inbounds i8, ptr %16, i64 %21
          %23 = icmp eq i32 %19, 1
          %24 = icmp sgt i64 %21, 14
          %25 = select i1 %23, i1 %24, i1 false
          br i1 %25, label %26, label %40
        26:
          %27 = phi ptr [ %34, %26 ], [ %16, %13 ]
          %28 = phi ptr [ %35, %26 ], [ %22, %13 ]
          %29 = load i64, ptr %27, align 1
          %30 = getelementptr inbounds i8, ptr %28, i64 -7
          %31 = load i64, ptr %30, align 1
          %32 = call i64 @llvm.bswap.i64(i64 %29)
          %33 = call i64 @llvm.bswap.i64(i64 %31)
          store i64 %33, ptr %27, align 1
          store i64 %32, ptr %30, align 1
          %34 = getelementptr inbounds i8, ptr %27, i64 8
          %35 = getelementptr inbounds i8, ptr %28, i64 -8
          %36 = ptrtoint ptr %35 to i64
          %37 = ptrtoint ptr %34 to i64
          %38 = sub i64 %36, %37
          %39 = icmp sgt i64 %38, 14
          br i1 %39, label %26, label %40
        40:
          %41 = phi ptr [ %22, %13 ], [ %35, %26 ]
          %42 = phi ptr [ %16, %13 ], [ %34, %26 ]
          %43 = icmp ult ptr %42, %41
          br i1 %43, label %44, label %84
        44:
          %45 = load i32, ptr %18, align 4
          br label %46
        46:
          %47 = phi i32 [ %78, %77 ], [ %45, %44 ]
          %48 = phi ptr [ %80, %77 ], [ %42, %44 ]
          %49 = phi ptr [ %82, %77 ], [ %41, %44 ]
          %50 = zext i32 %47 to i64
          %51 = icmp ugt i32 %47, 7
          br i1 %51, label %57, label %52
        52:
          %53 = phi i64 [ %50, %46 ], [ %65, %57 ]
          %54 = phi ptr [ %49, %46 ], [ %64, %57 ]
          %55 = phi ptr [ %48, %46 ], [ %63, %57 ]
          %56 = icmp eq i64 %53, 0
          br i1 %56, label %77, label %67
        57:
          %58 = phi ptr [ %63, %57 ], [ %48, %46 ]
          %59 = phi ptr [ %64, %57 ], [ %49, %46 ]
          %60 = phi i64 [ %65, %57 ], [ %50, %46 ]
          %61 = load i64, ptr %58, align 1
          %62 = load i64, ptr %59, align 1
          store i64 %62, ptr %58, align 1
          store i64 %61, ptr %59, align 1
          %63 = getelementptr inbounds i8, ptr %58, i64 8
          %64 = getelementptr inbounds i8, ptr %59, i64 8
          %65 = add i64 %60, -8
          %66 = icmp ugt i64 %65, 7
          br i1 %66, label %57, label %52
        67:
          %68 = phi ptr [ %73, %67 ], [ %55, %52 ]
          %69 = phi ptr [ %74, %67 ], [ %54, %52 ]
          %70 = phi i64 [ %75, %67 ], [ %53, %52 ]
          %71 = load i8, ptr %68, align 1
          %72 = load i8, ptr %69, align 1
          store i8 %72, ptr %68, align 1
          store i8 %71, ptr %69, align 1
          %73 = getelementptr inbounds i8, ptr %68, i64 1
          %74 = getelementptr inbounds i8, ptr %69, i64 1
          %75 = add i64 %70, -1
          %76 = icmp eq i64 %75, 0
          br i1 %76, label %77, label %67
        77:
          %78 = load i32, ptr %18, align 4
          %79 = zext i32 %78 to i64
          %80 = getelementptr inbounds i8, ptr %48, i64 %79
          %81 = sub nsw i64 0, %79
          %82 = getelementptr inbounds i8, ptr %49, i64 %81
          %83 = icmp ult ptr %80, %82
          br i1 %83, label %46, label %84
        84:
          ret void
        }
        """#),
    Entry(
      name: "mini_array_find", needs: ["mini_equal"],
      declarations: [],
      definition: #"""
        define i64 @mini_array_find(ptr %0, ptr %1, ptr %2) {
          %4 = load ptr, ptr %0, align 8
          %5 = icmp eq ptr %4, null
          br i1 %5, label %25, label %6
        6:
          %7 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %8 = load i64, ptr %7, align 8
          %9 = icmp sgt i64 %8, 0
          br i1 %9, label %10, label %25
        10:
          %11 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          br label %12
        12:
          %13 = phi i64 [ 0, %10 ], [ %22, %21 ]
          %14 = load ptr, ptr %0, align 8
          %15 = getelementptr inbounds { i64, i64, i64 }, ptr %14, i64 1
          %16 = load i32, ptr %11, align 4
          %17 = zext i32 %16 to i64
          %18 = mul nuw nsw i64 %13, %17
          %19 = getelementptr inbounds i8, ptr %15, i64 %18
          %20 = call i1 @mini_equal(ptr %19, ptr %1, ptr %2)
          br i1 %20, label %25, label %21
        21:
          %22 = add nuw nsw i64 %13, 1
          %23 = load i64, ptr %7, align 8
          %24 = icmp slt i64 %22, %23
          br i1 %24, label %12, label %25
        25:
          %26 = phi i64 [ -1, %3 ], [ -1, %6 ], [ %13, %12 ], [ -1, %21 ]
          ret i64 %26
        }
        """#),
  ]
}
