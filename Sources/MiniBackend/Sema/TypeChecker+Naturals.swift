// The forward half of the type checker: the types that expressions have by themselves.

import MiniFrontend

extension TypeChecker {
  func naturalType(of index: Int) -> NaturalType {
    let instruction = function.code[index]
    let a = Int(instruction.a)
    switch instruction.tag {
    case .integer: return function.integers[a].isByte ? .byte : .integer
    case .float: return NaturalType(.float)
    case .bool, .not, .logicalEnd: return .type(.bool)
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: return .type(.bool)
    case .string, .convertText: return .type(.text)
    case .none: return NaturalType(.none)
    case .parameter: return natural(parameterTypes[a])
    case .local: return natural(slotTypes[a])
    case .negate, .complement, .shiftLeft, .shiftRight:
      return naturals[a].operand(of: instruction.tag)
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor:
      return combined(instruction).operand(of: instruction.tag)
    case .call:
      guard case .function(_, let signature) = callees[a] else {
        return natural(constructedType(of: instruction))
      }
      return natural(table.id(of: signature.result))
    case .callValue: return natural(function(ofCallee: instruction.a)?.result)
    case .global: return naturalType(ofGlobal: instruction)
    case .field: return naturalType(ofField: instruction)
    case .enumCase: return naturalType(ofCase: instruction)
    case .construct: return natural(constructedType(of: instruction))
    case .builtin: return naturalType(ofBuiltin: instruction)
    case .convert:
      return Scalar(rawValue: UInt8(truncatingIfNeeded: instruction.b)).map { .type(TypeID($0)) }
        ?? .unknown
    case .arrayLiteral: return common(function.run(at: instruction.a)).inArray
    case .arrayRepeat: return naturals[a].inArray
    case .mapLiteral: return naturalType(ofMap: function.pairs(ofMap: instruction.a))
    case .index:
      guard let type = settled(naturals[a]) else { return .unknown }
      if let (_, value) = table.pair(of: type) { return .type(table.optional(of: value)) }
      return natural(element(of: type))
    case .slice:
      guard let type = settled(naturals[a]), element(of: type) != nil else { return .unknown }
      return .type(type)
    case .orelseEnd: return naturalType(ofOrElse: instruction)
    case .reference, .placeRead: return natural(type(ofPlace: instruction.a))
    case .logicalBegin, .orelseBegin, .leaveReturn, .leaveBreak, .leaveContinue, .leavePanic,
      .leaveExit, .poison, .declare, .declareTyped, .assign, .evaluate, .print, .write,
      .returnValue, .returnVoid, .ifBegin, .elseBegin, .ifEnd, .loopBegin, .loopCondition, .loopEnd,
      .rangeBegin, .breakLoop, .continueLoop, .unreachableBegin, .unreachableEnd, .assignPlace,
      .ifConstBegin, .loopConstCondition, .eachBegin, .scopeEnd, .assert, .panic, .exit,
      .switchBegin, .casePattern, .valuePattern, .rangePattern, .branchBegin, .elseBranch,
      .branchEnd, .switchEnd, .constantValue:
      return .unknown
    }
  }

  func natural(_ type: TypeID?) -> NaturalType { type.map { .type($0) } ?? .unknown }

  /// The natural type that two operands share: a literal yields to an operand that is not one.
  func combined(_ instruction: ZIR.Instruction) -> NaturalType {
    naturals[Int(instruction.a)].combined(with: naturals[Int(instruction.b)])
  }

  /// The natural type that the elements of an array literal share.
  func common(_ elements: ArraySlice<UInt32>) -> NaturalType {
    elements.reduce(NaturalType(.empty)) { $0.combined(with: naturals[Int($1)]) }
  }

  /// The natural type of a map literal with these keys and values.
  private func naturalType(ofMap pairs: (keys: [UInt32], values: [UInt32])) -> NaturalType {
    let (key, value) = (common(pairs.keys[...]), common(pairs.values[...]))
    if key.isUntyped || value.isUntyped { return NaturalType(.map(nil)) }
    guard let key = settled(key), let value = settled(value), key != .void, value != .void else {
      return .unknown
    }
    // A key that is not allowed is reported with the literal.
    return table.isKey(key)
      ? NaturalType(.map(table.map(key: key, value: value))) : NaturalType(.map(nil))
  }

  /// Of `?T orelse T` it is `T`, of `?T orelse ?T` it is `?T`.
  private func naturalType(ofOrElse end: ZIR.Instruction) -> NaturalType {
    let left = naturals[Int(function.code[Int(end.a)].a)]
    let right = end.b == ZIR.noValue ? nil : naturals[Int(end.b)]
    if left == NaturalType(.none) { return right ?? .unknown }
    guard let optional = settled(left), let value = table.value(ofOptional: optional) else {
      return .unknown
    }
    guard let right else { return .type(value) }
    if right.kind == .unknown { return .unknown }
    let isNone = right == NaturalType(.none) && table.value(ofOptional: value) == nil
    return .type(isNone || right == left ? optional : value)
  }

  private func naturalType(ofBuiltin instruction: ZIR.Instruction) -> NaturalType {
    let arguments = function.run(at: instruction.b)
    let first = arguments.first.map { naturals[Int($0)] } ?? .unknown
    switch ZIR.Builtin(number: instruction.a) {
    case .len: return .type(.i32)
    case .push, .insert, .truncate, .append, .reverse, .sort, .entry: return .type(.void)
    case .contains: return .type(.bool)
    case .find: return .type(table.optional(of: .i32))
    case .bytes: return .type(table.array(of: .u8))
    case .keys:
      return natural(settled(first).flatMap(table.pair)?.key).inArray
    case .pop, .remove:
      if instruction.a == ZIR.Builtin.remove.number,
        let (_, value) = settled(first).flatMap(table.pair)
      {
        return .type(table.optional(of: value))
      }
      guard let type = settled(first), table.isArray(type), let element = table.part(of: type)
      else { return .unknown }
      return .type(
        instruction.a == ZIR.Builtin.pop.number ? table.optional(of: element) : element)
    case .abs: return first.operand(of: .negate)
    case .min, .max:
      guard arguments.count == 2, let last = arguments.last else { return .unknown }
      return first.combined(with: naturals[Int(last)]).operand(of: .negate)
    case nil: return .unknown
    }
  }
}
