// Emission of divisions, of the checks before them, and of the blocks that panic.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  mutating func emitDivision(
    _ division: AIR.Division, _ type: Type, _ left: AIR.Operand, _ right: AIR.Operand,
    _ checks: AIR.DivisionChecks, at index: Int
  ) {
    if checks.contains(.zero) {
      let isZero = emitComparison(type, right, with: "0")
      emitCheck(isZero, .zero)
    }
    if checks.contains(.overflow) {
      emitCheck(emitOverflowTest(type, left, right), .overflow)
    }
    beginValue(at: index)
    text.append(division == .quotient ? "sdiv" : "srem", " ", type.llvmName, " ")
    appendPair(left, right)
  }

  /// Tests whether the dividend is the least integer and the divisor -1; a constant needs no test.
  private mutating func emitOverflowTest(
    _ type: Type, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> UInt32 {
    let minimum = type == .i32 ? String(Int32.min) : String(Int64.min)
    if case .constant = right { return emitComparison(type, left, with: minimum) }
    if case .constant = left { return emitComparison(type, right, with: "-1") }
    let isMinimum = emitComparison(type, left, with: minimum)
    let isMinusOne = emitComparison(type, right, with: "-1")
    let both = takeNumber()
    text.append("  %", both, " = and i1 %", isMinimum)
    text.append(", %", isMinusOne)
    endLine()
    return both
  }

  private mutating func emitComparison(
    _ type: Type, _ operand: AIR.Operand, with constant: String
  ) -> UInt32 {
    let number = takeNumber()
    text.append("  %", number, " = icmp eq ", type.llvmName, " ")
    append(operand)
    text.append(", ", constant)
    endLine()
    return number
  }

  /// Panics if the test holds; else continues in a new block.
  private mutating func emitCheck(_ test: UInt32, _ panic: AIR.Panic) {
    text.append("  br i1 %", test, ", label %")
    append(labelOf: panic)
    text.append(", label %d", splitCount)
    endLine()
    text.append("d", splitCount, ":\n")
    let block = Int(current.index)
    if block >= tails.count {
      tails += repeatElement(Self.noTail, count: block + 1 - tails.count)
    }
    tails[block] = splitCount
    splitCount += 1
  }

  /// Appends the name of the block to which a panic at this location jumps.
  mutating func append(labelOf panic: AIR.Panic) {
    if metadata == nil {
      if !panics.contains(panic) { panics.append(panic) }
      text.append(panic.rawValue)
    } else {
      text.append("p", panicSites.count)
      panicSites.append(PanicSite(panic: panic, origin: origin))
    }
  }

  /// Emits the block of a kind of panic, if any instruction jumps to it.
  mutating func emitPanic(_ panic: AIR.Panic, _ part: RuntimeParts) {
    guard panics.contains(panic) else { return }
    parts.insert(part)
    text.append(panic.rawValue, ":\n  call void @mini_panic_", panic.rawValue, "(ptr ")
    text.append(constantOf: function.symbol, function.strings.count)
    text.append(", i64 ", function.symbol.utf8.count, ")\n  unreachable\n")
  }
}
