// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/test.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of test.c.
  static let test: [Entry] = [
    Entry(
      name: "mini_test_str", needs: [],
      declarations: [],
      definition: #"""
        @mini_test_str = private unnamed_addr constant [7 x i8] c"%d.out\00", align 1
        """#),
    Entry(
      name: "mini_test_str_1", needs: [],
      declarations: [],
      definition: #"""
        @mini_test_str_1 = private unnamed_addr constant [10 x i8] c"/dev/null\00", align 1
        """#),
    Entry(
      name: "mini_test_str_2", needs: [],
      declarations: [],
      definition: #"""
        @mini_test_str_2 = private unnamed_addr constant [3 x i8] c"%d\00", align 1
        """#),
    Entry(
      name: "mini_test_next", needs: ["mini_test_transfer", "mini_test_str", "mini_test_open_stream", "mini_test_str_1", "mini_test_str_2"],
      declarations: ["i32 @fork()", "i32 @atoi(ptr)", "i32 @prctl(i32, ...)", "i32 @snprintf(ptr, i64, ptr, ...)", "i32 @dup2(i32, i32)", "i32 @mkdir(ptr, i32)", "i32 @chdir(ptr)", "void @_exit(i32)", "i32 @waitpid(i32, ptr, i32)", "ptr @__errno_location()", "i32 @alarm(i32)"],
      definition: #"""
        define i32 @mini_test_next(ptr %0) {
          %2 = alloca [32 x i8], align 16
          %3 = alloca i32, align 4
          %4 = alloca i32, align 4
          %5 = call fastcc i1 @mini_test_transfer(i32 0, ptr %3, i1 true)
          br i1 %5, label %6, label %43
        6:
          store i32 -1, ptr %4, align 4
          %7 = call i32 @fork()
          %8 = icmp eq i32 %7, 0
          br i1 %8, label %9, label %30
        9:
          %10 = load i32, ptr %3, align 4
          %11 = getelementptr inbounds ptr, ptr %0, i64 1
          %12 = load ptr, ptr %11, align 8
          %13 = call i32 @atoi(ptr %12)
          %14 = call i32 (i32, ...) @prctl(i32 1, i32 9)
          %15 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %2, i64 32, ptr @mini_test_str, i32 %10)
          %16 = call fastcc i1 @mini_test_open_stream(ptr %2, i32 1601, i32 1)
          br i1 %16, label %17, label %29
        17:
          %18 = call i32 @dup2(i32 1, i32 2)
          %19 = icmp eq i32 %18, 2
          br i1 %19, label %20, label %29
        20:
          %21 = call fastcc i1 @mini_test_open_stream(ptr @mini_test_str_1, i32 0, i32 0)
          br i1 %21, label %22, label %29
        22:
          %23 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %2, i64 32, ptr @mini_test_str_2, i32 %10)
          %24 = call i32 @mkdir(ptr %2, i32 448)
          %25 = icmp eq i32 %24, 0
          br i1 %25, label %26, label %29
        26:
          %27 = call i32 @chdir(ptr %2)
          %28 = icmp eq i32 %27, 0
          br i1 %28, label %44, label %29
        29:
          call void @_exit(i32 103)
          unreachable
        30:
          %31 = icmp sgt i32 %7, 0
          br i1 %31, label %32, label %39
        32:
          %33 = call i32 @waitpid(i32 %7, ptr %4, i32 0)
          %34 = icmp slt i32 %33, 0
          br i1 %34, label %35, label %39
        35:
          %36 = call ptr @__errno_location()
          %37 = load i32, ptr %36, align 4
          %38 = icmp eq i32 %37, 4
          br i1 %38, label %32, label %39
        39:
          %40 = call fastcc i1 @mini_test_transfer(i32 1, ptr %4, i1 false)
          br i1 %40, label %41, label %43
        41:
          %42 = call fastcc i1 @mini_test_transfer(i32 0, ptr %3, i1 true)
          br i1 %42, label %6, label %43
        43:
          call void @_exit(i32 0)
          unreachable
        44:
          %45 = call i32 @alarm(i32 %13)
          ret i32 %10
        }
        """#),
    Entry(
      name: "mini_test_transfer", needs: [],
      declarations: ["i64 @read(i32, ptr, i64)", "i64 @write(i32, ptr, i64)", "ptr @__errno_location()"],
      definition: #"""
        define internal fastcc i1 @mini_test_transfer(i32 %0, ptr %1, i1 %2) unnamed_addr {
          br label %4
        4:
          br i1 %2, label %5, label %7
        5:
          %6 = call i64 @read(i32 %0, ptr %1, i64 4)
          br label %9
        7:
          %8 = call i64 @write(i32 %0, ptr %1, i64 4)
          br label %9
        9:
          %10 = phi i64 [ %6, %5 ], [ %8, %7 ]
          %11 = icmp slt i64 %10, 0
          br i1 %11, label %12, label %16
        12:
          %13 = call ptr @__errno_location()
          %14 = load i32, ptr %13, align 4
          %15 = icmp eq i32 %14, 4
          br i1 %15, label %4, label %16
        16:
          %17 = icmp eq i64 %10, 4
          ret i1 %17
        }
        """#),
    Entry(
      name: "mini_test_open_stream", needs: [],
      declarations: ["i32 @open(ptr, i32, ...)", "i32 @dup2(i32, i32)", "i32 @close(i32)"],
      definition: #"""
        define internal fastcc i1 @mini_test_open_stream(ptr %0, i32 %1, i32 %2) unnamed_addr {
          %4 = call i32 (ptr, i32, ...) @open(ptr %0, i32 %1, i32 384)
          %5 = icmp sgt i32 %4, -1
          br i1 %5, label %6, label %12
        6:
          %7 = call i32 @dup2(i32 %4, i32 %2)
          %8 = icmp eq i32 %7, %2
          br i1 %8, label %9, label %12
        9:
          %10 = call i32 @close(i32 %4)
          %11 = icmp eq i32 %10, 0
          br label %12
        12:
          %13 = phi i1 [ false, %6 ], [ false, %3 ], [ %11, %9 ]
          ret i1 %13
        }
        """#),
  ]
}
