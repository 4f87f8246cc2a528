// Values of structs, enums and maps.

extension AstGen {
  /// Lowers `Point(x: 1.0, y: 2.0)`.
  ///
  /// - Parameters:
  ///   - importIndex: the import that declares the struct; `nil`: this file.
  ///   - memberStart: where its name starts after the namespace.
  mutating func lowerConstruction(
    _ importIndex: UInt32?, _ name: Name, memberStart: UInt32?, _ arguments: UInt32,
    at range: SourceRange
  ) -> UInt32 {
    guard checkLabels(of: name, arguments) else {
      lookThroughArguments(arguments)
      return poison(at: range)
    }
    let mark = values.count
    let count = ast.item(arguments, 0)
    for position in 1..<1 + Int(count) {
      let argument = ast[ast.child(arguments, position)]
      let value = lower(AST.NodeID(index: argument.b))
      values.append(memberIndex(Name(index: argument.a)))
      values.append(value)
    }
    let list = builder.list([count])
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    let construction = builder.emit(.construct, calleeIndex(importIndex, name), list, at: range)
    if let memberStart { builder.noteMember(startingAt: memberStart) }
    for position in 1..<1 + Int(count) {
      builder.noteMember(startingAt: ast[ast.child(arguments, position)].start)
    }
    return construction
  }

  /// Whether each argument has a label, each another one, and none has a `&`; reports the first that
  /// is wrong.
  private mutating func checkLabels(of name: Name, _ arguments: UInt32) -> Bool {
    memberListCount += 1
    for position in 1..<1 + Int(ast.item(arguments, 0)) {
      let argument = ast[ast.child(arguments, position)]
      guard argument.tag == .labelled else {
        if argument.tag == .error || argument.tag == .errorAround { return false }
        reportNoLabel(of: name, at: argument.range)
        return false
      }
      let label = Name(index: argument.a)
      let range = SourceRange(start: argument.start, end: argument.start + names.length(label))
      if let first = mark(AST.Identifier(name: label, range: range)) {
        diagnostics.error(
          RawDiagnostic(
            .repeatedLabel, "the field '\(names.text(label))' is given twice", at: range,
            label: "given again here",
            notes: [
              .init(
                "it is first given here",
                at: SourceRange(start: first, end: first + names.length(label)))
            ]))
        return false
      }
      guard ast[AST.NodeID(index: argument.b)].tag != .reference else {
        reportReference(names.text(name), at: ast[AST.NodeID(index: argument.b)].range)
        return false
      }
    }
    return true
  }

  private mutating func reportNoLabel(of name: Name, at range: SourceRange) {
    var notes: [RawDiagnostic.Note] = []
    if case .type(let index) = meaning(of: name) {
      let fields = ast.typeDeclarations[types[index].syntax].members
      let shown = fields.prefix(4).map { "\(names.text($0.identifier.name)): …" }
      let more = fields.count > shown.count ? ", …" : ""
      notes = [
        .init("it is constructed as '\(names.text(name))(\(shown.joined(separator: ", "))\(more))'")
      ]
    }
    diagnostics.error(
      RawDiagnostic(
        .misplacedLabel, "the fields of '\(names.text(name))' are given by name", at: range,
        label: "the field's name and a ':' are missing before this", notes: notes))
  }

  /// Reports an argument with `&` that nothing can change.
  mutating func reportReference(_ callee: String, at range: SourceRange) {
    diagnostics.error(
      RawDiagnostic(
        .superfluousReference, "'\(callee)' takes no argument with '&'", at: range,
        label: "write it without the '&'"))
  }

  // MARK: - Cases of enums

  /// The `global` that names an enum of this file; `nil`: the name means something else.
  mutating func lowerEnum(_ name: Name, at range: SourceRange) -> UInt32? {
    guard case .type(let index) = meaning(of: name), types[index].kind == .enumeration else {
      return nil
    }
    if types[index].isBroken { return poison(at: range) }
    return builder.emit(.global, calleeIndex(nil, name), at: range)
  }

