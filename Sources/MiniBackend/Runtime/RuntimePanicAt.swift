// The panic of a `-g` build, as LLVM IR: it reports file, line and column, and names the callers.
//
// It finds callers by frame pointers, which all functions of a `-g` build keep, and names by the
// symbol table of the program's own file. This needs no unwinder and no table in memory, and costs
// nothing unless the program panics. Without a symbol table (stripped, or under `lli`, whose file
// is another) no callers are reported. Functions that an optimiser has inlined are missing.

/// The parts of a panic that reports its position.
enum RuntimePanicAt {
  /// `@mini_panic_at` records the position. `@mini_panic_end` reports it, and names the callers of the
  /// function that called its caller. The file's name is `.mini` after the module's name, with which
  /// the function's name begins.
  static let panicAt = #"""
    @mini_at = private unnamed_addr constant [4 x i8] c" at "
    @mini_suffix = private unnamed_addr constant [6 x i8] c".mini:"
    @mini_colon = private unnamed_addr constant [1 x i8] c":"
    @mini_place = internal global { i64, i32, i32 } zeroinitializer

    define void @mini_panic_at(i64 %moduleLength, i32 %line, i32 %column) {
    entry:
      store i64 %moduleLength, ptr @mini_place
      %linePlace = getelementptr i8, ptr @mini_place, i64 8
      store i32 %line, ptr %linePlace
      %columnPlace = getelementptr i8, ptr @mini_place, i64 12
      store i32 %column, ptr %columnPlace
      ret void
    }

    define void @mini_panic_end(ptr %name, i64 %nameLength, i32 %ordinal) noinline noreturn "frame-pointer"="all" {
    entry:
      call void @mini_write_operation(ptr %name, i64 %nameLength, i32 %ordinal)
      call void @mini_write_bytes(ptr @mini_at, i64 4)
      %moduleLength = load i64, ptr @mini_place
      call void @mini_write_bytes(ptr %name, i64 %moduleLength)
      call void @mini_write_bytes(ptr @mini_suffix, i64 6)
      %linePlace = getelementptr i8, ptr @mini_place, i64 8
      %line = load i32, ptr %linePlace
      %wideLine = zext i32 %line to i64
      call void @mini_write_i64(i64 %wideLine)
      call void @mini_write_bytes(ptr @mini_colon, i64 1)
      %columnPlace = getelementptr i8, ptr @mini_place, i64 12
      %column = load i32, ptr %columnPlace
      %wideColumn = zext i32 %column to i64
      call void @mini_write_i64(i64 %wideColumn)
      call void @mini_write_bytes(ptr @mini_line_end, i64 1)
      %untold = call i32 @mini_drain()
      %own = call ptr @llvm.frameaddress.p0(i32 0)
      %frame = load ptr, ptr %own
      call void @mini_write_callers(ptr %frame, ptr inttoptr (i64 -1 to ptr), ptr %name, i64 %nameLength)
      call void @mini_leave(ptr %name, i64 %nameLength, i32 %ordinal)
      unreachable
    }
    """#

  /// `@mini_write_callers`: one line per function with a frame from `frame` up to `limit`, except the
  /// one that panicked, `own`. Consecutive frames of one function share a line.
  static let callers = #"""
    @mini_self = private unnamed_addr constant [15 x i8] c"/proc/self/exe\00"
    @mini_called_by = private unnamed_addr constant [12 x i8] c"  called by "
    @mini_comma = private unnamed_addr constant [2 x i8] c", "
    @mini_times = private unnamed_addr constant [6 x i8] c" times"
    @mini_more = private unnamed_addr constant [13 x i8] c"  and others\0A"

