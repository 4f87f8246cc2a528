// The backward half of the type checker: the types that contexts expect.

import MiniFrontend

extension TypeChecker {
  /// Decides one instruction's type, and sets the contexts of its operands.
  mutating func resolve(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    switch instruction.tag {
    case .integer: return resolveInteger(index)
    case .float: return fit(index, .f64)
    case .string: return fit(index, .text)
    case .bool, .parameter, .local, .placeRead:
      guard let type = settled(naturals[index]) else {
        isSound = false
        return nil
      }
      return fit(index, type)
    case .none: return resolveNone(index)
    case .arrayLiteral: return resolveArray(index, function.run(at: instruction.a))
    case .mapLiteral: return resolveMap(index)
    case .arrayRepeat:
      checkInteger(instruction.b, "a count")
      return resolveArray(index, CollectionOfOne(instruction.a))
    case .index: return resolveIndex(index)
    case .slice: return resolveSlice(index)
    case .negate, .complement, .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr,
      .bitXor:
      return resolveArithmetic(index)
    case .shiftLeft, .shiftRight:
      checkInteger(instruction.b, "a shift's amount")
      return resolveArithmetic(index)
    case .not:
      expect(.bool, of: instruction.a)
      return fit(index, .bool)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual:
      resolveComparisonOperands(index)
      return fit(index, .bool)
    case .logicalBegin:
      expect(.bool, of: instruction.a)
      return nil
    case .logicalEnd:
      expect(.bool, of: instruction.b)
      return fit(index, .bool)
    case .orelseEnd:
      let type = resolveOrElse(index)
      setType(ofOrElse: instruction.a, type)
      return type
    case .orelseBegin: return types[index]
    case .leaveReturn:
      if instruction.a == ZIR.noValue {
        checkReturn(at: index)
      } else {
        checkReturn(of: instruction.a)
      }
      return nil
    case .leavePanic:
      checkPanic(index)
      return nil
    case .leaveExit:
      checkExit(index)
      return nil
    case .call: return resolveCall(index)
    case .callValue: return resolveCallValue(index)
    case .builtin: return resolveBuiltin(index)
    case .reference: return resolveReference(index)
    case .convert: return resolveConversion(index)
    case .convertText: return resolveConversionToText(index)
    case .poison:
      isSound = false
      return nil
    case .leaveBreak, .leaveContinue, .declare, .declareTyped, .assign, .evaluate,
      .print, .write, .returnValue, .returnVoid, .ifBegin, .elseBegin, .ifEnd, .loopBegin,
      .loopCondition, .loopEnd, .rangeBegin, .breakLoop, .continueLoop, .unreachableBegin,
      .unreachableEnd, .assignPlace, .ifConstBegin, .loopConstCondition, .eachBegin, .scopeEnd,
      .assert, .panic, .exit, .switchBegin, .casePattern, .valuePattern, .rangePattern,
      .branchBegin, .elseBranch, .branchEnd, .switchEnd, .constantValue:
      return nil
    case .global: return resolveGlobal(index)
    case .field: return resolveField(index)
    case .enumCase: return resolveEnumCase(index)
    case .construct: return resolveConstruct(index)
    }
  }

  /// A value that has an integer type of its own: an index, a count, the amount of a shift.
  mutating func checkInteger(_ value: UInt32, _ what: String) {
    contexts[Int(value)] = .free
    guard let type = settled(value), type != .void, !isInteger(type) else { return }
    report(
      .invalidOperand, "\(what) is an integer", at: Int(value),
      label: "this is \(table.name(of: type))", notes: notesOnOptional(type, value))
    expect(nil, of: value)
  }

  // MARK: Literals

  private mutating func resolveInteger(_ index: Int) -> TypeID? {
    if case .unknown = contexts[index] {
      isSound = false
      return nil
    }
    let literal = function.integers[Int(function.code[index].a)]
    var type = literal.isByte ? TypeID.u8 : .i32
    if let wanted = wanted(index)?.type, literal.isByte ? isInteger(wanted) : isNumber(wanted) {
      type = wanted
    }
    guard fit(index, type) != nil, let scalar = type.scalar else { return nil }
    if literal.fits(scalar) { return type }
    report(
      .integerOutOfRange, "integer does not fit \(scalar.name)", at: index,
      label: scalar.rangeText)
    return nil
  }

