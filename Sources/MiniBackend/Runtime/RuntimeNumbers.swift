// Output of numbers, as LLVM IR.

/// The parts that write numbers.
enum RuntimeNumbers {
  static let writeI32 = """
    define void @mini_write_i32(i32 %value) {
    entry:
      %wide = sext i32 %value to i64
      call void @mini_write_i64(i64 %wide)
      ret void
    }
    """

  /// Makes the digits from the last to the first, of the magnitude as an unsigned number. 20 bytes
  /// hold the longest numbers, -9223372036854775808 and 18446744073709551615.
  static let writeI64 = """
    define void @mini_write_i64(i64 %value) {
    entry:
      %isNegative = icmp slt i64 %value, 0
      %negated = sub i64 0, %value
      %magnitude = select i1 %isNegative, i64 %negated, i64 %value
      call void @mini_write_integer(i64 %magnitude, i1 %isNegative)
      ret void
    }

    define void @mini_write_u64(i64 %value) {
    entry:
      call void @mini_write_integer(i64 %value, i1 false)
      ret void
    }

    define internal void @mini_write_integer(i64 %magnitude, i1 %isNegative) {
    entry:
      %text = alloca [20 x i8]
      br label %next
    next:
      %rest = phi i64 [ %magnitude, %entry ], [ %quotient, %next ]
      %end = phi i64 [ 20, %entry ], [ %place, %next ]
      %place = sub i64 %end, 1
      %quotient = udiv i64 %rest, 10
      %digit = urem i64 %rest, 10
      %byte = trunc i64 %digit to i8
      %character = add i8 %byte, 48
      %to = getelementptr i8, ptr %text, i64 %place
      store i8 %character, ptr %to
      %isLast = icmp eq i64 %quotient, 0
      br i1 %isLast, label %sign, label %next
    sign:
      br i1 %isNegative, label %minus, label %write
    minus:
      %signPlace = sub i64 %place, 1
      %signTo = getelementptr i8, ptr %text, i64 %signPlace
      store i8 45, ptr %signTo
      br label %write
    write:
      %first = phi i64 [ %place, %sign ], [ %signPlace, %minus ]
      %from = getelementptr i8, ptr %text, i64 %first
      %length = sub i64 20, %first
      call void @mini_write_bytes(ptr %from, i64 %length)
      ret void
    }
    """

  /// `@mini_write_f64`: the shortest digits that read back, in the layout of Python's `repr`: with an
  /// exponent below 1e-4 and from 1e16 on, else without one and with a digit after the point.
  static let writeF64 = #"""
    @mini_nan = private unnamed_addr constant [3 x i8] c"nan"
    @mini_inf = private unnamed_addr constant [3 x i8] c"inf"
    @mini_f64_text = private unnamed_addr constant [8 x i8] c"0.0-.0e+"
    @mini_zeros = private unnamed_addr constant [16 x i8] c"0000000000000000"

