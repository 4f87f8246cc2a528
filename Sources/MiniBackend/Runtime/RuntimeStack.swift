// The program's stack, and the panic at its end, as LLVM IR.
//
// A program in which a function calls another, or has a large frame, runs on a stack that the
// runtime maps (note 7 of MiniBackend.docc), and has a handler for SIGSEGV, with a stack of its own.
// No other fault of a Mini program raises that signal. If another process sends it, the program
// ends as it would without the handler.

/// The parts that make and guard the stack.
enum RuntimeStack {
  /// Size of the guard below the stack. The frames of functions that do not probe them are smaller:
  /// ``AIR/Function/hasSmallFrame``.
  private static let guardBytes = 1 << 20

  /// `@mini_run`, which calls `@mini_main` of the header on the program's stack: 256 MiB, or as much
  /// of it as the system grants. If that is less than 1 MiB, the system's stack has to do.
  ///
  /// - SeeAlso: `ucontext_t` in sys/ucontext.h, which begins alike on all machines
  static let guardStack = #"""
    @environ = external global ptr
    @mini_stack_end = internal global ptr null
    @mini_own_context = internal global [8192 x i8] zeroinitializer, align 16
    @mini_system_context = internal global [8192 x i8] zeroinitializer, align 16
    @mini_signal_stack = internal global [65536 x i8] zeroinitializer, align 16
    @mini_signal_place = private unnamed_addr constant { ptr, i32, i64 } { ptr @mini_signal_stack, i32 0, i64 65536 }
    ; SA_SIGINFO is 4, SA_ONSTACK 0x08000000, SA_RESETHAND 0x80000000.
    @mini_signal_action = private unnamed_addr constant { ptr, [16 x i64], i32, ptr } { ptr @mini_fault, [16 x i64] zeroinitializer, i32 -2013265916, ptr null }
    @mini_stack_overflow = private unnamed_addr constant [22 x i8] c"panic: stack overflow\0A"

    define void @mini_run() {
    entry:
      %place = call i32 @sigaltstack(ptr @mini_signal_place, ptr null)
      ; SIGSEGV is 11.
      %action = call i32 @sigaction(i32 11, ptr @mini_signal_action, ptr null)
      br label %attempt
    attempt:
      %size = phi i64 [ 268435456, %entry ], [ %half, %refused ]
      %length = add i64 %size, \#(guardBytes)
      ; PROT_READ | PROT_WRITE is 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK 147490.
      %base = call ptr @mmap(ptr null, i64 %length, i32 3, i32 147490, i32 -1, i64 0)
      %baseNumber = ptrtoint ptr %base to i64
      %isRefused = icmp eq i64 %baseNumber, -1
      br i1 %isRefused, label %refused, label %mapped
    refused:
      %half = lshr i64 %size, 1
      %isEnough = icmp uge i64 %half, 1048576
      br i1 %isEnough, label %attempt, label %system
    mapped:
      %protected = call i32 @mprotect(ptr %base, i64 \#(guardBytes), i32 0)
      %isGuarded = icmp eq i32 %protected, 0
      br i1 %isGuarded, label %own, label %system
    own:
      %end = getelementptr i8, ptr %base, i64 %length
      store ptr %end, ptr @mini_stack_end
      %got = call i32 @getcontext(ptr @mini_own_context)
      %linkPlace = getelementptr i8, ptr @mini_own_context, i64 8
      store ptr @mini_system_context, ptr %linkPlace
      %stackPlace = getelementptr i8, ptr @mini_own_context, i64 16
      store ptr %base, ptr %stackPlace
      %sizePlace = getelementptr i8, ptr @mini_own_context, i64 32
      store i64 %length, ptr %sizePlace
      call void (ptr, ptr, i32, ...) @makecontext(ptr @mini_own_context, ptr @mini_main, i32 0)
      %swapped = call i32 @swapcontext(ptr @mini_system_context, ptr @mini_own_context)
      ret void
    system:
      ; The environment is at the end of the system's stack.
      %environment = load ptr, ptr @environ
      store ptr %environment, ptr @mini_stack_end
      call void @mini_main()
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
  /// value: the walk ignores any address outside the stack.
  ///
  /// - SeeAlso: `mcontext_t` of x86-64 in sys/ucontext.h
  static let stackPanicAt = """
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
      %limit = load ptr, ptr @mini_stack_end
      call void @mini_write_callers(ptr %frame, ptr %limit, ptr null, i64 0)
      %untold = call i32 @mini_drain()
      call void @_exit(i32 101)
      unreachable
    }
    """
}
