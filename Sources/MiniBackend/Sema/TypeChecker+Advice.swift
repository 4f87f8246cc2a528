// Suggestions of the type checker beside its errors.

import MiniFrontend

extension TypeChecker {
  typealias Note = RawDiagnostic.Note

  // MARK: Names

  /// The name of a variable or parameter; `nil` for other values.
  func name(of value: UInt32) -> String? {
    let instruction = function.code[Int(value)]
    if instruction.tag == .local { return function.localNames[Int(instruction.a)] }
    return instruction.tag == .parameter ? function.parameterNames[Int(instruction.a)] : nil
  }

  /// The type of a value as the source spells it; of literals without a type, the literals.
  func name(of natural: NaturalType) -> String {
    if let type = settled(natural) { return table.name(of: type) }
    let depth = Int(natural.depth)
    let kind =
      switch natural.kind {
      case .none: "none"
      case .enumCase: "a case"
      case .map: "[:]"
      case .integer, .byte, .float, .empty, .typeName, .type, .unknown: ""
      }
    return String(repeating: "[", count: depth) + kind
      + String(repeating: "]", count: depth)
  }

  // MARK: Mismatches

  /// Suggests a conversion that keeps the value, of this operand or of the other. Otherwise
  /// describes what a conversion would lose, or says how the value is used.
  func advice(on mismatch: Mismatch) -> (label: String, notes: [Note]) {
    let expected = table.value(ofOptional: mismatch.expected) ?? mismatch.expected
    if function.code[Int(mismatch.index)].tag == .reference {
      return ("a place with '&' has exactly the parameter's type", [])
    }
    let label = "this is \(name(of: mismatch.found))"
    guard let found = settled(mismatch.found) else {
      if mismatch.found.kind == .empty || mismatch.found.kind == .map(nil) {
        let form = table.isMap(expected) ? "[:]" : table.isArray(expected) ? "[]" : nil
        return (label, form.map { [.init("an empty one of this type is written '\($0)'")] } ?? [])
      }
      guard mismatch.found == NaturalType(.none) else { return (label, []) }
      let name = table.name(of: mismatch.expected)
      return ("a value of type \(name) is never 'none'", [.init("'?\(name)' is its optional type")])
    }
    if table.value(ofOptional: expected) == found {
      let (once, twice) = (table.name(of: expected), table.name(of: mismatch.expected))
      return (
        label,
        [
          .init(
            "a value becomes an optional in one step only: declared as 'const v: \(once) = …;', 'v' is accepted for \(twice)"
          )
        ]
      )
    }
    if expected == .bool {
      return (label, notes(onCondition: found, mismatch.index))
    }
    if table.isOptional(found) { return (label, notesOnOptional(found, mismatch.index)) }
    if expected == .text || found == .text { return advice(onText: mismatch, found, expected) }
    if table.isArray(expected) || table.isArray(found) {
      return (label, notes(onArray: mismatch, found, expected))
    }
    guard let expected = expected.scalar, let found = found.scalar else { return (label, []) }
    return advice(onNumber: mismatch, found, expected)
  }

  private func advice(
    onNumber mismatch: Mismatch, _ found: Scalar, _ expected: Scalar
  ) -> (label: String, notes: [Note]) {
    if found.keepsValues(in: expected) { return ("\(expected.name)(…) would convert it", []) }
    let label = "this is \(found.name)"
    if expected.keepsValues(in: found), let other = otherOperand(of: mismatch) {
      return (label, [conversion(of: other, to: found.name)])
    }
    guard let loss = found.loss(in: expected) else { return (label, []) }
    return ("\(label); \(expected.name)(…) would convert it, and \(loss)", [])
  }

  private func advice(
    onText mismatch: Mismatch, _ found: TypeID, _ expected: TypeID
  ) -> (label: String, notes: [Note]) {
    let label = "this is \(table.name(of: found))"
    let other = otherOperand(of: mismatch)
    if found == .text {
      if expected == .u8 {
        let byte = byte(ofString: mismatch.index).map { "'\(quoted($0))' is a byte" }
        return (label, [.init(byte ?? "a byte is 'a'")])
      }
      return (label, other.map { [conversion(of: $0, to: "text")] } ?? [])
    }
    if found == .u8 {
      if let byte = byte(ofLiteral: mismatch.index) {
        return (label, [.init("\"\(quoted(byte))\" is a text")])
      }
      if let other, let byte = byte(ofString: other) {
        return (label, [.init("'\(quoted(byte))' is a byte")])
      }
      return (label, [.init("the text of one byte is a slice: 's[i..i + 1]'")])
    }
    if table.isArray(found), table.part(of: found) != .u8 { return (label, []) }
    return ("\(label); text(…) would convert it", [])
  }

  /// The byte of a string literal with one byte; `nil` for other values.
  private func byte(ofString value: UInt32) -> UInt8? {
    let instruction = function.code[Int(value)]
    guard instruction.tag == .string else { return nil }
    let bytes = function.strings[Int(instruction.a)]
    return bytes.count == 1 ? bytes[0] : nil
  }

