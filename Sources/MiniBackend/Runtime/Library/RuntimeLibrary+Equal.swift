// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/equal.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of equal.c.
  static let equal: [Entry] = [
    Entry(
      name: "mini_equal_str", needs: [],
      declarations: [],
      definition: #"""
        @mini_equal_str = private unnamed_addr constant [1 x i8] zeroinitializer, align 1
        """#),
    Entry(
      name: "mini_equal", needs: ["mini_equal_equal_now"],
      declarations: ["void @llvm.memset.p0.i64(ptr, i8, i64, i1)", "void @free(ptr)"],
      definition: #"""
        define i1 @mini_equal(ptr %0, ptr %1, ptr %2) {
          %4 = alloca { ptr, i64, i64 }, align 8
          call void @llvm.memset.p0.i64(ptr align 8 %4, i8 0, i64 24, i1 false)
          %5 = call fastcc i1 @mini_equal_equal_now(ptr %0, ptr %1, ptr %2, ptr %4)
          %6 = getelementptr inbounds { ptr, i64, i64 }, ptr %4, i64 0, i32 1
          %7 = load i64, ptr %6, align 8
          %8 = icmp sgt i64 %7, 0
          %9 = select i1 %5, i1 %8, i1 false
          br i1 %9, label %10, label %45
        10:
          %11 = phi i64 [ %42, %30 ], [ %7, %3 ]
          %12 = load ptr, ptr %4, align 8
          %13 = add nsw i64 %11, -1
          %14 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %12, i64 %13
          %15 = load ptr, ptr %14, align 8
          %16 = getelementptr inbounds i8, ptr %14, i64 8
          %17 = load ptr, ptr %16, align 8
          %18 = getelementptr inbounds i8, ptr %14, i64 16
          %19 = load ptr, ptr %18, align 8
          %20 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %12, i64 %13, i32 3
          %21 = load i64, ptr %20, align 8
          %22 = add nsw i64 %21, -1
          store i64 %22, ptr %20, align 8
          %23 = icmp eq i64 %22, 0
          br i1 %23, label %24, label %30
        24:
          %25 = load i64, ptr %6, align 8
          %26 = add nsw i64 %25, -1
          store i64 %26, ptr %6, align 8
          %27 = load ptr, ptr %14, align 8
          %28 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %12, i64 %13, i32 1
          %29 = load ptr, ptr %28, align 8
          br label %30
        30:
          %31 = phi ptr [ %29, %24 ], [ %17, %10 ]
          %32 = phi ptr [ %27, %24 ], [ %15, %10 ]
          %33 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %19, i64 0, i32 3
          %34 = load i32, ptr %33, align 4
          %35 = zext i32 %34 to i64
          %36 = getelementptr inbounds i8, ptr %32, i64 %35
          store ptr %36, ptr %14, align 8
          %37 = load i32, ptr %33, align 4
          %38 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %12, i64 %13, i32 1
          %39 = zext i32 %37 to i64
          %40 = getelementptr inbounds i8, ptr %31, i64 %39
          store ptr %40, ptr %38, align 8
          %41 = call fastcc i1 @mini_equal_equal_now(ptr %15, ptr %17, ptr %19, ptr %4)
          %42 = load i64, ptr %6, align 8
          %43 = icmp sgt i64 %42, 0
          %44 = select i1 %41, i1 %43, i1 false
          br i1 %44, label %10, label %45
        45:
          %46 = phi i1 [ %5, %3 ], [ %41, %30 ]
          %47 = load ptr, ptr %4, align 8
          call void @free(ptr %47)
          ret i1 %46
        }
        """#),
    Entry(
      name: "mini_equal_equal_now", needs: ["mini_equal_str", "mini_equal_add", "mini_map_length", "mini_map_next", "mini_map_find"],
      declarations: ["i32 @bcmp(ptr, ptr, i64)"],
      definition: #"""
        define internal fastcc i1 @mini_equal_equal_now(ptr %0, ptr %1, ptr %2, ptr %3) unnamed_addr {
          %5 = alloca i64, align 8
          %6 = alloca { ptr, ptr, ptr, i64 }, align 8
          %7 = alloca { ptr, ptr, ptr, i64 }, align 8
          br label %8
        8:
          %9 = phi ptr [ %2, %4 ], [ %70, %68 ]
          %10 = load i8, ptr %9, align 8
          switch i8 %10, label %199 [
            i8 0, label %11
            i8 1, label %11
            i8 2, label %15
            i8 3, label %15
            i8 4, label %19
            i8 5, label %19
            i8 7, label %19
            i8 6, label %23
            i8 8, label %27
            i8 9, label %57
            i8 10, label %71
            i8 11, label %91
            i8 12, label %128
            i8 13, label %158
          ]
        11:
          %12 = load i8, ptr %0, align 1
          %13 = load i8, ptr %1, align 1
          %14 = icmp eq i8 %12, %13
          br label %199
        15:
          %16 = load i32, ptr %0, align 4
          %17 = load i32, ptr %1, align 4
          %18 = icmp eq i32 %16, %17
          br label %199
        19:
          %20 = load i64, ptr %0, align 8
          %21 = load i64, ptr %1, align 8
          %22 = icmp eq i64 %20, %21
          br label %199
        23:
          %24 = load double, ptr %0, align 8
          %25 = load double, ptr %1, align 8
          %26 = fcmp oeq double %24, %25
          br label %199
        27:
          %28 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 2
          %29 = load i32, ptr %28, align 4
          %30 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 2
          %31 = load i32, ptr %30, align 4
          %32 = icmp eq i32 %29, %31
          br i1 %32, label %33, label %199
        33:
          %34 = load ptr, ptr %0, align 8
          %35 = icmp eq ptr %34, null
          br i1 %35, label %42, label %36
        36:
          %37 = getelementptr inbounds { i64, i64, i64 }, ptr %34, i64 1
          %38 = getelementptr inbounds { ptr, i32, i32 }, ptr %0, i64 0, i32 1
          %39 = load i32, ptr %38, align 8
          %40 = zext i32 %39 to i64
          %41 = getelementptr inbounds i8, ptr %37, i64 %40
          br label %42
        42:
          %43 = phi ptr [ %41, %36 ], [ @mini_equal_str, %33 ]
          %44 = load ptr, ptr %1, align 8
          %45 = icmp eq ptr %44, null
          br i1 %45, label %52, label %46
        46:
          %47 = getelementptr inbounds { i64, i64, i64 }, ptr %44, i64 1
          %48 = getelementptr inbounds { ptr, i32, i32 }, ptr %1, i64 0, i32 1
          %49 = load i32, ptr %48, align 8
          %50 = zext i32 %49 to i64
          %51 = getelementptr inbounds i8, ptr %47, i64 %50
          br label %52
        52:
          %53 = phi ptr [ %51, %46 ], [ @mini_equal_str, %42 ]
          %54 = zext i32 %29 to i64
          %55 = call i32 @bcmp(ptr %43, ptr %53, i64 %54)
          %56 = icmp eq i32 %55, 0
          br label %199
        57:
          %58 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 5
          %59 = load i32, ptr %58, align 4
          %60 = zext i32 %59 to i64
          %61 = getelementptr inbounds i8, ptr %0, i64 %60
          %62 = load i8, ptr %61, align 1
          %63 = getelementptr inbounds i8, ptr %1, i64 %60
          %64 = load i8, ptr %63, align 1
          %65 = icmp eq i8 %62, %64
          br i1 %65, label %66, label %199
        66:
          %67 = icmp eq i8 %62, 0
          br i1 %67, label %199, label %68
        68:
          %69 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 7
          %70 = load ptr, ptr %69, align 8
          br label %8
        71:
          %72 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 9
          %73 = load ptr, ptr %72, align 8
          %74 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 4
          %75 = load i32, ptr %74, align 8
          %76 = icmp eq i32 %75, 0
          br i1 %76, label %199, label %82
        77:
          %78 = add nuw nsw i64 %83, 1
          %79 = load i32, ptr %74, align 8
          %80 = zext i32 %79 to i64
          %81 = icmp ult i64 %78, %80
          br i1 %81, label %82, label %199
        82:
          %83 = phi i64 [ %78, %77 ], [ 0, %71 ]
          %84 = getelementptr inbounds { ptr, ptr, i64 }, ptr %73, i64 %83, i32 2
          %85 = load i64, ptr %84, align 8
          %86 = getelementptr inbounds i8, ptr %0, i64 %85
          %87 = getelementptr inbounds i8, ptr %1, i64 %85
          %88 = getelementptr inbounds { ptr, ptr, i64 }, ptr %73, i64 %83, i32 1
          %89 = load ptr, ptr %88, align 8
          %90 = call fastcc i1 @mini_equal_equal_now(ptr %86, ptr %87, ptr %89, ptr %3)
          br i1 %90, label %77, label %199
        91:
          %92 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 2
          %93 = load i16, ptr %92, align 2
          %94 = zext i16 %93 to i64
          %95 = call i32 @bcmp(ptr %0, ptr %1, i64 %94)
          %96 = icmp eq i32 %95, 0
          br i1 %96, label %97, label %199
        97:
          %98 = icmp eq i16 %93, 1
          br i1 %98, label %99, label %102
        99:
          %100 = load i8, ptr %0, align 1
          %101 = zext i8 %100 to i32
          br label %104
        102:
          %103 = load i32, ptr %0, align 4
          br label %104
        104:
          %105 = phi i32 [ %101, %99 ], [ %103, %102 ]
          %106 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 9
          %107 = load ptr, ptr %106, align 8
          %108 = zext i32 %105 to i64
          %109 = getelementptr inbounds { ptr, ptr, i64 }, ptr %107, i64 %108, i32 2
          %110 = load i64, ptr %109, align 8
          %111 = icmp eq i64 %110, 0
          br i1 %111, label %199, label %112
        112:
          %113 = getelementptr inbounds { ptr, ptr, i64 }, ptr %107, i64 %108, i32 1
          br label %118
        114:
          %115 = add nuw i64 %119, 1
          %116 = load i64, ptr %109, align 8
          %117 = icmp ult i64 %115, %116
          br i1 %117, label %118, label %199
        118:
          %119 = phi i64 [ 0, %112 ], [ %115, %114 ]
          %120 = load ptr, ptr %113, align 8
          %121 = getelementptr inbounds { ptr, ptr, i64 }, ptr %120, i64 %119, i32 2
          %122 = load i64, ptr %121, align 8
          %123 = getelementptr inbounds i8, ptr %0, i64 %122
          %124 = getelementptr inbounds i8, ptr %1, i64 %122
          %125 = getelementptr inbounds { ptr, ptr, i64 }, ptr %120, i64 %119, i32 1
          %126 = load ptr, ptr %125, align 8
          %127 = call fastcc i1 @mini_equal_equal_now(ptr %123, ptr %124, ptr %126, ptr %3)
          br i1 %127, label %114, label %199
        128:
          %129 = getelementptr inbounds { ptr, i64 }, ptr %0, i64 0, i32 1
          %130 = load i64, ptr %129, align 8
          %131 = getelementptr inbounds { ptr, i64 }, ptr %1, i64 0, i32 1
          %132 = load i64, ptr %131, align 8
          %133 = icmp eq i64 %130, %132
          br i1 %133, label %134, label %199
        134:
          %135 = icmp eq i64 %130, 0
          br i1 %135, label %199, label %136
        136:
          %137 = load ptr, ptr %0, align 8
          %138 = getelementptr inbounds { i64, i64, i64 }, ptr %137, i64 1
          %139 = load ptr, ptr %1, align 8
          %140 = getelementptr inbounds { i64, i64, i64 }, ptr %139, i64 1
          %141 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 7
          %142 = load ptr, ptr %141, align 8
          %143 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %142, i64 0, i32 1
          %144 = load i8, ptr %143, align 1
          %145 = and i8 %144, 2
          %146 = icmp eq i8 %145, 0
          br i1 %146, label %154, label %147
        147:
          %148 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %142, i64 0, i32 3
          %149 = load i32, ptr %148, align 4
          %150 = zext i32 %149 to i64
          %151 = mul nsw i64 %130, %150
          %152 = call i32 @bcmp(ptr %138, ptr %140, i64 %151)
          %153 = icmp eq i32 %152, 0
          br label %199
        154:
          store ptr %138, ptr %7, align 8
          %155 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %7, i64 0, i32 1
          store ptr %140, ptr %155, align 8
          %156 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %7, i64 0, i32 2
          store ptr %142, ptr %156, align 8
          %157 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %7, i64 0, i32 3
          store i64 %130, ptr %157, align 8
          call fastcc void @mini_equal_add(ptr %3, ptr byval({ ptr, ptr, ptr, i64 }) align 8 %7)
          br label %199
        158:
          %159 = load ptr, ptr %0, align 8
          %160 = load ptr, ptr %1, align 8
          %161 = call i64 @mini_map_length(ptr %159)
          %162 = call i64 @mini_map_length(ptr %160)
          %163 = icmp eq i64 %161, %162
          br i1 %163, label %164, label %197
        164:
          %165 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 8
          %166 = load ptr, ptr %165, align 8
          %167 = load i8, ptr %166, align 8
          %168 = icmp eq i8 %167, 8
          br i1 %168, label %172, label %169
        169:
          %170 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %166, i64 0, i32 3
          %171 = load i32, ptr %170, align 4
          br label %172
        172:
          %173 = phi i32 [ %171, %169 ], [ 0, %164 ]
          store i64 0, ptr %5, align 8
          %174 = call ptr @mini_map_next(ptr %159, ptr %5, ptr %9)
          %175 = icmp eq ptr %174, null
          br i1 %175, label %195, label %176
        176:
          %177 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 5
          %178 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %6, i64 0, i32 1
          %179 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %6, i64 0, i32 2
          %180 = getelementptr inbounds { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr }, ptr %9, i64 0, i32 7
          %181 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %6, i64 0, i32 3
          br label %182
        182:
          %183 = phi ptr [ %174, %176 ], [ %191, %186 ]
          %184 = call ptr @mini_map_find(ptr %160, ptr %183, ptr %9, i32 %173)
          %185 = icmp eq ptr %184, null
          br i1 %185, label %193, label %186
        186:
          %187 = load i32, ptr %177, align 4
          %188 = zext i32 %187 to i64
          %189 = getelementptr inbounds i8, ptr %183, i64 %188
          store ptr %189, ptr %6, align 8
          store ptr %184, ptr %178, align 8
          %190 = load ptr, ptr %180, align 8
          store ptr %190, ptr %179, align 8
          store i64 1, ptr %181, align 8
          call fastcc void @mini_equal_add(ptr %3, ptr byval({ ptr, ptr, ptr, i64 }) align 8 %6)
          %191 = call ptr @mini_map_next(ptr %159, ptr %5, ptr %9)
          %192 = icmp eq ptr %191, null
          br i1 %192, label %193, label %182
        193:
          %194 = xor i1 %185, true
          br label %195
        195:
          %196 = phi i1 [ true, %172 ], [ %194, %193 ]
          br label %197
        197:
          %198 = phi i1 [ %196, %195 ], [ false, %158 ]
          br label %199
        199:
          %200 = phi i1 [ %198, %197 ], [ %26, %23 ], [ %22, %19 ], [ %18, %15 ], [ %14, %11 ], [ false, %91 ], [ false, %128 ], [ true, %134 ], [ %153, %147 ], [ true, %154 ], [ false, %27 ], [ %56, %52 ], [ true, %71 ], [ true, %104 ], [ %90, %82 ], [ %90, %77 ], [ %127, %118 ], [ %127, %114 ], [ false, %8 ], [ true, %66 ], [ false, %57 ]
          ret i1 %200
        }
        """#),
    Entry(
      name: "mini_equal_add", needs: ["mini_grown", "mini_out_of_memory"],
      declarations: ["ptr @realloc(ptr, i64)", "void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)"],
      definition: #"""
        define internal fastcc void @mini_equal_add(ptr %0, ptr byval({ ptr, ptr, ptr, i64 }) align 8 %1) unnamed_addr {
          %3 = load ptr, ptr %0, align 8
          %4 = getelementptr inbounds { ptr, i64, i64 }, ptr %0, i64 0, i32 1
          %5 = load i64, ptr %4, align 8
          %6 = getelementptr inbounds { ptr, i64, i64 }, ptr %0, i64 0, i32 2
          %7 = load i64, ptr %6, align 8
          %8 = icmp sgt i64 %7, %5
          br i1 %8, label %18, label %9
        9:
          %10 = add nsw i64 %5, 1
          %11 = call i64 @mini_grown(i64 %7, i64 %10)
          store i64 %11, ptr %6, align 8
          %12 = shl i64 %11, 5
          %13 = call ptr @realloc(ptr %3, i64 %12)
          %14 = icmp eq ptr %13, null
          br i1 %14, label %17, label %15
        15:
          %16 = load i64, ptr %4, align 8
          br label %18
        17:
          call void @mini_out_of_memory()
          unreachable
        18:
          %19 = phi i64 [ %5, %2 ], [ %16, %15 ]
          %20 = phi ptr [ %3, %2 ], [ %13, %15 ]
          store ptr %20, ptr %0, align 8
          %21 = add nsw i64 %19, 1
          store i64 %21, ptr %4, align 8
          %22 = getelementptr inbounds { ptr, ptr, ptr, i64 }, ptr %20, i64 %19
          call void @llvm.memcpy.p0.p0.i64(ptr align 8 %22, ptr align 8 %1, i64 32, i1 false)
          ret void
        }
        """#),
  ]
}
