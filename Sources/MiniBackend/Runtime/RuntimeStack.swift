// The panic at a stack overflow, as LLVM IR.
//
// A program in which a function calls another has a handler for SIGSEGV, with a stack of its own.
// No other fault of a Mini program raises that signal. If another process sends it, the program
// ends as it would without the handler.

/// The parts that guard the stack.
enum RuntimeStack {
  /// `@mini_guard_stack`, which `@main` calls first.
  static let guardStack = #"""
    @mini_signal_stack = internal global [65536 x i8] zeroinitializer, align 16
    @mini_signal_place = private unnamed_addr constant { ptr, i32, i64 } { ptr @mini_signal_stack, i32 0, i64 65536 }
    ; SA_SIGINFO is 4, SA_ONSTACK 0x08000000, SA_RESETHAND 0x80000000.
    @mini_signal_action = private unnamed_addr constant { ptr, [16 x i64], i32, ptr } { ptr @mini_fault, [16 x i64] zeroinitializer, i32 -2013265916, ptr null }
    @mini_stack_overflow = private unnamed_addr constant [22 x i8] c"panic: stack overflow\0A"

    define void @mini_guard_stack() {
    entry:
      %place = call i32 @sigaltstack(ptr @mini_signal_place, ptr null)
      ; SIGSEGV is 11.
      %action = call i32 @sigaction(i32 11, ptr @mini_signal_action, ptr null)
      ret void
    }

    define internal void @mini_fault(i32 %signal, ptr %info, ptr %context) {
    entry:
      %codePlace = getelementptr i8, ptr %info, i64 8
      %code = load i32, ptr %codePlace
      %isFault = icmp sgt i32 %code, 0
      br i1 %isFault, label %panic, label %sent
    panic:
      call void @mini_overflow(ptr %context)
      br label %sent
    sent:
      %raised = call i32 @raise(i32 %signal)
      ret void
    }
    """#

  /// `@mini_overflow`: prints the message and ends the process.
  static let stackPanic = """
    define internal void @mini_overflow(ptr %context) {
    entry:
      %lost = call i32 @mini_drain()
      %told = call i64 @write(i32 2, ptr @mini_stack_overflow, i64 22)
      call void @_exit(i32 101)
      unreachable
    }
    """

  /// `@mini_overflow` of a `-g` build, which also names the function and its callers. It builds a
  /// frame from the registers. If the C library was running, the frame register may contain another
  /// value: the walk ignores any address outside the stack, whose end is the environment.
  ///
  /// - SeeAlso: `mcontext_t` of x86-64 in sys/ucontext.h
  static let stackPanicAt = """
    @environ = external global ptr

    define internal void @mini_overflow(ptr %context) "frame-pointer"="all" {
    entry:
      %frame = alloca { i64, i64 }
      %lost = call i32 @mini_drain()
      store i32 2, ptr @mini_descriptor
      call void @mini_write_bytes(ptr @mini_stack_overflow, i64 22)
      ; REG_RBP is 10, REG_RSP is 15, REG_RIP is 16; the registers begin at 40.
      %basePlace = getelementptr i8, ptr %context, i64 120
      %base = load i64, ptr %basePlace
      %stackPlace = getelementptr i8, ptr %context, i64 160
      %stack = load i64, ptr %stackPlace
      %isFrame = icmp uge i64 %base, %stack
      %frameOrNone = select i1 %isFrame, i64 %base, i64 0
      store i64 %frameOrNone, ptr %frame
      %placePlace = getelementptr i8, ptr %context, i64 168
      %place = load i64, ptr %placePlace
      %behind = add i64 %place, 1
      %returnPlace = getelementptr i8, ptr %frame, i64 8
      store i64 %behind, ptr %returnPlace
      %limit = load ptr, ptr @environ
      call void @mini_write_callers(ptr %frame, ptr %limit, ptr null, i64 0)
      %untold = call i32 @mini_drain()
      call void @_exit(i32 101)
      unreachable
    }
    """
}
