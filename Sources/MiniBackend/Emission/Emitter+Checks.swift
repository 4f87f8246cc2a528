// Emission of checks, and of divisions, which follow some.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  mutating func emitDivision(
    _ division: AIR.Division, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand,
    _ checks: AIR.DivisionChecks, ordinal: UInt32, at index: Int
  ) {
    if checks.contains(.zero) {
      let isZero = emitComparison(type, right, with: .integer(0, type))
      emitCheck(isZero, .zero, ordinal)
    }
    if checks.contains(.overflow) {
      emitCheck(emitOverflowTest(type, left, right), .overflow, ordinal)
    }
    beginValue(at: index)
    if type.isSigned {
      text.append(division == .quotient ? "sdiv " : "srem ", type.llvmName, " ")
    } else {
      text.append(division == .quotient ? "udiv " : "urem ", type.llvmName, " ")
    }
    appendPair(left, right)
  }

  /// Tests whether the dividend is the least integer and the divisor -1; a constant needs no test.
  private mutating func emitOverflowTest(
    _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> UInt32 {
    let minusOne = AIR.Constant.integer(.max, type)
    if case .constant = right { return emitComparison(type, left, with: type.minimum) }
    if case .constant = left { return emitComparison(type, right, with: minusOne) }
    let isMinimum = emitComparison(type, left, with: type.minimum)
    let isMinusOne = emitComparison(type, right, with: minusOne)
    let both = takeNumber()
    text.append("  %", both, " = and i1 %", isMinimum)
    text.append(", %", isMinusOne)
    endLine()
    return both
  }

  private mutating func emitComparison(
    _ type: Scalar, _ operand: AIR.Operand, with constant: AIR.Constant
  ) -> UInt32 {
    let number = takeNumber()
    text.append("  %", number, " = icmp eq ", type.llvmName, " ")
    append(operand)
    text.append(", ")
    text.append(constant)
    endLine()
    return number
  }

  /// Panics if the test holds; else continues in a new block.
  private mutating func emitCheck(_ test: UInt32, _ panic: AIR.Panic, _ ordinal: UInt32) {
    text.append("  br i1 %", test, ", label %")
    append(labelOf: panic, ordinal: ordinal)
    text.append(", label %d", splitCount)
    splitBlock()
  }

  /// Panics unless a bool is true; else continues in a new block.
  mutating func emitCheck(_ condition: AIR.Operand, _ panic: AIR.Panic, _ ordinal: UInt32) {
    text.append("  br i1 ")
    append(condition)
    text.append(", label %d", splitCount, ", label %")
    append(labelOf: panic, ordinal: ordinal)
    splitBlock()
  }

  /// Ends a block's line that continues in a part of it, and begins that part.
  mutating func splitBlock() {
    endLine()
    text.append("d", splitCount, ":\n")
    let block = Int(current.index)
    if block >= tails.count {
      tails += repeatElement(Self.noTail, count: block + 1 - tails.count)
    }
    tails[block] = splitCount
    splitCount += 1
  }
}
