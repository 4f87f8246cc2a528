// How a `-g` program finds a function's name by an address: in its own file, an ELF64 of this
// machine.

/// The part that reads the program's own file.
enum RuntimeImage {
  /// The queries of `@mini_write_callers` about the program's mapped file. The file has the bytes
  /// that the kernel loaded, because nothing can write to the file of a running program.
  ///
  /// - SeeAlso: elf(5)
  static let definitions = #"""
    ; The header of the section of symbols (its type is 2), or null.
    define ptr @mini_symbol_table(ptr %image, i64 %size) {
    entry:
      %offsetPlace = getelementptr i8, ptr %image, i64 40
      %offset = load i64, ptr %offsetPlace
      %countPlace = getelementptr i8, ptr %image, i64 60
      %shortCount = load i16, ptr %countPlace
      %count = zext i16 %shortCount to i64
      %length = shl i64 %count, 6
      %isInside = icmp ult i64 %offset, %size
      %room = sub i64 %size, %offset
      %fits = icmp ule i64 %length, %room
      %isSound = and i1 %isInside, %fits
      %first = getelementptr i8, ptr %image, i64 %offset
      br i1 %isSound, label %next, label %none
    next:
      %index = phi i64 [ 0, %entry ], [ %following, %other ]
      %isDone = icmp eq i64 %index, %count
      br i1 %isDone, label %none, label %look
    look:
      %distance = shl i64 %index, 6
      %header = getelementptr i8, ptr %first, i64 %distance
      %typePlace = getelementptr i8, ptr %header, i64 4
      %type = load i32, ptr %typePlace
      %isSymbols = icmp eq i32 %type, 2
      br i1 %isSymbols, label %found, label %other
    other:
      %following = add i64 %index, 1
      br label %next
    found:
      ret ptr %header
    none:
      ret ptr null
    }

    ; How far from its own addresses the program was loaded: from where its program headers lie in memory.
    define i64 @mini_load_bias(ptr %image) {
    entry:
      ; AT_PHDR is 3, AT_PHNUM is 5.
      %headersNumber = call i64 @getauxval(i64 3)
      %headers = inttoptr i64 %headersNumber to ptr
      %count = call i64 @getauxval(i64 5)
      %offsetPlace = getelementptr i8, ptr %image, i64 32
      %offset = load i64, ptr %offsetPlace
      br label %next
    next:
      %index = phi i64 [ 0, %entry ], [ %following, %other ]
      %isDone = icmp eq i64 %index, %count
      br i1 %isDone, label %none, label %look
    look:
      %distance = mul i64 %index, 56
      %header = getelementptr i8, ptr %headers, i64 %distance
      %type = load i32, ptr %header
      %startPlace = getelementptr i8, ptr %header, i64 8
      %start = load i64, ptr %startPlace
      %addressPlace = getelementptr i8, ptr %header, i64 16
      %address = load i64, ptr %addressPlace
      %lengthPlace = getelementptr i8, ptr %header, i64 32
      %length = load i64, ptr %lengthPlace
      ; PT_LOAD is 1.
      %isLoaded = icmp eq i32 %type, 1
      %inside = sub i64 %offset, %start
      %isInside = icmp ult i64 %inside, %length
      %isIt = and i1 %isLoaded, %isInside
      br i1 %isIt, label %found, label %other
    other:
      %following = add i64 %index, 1
      br label %next
    found:
      %own = add i64 %address, %inside
      %bias = sub i64 %headersNumber, %own
      ret i64 %bias
    none:
      ret i64 0
    }

