// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/sort.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of sort.c.
  static let sort: [Entry] = [
    Entry(
      name: "mini_array_sort", needs: ["mini_sort_is_less", "mini_array_own", "mini_allocate"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)", "void @free(ptr)"],
      definition: #"""
        define void @mini_array_sort(ptr %0, ptr %1, ptr %2) {
          %4 = alloca ptr, align 8
          %5 = alloca ptr, align 8
          %6 = alloca { ptr, ptr }, align 8
          %7 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %8 = load i64, ptr %7, align 8
          %9 = icmp slt i64 %8, 2
          br i1 %9, label %111, label %10
        10:
          call void @mini_array_own(ptr %0, ptr %1)
          store ptr %1, ptr %6, align 8
          %11 = getelementptr inbounds { ptr, ptr }, ptr %6, i64 0, i32 1
          store ptr %2, ptr %11, align 8
          %12 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 3
          %13 = load i32, ptr %12, align 4
          %14 = zext i32 %13 to i64
          %15 = load i64, ptr %7, align 8
          %16 = mul i64 %15, %14
          %17 = load ptr, ptr %0, align 8
          %18 = getelementptr inbounds { i64, i64, i64 }, ptr %17, i64 1
          %19 = call ptr @mini_allocate(i64 %16)
          %20 = icmp eq i64 %16, 0
          %21 = shl nuw nsw i64 %14, 3
          br i1 %20, label %22, label %24
        22:
          %23 = icmp ult i64 %21, %16
          br i1 %23, label %56, label %110
        24:
          %25 = phi i64 [ %29, %54 ], [ 0, %10 ]
          %26 = getelementptr inbounds i8, ptr %18, i64 %25
          %27 = sub i64 %16, %25
          %28 = icmp ult i64 %27, %21
          %29 = add i64 %25, %21
          %30 = select i1 %28, i64 %16, i64 %29
          %31 = getelementptr inbounds i8, ptr %18, i64 %30
          %32 = load i32, ptr %12, align 4
          %33 = zext i32 %32 to i64
          %34 = getelementptr inbounds i8, ptr %26, i64 %33
          %35 = icmp ult ptr %34, %31
          br i1 %35, label %36, label %54
        36:
          %37 = sub nsw i64 0, %33
          br label %38
        38:
          %39 = phi ptr [ %34, %36 ], [ %52, %51 ]
          %40 = phi ptr [ %26, %36 ], [ %39, %51 ]
          %41 = call fastcc i1 @mini_sort_is_less(ptr %39, ptr %40, ptr %6)
          br i1 %41, label %42, label %51
        42:
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %19, ptr align 1 %39, i64 %33, i1 false)
          br label %43
        43:
          %44 = phi ptr [ %39, %42 ], [ %45, %47 ]
          %45 = getelementptr inbounds i8, ptr %44, i64 %37
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %44, ptr align 1 %45, i64 %33, i1 false)
          %46 = icmp ugt ptr %45, %26
          br i1 %46, label %47, label %50
        47:
          %48 = getelementptr inbounds i8, ptr %45, i64 %37
          %49 = call fastcc i1 @mini_sort_is_less(ptr %19, ptr %48, ptr %6)
          br i1 %49, label %43, label %50
        50:
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %45, ptr align 1 %19, i64 %33, i1 false)
          br label %51
        51:
          %52 = getelementptr inbounds i8, ptr %39, i64 %33
          %53 = icmp ult ptr %52, %31
          br i1 %53, label %38, label %54
        54:
          %55 = icmp ugt i64 %16, %29
          br i1 %55, label %24, label %22
        56:
          %57 = phi ptr [ %58, %63 ], [ %18, %22 ]
          %58 = phi ptr [ %57, %63 ], [ %19, %22 ]
          %59 = phi i64 [ %60, %63 ], [ %21, %22 ]
          %60 = shl i64 %59, 1
          br label %65
        61:
          %62 = icmp eq ptr %58, %18
          br i1 %62, label %110, label %109
        63:
          %64 = icmp ult i64 %60, %16
          br i1 %64, label %56, label %61
        65:
          %66 = phi i64 [ 0, %56 ], [ %72, %97 ]
          %67 = sub i64 %16, %66
          %68 = icmp ult i64 %67, %59
          %69 = add i64 %66, %59
          %70 = select i1 %68, i64 %16, i64 %69
          %71 = icmp ult i64 %67, %60
          %72 = add i64 %66, %60
          %73 = select i1 %71, i64 %16, i64 %72
          %74 = getelementptr inbounds i8, ptr %58, i64 %66
          %75 = getelementptr inbounds i8, ptr %57, i64 %66
          %76 = getelementptr inbounds i8, ptr %57, i64 %70
          %77 = getelementptr inbounds i8, ptr %57, i64 %73
          %78 = load i32, ptr %12, align 4
          %79 = zext i32 %78 to i64
          store ptr %75, ptr %4, align 8
          store ptr %76, ptr %5, align 8
          %80 = icmp slt i64 %66, %70
          %81 = icmp slt i64 %70, %73
          %82 = and i1 %80, %81
          br i1 %82, label %83, label %97
        83:
          %84 = phi ptr [ %94, %83 ], [ %76, %65 ]
          %85 = phi ptr [ %92, %83 ], [ %75, %65 ]
          %86 = phi ptr [ %91, %83 ], [ %74, %65 ]
          %87 = call fastcc i1 @mini_sort_is_less(ptr %84, ptr %85, ptr %6)
          %88 = select i1 %87, ptr %5, ptr %4
          %89 = load ptr, ptr %88, align 8
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %86, ptr align 1 %89, i64 %79, i1 false)
          %90 = getelementptr inbounds i8, ptr %89, i64 %79
          store ptr %90, ptr %88, align 8
          %91 = getelementptr inbounds i8, ptr %86, i64 %79
          %92 = load ptr, ptr %4, align 8
          %93 = icmp ult ptr %92, %76
          %94 = load ptr, ptr %5, align 8
          %95 = icmp ult ptr %94, %77
          %96 = select i1 %93, i1 %95, i1 false
          br i1 %96, label %83, label %97
        97:
          %98 = phi ptr [ %74, %65 ], [ %91, %83 ]
          %99 = phi ptr [ %75, %65 ], [ %92, %83 ]
          %100 = phi ptr [ %76, %65 ], [ %94, %83 ]
          %101 = ptrtoint ptr %76 to i64
          %102 = ptrtoint ptr %99 to i64
          %103 = sub i64 %101, %102
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %98, ptr align 1 %99, i64 %103, i1 false)
          %104 = getelementptr inbounds i8, ptr %98, i64 %103
          %105 = ptrtoint ptr %77 to i64
          %106 = ptrtoint ptr %100 to i64
          %107 = sub i64 %105, %106
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %104, ptr align 1 %100, i64 %107, i1 false)
          %108 = icmp ugt i64 %16, %72
          br i1 %108, label %65, label %63
        109:
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %18, ptr align 1 %58, i64 %16, i1 false)
          br label %110
        110:
          call void @free(ptr %19)
          br label %111
        111:
          ret void
        }
        """#),
    Entry(
      name: "mini_sort_is_less", needs: ["mini_text_compare"],
      declarations: [],
      definition: #"""
        define internal fastcc i1 @mini_sort_is_less(ptr %0, ptr %1, ptr %2) unnamed_addr {
          %4 = load ptr, ptr %2, align 8
          %5 = load i8, ptr %4, align 8
          %6 = getelementptr inbounds { ptr, ptr }, ptr %2, i64 0, i32 1
          %7 = load ptr, ptr %6, align 8
          %8 = icmp eq ptr %7, null
          br i1 %8, label %42, label %9
        9:
          switch i8 %5, label %74 [
            i8 0, label %10
            i8 1, label %16
            i8 2, label %20
            i8 3, label %24
            i8 4, label %28
            i8 5, label %32
            i8 6, label %36
            i8 7, label %40
            i8 8, label %40
            i8 9, label %40
            i8 10, label %40
            i8 11, label %40
            i8 12, label %40
            i8 13, label %40
          ]
        10:
          %11 = load i8, ptr %0, align 1
          %12 = icmp ne i8 %11, 0
          %13 = load i8, ptr %1, align 1
          %14 = icmp ne i8 %13, 0
          %15 = call i1 %7(i1 %12, i1 %14)
          br label %74
        16:
          %17 = load i8, ptr %0, align 1
          %18 = load i8, ptr %1, align 1
          %19 = call i1 %7(i8 %17, i8 %18)
          br label %74
        20:
          %21 = load i32, ptr %0, align 4
          %22 = load i32, ptr %1, align 4
          %23 = call i1 %7(i32 %21, i32 %22)
          br label %74
        24:
          %25 = load i32, ptr %0, align 4
          %26 = load i32, ptr %1, align 4
          %27 = call i1 %7(i32 %25, i32 %26)
          br label %74
        28:
          %29 = load i64, ptr %0, align 8
          %30 = load i64, ptr %1, align 8
          %31 = call i1 %7(i64 %29, i64 %30)
          br label %74
        32:
          %33 = load i64, ptr %0, align 8
          %34 = load i64, ptr %1, align 8
          %35 = call i1 %7(i64 %33, i64 %34)
          br label %74
        36:
          %37 = load double, ptr %0, align 8
          %38 = load double, ptr %1, align 8
          %39 = call i1 %7(double %37, double %38)
          br label %74
        40:
          %41 = call i1 %7(ptr %0, ptr %1)
          br label %74
        42:
          switch i8 %5, label %74 [
            i8 1, label %43
            i8 2, label %47
            i8 3, label %51
            i8 4, label %55
            i8 5, label %59
            i8 6, label %63
            i8 8, label %71
          ]
        43:
          %44 = load i8, ptr %0, align 1
          %45 = load i8, ptr %1, align 1
          %46 = icmp ult i8 %44, %45
          br label %74
        47:
          %48 = load i32, ptr %0, align 4
          %49 = load i32, ptr %1, align 4
          %50 = icmp slt i32 %48, %49
          br label %74
        51:
          %52 = load i32, ptr %0, align 4
          %53 = load i32, ptr %1, align 4
          %54 = icmp ult i32 %52, %53
          br label %74
        55:
          %56 = load i64, ptr %0, align 8
          %57 = load i64, ptr %1, align 8
          %58 = icmp slt i64 %56, %57
          br label %74
        59:
          %60 = load i64, ptr %0, align 8
          %61 = load i64, ptr %1, align 8
          %62 = icmp ult i64 %60, %61
          br label %74
        63:
          %64 = load double, ptr %0, align 8
          %65 = load double, ptr %1, align 8
          %66 = fcmp olt double %64, %65
          br i1 %66, label %74, label %67
        67:
          %68 = fcmp uno double %65, 0.000000e+00
          %69 = fcmp ord double %64, 0.000000e+00
          %70 = select i1 %68, i1 %69, i1 false
          br label %74
        71:
          %72 = call i32 @mini_text_compare(ptr %0, ptr %1)
          %73 = icmp slt i32 %72, 0
          br label %74
        74:
          %75 = phi i1 [ %73, %71 ], [ %62, %59 ], [ %58, %55 ], [ %54, %51 ], [ %50, %47 ], [ %46, %43 ], [ true, %63 ], [ %70, %67 ], [ false, %42 ], [ %41, %40 ], [ %39, %36 ], [ %35, %32 ], [ %31, %28 ], [ %27, %24 ], [ %23, %20 ], [ %19, %16 ], [ %15, %10 ], [ false, %9 ]
          ret i1 %75
        }
        """#),
  ]
}
