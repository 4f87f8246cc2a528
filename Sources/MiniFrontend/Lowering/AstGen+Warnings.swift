// Warnings about statements that do nothing, and about divisions that certainly panic.

extension AstGen {
  /// Warns of a statement that computes a value and nothing else.
  ///
  /// - Parameter start: the index of its first instruction.
  mutating func warnIfWithoutEffect(_ node: AST.Node, from start: Int) {
    let code = builder.code[start...]
    // A name of an import may be in error; where it is known, the type checker warns.
    if code.count == 1, let last = code.last, last.tag == .global,
      builder.callees[Int(last.a)].importIndex != nil
    {
      return
    }
    // The type of such a case is not known: another error.
    if code.last?.tag == .enumCase, code.last?.a == ZIR.noValue { return }
    guard let last = code.last, last.tag != .string, !function.hasSyntaxError,
      !isMarkedUnreachable, !code.contains(where: \.mayHaveEffect)
    else { return }
    if isReachable, isAtEnd(node), function.result?.type.map({ $0.scalar != .void }) ?? false {
      // A `return` is missing, which is reported.
      lastValue = node.range
      return
    }
    var notes: [RawDiagnostic.Note] = []
    if last.tag == .equal { notes = [.init("'=' assigns")] }
    if last.tag == .global, code.count == 1 {
      notes = [
        .init(
          "a function is called with parentheses: '\(text(at: ast[AST.NodeID(index: node.a)].range))()'"
        )
      ]
    }
    if last.tag == .negate, builder.code[Int(last.a)].tag == .negate {
      notes = [.init("there is no '--': write 'x -= 1'")]
    }
    diagnostics.warning(
      RawDiagnostic(
        .statementWithoutEffect, "statement without effect", at: node.range,
        label: "its value is not used", notes: notes))
  }

  /// Whether a statement is the last of the function's body.
  private func isAtEnd(_ node: AST.Node) -> Bool {
    guard let body = function.body, ast.item(ast[body].a, 0) > 0 else { return false }
    let last = ast[ast.child(ast[body].a, Int(ast.item(ast[body].a, 0)))]
    return last.start == node.start
  }

  // MARK: - Divisions by zero

  /// Warns of the function's divisions by a literal 0, unless they may be of `f64`. The types of
  /// other files' functions are not known here.
  mutating func warnOfZeroDivisions() {
    guard !function.hasSyntaxError else { return }
    for division in builder.zeroDivisions where isOfIntegers(division) {
      let divisor = builder.code[Int(division)].b
      diagnostics.warning(
        RawDiagnostic(
          .divisionByZero, "division by zero", at: builder.ranges[Int(divisor)],
          label: "this panics"))
    }
  }

  private enum Operand {
    case literal
    case type(Scalar)
    case unknown
  }

  /// The type of a value, as far as the text of this function shows it. Of an operator, the left
  /// operand decides.
  private func operand(_ value: UInt32) -> Operand {
    var instruction = builder.code[Int(value)]
    var isOperator = false
    while instruction.tag.isArithmetic {
      isOperator = true
      instruction = builder.code[Int(instruction.a)]
    }
    // Beside a literal, the right operand would decide.
    if instruction.tag == .integer { return isOperator ? .unknown : .literal }
    var type: Scalar?
    if instruction.tag == .float { type = .f64 }
    if instruction.tag == .local { type = builder.locals[Int(instruction.a)].scalar }
    if instruction.tag == .parameter {
      type = function.parameters[Int(instruction.a)].type.type?.scalar
    }
    if instruction.tag == .convert {
      type = Scalar(rawValue: UInt8(truncatingIfNeeded: instruction.b))
    }
    return type.map { .type($0) } ?? .unknown
  }

  /// The type of a variable that is declared with a value and without a type, if it is a scalar;
  /// `nil`: not known.
  func scalar(ofValue value: UInt32) -> Scalar? {
    switch operand(value) {
    case .literal: .i32
    case .type(let type): type
    case .unknown: nil
    }
  }

  private func isOfIntegers(_ division: UInt32) -> Bool {
    switch operand(builder.code[Int(division)].a) {
    case .type(let type): type.isInteger
    case .unknown: false
    case .literal: isOfIntegers(literals: division)
    }
  }

  /// Whether the context of an operator on literals lets them be integers.
  private func isOfIntegers(literals operation: UInt32) -> Bool {
    var value = operation
    for (index, user) in builder.code.enumerated().dropFirst(Int(operation) + 1) {
      if user.tag == .call || user.tag == .callValue || user.tag == .construct
        || user.tag == .enumCase
      {
        return false
      }
      if user.tag == .declareTyped {
        return builder.types[Int(builder.extra[Int(user.b) + 1])].scalar?.isInteger ?? false
      }
      if user.tag == .assign { return builder.locals[Int(user.a)].scalar?.isInteger ?? false }
      if user.tag == .returnValue { return function.result?.type?.scalar?.isInteger ?? false }
      if user.tag.isStatement { return true }
      guard user.a == value || user.b == value else { continue }
      if user.tag == .convert { return user.b != UInt32(Scalar.f64.rawValue) }
      guard user.tag.isArithmetic || user.tag.isComparison else { continue }
      if user.tag != .negate, user.tag != .complement {
        switch operand(user.a == value ? user.b : user.a) {
        case .type(let type): return type.isInteger
        case .unknown: return false
        case .literal: if user.tag.isComparison { return true }
        }
      }
      value = UInt32(index)
    }
    return false
  }
}

extension ZIR.Instruction {
  /// Whether evaluating it can do more than yield a value.
  fileprivate var mayHaveEffect: Bool {
    if tag == .builtin { return ZIR.Builtin(number: a)?.changesItsFirstArgument ?? false }
    return tag == .call || tag == .callValue || tag.canPanic && tag != .add || tag.leaves
      || tag.isStatement
  }
}

extension ZIR.Tag {
  fileprivate var isArithmetic: Bool {
    self == .negate || (Self.add.rawValue...Self.remainder.rawValue).contains(rawValue)
      || (Self.complement.rawValue...Self.shiftRight.rawValue).contains(rawValue)
  }
}
