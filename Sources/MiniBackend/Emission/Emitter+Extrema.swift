// Emission of `min`, `max` and `abs`.
//
// The intrinsics `llvm.minimum` and `llvm.maximum` do not compile for x86-64 before LLVM 17.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  mutating func emitExtremum(
    _ extremum: AIR.Extremum, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand,
    at index: Int
  ) {
    let isLeft: AIR.Comparison = extremum == .minimum ? .less : .greater
    guard type == .f64 else {
      let test = emitComparison(isLeft, type, left, right)
      beginValue(at: index)
      return select(test, type, left, right)
    }
    // Of equal numbers only zeros can differ, in their signs: the bits decide. With a NaN, the sum
    // is one.
    let leftBits = emitBits(of: left)
    let rightBits = emitBits(of: right)
    let bits = takeNumber()
    text.append("  %", bits, extremum == .minimum ? " = or i64 %" : " = and i64 %", leftBits)
    text.append(", %", rightBits)
    endLine()
    let same = takeNumber()
    text.append("  %", same, " = bitcast i64 %", bits, " to double")
    endLine()
    let isRight = emitComparison(isLeft, type, right, left)
    let notLeft = takeNumber()
    text.append("  %", notLeft, " = ")
    select(isRight, right, same)
    let test = emitComparison(isLeft, type, left, right)
    let ordered = takeNumber()
    text.append("  %", ordered, " = ")
    select(test, left, notLeft)
    let isUnordered = takeNumber()
    text.append("  %", isUnordered, " = fcmp uno double ")
    appendPair(left, right)
    let sum = takeNumber()
    text.append("  %", sum, " = fadd double ")
    appendPair(left, right)
    beginValue(at: index)
    text.append("select i1 %", isUnordered, ", double %", sum, ", double %")
    text.append(ordered)
    endLine()
  }

  mutating func emitAbsolute(_ type: Scalar, _ operand: AIR.Operand, at index: Int) {
    if type == .f64 {
      let bits = emitBits(of: operand)
      let magnitude = takeNumber()
      text.append("  %", magnitude, " = and i64 %", bits, ", 9223372036854775807")
      endLine()
      beginValue(at: index)
      text.append("bitcast i64 %", magnitude, " to double")
      return endLine()
    }
    let isNegative = takeNumber()
    text.append("  %", isNegative, " = icmp slt ", type.llvmName, " ")
    append(operand)
    text.append(", 0")
    endLine()
    let negated = takeNumber()
    text.append("  %", negated, " = sub ", type.llvmName, " 0, ")
    append(operand)
    endLine()
    beginValue(at: index)
    text.append("select i1 %", isNegative, ", ", type.llvmName, " %")
    text.append(negated)
    text.append(", ", type.llvmName, " ")
    append(operand)
    endLine()
  }

  private mutating func emitComparison(
    _ comparison: AIR.Comparison, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) -> UInt32 {
    let number = takeNumber()
    text.append("  %", number, " = ")
    text.append(comparison.llvmName(type), " ", type.llvmName, " ")
    appendPair(left, right)
    return number
  }

  private mutating func emitBits(of double: AIR.Operand) -> UInt32 {
    let number = takeNumber()
    text.append("  %", number, " = bitcast double ")
    append(double)
    text.append(" to i64")
    endLine()
    return number
  }

  /// Selects one of two operands.
  private mutating func select(
    _ test: UInt32, _ type: Scalar, _ left: AIR.Operand, _ right: AIR.Operand
  ) {
    text.append("select i1 %", test, ", ", type.llvmName, " ")
    append(left)
    text.append(", ", type.llvmName, " ")
    append(right)
    endLine()
  }

  /// Selects a double or an earlier value.
  private mutating func select(_ test: UInt32, _ double: AIR.Operand, _ other: UInt32) {
    text.append("select i1 %", test, ", double ")
    append(double)
    text.append(", double %", other)
    endLine()
  }
}
