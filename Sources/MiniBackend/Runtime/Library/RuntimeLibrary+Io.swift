// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/io.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of io.c.
  static let io: [Entry] = [
    Entry(
      name: "mini_argument_count", needs: [],
      declarations: [],
      definition: #"""
        @mini_argument_count = global i32 0, align 4
        """#),
    Entry(
      name: "mini_arguments", needs: [],
      declarations: [],
      definition: #"""
        @mini_arguments = global ptr null, align 8
        """#),
    Entry(
      name: "mini_io_input_start", needs: [],
      declarations: [],
      definition: #"""
        @mini_io_input_start = internal unnamed_addr global i64 0, align 8
        """#),
    Entry(
      name: "mini_io_input_end", needs: [],
      declarations: [],
      definition: #"""
        @mini_io_input_end = internal unnamed_addr global i64 0, align 8
        """#),
    Entry(
      name: "mini_io_input", needs: [],
      declarations: [],
      definition: #"""
        @mini_io_input = internal global [65536 x i8] zeroinitializer, align 16
        """#),
    Entry(
      name: "mini_io_str", needs: [],
      declarations: [],
      definition: #"""
        @mini_io_str = private unnamed_addr constant [1 x i8] zeroinitializer, align 1
        """#),
    Entry(
      name: "mini_io_line_part", needs: ["mini_io_take_input"],
      declarations: [],
      definition: #"""
        define void @mini_io_line_part(ptr %0) {
          call fastcc void @mini_io_take_input(ptr %0, i1 true)
          ret void
        }
        """#),
    Entry(
      name: "mini_io_take_input", needs: ["mini_io_input_start", "mini_io_input_end", "mini_io_read_some", "mini_io_input", "mini_object_make"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "ptr @memchr(ptr, i32, i64)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc void @mini_io_take_input(ptr %0, i1 %1) unnamed_addr {
          call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 24, i1 false)
          %3 = load i64, ptr @mini_io_input_start, align 8
          %4 = load i64, ptr @mini_io_input_end, align 8
          %5 = icmp eq i64 %3, %4
          br i1 %5, label %6, label %10
        6:
          %7 = call fastcc i64 @mini_io_read_some(i32 0, ptr @mini_io_input, i64 65536)
          %8 = icmp slt i64 %7, 1
          br i1 %8, label %37, label %9
        9:
          store i64 %7, ptr @mini_io_input_end, align 8
          br label %10
        10:
          %11 = phi i64 [ %7, %9 ], [ %4, %2 ]
          %12 = phi i64 [ 0, %9 ], [ %3, %2 ]
          %13 = getelementptr inbounds i8, ptr @mini_io_input, i64 %12
          %14 = sub i64 %11, %12
          br i1 %1, label %15, label %17
        15:
          %16 = call ptr @memchr(ptr %13, i32 10, i64 %14)
          br label %17
        17:
          %18 = phi ptr [ %16, %15 ], [ null, %10 ]
          %19 = icmp eq ptr %18, null
          %20 = ptrtoint ptr %18 to i64
          %21 = ptrtoint ptr %13 to i64
          %22 = sub i64 1, %21
          %23 = add i64 %22, %20
          %24 = select i1 %19, i64 %14, i64 %23
          %25 = add i64 %24, %12
          store i64 %25, ptr @mini_io_input_start, align 8
          %26 = trunc i64 %24 to i32
          store ptr null, ptr %0, align 8
          %27 = getelementptr inbounds i8, ptr %0, i64 8
          store i32 0, ptr %27, align 8
          %28 = getelementptr inbounds i8, ptr %0, i64 12
          store i32 %26, ptr %28, align 4
          %29 = icmp eq i64 %24, 0
          br i1 %29, label %35, label %30
        30:
          %31 = call ptr @mini_object_make(i64 %24, i64 1)
          store ptr %31, ptr %0, align 8
          %32 = getelementptr inbounds { i64, i64, i64 }, ptr %31, i64 0, i32 2
          store i64 %24, ptr %32, align 8
          %33 = load ptr, ptr %0, align 8
          %34 = getelementptr inbounds { i64, i64, i64 }, ptr %33, i64 1
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %34, ptr align 1 %13, i64 %24, i1 false)
          br label %35
        35:
          %36 = getelementptr inbounds { { ptr, i32, i32 }, i8 }, ptr %0, i64 0, i32 1
          store i8 1, ptr %36, align 8
          br label %37
        37:
          ret void
        }
        """#),
    Entry(
      name: "mini_io_input_part", needs: ["mini_io_take_input"],
      declarations: [],
      definition: #"""
        define void @mini_io_input_part(ptr %0) {
          call fastcc void @mini_io_take_input(ptr %0, i1 false)
          ret void
        }
        """#),
    Entry(
      name: "mini_io_args", needs: ["mini_argument_count", "mini_arguments", "mini_object_make"],
      declarations: ["i64 @strlen(ptr)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_io_args(ptr %0) {
          %2 = load i32, ptr @mini_argument_count, align 4
          %3 = icmp sgt i32 %2, 1
          %4 = add nsw i32 %2, -1
          %5 = select i1 %3, i32 %4, i32 0
          %6 = zext i32 %5 to i64
          store ptr null, ptr %0, align 8
          %7 = getelementptr inbounds i8, ptr %0, i64 8
          store i64 %6, ptr %7, align 8
          %8 = icmp eq i32 %5, 0
          br i1 %8, label %31, label %9
        9:
          %10 = call ptr @mini_object_make(i64 %6, i64 16)
          store ptr %10, ptr %0, align 8
          %11 = getelementptr inbounds { i64, i64, i64 }, ptr %10, i64 1
          br label %12
        12:
          %13 = phi i64 [ %15, %29 ], [ 0, %9 ]
          %14 = load ptr, ptr @mini_arguments, align 8
          %15 = add nuw nsw i64 %13, 1
          %16 = getelementptr inbounds ptr, ptr %14, i64 %15
          %17 = load ptr, ptr %16, align 8
          %18 = call i64 @strlen(ptr %17)
          %19 = getelementptr inbounds { ptr, i32, i32 }, ptr %11, i64 %13
          %20 = trunc i64 %18 to i32
          store ptr null, ptr %19, align 8
          %21 = getelementptr inbounds i8, ptr %19, i64 8
          store i32 0, ptr %21, align 8
          %22 = getelementptr inbounds i8, ptr %19, i64 12
          store i32 %20, ptr %22, align 4
          %23 = icmp eq i64 %18, 0
          br i1 %23, label %29, label %24
        24:
          %25 = call ptr @mini_object_make(i64 %18, i64 1)
          store ptr %25, ptr %19, align 8
          %26 = getelementptr inbounds { i64, i64, i64 }, ptr %25, i64 0, i32 2
          store i64 %18, ptr %26, align 8
          %27 = load ptr, ptr %19, align 8
          %28 = getelementptr inbounds { i64, i64, i64 }, ptr %27, i64 1
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %28, ptr align 1 %17, i64 %18, i1 false)
          br label %29
        29:
          %30 = icmp eq i64 %15, %6
          br i1 %30, label %31, label %12
        31:
          ret void
        }
        """#),
    Entry(
      name: "mini_io_env", needs: ["mini_io_string_of", "mini_object_make"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "ptr @getenv(ptr)", "void @free(ptr)", "i64 @strlen(ptr)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_io_env(ptr %0, ptr %1) {
          call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 24, i1 false)
          %3 = call fastcc ptr @mini_io_string_of(ptr %1)
          %4 = icmp eq ptr %3, null
          br i1 %4, label %21, label %5
        5:
          %6 = call ptr @getenv(ptr %3)
          call void @free(ptr %3)
          %7 = icmp eq ptr %6, null
          br i1 %7, label %21, label %8
        8:
          %9 = call i64 @strlen(ptr %6)
          %10 = trunc i64 %9 to i32
          store ptr null, ptr %0, align 8
          %11 = getelementptr inbounds i8, ptr %0, i64 8
          store i32 0, ptr %11, align 8
          %12 = getelementptr inbounds i8, ptr %0, i64 12
          store i32 %10, ptr %12, align 4
          %13 = icmp eq i64 %9, 0
          br i1 %13, label %19, label %14
        14:
          %15 = call ptr @mini_object_make(i64 %9, i64 1)
          store ptr %15, ptr %0, align 8
          %16 = getelementptr inbounds { i64, i64, i64 }, ptr %15, i64 0, i32 2
          store i64 %9, ptr %16, align 8
          %17 = load ptr, ptr %0, align 8
          %18 = getelementptr inbounds { i64, i64, i64 }, ptr %17, i64 1
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %18, ptr align 1 %6, i64 %9, i1 false)
          br label %19
        19:
          %20 = getelementptr inbounds { { ptr, i32, i32 }, i8 }, ptr %0, i64 0, i32 1
          store i8 1, ptr %20, align 8
          br label %21
        21:
          ret void
        }
        """#),
    Entry(
      name: "mini_io_string_of", needs: ["mini_io_str", "mini_allocate"],
      declarations: ["ptr @memchr(ptr, i32, i64)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc ptr @mini_io_string_of(ptr %0) unnamed_addr {
          %2 = load ptr, ptr %0, align 8
          %3 = icmp eq ptr %2, null
          br i1 %3, label %10, label %4
        4:
          %5 = getelementptr inbounds { i64, i64, i64 }, ptr %2, i64 1
          %6 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %7 = load i32, ptr %6, align 8
          %8 = zext i32 %7 to i64
          %9 = getelementptr inbounds i8, ptr %5, i64 %8
          br label %10
        10:
          %11 = phi ptr [ %9, %4 ], [ @mini_io_str, %1 ]
          %12 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %13 = load i32, ptr %12, align 4
          %14 = zext i32 %13 to i64
          %15 = call ptr @memchr(ptr %11, i32 0, i64 %14)
          %16 = icmp eq ptr %15, null
          br i1 %16, label %17, label %35
        17:
          %18 = add nuw nsw i64 %14, 1
          %19 = call ptr @mini_allocate(i64 %18)
          %20 = load ptr, ptr %0, align 8
          %21 = icmp eq ptr %20, null
          br i1 %21, label %28, label %22
        22:
          %23 = getelementptr inbounds { i64, i64, i64 }, ptr %20, i64 1
          %24 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %25 = load i32, ptr %24, align 8
          %26 = zext i32 %25 to i64
          %27 = getelementptr inbounds i8, ptr %23, i64 %26
          br label %28
        28:
          %29 = phi ptr [ %27, %22 ], [ @mini_io_str, %17 ]
          %30 = load i32, ptr %12, align 4
          %31 = zext i32 %30 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %19, ptr align 1 %29, i64 %31, i1 false)
          %32 = load i32, ptr %12, align 4
          %33 = zext i32 %32 to i64
          %34 = getelementptr inbounds i8, ptr %19, i64 %33
          store i8 0, ptr %34, align 1
          br label %35
        35:
          %36 = phi ptr [ %19, %28 ], [ null, %10 ]
          ret ptr %36
        }
        """#),
    Entry(
      name: "mini_io_read_file", needs: ["mini_io_open_text", "mini_io_read_some", "mini_grown", "mini_out_of_memory"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "ptr @realloc(ptr, i64)", "i64 @llvm.smax.i64(i64, i64)", "i32 @close(i32)", "void @free(ptr)"],
      definition: #"""
        define void @mini_io_read_file(ptr %0, ptr %1) {
          call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 24, i1 false)
          %3 = call fastcc i32 @mini_io_open_text(ptr %1, i32 0)
          %4 = icmp slt i32 %3, 0
          br i1 %4, label %44, label %5
        5:
          %6 = phi i64 [ %18, %17 ], [ 0, %2 ]
          %7 = phi i64 [ %26, %17 ], [ 0, %2 ]
          %8 = phi ptr [ %19, %17 ], [ null, %2 ]
          %9 = icmp eq i64 %7, %6
          br i1 %9, label %10, label %17
        10:
          %11 = add nuw nsw i64 %6, 65536
          %12 = call i64 @mini_grown(i64 %6, i64 %11)
          %13 = add i64 %12, 24
          %14 = call ptr @realloc(ptr %8, i64 %13)
          %15 = icmp eq ptr %14, null
          br i1 %15, label %16, label %17
        16:
          call void @mini_out_of_memory()
          unreachable
        17:
          %18 = phi i64 [ %12, %10 ], [ %6, %5 ]
          %19 = phi ptr [ %14, %10 ], [ %8, %5 ]
          %20 = getelementptr inbounds { i64, i64, i64 }, ptr %19, i64 1
          %21 = getelementptr inbounds i8, ptr %20, i64 %7
          %22 = sub nsw i64 %18, %7
          %23 = call fastcc i64 @mini_io_read_some(i32 %3, ptr %21, i64 %22)
          %24 = icmp sgt i64 %23, 0
          %25 = call i64 @llvm.smax.i64(i64 %23, i64 0)
          %26 = add nuw nsw i64 %25, %7
          %27 = icmp ult i64 %26, 2147483648
          %28 = select i1 %24, i1 %27, i1 false
          br i1 %28, label %5, label %29
        29:
          %30 = call i32 @close(i32 %3)
          %31 = icmp eq i64 %23, 0
          %32 = getelementptr inbounds { { ptr, i32, i32 }, i8 }, ptr %0, i64 0, i32 1
          %33 = zext i1 %31 to i8
          store i8 %33, ptr %32, align 8
          %34 = icmp ne i64 %23, 0
          %35 = icmp eq i64 %26, 0
          %36 = select i1 %34, i1 true, i1 %35
          br i1 %36, label %37, label %38
        37:
          call void @free(ptr %19)
          br label %44
        38:
          store i64 1, ptr %19, align 8
          %39 = getelementptr inbounds { i64, i64, i64 }, ptr %19, i64 0, i32 1
          store i64 %18, ptr %39, align 8
          %40 = getelementptr inbounds { i64, i64, i64 }, ptr %19, i64 0, i32 2
          store i64 %26, ptr %40, align 8
          %41 = trunc i64 %26 to i32
          store ptr %19, ptr %0, align 8
          %42 = getelementptr inbounds i8, ptr %0, i64 8
          store i32 0, ptr %42, align 8
          %43 = getelementptr inbounds i8, ptr %0, i64 12
          store i32 %41, ptr %43, align 4
          br label %44
        44:
          ret void
        }
        """#),
    Entry(
      name: "mini_io_open_text", needs: ["mini_io_string_of"],
      declarations: ["i32 @open(ptr, i32, ...)", "ptr @__errno_location()", "void @free(ptr)"],
      definition: #"""
        define internal fastcc i32 @mini_io_open_text(ptr %0, i32 %1) unnamed_addr {
          %3 = call fastcc ptr @mini_io_string_of(ptr %0)
          %4 = icmp eq ptr %3, null
          br i1 %4, label %15, label %5
        5:
          %6 = or i32 %1, 524288
          br label %7
        7:
          %8 = call i32 (ptr, i32, ...) @open(ptr %3, i32 %6, i32 438)
          %9 = icmp slt i32 %8, 0
          br i1 %9, label %10, label %14
        10:
          %11 = call ptr @__errno_location()
          %12 = load i32, ptr %11, align 4
          %13 = icmp eq i32 %12, 4
          br i1 %13, label %7, label %14
        14:
          call void @free(ptr %3)
          br label %15
        15:
          %16 = phi i32 [ %8, %14 ], [ -1, %2 ]
          ret i32 %16
        }
        """#),
    Entry(
      name: "mini_io_read_some", needs: [],
      declarations: ["i64 @read(i32, ptr, i64)", "ptr @__errno_location()", "i32 @poll(ptr, i64, i32)"],
      definition: #"""
        define internal fastcc i64 @mini_io_read_some(i32 %0, ptr %1, i64 %2) unnamed_addr {
          %4 = alloca { i32, i16, i16 }, align 4
          %5 = call i64 @read(i32 %0, ptr %1, i64 %2)
          %6 = icmp sgt i64 %5, -1
          br i1 %6, label %18, label %7
        7:
          %8 = call ptr @__errno_location()
          %9 = getelementptr inbounds { i32, i16, i16 }, ptr %4, i64 0, i32 1
          %10 = getelementptr inbounds { i32, i16, i16 }, ptr %4, i64 0, i32 2
          br label %11
        11:
          %12 = load i32, ptr %8, align 4
          switch i32 %12, label %18 [
            i32 11, label %13
            i32 4, label %15
          ]
        13:
          store i32 %0, ptr %4, align 4
          store i16 1, ptr %9, align 4
          store i16 0, ptr %10, align 2
          %14 = call i32 @poll(ptr %4, i64 1, i32 -1)
          br label %15
        15:
          %16 = call i64 @read(i32 %0, ptr %1, i64 %2)
          %17 = icmp sgt i64 %16, -1
          br i1 %17, label %18, label %11
        18:
          %19 = phi i64 [ %5, %3 ], [ %16, %15 ], [ -1, %11 ]
          ret i64 %19
        }
        """#),
    Entry(
      name: "mini_io_write_file", needs: ["mini_io_open_text", "mini_io_str", "mini_io_write_all"],
      declarations: ["i32 @close(i32)"],
      definition: #"""
        define i1 @mini_io_write_file(ptr %0, ptr %1) {
          %3 = call fastcc i32 @mini_io_open_text(ptr %0, i32 577)
          %4 = icmp slt i32 %3, 0
          br i1 %4, label %23, label %5
        5:
          %6 = load ptr, ptr %1, align 8
          %7 = icmp eq ptr %6, null
          br i1 %7, label %14, label %8
        8:
          %9 = getelementptr inbounds { i64, i64, i64 }, ptr %6, i64 1
          %10 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %11 = load i32, ptr %10, align 8
          %12 = zext i32 %11 to i64
          %13 = getelementptr inbounds i8, ptr %9, i64 %12
          br label %14
        14:
          %15 = phi ptr [ %13, %8 ], [ @mini_io_str, %5 ]
          %16 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %17 = load i32, ptr %16, align 4
          %18 = zext i32 %17 to i64
          %19 = call fastcc i1 @mini_io_write_all(i32 %3, ptr %15, i64 %18)
          %20 = call i32 @close(i32 %3)
          %21 = icmp eq i32 %20, 0
          %22 = select i1 %21, i1 %19, i1 false
          br label %23
        23:
          %24 = phi i1 [ %22, %14 ], [ false, %2 ]
          ret i1 %24
        }
        """#),
    Entry(
      name: "mini_io_write_all", needs: [],
      declarations: ["i64 @write(i32, ptr, i64)", "ptr @__errno_location()", "i32 @poll(ptr, i64, i32)"],
      definition: #"""
        define internal fastcc i1 @mini_io_write_all(i32 %0, ptr %1, i64 %2) unnamed_addr {
          %4 = alloca { i32, i16, i16 }, align 4
          %5 = icmp eq i64 %2, 0
          br i1 %5, label %26, label %6
        6:
          %7 = getelementptr inbounds { i32, i16, i16 }, ptr %4, i64 0, i32 1
          %8 = getelementptr inbounds { i32, i16, i16 }, ptr %4, i64 0, i32 2
          br label %9
        9:
          %10 = phi i64 [ %2, %6 ], [ %24, %22 ]
          %11 = phi ptr [ %1, %6 ], [ %23, %22 ]
          %12 = call i64 @write(i32 %0, ptr %11, i64 %10)
          %13 = icmp sgt i64 %12, -1
          br i1 %13, label %14, label %17
        14:
          %15 = getelementptr inbounds i8, ptr %11, i64 %12
          %16 = sub i64 %10, %12
          br label %22
        17:
          %18 = call ptr @__errno_location()
          %19 = load i32, ptr %18, align 4
          switch i32 %19, label %26 [
            i32 11, label %20
            i32 4, label %22
          ]
        20:
          store i32 %0, ptr %4, align 4
          store i16 4, ptr %7, align 4
          store i16 0, ptr %8, align 2
          %21 = call i32 @poll(ptr %4, i64 1, i32 -1)
          br label %22
        22:
          %23 = phi ptr [ %15, %14 ], [ %11, %20 ], [ %11, %17 ]
          %24 = phi i64 [ %16, %14 ], [ %10, %20 ], [ %10, %17 ]
          %25 = icmp eq i64 %24, 0
          br i1 %25, label %26, label %9
        26:
          %27 = phi i1 [ true, %3 ], [ false, %17 ], [ true, %22 ]
          ret i1 %27
        }
        """#),
    Entry(
      name: "mini_io_error", needs: ["mini_io_str", "mini_io_write_all"],
      declarations: [],
      definition: #"""
        define void @mini_io_error(ptr %0) {
          %2 = load ptr, ptr %0, align 8
          %3 = icmp eq ptr %2, null
          br i1 %3, label %10, label %4
        4:
          %5 = getelementptr inbounds { i64, i64, i64 }, ptr %2, i64 1
          %6 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %7 = load i32, ptr %6, align 8
          %8 = zext i32 %7 to i64
          %9 = getelementptr inbounds i8, ptr %5, i64 %8
          br label %10
        10:
          %11 = phi ptr [ %9, %4 ], [ @mini_io_str, %1 ]
          %12 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %13 = load i32, ptr %12, align 4
          %14 = zext i32 %13 to i64
          %15 = call fastcc i1 @mini_io_write_all(i32 2, ptr %11, i64 %14)
          ret void
        }
        """#),
    Entry(
      name: "mini_io_now", needs: [],
      declarations: ["i32 @clock_gettime(i32, ptr)"],
      definition: #"""
        define i64 @mini_io_now() {
          %1 = alloca { i64, i64 }, align 8
          %2 = call i32 @clock_gettime(i32 1, ptr %1)
          %3 = load i64, ptr %1, align 8
          %4 = mul nsw i64 %3, 1000000000
          %5 = getelementptr inbounds { i64, i64 }, ptr %1, i64 0, i32 1
          %6 = load i64, ptr %5, align 8
          %7 = add nsw i64 %4, %6
          ret i64 %7
        }
        """#),
  ]
}