  private mutating func resolveNone(_ index: Int) -> TypeID? {
    switch contexts[index] {
    case .unknown: isSound = false
    case .expects(let expected, let root):
      if table.isOptional(expected) { return expected }
      mismatch(index, NaturalType(.none), expected: expected, root: root)
    case .free, .dropped, .typeName, .callee:
      report(
        .unknownType, "the type of 'none' is not known here", at: index,
        label: "no optional type is wanted here",
        notes: [.init("a variable's type can be written: 'var x: ?i32 = none;'")])
    }
    return nil
  }

  /// An array literal, whose elements get their type from its context, or have a common one.
  private mutating func resolveArray(
    _ index: Int, _ elements: some Collection<UInt32>
  ) -> TypeID? {
    if let (wanted, root) = wanted(index), table.isArray(wanted),
      let element = table.part(of: wanted)
    {
      for value in elements { expect(element, of: value, root: root) }
      return fit(index, wanted)
    }
    for value in elements { expect(nil, of: value) }
    let natural = naturals[index]
    switch contexts[index] {
    case .unknown: isSound = false
    case .free, .dropped, .expects, .typeName, .callee:
      if let type = settled(natural) {
        for value in elements { expect(table.part(of: type), of: value, root: index) }
        return fit(index, type)
      }
      reportUntyped(index, elements)
    }
    return nil
  }

  /// Reports a literal whose natural type is not known, unless an element is in error.
  private mutating func reportUntyped(_ index: Int, _ elements: some Collection<UInt32>) {
    isSound = false
    let natural = naturals[index]
    guard natural.isUntyped else { return }
    if case .expects(let expected, let root) = contexts[index] {
      mismatch(index, natural, expected: expected, root: root)
    } else if elements.isEmpty {
      report(
        .unknownType, "the type of '[]' is not known here", at: index,
        label: "no array type is wanted here",
        notes: [.init("a variable's type can be written: 'var a: [i32] = [];'")])
    } else {
      expect(NaturalType(natural.kind, depth: natural.depth - 1), of: elements, root: index)
    }
  }

  /// A map literal, whose pairs get their types from its context, or have common ones.
  private mutating func resolveMap(_ index: Int) -> TypeID? {
    let pairs = function.pairs(ofMap: function.code[index].a)
    for part in pairs.keys + pairs.values { expect(nil, of: part) }
    if let (wanted, root) = wanted(index), let (key, value) = table.pair(of: wanted) {
      for part in pairs.keys { expect(key, of: part, root: root) }
      for part in pairs.values { expect(value, of: part, root: root) }
      return fit(index, wanted)
    }
    if case .unknown = contexts[index] {
      isSound = false
      return nil
    }
    if let type = settled(naturals[index]), let (key, value) = table.pair(of: type) {
      for part in pairs.keys { expect(key, of: part, root: index) }
      for part in pairs.values { expect(value, of: part, root: index) }
      return fit(index, type)
    }
    reportUntypedMap(index, pairs)
    return nil
  }

  /// Reports a map literal whose type is not known, unless a part of it is in error.
  private mutating func reportUntypedMap(
    _ index: Int, _ pairs: (keys: [UInt32], values: [UInt32])
  ) {
    isSound = false
    if case .expects(let expected, let root) = contexts[index] {
      return mismatch(index, naturals[index], expected: expected, root: root)
    }
    let (key, value) = (common(pairs.keys[...]), common(pairs.values[...]))
    if let first = pairs.keys.first, let type = settled(key), type != .void, !table.isKey(type) {
      return report(
        .invalidKey, "'\(table.name(of: type))' cannot be the key of a map", at: Int(first),
        label: TypeTable.keyRule)
    }
    guard naturals[index] == NaturalType(.map(nil)) else { return }
    if pairs.keys.isEmpty {
      return report(
        .unknownType, "the type of '[:]' is not known here", at: index,
        label: "no map type is wanted here",
        notes: [.init("a variable's type can be written: 'var m: [text: i32] = [:];'")])
    }
    if key.isUntyped { expect(key, of: pairs.keys, root: index) }
    if value.isUntyped { expect(value, of: pairs.values, root: index) }
  }

