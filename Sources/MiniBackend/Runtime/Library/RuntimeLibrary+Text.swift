// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/text.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of text.c.
  static let text: [Entry] = [
    Entry(
      name: "mini_text_str", needs: [],
      declarations: [],
      definition: #"""
        @mini_text_str = private unnamed_addr constant [1 x i8] zeroinitializer, align 1
        """#),
    Entry(
      name: "mini_text_join", needs: ["mini_text_extend", "mini_text_joined"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_text_join(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %5 = load i32, ptr %4, align 4
          %6 = zext i32 %5 to i64
          %7 = getelementptr inbounds { ptr, i32, i32 }, ptr %2, i64 0, i32 2
          %8 = load i32, ptr %7, align 4
          %9 = zext i32 %8 to i64
          %10 = add nuw nsw i64 %9, %6
          %11 = icmp ugt i64 %10, 2147483647
          br i1 %11, label %47, label %12
        12:
          %13 = icmp eq i32 %8, 0
          br i1 %13, label %14, label %21
        14:
          %15 = load ptr, ptr %1, align 8
          %16 = icmp eq ptr %15, null
          br i1 %16, label %20, label %17
        17:
          %18 = load i64, ptr %15, align 8
          %19 = add nsw i64 %18, 1
          store i64 %19, ptr %15, align 8
          br label %20
        20:
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %0, ptr align 8 %1, i64 16, i1 false)
          br label %47
        21:
          %22 = icmp eq i32 %5, 0
          br i1 %22, label %23, label %30
        23:
          %24 = load ptr, ptr %2, align 8
          %25 = icmp eq ptr %24, null
          br i1 %25, label %29, label %26
        26:
          %27 = load i64, ptr %24, align 8
          %28 = add nsw i64 %27, 1
          store i64 %28, ptr %24, align 8
          br label %29
        29:
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %0, ptr align 8 %2, i64 16, i1 false)
          br label %47
        30:
          %31 = call fastcc i1 @mini_text_extend(ptr %1, ptr %2)
          br i1 %31, label %32, label %42
        32:
          %33 = load ptr, ptr %1, align 8
          %34 = load i64, ptr %33, align 8
          %35 = add nsw i64 %34, 1
          store i64 %35, ptr %33, align 8
          %36 = load ptr, ptr %1, align 8
          %37 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %38 = load i32, ptr %37, align 8
          store ptr %36, ptr %0, align 8
          %39 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          store i32 %38, ptr %39, align 8
          %40 = trunc i64 %10 to i32
          %41 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          store i32 %40, ptr %41, align 4
          br label %47
        42:
          %43 = call fastcc ptr @mini_text_joined(ptr %1, ptr %2, i64 %10)
          store ptr %43, ptr %0, align 8
          %44 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          store i32 0, ptr %44, align 8
          %45 = trunc i64 %10 to i32
          %46 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          store i32 %45, ptr %46, align 4
          br label %47
        47:
          %48 = xor i1 %11, true
          ret i1 %48
        }
        """#),
    Entry(
      name: "mini_text_extend", needs: ["mini_text_str"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc i1 @mini_text_extend(ptr %0, ptr %1) unnamed_addr {
          %3 = load ptr, ptr %0, align 8
          %4 = icmp eq ptr %3, null
          br i1 %4, label %41, label %5
        5:
          %6 = getelementptr inbounds { i64, i64, i64 }, ptr %3, i64 0, i32 2
          %7 = load i64, ptr %6, align 8
          %8 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %9 = load i32, ptr %8, align 8
          %10 = zext i32 %9 to i64
          %11 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %12 = load i32, ptr %11, align 4
          %13 = zext i32 %12 to i64
          %14 = add nuw nsw i64 %13, %10
          %15 = icmp eq i64 %7, %14
          br i1 %15, label %16, label %41
        16:
          %17 = getelementptr inbounds { i64, i64, i64 }, ptr %3, i64 0, i32 1
          %18 = load i64, ptr %17, align 8
          %19 = sub nsw i64 %18, %7
          %20 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %21 = load i32, ptr %20, align 4
          %22 = zext i32 %21 to i64
          %23 = icmp slt i64 %19, %22
          br i1 %23, label %41, label %24
        24:
          %25 = getelementptr inbounds { i64, i64, i64 }, ptr %3, i64 1
          %26 = getelementptr inbounds i8, ptr %25, i64 %7
          %27 = load ptr, ptr %1, align 8
          %28 = icmp eq ptr %27, null
          br i1 %28, label %35, label %29
        29:
          %30 = getelementptr inbounds { i64, i64, i64 }, ptr %27, i64 1
          %31 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %32 = load i32, ptr %31, align 8
          %33 = zext i32 %32 to i64
          %34 = getelementptr inbounds i8, ptr %30, i64 %33
          br label %35
        35:
          %36 = phi ptr [ %34, %29 ], [ @mini_text_str, %24 ]
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %26, ptr align 1 %36, i64 %22, i1 false)
          %37 = load i32, ptr %20, align 4
          %38 = zext i32 %37 to i64
          %39 = load i64, ptr %6, align 8
          %40 = add nsw i64 %39, %38
          store i64 %40, ptr %6, align 8
          br label %41
        41:
          %42 = phi i1 [ true, %35 ], [ false, %5 ], [ false, %2 ], [ false, %16 ]
          ret i1 %42
        }
        """#),
    Entry(
      name: "mini_text_joined", needs: ["mini_text_str", "mini_object_make"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc ptr @mini_text_joined(ptr %0, ptr %1, i64 %2) unnamed_addr {
          %4 = call ptr @mini_object_make(i64 %2, i64 1)
          %5 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %6 = load i32, ptr %5, align 4
          %7 = zext i32 %6 to i64
          %8 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %9 = load i32, ptr %8, align 4
          %10 = zext i32 %9 to i64
          %11 = add nuw nsw i64 %10, %7
          %12 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 0, i32 2
          store i64 %11, ptr %12, align 8
          %13 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 1
          %14 = load ptr, ptr %0, align 8
          %15 = icmp eq ptr %14, null
          br i1 %15, label %22, label %16
        16:
          %17 = getelementptr inbounds { i64, i64, i64 }, ptr %14, i64 1
          %18 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %19 = load i32, ptr %18, align 8
          %20 = zext i32 %19 to i64
          %21 = getelementptr inbounds i8, ptr %17, i64 %20
          br label %22
        22:
          %23 = phi ptr [ %21, %16 ], [ @mini_text_str, %3 ]
          %24 = load i32, ptr %5, align 4
          %25 = zext i32 %24 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %13, ptr align 1 %23, i64 %25, i1 false)
          %26 = load i32, ptr %5, align 4
          %27 = load ptr, ptr %1, align 8
          %28 = icmp eq ptr %27, null
          br i1 %28, label %35, label %29
        29:
          %30 = getelementptr inbounds { i64, i64, i64 }, ptr %27, i64 1
          %31 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %32 = load i32, ptr %31, align 8
          %33 = zext i32 %32 to i64
          %34 = getelementptr inbounds i8, ptr %30, i64 %33
          br label %35
        35:
          %36 = phi ptr [ %34, %29 ], [ @mini_text_str, %22 ]
          %37 = zext i32 %26 to i64
          %38 = getelementptr inbounds i8, ptr %13, i64 %37
          %39 = load i32, ptr %8, align 4
          %40 = zext i32 %39 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %38, ptr align 1 %36, i64 %40, i1 false)
          ret ptr %4
        }
        """#),
    Entry(
      name: "mini_text_append", needs: ["mini_text_extend", "mini_text_joined", "mini_grown"],
      declarations: ["i64 @llvm.umax.i64(i64, i64)", "void @free(ptr)"],
      definition: #"""
        define i1 @mini_text_append(ptr %0, ptr %1) {
          %3 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %4 = load i32, ptr %3, align 4
          %5 = zext i32 %4 to i64
          %6 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %7 = load i32, ptr %6, align 4
          %8 = zext i32 %7 to i64
          %9 = add nuw nsw i64 %8, %5
          %10 = icmp ugt i64 %9, 2147483647
          %11 = icmp eq i32 %7, 0
          %12 = select i1 %10, i1 true, i1 %11
          br i1 %12, label %35, label %13
        13:
          %14 = call fastcc i1 @mini_text_extend(ptr %0, ptr %1)
          br i1 %14, label %33, label %15
        15:
          %16 = load i32, ptr %3, align 4
          %17 = zext i32 %16 to i64
          %18 = call i64 @llvm.umax.i64(i64 %9, i64 24)
          %19 = call i64 @mini_grown(i64 %17, i64 %18)
          %20 = call fastcc ptr @mini_text_joined(ptr %0, ptr %1, i64 %19)
          %21 = load ptr, ptr %0, align 8
          %22 = icmp eq ptr %21, null
          br i1 %22, label %29, label %23
        23:
          %24 = load i64, ptr %21, align 8
          %25 = add nsw i64 %24, -1
          store i64 %25, ptr %21, align 8
          %26 = icmp eq i64 %25, 0
          br i1 %26, label %27, label %29
        27:
          %28 = load ptr, ptr %0, align 8
          call void @free(ptr %28)
          br label %29
        29:
          %30 = icmp eq i64 %9, 0
          %31 = select i1 %30, ptr null, ptr %20
          store ptr %31, ptr %0, align 8
          %32 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          store i32 0, ptr %32, align 8
          br label %33
        33:
          %34 = trunc i64 %9 to i32
          store i32 %34, ptr %3, align 4
          br label %35
        35:
          %36 = xor i1 %10, true
          ret i1 %36
        }
        """#),
    Entry(
      name: "mini_text_slice", needs: [],
      declarations: [],
      definition: #"""
        define void @mini_text_slice(ptr %0, ptr %1, i64 %2, i64 %3) {
          %5 = icmp sgt i64 %3, %2
          br i1 %5, label %6, label %10
        6:
          %7 = load ptr, ptr %1, align 8
          %8 = load i64, ptr %7, align 8
          %9 = add nsw i64 %8, 1
          store i64 %9, ptr %7, align 8
          br label %10
        10:
          %11 = load ptr, ptr %1, align 8
          %12 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %13 = load i32, ptr %12, align 8
          %14 = trunc i64 %2 to i32
          %15 = add i32 %13, %14
          %16 = sub nsw i64 %3, %2
          %17 = icmp eq i64 %3, %2
          %18 = select i1 %17, i32 0, i32 %15
          %19 = select i1 %17, ptr null, ptr %11
          store ptr %19, ptr %0, align 8
          %20 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          store i32 %18, ptr %20, align 8
          %21 = trunc i64 %16 to i32
          %22 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          store i32 %21, ptr %22, align 4
          ret void
        }
        """#),
    Entry(
      name: "mini_text_compare", needs: ["mini_text_str"],
      declarations: ["i32 @llvm.umin.i32(i32, i32)", "i32 @memcmp(ptr, ptr, i64)"],
      definition: #"""
        define i32 @mini_text_compare(ptr %0, ptr %1) {
          %3 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %4 = load i32, ptr %3, align 4
          %5 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %6 = load i32, ptr %5, align 4
          %7 = icmp ult i32 %4, %6
          %8 = call i32 @llvm.umin.i32(i32 %4, i32 %6)
          %9 = load ptr, ptr %0, align 8
          %10 = icmp eq ptr %9, null
          br i1 %10, label %17, label %11
        11:
          %12 = getelementptr inbounds { i64, i64, i64 }, ptr %9, i64 1
          %13 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %14 = load i32, ptr %13, align 8
          %15 = zext i32 %14 to i64
          %16 = getelementptr inbounds i8, ptr %12, i64 %15
          br label %17
        17:
          %18 = phi ptr [ %16, %11 ], [ @mini_text_str, %2 ]
          %19 = load ptr, ptr %1, align 8
          %20 = icmp eq ptr %19, null
          br i1 %20, label %27, label %21
        21:
          %22 = getelementptr inbounds { i64, i64, i64 }, ptr %19, i64 1
          %23 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %24 = load i32, ptr %23, align 8
          %25 = zext i32 %24 to i64
          %26 = getelementptr inbounds i8, ptr %22, i64 %25
          br label %27
        27:
          %28 = phi ptr [ %26, %21 ], [ @mini_text_str, %17 ]
          %29 = zext i32 %8 to i64
          %30 = call i32 @memcmp(ptr %18, ptr %28, i64 %29)
          %31 = icmp eq i32 %30, 0
          br i1 %31, label %35, label %32
        32:
          %33 = icmp sgt i32 %30, -1
          %34 = select i1 %33, i32 1, i32 -1
          br label %39
        35:
          %36 = icmp ugt i32 %4, %6
          %37 = zext i1 %36 to i32
          %38 = select i1 %7, i32 -1, i32 %37
          br label %39
        39:
          %40 = phi i32 [ %34, %32 ], [ %38, %35 ]
          ret i32 %40
        }
        """#),
    Entry(
      name: "mini_text_find", needs: ["mini_text_str"],
      declarations: ["ptr @memmem(ptr, i64, ptr, i64)"],
      definition: #"""
        define i64 @mini_text_find(ptr %0, ptr %1) {
          %3 = load ptr, ptr %0, align 8
          %4 = icmp eq ptr %3, null
          br i1 %4, label %11, label %5
        5:
          %6 = getelementptr inbounds { i64, i64, i64 }, ptr %3, i64 1
          %7 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %8 = load i32, ptr %7, align 8
          %9 = zext i32 %8 to i64
          %10 = getelementptr inbounds i8, ptr %6, i64 %9
          br label %11
        11:
          %12 = phi ptr [ %10, %5 ], [ @mini_text_str, %2 ]
          %13 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %14 = load i32, ptr %13, align 4
          %15 = load ptr, ptr %1, align 8
          %16 = icmp eq ptr %15, null
          br i1 %16, label %23, label %17
        17:
          %18 = getelementptr inbounds { i64, i64, i64 }, ptr %15, i64 1
          %19 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %20 = load i32, ptr %19, align 8
          %21 = zext i32 %20 to i64
          %22 = getelementptr inbounds i8, ptr %18, i64 %21
          br label %23
        23:
          %24 = phi ptr [ %22, %17 ], [ @mini_text_str, %11 ]
          %25 = zext i32 %14 to i64
          %26 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %27 = load i32, ptr %26, align 4
          %28 = zext i32 %27 to i64
          %29 = call ptr @memmem(ptr %12, i64 %25, ptr %24, i64 %28)
          %30 = icmp eq ptr %29, null
          %31 = ptrtoint ptr %29 to i64
          %32 = ptrtoint ptr %12 to i64
          %33 = sub i64 %31, %32
          %34 = select i1 %30, i64 -1, i64 %33
          ret i64 %34
        }
        """#),
    Entry(
      name: "mini_text_bytes", needs: ["mini_text_str", "mini_object_make"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_text_bytes(ptr %0, ptr %1) {
          %3 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %4 = load i32, ptr %3, align 4
          %5 = zext i32 %4 to i64
          store ptr null, ptr %0, align 8
          %6 = getelementptr inbounds i8, ptr %0, i64 8
          store i64 %5, ptr %6, align 8
          %7 = load i32, ptr %3, align 4
          %8 = icmp eq i32 %7, 0
          br i1 %8, label %42, label %9
        9:
          %10 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %11 = load i32, ptr %10, align 8
          %12 = icmp eq i32 %11, 0
          br i1 %12, label %15, label %13
        13:
          %14 = zext i32 %7 to i64
          br label %27
        15:
          %16 = load ptr, ptr %1, align 8
          %17 = zext i32 %7 to i64
          %18 = getelementptr inbounds { i64, i64, i64 }, ptr %16, i64 0, i32 1
          %19 = load i64, ptr %18, align 8
          %20 = sub nsw i64 %19, %17
          %21 = add nuw nsw i64 %17, 64
          %22 = icmp sgt i64 %20, %21
          br i1 %22, label %27, label %23
        23:
          %24 = load i64, ptr %16, align 8
          %25 = add nsw i64 %24, 1
          store i64 %25, ptr %16, align 8
          %26 = load ptr, ptr %1, align 8
          store ptr %26, ptr %0, align 8
          br label %42
        27:
          %28 = phi i64 [ %14, %13 ], [ %17, %15 ]
          %29 = call ptr @mini_object_make(i64 %28, i64 1)
          store ptr %29, ptr %0, align 8
          %30 = getelementptr inbounds { i64, i64, i64 }, ptr %29, i64 1
          %31 = load ptr, ptr %1, align 8
          %32 = icmp eq ptr %31, null
          br i1 %32, label %38, label %33
        33:
          %34 = getelementptr inbounds { i64, i64, i64 }, ptr %31, i64 1
          %35 = load i32, ptr %10, align 8
          %36 = zext i32 %35 to i64
          %37 = getelementptr inbounds i8, ptr %34, i64 %36
          br label %38
        38:
          %39 = phi ptr [ %37, %33 ], [ @mini_text_str, %27 ]
          %40 = load i32, ptr %3, align 4
          %41 = zext i32 %40 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %30, ptr align 1 %39, i64 %41, i1 false)
          br label %42
        42:
          ret void
        }
        """#),
    Entry(
      name: "mini_text_of_bytes", needs: ["mini_object_make"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_text_of_bytes(ptr %0, ptr %1) {
          %3 = load ptr, ptr %1, align 8
          %4 = getelementptr inbounds { ptr, i64 }, ptr %1, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          %6 = icmp sgt i64 %5, 0
          br i1 %6, label %7, label %29
        7:
          %8 = load i64, ptr %3, align 8
          %9 = icmp eq i64 %8, 1
          %10 = getelementptr inbounds { i64, i64, i64 }, ptr %3, i64 0, i32 2
          br i1 %9, label %11, label %12
        11:
          store i64 %5, ptr %10, align 8
          br label %15
        12:
          %13 = load i64, ptr %10, align 8
          %14 = icmp eq i64 %13, %5
          br i1 %14, label %15, label %23
        15:
          %16 = getelementptr inbounds { i64, i64, i64 }, ptr %3, i64 0, i32 1
          %17 = load i64, ptr %16, align 8
          %18 = sub nsw i64 %17, %5
          %19 = add nuw nsw i64 %5, 64
          %20 = icmp sgt i64 %18, %19
          br i1 %20, label %23, label %21
        21:
          %22 = add nsw i64 %8, 1
          store i64 %22, ptr %3, align 8
          br label %29
        23:
          %24 = call ptr @mini_object_make(i64 %5, i64 1)
          %25 = getelementptr inbounds { i64, i64, i64 }, ptr %24, i64 0, i32 2
          store i64 %5, ptr %25, align 8
          %26 = getelementptr inbounds { i64, i64, i64 }, ptr %24, i64 1
          %27 = load ptr, ptr %1, align 8
          %28 = getelementptr inbounds { i64, i64, i64 }, ptr %27, i64 1
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %26, ptr align 1 %28, i64 %5, i1 false)
          br label %29
        29:
          %30 = phi ptr [ %3, %21 ], [ %24, %23 ], [ %3, %2 ]
          %31 = icmp eq i64 %5, 0
          %32 = select i1 %31, ptr null, ptr %30
          store ptr %32, ptr %0, align 8
          %33 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          store i32 0, ptr %33, align 8
          %34 = trunc i64 %5 to i32
          %35 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          store i32 %34, ptr %35, align 4
          ret void
        }
        """#),
  ]
}