  /// Lowers `.circle(p, 2.0)`, perhaps after an enum.
  ///
  /// - Parameters:
  ///   - base: the `global` before the `.`; ``ZIR/noValue``: there is none.
  ///   - start: where the case's name starts.
  ///   - arguments: `nil`: there are no parentheses.
  mutating func lowerCase(
    of base: UInt32, _ name: Name, _ start: UInt32, arguments: UInt32?, at range: SourceRange
  ) -> UInt32 {
    if base != ZIR.noValue, builder.code[Int(base)].tag == .poison {
      if let arguments { lookThroughArguments(arguments) }
      return poison(at: range)
    }
    let mark = values.count
    let count = arguments.map { ast.item($0, 0) } ?? 0
    if let arguments {
      for position in 1..<1 + Int(count) {
        let id = ast.child(arguments, position)
        if ast[id].tag == .reference {
          reportReference("." + names.text(name), at: ast[id].range)
          look(through: id)
          values.append(poison(at: ast[id].range))
        } else {
          values.append(lowerElement(ast[id], id))
        }
      }
    }
    let head = [memberIndex(name), arguments == nil ? 0 : 1, count]
    let list = builder.list(head)
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    let made = builder.emit(.enumCase, base, list, at: range)
    builder.noteMember(startingAt: start)
    return made
  }

  // MARK: - Fields

  /// Lowers `value.name`. Of an enum, it is a case.
  mutating func lowerField(
    of value: UInt32, _ name: Name, _ start: UInt32, at range: SourceRange
  ) -> UInt32 {
    let field = builder.emit(.field, value, memberIndex(name), at: range)
    builder.noteMember(startingAt: start)
    return field
  }

  // MARK: - Maps

  /// Lowers `[k: v, …]`.
  mutating func lowerMap(_ node: AST.Node) -> UInt32 {
    checkKeys(node.a)
    let mark = values.count
    let count = ast.item(node.a, 0)
    for position in 1..<1 + Int(count) { values.append(lower(ast.child(node.a, position))) }
    let list = builder.list([count / 2])
    _ = builder.list(values[mark...])
    values.removeLast(values.count - mark)
    return builder.emit(.mapLiteral, list, at: node.range)
  }

  /// A literal that is a key.
  private struct LiteralKey: Comparable {
    /// 0: a text, 1: a `bool`, 2: an integer, 3: a negative one.
    let kind: UInt8
    let number: UInt64
    let bytes: [UInt8]

    static func < (left: LiteralKey, right: LiteralKey) -> Bool {
      if left.kind != right.kind { return left.kind < right.kind }
      if left.number != right.number { return left.number < right.number }
      return left.bytes.lexicographicallyPrecedes(right.bytes)
    }
  }

  /// Reports keys that a map has twice as literals.
  private mutating func checkKeys(_ list: UInt32) {
    var keys: [(key: LiteralKey, range: SourceRange)] = []
    for position in stride(from: 1, to: 1 + Int(ast.item(list, 0)), by: 2) {
      let node = ast[ast.child(list, position)]
      if let key = literalKey(node) { keys.append((key, node.range)) }
    }
    keys.sort { ($0.key, $0.range.start) < ($1.key, $1.range.start) }
    var first = 0
    for index in keys.indices.dropFirst() {
      guard keys[index].key == keys[first].key else {
        first = index
        continue
      }
      diagnostics.error(
        RawDiagnostic(
          .repeatedKey, "the key \(text(at: keys[index].range)) is given twice",
          at: keys[index].range, label: "given again here",
          notes: [.init("it is first given here", at: keys[first].range)]))
    }
  }

  private func literalKey(_ node: AST.Node) -> LiteralKey? {
    if node.tag == .string {
      return LiteralKey(
        kind: 0, number: 0, bytes: StringLiteral.bytes(in: source, at: node.range))
    }
    if node.tag == .bool { return LiteralKey(kind: 1, number: UInt64(node.a), bytes: []) }
    guard node.tag == .integer else { return nil }
    let literal = integerLiteral(node)
    guard !literal.overflows else { return nil }
    let isNegative = literal.isNegative && literal.magnitude > 0
    return LiteralKey(kind: isNegative ? 3 : 2, number: literal.magnitude, bytes: [])
  }

  /// Text of the source, as messages show it.
  func text(at range: SourceRange) -> String {
    let shownMax = 60
    let text = String(decoding: source[Int(range.start)..<Int(range.end)], as: UTF8.self)
    return text.utf8.count > shownMax ? text.prefix(shownMax) + "…" : text
  }
}
