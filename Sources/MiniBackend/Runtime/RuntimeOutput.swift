// The runtime's output, as LLVM IR.
//
// Output is collected in a buffer of 64 KiB. It is written when the buffer is full, when the
// program ends or panics, and, on a terminal, after each line and each `write`. The runtime
// continues short writes, repeats interrupted ones, and waits for a non-blocking descriptor. Any
// other error ends the program, as note 1 of MiniBackend.docc describes.

/// The parts that write.
enum RuntimeOutput {
  /// `@mini_flush` and the buffer. Each write is counted at once, so that the handler of a stack
  /// overflow in the middle of it writes the rest, and nothing twice.
  static let output = #"""
    @mini_buffer = internal global [65536 x i8] zeroinitializer
    @mini_length = internal global i64 0
    @mini_done = internal global i64 0
    @mini_descriptor = internal global i32 1
    @mini_lost = private unnamed_addr constant [46 x i8] c"panic: standard output cannot be written: %s\0A\00"

    ; Empties the buffer. Returns 0, or the error for which the rest of it was dropped.
    define i32 @mini_drain() {
    entry:
      %request = alloca { i32, i16, i16 }
      %descriptor = load i32, ptr @mini_descriptor
      br label %next
    next:
      %length = load i64, ptr @mini_length
      %done = load i64, ptr @mini_done
      %left = sub i64 %length, %done
      %isDone = icmp eq i64 %left, 0
      br i1 %isDone, label %end, label %attempt
    attempt:
      %from = getelementptr i8, ptr @mini_buffer, i64 %done
      %written = call i64 @write(i32 %descriptor, ptr %from, i64 %left)
      %isProgress = icmp sgt i64 %written, 0
      br i1 %isProgress, label %progress, label %stopped
    progress:
      %sum = add i64 %done, %written
      store i64 %sum, ptr @mini_done
      br label %next
    stopped:
      %errnoPlace = call ptr @__errno_location()
      %errno = load i32, ptr %errnoPlace
      %isError = icmp slt i64 %written, 0
      ; EINTR is 4, EIO is 5, EAGAIN is 11.
      %error = select i1 %isError, i32 %errno, i32 5
      switch i32 %error, label %end [
        i32 4, label %next
        i32 11, label %wait
      ]
    wait:
      store i32 %descriptor, ptr %request
      %events = getelementptr { i32, i16, i16 }, ptr %request, i32 0, i32 1
      ; POLLOUT is 4.
      store i16 4, ptr %events
      %ready = call i32 @poll(ptr %request, i64 1, i32 -1)
      br label %next
    end:
      %result = phi i32 [ 0, %next ], [ %error, %stopped ]
      store i64 0, ptr @mini_length
      store i64 0, ptr @mini_done
      ret i32 %result
    }

    define void @mini_flush() {
    entry:
      %error = call i32 @mini_drain()
      ; EPIPE is 32: the reader has gone.
      switch i32 %error, label %tell [
        i32 0, label %end
        i32 32, label %leave
      ]
    tell:
      %reason = call ptr @strerror(i32 %error)
      %told = call i32 (i32, ptr, ...) @dprintf(i32 2, ptr @mini_lost, ptr %reason)
      call void @_exit(i32 101)
      unreachable
    leave:
      ; SIGPIPE is 13. It is ignored or blocked, or the program would have ended by now.
      %before = call ptr @signal(i32 13, ptr null)
      %raised = call i32 @raise(i32 13)
      call void @_exit(i32 141)
      unreachable
    end:
      ret void
    }
    """#

  /// `@mini_write_bytes`, which all other output calls.
  static let writeBytes = """
    define void @mini_write_bytes(ptr %bytes, i64 %count) {
    entry:
      br label %next
    next:
      %done = phi i64 [ 0, %entry ], [ %done, %full ], [ %sum, %copy ]
      %left = sub i64 %count, %done
      %isDone = icmp eq i64 %left, 0
      br i1 %isDone, label %end, label %look
    look:
      %length = load i64, ptr @mini_length
      %room = sub i64 65536, %length
      %isFull = icmp eq i64 %room, 0
      br i1 %isFull, label %full, label %copy
    full:
      call void @mini_flush()
      br label %next
    copy:
      %fits = icmp ult i64 %left, %room
      %chunk = select i1 %fits, i64 %left, i64 %room
      %to = getelementptr i8, ptr @mini_buffer, i64 %length
      %from = getelementptr i8, ptr %bytes, i64 %done
      call void @llvm.memcpy.p0.p0.i64(ptr %to, ptr %from, i64 %chunk, i1 false)
      %newLength = add i64 %length, %chunk
      store i64 %newLength, ptr @mini_length
      %sum = add i64 %done, %chunk
      br label %next
    end:
      ret void
    }
    """

  /// `@mini_write_line`: ends a line.
  static let writeLine = #"""
    @mini_line = private unnamed_addr constant [1 x i8] c"\0A"

    define void @mini_write_line() {
    entry:
      call void @mini_write_bytes(ptr @mini_line, i64 1)
      call void @mini_show()
      ret void
    }
    """#

  /// `@mini_show`: ends a statement that writes; on a terminal, the output becomes visible.
  static let show = """
    @mini_terminal = internal global i32 -1

    define void @mini_show() {
    entry:
      %known = load i32, ptr @mini_terminal
      %isUnknown = icmp slt i32 %known, 0
      br i1 %isUnknown, label %ask, label %decide
    ask:
      %answer = call i32 @isatty(i32 1)
      store i32 %answer, ptr @mini_terminal
      br label %decide
    decide:
      %terminal = phi i32 [ %known, %entry ], [ %answer, %ask ]
      %isTerminal = icmp ne i32 %terminal, 0
      br i1 %isTerminal, label %flush, label %end
    flush:
      call void @mini_flush()
      br label %end
    end:
      ret void
    }
    """

  static let writeBool = """
    @mini_true = private unnamed_addr constant [4 x i8] c"true"
    @mini_false = private unnamed_addr constant [5 x i8] c"false"

    define void @mini_write_bool(i1 %value) {
    entry:
      %text = select i1 %value, ptr @mini_true, ptr @mini_false
      %length = select i1 %value, i64 4, i64 5
      call void @mini_write_bytes(ptr %text, i64 %length)
      ret void
    }
    """

  /// `@mini_exit`: writes the buffer, and ends the process with the low 8 bits of a status.
  static let exit = """
    define void @mini_exit(i32 %status) noreturn {
    entry:
      call void @mini_flush()
      call void @_exit(i32 %status)
      unreachable
    }
    """

  /// `@mini_exit` of a program of tests: a test that leaves does not pass, whatever the status. It
  /// writes the status to standard error, and ends the process with the status 102.
  static let exitOfTest = #"""
    @mini_left = private unnamed_addr constant [16 x i8] c"exit status %d\0A\00"

    define void @mini_exit(i32 %status) noreturn {
    entry:
      call void @mini_flush()
      %low = and i32 %status, 255
      %told = call i32 (i32, ptr, ...) @dprintf(i32 2, ptr @mini_left, i32 %low)
      call void @_exit(i32 102)
      unreachable
    }
    """#
}
