// Places: variables and parts of them, which are assigned to or given with `&`.

extension AstGen {
  /// A place whose indices have been lowered.
  struct Place {
    let root: ZIR.Place.Root
    let stepCount: Int
    /// Its list in `extra`: see `ZIR.Function.place(_:)`. A whole local variable that is assigned to
    /// has none.
    let list: UInt32
    /// Where the names of its fields start.
    let fieldStarts: [UInt32]
  }

  /// The use of a place, for messages.
  enum Change {
    case assignment
    case reference
  }

  /// Lowers the indices of a place, from left to right. `nil` if it cannot be changed (reported); its
  /// indices are looked through.
  mutating func lowerPlace(_ id: AST.NodeID, for change: Change) -> Place? {
    let mark = spine.count
    let valuesMark = values.count
    var id = id
    while ast[id].tag == .index || ast[id].tag == .member {
      spine.append(id)
      id = AST.NodeID(index: ast[id].a)
    }
    let isField = ast[id].tag == .memberName
    let stepCount = spine.count - mark + (isField ? 1 : 0)
    let root = lowerRoot(ast[id], isPart: stepCount > 0, for: change)
    let start = builder.code.count
    var fieldStarts: [UInt32] = []
    if isField {
      values += [1, memberIndex(Name(index: ast.item(ast[id].b, 1)))]
      fieldStarts.append(ast.item(ast[id].b, 2))
    }
    while spine.count > mark {
      let step = ast[spine.removeLast()]
      if step.tag == .index {
        let index = lower(AST.NodeID(index: step.b))
        values += [0, index]
      } else {
        values += [1, memberIndex(Name(index: ast.item(step.b, 0)))]
        fieldStarts.append(ast.item(step.b, 1))
      }
    }
    defer { values.removeLast(values.count - valuesMark) }
    guard let root else {
      builder.discard(from: start)
      return nil
    }
    let (kind, number): (UInt32, UInt32)
    switch root {
    case .local where stepCount == 0 && change == .assignment:
      return Place(root: root, stepCount: 0, list: ZIR.noValue, fieldStarts: [])
    case .local(let slot): (kind, number) = (0, slot)
    case .parameter(let parameter): (kind, number) = (1, parameter)
    }
    let list = builder.list([kind, number, UInt32(stepCount)])
    _ = builder.list(values[valuesMark...])
    return Place(root: root, stepCount: stepCount, list: list, fieldStarts: fieldStarts)
  }

  /// The variable of a place; `nil` if it is none, or cannot be changed (reported).
  private mutating func lowerRoot(
    _ node: AST.Node, isPart: Bool, for change: Change
  ) -> ZIR.Place.Root? {
    let isField = node.tag == .memberName
    let name = Name(index: isField ? ast.item(node.b, 0) : node.a)
    let range = SourceRange(start: node.start, end: node.start + names.length(name))
    let binding = meaning(of: name)
    switch binding {
    case .local(let slot):
      builder.locals[slot].isAssigned = true
      guard builder.locals[slot].isConstant else { return .local(UInt32(slot)) }
    case .parameter(let number):
      guard !function.parameters[number].isReference else { return .parameter(UInt32(number)) }
    case .constant: break
    case .nothing:
      // It may be a namespace that is not known.
      if !(isField && hasNamelessImport) {
        let text = names.text(name)
        let isDeclaration = change == .assignment && !isPart
        reportUndefinedName(
          name, at: range,
          notes: isDeclaration ? [.init("a variable is declared with 'var \(text) = …;'")] : [])
        if isDeclaration, !diagnostics.isFull { undeclared.append((name, functionNumber)) }
      }
      return nil
    case .function where change == .reference && !isPart:
      reportWrongKind(
        name, at: range, is: binding, not: "a variable",
        notes: [.init("a function is given by its name alone, without '&'")])
      return nil
    case .statement, .builtin, .namespace, .function, .type:
      reportWrongKind(name, at: range, is: binding, not: "a variable")
      return nil
    }
    reportChange(name, at: range, of: binding, isPart: isPart, change)
    return nil
  }

  private mutating func reportChange(
    _ name: Name, at range: SourceRange, of binding: Binding, isPart: Bool, _ change: Change
  ) {
    let text = names.text(name)
    let what = (isPart ? "a part of " : "") + "\(noun(binding)) '\(text)'"
    var notes = [RawDiagnostic.Note("'\(text)' is declared here", at: declaredRange(of: binding))]
    if case .parameter = binding {
      notes.append(
        .init("a function may change what is declared as '\(text): &T' and given as '&place'"))
    }
    let (message, label) =
      switch change {
      case .assignment: ("cannot assign to \(what)", "cannot be assigned to again")
      case .reference: ("cannot give \(what) with '&'", "cannot be changed")
      }
    diagnostics.error(
      RawDiagnostic(.assignmentToConstant, message, at: range, label: label, notes: notes))
    excuse(binding)
  }

  // MARK: - Arguments with `&`

  mutating func lowerReference(_ node: AST.Node) -> UInt32 {
    guard let place = lowerPlace(AST.NodeID(index: node.a), for: .reference) else {
      return poison(at: node.range)
    }
    if case .local(let slot) = place.root { builder.locals[Int(slot)].isRead = true }
    let reference = builder.emit(.reference, place.list, at: node.range)
    builder.noteMembers(startingAt: place.fieldStarts)
    return reference
  }

  /// Reports variables that are given with `&` twice in a call.
  mutating func checkReferences(_ arguments: UInt32) {
    callCount += 1
    let first = Int(arguments) + 1
    for value in builder.extra[first..<first + Int(builder.extra[Int(arguments)])] {
      let instruction = builder.code[Int(value)]
      guard instruction.tag == .reference else { continue }
      let number = Int(builder.extra[Int(instruction.a) + 1])
      let isLocal = builder.extra[Int(instruction.a)] == 0
      while !isLocal, parametersGiven.count <= number { parametersGiven.append((0, 0)) }
      let before = isLocal ? builder.locals[number].given : parametersGiven[number]
      if before.call == callCount {
        reportGivenTwice(value, first: before.value)
      } else if isLocal {
        builder.locals[number].given = (callCount, value)
      } else {
        parametersGiven[number] = (callCount, value)
      }
    }
  }

  private mutating func reportGivenTwice(_ value: UInt32, first: UInt32) {
    let (range, before) = (builder.ranges[Int(value)], builder.ranges[Int(first)])
    diagnostics.error(
      RawDiagnostic(
        .givenTwice, "one variable is given with '&' twice in a call", at: range,
        label: "given again here", notes: [.init("it is first given here", at: before)]))
  }
}
