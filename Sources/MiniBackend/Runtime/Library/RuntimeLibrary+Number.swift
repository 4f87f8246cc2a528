// Made by Tests/Scripts/runtime.py from Sources/CMiniRuntime/number.c: change that, not this.
// swift-format-ignore-file

extension RuntimeLibrary {
  /// The functions and constants of number.c.
  static let number: [Entry] = [
    Entry(
      name: "mini_number_str_1", needs: [],
      declarations: [],
      definition: #"""
        @mini_number_str_1 = private unnamed_addr constant [6 x i8] c"false\00", align 1
        """#),
    Entry(
      name: "mini_number_str_2", needs: [],
      declarations: [],
      definition: #"""
        @mini_number_str_2 = private unnamed_addr constant [4 x i8] c"nan\00", align 1
        """#),
    Entry(
      name: "mini_number_str_3", needs: [],
      declarations: [],
      definition: #"""
        @mini_number_str_3 = private unnamed_addr constant [4 x i8] c"inf\00", align 1
        """#),
    Entry(
      name: "mini_number_str_4", needs: [],
      declarations: [],
      definition: #"""
        @mini_number_str_4 = private unnamed_addr constant [4 x i8] c"0.0\00", align 1
        """#),
    Entry(
      name: "mini_number_str_5", needs: [],
      declarations: [],
      definition: #"""
        @mini_number_str_5 = private unnamed_addr constant [6 x i8] c"0.000\00", align 1
        """#),
    Entry(
      name: "mini_number_str_6", needs: [],
      declarations: [],
      definition: #"""
        @mini_number_str_6 = private unnamed_addr constant [5 x i8] c"%.*e\00", align 1
        """#),
    Entry(
      name: "mini_format_number", needs: ["mini_number_str_1", "mini_number_format_unsigned", "mini_number_format_signed", "mini_number_str_2", "mini_number_str_3", "mini_number_str_4", "mini_number_str_6", "mini_number_str_5"],
      declarations: ["void @llvm.memcpy.p0.p0.i64(ptr, ptr, i64, i1)", "i32 @snprintf(ptr, i64, ptr, ...)", "double @strtod(ptr, ptr)", "i32 @atoi(ptr)", "i32 @llvm.smin.i32(i32, i32)", "i32 @llvm.abs.i32(i32, i1)"],
      definition: #"""
        define i32 @mini_format_number(ptr %0, ptr %1, i32 %2) {
          %4 = alloca [32 x i8], align 16
          switch i32 %2, label %197 [
            i32 0, label %5
            i32 1, label %10
            i32 2, label %14
            i32 3, label %18
            i32 4, label %22
            i32 5, label %25
            i32 6, label %28
          ]
        5:
          %6 = load i8, ptr %1, align 1
          %7 = icmp eq i8 %6, 0
          br i1 %7, label %9, label %8
        8:
          store i32 1702195828, ptr %0, align 1
          br label %197
        9:
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %0, ptr align 1 @mini_number_str_1, i64 5, i1 false)
          br label %197
        10:
          %11 = load i8, ptr %1, align 1
          %12 = zext i8 %11 to i64
          %13 = call fastcc i32 @mini_number_format_unsigned(ptr %0, i64 %12)
          br label %197
        14:
          %15 = load i32, ptr %1, align 4
          %16 = sext i32 %15 to i64
          %17 = call fastcc i32 @mini_number_format_signed(ptr %0, i64 %16)
          br label %197
        18:
          %19 = load i32, ptr %1, align 4
          %20 = zext i32 %19 to i64
          %21 = call fastcc i32 @mini_number_format_unsigned(ptr %0, i64 %20)
          br label %197
        22:
          %23 = load i64, ptr %1, align 8
          %24 = call fastcc i32 @mini_number_format_signed(ptr %0, i64 %23)
          br label %197
        25:
          %26 = load i64, ptr %1, align 8
          %27 = call fastcc i32 @mini_number_format_unsigned(ptr %0, i64 %26)
          br label %197
        28:
          %29 = load double, ptr %1, align 8
          %30 = fcmp uno double %29, 0.000000e+00
          br i1 %30, label %31, label %32
        31:
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %0, ptr align 1 @mini_number_str_2, i64 3, i1 false)
          br label %197
        32:
          %33 = bitcast double %29 to i64
          %34 = icmp slt i64 %33, 0
          br i1 %34, label %35, label %38
        35:
          %36 = getelementptr inbounds i8, ptr %0, i64 1
          store i8 45, ptr %0, align 1
          %37 = fneg double %29
          br label %38
        38:
          %39 = phi ptr [ %36, %35 ], [ %0, %32 ]
          %40 = phi double [ %37, %35 ], [ %29, %32 ]
          %41 = fcmp oeq double %40, 0x7FF0000000000000
          br i1 %41, label %42, label %48
        42:
          %43 = ptrtoint ptr %39 to i64
          %44 = ptrtoint ptr %0 to i64
          %45 = sub i64 %43, %44
          %46 = trunc i64 %45 to i32
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %39, ptr align 1 @mini_number_str_3, i64 3, i1 false)
          %47 = add nsw i32 %46, 3
          br label %197
        48:
          %49 = fcmp oeq double %40, 0.000000e+00
          br i1 %49, label %50, label %56
        50:
          %51 = ptrtoint ptr %39 to i64
          %52 = ptrtoint ptr %0 to i64
          %53 = sub i64 %51, %52
          %54 = trunc i64 %53 to i32
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %39, ptr align 1 @mini_number_str_4, i64 3, i1 false)
          %55 = add nsw i32 %54, 3
          br label %197
        56:
          %57 = fcmp olt double %40, 0x10000000000000
          %58 = select i1 %57, i32 0, i32 14
          %59 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %4, i64 32, ptr @mini_number_str_6, i32 %58, double %40)
          %60 = getelementptr inbounds i8, ptr %4, i64 16
          %61 = call double @strtod(ptr %4, ptr null)
          %62 = fcmp oeq double %61, %40
          br i1 %62, label %83, label %63
        63:
          %64 = phi i32 [ %76, %75 ], [ %58, %56 ]
          %65 = icmp eq i32 %64, 15
          br i1 %65, label %66, label %75
        66:
          %67 = load i8, ptr %60, align 16
          %68 = icmp eq i8 %67, 57
          br i1 %68, label %73, label %69
        69:
          %70 = add i8 %67, 1
          store i8 %70, ptr %60, align 16
          %71 = call double @strtod(ptr %4, ptr null)
          %72 = fcmp oeq double %71, %40
          br i1 %72, label %80, label %73
        73:
          %74 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %4, i64 32, ptr @mini_number_str_6, i32 16, double %40)
          br label %80
        75:
          %76 = add nuw nsw i32 %64, 1
          %77 = call i32 (ptr, i64, ptr, ...) @snprintf(ptr %4, i64 32, ptr @mini_number_str_6, i32 %76, double %40)
          %78 = call double @strtod(ptr %4, ptr null)
          %79 = fcmp oeq double %78, %40
          br i1 %79, label %83, label %63
        80:
          %81 = phi i32 [ 16, %73 ], [ 15, %69 ]
          %82 = add nuw nsw i32 %81, 3
          br label %88
        83:
          %84 = phi i32 [ %58, %56 ], [ %76, %75 ]
          %85 = icmp eq i32 %84, 0
          %86 = add nuw nsw i32 %84, 3
          %87 = select i1 %85, i32 2, i32 %86
          br label %88
        88:
          %89 = phi i32 [ %81, %80 ], [ %84, %83 ]
          %90 = phi i32 [ %82, %80 ], [ %87, %83 ]
          %91 = zext i32 %90 to i64
          %92 = getelementptr inbounds i8, ptr %4, i64 %91
          %93 = call i32 @atoi(ptr %92)
          %94 = load i8, ptr %4, align 16
          %95 = getelementptr inbounds [32 x i8], ptr %4, i64 0, i64 1
          store i8 %94, ptr %95, align 1
          %96 = add i32 %89, 1
          %97 = icmp sgt i32 %89, 0
          br i1 %97, label %98, label %113
        98:
          %99 = call i32 @llvm.smin.i32(i32 %96, i32 2)
          %100 = add i32 %99, -1
          br label %101
        101:
          %102 = phi i32 [ %108, %107 ], [ %96, %98 ]
          %103 = zext i32 %102 to i64
          %104 = getelementptr inbounds [32 x i8], ptr %4, i64 0, i64 %103
          %105 = load i8, ptr %104, align 1
          %106 = icmp eq i8 %105, 48
          br i1 %106, label %107, label %110
        107:
          %108 = add nsw i32 %102, -1
          %109 = icmp sgt i32 %102, 2
          br i1 %109, label %101, label %113
        110:
          %111 = add i32 %93, -16
          %112 = icmp ult i32 %111, -20
          br i1 %112, label %119, label %146
        113:
          %114 = phi i32 [ %96, %88 ], [ %100, %107 ]
          %115 = add i32 %93, -16
          %116 = icmp ult i32 %115, -20
          br i1 %116, label %117, label %146
        117:
          %118 = getelementptr inbounds i8, ptr %39, i64 1
          store i8 %94, ptr %39, align 1
          br label %122
        119:
          %120 = getelementptr inbounds i8, ptr %39, i64 1
          store i8 %94, ptr %39, align 1
          %121 = getelementptr inbounds i8, ptr %39, i64 2
          store i8 46, ptr %120, align 1
          br label %122
        122:
          %123 = phi i32 [ %102, %119 ], [ %114, %117 ]
          %124 = phi ptr [ %121, %119 ], [ %118, %117 ]
          %125 = getelementptr inbounds i8, ptr %4, i64 2
          %126 = add nsw i32 %123, -1
          %127 = sext i32 %126 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %124, ptr align 2 %125, i64 %127, i1 false)
          %128 = getelementptr inbounds i8, ptr %124, i64 %127
          %129 = getelementptr inbounds i8, ptr %128, i64 1
          store i8 101, ptr %128, align 1
          %130 = icmp slt i32 %93, 0
          %131 = select i1 %130, i8 45, i8 43
          %132 = getelementptr inbounds i8, ptr %129, i64 1
          store i8 %131, ptr %129, align 1
          %133 = call i32 @llvm.abs.i32(i32 %93, i1 true)
          %134 = icmp ult i32 %133, 10
          br i1 %134, label %135, label %137
        135:
          %136 = getelementptr inbounds i8, ptr %132, i64 1
          store i8 48, ptr %132, align 1
          br label %137
        137:
          %138 = phi ptr [ %136, %135 ], [ %132, %122 ]
          %139 = ptrtoint ptr %138 to i64
          %140 = ptrtoint ptr %0 to i64
          %141 = sub i64 %139, %140
          %142 = trunc i64 %141 to i32
          %143 = zext i32 %133 to i64
          %144 = call fastcc i32 @mini_number_format_unsigned(ptr %138, i64 %143)
          %145 = add nsw i32 %144, %142
          br label %195
        146:
          %147 = phi i32 [ %114, %113 ], [ %102, %110 ]
          %148 = icmp slt i32 %93, 0
          br i1 %148, label %149, label %159
        149:
          %150 = sub nsw i32 1, %93
          %151 = zext i32 %150 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %39, ptr align 1 @mini_number_str_5, i64 %151, i1 false)
          %152 = getelementptr inbounds i8, ptr %39, i64 %151
          %153 = ptrtoint ptr %152 to i64
          %154 = ptrtoint ptr %0 to i64
          %155 = sub i64 %153, %154
          %156 = trunc i64 %155 to i32
          %157 = sext i32 %147 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %152, ptr align 1 %95, i64 %157, i1 false)
          %158 = add nsw i32 %147, %156
          br label %195
        159:
          %160 = sext i32 %147 to i64
          %161 = add nuw nsw i32 %93, 1
          %162 = zext i32 %161 to i64
          br label %166
        163:
          %164 = getelementptr inbounds i8, ptr %168, i64 2
          store i8 46, ptr %175, align 1
          %165 = icmp sgt i32 %147, %161
          br i1 %165, label %183, label %178
        166:
          %167 = phi i64 [ 0, %159 ], [ %176, %173 ]
          %168 = phi ptr [ %39, %159 ], [ %175, %173 ]
          %169 = icmp slt i64 %167, %160
          br i1 %169, label %170, label %173
        170:
          %171 = getelementptr inbounds i8, ptr %95, i64 %167
          %172 = load i8, ptr %171, align 1
          br label %173
        173:
          %174 = phi i8 [ %172, %170 ], [ 48, %166 ]
          %175 = getelementptr inbounds i8, ptr %168, i64 1
          store i8 %174, ptr %168, align 1
          %176 = add nuw nsw i64 %167, 1
          %177 = icmp eq i64 %176, %162
          br i1 %177, label %163, label %166
        178:
          %179 = getelementptr inbounds i8, ptr %168, i64 3
          store i8 48, ptr %164, align 1
          %180 = ptrtoint ptr %179 to i64
          %181 = ptrtoint ptr %0 to i64
          %182 = sub i64 %180, %181
          br label %190
        183:
          %184 = ptrtoint ptr %164 to i64
          %185 = ptrtoint ptr %0 to i64
          %186 = sub i64 %184, %185
          %187 = getelementptr inbounds i8, ptr %95, i64 %162
          %188 = sub nsw i32 %147, %161
          %189 = sext i32 %188 to i64
          call void @llvm.memcpy.p0.p0.i64(ptr align 1 %164, ptr align 1 %187, i64 %189, i1 false)
          br label %190
        190:
          %191 = phi i64 [ %186, %183 ], [ %182, %178 ]
          %192 = phi i32 [ %188, %183 ], [ 0, %178 ]
          %193 = trunc i64 %191 to i32
          %194 = add nsw i32 %192, %193
          br label %195
        195:
          %196 = phi i32 [ %145, %137 ], [ %158, %149 ], [ %194, %190 ]
          br label %197
        197:
          %198 = phi i32 [ %27, %25 ], [ %24, %22 ], [ %21, %18 ], [ %17, %14 ], [ %13, %10 ], [ 4, %8 ], [ 5, %9 ], [ 0, %3 ], [ 3, %31 ], [ %47, %42 ], [ %55, %50 ], [ %196, %195 ]
          ret i32 %198
        }
        """#),
    Entry(
      name: "mini_number_format_unsigned", needs: [],
      declarations: [],
      definition: #"""
        define internal fastcc i32 @mini_number_format_unsigned(ptr %0, i64 %1) unnamed_addr {
          %3 = alloca [20 x i8], align 16
          br label %4
        4:
          %5 = phi i64 [ %10, %4 ], [ 0, %2 ]
          %6 = phi i64 [ %12, %4 ], [ %1, %2 ]
          %7 = urem i64 %6, 10
          %8 = trunc i64 %7 to i8
          %9 = or i8 %8, 48
          %10 = add nuw i64 %5, 1
          %11 = getelementptr inbounds [20 x i8], ptr %3, i64 0, i64 %5
          store i8 %9, ptr %11, align 1
          %12 = udiv i64 %6, 10
          %13 = icmp ult i64 %6, 10
          br i1 %13, label %14, label %4
        14:
          %15 = shl i64 %5, 32
          %16 = ashr exact i64 %15, 32
          %17 = add i64 %5, 1
          %18 = and i64 %17, 4294967295
          br label %21
        19:
          %20 = trunc i64 %10 to i32
          ret i32 %20
        21:
          %22 = phi i64 [ 0, %14 ], [ %27, %21 ]
          %23 = sub nsw i64 %16, %22
          %24 = getelementptr inbounds [20 x i8], ptr %3, i64 0, i64 %23
          %25 = load i8, ptr %24, align 1
          %26 = getelementptr inbounds i8, ptr %0, i64 %22
          store i8 %25, ptr %26, align 1
          %27 = add nuw nsw i64 %22, 1
          %28 = icmp eq i64 %27, %18
          br i1 %28, label %19, label %21
        }
        """#),
    Entry(
      name: "mini_number_format_signed", needs: ["mini_number_format_unsigned"],
      declarations: [],
      definition: #"""
        define internal fastcc i32 @mini_number_format_signed(ptr %0, i64 %1) unnamed_addr {
          %3 = icmp sgt i64 %1, -1
          br i1 %3, label %4, label %6
        4:
          %5 = call fastcc i32 @mini_number_format_unsigned(ptr %0, i64 %1)
          br label %11
        6:
          store i8 45, ptr %0, align 1
          %7 = getelementptr inbounds i8, ptr %0, i64 1
          %8 = sub i64 0, %1
          %9 = call fastcc i32 @mini_number_format_unsigned(ptr %7, i64 %8)
          %10 = add nsw i32 %9, 1
          br label %11
        11:
          %12 = phi i32 [ %5, %4 ], [ %10, %6 ]
          ret i32 %12
        }
        """#),
  ]
}
