// Emission of calls: of functions and of primitives.

import MiniFrontend

/// String literals in this file are bytes in the executable, which cost nothing to append.
private typealias StringLiteralType = StaticString

extension Emitter {
  mutating func emitCall(_ callee: AIR.Callee, first: UInt32, at index: Int) {
    if let primitive = callee.primitive, !primitive.isOfLibrary {
      return emit(primitive, function.arguments[Int(first)], at: index)
    }
    if callee.signature.result == .void { text.append("  ") } else { beginValue(at: index) }
    text.append("call ", callee.signature.result.llvmName, " ")
    if let primitive = callee.primitive {
      parts.insert(RuntimeParts(primitive))
      text.append("@mini_")
      text.append(primitive.rawValue)
    } else {
      requireStack()
      text.append(symbol: callee.symbol)
    }
    appendArguments(callee.signature.parameters, first: first)
  }

  /// Emits the call of a function value.
  mutating func emitCall(
    _ value: AIR.Operand, _ type: AIR.FunctionType, first: UInt32, at index: Int
  ) {
    if type.result == .void { text.append("  ") } else { beginValue(at: index) }
    requireStack()
    text.append("call ", type.result.llvmName, " ")
    append(value)
    appendArguments(type.parameters, first: first)
  }

  /// - Parameter parameters: their types.
  mutating func appendArguments(_ parameters: [Scalar?], first: UInt32) {
    text.append("(")
    for (number, type) in parameters.enumerated() {
      text.append(number == 0 ? "" : ", ")
      text.append(AIR.llvmName(type), " ")
      append(function.arguments[Int(first) + number])
    }
    text.append(")")
    endLine()
  }

  /// A primitive that is an instruction.
  private mutating func emit(_ primitive: Primitive, _ argument: AIR.Operand, at index: Int) {
    beginValue(at: index)
    if primitive == .squareRoot {
      parts.insert(.squareRoot)
      text.append("call double @llvm.sqrt.f64(double ")
      append(argument)
      text.append(")")
    } else {
      let isOfDouble = primitive == .bitsOfDouble
      text.append(isOfDouble ? "bitcast double " : "bitcast i64 ")
      append(argument)
      text.append(isOfDouble ? " to i64" : " to double")
    }
    endLine()
  }
}