    define void @mini_write_f64(double %value) {
    entry:
      %text = alloca [40 x i8]
      %isNumber = fcmp ord double %value, 0x0000000000000000
      br i1 %isNumber, label %sign, label %nan
    nan:
      call void @mini_write_bytes(ptr @mini_nan, i64 3)
      ret void
    sign:
      %bits = bitcast double %value to i64
      %isNegative = icmp slt i64 %bits, 0
      %magnitudeBits = and i64 %bits, 9223372036854775807
      %magnitude = bitcast i64 %magnitudeBits to double
      br i1 %isNegative, label %minus, label %unsigned
    minus:
      %minusText = getelementptr i8, ptr @mini_f64_text, i64 3
      call void @mini_write_bytes(ptr %minusText, i64 1)
      br label %unsigned
    unsigned:
      %isInfinite = fcmp oeq double %magnitude, 0x7FF0000000000000
      br i1 %isInfinite, label %infinite, label %finite
    infinite:
      call void @mini_write_bytes(ptr @mini_inf, i64 3)
      ret void
    finite:
      %isZero = fcmp oeq double %magnitude, 0x0000000000000000
      br i1 %isZero, label %zero, label %nonzero
    zero:
      call void @mini_write_bytes(ptr @mini_f64_text, i64 3)
      ret void
    nonzero:
      ; "d.ddde+xx", and the digits behind the point; without any there is no point either.
      %decimals = call i64 @mini_shortest_digits(ptr %text, double %magnitude)
      %hasPoint = icmp ne i64 %decimals, 0
      %afterPoint = add i64 %decimals, 3
      %exponentPlace = select i1 %hasPoint, i64 %afterPoint, i64 2
      %exponentText = getelementptr i8, ptr %text, i64 %exponentPlace
      %exponentNarrow = call i32 @atoi(ptr %exponentText)
      %exponent = sext i32 %exponentNarrow to i64
      ; The first digit moves onto the point: all digits stand in a row.
      %firstDigit = load i8, ptr %text
      %digits = getelementptr i8, ptr %text, i64 1
      store i8 %firstDigit, ptr %digits
      br label %strip
    strip:
      %rest = phi i64 [ %decimals, %nonzero ], [ %less, %look ]
      %count = add i64 %rest, 1
      %isOne = icmp eq i64 %rest, 0
      br i1 %isOne, label %layout, label %look
    look:
      %lastPlace = getelementptr i8, ptr %digits, i64 %rest
      %last = load i8, ptr %lastPlace
      %less = sub i64 %rest, 1
      %isNought = icmp eq i8 %last, 48
      br i1 %isNought, label %strip, label %layout
    layout:
      %isSmall = icmp slt i64 %exponent, -4
      %isLarge = icmp sge i64 %exponent, 16
      %hasExponent = or i1 %isSmall, %isLarge
      br i1 %hasExponent, label %scientific, label %positional
    positional:
      %whole = add i64 %exponent, 1
      %isFraction = icmp slt i64 %exponent, 0
      br i1 %isFraction, label %fraction, label %mixed
    fraction:
      call void @mini_write_bytes(ptr @mini_f64_text, i64 2)
      %leading = sub i64 0, %whole
      call void @mini_write_bytes(ptr @mini_zeros, i64 %leading)
      call void @mini_write_bytes(ptr %digits, i64 %count)
      ret void
    mixed:
      %isWhole = icmp sle i64 %count, %whole
      br i1 %isWhole, label %integral, label %split
    integral:
      call void @mini_write_bytes(ptr %digits, i64 %count)
      %trailing = sub i64 %whole, %count
      call void @mini_write_bytes(ptr @mini_zeros, i64 %trailing)
      %pointZero = getelementptr i8, ptr @mini_f64_text, i64 4
      call void @mini_write_bytes(ptr %pointZero, i64 2)
      ret void
    split:
      call void @mini_write_bytes(ptr %digits, i64 %whole)
      %point = getelementptr i8, ptr @mini_f64_text, i64 4
      call void @mini_write_bytes(ptr %point, i64 1)
      %decimalsFrom = getelementptr i8, ptr %digits, i64 %whole
      %decimalsLeft = sub i64 %count, %whole
      call void @mini_write_bytes(ptr %decimalsFrom, i64 %decimalsLeft)
      ret void
    scientific:
      call void @mini_write_bytes(ptr %digits, i64 1)
      %isSingle = icmp eq i64 %count, 1
      br i1 %isSingle, label %letter, label %more
    more:
      %scientificPoint = getelementptr i8, ptr @mini_f64_text, i64 4
      call void @mini_write_bytes(ptr %scientificPoint, i64 1)
      %moreFrom = getelementptr i8, ptr %digits, i64 1
      %moreCount = sub i64 %count, 1
      call void @mini_write_bytes(ptr %moreFrom, i64 %moreCount)
      br label %letter
    letter:
      ; "e+" in one piece, or "e" and the exponent's own sign.
      %letterText = getelementptr i8, ptr @mini_f64_text, i64 6
      %letterCount = select i1 %isLarge, i64 2, i64 1
      call void @mini_write_bytes(ptr %letterText, i64 %letterCount)
      %isShort = icmp sgt i64 %exponent, -10
      %isPadded = and i1 %isSmall, %isShort
      br i1 %isPadded, label %padded, label %plain
    padded:
      ; -5 to -9: "-0" and the digit.
      %paddedMinus = getelementptr i8, ptr @mini_f64_text, i64 3
      call void @mini_write_bytes(ptr %paddedMinus, i64 1)
      call void @mini_write_bytes(ptr @mini_zeros, i64 1)
      %digit = sub i64 0, %exponent
      call void @mini_write_i64(i64 %digit)
      ret void
    plain:
      call void @mini_write_i64(i64 %exponent)
      ret void
    }
    """#

  /// `@mini_shortest_digits`: a positive finite number as `d.ddde+xx` with the fewest digits that
  /// read back as it, the nearest among those (trailing zeros may follow). Returns the number of
  /// digits after the point.
  ///
  /// If any 15 digits read back as a double, its own nearest 15 do, and no others. Shorter forms are
  /// therefore found by stripping zeros. That does not hold for subnormal numbers, for which all
  /// lengths are tried. 17 digits always read back. Of 16, the nearest may fail while the next one up
  /// reads back: below a power of two the doubles are twice as close. (A last digit of 9 has no such
  /// neighbour: it would end in 0 and have been found with 15.)
  static let shortestDigits = #"""
    @mini_format = private unnamed_addr constant [5 x i8] c"%.*e\00"

    define internal i64 @mini_shortest_digits(ptr %text, double %value) {
    entry:
      %isSubnormal = fcmp olt double %value, 0x0010000000000000
      %first = select i1 %isSubnormal, i32 0, i32 14
      br label %attempt
    attempt:
      %decimals = phi i32 [ %first, %entry ], [ %more, %next ]
      %size = call i32 (ptr, i64, ptr, ...) @snprintf(
        ptr %text, i64 40, ptr @mini_format, i32 %decimals, double %value)
      %back = call double @strtod(ptr %text, ptr null)
      %isSame = fcmp oeq double %back, %value
      %isLongest = icmp sge i32 %decimals, 16
      %isFound = or i1 %isSame, %isLongest
      br i1 %isFound, label %end, label %failed
    failed:
      %isSixteen = icmp eq i32 %decimals, 15
      br i1 %isSixteen, label %neighbour, label %next
    neighbour:
      ; The last digit stands behind "d." and 14 others.
      %lastPlace = getelementptr i8, ptr %text, i64 16
      %last = load i8, ptr %lastPlace
      %isNine = icmp eq i8 %last, 57
      br i1 %isNine, label %next, label %up
    up:
      %upper = add i8 %last, 1
      store i8 %upper, ptr %lastPlace
      %upperBack = call double @strtod(ptr %text, ptr null)
      %isUpperSame = fcmp oeq double %upperBack, %value
      br i1 %isUpperSame, label %end, label %next
    next:
      %more = add i32 %decimals, 1
      br label %attempt
    end:
      %wide = sext i32 %decimals to i64
      ret i64 %wide
    }
    """#
}
