// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/memory.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of memory.c.
  static let memory: [Entry] = [
    Entry(
      name: "mini_memory_dead", needs: [],
      declarations: [],
      definition: #"""
        @mini_memory_dead = internal unnamed_addr global ptr null, align 8
        """#),
    Entry(
      name: "mini_allocate", needs: ["mini_out_of_memory"],
      declarations: ["ptr @malloc(i64)"],
      definition: #"""
        define ptr @mini_allocate(i64 %0) {
          %2 = call ptr @malloc(i64 %0)
          %3 = icmp eq ptr %2, null
          br i1 %3, label %4, label %5
        4:
          call void @mini_out_of_memory()
          unreachable
        5:
          ret ptr %2
        }
        """#),
    Entry(
      name: "mini_object_make", needs: ["mini_out_of_memory"],
      declarations: ["ptr @malloc(i64)"],
      definition: #"""
        define ptr @mini_object_make(i64 %0, i64 %1) {
          %3 = mul i64 %1, %0
          %4 = add i64 %3, 24
          %5 = call ptr @malloc(i64 %4)
          %6 = icmp eq ptr %5, null
          br i1 %6, label %7, label %8
        7:
          call void @mini_out_of_memory()
          unreachable
        8:
          store i64 1, ptr %5, align 8
          %9 = getelementptr inbounds { i64, i64, i64 }, ptr %5, i64 0, i32 1
          store i64 %0, ptr %9, align 8
          %10 = getelementptr inbounds { i64, i64, i64 }, ptr %5, i64 0, i32 2
          store i64 0, ptr %10, align 8
          ret ptr %5
        }
        """#),
    Entry(
      name: "mini_grown", needs: [],
      declarations: ["i64 @llvm.smax.i64(i64, i64)", "i64 @llvm.umin.i64(i64, i64)"],
      definition: #"""
        define i64 @mini_grown(i64 %0, i64 %1) {
          %3 = sdiv i64 %0, 2
          %4 = add nsw i64 %3, %0
          %5 = call i64 @llvm.smax.i64(i64 %4, i64 4)
          %6 = call i64 @llvm.umin.i64(i64 %5, i64 2147483647)
          %7 = call i64 @llvm.smax.i64(i64 %6, i64 %1)
          ret i64 %7
        }
        """#),
    Entry(
      name: "mini_retain", needs: ["mini_memory_each_buffer", "mini_memory_count_owner"],
      declarations: [],
      definition: #"""
        define void @mini_retain(ptr %0, ptr %1) {
          call fastcc void @mini_memory_each_buffer(ptr %0, ptr %1, ptr @mini_memory_count_owner)
          ret void
        }
        """#),
    Entry(
      name: "mini_memory_each_buffer", needs: [],
      declarations: [],
      definition: #"""
        define internal fastcc void @mini_memory_each_buffer(ptr %0, ptr %1, ptr %2) unnamed_addr {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 1
          %5 = load i8, ptr %4, align 1
          %6 = and i8 %5, 1
          %7 = icmp eq i8 %6, 0
          br i1 %7, label %76, label %8
        8:
          %9 = phi ptr [ %24, %22 ], [ %1, %3 ]
          %10 = load i8, ptr %9, align 8
          switch i8 %10, label %76 [
            i8 11, label %46
            i8 10, label %29
            i8 9, label %15
            i8 13, label %11
            i8 12, label %11
            i8 8, label %11
          ]
        11:
          %12 = load ptr, ptr %0, align 8
          %13 = icmp eq ptr %12, null
          br i1 %13, label %76, label %14
        14:
          call void %2(ptr %0, ptr %9, ptr %0)
          br label %76
        15:
          %16 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 5
          %17 = load i32, ptr %16, align 4
          %18 = zext i32 %17 to i64
          %19 = getelementptr inbounds i8, ptr %0, i64 %18
          %20 = load i8, ptr %19, align 1
          %21 = icmp eq i8 %20, 0
          br i1 %21, label %76, label %22
        22:
          %23 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 7
          %24 = load ptr, ptr %23, align 8
          %25 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %24, i64 0, i32 1
          %26 = load i8, ptr %25, align 1
          %27 = and i8 %26, 1
          %28 = icmp eq i8 %27, 0
          br i1 %28, label %76, label %8
        29:
          %30 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 9
          %31 = load ptr, ptr %30, align 8
          %32 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 4
          %33 = load i32, ptr %32, align 8
          %34 = icmp eq i32 %33, 0
          br i1 %34, label %76, label %35
        35:
          %36 = phi i64 [ %42, %35 ], [ 0, %29 ]
          %37 = getelementptr inbounds { ptr, ptr, i64 }, ptr %31, i64 %36, i32 2
          %38 = load i64, ptr %37, align 8
          %39 = getelementptr inbounds i8, ptr %0, i64 %38
          %40 = getelementptr inbounds { ptr, ptr, i64 }, ptr %31, i64 %36, i32 1
          %41 = load ptr, ptr %40, align 8
          call fastcc void @mini_memory_each_buffer(ptr %39, ptr %41, ptr %2)
          %42 = add nuw nsw i64 %36, 1
          %43 = load i32, ptr %32, align 8
          %44 = zext i32 %43 to i64
          %45 = icmp ult i64 %42, %44
          br i1 %45, label %35, label %76
        46:
          %47 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 2
          %48 = load i16, ptr %47, align 2
          %49 = icmp eq i16 %48, 1
          br i1 %49, label %50, label %53
        50:
          %51 = load i8, ptr %0, align 1
          %52 = zext i8 %51 to i32
          br label %55
        53:
          %54 = load i32, ptr %0, align 4
          br label %55
        55:
          %56 = phi i32 [ %52, %50 ], [ %54, %53 ]
          %57 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 9
          %58 = load ptr, ptr %57, align 8
          %59 = zext i32 %56 to i64
          %60 = getelementptr inbounds { ptr, ptr, i64 }, ptr %58, i64 %59, i32 2
          %61 = load i64, ptr %60, align 8
          %62 = icmp eq i64 %61, 0
          br i1 %62, label %76, label %63
        63:
          %64 = getelementptr inbounds { ptr, ptr, i64 }, ptr %58, i64 %59, i32 1
          br label %65
        65:
          %66 = phi i64 [ 0, %63 ], [ %73, %65 ]
          %67 = load ptr, ptr %64, align 8
          %68 = getelementptr inbounds { ptr, ptr, i64 }, ptr %67, i64 %66, i32 2
          %69 = load i64, ptr %68, align 8
          %70 = getelementptr inbounds i8, ptr %0, i64 %69
          %71 = getelementptr inbounds { ptr, ptr, i64 }, ptr %67, i64 %66, i32 1
          %72 = load ptr, ptr %71, align 8
          call fastcc void @mini_memory_each_buffer(ptr %70, ptr %72, ptr %2)
          %73 = add nuw i64 %66, 1
          %74 = load i64, ptr %60, align 8
          %75 = icmp ult i64 %73, %74
          br i1 %75, label %65, label %76
        76:
          ret void
        }
        """#),
    Entry(
      name: "mini_memory_count_owner", needs: [],
      declarations: [],
      definition: #"""
        define internal void @mini_memory_count_owner(ptr %0, ptr %1, ptr %2) {
          %4 = load ptr, ptr %0, align 8
          %5 = load i64, ptr %4, align 8
          %6 = add nsw i64 %5, 1
          store i64 %6, ptr %4, align 8
          ret void
        }
        """#),
    Entry(
      name: "mini_retain_buffer", needs: [],
      declarations: [],
      definition: #"""
        define void @mini_retain_buffer(ptr %0) {
          %2 = load ptr, ptr %0, align 8
          %3 = icmp eq ptr %2, null
          br i1 %3, label %7, label %4
        4:
          %5 = load i64, ptr %2, align 8
          %6 = add nsw i64 %5, 1
          store i64 %6, ptr %2, align 8
          br label %7
        7:
          ret void
        }
        """#),
    Entry(
      name: "mini_release_buffer", needs: ["mini_release"],
      declarations: [],
      definition: #"""
        define void @mini_release_buffer(ptr %0, ptr %1) {
          %3 = load ptr, ptr %0, align 8
          %4 = icmp eq ptr %3, null
          br i1 %4, label %11, label %5
        5:
          %6 = load i64, ptr %3, align 8
          %7 = icmp eq i64 %6, 1
          br i1 %7, label %8, label %9
        8:
          call void @mini_release(ptr %0, ptr %1)
          br label %11
        9:
          %10 = add nsw i64 %6, -1
          store i64 %10, ptr %3, align 8
          br label %11
        11:
          ret void
        }
        """#),
    Entry(
      name: "mini_release", needs: ["mini_memory_each_buffer", "mini_memory_drop_owner", "mini_memory_bury"],
      declarations: [],
      definition: #"""
        define void @mini_release(ptr %0, ptr %1) noinline {
          call fastcc void @mini_memory_each_buffer(ptr %0, ptr %1, ptr @mini_memory_drop_owner)
          call fastcc void @mini_memory_bury()
          ret void
        }
        """#),
    Entry(
      name: "mini_retain_all", needs: ["mini_memory_each_buffer", "mini_memory_count_owner"],
      declarations: [],
      definition: #"""
        define void @mini_retain_all(ptr %0, i64 %1, ptr %2) {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 1
          %5 = load i8, ptr %4, align 1
          %6 = and i8 %5, 1
          %7 = icmp ne i8 %6, 0
          %8 = icmp sgt i64 %1, 0
          %9 = and i1 %7, %8
          br i1 %9, label %10, label %20
        10:
          %11 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          br label %12
        12:
          %13 = phi i64 [ 0, %10 ], [ %18, %12 ]
          %14 = load i32, ptr %11, align 4
          %15 = zext i32 %14 to i64
          %16 = mul nuw nsw i64 %13, %15
          %17 = getelementptr inbounds i8, ptr %0, i64 %16
          call fastcc void @mini_memory_each_buffer(ptr %17, ptr %2, ptr @mini_memory_count_owner)
          %18 = add nuw nsw i64 %13, 1
          %19 = icmp eq i64 %18, %1
          br i1 %19, label %20, label %12
        20:
          ret void
        }
        """#),
    Entry(
      name: "mini_memory_drop_owner", needs: ["mini_memory_dead"],
      declarations: ["void @free(ptr)"],
      definition: #"""
        define internal void @mini_memory_drop_owner(ptr %0, ptr %1, ptr %2) {
          %4 = load ptr, ptr %0, align 8
          %5 = load i64, ptr %4, align 8
          %6 = add nsw i64 %5, -1
          store i64 %6, ptr %4, align 8
          %7 = icmp sgt i64 %5, 1
          br i1 %7, label %53, label %8
        8:
          %9 = load i8, ptr %1, align 8
          switch i8 %9, label %47 [
            i8 13, label %10
            i8 12, label %34
          ]
        10:
          %11 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 7
          %12 = load ptr, ptr %11, align 8
          %13 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %12, i64 0, i32 1
          %14 = load i8, ptr %13, align 1
          %15 = and i8 %14, 1
          %16 = icmp eq i8 %15, 0
          br i1 %16, label %17, label %24
        17:
          %18 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 8
          %19 = load ptr, ptr %18, align 8
          %20 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 1
          %21 = load i8, ptr %20, align 1
          %22 = and i8 %21, 1
          %23 = icmp eq i8 %22, 0
          br i1 %23, label %27, label %24
        24:
          %25 = ptrtoint ptr %1 to i64
          %26 = or i64 %25, 1
          br label %48
        27:
          %28 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 4
          %29 = load ptr, ptr %28, align 8
          call void @free(ptr %29)
          %30 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 5
          %31 = load ptr, ptr %30, align 8
          call void @free(ptr %31)
          %32 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 6
          %33 = load ptr, ptr %32, align 8
          call void @free(ptr %33)
          call void @free(ptr %4)
          br label %53
        34:
          %35 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 7
          %36 = load ptr, ptr %35, align 8
          %37 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %36, i64 0, i32 1
          %38 = load i8, ptr %37, align 1
          %39 = and i8 %38, 1
          %40 = icmp eq i8 %39, 0
          br i1 %40, label %47, label %41
        41:
          %42 = getelementptr inbounds { ptr, i64 }, ptr %2, i64 0, i32 1
          %43 = load i64, ptr %42, align 8
          %44 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 0, i32 1
          store i64 %43, ptr %44, align 8
          %45 = load ptr, ptr %35, align 8
          %46 = ptrtoint ptr %45 to i64
          br label %48
        47:
          call void @free(ptr %4)
          br label %53
        48:
          %49 = phi i64 [ %26, %24 ], [ %46, %41 ]
          %50 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 0, i32 2
          store i64 %49, ptr %50, align 8
          %51 = load ptr, ptr @mini_memory_dead, align 8
          %52 = ptrtoint ptr %51 to i64
          store i64 %52, ptr %4, align 8
          store ptr %4, ptr @mini_memory_dead, align 8
          br label %53
        53:
          ret void
        }
        """#),
    Entry(
      name: "mini_memory_bury", needs: ["mini_memory_dead", "mini_memory_each_buffer", "mini_memory_drop_owner"],
      declarations: ["void @free(ptr)"],
      definition: #"""
        define internal fastcc void @mini_memory_bury() unnamed_addr {
          %1 = load ptr, ptr @mini_memory_dead, align 8
          %2 = icmp eq ptr %1, null
          br i1 %2, label %73, label %3
        3:
          %4 = phi ptr [ %71, %70 ], [ %1, %0 ]
          %5 = load i64, ptr %4, align 8
          %6 = inttoptr i64 %5 to ptr
          store ptr %6, ptr @mini_memory_dead, align 8
          %7 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 0, i32 2
          %8 = load i64, ptr %7, align 8
          %9 = and i64 %8, -2
          %10 = inttoptr i64 %9 to ptr
          %11 = and i64 %8, 1
          %12 = icmp eq i64 %11, 0
          br i1 %12, label %13, label %20
        13:
          %14 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 0, i32 1
          %15 = load i64, ptr %14, align 8
          %16 = icmp sgt i64 %15, 0
          br i1 %16, label %17, label %70
        17:
          %18 = getelementptr inbounds { i64, i64, i64 }, ptr %4, i64 1
          %19 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %10, i64 0, i32 3
          br label %61
        20:
          %21 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 2
          %22 = load i64, ptr %21, align 8
          %23 = icmp sgt i64 %22, 0
          br i1 %23, label %24, label %54
        24:
          %25 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 5
          %26 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 6
          %27 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %10, i64 0, i32 4
          %28 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %10, i64 0, i32 8
          %29 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %10, i64 0, i32 5
          %30 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %10, i64 0, i32 7
          br label %31
        31:
          %32 = phi i64 [ %22, %24 ], [ %51, %50 ]
          %33 = phi i64 [ 0, %24 ], [ %52, %50 ]
          %34 = load ptr, ptr %25, align 8
          %35 = getelementptr inbounds i32, ptr %34, i64 %33
          %36 = load i32, ptr %35, align 4
          %37 = icmp eq i32 %36, 0
          br i1 %37, label %50, label %38
        38:
          %39 = load ptr, ptr %26, align 8
          %40 = load i32, ptr %27, align 8
          %41 = zext i32 %40 to i64
          %42 = mul nuw nsw i64 %33, %41
          %43 = getelementptr inbounds i8, ptr %39, i64 %42
          %44 = load ptr, ptr %28, align 8
          call fastcc void @mini_memory_each_buffer(ptr %43, ptr %44, ptr @mini_memory_drop_owner)
          %45 = load i32, ptr %29, align 4
          %46 = zext i32 %45 to i64
          %47 = getelementptr inbounds i8, ptr %43, i64 %46
          %48 = load ptr, ptr %30, align 8
          call fastcc void @mini_memory_each_buffer(ptr %47, ptr %48, ptr @mini_memory_drop_owner)
          %49 = load i64, ptr %21, align 8
          br label %50
        50:
          %51 = phi i64 [ %32, %31 ], [ %49, %38 ]
          %52 = add nuw nsw i64 %33, 1
          %53 = icmp slt i64 %52, %51
          br i1 %53, label %31, label %54
        54:
          %55 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 4
          %56 = load ptr, ptr %55, align 8
          call void @free(ptr %56)
          %57 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 5
          %58 = load ptr, ptr %57, align 8
          call void @free(ptr %58)
          %59 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 6
          %60 = load ptr, ptr %59, align 8
          call void @free(ptr %60)
          br label %70
        61:
          %62 = phi i64 [ 0, %17 ], [ %67, %61 ]
          %63 = load i32, ptr %19, align 4
          %64 = zext i32 %63 to i64
          %65 = mul nuw nsw i64 %62, %64
          %66 = getelementptr inbounds i8, ptr %18, i64 %65
          call fastcc void @mini_memory_each_buffer(ptr %66, ptr %10, ptr @mini_memory_drop_owner)
          %67 = add nuw nsw i64 %62, 1
          %68 = load i64, ptr %14, align 8
          %69 = icmp slt i64 %67, %68
          br i1 %69, label %61, label %70
        70:
          call void @free(ptr %4)
          %71 = load ptr, ptr @mini_memory_dead, align 8
          %72 = icmp eq ptr %71, null
          br i1 %72, label %73, label %3
        73:
          ret void
        }
        """#),
    Entry(
      name: "mini_release_all", needs: ["mini_memory_bury", "mini_memory_each_buffer", "mini_memory_drop_owner"],
      declarations: [],
      definition: #"""
        define void @mini_release_all(ptr %0, i64 %1, ptr %2) {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 1
          %5 = load i8, ptr %4, align 1
          %6 = and i8 %5, 1
          %7 = icmp eq i8 %6, 0
          br i1 %7, label %21, label %8
        8:
          %9 = icmp sgt i64 %1, 0
          br i1 %9, label %10, label %12
        10:
          %11 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 3
          br label %13
        12:
          call fastcc void @mini_memory_bury()
          br label %21
        13:
          %14 = phi i64 [ 0, %10 ], [ %19, %13 ]
          %15 = load i32, ptr %11, align 4
          %16 = zext i32 %15 to i64
          %17 = mul nuw nsw i64 %14, %16
          %18 = getelementptr inbounds i8, ptr %0, i64 %17
          call fastcc void @mini_memory_each_buffer(ptr %18, ptr %2, ptr @mini_memory_drop_owner)
          %19 = add nuw nsw i64 %14, 1
          %20 = icmp eq i64 %19, %1
          br i1 %20, label %12, label %13
        21:
          ret void
        }
        """#),
  ]
}
