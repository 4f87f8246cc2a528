// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/print.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of print.c.
  static let print: [Entry] = [
    Entry(
      name: "mini_print_str", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str = private unnamed_addr constant [5 x i8] c"none\00", align 1
        """#),
    Entry(
      name: "mini_print_str_1", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_1 = private unnamed_addr constant [2 x i8] c"(\00", align 1
        """#),
    Entry(
      name: "mini_print_str_2", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_2 = private unnamed_addr constant [2 x i8] c".\00", align 1
        """#),
    Entry(
      name: "mini_print_str_3", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_3 = private unnamed_addr constant [2 x i8] c"[\00", align 1
        """#),
    Entry(
      name: "mini_print_str_4", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_4 = private unnamed_addr constant [4 x i8] c"[:]\00", align 1
        """#),
    Entry(
      name: "mini_print_str_5", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_5 = private unnamed_addr constant [2 x i8] c"\22\00", align 1
        """#),
    Entry(
      name: "mini_print_put_escape_letters", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_put_escape_letters = internal constant [7 x i8] c"\0A\09\0D\00\22\\\00", align 1
        """#),
    Entry(
      name: "mini_print_put_escape_names", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_put_escape_names = internal unnamed_addr constant [7 x i8] c"ntr0\22\\\00", align 1
        """#),
    Entry(
      name: "mini_print_put_escape_digits", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_put_escape_digits = internal unnamed_addr constant [17 x i8] c"0123456789abcdef\00", align 16
        """#),
    Entry(
      name: "mini_print_str_6", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_6 = private unnamed_addr constant [1 x i8] zeroinitializer, align 1
        """#),
    Entry(
      name: "mini_print_str_7", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_7 = private unnamed_addr constant [3 x i8] c", \00", align 1
        """#),
    Entry(
      name: "mini_print_str_8", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_8 = private unnamed_addr constant [3 x i8] c": \00", align 1
        """#),
    Entry(
      name: "mini_print_str_9", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_9 = private unnamed_addr constant [2 x i8] c"]\00", align 1
        """#),
    Entry(
      name: "mini_print_str_10", needs: [],
      declarations: [],
      definition: #"""
        @mini_print_str_10 = private unnamed_addr constant [2 x i8] c")\00", align 1
        """#),
    Entry(
      name: "mini_print", needs: ["mini_print_write_value"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)"],
      definition: #"""
        define void @mini_print(ptr %0, ptr %1) {
          %3 = alloca { ptr, i8 }, align 8
          call void @llvm.memset.p0.i64(ptr align 8 %3, i8 0, i64 16, i1 false)
          call fastcc void @mini_print_write_value(ptr %3, ptr %0, ptr %1)
          ret void
        }
        """#),
    Entry(
      name: "mini_print_write_value", needs: ["mini_print_begin", "mini_print_put", "mini_print_str_7", "mini_print_str_8", "mini_print_str_9", "mini_print_str_10", "mini_map_next"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "i64 @strlen(ptr)", "void @free(ptr)"],
      definition: #"""
        define internal fastcc void @mini_print_write_value(ptr %0, ptr %1, ptr %2) unnamed_addr {
          %4 = alloca i64, align 8
          %5 = alloca { ptr, i64, i64 }, align 8
          call void @llvm.memset.p0.i64(ptr align 8 %5, i8 0, i64 24, i1 false)
          call fastcc void @mini_print_begin(ptr %0, ptr %5, ptr %1, ptr %2)
          %6 = getelementptr inbounds { ptr, i8 }, ptr %0, i64 0, i32 1
          %7 = getelementptr inbounds { ptr, i64, i64 }, ptr %5, i64 0, i32 1
          %8 = load i64, ptr %7, align 8
          %9 = icmp sgt i64 %8, 0
          br i1 %9, label %10, label %118
        10:
          %11 = phi i64 [ %116, %115 ], [ %8, %3 ]
          %12 = load i8, ptr %6, align 8
          %13 = icmp eq i8 %12, 0
          br i1 %13, label %14, label %118
        14:
          %15 = load ptr, ptr %5, align 8
          %16 = add nsw i64 %11, -1
          %17 = getelementptr inbounds { ptr, ptr, i64 }, ptr %15, i64 %16
          %18 = getelementptr inbounds { ptr, ptr, i64 }, ptr %15, i64 %16, i32 1
          %19 = load ptr, ptr %18, align 8
          %20 = load ptr, ptr %17, align 8
          %21 = getelementptr inbounds { ptr, ptr, i64 }, ptr %15, i64 %16, i32 2
          %22 = load i64, ptr %21, align 8
          %23 = add nsw i64 %22, 1
          store i64 %23, ptr %21, align 8
          %24 = load i8, ptr %19, align 8
          switch i8 %24, label %108 [
            i8 10, label %25
            i8 11, label %44
            i8 12, label %72
            i8 13, label %89
          ]
        25:
          %26 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 4
          %27 = load i32, ptr %26, align 8
          %28 = zext i32 %27 to i64
          %29 = icmp eq i64 %22, %28
          br i1 %29, label %108, label %30
        30:
          %31 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 9
          %32 = load ptr, ptr %31, align 8
          %33 = getelementptr inbounds { ptr, ptr, i64 }, ptr %32, i64 %22
          %34 = icmp sgt i64 %22, 0
          br i1 %34, label %35, label %36
        35:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_7, i64 2)
          br label %36
        36:
          %37 = load ptr, ptr %33, align 8
          %38 = call i64 @strlen(ptr %37)
          call fastcc void @mini_print_put(ptr %0, ptr %37, i64 %38)
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_8, i64 2)
          %39 = getelementptr inbounds { ptr, ptr, i64 }, ptr %32, i64 %22, i32 2
          %40 = load i64, ptr %39, align 8
          %41 = getelementptr inbounds i8, ptr %20, i64 %40
          %42 = getelementptr inbounds { ptr, ptr, i64 }, ptr %32, i64 %22, i32 1
          %43 = load ptr, ptr %42, align 8
          call fastcc void @mini_print_begin(ptr %0, ptr %5, ptr %41, ptr %43)
          br label %113
        44:
          %45 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 2
          %46 = load i16, ptr %45, align 2
          %47 = icmp eq i16 %46, 1
          br i1 %47, label %48, label %51
        48:
          %49 = load i8, ptr %20, align 1
          %50 = zext i8 %49 to i32
          br label %53
        51:
          %52 = load i32, ptr %20, align 4
          br label %53
        53:
          %54 = phi i32 [ %50, %48 ], [ %52, %51 ]
          %55 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 9
          %56 = load ptr, ptr %55, align 8
          %57 = zext i32 %54 to i64
          %58 = getelementptr inbounds { ptr, ptr, i64 }, ptr %56, i64 %57, i32 2
          %59 = load i64, ptr %58, align 8
          %60 = icmp eq i64 %22, %59
          br i1 %60, label %108, label %61
        61:
          %62 = icmp sgt i64 %22, 0
          br i1 %62, label %63, label %64
        63:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_7, i64 2)
          br label %64
        64:
          %65 = getelementptr inbounds { ptr, ptr, i64 }, ptr %56, i64 %57, i32 1
          %66 = load ptr, ptr %65, align 8
          %67 = getelementptr inbounds { ptr, ptr, i64 }, ptr %66, i64 %22, i32 2
          %68 = load i64, ptr %67, align 8
          %69 = getelementptr inbounds i8, ptr %20, i64 %68
          %70 = getelementptr inbounds { ptr, ptr, i64 }, ptr %66, i64 %22, i32 1
          %71 = load ptr, ptr %70, align 8
          call fastcc void @mini_print_begin(ptr %0, ptr %5, ptr %69, ptr %71)
          br label %113
        72:
          %73 = getelementptr inbounds { ptr, i64 }, ptr %20, i64 0, i32 1
          %74 = load i64, ptr %73, align 8
          %75 = icmp eq i64 %22, %74
          br i1 %75, label %108, label %76
        76:
          %77 = icmp sgt i64 %22, 0
          br i1 %77, label %78, label %79
        78:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_7, i64 2)
          br label %79
        79:
          %80 = load ptr, ptr %20, align 8
          %81 = getelementptr inbounds { i64, i64, i64 }, ptr %80, i64 1
          %82 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 7
          %83 = load ptr, ptr %82, align 8
          %84 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %83, i64 0, i32 3
          %85 = load i32, ptr %84, align 4
          %86 = zext i32 %85 to i64
          %87 = mul nsw i64 %22, %86
          %88 = getelementptr inbounds i8, ptr %81, i64 %87
          call fastcc void @mini_print_begin(ptr %0, ptr %5, ptr %88, ptr %83)
          br label %113
        89:
          store i64 %22, ptr %4, align 8
          %90 = load ptr, ptr %20, align 8
          %91 = call ptr @mini_map_next(ptr %90, ptr %4, ptr %19)
          %92 = icmp eq ptr %91, null
          br i1 %92, label %106, label %93
        93:
          %94 = load i64, ptr %4, align 8
          store i64 %94, ptr %21, align 8
          %95 = icmp sgt i64 %22, 0
          br i1 %95, label %96, label %97
        96:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_7, i64 2)
          br label %97
        97:
          %98 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 8
          %99 = load ptr, ptr %98, align 8
          call fastcc void @mini_print_begin(ptr %0, ptr %5, ptr %91, ptr %99)
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_8, i64 2)
          %100 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 5
          %101 = load i32, ptr %100, align 4
          %102 = zext i32 %101 to i64
          %103 = getelementptr inbounds i8, ptr %91, i64 %102
          %104 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 7
          %105 = load ptr, ptr %104, align 8
          call fastcc void @mini_print_begin(ptr %0, ptr %5, ptr %103, ptr %105)
          br label %113
        106:
          %107 = load i8, ptr %19, align 8
          br label %108
        108:
          %109 = phi i8 [ 12, %72 ], [ 11, %53 ], [ %107, %106 ], [ 10, %25 ], [ %24, %14 ]
          %110 = and i8 %109, -2
          %111 = icmp eq i8 %110, 12
          %112 = select i1 %111, ptr @mini_print_str_9, ptr @mini_print_str_10
          call fastcc void @mini_print_put(ptr %0, ptr %112, i64 1)
          store i64 %16, ptr %7, align 8
          br label %115
        113:
          %114 = load i64, ptr %7, align 8
          br label %115
        115:
          %116 = phi i64 [ %114, %113 ], [ %16, %108 ]
          %117 = icmp sgt i64 %116, 0
          br i1 %117, label %10, label %118
        118:
          %119 = load ptr, ptr %5, align 8
          call void @free(ptr %119)
          ret void
        }
        """#),
    Entry(
      name: "mini_text_of", needs: ["mini_print_write_value"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "void @free(ptr)"],
      definition: #"""
        define i1 @mini_text_of(ptr %0, ptr %1, ptr %2) {
          %4 = alloca { ptr, i8 }, align 8
          call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 16, i1 false)
          store ptr %0, ptr %4, align 8
          %5 = getelementptr inbounds { ptr, i8 }, ptr %4, i64 0, i32 1
          store i8 0, ptr %5, align 8
          call fastcc void @mini_print_write_value(ptr %4, ptr %1, ptr %2)
          %6 = load i8, ptr %5, align 8
          %7 = icmp eq i8 %6, 0
          br i1 %7, label %10, label %8
        8:
          %9 = load ptr, ptr %0, align 8
          call void @free(ptr %9)
          call void @llvm.memset.p0.i64(ptr align 8 %0, i8 0, i64 16, i1 false)
          br label %10
        10:
          ret i1 %7
        }
        """#),
    Entry(
      name: "mini_print_begin", needs: ["mini_print_put", "mini_print_str", "mini_print_str_6", "mini_print_str_5", "mini_print_put_escape_letters", "mini_print_put_escape_names", "mini_print_put_escape_digits", "mini_print_str_1", "mini_print_enter", "mini_print_str_2", "mini_print_str_3", "mini_print_str_4", "mini_format_number", "mini_map_length"],
      declarations: ["ptr @memchr(ptr, i32, i64)", "i64 @strlen(ptr)"],
      definition: #"""
        define internal fastcc void @mini_print_begin(ptr %0, ptr %1, ptr %2, ptr %3) unnamed_addr {
          %5 = alloca [2 x i8], align 1
          %6 = alloca [4 x i8], align 1
          %7 = alloca [32 x i8], align 16
          br label %8
        8:
          %9 = phi ptr [ %3, %4 ], [ %21, %19 ]
          %10 = load i8, ptr %9, align 8
          switch i8 %10, label %200 [
            i8 9, label %11
            i8 0, label %22
            i8 1, label %22
            i8 2, label %22
            i8 3, label %22
            i8 4, label %22
            i8 5, label %22
            i8 6, label %22
            i8 8, label %26
            i8 10, label %157
            i8 11, label %161
            i8 12, label %193
            i8 13, label %194
          ]
        11:
          %12 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 5
          %13 = load i32, ptr %12, align 4
          %14 = zext i32 %13 to i64
          %15 = getelementptr inbounds i8, ptr %2, i64 %14
          %16 = load i8, ptr %15, align 1
          %17 = icmp eq i8 %16, 0
          br i1 %17, label %18, label %19
        18:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str, i64 4)
          br label %200
        19:
          %20 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 7
          %21 = load ptr, ptr %20, align 8
          br label %8
        22:
          %23 = zext i8 %10 to i32
          %24 = call i32 @mini_format_number(ptr %7, ptr %2, i32 %23)
          %25 = sext i32 %24 to i64
          call fastcc void @mini_print_put(ptr %0, ptr %7, i64 %25)
          br label %200
        26:
          %27 = getelementptr inbounds { ptr, i64, i64 }, ptr %1, i64 0, i32 1
          %28 = load i64, ptr %27, align 8
          %29 = icmp sgt i64 %28, 0
          %30 = load ptr, ptr %2, align 8
          %31 = icmp eq ptr %30, null
          br i1 %29, label %32, label %145
        32:
          br i1 %31, label %39, label %33
        33:
          %34 = getelementptr inbounds { i64, i64, i64 }, ptr %30, i64 1
          %35 = getelementptr inbounds { ptr, i32, i32 }, ptr %2, i64 0, i32 1
          %36 = load i32, ptr %35, align 8
          %37 = zext i32 %36 to i64
          %38 = getelementptr inbounds i8, ptr %34, i64 %37
          br label %39
        39:
          %40 = phi ptr [ %38, %33 ], [ @mini_print_str_6, %32 ]
          %41 = getelementptr inbounds { ptr, i32, i32 }, ptr %2, i64 0, i32 2
          %42 = load i32, ptr %41, align 4
          %43 = zext i32 %42 to i64
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_5, i64 1)
          %44 = icmp eq i32 %42, 0
          br i1 %44, label %141, label %45
        45:
          %46 = getelementptr inbounds i8, ptr %5, i64 1
          %47 = getelementptr inbounds i8, ptr %6, i64 1
          %48 = getelementptr inbounds i8, ptr %6, i64 2
          %49 = getelementptr inbounds i8, ptr %6, i64 3
          br label %50
        50:
          %51 = phi i64 [ 0, %45 ], [ %139, %137 ]
          %52 = phi i64 [ 0, %45 ], [ %138, %137 ]
          %53 = getelementptr inbounds i8, ptr %40, i64 %52
          %54 = sub i64 %43, %52
          %55 = load i8, ptr %53, align 1
          %56 = icmp sgt i8 %55, -1
          br i1 %56, label %70, label %57
        57:
          %58 = icmp ult i8 %55, -62
          br i1 %58, label %102, label %59
        59:
          %60 = icmp ult i8 %55, -32
          br i1 %60, label %66, label %61
        61:
          %62 = icmp ult i8 %55, -16
          br i1 %62, label %66, label %63
        63:
          %64 = icmp ult i8 %55, -11
          %65 = select i1 %64, i64 4, i64 0
          br label %66
        66:
          %67 = phi i64 [ 2, %59 ], [ %65, %63 ], [ 3, %61 ]
          %68 = add nsw i64 %67, -1
          %69 = icmp ult i64 %68, %54
          br i1 %69, label %72, label %102
        70:
          %71 = icmp eq i64 %52, %43
          br i1 %71, label %102, label %83
        72:
          %73 = icmp ugt i64 %67, 1
          br i1 %73, label %77, label %83
        74:
          %75 = add nuw nsw i64 %78, 1
          %76 = icmp eq i64 %75, %67
          br i1 %76, label %83, label %77
        77:
          %78 = phi i64 [ %75, %74 ], [ 1, %72 ]
          %79 = getelementptr inbounds i8, ptr %53, i64 %78
          %80 = load i8, ptr %79, align 1
          %81 = and i8 %80, -64
          %82 = icmp eq i8 %81, -128
          br i1 %82, label %74, label %102
        83:
          %84 = phi i64 [ 1, %72 ], [ 1, %70 ], [ %67, %74 ]
          switch i8 %55, label %101 [
            i8 -32, label %85
            i8 -19, label %89
            i8 -16, label %93
            i8 -12, label %97
          ]
        85:
          %86 = getelementptr inbounds i8, ptr %53, i64 1
          %87 = load i8, ptr %86, align 1
          %88 = icmp ult i8 %87, -96
          br i1 %88, label %102, label %101
        89:
          %90 = getelementptr inbounds i8, ptr %53, i64 1
          %91 = load i8, ptr %90, align 1
          %92 = icmp ugt i8 %91, -97
          br i1 %92, label %102, label %101
        93:
          %94 = getelementptr inbounds i8, ptr %53, i64 1
          %95 = load i8, ptr %94, align 1
          %96 = icmp ult i8 %95, -112
          br i1 %96, label %102, label %101
        97:
          %98 = getelementptr inbounds i8, ptr %53, i64 1
          %99 = load i8, ptr %98, align 1
          %100 = icmp ugt i8 %99, -113
          br i1 %100, label %102, label %101
        101:
          br label %102
        102:
          %103 = phi i64 [ %84, %101 ], [ 0, %66 ], [ 0, %85 ], [ 0, %89 ], [ 0, %93 ], [ 0, %97 ], [ 0, %57 ], [ 0, %70 ], [ 0, %77 ]
          %104 = icmp ne i64 %103, 0
          %105 = icmp ugt i8 %55, 31
          %106 = select i1 %104, i1 %105, i1 false
          %107 = icmp ne i8 %55, 127
          %108 = select i1 %106, i1 %107, i1 false
          %109 = icmp ne i8 %55, 34
          %110 = select i1 %108, i1 %109, i1 false
          %111 = icmp ne i8 %55, 92
          %112 = select i1 %110, i1 %111, i1 false
          br i1 %112, label %113, label %115
        113:
          %114 = add i64 %103, %52
          br label %137
        115:
          %116 = getelementptr inbounds i8, ptr %40, i64 %51
          %117 = sub i64 %52, %51
          call fastcc void @mini_print_put(ptr %0, ptr %116, i64 %117)
          %118 = zext i8 %55 to i32
          %119 = call ptr @memchr(ptr @mini_print_put_escape_letters, i32 %118, i64 6)
          %120 = icmp eq ptr %119, null
          br i1 %120, label %126, label %121
        121:
          store i8 92, ptr %5, align 1
          %122 = ptrtoint ptr %119 to i64
          %123 = sub i64 %122, ptrtoint (ptr @mini_print_put_escape_letters to i64)
          %124 = getelementptr inbounds [7 x i8], ptr @mini_print_put_escape_names, i64 0, i64 %123
          %125 = load i8, ptr %124, align 1
          store i8 %125, ptr %46, align 1
          call fastcc void @mini_print_put(ptr %0, ptr %5, i64 2)
          br label %135
        126:
          store i8 92, ptr %6, align 1
          store i8 120, ptr %47, align 1
          %127 = lshr i32 %118, 4
          %128 = zext i32 %127 to i64
          %129 = getelementptr inbounds [17 x i8], ptr @mini_print_put_escape_digits, i64 0, i64 %128
          %130 = load i8, ptr %129, align 1
          store i8 %130, ptr %48, align 1
          %131 = and i32 %118, 15
          %132 = zext i32 %131 to i64
          %133 = getelementptr inbounds [17 x i8], ptr @mini_print_put_escape_digits, i64 0, i64 %132
          %134 = load i8, ptr %133, align 1
          store i8 %134, ptr %49, align 1
          call fastcc void @mini_print_put(ptr %0, ptr %6, i64 4)
          br label %135
        135:
          %136 = add i64 %52, 1
          br label %137
        137:
          %138 = phi i64 [ %114, %113 ], [ %136, %135 ]
          %139 = phi i64 [ %51, %113 ], [ %136, %135 ]
          %140 = icmp ult i64 %138, %43
          br i1 %140, label %50, label %141
        141:
          %142 = phi i64 [ 0, %39 ], [ %139, %137 ]
          %143 = getelementptr inbounds i8, ptr %40, i64 %142
          %144 = sub i64 %43, %142
          call fastcc void @mini_print_put(ptr %0, ptr %143, i64 %144)
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_5, i64 1)
          br label %200
        145:
          br i1 %31, label %152, label %146
        146:
          %147 = getelementptr inbounds { i64, i64, i64 }, ptr %30, i64 1
          %148 = getelementptr inbounds { ptr, i32, i32 }, ptr %2, i64 0, i32 1
          %149 = load i32, ptr %148, align 8
          %150 = zext i32 %149 to i64
          %151 = getelementptr inbounds i8, ptr %147, i64 %150
          br label %152
        152:
          %153 = phi ptr [ %151, %146 ], [ @mini_print_str_6, %145 ]
          %154 = getelementptr inbounds { ptr, i32, i32 }, ptr %2, i64 0, i32 2
          %155 = load i32, ptr %154, align 4
          %156 = zext i32 %155 to i64
          call fastcc void @mini_print_put(ptr %0, ptr %153, i64 %156)
          br label %200
        157:
          %158 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 6
          %159 = load ptr, ptr %158, align 8
          %160 = call i64 @strlen(ptr %159)
          call fastcc void @mini_print_put(ptr %0, ptr %159, i64 %160)
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_1, i64 1)
          call fastcc void @mini_print_enter(ptr %1, ptr %2, ptr %9)
          br label %200
        161:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_2, i64 1)
          %162 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 2
          %163 = load i16, ptr %162, align 2
          %164 = icmp eq i16 %163, 1
          br i1 %164, label %165, label %168
        165:
          %166 = load i8, ptr %2, align 1
          %167 = zext i8 %166 to i32
          br label %170
        168:
          %169 = load i32, ptr %2, align 4
          br label %170
        170:
          %171 = phi i32 [ %167, %165 ], [ %169, %168 ]
          %172 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 9
          %173 = load ptr, ptr %172, align 8
          %174 = zext i32 %171 to i64
          %175 = getelementptr inbounds { ptr, ptr, i64 }, ptr %173, i64 %174
          %176 = load ptr, ptr %175, align 8
          %177 = call i64 @strlen(ptr %176)
          call fastcc void @mini_print_put(ptr %0, ptr %176, i64 %177)
          %178 = load i16, ptr %162, align 2
          %179 = icmp eq i16 %178, 1
          br i1 %179, label %180, label %183
        180:
          %181 = load i8, ptr %2, align 1
          %182 = zext i8 %181 to i32
          br label %185
        183:
          %184 = load i32, ptr %2, align 4
          br label %185
        185:
          %186 = phi i32 [ %182, %180 ], [ %184, %183 ]
          %187 = load ptr, ptr %172, align 8
          %188 = zext i32 %186 to i64
          %189 = getelementptr inbounds { ptr, ptr, i64 }, ptr %187, i64 %188, i32 2
          %190 = load i64, ptr %189, align 8
          %191 = icmp eq i64 %190, 0
          br i1 %191, label %200, label %192
        192:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_1, i64 1)
          call fastcc void @mini_print_enter(ptr %1, ptr %2, ptr %9)
          br label %200
        193:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_3, i64 1)
          call fastcc void @mini_print_enter(ptr %1, ptr %2, ptr %9)
          br label %200
        194:
          %195 = load ptr, ptr %2, align 8
          %196 = call i64 @mini_map_length(ptr %195)
          %197 = icmp eq i64 %196, 0
          br i1 %197, label %198, label %199
        198:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_4, i64 3)
          br label %200
        199:
          call fastcc void @mini_print_put(ptr %0, ptr @mini_print_str_3, i64 1)
          call fastcc void @mini_print_enter(ptr %1, ptr %2, ptr %9)
          br label %200
        200:
          ret void
        }
        """#),
    Entry(
      name: "mini_print_put", needs: ["mini_write_bytes", "mini_grown", "mini_out_of_memory"],
      declarations: ["i64 @llvm.smax.i64(i64, i64)", "ptr @realloc(ptr, i64)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc void @mini_print_put(ptr %0, ptr %1, i64 %2) unnamed_addr {
          %4 = load ptr, ptr %0, align 8
          %5 = icmp eq ptr %4, null
          br i1 %5, label %6, label %7
        6:
          call void @mini_write_bytes(ptr %1, i64 %2)
          br label %51
        7:
          %8 = getelementptr inbounds { ptr, i32, i32 }, ptr %4, i64 0, i32 2
          %9 = load i32, ptr %8, align 4
          %10 = zext i32 %9 to i64
          %11 = add nsw i64 %10, %2
          %12 = icmp sgt i64 %11, 2147483647
          br i1 %12, label %13, label %15
        13:
          %14 = getelementptr inbounds { ptr, i8 }, ptr %0, i64 0, i32 1
          store i8 1, ptr %14, align 8
          br label %15
        15:
          %16 = icmp eq i64 %2, 0
          br i1 %16, label %51, label %17
        17:
          %18 = getelementptr inbounds { ptr, i8 }, ptr %0, i64 0, i32 1
          %19 = load i8, ptr %18, align 8
          %20 = icmp eq i8 %19, 0
          br i1 %20, label %21, label %51
        21:
          %22 = load ptr, ptr %4, align 8
          %23 = icmp eq ptr %22, null
          br i1 %23, label %28, label %24
        24:
          %25 = getelementptr inbounds { i64, i64, i64 }, ptr %22, i64 0, i32 1
          %26 = load i64, ptr %25, align 8
          %27 = icmp slt i64 %26, %11
          br i1 %27, label %28, label %42
        28:
          %29 = load i32, ptr %8, align 4
          %30 = zext i32 %29 to i64
          %31 = call i64 @llvm.smax.i64(i64 %11, i64 24)
          %32 = call i64 @mini_grown(i64 %30, i64 %31)
          %33 = load ptr, ptr %4, align 8
          %34 = add i64 %32, 24
          %35 = call ptr @realloc(ptr %33, i64 %34)
          store ptr %35, ptr %4, align 8
          %36 = icmp eq ptr %35, null
          br i1 %36, label %37, label %38
        37:
          call void @mini_out_of_memory()
          unreachable
        38:
          store i64 1, ptr %35, align 8
          %39 = load ptr, ptr %4, align 8
          %40 = getelementptr inbounds { i64, i64, i64 }, ptr %39, i64 0, i32 1
          store i64 %32, ptr %40, align 8
          %41 = load ptr, ptr %4, align 8
          br label %42
        42:
          %43 = phi ptr [ %41, %38 ], [ %22, %24 ]
          %44 = getelementptr inbounds { i64, i64, i64 }, ptr %43, i64 1
          %45 = load i32, ptr %8, align 4
          %46 = zext i32 %45 to i64
          %47 = getelementptr inbounds i8, ptr %44, i64 %46
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %47, ptr align 1 %1, i64 %2, i1 false)
          %48 = trunc i64 %11 to i32
          store i32 %48, ptr %8, align 4
          %49 = load ptr, ptr %4, align 8
          %50 = getelementptr inbounds { i64, i64, i64 }, ptr %49, i64 0, i32 2
          store i64 %11, ptr %50, align 8
          br label %51
        51:
          ret void
        }
        """#),
    Entry(
      name: "mini_print_enter", needs: ["mini_grown", "mini_out_of_memory"],
      declarations: ["ptr @realloc(ptr, i64)"],
      definition: #"""
        define internal fastcc void @mini_print_enter(ptr %0, ptr %1, ptr %2) unnamed_addr {
          %4 = load ptr, ptr %0, align 8
          %5 = getelementptr inbounds { ptr, i64, i64 }, ptr %0, i64 0, i32 1
          %6 = load i64, ptr %5, align 8
          %7 = getelementptr inbounds { ptr, i64, i64 }, ptr %0, i64 0, i32 2
          %8 = load i64, ptr %7, align 8
          %9 = icmp sgt i64 %8, %6
          br i1 %9, label %19, label %10
        10:
          %11 = add nsw i64 %6, 1
          %12 = call i64 @mini_grown(i64 %8, i64 %11)
          store i64 %12, ptr %7, align 8
          %13 = mul i64 %12, 24
          %14 = call ptr @realloc(ptr %4, i64 %13)
          %15 = icmp eq ptr %14, null
          br i1 %15, label %18, label %16
        16:
          %17 = load i64, ptr %5, align 8
          br label %19
        18:
          call void @mini_out_of_memory()
          unreachable
        19:
          %20 = phi i64 [ %6, %3 ], [ %17, %16 ]
          %21 = phi ptr [ %4, %3 ], [ %14, %16 ]
          store ptr %21, ptr %0, align 8
          %22 = add nsw i64 %20, 1
          store i64 %22, ptr %5, align 8
          %23 = getelementptr inbounds { ptr, ptr, i64 }, ptr %21, i64 %20
          store ptr %1, ptr %23, align 8
          %24 = getelementptr inbounds i8, ptr %23, i64 8
          store ptr %2, ptr %24, align 8
          %25 = getelementptr inbounds i8, ptr %23, i64 16
          store i64 0, ptr %25, align 8
          ret void
        }
        """#),
  ]
}
