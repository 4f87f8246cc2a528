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
      name: "mini_map_find", needs: ["mini_map_hash_of", "mini_map_value_of"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_find(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %5 = load ptr, ptr %4, align 8
          %6 = call fastcc i32 @mini_map_hash_of(ptr %1, ptr %5)
          %7 = call fastcc ptr @mini_map_value_of(ptr %0, ptr %1, i32 %6, ptr %2)
          ret ptr %7
        }
        """#),
    Entry(
      name: "mini_map_value_of", needs: ["mini_map_slot_of"],
      declarations: [],
      definition: #"""
        define internal fastcc ptr @mini_map_value_of(ptr %0, ptr %1, i32 %2, ptr %3) unnamed_addr {
          %5 = icmp eq ptr %0, null
          br i1 %5, label %27, label %6
        6:
          %7 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %8 = load ptr, ptr %7, align 8
          %9 = call fastcc i64 @mini_map_slot_of(ptr %0, ptr %1, i32 %2, ptr %3)
          %10 = getelementptr inbounds i32, ptr %8, i64 %9
          %11 = load i32, ptr %10, align 4
          %12 = icmp eq i32 %11, 0
          br i1 %12, label %27, label %13
        13:
          %14 = add i32 %11, -1
          %15 = zext i32 %14 to i64
          %16 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %17 = load ptr, ptr %16, align 8
          %18 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 4
          %19 = load i32, ptr %18, align 8
          %20 = zext i32 %19 to i64
          %21 = mul nuw nsw i64 %20, %15
          %22 = getelementptr inbounds i8, ptr %17, i64 %21
          %23 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 5
          %24 = load i32, ptr %23, align 4
          %25 = zext i32 %24 to i64
          %26 = getelementptr inbounds i8, ptr %22, i64 %25
          br label %27
        27:
          %28 = phi ptr [ null, %4 ], [ %26, %13 ], [ null, %6 ]
          ret ptr %28
        }
        """#),
    Entry(
      name: "mini_map_hash_of", needs: ["mini_map_str"],
      declarations: ["i64 @llvm.umin.i64(i64, i64)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc i32 @mini_map_hash_of(ptr %0, ptr %1) unnamed_addr {
          %3 = alloca i64, align 8
          %4 = alloca i64, align 8
          %5 = load i8, ptr %1, align 8
          %6 = icmp eq i8 %5, 8
          br i1 %6, label %7, label %55
        7:
          %8 = load ptr, ptr %0, align 8
          %9 = icmp eq ptr %8, null
          br i1 %9, label %16, label %10
        10:
          %11 = getelementptr inbounds { i64, i64, i64 }, ptr %8, i64 1
          %12 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %13 = load i32, ptr %12, align 8
          %14 = zext i32 %13 to i64
          %15 = getelementptr inbounds i8, ptr %11, i64 %14
          br label %16
        16:
          %17 = phi ptr [ %15, %10 ], [ @mini_map_str, %7 ]
          %18 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %19 = load i32, ptr %18, align 4
          %20 = zext i32 %19 to i64
          %21 = xor i64 %20, 2611923443488327891
          %22 = icmp ugt i32 %19, 16
          br i1 %22, label %23, label %43
        23:
          %24 = phi ptr [ %38, %23 ], [ %17, %16 ]
          %25 = phi i64 [ %37, %23 ], [ %21, %16 ]
          %26 = phi i64 [ %39, %23 ], [ %20, %16 ]
          %27 = load i64, ptr %24, align 1
          %28 = xor i64 %27, 1376283091369227076
          %29 = getelementptr inbounds i8, ptr %24, i64 8
          %30 = load i64, ptr %29, align 1
          %31 = xor i64 %30, %25
          %32 = zext i64 %28 to i128
          %33 = zext i64 %31 to i128
          %34 = mul nuw i128 %33, %32
          %35 = lshr i128 %34, 64
          %36 = xor i128 %35, %34
          %37 = trunc i128 %36 to i64
          %38 = getelementptr inbounds i8, ptr %24, i64 16
          %39 = add i64 %26, -16
          %40 = icmp ugt i64 %39, 16
          br i1 %40, label %23, label %41
        41:
          %42 = trunc i128 %36 to i64
          br label %43
        43:
          %44 = phi i64 [ %20, %16 ], [ %39, %41 ]
          %45 = phi i64 [ %21, %16 ], [ %42, %41 ]
          %46 = phi ptr [ %17, %16 ], [ %38, %41 ]
          %47 = call i64 @llvm.umin.i64(i64 %44, i64 8)
          store i64 0, ptr %4, align 8
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %4, ptr align 1 %46, i64 %47, i1 false)
          %48 = load i64, ptr %4, align 8
          %49 = xor i64 %48, -6626703657320631856
          %50 = getelementptr inbounds i8, ptr %46, i64 %47
          %51 = sub nsw i64 %44, %47
          store i64 0, ptr %3, align 8
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %3, ptr align 1 %50, i64 %51, i1 false)
          %52 = load i64, ptr %3, align 8
          %53 = xor i64 %52, %45
          %54 = zext i64 %49 to i128
          br label %69
        55:
          %56 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %1, i64 0, i32 3
          %57 = load i32, ptr %56, align 4
          switch i32 %57, label %64 [
            i32 1, label %58
            i32 4, label %61
          ]
        58:
          %59 = load i8, ptr %0, align 1
          %60 = zext i8 %59 to i64
          br label %66
        61:
          %62 = load i32, ptr %0, align 1
          %63 = zext i32 %62 to i64
          br label %66
        64:
          %65 = load i64, ptr %0, align 1
          br label %66
        66:
          %67 = phi i64 [ %65, %64 ], [ %63, %61 ], [ %60, %58 ]
          %68 = xor i64 %67, 589684135938649225
          br label %69
        69:
          %70 = phi i64 [ %68, %66 ], [ %53, %43 ]
          %71 = phi i128 [ 4983270260364809079, %66 ], [ %54, %43 ]
          %72 = zext i64 %70 to i128
          %73 = mul nuw i128 %71, %72
          %74 = lshr i128 %73, 64
          %75 = xor i128 %74, %73
          %76 = trunc i128 %75 to i64
          %77 = lshr i64 %76, 32
          %78 = xor i64 %77, %76
          %79 = trunc i64 %78 to i32
          %80 = or i32 %79, -2147483648
          ret i32 %80
        }
        """#),
    Entry(
      name: "mini_map_find_own", needs: ["mini_map_hash_of", "mini_map_own_value_of"],
      declarations: [],
      definition: #"""
        define ptr @mini_map_find_own(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %5 = load ptr, ptr %4, align 8
          %6 = call fastcc i32 @mini_map_hash_of(ptr %1, ptr %5)
          %7 = call fastcc ptr @mini_map_own_value_of(ptr %0, ptr %1, i32 %6, ptr %2)
          ret ptr %7
        }
        """#),
    Entry(
      name: "mini_map_own_value_of", needs: ["mini_map_value_of", "mini_map_move_to_new"],
      declarations: [],
      definition: #"""
        define internal fastcc ptr @mini_map_own_value_of(ptr %0, ptr %1, i32 %2, ptr %3) unnamed_addr {
          %5 = load ptr, ptr %0, align 8
          %6 = call fastcc ptr @mini_map_value_of(ptr %5, ptr %1, i32 %2, ptr %3)
          %7 = icmp eq ptr %6, null
          br i1 %7, label %16, label %8
        8:
          %9 = load i64, ptr %5, align 8
          %10 = icmp eq i64 %9, 1
          br i1 %10, label %16, label %11
        11:
          %12 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %5, i64 0, i32 1
          %13 = load i64, ptr %12, align 8
          call fastcc void @mini_map_move_to_new(ptr %0, i64 %13, ptr %3)
          %14 = load ptr, ptr %0, align 8
          %15 = call fastcc ptr @mini_map_value_of(ptr %14, ptr %1, i32 %2, ptr %3)
          br label %16
        16:
          %17 = phi ptr [ %15, %11 ], [ %6, %8 ], [ null, %4 ]
          ret ptr %17
        }
        """#),
    Entry(
      name: "mini_map_insert", needs: ["mini_map_hash_of", "mini_map_own_value_of", "mini_map_move_to_new", "mini_map_slot_of", "mini_grown", "mini_retain"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define ptr @mini_map_insert(ptr %0, ptr %1, ptr %2) {
          %4 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %5 = load ptr, ptr %4, align 8
          %6 = call fastcc i32 @mini_map_hash_of(ptr %1, ptr %5)
          %7 = call fastcc ptr @mini_map_own_value_of(ptr %0, ptr %1, i32 %6, ptr %2)
          %8 = icmp eq ptr %7, null
          br i1 %8, label %9, label %64
        9:
          %10 = load ptr, ptr %0, align 8
          %11 = icmp eq ptr %10, null
          br i1 %11, label %25, label %12
        12:
          %13 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %10, i64 0, i32 1
          %14 = load i64, ptr %13, align 8
          %15 = icmp eq i64 %14, 2147483647
          br i1 %15, label %64, label %16
        16:
          %17 = load i64, ptr %10, align 8
          %18 = icmp sgt i64 %17, 1
          br i1 %18, label %25, label %19
        19:
          %20 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %10, i64 0, i32 2
          %21 = load i64, ptr %20, align 8
          %22 = getelementptr inbounds { i64, i64, i64 }, ptr %10, i64 0, i32 1
          %23 = load i64, ptr %22, align 8
          %24 = icmp eq i64 %21, %23
          br i1 %24, label %25, label %30
        25:
          %26 = phi i64 [ %14, %19 ], [ %14, %16 ], [ 0, %9 ]
          %27 = add nsw i64 %26, 1
          %28 = call i64 @mini_grown(i64 %26, i64 %27)
          call fastcc void @mini_map_move_to_new(ptr %0, i64 %28, ptr %2)
          %29 = load ptr, ptr %0, align 8
          br label %30
        30:
          %31 = phi ptr [ %29, %25 ], [ %10, %19 ]
          %32 = call fastcc i64 @mini_map_slot_of(ptr %31, ptr %1, i32 %6, ptr %2)
          %33 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %31, i64 0, i32 2
          %34 = load i64, ptr %33, align 8
          %35 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %31, i64 0, i32 6
          %36 = load ptr, ptr %35, align 8
          %37 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %38 = load i32, ptr %37, align 8
          %39 = zext i32 %38 to i64
          %40 = mul nsw i64 %34, %39
          %41 = getelementptr inbounds i8, ptr %36, i64 %40
          call void @llvm.memset.p0.i64(ptr align 1 %41, i8 0, i64 %39, i1 false)
          %42 = load ptr, ptr %4, align 8
          %43 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %42, i64 0, i32 3
          %44 = load i32, ptr %43, align 4
          %45 = zext i32 %44 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %41, ptr align 1 %1, i64 %45, i1 false)
          %46 = load ptr, ptr %4, align 8
          call void @mini_retain(ptr %41, ptr %46)
          %47 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %31, i64 0, i32 5
          %48 = load ptr, ptr %47, align 8
          %49 = load i64, ptr %33, align 8
          %50 = add nsw i64 %49, 1
          store i64 %50, ptr %33, align 8
          %51 = getelementptr inbounds i32, ptr %48, i64 %49
          store i32 %6, ptr %51, align 4
          %52 = load i64, ptr %33, align 8
          %53 = trunc i64 %52 to i32
          %54 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %31, i64 0, i32 4
          %55 = load ptr, ptr %54, align 8
          %56 = getelementptr inbounds i32, ptr %55, i64 %32
          store i32 %53, ptr %56, align 4
          %57 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %31, i64 0, i32 1
          %58 = load i64, ptr %57, align 8
          %59 = add nsw i64 %58, 1
          store i64 %59, ptr %57, align 8
          %60 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %61 = load i32, ptr %60, align 4
          %62 = zext i32 %61 to i64
          %63 = getelementptr inbounds i8, ptr %41, i64 %62
          br label %64
        64:
          %65 = phi ptr [ %7, %3 ], [ %63, %30 ], [ null, %12 ]
          ret ptr %65
        }
        """#),
    Entry(
      name: "mini_map_move_to_new", needs: ["mini_allocate", "mini_out_of_memory", "mini_retain"],
      declarations: ["ptr @calloc(i64, i64)", "void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)", "void @free(ptr)"],
      definition: #"""
        define internal fastcc void @mini_map_move_to_new(ptr %0, i64 %1, ptr %2) unnamed_addr {
          %4 = load ptr, ptr %0, align 8
          %5 = call ptr @mini_allocate(i64 72)
          %6 = shl i64 %1, 1
          br label %7
        7:
          %8 = phi i64 [ 8, %3 ], [ %10, %7 ]
          %9 = icmp ult i64 %8, %6
          %10 = shl i64 %8, 1
          br i1 %9, label %7, label %11
        11:
          %12 = add i64 %8, -1
          %13 = call ptr @calloc(i64 %8, i64 4)
          %14 = shl i64 %1, 2
          %15 = call ptr @mini_allocate(i64 %14)
          %16 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 4
          %17 = load i32, ptr %16, align 8
          %18 = zext i32 %17 to i64
          %19 = mul i64 %18, %1
          %20 = call ptr @mini_allocate(i64 %19)
          store i64 1, ptr %5, align 8
          %21 = getelementptr inbounds i8, ptr %5, i64 8
          store i64 %1, ptr %21, align 8
          %22 = getelementptr inbounds i8, ptr %5, i64 16
          %23 = getelementptr inbounds i8, ptr %5, i64 32
          %24 = getelementptr inbounds i8, ptr %5, i64 40
          call void @llvm.memset.p0.i64(ptr align 8 %22, i8 0, i64 24, i1 false)
          store i64 %12, ptr %24, align 8
          %25 = getelementptr inbounds i8, ptr %5, i64 48
          store ptr %13, ptr %25, align 8
          %26 = getelementptr inbounds i8, ptr %5, i64 56
          store ptr %15, ptr %26, align 8
          %27 = getelementptr inbounds i8, ptr %5, i64 64
          store ptr %20, ptr %27, align 8
          %28 = icmp eq ptr %13, null
          br i1 %28, label %38, label %29
        29:
          %30 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 2
          %31 = icmp eq ptr %4, null
          br i1 %31, label %32, label %33
        32:
          store ptr %5, ptr %0, align 8
          br label %145
        33:
          %34 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 5
          %35 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 6
          %36 = load i64, ptr %30, align 8
          %37 = icmp sgt i64 %36, 0
          br i1 %37, label %39, label %86
        38:
          call void @mini_out_of_memory()
          unreachable
        39:
          %40 = phi i64 [ %81, %80 ], [ %36, %33 ]
          %41 = phi i64 [ %82, %80 ], [ 0, %33 ]
          %42 = load ptr, ptr %34, align 8
          %43 = getelementptr inbounds i32, ptr %42, i64 %41
          %44 = load i32, ptr %43, align 4
          %45 = icmp eq i32 %44, 0
          br i1 %45, label %80, label %46
        46:
          %47 = load i64, ptr %23, align 8
          %48 = load ptr, ptr %27, align 8
          %49 = load i32, ptr %16, align 8
          %50 = zext i32 %49 to i64
          %51 = mul nsw i64 %47, %50
          %52 = getelementptr inbounds i8, ptr %48, i64 %51
          %53 = load ptr, ptr %35, align 8
          %54 = mul nsw i64 %41, %50
          %55 = getelementptr inbounds i8, ptr %53, i64 %54
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %52, ptr align 1 %55, i64 %50, i1 false)
          %56 = load ptr, ptr %26, align 8
          %57 = load i64, ptr %23, align 8
          %58 = add nsw i64 %57, 1
          store i64 %58, ptr %23, align 8
          %59 = getelementptr inbounds i32, ptr %56, i64 %57
          store i32 %44, ptr %59, align 4
          %60 = zext i32 %44 to i64
          %61 = load i64, ptr %24, align 8
          %62 = and i64 %61, %60
          %63 = load ptr, ptr %25, align 8
          %64 = getelementptr inbounds i32, ptr %63, i64 %62
          %65 = load i32, ptr %64, align 4
          %66 = icmp eq i32 %65, 0
          br i1 %66, label %74, label %67
        67:
          %68 = phi i64 [ %70, %67 ], [ %62, %46 ]
          %69 = add i64 %68, 1
          %70 = and i64 %69, %61
          %71 = getelementptr inbounds i32, ptr %63, i64 %70
          %72 = load i32, ptr %71, align 4
          %73 = icmp eq i32 %72, 0
          br i1 %73, label %74, label %67
        74:
          %75 = phi i64 [ %62, %46 ], [ %70, %67 ]
          %76 = getelementptr inbounds i32, ptr %63, i64 %75
          %77 = load i64, ptr %23, align 8
          %78 = trunc i64 %77 to i32
          store i32 %78, ptr %76, align 4
          %79 = load i64, ptr %30, align 8
          br label %80
        80:
          %81 = phi i64 [ %79, %74 ], [ %40, %39 ]
          %82 = add nuw nsw i64 %41, 1
          %83 = icmp slt i64 %82, %81
          br i1 %83, label %39, label %84
        84:
          %85 = load i64, ptr %23, align 8
          br label %86
        86:
          %87 = phi i64 [ %85, %84 ], [ 0, %33 ]
          %88 = getelementptr inbounds i8, ptr %5, i64 24
          store i64 %87, ptr %88, align 8
          store ptr %5, ptr %0, align 8
          %89 = load i64, ptr %4, align 8
          %90 = icmp eq i64 %89, 1
          br i1 %90, label %91, label %96
        91:
          %92 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %4, i64 0, i32 4
          %93 = load ptr, ptr %92, align 8
          call void @free(ptr %93)
          %94 = load ptr, ptr %34, align 8
          call void @free(ptr %94)
          %95 = load ptr, ptr %35, align 8
          call void @free(ptr %95)
          call void @free(ptr %4)
          br label %145
        96:
          %97 = add nsw i64 %89, -1
          store i64 %97, ptr %4, align 8
          %98 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 8
          %99 = load ptr, ptr %98, align 8
          %100 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %99, i64 0, i32 1
          %101 = load i8, ptr %100, align 1
          %102 = and i8 %101, 1
          %103 = icmp eq i8 %102, 0
          br i1 %103, label %104, label %111
        104:
          %105 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 7
          %106 = load ptr, ptr %105, align 8
          %107 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %106, i64 0, i32 1
          %108 = load i8, ptr %107, align 1
          %109 = and i8 %108, 1
          %110 = icmp eq i8 %109, 0
          br i1 %110, label %145, label %111
        111:
          %112 = load ptr, ptr %0, align 8
          %113 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %112, i64 0, i32 2
          %114 = load i64, ptr %113, align 8
          %115 = icmp sgt i64 %114, 0
          br i1 %115, label %116, label %145
        116:
          %117 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 5
          %118 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %2, i64 0, i32 7
          br label %119
        119:
          %120 = phi ptr [ %112, %116 ], [ %141, %119 ]
          %121 = phi i64 [ 0, %116 ], [ %140, %119 ]
          %122 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %120, i64 0, i32 6
          %123 = load ptr, ptr %122, align 8
          %124 = load i32, ptr %16, align 8
          %125 = zext i32 %124 to i64
          %126 = mul nuw nsw i64 %121, %125
          %127 = getelementptr inbounds i8, ptr %123, i64 %126
          %128 = load ptr, ptr %98, align 8
          call void @mini_retain(ptr %127, ptr %128)
          %129 = load ptr, ptr %0, align 8
          %130 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %129, i64 0, i32 6
          %131 = load ptr, ptr %130, align 8
          %132 = load i32, ptr %16, align 8
          %133 = zext i32 %132 to i64
          %134 = mul nuw nsw i64 %121, %133
          %135 = getelementptr inbounds i8, ptr %131, i64 %134
          %136 = load i32, ptr %117, align 4
          %137 = zext i32 %136 to i64
          %138 = getelementptr inbounds i8, ptr %135, i64 %137
          %139 = load ptr, ptr %118, align 8
          call void @mini_retain(ptr %138, ptr %139)
          %140 = add nuw nsw i64 %121, 1
          %141 = load ptr, ptr %0, align 8
          %142 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %141, i64 0, i32 2
          %143 = load i64, ptr %142, align 8
          %144 = icmp slt i64 %140, %143
          br i1 %144, label %119, label %145
        145:
          ret void
        }
        """#),
    Entry(
      name: "mini_map_slot_of", needs: ["mini_map_str"],
      declarations: ["i32 @bcmp(ptr, ptr, i64)"],
      definition: #"""
        define internal fastcc i64 @mini_map_slot_of(ptr %0, ptr %1, i32 %2, ptr %3) unnamed_addr {
          %5 = zext i32 %2 to i64
          %6 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 3
          %7 = load i64, ptr %6, align 8
          %8 = and i64 %7, %5
          %9 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 4
          %10 = load ptr, ptr %9, align 8
          %11 = getelementptr inbounds i32, ptr %10, i64 %8
          %12 = load i32, ptr %11, align 4
          %13 = icmp eq i32 %12, 0
          br i1 %13, label %93, label %14
        14:
          %15 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 5
          %16 = load ptr, ptr %15, align 8
          %17 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %0, i64 0, i32 6
          %18 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 4
          %19 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 8
          %20 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %21 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          br label %22
        22:
          %23 = phi i32 [ %12, %14 ], [ %91, %87 ]
          %24 = phi i64 [ %8, %14 ], [ %89, %87 ]
          %25 = add i32 %23, -1
          %26 = zext i32 %25 to i64
          %27 = getelementptr inbounds i32, ptr %16, i64 %26
          %28 = load i32, ptr %27, align 4
          %29 = icmp eq i32 %28, %2
          br i1 %29, label %30, label %87
        30:
          %31 = load ptr, ptr %17, align 8
          %32 = load i32, ptr %18, align 8
          %33 = zext i32 %32 to i64
          %34 = mul nuw nsw i64 %33, %26
          %35 = getelementptr inbounds i8, ptr %31, i64 %34
          %36 = load ptr, ptr %19, align 8
          %37 = load i8, ptr %36, align 8
          %38 = icmp eq i8 %37, 8
          br i1 %38, label %39, label %62
        39:
          %40 = getelementptr inbounds { ptr, i32, i32 }, ptr %35, i64 0, i32 2
          %41 = load i32, ptr %40, align 4
          %42 = load i32, ptr %20, align 4
          %43 = icmp eq i32 %41, %42
          br i1 %43, label %44, label %87
        44:
          %45 = load ptr, ptr %35, align 8
          %46 = icmp eq ptr %45, null
          br i1 %46, label %53, label %47
        47:
          %48 = getelementptr inbounds { i64, i64, i64 }, ptr %45, i64 1
          %49 = getelementptr inbounds { ptr, i32, i32 }, ptr %35, i64 0, i32 1
          %50 = load i32, ptr %49, align 8
          %51 = zext i32 %50 to i64
          %52 = getelementptr inbounds i8, ptr %48, i64 %51
          br label %53
        53:
          %54 = phi ptr [ %52, %47 ], [ @mini_map_str, %44 ]
          %55 = load ptr, ptr %1, align 8
          %56 = icmp eq ptr %55, null
          br i1 %56, label %82, label %57
        57:
          %58 = getelementptr inbounds { i64, i64, i64 }, ptr %55, i64 1
          %59 = load i32, ptr %21, align 8
          %60 = zext i32 %59 to i64
          %61 = getelementptr inbounds i8, ptr %58, i64 %60
          br label %82
        62:
          %63 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %36, i64 0, i32 3
          %64 = load i32, ptr %63, align 4
          switch i32 %64, label %75 [
            i32 1, label %65
            i32 4, label %70
          ]
        65:
          %66 = load i8, ptr %35, align 1
          %67 = zext i8 %66 to i64
          %68 = load i8, ptr %1, align 1
          %69 = zext i8 %68 to i64
          br label %78
        70:
          %71 = load i32, ptr %35, align 1
          %72 = zext i32 %71 to i64
          %73 = load i32, ptr %1, align 1
          %74 = zext i32 %73 to i64
          br label %78
        75:
          %76 = load i64, ptr %35, align 1
          %77 = load i64, ptr %1, align 1
          br label %78
        78:
          %79 = phi i64 [ %76, %75 ], [ %72, %70 ], [ %67, %65 ]
          %80 = phi i64 [ %77, %75 ], [ %74, %70 ], [ %69, %65 ]
          %81 = icmp eq i64 %79, %80
          br i1 %81, label %93, label %87
        82:
          %83 = phi ptr [ %61, %57 ], [ @mini_map_str, %53 ]
          %84 = zext i32 %41 to i64
          %85 = call i32 @bcmp(ptr %54, ptr %83, i64 %84)
          %86 = icmp eq i32 %85, 0
          br i1 %86, label %93, label %87
        87:
          %88 = add i64 %24, 1
          %89 = and i64 %88, %7
          %90 = getelementptr inbounds i32, ptr %10, i64 %89
          %91 = load i32, ptr %90, align 4
          %92 = icmp eq i32 %91, 0
          br i1 %92, label %93, label %22
        93:
          %94 = phi i64 [ %8, %4 ], [ %89, %87 ], [ %24, %82 ], [ %24, %78 ]
          ret i64 %94
        }
        """#),
    Entry(
      name: "mini_map_remove", needs: ["mini_map_hash_of", "mini_map_own_value_of", "mini_map_slot_of", "mini_release"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define i1 @mini_map_remove(ptr %0, ptr %1, ptr %2, ptr %3) {
          %5 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 8
          %6 = load ptr, ptr %5, align 8
          %7 = call fastcc i32 @mini_map_hash_of(ptr %2, ptr %6)
          %8 = call fastcc ptr @mini_map_own_value_of(ptr %1, ptr %2, i32 %7, ptr %3)
          %9 = icmp eq ptr %8, null
          br i1 %9, label %92, label %10
        10:
          %11 = load ptr, ptr %1, align 8
          %12 = call fastcc i64 @mini_map_slot_of(ptr %11, ptr %2, i32 %7, ptr %3)
          %13 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 4
          %14 = load ptr, ptr %13, align 8
          %15 = getelementptr inbounds i32, ptr %14, i64 %12
          %16 = load i32, ptr %15, align 4
          %17 = add i32 %16, -1
          %18 = zext i32 %17 to i64
          %19 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 6
          %20 = load ptr, ptr %19, align 8
          %21 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 4
          %22 = load i32, ptr %21, align 8
          %23 = zext i32 %22 to i64
          %24 = mul nuw nsw i64 %23, %18
          %25 = getelementptr inbounds i8, ptr %20, i64 %24
          %26 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 3
          %27 = add i64 %12, 1
          %28 = load i64, ptr %26, align 8
          %29 = and i64 %28, %27
          %30 = getelementptr inbounds i32, ptr %14, i64 %29
          %31 = load i32, ptr %30, align 4
          %32 = icmp eq i32 %31, 0
          br i1 %32, label %66, label %33
        33:
          %34 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 5
          br label %35
        35:
          %36 = phi ptr [ %14, %33 ], [ %58, %57 ]
          %37 = phi i64 [ %28, %33 ], [ %59, %57 ]
          %38 = phi i32 [ %31, %33 ], [ %64, %57 ]
          %39 = phi i64 [ %29, %33 ], [ %62, %57 ]
          %40 = phi i64 [ %12, %33 ], [ %60, %57 ]
          %41 = load ptr, ptr %34, align 8
          %42 = add i32 %38, -1
          %43 = zext i32 %42 to i64
          %44 = getelementptr inbounds i32, ptr %41, i64 %43
          %45 = load i32, ptr %44, align 4
          %46 = zext i32 %45 to i64
          %47 = and i64 %37, %46
          %48 = sub i64 %39, %47
          %49 = and i64 %48, %37
          %50 = sub i64 %39, %40
          %51 = and i64 %50, %37
          %52 = icmp ult i64 %49, %51
          br i1 %52, label %57, label %53
        53:
          %54 = getelementptr inbounds i32, ptr %36, i64 %40
          store i32 %38, ptr %54, align 4
          %55 = load i64, ptr %26, align 8
          %56 = load ptr, ptr %13, align 8
          br label %57
        57:
          %58 = phi ptr [ %56, %53 ], [ %36, %35 ]
          %59 = phi i64 [ %55, %53 ], [ %37, %35 ]
          %60 = phi i64 [ %39, %53 ], [ %40, %35 ]
          %61 = add i64 %39, 1
          %62 = and i64 %59, %61
          %63 = getelementptr inbounds i32, ptr %58, i64 %62
          %64 = load i32, ptr %63, align 4
          %65 = icmp eq i32 %64, 0
          br i1 %65, label %66, label %35
        66:
          %67 = phi ptr [ %14, %10 ], [ %58, %57 ]
          %68 = phi i64 [ %12, %10 ], [ %60, %57 ]
          %69 = getelementptr inbounds i32, ptr %67, i64 %68
          store i32 0, ptr %69, align 4
          %70 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 5
          %71 = load ptr, ptr %70, align 8
          %72 = getelementptr inbounds i32, ptr %71, i64 %18
          store i32 0, ptr %72, align 4
          %73 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 1
          %74 = load i64, ptr %73, align 8
          %75 = add nsw i64 %74, -1
          store i64 %75, ptr %73, align 8
          %76 = getelementptr inbounds { { i64, i64, i64 }, i64, i64, i64, ptr, ptr, ptr }, ptr %11, i64 0, i32 2
          %77 = load i64, ptr %76, align 8
          %78 = add nsw i64 %77, -1
          %79 = icmp eq i64 %78, %18
          br i1 %79, label %80, label %81
        80:
          store i64 %18, ptr %76, align 8
          br label %81
        81:
          %82 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 5
          %83 = load i32, ptr %82, align 4
          %84 = zext i32 %83 to i64
          %85 = getelementptr inbounds i8, ptr %25, i64 %84
          %86 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %3, i64 0, i32 7
          %87 = load ptr, ptr %86, align 8
          %88 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %87, i64 0, i32 3
          %89 = load i32, ptr %88, align 4
          %90 = zext i32 %89 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %0, ptr align 1 %85, i64 %90, i1 false)
          %91 = load ptr, ptr %5, align 8
          call void @mini_release(ptr %25, ptr %91)
          br label %92
        92:
          %93 = xor i1 %9, true
          ret i1 %93
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
  ]
}
