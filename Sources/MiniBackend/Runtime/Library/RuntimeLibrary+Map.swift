// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/map.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of map.c.
  static let map: [Entry] = [
    Entry(
      name: "mini_map_str", needs: [],
      declarations: [],
      definition: #"""
        @mini_map_str = private unnamed_addr constant [1 x i8] zeroinitializer, align 1
        """#),
    Entry(
      name: "mini_map_length", needs: [],
      declarations: [],
      definition: #"""
        define i64 @mini_map_length(ptr %0) {
          %2 = icmp eq ptr %0, null
          br i1 %2, label %6, label %3
        3:
          %4 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          br label %6
        6:
          %7 = phi i64 [ %5, %3 ], [ 0, %1 ]
          ret i64 %7
        }
        """#),
    Entry(
      name: "mini_map_find_text", needs: ["mini_map_hash_of_text", "mini_map_slot_of_text"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_find_text(ptr %0, ptr %1, ptr %2) noinline {
          %4 = call fastcc i32 @mini_map_hash_of_text(ptr %1)
          %5 = call fastcc i64 @mini_map_slot_of_text(ptr %0, ptr %1, i32 %4, ptr %2)
          %6 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %7 = load ptr, ptr %6, align 8
          %8 = getelementptr inbounds i32, ptr %7, i64 %5
          %9 = load i32, ptr %8, align 4
          %10 = icmp eq i32 %9, 0
          br i1 %10, label %25, label %11
        11:
          %12 = add i32 %9, -1
          %13 = zext i32 %12 to i64
          %14 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %15 = load ptr, ptr %14, align 8
          %16 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %17 = load i32, ptr %16, align 8
          %18 = zext i32 %17 to i64
          %19 = mul nuw nsw i64 %18, %13
          %20 = getelementptr inbounds i8, ptr %15, i64 %19
          %21 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %22 = load i32, ptr %21, align 4
          %23 = zext i32 %22 to i64
          %24 = getelementptr inbounds i8, ptr %20, i64 %23
          br label %25
        25:
          %26 = phi ptr [ %24, %11 ], [ null, %3 ]
          ret ptr %26
        }
        """#),
    Entry(
      name: "mini_map_slot_of_text", needs: ["mini_map_str"],
      declarations: ["i32 @bcmp(ptr, ptr, i64)"],
      definition: #"""
        define internal fastcc i64 @mini_map_slot_of_text(ptr %0, ptr %1, i32 %2, ptr %3) unnamed_addr {
          %5 = zext i32 %2 to i64
          %6 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 3
          %7 = load i64, ptr %6, align 8
          %8 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %9 = load ptr, ptr %8, align 8
          %10 = and i64 %7, %5
          %11 = getelementptr inbounds i32, ptr %9, i64 %10
          %12 = load i32, ptr %11, align 4
          %13 = icmp eq i32 %12, 0
          br i1 %13, label %69, label %14
        14:
          %15 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 5
          %16 = load ptr, ptr %15, align 8
          %17 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %18 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 4
          %19 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %20 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          br label %21
        21:
          %22 = phi i32 [ %12, %14 ], [ %67, %63 ]
          %23 = phi i64 [ %10, %14 ], [ %65, %63 ]
          %24 = add i32 %22, -1
          %25 = zext i32 %24 to i64
          %26 = getelementptr inbounds i32, ptr %16, i64 %25
          %27 = load i32, ptr %26, align 4
          %28 = icmp eq i32 %27, %2
          br i1 %28, label %29, label %63
        29:
          %30 = load ptr, ptr %17, align 8
          %31 = load i32, ptr %18, align 8
          %32 = zext i32 %31 to i64
          %33 = mul nuw nsw i64 %32, %25
          %34 = getelementptr inbounds i8, ptr %30, i64 %33
          %35 = getelementptr inbounds { ptr, i32, i32 }, ptr %34, i64 0, i32 2
          %36 = load i32, ptr %35, align 4
          %37 = load i32, ptr %19, align 4
          %38 = icmp eq i32 %36, %37
          br i1 %38, label %39, label %63
        39:
          %40 = load ptr, ptr %34, align 8
          %41 = icmp eq ptr %40, null
          br i1 %41, label %48, label %42
        42:
          %43 = getelementptr inbounds { i64, i64, i64 }, ptr %40, i64 1
          %44 = getelementptr inbounds { ptr, i32, i32 }, ptr %34, i64 0, i32 1
          %45 = load i32, ptr %44, align 8
          %46 = zext i32 %45 to i64
          %47 = getelementptr inbounds i8, ptr %43, i64 %46
          br label %48
        48:
          %49 = phi ptr [ %47, %42 ], [ @mini_map_str, %39 ]
          %50 = load ptr, ptr %1, align 8
          %51 = icmp eq ptr %50, null
          br i1 %51, label %57, label %52
        52:
          %53 = getelementptr inbounds { i64, i64, i64 }, ptr %50, i64 1
          %54 = load i32, ptr %20, align 8
          %55 = zext i32 %54 to i64
          %56 = getelementptr inbounds i8, ptr %53, i64 %55
          br label %57
        57:
          %58 = phi ptr [ %56, %52 ], [ @mini_map_str, %48 ]
          %59 = zext i32 %36 to i64
          %60 = call i32 @bcmp(ptr %49, ptr %58, i64 %59)
          %61 = freeze i32 %60
          %62 = icmp eq i32 %61, 0
          br i1 %62, label %69, label %63
        63:
          %64 = add i64 %23, 1
          %65 = and i64 %7, %64
          %66 = getelementptr inbounds i32, ptr %9, i64 %65
          %67 = load i32, ptr %66, align 4
          %68 = icmp eq i32 %67, 0
          br i1 %68, label %69, label %21
        69:
          %70 = phi i64 [ %10, %4 ], [ %23, %57 ], [ %65, %63 ]
          ret i64 %70
        }
        """#),
    Entry(
      name: "mini_map_hash_of_text", needs: ["mini_map_str"],
      declarations: ["i64 @llvm.umin.i64(i64, i64)"],
      definition: #"""
        define internal fastcc i32 @mini_map_hash_of_text(ptr %0) unnamed_addr {
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
          %11 = phi ptr [ %9, %4 ], [ @mini_map_str, %1 ]
          %12 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %13 = load i32, ptr %12, align 4
          %14 = zext i32 %13 to i64
          %15 = xor i64 %14, 2611923443488327891
          %16 = icmp ugt i32 %13, 16
          br i1 %16, label %17, label %37
        17:
          %18 = phi ptr [ %32, %17 ], [ %11, %10 ]
          %19 = phi i64 [ %31, %17 ], [ %15, %10 ]
          %20 = phi i64 [ %33, %17 ], [ %14, %10 ]
          %21 = load i64, ptr %18, align 1
          %22 = xor i64 %21, 1376283091369227076
          %23 = getelementptr inbounds i8, ptr %18, i64 8
          %24 = load i64, ptr %23, align 1
          %25 = xor i64 %24, %19
          %26 = zext i64 %22 to i128
          %27 = zext i64 %25 to i128
          %28 = mul nuw i128 %27, %26
          %29 = lshr i128 %28, 64
          %30 = xor i128 %29, %28
          %31 = trunc i128 %30 to i64
          %32 = getelementptr inbounds i8, ptr %18, i64 16
          %33 = add i64 %20, -16
          %34 = icmp ugt i64 %33, 16
          br i1 %34, label %17, label %35
        35:
          %36 = trunc i128 %30 to i64
          br label %37
        37:
          %38 = phi i64 [ %14, %10 ], [ %33, %35 ]
          %39 = phi i64 [ %15, %10 ], [ %36, %35 ]
          %40 = phi ptr [ %11, %10 ], [ %32, %35 ]
          %41 = call i64 @llvm.umin.i64(i64 %38, i64 8)
          %42 = icmp ugt i64 %41, 3
          br i1 %42, label %43, label %54
        43:
          %44 = load i32, ptr %40, align 1
          %45 = zext i32 %44 to i64
          %46 = getelementptr inbounds i8, ptr %40, i64 %41
          %47 = getelementptr inbounds i8, ptr %46, i64 -4
          %48 = load i32, ptr %47, align 1
          %49 = zext i32 %48 to i64
          %50 = shl nuw nsw i64 %41, 3
          %51 = add nsw i64 %50, -32
          %52 = shl nuw i64 %49, %51
          %53 = or i64 %52, %45
          br label %72
        54:
          %55 = icmp ugt i64 %41, 1
          br i1 %55, label %56, label %67
        56:
          %57 = load i16, ptr %40, align 1
          %58 = zext i16 %57 to i64
          %59 = getelementptr inbounds i8, ptr %40, i64 %41
          %60 = getelementptr inbounds i8, ptr %59, i64 -2
          %61 = load i16, ptr %60, align 1
          %62 = zext i16 %61 to i64
          %63 = shl nuw nsw i64 %41, 3
          %64 = add nsw i64 %63, -16
          %65 = shl nuw nsw i64 %62, %64
          %66 = or i64 %65, %58
          br label %72
        67:
          %68 = icmp eq i64 %41, 0
          br i1 %68, label %72, label %69
        69:
          %70 = load i8, ptr %40, align 1
          %71 = zext i8 %70 to i64
          br label %72
        72:
          %73 = phi i64 [ %53, %43 ], [ %66, %56 ], [ %71, %69 ], [ 0, %67 ]
          %74 = getelementptr inbounds i8, ptr %40, i64 %41
          %75 = sub nsw i64 %38, %41
          %76 = icmp ugt i64 %75, 3
          br i1 %76, label %77, label %88
        77:
          %78 = load i32, ptr %74, align 1
          %79 = zext i32 %78 to i64
          %80 = getelementptr inbounds i8, ptr %40, i64 %38
          %81 = getelementptr inbounds i8, ptr %80, i64 -4
          %82 = load i32, ptr %81, align 1
          %83 = zext i32 %82 to i64
          %84 = shl nsw i64 %75, 3
          %85 = add i64 %84, -32
          %86 = shl i64 %83, %85
          %87 = or i64 %86, %79
          br label %106
        88:
          %89 = icmp ugt i64 %75, 1
          br i1 %89, label %90, label %101
        90:
          %91 = load i16, ptr %74, align 1
          %92 = zext i16 %91 to i64
          %93 = getelementptr inbounds i8, ptr %40, i64 %38
          %94 = getelementptr inbounds i8, ptr %93, i64 -2
          %95 = load i16, ptr %94, align 1
          %96 = zext i16 %95 to i64
          %97 = shl nuw nsw i64 %75, 3
          %98 = add nsw i64 %97, -16
          %99 = shl nuw nsw i64 %96, %98
          %100 = or i64 %99, %92
          br label %106
        101:
          %102 = icmp ult i64 %38, 9
          br i1 %102, label %106, label %103
        103:
          %104 = load i8, ptr %74, align 1
          %105 = zext i8 %104 to i64
          br label %106
        106:
          %107 = phi i64 [ %87, %77 ], [ %100, %90 ], [ %105, %103 ], [ 0, %101 ]
          %108 = xor i64 %73, -6626703657320631856
          %109 = xor i64 %107, %39
          %110 = zext i64 %108 to i128
          %111 = zext i64 %109 to i128
          %112 = mul nuw i128 %111, %110
          %113 = lshr i128 %112, 64
          %114 = xor i128 %113, %112
          %115 = trunc i128 %114 to i64
          %116 = lshr i64 %115, 32
          %117 = xor i64 %116, %115
          %118 = trunc i64 %117 to i32
          %119 = or i32 %118, -2147483648
          ret i32 %119
        }
        """#),
    Entry(
      name: "mini_map_find", needs: ["mini_map_find_text"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_find(ptr %0, ptr %1, ptr %2, i32 %3) {
          %5 = icmp eq ptr %0, null
          br i1 %5, label %81, label %6
        6:
          switch i32 %3, label %15 [
            i32 0, label %7
            i32 1, label %9
            i32 4, label %12
          ]
        7:
          %8 = call ptr @mini_map_find_text(ptr %0, ptr %1, ptr %2)
          br label %81
        9:
          %10 = load i8, ptr %1, align 1
          %11 = zext i8 %10 to i64
          br label %17
        12:
          %13 = load i32, ptr %1, align 1
          %14 = zext i32 %13 to i64
          br label %17
        15:
          %16 = load i64, ptr %1, align 1
          br label %17
        17:
          %18 = phi i64 [ %16, %15 ], [ %14, %12 ], [ %11, %9 ]
          %19 = xor i64 %18, 589684135938649225
          %20 = zext i64 %19 to i128
          %21 = mul nuw nsw i128 %20, 4983270260364809079
          %22 = lshr i128 %21, 64
          %23 = xor i128 %22, %21
          %24 = trunc i128 %23 to i64
          %25 = lshr i64 %24, 32
          %26 = xor i64 %25, %24
          %27 = and i64 %26, 2147483647
          %28 = or i64 %27, 2147483648
          %29 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 3
          %30 = load i64, ptr %29, align 8
          %31 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %32 = load ptr, ptr %31, align 8
          %33 = and i64 %28, %30
          %34 = getelementptr inbounds i32, ptr %32, i64 %33
          %35 = load i32, ptr %34, align 4
          %36 = icmp eq i32 %35, 0
          br i1 %36, label %81, label %37
        37:
          %38 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %39 = load ptr, ptr %38, align 8
          %40 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %41 = load i32, ptr %40, align 8
          %42 = zext i32 %41 to i64
          br label %43
        43:
          %44 = phi i32 [ %35, %37 ], [ %65, %61 ]
          %45 = phi i64 [ %33, %37 ], [ %63, %61 ]
          %46 = add i32 %44, -1
          %47 = zext i32 %46 to i64
          %48 = mul nuw nsw i64 %47, %42
          %49 = getelementptr inbounds i8, ptr %39, i64 %48
          switch i32 %3, label %56 [
            i32 1, label %50
            i32 4, label %53
          ]
        50:
          %51 = load i8, ptr %49, align 1
          %52 = zext i8 %51 to i64
          br label %58
        53:
          %54 = load i32, ptr %49, align 1
          %55 = zext i32 %54 to i64
          br label %58
        56:
          %57 = load i64, ptr %49, align 1
          br label %58
        58:
          %59 = phi i64 [ %57, %56 ], [ %55, %53 ], [ %52, %50 ]
          %60 = icmp eq i64 %59, %18
          br i1 %60, label %67, label %61
        61:
          %62 = add i64 %45, 1
          %63 = and i64 %62, %30
          %64 = getelementptr inbounds i32, ptr %32, i64 %63
          %65 = load i32, ptr %64, align 4
          %66 = icmp eq i32 %65, 0
          br i1 %66, label %81, label %43
        67:
          %68 = add i32 %44, -1
          %69 = zext i32 %68 to i64
          %70 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %71 = load ptr, ptr %70, align 8
          %72 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %73 = load i32, ptr %72, align 8
          %74 = zext i32 %73 to i64
          %75 = mul nuw nsw i64 %74, %69
          %76 = getelementptr inbounds i8, ptr %71, i64 %75
          %77 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %78 = load i32, ptr %77, align 4
          %79 = zext i32 %78 to i64
          %80 = getelementptr inbounds i8, ptr %76, i64 %79
          br label %81
        81:
          %82 = phi ptr [ %8, %7 ], [ null, %4 ], [ %80, %67 ], [ null, %17 ], [ null, %61 ]
          ret ptr %82
        }
        """#),
    Entry(
      name: "mini_map_find_in_copy", needs: ["mini_map_make_own", "mini_map_hash_of", "mini_map_slot_of"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_find_in_copy(ptr %0, ptr %1, ptr %2) noinline {
          %4 = load ptr, ptr %0, align 8
          %5 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 1
          %6 = load i64, ptr %5, align 8
          call fastcc void @mini_map_make_own(ptr %0, i64 %6, ptr %2)
          %7 = load ptr, ptr %0, align 8
          %8 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %9 = load ptr, ptr %8, align 8
          %10 = call fastcc i32 @mini_map_hash_of(ptr %1, ptr %9)
          %11 = call fastcc i64 @mini_map_slot_of(ptr %7, ptr %1, i32 %10, ptr %2)
          %12 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %7, i64 0, i32 4
          %13 = load ptr, ptr %12, align 8
          %14 = getelementptr inbounds i32, ptr %13, i64 %11
          %15 = load i32, ptr %14, align 4
          %16 = icmp eq i32 %15, 0
          br i1 %16, label %31, label %17
        17:
          %18 = add i32 %15, -1
          %19 = zext i32 %18 to i64
          %20 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %7, i64 0, i32 6
          %21 = load ptr, ptr %20, align 8
          %22 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %23 = load i32, ptr %22, align 8
          %24 = zext i32 %23 to i64
          %25 = mul nuw nsw i64 %24, %19
          %26 = getelementptr inbounds i8, ptr %21, i64 %25
          %27 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %28 = load i32, ptr %27, align 4
          %29 = zext i32 %28 to i64
          %30 = getelementptr inbounds i8, ptr %26, i64 %29
          br label %31
        31:
          %32 = phi ptr [ %30, %17 ], [ null, %3 ]
          ret ptr %32
        }
        """#),
    Entry(
      name: "mini_map_make_own", needs: ["mini_map_fill", "mini_map_make_slots", "mini_map_resize", "mini_allocate", "mini_out_of_memory", "mini_retain"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "ptr @malloc(i64)"],
      definition: #"""
        define internal fastcc void @mini_map_make_own(ptr %0, i64 %1, ptr %2) unnamed_addr {
          %4 = load ptr, ptr %0, align 8
          %5 = icmp eq ptr %4, null
          br i1 %5, label %9, label %6
        6:
          %7 = load i64, ptr %4, align 8
          %8 = icmp eq i64 %7, 1
          br i1 %8, label %70, label %9
        9:
          %10 = call ptr @mini_allocate(i64 72)
          store i64 1, ptr %10, align 8
          %11 = getelementptr inbounds i8, ptr %10, i64 8
          call void @llvm.memset.p0.i64(ptr align 8 %11, i8 0, i64 64, i1 false)
          store ptr %10, ptr %0, align 8
          br i1 %5, label %70, label %12
        12:
          store i64 %1, ptr %11, align 8
          %13 = shl i64 %1, 2
          %14 = call ptr @malloc(i64 %13)
          %15 = icmp eq ptr %14, null
          br i1 %15, label %16, label %17
        16:
          call void @mini_out_of_memory()
          unreachable
        17:
          %18 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %10, i64 0, i32 5
          store ptr %14, ptr %18, align 8
          %19 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %20 = load i32, ptr %19, align 8
          %21 = zext i32 %20 to i64
          %22 = mul i64 %21, %1
          %23 = call ptr @malloc(i64 %22)
          %24 = icmp eq ptr %23, null
          br i1 %24, label %25, label %26
        25:
          call void @mini_out_of_memory()
          unreachable
        26:
          %27 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %10, i64 0, i32 6
          store ptr %23, ptr %27, align 8
          call fastcc void @mini_map_fill(ptr %10, ptr %4, ptr %2)
          call fastcc void @mini_map_make_slots(ptr %10)
          %28 = load i64, ptr %4, align 8
          %29 = add nsw i64 %28, -1
          store i64 %29, ptr %4, align 8
          %30 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %31 = load ptr, ptr %30, align 8
          %32 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %31, i64 0, i32 1
          %33 = load i8, ptr %32, align 1
          %34 = and i8 %33, 1
          %35 = icmp eq i8 %34, 0
          br i1 %35, label %36, label %43
        36:
          %37 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 7
          %38 = load ptr, ptr %37, align 8
          %39 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %38, i64 0, i32 1
          %40 = load i8, ptr %39, align 1
          %41 = and i8 %40, 1
          %42 = icmp eq i8 %41, 0
          br i1 %42, label %72, label %43
        43:
          %44 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %10, i64 0, i32 2
          %45 = load i64, ptr %44, align 8
          %46 = icmp sgt i64 %45, 0
          br i1 %46, label %47, label %72
        47:
          %48 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %49 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 7
          br label %50
        50:
          %51 = phi i64 [ 0, %47 ], [ %67, %50 ]
          %52 = load ptr, ptr %27, align 8
          %53 = load i32, ptr %19, align 8
          %54 = zext i32 %53 to i64
          %55 = mul nuw nsw i64 %51, %54
          %56 = getelementptr inbounds i8, ptr %52, i64 %55
          %57 = load ptr, ptr %30, align 8
          call void @mini_retain(ptr %56, ptr %57)
          %58 = load ptr, ptr %27, align 8
          %59 = load i32, ptr %19, align 8
          %60 = zext i32 %59 to i64
          %61 = mul nuw nsw i64 %51, %60
          %62 = getelementptr inbounds i8, ptr %58, i64 %61
          %63 = load i32, ptr %48, align 4
          %64 = zext i32 %63 to i64
          %65 = getelementptr inbounds i8, ptr %62, i64 %64
          %66 = load ptr, ptr %49, align 8
          call void @mini_retain(ptr %65, ptr %66)
          %67 = add nuw nsw i64 %51, 1
          %68 = load i64, ptr %44, align 8
          %69 = icmp slt i64 %67, %68
          br i1 %69, label %50, label %72
        70:
          %71 = phi ptr [ %4, %6 ], [ %10, %9 ]
          call fastcc void @mini_map_resize(ptr %71, i64 %1, ptr %2)
          br label %72
        72:
          ret void
        }
        """#),
    Entry(
      name: "mini_map_slot_of", needs: ["mini_map_slot_of_text"],
      declarations: [],
      definition: #"""
        define internal fastcc i64 @mini_map_slot_of(ptr %0, ptr %1, i32 %2, ptr %3) unnamed_addr {
          %5 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 8
          %6 = load ptr, ptr %5, align 8
          %7 = load i8, ptr %6, align 8
          %8 = icmp eq i8 %7, 8
          br i1 %8, label %9, label %11
        9:
          %10 = call fastcc i64 @mini_map_slot_of_text(ptr %0, ptr %1, i32 %2, ptr %3)
          br label %63
        11:
          %12 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %6, i64 0, i32 3
          %13 = load i32, ptr %12, align 4
          switch i32 %13, label %20 [
            i32 1, label %14
            i32 4, label %17
          ]
        14:
          %15 = load i8, ptr %1, align 1
          %16 = zext i8 %15 to i64
          br label %22
        17:
          %18 = load i32, ptr %1, align 1
          %19 = zext i32 %18 to i64
          br label %22
        20:
          %21 = load i64, ptr %1, align 1
          br label %22
        22:
          %23 = phi i64 [ %21, %20 ], [ %19, %17 ], [ %16, %14 ]
          %24 = zext i32 %2 to i64
          %25 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 3
          %26 = load i64, ptr %25, align 8
          %27 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %28 = load ptr, ptr %27, align 8
          %29 = and i64 %26, %24
          %30 = getelementptr inbounds i32, ptr %28, i64 %29
          %31 = load i32, ptr %30, align 4
          %32 = icmp eq i32 %31, 0
          br i1 %32, label %63, label %33
        33:
          %34 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %35 = load ptr, ptr %34, align 8
          %36 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 4
          %37 = load i32, ptr %36, align 8
          %38 = zext i32 %37 to i64
          br label %39
        39:
          %40 = phi i32 [ %31, %33 ], [ %61, %57 ]
          %41 = phi i64 [ %29, %33 ], [ %59, %57 ]
          %42 = add i32 %40, -1
          %43 = zext i32 %42 to i64
          %44 = mul nuw nsw i64 %43, %38
          %45 = getelementptr inbounds i8, ptr %35, i64 %44
          switch i32 %13, label %52 [
            i32 1, label %46
            i32 4, label %49
          ]
        46:
          %47 = load i8, ptr %45, align 1
          %48 = zext i8 %47 to i64
          br label %54
        49:
          %50 = load i32, ptr %45, align 1
          %51 = zext i32 %50 to i64
          br label %54
        52:
          %53 = load i64, ptr %45, align 1
          br label %54
        54:
          %55 = phi i64 [ %53, %52 ], [ %51, %49 ], [ %48, %46 ]
          %56 = icmp eq i64 %55, %23
          br i1 %56, label %63, label %57
        57:
          %58 = add i64 %41, 1
          %59 = and i64 %58, %26
          %60 = getelementptr inbounds i32, ptr %28, i64 %59
          %61 = load i32, ptr %60, align 4
          %62 = icmp eq i32 %61, 0
          br i1 %62, label %63, label %39
        63:
          %64 = phi i64 [ %10, %9 ], [ %29, %22 ], [ %41, %54 ], [ %59, %57 ]
          ret i64 %64
        }
        """#),
    Entry(
      name: "mini_map_hash_of", needs: ["mini_map_hash_of_text"],
      declarations: [],
      definition: #"""
        define internal fastcc i32 @mini_map_hash_of(ptr %0, ptr %1) unnamed_addr {
          %3 = load i8, ptr %1, align 8
          %4 = icmp eq i8 %3, 8
          br i1 %4, label %5, label %7
        5:
          %6 = call fastcc i32 @mini_map_hash_of_text(ptr %0)
          br label %30
        7:
          %8 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 3
          %9 = load i32, ptr %8, align 4
          switch i32 %9, label %16 [
            i32 1, label %10
            i32 4, label %13
          ]
        10:
          %11 = load i8, ptr %0, align 1
          %12 = zext i8 %11 to i64
          br label %18
        13:
          %14 = load i32, ptr %0, align 1
          %15 = zext i32 %14 to i64
          br label %18
        16:
          %17 = load i64, ptr %0, align 1
          br label %18
        18:
          %19 = phi i64 [ %17, %16 ], [ %15, %13 ], [ %12, %10 ]
          %20 = xor i64 %19, 589684135938649225
          %21 = zext i64 %20 to i128
          %22 = mul nuw nsw i128 %21, 4983270260364809079
          %23 = lshr i128 %22, 64
          %24 = xor i128 %23, %22
          %25 = trunc i128 %24 to i64
          %26 = lshr i64 %25, 32
          %27 = xor i64 %26, %25
          %28 = trunc i64 %27 to i32
          %29 = or i32 %28, -2147483648
          br label %30
        30:
          %31 = phi i32 [ %6, %5 ], [ %29, %18 ]
          ret i32 %31
        }
        """#),
    Entry(
      name: "mini_map_find_own", needs: ["mini_map_find", "mini_map_find_in_copy"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_find_own(ptr %0, ptr %1, ptr %2, i32 %3) {
          %5 = load ptr, ptr %0, align 8
          %6 = call ptr @mini_map_find(ptr %5, ptr %1, ptr %2, i32 %3)
          %7 = icmp eq ptr %6, null
          br i1 %7, label %13, label %8
        8:
          %9 = load i64, ptr %5, align 8
          %10 = icmp eq i64 %9, 1
          br i1 %10, label %13, label %11
        11:
          %12 = call ptr @mini_map_find_in_copy(ptr %0, ptr %1, ptr %2) cold
          br label %13
        13:
          %14 = phi ptr [ %12, %11 ], [ %6, %8 ], [ null, %4 ]
          ret ptr %14
        }
        """#),
    Entry(
      name: "mini_map_insert", needs: ["mini_map_hash_of", "mini_map_slot_of", "mini_map_find_in_copy", "mini_map_make_own", "mini_grown", "mini_retain"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define ptr @mini_map_insert(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %5 = load ptr, ptr %4, align 8
          %6 = call fastcc i32 @mini_map_hash_of(ptr %1, ptr %5)
          %7 = load ptr, ptr %0, align 8
          %8 = icmp eq ptr %7, null
          br i1 %8, label %49, label %9
        9:
          %10 = call fastcc i64 @mini_map_slot_of(ptr %7, ptr %1, i32 %6, ptr %2)
          %11 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %7, i64 0, i32 4
          %12 = load ptr, ptr %11, align 8
          %13 = getelementptr inbounds i32, ptr %12, i64 %10
          %14 = load i32, ptr %13, align 4
          %15 = icmp eq i32 %14, 0
          br i1 %15, label %36, label %16
        16:
          %17 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %7, i64 0, i32 6
          %18 = load ptr, ptr %17, align 8
          %19 = icmp eq ptr %18, null
          br i1 %19, label %36, label %20
        20:
          %21 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %22 = load i32, ptr %21, align 8
          %23 = zext i32 %22 to i64
          %24 = add i32 %14, -1
          %25 = zext i32 %24 to i64
          %26 = mul nuw nsw i64 %23, %25
          %27 = getelementptr inbounds i8, ptr %18, i64 %26
          %28 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %29 = load i32, ptr %28, align 4
          %30 = zext i32 %29 to i64
          %31 = getelementptr inbounds i8, ptr %27, i64 %30
          %32 = load i64, ptr %7, align 8
          %33 = icmp eq i64 %32, 1
          br i1 %33, label %91, label %34
        34:
          %35 = call ptr @mini_map_find_in_copy(ptr %0, ptr %1, ptr %2) cold
          br label %91
        36:
          %37 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %7, i64 0, i32 1
          %38 = load i64, ptr %37, align 8
          %39 = icmp eq i64 %38, 2147483647
          br i1 %39, label %91, label %40
        40:
          %41 = load i64, ptr %7, align 8
          %42 = icmp sgt i64 %41, 1
          br i1 %42, label %49, label %43
        43:
          %44 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %7, i64 0, i32 2
          %45 = load i64, ptr %44, align 8
          %46 = getelementptr inbounds { i64, i64, i64 }, ptr %7, i64 0, i32 1
          %47 = load i64, ptr %46, align 8
          %48 = icmp eq i64 %45, %47
          br i1 %48, label %49, label %57
        49:
          %50 = phi i64 [ %38, %43 ], [ %38, %40 ], [ 0, %3 ]
          %51 = add nsw i64 %50, 1
          %52 = call i64 @mini_grown(i64 %50, i64 %51)
          call fastcc void @mini_map_make_own(ptr %0, i64 %52, ptr %2)
          %53 = load ptr, ptr %0, align 8
          %54 = call fastcc i64 @mini_map_slot_of(ptr %53, ptr %1, i32 %6, ptr %2)
          %55 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %53, i64 0, i32 2
          %56 = load i64, ptr %55, align 8
          br label %57
        57:
          %58 = phi i64 [ %56, %49 ], [ %45, %43 ]
          %59 = phi i64 [ %54, %49 ], [ %10, %43 ]
          %60 = phi ptr [ %53, %49 ], [ %7, %43 ]
          %61 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %60, i64 0, i32 2
          %62 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %60, i64 0, i32 6
          %63 = load ptr, ptr %62, align 8
          %64 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %65 = load i32, ptr %64, align 8
          %66 = zext i32 %65 to i64
          %67 = mul nsw i64 %58, %66
          %68 = getelementptr inbounds i8, ptr %63, i64 %67
          call void @llvm.memset.p0.i64(ptr align 1 %68, i8 0, i64 %66, i1 false)
          %69 = load ptr, ptr %4, align 8
          %70 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %69, i64 0, i32 3
          %71 = load i32, ptr %70, align 4
          %72 = zext i32 %71 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %68, ptr align 1 %1, i64 %72, i1 false)
          %73 = load ptr, ptr %4, align 8
          call void @mini_retain(ptr %68, ptr %73)
          %74 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %60, i64 0, i32 5
          %75 = load ptr, ptr %74, align 8
          %76 = load i64, ptr %61, align 8
          %77 = add nsw i64 %76, 1
          store i64 %77, ptr %61, align 8
          %78 = getelementptr inbounds i32, ptr %75, i64 %76
          store i32 %6, ptr %78, align 4
          %79 = load i64, ptr %61, align 8
          %80 = trunc i64 %79 to i32
          %81 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %60, i64 0, i32 4
          %82 = load ptr, ptr %81, align 8
          %83 = getelementptr inbounds i32, ptr %82, i64 %59
          store i32 %80, ptr %83, align 4
          %84 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %60, i64 0, i32 1
          %85 = load i64, ptr %84, align 8
          %86 = add nsw i64 %85, 1
          store i64 %86, ptr %84, align 8
          %87 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %88 = load i32, ptr %87, align 4
          %89 = zext i32 %88 to i64
          %90 = getelementptr inbounds i8, ptr %68, i64 %89
          br label %91
        91:
          %92 = phi ptr [ %90, %57 ], [ null, %36 ], [ %35, %34 ], [ %31, %20 ]
          ret ptr %92
        }
        """#),
    Entry(
      name: "mini_map_insert_copy", needs: ["mini_map_insert", "mini_retain"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define ptr @mini_map_insert_copy(ptr %0, ptr %1, ptr %2, ptr %3) noinline {
          %5 = call ptr @mini_map_insert(ptr %0, ptr %1, ptr %3)
          %6 = icmp eq ptr %5, null
          br i1 %6, label %14, label %7
        7:
          %8 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 7
          %9 = load ptr, ptr %8, align 8
          %10 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 3
          %11 = load i32, ptr %10, align 4
          %12 = zext i32 %11 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %5, ptr align 1 %2, i64 %12, i1 false)
          %13 = load ptr, ptr %8, align 8
          call void @mini_retain(ptr %5, ptr %13)
          br label %14
        14:
          ret ptr %5
        }
        """#),
    Entry(
      name: "mini_map_entry", needs: ["mini_map_find_own", "mini_map_insert_copy"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_entry(ptr %0, ptr %1, ptr %2, ptr %3, i32 %4) {
          %6 = call ptr @mini_map_find_own(ptr %0, ptr %1, ptr %3, i32 %4)
          %7 = icmp eq ptr %6, null
          br i1 %7, label %8, label %10
        8:
          %9 = call ptr @mini_map_insert_copy(ptr %0, ptr %1, ptr %2, ptr %3) cold
          br label %10
        10:
          %11 = phi ptr [ %9, %8 ], [ %6, %5 ]
          ret ptr %11
        }
        """#),
    Entry(
      name: "mini_map_remove", needs: ["mini_map_hash_of", "mini_map_slot_of", "mini_map_make_own", "mini_release"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_map_remove(ptr %0, ptr %1, ptr %2, ptr %3) {
          %5 = load ptr, ptr %1, align 8
          %6 = icmp eq ptr %5, null
          br i1 %6, label %112, label %7
        7:
          %8 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 8
          %9 = load ptr, ptr %8, align 8
          %10 = call fastcc i32 @mini_map_hash_of(ptr %2, ptr %9)
          %11 = call fastcc i64 @mini_map_slot_of(ptr %5, ptr %2, i32 %10, ptr %3)
          %12 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %5, i64 0, i32 4
          %13 = load ptr, ptr %12, align 8
          %14 = getelementptr inbounds i32, ptr %13, i64 %11
          %15 = load i32, ptr %14, align 4
          %16 = icmp eq i32 %15, 0
          br i1 %16, label %110, label %17
        17:
          %18 = load i64, ptr %5, align 8
          %19 = icmp sgt i64 %18, 1
          br i1 %19, label %20, label %29
        20:
          %21 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %5, i64 0, i32 1
          %22 = load i64, ptr %21, align 8
          call fastcc void @mini_map_make_own(ptr %1, i64 %22, ptr %3)
          %23 = load ptr, ptr %1, align 8
          %24 = call fastcc i64 @mini_map_slot_of(ptr %23, ptr %2, i32 %10, ptr %3)
          %25 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %23, i64 0, i32 4
          %26 = load ptr, ptr %25, align 8
          %27 = getelementptr inbounds i32, ptr %26, i64 %24
          %28 = load i32, ptr %27, align 4
          br label %29
        29:
          %30 = phi i32 [ %28, %20 ], [ %15, %17 ]
          %31 = phi ptr [ %26, %20 ], [ %13, %17 ]
          %32 = phi ptr [ %23, %20 ], [ %5, %17 ]
          %33 = phi i64 [ %24, %20 ], [ %11, %17 ]
          %34 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 4
          %35 = add i32 %30, -1
          %36 = zext i32 %35 to i64
          %37 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 6
          %38 = load ptr, ptr %37, align 8
          %39 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 4
          %40 = load i32, ptr %39, align 8
          %41 = zext i32 %40 to i64
          %42 = mul nuw nsw i64 %41, %36
          %43 = getelementptr inbounds i8, ptr %38, i64 %42
          %44 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 3
          %45 = add i64 %33, 1
          %46 = load i64, ptr %44, align 8
          %47 = and i64 %46, %45
          %48 = getelementptr inbounds i32, ptr %31, i64 %47
          %49 = load i32, ptr %48, align 4
          %50 = icmp eq i32 %49, 0
          br i1 %50, label %84, label %51
        51:
          %52 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 5
          br label %53
        53:
          %54 = phi ptr [ %31, %51 ], [ %76, %75 ]
          %55 = phi i64 [ %46, %51 ], [ %77, %75 ]
          %56 = phi i32 [ %49, %51 ], [ %82, %75 ]
          %57 = phi i64 [ %47, %51 ], [ %80, %75 ]
          %58 = phi i64 [ %33, %51 ], [ %78, %75 ]
          %59 = load ptr, ptr %52, align 8
          %60 = add i32 %56, -1
          %61 = zext i32 %60 to i64
          %62 = getelementptr inbounds i32, ptr %59, i64 %61
          %63 = load i32, ptr %62, align 4
          %64 = zext i32 %63 to i64
          %65 = and i64 %55, %64
          %66 = sub i64 %57, %65
          %67 = and i64 %66, %55
          %68 = sub i64 %57, %58
          %69 = and i64 %68, %55
          %70 = icmp ult i64 %67, %69
          br i1 %70, label %75, label %71
        71:
          %72 = getelementptr inbounds i32, ptr %54, i64 %58
          store i32 %56, ptr %72, align 4
          %73 = load i64, ptr %44, align 8
          %74 = load ptr, ptr %34, align 8
          br label %75
        75:
          %76 = phi ptr [ %74, %71 ], [ %54, %53 ]
          %77 = phi i64 [ %73, %71 ], [ %55, %53 ]
          %78 = phi i64 [ %57, %71 ], [ %58, %53 ]
          %79 = add i64 %57, 1
          %80 = and i64 %77, %79
          %81 = getelementptr inbounds i32, ptr %76, i64 %80
          %82 = load i32, ptr %81, align 4
          %83 = icmp eq i32 %82, 0
          br i1 %83, label %84, label %53
        84:
          %85 = phi ptr [ %31, %29 ], [ %76, %75 ]
          %86 = phi i64 [ %33, %29 ], [ %78, %75 ]
          %87 = getelementptr inbounds i32, ptr %85, i64 %86
          store i32 0, ptr %87, align 4
          %88 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 5
          %89 = load ptr, ptr %88, align 8
          %90 = getelementptr inbounds i32, ptr %89, i64 %36
          store i32 0, ptr %90, align 4
          %91 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 1
          %92 = load i64, ptr %91, align 8
          %93 = add nsw i64 %92, -1
          store i64 %93, ptr %91, align 8
          %94 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %32, i64 0, i32 2
          %95 = load i64, ptr %94, align 8
          %96 = add nsw i64 %95, -1
          %97 = icmp eq i64 %96, %36
          br i1 %97, label %98, label %99
        98:
          store i64 %36, ptr %94, align 8
          br label %99
        99:
          %100 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 5
          %101 = load i32, ptr %100, align 4
          %102 = zext i32 %101 to i64
          %103 = getelementptr inbounds i8, ptr %43, i64 %102
          %104 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 7
          %105 = load ptr, ptr %104, align 8
          %106 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %105, i64 0, i32 3
          %107 = load i32, ptr %106, align 4
          %108 = zext i32 %107 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %0, ptr align 1 %103, i64 %108, i1 false)
          %109 = load ptr, ptr %8, align 8
          call void @mini_release(ptr %43, ptr %109)
          br label %110
        110:
          %111 = xor i1 %16, true
          br label %112
        112:
          %113 = phi i1 [ %111, %110 ], [ false, %4 ]
          ret i1 %113
        }
        """#),
    Entry(
      name: "mini_map_next", needs: [],
      declarations: [],
      definition: #"""
        define ptr @mini_map_next(ptr %0, ptr %1, ptr %2) {
          %4 = icmp eq ptr %0, null
          br i1 %4, label %27, label %5
        5:
          %6 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 2
          %7 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 5
          %8 = load i64, ptr %1, align 8
          br label %9
        9:
          %10 = phi i64 [ %8, %5 ], [ %14, %13 ]
          %11 = load i64, ptr %6, align 8
          %12 = icmp slt i64 %10, %11
          br i1 %12, label %13, label %27
        13:
          %14 = add nsw i64 %10, 1
          store i64 %14, ptr %1, align 8
          %15 = load ptr, ptr %7, align 8
          %16 = getelementptr inbounds i32, ptr %15, i64 %10
          %17 = load i32, ptr %16, align 4
          %18 = icmp eq i32 %17, 0
          br i1 %18, label %9, label %19
        19:
          %20 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %21 = load ptr, ptr %20, align 8
          %22 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %23 = load i32, ptr %22, align 8
          %24 = zext i32 %23 to i64
          %25 = mul nsw i64 %10, %24
          %26 = getelementptr inbounds i8, ptr %21, i64 %25
          br label %27
        27:
          %28 = phi ptr [ null, %3 ], [ %26, %19 ], [ null, %9 ]
          ret ptr %28
        }
        """#),
    Entry(
      name: "mini_map_keys", needs: ["mini_array_make", "mini_retain"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define void @mini_map_keys(ptr %0, ptr %1, ptr %2) {
          %4 = icmp eq ptr %1, null
          br i1 %4, label %5, label %8
        5:
          %6 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %7 = load ptr, ptr %6, align 8
          call void @mini_array_make(ptr %0, i64 0, ptr %7)
          br label %52
        8:
          %9 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 1
          %10 = load i64, ptr %9, align 8
          %11 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %12 = load ptr, ptr %11, align 8
          call void @mini_array_make(ptr %0, i64 %10, ptr %12)
          %13 = load ptr, ptr %0, align 8
          %14 = icmp eq ptr %13, null
          %15 = getelementptr inbounds { i64, i64, i64 }, ptr %13, i64 1
          %16 = select i1 %14, ptr null, ptr %15
          %17 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 2
          %18 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 5
          %19 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 6
          %20 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          br label %21
        21:
          %22 = phi ptr [ %16, %8 ], [ %51, %37 ]
          %23 = phi i64 [ 0, %8 ], [ %29, %37 ]
          %24 = load i64, ptr %17, align 8
          br label %25
        25:
          %26 = phi i64 [ %23, %21 ], [ %29, %28 ]
          %27 = icmp slt i64 %26, %24
          br i1 %27, label %28, label %52
        28:
          %29 = add nsw i64 %26, 1
          %30 = load ptr, ptr %18, align 8
          %31 = getelementptr inbounds i32, ptr %30, i64 %26
          %32 = load i32, ptr %31, align 4
          %33 = icmp eq i32 %32, 0
          br i1 %33, label %25, label %34
        34:
          %35 = load ptr, ptr %19, align 8
          %36 = icmp eq ptr %35, null
          br i1 %36, label %52, label %37
        37:
          %38 = load i32, ptr %20, align 8
          %39 = zext i32 %38 to i64
          %40 = mul nsw i64 %26, %39
          %41 = getelementptr inbounds i8, ptr %35, i64 %40
          %42 = load ptr, ptr %11, align 8
          %43 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %42, i64 0, i32 3
          %44 = load i32, ptr %43, align 4
          %45 = zext i32 %44 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %22, ptr align 1 %41, i64 %45, i1 false)
          %46 = load ptr, ptr %11, align 8
          call void @mini_retain(ptr %22, ptr %46)
          %47 = load ptr, ptr %11, align 8
          %48 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %47, i64 0, i32 3
          %49 = load i32, ptr %48, align 4
          %50 = zext i32 %49 to i64
          %51 = getelementptr inbounds i8, ptr %22, i64 %50
          br label %21
        52:
          ret void
        }
        """#),
    Entry(
      name: "mini_map_resize", needs: ["mini_map_fill", "mini_map_make_slots", "mini_out_of_memory"],
      declarations: ["ptr @realloc(ptr, i64)"],
      definition: #"""
        define internal fastcc void @mini_map_resize(ptr %0, i64 %1, ptr %2) unnamed_addr {
          %4 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          %6 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 2
          %7 = load i64, ptr %6, align 8
          %8 = icmp slt i64 %5, %7
          br i1 %8, label %9, label %10
        9:
          call fastcc void @mini_map_fill(ptr %0, ptr %0, ptr %2)
          br label %10
        10:
          %11 = getelementptr inbounds { i64, i64, i64 }, ptr %0, i64 0, i32 1
          store i64 %1, ptr %11, align 8
          %12 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 5
          %13 = load ptr, ptr %12, align 8
          %14 = shl i64 %1, 2
          %15 = call ptr @realloc(ptr %13, i64 %14)
          %16 = icmp eq ptr %15, null
          br i1 %16, label %17, label %18
        17:
          call void @mini_out_of_memory()
          unreachable
        18:
          store ptr %15, ptr %12, align 8
          %19 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %20 = load ptr, ptr %19, align 8
          %21 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %22 = load i32, ptr %21, align 8
          %23 = zext i32 %22 to i64
          %24 = mul i64 %23, %1
          %25 = call ptr @realloc(ptr %20, i64 %24)
          %26 = icmp eq ptr %25, null
          br i1 %26, label %27, label %28
        27:
          call void @mini_out_of_memory()
          unreachable
        28:
          store ptr %25, ptr %19, align 8
          %29 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %30 = load ptr, ptr %29, align 8
          %31 = icmp eq ptr %30, null
          %32 = select i1 %31, i1 true, i1 %8
          br i1 %32, label %39, label %33
        33:
          %34 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 3
          %35 = load i64, ptr %34, align 8
          %36 = shl i64 %1, 1
          %37 = add i64 %36, -1
          %38 = icmp ult i64 %35, %37
          br i1 %38, label %39, label %40
        39:
          call fastcc void @mini_map_make_slots(ptr %0)
          br label %40
        40:
          ret void
        }
        """#),
    Entry(
      name: "mini_map_fill", needs: [],
      declarations: ["void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc void @mini_map_fill(ptr %0, ptr %1, ptr %2) unnamed_addr {
          %4 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 2
          %5 = load i64, ptr %4, align 8
          %6 = icmp sgt i64 %5, 0
          br i1 %6, label %7, label %13
        7:
          %8 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 5
          %9 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %10 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %11 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %1, i64 0, i32 6
          %12 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 5
          br label %17
        13:
          %14 = phi i64 [ 0, %3 ], [ %43, %41 ]
          %15 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 2
          store i64 %14, ptr %15, align 8
          %16 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 1
          store i64 %14, ptr %16, align 8
          ret void
        17:
          %18 = phi i64 [ %5, %7 ], [ %42, %41 ]
          %19 = phi i64 [ 0, %7 ], [ %44, %41 ]
          %20 = phi i64 [ 0, %7 ], [ %43, %41 ]
          %21 = load ptr, ptr %8, align 8
          %22 = getelementptr inbounds i32, ptr %21, i64 %19
          %23 = load i32, ptr %22, align 4
          %24 = icmp eq i32 %23, 0
          br i1 %24, label %41, label %25
        25:
          %26 = load ptr, ptr %9, align 8
          %27 = load i32, ptr %10, align 8
          %28 = zext i32 %27 to i64
          %29 = mul nsw i64 %20, %28
          %30 = getelementptr inbounds i8, ptr %26, i64 %29
          %31 = load ptr, ptr %11, align 8
          %32 = mul nsw i64 %19, %28
          %33 = getelementptr inbounds i8, ptr %31, i64 %32
          call void @llvm.memmove.p0.p0.i64(ptr align 1 %30, ptr align 1 %33, i64 %28, i1 false)
          %34 = load ptr, ptr %8, align 8
          %35 = getelementptr inbounds i32, ptr %34, i64 %19
          %36 = load i32, ptr %35, align 4
          %37 = load ptr, ptr %12, align 8
          %38 = add nsw i64 %20, 1
          %39 = getelementptr inbounds i32, ptr %37, i64 %20
          store i32 %36, ptr %39, align 4
          %40 = load i64, ptr %4, align 8
          br label %41
        41:
          %42 = phi i64 [ %18, %17 ], [ %40, %25 ]
          %43 = phi i64 [ %20, %17 ], [ %38, %25 ]
          %44 = add nuw nsw i64 %19, 1
          %45 = icmp slt i64 %44, %42
          br i1 %45, label %17, label %13
        }
        """#),
    Entry(
      name: "mini_map_make_slots", needs: ["mini_out_of_memory"],
      declarations: ["void @free(ptr)", "ptr @calloc(i64, i64)"],
      definition: #"""
        define internal fastcc void @mini_map_make_slots(ptr %0) unnamed_addr {
          %2 = getelementptr inbounds { i64, i64, i64 }, ptr %0, i64 0, i32 1
          %3 = load i64, ptr %2, align 8
          %4 = shl i64 %3, 1
          br label %5
        5:
          %6 = phi i64 [ 8, %1 ], [ %8, %5 ]
          %7 = icmp ult i64 %6, %4
          %8 = shl i64 %6, 1
          br i1 %7, label %5, label %9
        9:
          %10 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %11 = load ptr, ptr %10, align 8
          call void @free(ptr %11)
          %12 = call ptr @calloc(i64 %6, i64 4)
          store ptr %12, ptr %10, align 8
          %13 = icmp eq ptr %12, null
          br i1 %13, label %14, label %15
        14:
          call void @mini_out_of_memory()
          unreachable
        15:
          %16 = add i64 %6, -1
          %17 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 3
          store i64 %16, ptr %17, align 8
          %18 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 2
          %19 = load i64, ptr %18, align 8
          %20 = icmp sgt i64 %19, 0
          br i1 %20, label %21, label %23
        21:
          %22 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 5
          br label %24
        23:
          ret void
        24:
          %25 = phi i64 [ 0, %21 ], [ %48, %43 ]
          %26 = load ptr, ptr %22, align 8
          %27 = getelementptr inbounds i32, ptr %26, i64 %25
          %28 = load i32, ptr %27, align 4
          %29 = zext i32 %28 to i64
          %30 = load i64, ptr %17, align 8
          %31 = and i64 %30, %29
          %32 = load ptr, ptr %10, align 8
          %33 = getelementptr inbounds i32, ptr %32, i64 %31
          %34 = load i32, ptr %33, align 4
          %35 = icmp eq i32 %34, 0
          br i1 %35, label %43, label %36
        36:
          %37 = phi i64 [ %39, %36 ], [ %31, %24 ]
          %38 = add i64 %37, 1
          %39 = and i64 %38, %30
          %40 = getelementptr inbounds i32, ptr %32, i64 %39
          %41 = load i32, ptr %40, align 4
          %42 = icmp eq i32 %41, 0
          br i1 %42, label %43, label %36
        43:
          %44 = phi i64 [ %31, %24 ], [ %39, %36 ]
          %45 = getelementptr inbounds i32, ptr %32, i64 %44
          %46 = trunc i64 %25 to i32
          %47 = add i32 %46, 1
          store i32 %47, ptr %45, align 4
          %48 = add nuw nsw i64 %25, 1
          %49 = load i64, ptr %18, align 8
          %50 = icmp slt i64 %48, %49
          br i1 %50, label %24, label %23
        }
        """#),
  ]
}
