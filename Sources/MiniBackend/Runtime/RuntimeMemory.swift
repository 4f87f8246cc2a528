// Parts of the runtime that values in memory need besides the run-time library.

/// The parts for values in memory.
enum RuntimeMemory {
  /// The descriptions of types without parts: see `mini_type` in the run-time library.
  static let types = """
    @mini_type_bool = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 0, i8 2, i16 0, i32 1, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_u8 = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 1, i8 2, i16 0, i32 1, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_i32 = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 2, i8 2, i16 0, i32 4, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_u32 = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 3, i8 2, i16 0, i32 4, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_i64 = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 4, i8 2, i16 0, i32 8, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_u64 = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 5, i8 2, i16 0, i32 8, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_f64 = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 6, i8 0, i16 0, i32 8, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_function = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 7, i8 0, i16 0, i32 8, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    @mini_type_text = constant { i8, i8, i16, i32, i32, i32, ptr, ptr, ptr, ptr } { i8 8, i8 1, i16 0, i32 16, i32 0, i32 0, ptr null, ptr null, ptr null, ptr null }
    """

  /// `@mini_panic_bounds`: kinds 0 and 1 are an index `a` and a length `b`, 2 is a slice from `a` to `b`
  /// and a length `c`, 3 is a count `a`.
  static let panicBounds = #"""
    @mini_word_index = private unnamed_addr constant [6 x i8] c"index "
    @mini_word_slice = private unnamed_addr constant [6 x i8] c"slice "
    @mini_word_count = private unnamed_addr constant [6 x i8] c"count "
    @mini_word_dots = private unnamed_addr constant [2 x i8] c".."
    @mini_word_range = private unnamed_addr constant [25 x i8] c" out of range for length "

    define void @mini_panic_bounds(i32 %kind, i1 %isUnsigned, i64 %a, i64 %b, i64 %c, ptr %name, i64 %nameLength, i32 %ordinal) noinline noreturn "frame-pointer"="all" {
    entry:
      call void @mini_panic_begin()
      switch i32 %kind, label %index [
        i32 2, label %slice
        i32 3, label %count
      ]
    index:
      call void @mini_write_bytes(ptr @mini_word_index, i64 6)
      call void @mini_write_position(i64 %a, i1 %isUnsigned)
      br label %range
    slice:
      call void @mini_write_bytes(ptr @mini_word_slice, i64 6)
      call void @mini_write_position(i64 %a, i1 %isUnsigned)
      call void @mini_write_bytes(ptr @mini_word_dots, i64 2)
      call void @mini_write_position(i64 %b, i1 %isUnsigned)
      br label %range
    range:
      %length = phi i64 [ %b, %index ], [ %c, %slice ]
      call void @mini_write_bytes(ptr @mini_word_range, i64 25)
      call void @mini_write_i64(i64 %length)
      br label %end
    count:
      call void @mini_write_bytes(ptr @mini_word_count, i64 6)
      call void @mini_write_i64(i64 %a)
      br label %end
    end:
      call void @mini_panic_end(ptr %name, i64 %nameLength, i32 %ordinal)
      unreachable
    }

    define internal void @mini_write_position(i64 %position, i1 %isUnsigned) {
    entry:
      br i1 %isUnsigned, label %unsigned, label %signed
    unsigned:
      call void @mini_write_u64(i64 %position)
      ret void
    signed:
      call void @mini_write_i64(i64 %position)
      ret void
    }
    """#

  /// `@mini_panic_text`: the message is a text of the program.
  static let panicText = #"""
    define void @mini_panic_text(ptr %text, ptr %name, i64 %nameLength, i32 %ordinal) noinline noreturn "frame-pointer"="all" {
    entry:
      %object = load ptr, ptr %text
      %startPlace = getelementptr i8, ptr %text, i64 8
      %start = load i32, ptr %startPlace
      %lengthPlace = getelementptr i8, ptr %text, i64 12
      %length = load i32, ptr %lengthPlace
      %wideStart = zext i32 %start to i64
      %wideLength = zext i32 %length to i64
      %from = add i64 %wideStart, 24
      %bytes = getelementptr i8, ptr %object, i64 %from
      call void @mini_panic_message(ptr %bytes, i64 %wideLength, ptr %name, i64 %nameLength, i32 %ordinal)
      unreachable
    }
    """#

  /// `@mini_out_of_memory`.
  static let outOfMemory = """
    @mini_no_memory = private unnamed_addr constant [21 x i8] c"panic: out of memory\\0A"

    define void @mini_out_of_memory() noreturn {
    entry:
      %lost = call i32 @mini_drain()
      %told = call i64 @write(i32 2, ptr @mini_no_memory, i64 21)
      call void @_exit(i32 101)
      unreachable
    }
    """
}