  // MARK: Parts

  private mutating func resolveIndex(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    guard let whole = settled(instruction.a) else {
      contexts[Int(instruction.a)] = .free
      expect(nil, of: instruction.b)
      isSound = false
      return nil
    }
    if let (key, _) = table.pair(of: whole) {
      contexts[Int(instruction.a)] = .free
      expect(key, of: instruction.b)
      guard let type = settled(naturals[index]) else { return nil }
      return fit(index, type)
    }
    checkInteger(instruction.b, "an index")
    guard checkParts(of: instruction.a), let type = settled(naturals[index]) else { return nil }
    return fit(index, type)
  }

  private mutating func resolveSlice(_ index: Int) -> TypeID? {
    let instruction = function.code[index]
    for end in function.extra[Int(instruction.b)...].prefix(2) where end != ZIR.noValue {
      checkInteger(end, "the end of a slice")
    }
    guard checkParts(of: instruction.a), let type = settled(naturals[index]) else { return nil }
    return fit(index, type)
  }

  /// Whether a value has elements; else reports it.
  private mutating func checkParts(of value: UInt32) -> Bool {
    contexts[Int(value)] = .free
    guard let type = settled(value), type != .void else {
      isSound = false
      return false
    }
    if element(of: type) != nil { return true }
    report(
      .noElements, "\(table.name(of: type)) has no elements", at: Int(value),
      label: "only arrays, maps and texts have elements", notes: notesOnOptional(type, value))
    return false
  }

  // MARK: Optionals

  /// The condition of an `if const` or `while const`.
  mutating func checkOptional(_ value: UInt32, _ message: String) {
    contexts[Int(value)] = .free
    guard let type = settled(value), type != .void, !table.isOptional(type) else { return }
    report(
      .notOptional, message, at: Int(value),
      label: "this is \(table.name(of: type)), which always has a value")
  }

  /// Gives both sides of an `orelse` their contexts.
  private mutating func resolveOrElse(_ index: Int) -> TypeID? {
    let end = function.code[index]
    let left = function.code[Int(end.a)].a
    let right = end.b == ZIR.noValue ? nil : end.b
    contexts[Int(left)] = .free
    if let right { expect(nil, of: right) }
    if naturals[Int(left)] == NaturalType(.none) {
      return resolveOrElse(index, ofNone: left, right)
    }
    guard let optional = settled(left), optional != .void else {
      isSound = false
      return nil
    }
    guard let value = table.value(ofOptional: optional) else {
      report(
        .notOptional, "the left side of 'orelse' is an optional", at: Int(left),
        label: "this is \(table.name(of: optional)), which always has a value",
        notes: notes(onOperatorBeforeOrElse: left))
      return nil
    }
    if let right, settled(right) == .bool, value != .bool, value != optional,
      table.value(ofOptional: value) == nil
    {
      let notes = notes(onComparisonAfterOrElse: right)
      if !notes.isEmpty {
        let name = table.name(of: value)
        report(
          .typeMismatch, "type mismatch: expected \(name), found bool", at: Int(right),
          label: "this is bool", notes: notes)
        return nil
      }
    }
    guard let type = settled(naturals[index]) else {
      isSound = false
      return nil
    }
    if let right { expect(type == optional ? optional : value, of: right) }
    return fit(index, type)
  }

  /// `none orelse x`, whose type is that of its right side.
  private mutating func resolveOrElse(
    _ index: Int, ofNone left: UInt32, _ right: UInt32?
  ) -> TypeID? {
    let natural = naturals[index]
    let known = settled(natural)
    let isDecided = if case .type = natural.kind { true } else { false }
    guard let type = isDecided ? known : wanted(index)?.type ?? known else {
      isSound = false
      // Without a right side that has an error, `none` is reported.
      if let right, !naturals[Int(right)].isUntyped { expect(nil, of: left) }
      return nil
    }
    expect(table.optional(of: type), of: left)
    if let right { expect(type, of: right) }
    return fit(index, type)
  }
}