    define void @mini_write_callers(ptr %frame, ptr %limit, ptr %own, i64 %ownLength) {
    entry:
      ; O_CLOEXEC is 524288, SEEK_END is 2, PROT_READ 1, MAP_PRIVATE 2.
      %file = call i32 (ptr, i32, ...) @open(ptr @mini_self, i32 524288)
      %size = call i64 @lseek(i32 %file, i64 0, i32 2)
      %isLong = icmp sge i64 %size, 64
      br i1 %isLong, label %map, label %end
    map:
      %image = call ptr @mmap(ptr null, i64 %size, i32 1, i32 2, i32 %file, i64 0)
      %imageNumber = ptrtoint ptr %image to i64
      %isMapped = icmp ne i64 %imageNumber, -1
      br i1 %isMapped, label %look, label %end
    look:
      %table = call ptr @mini_symbol_table(ptr %image, i64 %size)
      %hasNone = icmp eq ptr %table, null
      br i1 %hasNone, label %end, label %prepare
    prepare:
      %bias = call i64 @mini_load_bias(ptr %image)
      br label %next
    next:
      %at = phi ptr [ %frame, %prepare ], [ %above, %climb ]
      %lines = phi i64 [ 0, %prepare ], [ %newLines, %climb ]
      %last = phi ptr [ null, %prepare ], [ %newLast, %climb ]
      %lastReturn = phi i64 [ 0, %prepare ], [ %return, %climb ]
      %times = phi i64 [ 0, %prepare ], [ %newTimes, %climb ]
      %returnPlace = getelementptr i8, ptr %at, i64 8
      %return = load i64, ptr %returnPlace
      %isSamePlace = icmp eq i64 %return, %lastReturn
      br i1 %isSamePlace, label %again, label %search
    search:
      %before = sub i64 %return, 1
      %address = sub i64 %before, %bias
      %name = call ptr @mini_function_name(ptr %image, ptr %table, i64 %address)
      %isUnknown = icmp eq ptr %name, null
      %isFirst = icmp eq ptr %at, %frame
      br i1 %isUnknown, label %unknown, label %known
    unknown:
      ; The runtime and the C library have no names here, and may be where a stack overflows.
      br i1 %isFirst, label %climb, label %finish
    known:
      %isSame = icmp eq ptr %name, %last
      br i1 %isSame, label %again, label %other
    again:
      %more = add i64 %times, 1
      br label %climb
    other:
      br i1 %isFirst, label %compare, label %tell
    compare:
      %isOwn = call i1 @mini_is_name(ptr %name, ptr %own, i64 %ownLength)
      br i1 %isOwn, label %climb, label %tell
    tell:
      call void @mini_end_caller(i64 %times)
      %isEnough = icmp uge i64 %lines, 32
      br i1 %isEnough, label %cut, label %write
    write:
      call void @mini_write_bytes(ptr @mini_called_by, i64 12)
      call void @mini_write_name(ptr %name)
      %oneMore = add i64 %lines, 1
      br label %climb
    climb:
      %newLines = phi i64 [ %lines, %again ], [ %lines, %unknown ], [ %lines, %compare ], [ %oneMore, %write ]
      %newLast = phi ptr [ %last, %again ], [ null, %unknown ], [ null, %compare ], [ %name, %write ]
      %newTimes = phi i64 [ %more, %again ], [ 0, %unknown ], [ 0, %compare ], [ 1, %write ]
      %above = load ptr, ptr %at
      %isHigher = icmp ugt ptr %above, %at
      %isStack = icmp ult ptr %above, %limit
      %isAbove = and i1 %isHigher, %isStack
      br i1 %isAbove, label %next, label %finishClimbed
    finishClimbed:
      call void @mini_end_caller(i64 %newTimes)
      br label %end
    finish:
      call void @mini_end_caller(i64 %times)
      br label %end
    cut:
      call void @mini_write_bytes(ptr @mini_more, i64 13)
      br label %end
    end:
      ret void
    }

    define void @mini_end_caller(i64 %times) {
    entry:
      switch i64 %times, label %several [
        i64 0, label %end
        i64 1, label %line
      ]
    several:
      call void @mini_write_bytes(ptr @mini_comma, i64 2)
      call void @mini_write_i64(i64 %times)
      call void @mini_write_bytes(ptr @mini_times, i64 6)
      br label %line
    line:
      call void @mini_write_bytes(ptr @mini_line_end, i64 1)
      br label %end
    end:
      ret void
    }
    """#
}
