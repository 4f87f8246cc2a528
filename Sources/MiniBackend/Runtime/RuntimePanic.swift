// The runtime's panics, as LLVM IR.
//
// `@mini_panic_zero` and its like, one for each kind, write the message up to the operation's name.
// They call `@mini_panic_begin` before and `@mini_panic_end` after, of which a `-g` build has another
// version. All take the function's name and the operation's ordinal as their last arguments. They
// keep frame pointers, by which that other version finds the callers.

/// The parts that panic.
enum RuntimePanic {
  /// The common part of all panics. `@mini_leave` calls `_exit`, because `lli` runs exit handlers of its own,
  /// and nothing is left to do. Output that is lost at this point gets no second message.
  static let panic = #"""
    @mini_panic_word = private unnamed_addr constant [7 x i8] c"panic: "
    @mini_in = private unnamed_addr constant [4 x i8] c" in "
    @mini_number = private unnamed_addr constant [2 x i8] c" #"
    @mini_nul = private unnamed_addr constant [1 x i8] c"\00"
    @mini_locate = private unnamed_addr constant [12 x i8] c"MINI_LOCATE\00"
    @mini_locate_root = private unnamed_addr constant [17 x i8] c"MINI_LOCATE_ROOT\00"
    @mini_word = private unnamed_addr constant [5 x i8] c"mini\00"
    @mini_locate_word = private unnamed_addr constant [7 x i8] c"locate\00"
    @mini_locate_flag = private unnamed_addr constant [14 x i8] c"--after-panic\00"
    @mini_locate_rest = private unnamed_addr constant [3 x i8] c"--\00"
    @mini_line_end = private unnamed_addr constant [1 x i8] c"\0A"

    ; Writes the buffer to standard output, then begins a line on standard error, with the same buffer.
    define void @mini_panic_begin() {
    entry:
      %lost = call i32 @mini_drain()
      store i32 2, ptr @mini_descriptor
      call void @mini_write_bytes(ptr @mini_panic_word, i64 7)
      ret void
    }

    define void @mini_write_operation(ptr %name, i64 %nameLength, i32 %ordinal) {
    entry:
      call void @mini_write_bytes(ptr @mini_in, i64 4)
      call void @mini_write_bytes(ptr %name, i64 %nameLength)
      call void @mini_write_bytes(ptr @mini_number, i64 2)
      %wideOrdinal = zext i32 %ordinal to i64
      call void @mini_write_i64(i64 %wideOrdinal)
      ret void
    }

    ; Ends the process, or lets `mini locate` do that, which shows the operation in its line.
    define void @mini_leave(ptr %name, i64 %nameLength, i32 %ordinal) noreturn {
    entry:
      %untold = call i32 @mini_drain()
      %tool = call ptr @secure_getenv(ptr @mini_locate)
      %hasTool = icmp ne ptr %tool, null
      %fits = icmp ult i64 %nameLength, 65000
      %isShown = and i1 %hasTool, %fits
      br i1 %isShown, label %show, label %end
    show:
      ; The buffer is empty, and takes the name as an argument. " in " has 4 bytes.
      call void @mini_write_operation(ptr %name, i64 %nameLength, i32 %ordinal)
      call void @mini_write_bytes(ptr @mini_nul, i64 1)
      %operation = getelementptr i8, ptr @mini_buffer, i64 4
      %root = call ptr @secure_getenv(ptr @mini_locate_root)
      %failed = call i32 (ptr, ptr, ...) @execl(ptr %tool, ptr @mini_word, ptr @mini_locate_word, ptr @mini_locate_flag, ptr @mini_locate_rest, ptr %operation, ptr %root, ptr null)
      br label %end
    end:
      call void @_exit(i32 101)
      unreachable
    }
    """#

  /// `@mini_panic_end`, without `-g`.
  static let end = """
    define void @mini_panic_end(ptr %name, i64 %nameLength, i32 %ordinal) noreturn {
    entry:
      call void @mini_write_operation(ptr %name, i64 %nameLength, i32 %ordinal)
      call void @mini_write_bytes(ptr @mini_line_end, i64 1)
      call void @mini_leave(ptr %name, i64 %nameLength, i32 %ordinal)
      unreachable
    }
    """

  static let zero = panic("zero", "division by zero")
  static let overflow = panic("overflow", "integer overflow")
  static let long = panic("long", "too long")
  static let assertion = panic("assertion", "assertion failed")

  /// A panic whose message the program gives.
  static let message = function(
    "message", parameters: "ptr %message, i64 %length, ", writes: "ptr %message, i64 %length")

  /// A shift by an amount that is signed or not.
  static let shift = """
    @mini_text_shift = private unnamed_addr constant [9 x i8] c"shift by "

    define void @mini_panic_shift(i64 %amount, i1 %isSigned, ptr %name, i64 %nameLength, i32 %ordinal) noinline noreturn "frame-pointer"="all" {
    entry:
      call void @mini_panic_begin()
      call void @mini_write_bytes(ptr @mini_text_shift, i64 9)
      br i1 %isSigned, label %signed, label %unsigned
    signed:
      call void @mini_write_i64(i64 %amount)
      br label %end
    unsigned:
      call void @mini_write_u64(i64 %amount)
      br label %end
    end:
      call void @mini_panic_end(ptr %name, i64 %nameLength, i32 %ordinal)
      unreachable
    }
    """

  /// A panic whose message is always the same.
  private static func panic(_ kind: String, _ message: String) -> String {
    let length = message.utf8.count
    return """
      @mini_text_\(kind) = private unnamed_addr constant [\(length) x i8] c"\(message)"


      """ + function(kind, parameters: "", writes: "ptr @mini_text_\(kind), i64 \(length)")
  }

  private static func function(
    _ kind: String, parameters: String, writes bytes: String
  ) -> String {
    """
    define void @mini_panic_\(kind)(\(parameters)ptr %name, i64 %nameLength, i32 %ordinal) noinline noreturn "frame-pointer"="all" {
    entry:
      call void @mini_panic_begin()
      call void @mini_write_bytes(\(bytes))
      call void @mini_panic_end(ptr %name, i64 %nameLength, i32 %ordinal)
      unreachable
    }
    """
  }
}
