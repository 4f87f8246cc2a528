define i1 @logic.ask(i32 %0) {
b0:
  %1 = icmp sgt i32 %0, 0
  ret i1 %1
}

define i1 @logic.short(i32 %0, i1 %1, i1 %2) {
b0:
  %3 = and i1 %1, %2
  br i1 %3, label %b2, label %b1
b1:
  %4 = xor i1 %1, true
  br label %b2
b2:
  %5 = phi i1 [ true, %b0 ], [ %4, %b1 ]
  %6 = call i1 @logic.ask(i32 %0)
  br i1 %6, label %b3, label %b4
b3:
  %7 = add i32 %0, 1
  %8 = call i1 @logic.ask(i32 %7)
  br label %b4
b4:
  %9 = phi i1 [ false, %b2 ], [ %8, %b3 ]
  br i1 %9, label %b6, label %b5
b5:
  %10 = add i32 %0, 2
  %11 = call i1 @logic.ask(i32 %10)
  br label %b6
b6:
  %12 = phi i1 [ true, %b4 ], [ %11, %b5 ]
  %13 = icmp eq i1 %5, %12
  %14 = and i1 %13, %1
  br i1 %14, label %b8, label %b7
b7:
  br i1 %2, label %b9, label %b10
b9:
  %15 = call i1 @logic.ask(i32 1)
  br label %b10
b10:
  %16 = phi i1 [ false, %b7 ], [ true, %b9 ]
  br label %b8
b8:
  %17 = phi i1 [ true, %b6 ], [ %16, %b10 ]
  ret i1 %17
}