  /// The byte of a byte literal; `nil` for other values.
  private func byte(ofLiteral value: UInt32) -> UInt8? {
    let instruction = function.code[Int(value)]
    guard instruction.tag == .integer else { return nil }
    let literal = function.integers[Int(instruction.a)]
    return literal.isByte ? UInt8(truncatingIfNeeded: literal.magnitude) : nil
  }

  /// A byte as it is written inside quotes.
  private func quoted(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\r"): "\\r"
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""):
      "\\" + String(UnicodeScalar(byte))
    case 0x20..<0x7F: String(UnicodeScalar(byte))
    default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }

  private func notes(onArray mismatch: Mismatch, _ found: TypeID, _ expected: TypeID) -> [Note] {
    let root = function.code[Int(mismatch.root)]
    let builtin = root.tag == .builtin ? ZIR.Builtin(number: root.a) : nil
    if table.isArray(found), table.part(of: found) == expected {
      return builtin == .push ? [.init("'append(&a, b)' appends all elements of 'b'")] : []
    }
    guard table.isArray(expected), table.part(of: expected) == found else { return [] }
    return [
      builtin == .append
        ? .init("'push(&a, x)' appends one element") : .init("an array of one element is '[x]'")
    ]
  }

  private func notes(onCondition found: TypeID, _ value: UInt32) -> [Note] {
    guard case .type = naturals[Int(value)].kind else { return [] }
    let name = name(of: value) ?? "x"
    if table.isOptional(found) {
      return [.init("'\(name) != none' asks for a value, 'if const v = \(name)' takes it")]
    }
    if element(of: found) != nil {
      return [.init("'len(\(name)) > 0' asks whether it is not empty")]
    }
    return isNumber(found) ? [.init("'\(name) != 0' asks whether it is not zero")] : []
  }

  // MARK: Members

  /// The kind of a type for advice on its fields and methods.
  func adviceKind(of type: TypeID) -> MemberAdvice.Kind {
    if let nominal = table.nominal(type) {
      return nominal.isEnumeration ? .other : .structure(nominal.declaration.names)
    }
    if table.isMap(type) { return .map }
    if table.isArray(type) { return .array }
    if table.isOptional(type) { return .optional }
    return type == .text ? .text : isNumber(type) ? .number : .other
  }

  // MARK: Precedence

  /// A binary operator as it is written; `nil`: the value is something else.
  private func symbol(of value: UInt32) -> String? {
    let tag = function.code[Int(value)].tag
    return tag.isBinaryOperator ? tag.symbol : nil
  }

  /// The note on `a orelse b == c`, whose right side, a comparison, is not of the wanted type.
  func notes(onComparisonAfterOrElse value: UInt32) -> [Note] {
    symbol(of: value).map {
      [.init("'orelse' binds less tightly than '\($0)': write '(a orelse b) \($0) c'")]
    } ?? []
  }

  /// The note on `a == b orelse c`, whose left side is not an optional.
  func notes(onOperatorBeforeOrElse value: UInt32) -> [Note] {
    symbol(of: value).map {
      [.init("'orelse' binds less tightly than '\($0)': write 'a \($0) (b orelse c)'")]
    } ?? []
  }

  private func conversion(of operand: UInt32, to type: String) -> Note {
    .init(
      "\(type)(\(name(of: operand) ?? "…")) would convert the other operand",
      at: function.ranges[Int(operand)])
  }

  /// The other operand of the same operator, if it has the expected type and nothing else expects
  /// that type.
  private func otherOperand(of mismatch: Mismatch) -> UInt32? {
    let operation = function.code[Int(mismatch.root)]
    guard operation.tag.isBinaryOperator,
      !isExpected(mismatch.expected, of: Int(mismatch.root))
    else { return nil }
    return Operands(operation, count: 2).first {
      $0 != mismatch.index && naturals[Int($0)] == .type(mismatch.expected)
    }
  }

  // MARK: Operands

  /// Says how the value of an optional is used, where its type is not allowed.
  func notesOnOptional(_ type: TypeID?, _ value: UInt32) -> [Note] {
    guard let type, table.isOptional(type) else { return [] }
    let name = name(of: value) ?? "x"
    return [.init("its value is '\(name) orelse …', or 'v' in 'if const v = \(name) { … }'")]
  }

  /// Says what reads a number of this type from a text.
  static func notes(onParsing target: TypeID) -> [Note] {
    guard let scalar = target.scalar else { return [] }
    let name =
      StandardModule.strings.rawValue + ".parse_"
      + (scalar == .f64 ? "f64" : [.i64, .u64].contains(scalar) ? "i64" : "i32")
    return [.init("'\(name)(s)' of \"\(StandardModule.strings.path)\" reads a text: an optional")]
  }

  /// Says what stands for an operator that is not defined on a type.
  func notes(on natural: NaturalType, _ operand: UInt32, of tag: ZIR.Tag) -> [Note] {
    guard let type = settled(natural) else { return [] }
    if tag == .add, table.isArray(type) {
      return [.init("'append(&a, b)' appends an array to 'a', 'push(&a, x)' one element")]
    }
    if tag == .multiply, type == .text {
      let strings = StandardModule.strings
      return [.init("'\(strings.rawValue).repeat(s, n)' of \"\(strings.path)\" repeats a text")]
    }
    return notesOnOptional(type, operand)
  }
}
