@"output.show:0" = private unnamed_addr constant [4 x i8] c"n = "
@"output.show:1" = private unnamed_addr constant [9 x i8] c", wide = "
@"output.show:2" = private unnamed_addr constant [6 x i8] c", x = "
@"output.show:3" = private unnamed_addr constant [9 x i8] c", flag = "
@"output.show:4" = private unnamed_addr constant [25 x i8] c"quote \22 backslash \5C line\0A"
@"output.show:6" = private unnamed_addr constant [2 x i8] c"\00\FF"
define void @output.show(i32 %0, i64 %1, double %2, i1 %3) {
b0:
  call void @mini_write_bytes(ptr @"output.show:0", i64 4)
  call void @mini_write_i32(i32 %0)
  call void @mini_write_bytes(ptr @"output.show:1", i64 9)
  call void @mini_write_i64(i64 %1)
  call void @mini_write_bytes(ptr @"output.show:2", i64 6)
  call void @mini_write_f64(double %2)
  call void @mini_write_bytes(ptr @"output.show:3", i64 9)
  call void @mini_write_bool(i1 %3)
  call void @mini_write_line()
  call void @mini_write_bytes(ptr @"output.show:4", i64 25)
  call void @mini_write_bytes(ptr @"output.show:0", i64 4)
  call void @mini_write_i32(i32 7)
  call void @mini_show()
  call void @mini_write_line()
  call void @mini_write_bool(i1 true)
  call void @mini_write_f64(double 0x3FF8000000000000)
  call void @mini_write_bytes(ptr @"output.show:6", i64 2)
  call void @mini_write_line()
  ret void
}