    ; The name of the Mini function that an address of the program's file belongs to, or null.
    define ptr @mini_function_name(ptr %image, ptr %table, i64 %address) {
    entry:
      %offsetPlace = getelementptr i8, ptr %table, i64 24
      %offset = load i64, ptr %offsetPlace
      %sizePlace = getelementptr i8, ptr %table, i64 32
      %size = load i64, ptr %sizePlace
      %first = getelementptr i8, ptr %image, i64 %offset
      %end = getelementptr i8, ptr %first, i64 %size
      br label %next
    next:
      %symbol = phi ptr [ %first, %entry ], [ %following, %other ]
      %isDone = icmp uge ptr %symbol, %end
      br i1 %isDone, label %none, label %look
    look:
      %kindPlace = getelementptr i8, ptr %symbol, i64 4
      %info = load i8, ptr %kindPlace
      %kind = and i8 %info, 15
      %startPlace = getelementptr i8, ptr %symbol, i64 8
      %start = load i64, ptr %startPlace
      %lengthPlace = getelementptr i8, ptr %symbol, i64 16
      %length = load i64, ptr %lengthPlace
      ; STT_FUNC is 2.
      %isFunction = icmp eq i8 %kind, 2
      %inside = sub i64 %address, %start
      %isInside = icmp ult i64 %inside, %length
      %isIt = and i1 %isFunction, %isInside
      br i1 %isIt, label %found, label %other
    other:
      %following = getelementptr i8, ptr %symbol, i64 24
      br label %next
    found:
      %linkPlace = getelementptr i8, ptr %table, i64 40
      %link = load i32, ptr %linkPlace
      %wideLink = zext i32 %link to i64
      %linkDistance = shl i64 %wideLink, 6
      %sectionsPlace = getelementptr i8, ptr %image, i64 40
      %sections = load i64, ptr %sectionsPlace
      %stringsHeader = add i64 %sections, %linkDistance
      %stringsOffset = add i64 %stringsHeader, 24
      %stringsPlace = getelementptr i8, ptr %image, i64 %stringsOffset
      %strings = load i64, ptr %stringsPlace
      %nameOffset = load i32, ptr %symbol
      %wideNameOffset = zext i32 %nameOffset to i64
      %nameStart = add i64 %strings, %wideNameOffset
      %name = getelementptr i8, ptr %image, i64 %nameStart
      ; Names of the runtime and of the C library hold no point, those of Mini functions do.
      %point = call ptr @strchr(ptr %name, i32 46)
      %isForeign = icmp eq ptr %point, null
      br i1 %isForeign, label %none, label %ours
    ours:
      ret ptr %name
    none:
      ret ptr null
    }

    ; The character that stands at a place of a symbol: a byte, or what 2 and the byte behind it are for.
    define i8 @mini_symbol_character(ptr %place) {
    entry:
      %first = load i8, ptr %place
      %isEscape = icmp eq i8 %first, 2
      br i1 %isEscape, label %escape, label %plain
    escape:
      %secondPlace = getelementptr i8, ptr %place, i64 1
      %second = load i8, ptr %secondPlace
      %meant = sub i8 %second, 1
      ret i8 %meant
    plain:
      ret i8 %first
    }

    ; Where the character behind that of a place stands.
    define ptr @mini_symbol_next(ptr %place) {
    entry:
      %first = load i8, ptr %place
      %isEscape = icmp eq i8 %first, 2
      %length = select i1 %isEscape, i64 2, i64 1
      %next = getelementptr i8, ptr %place, i64 %length
      ret ptr %next
    }

    ; Whether a symbol stands for a name.
    define i1 @mini_is_name(ptr %symbol, ptr %name, i64 %length) {
    entry:
      br label %next
    next:
      %place = phi ptr [ %symbol, %entry ], [ %following, %same ]
      %index = phi i64 [ 0, %entry ], [ %more, %same ]
      %character = call i8 @mini_symbol_character(ptr %place)
      %isEnd = icmp eq i64 %index, %length
      br i1 %isEnd, label %end, label %compare
    compare:
      %bytePlace = getelementptr i8, ptr %name, i64 %index
      %byte = load i8, ptr %bytePlace
      %isSame = icmp eq i8 %character, %byte
      br i1 %isSame, label %same, label %different
    same:
      %following = call ptr @mini_symbol_next(ptr %place)
      %more = add i64 %index, 1
      br label %next
    end:
      %isWhole = icmp eq i8 %character, 0
      ret i1 %isWhole
    different:
      ret i1 false
    }

    ; Writes the name that a symbol stands for.
    define void @mini_write_name(ptr %symbol) {
    entry:
      %byte = alloca i8
      br label %next
    next:
      %place = phi ptr [ %symbol, %entry ], [ %following, %write ]
      %character = call i8 @mini_symbol_character(ptr %place)
      %isEnd = icmp eq i8 %character, 0
      br i1 %isEnd, label %end, label %write
    write:
      store i8 %character, ptr %byte
      call void @mini_write_bytes(ptr %byte, i64 1)
      %following = call ptr @mini_symbol_next(ptr %place)
      br label %next
    end:
      ret void
    }
    """#
}
