// The invariants of all ZIR, which tests and fuzzers check on the front end's output.

package import MiniFrontend

extension ZIR {
  /// Whether every index points to something that its user allows, and regions nest.
  package var isWellFormed: Bool {
    let bodies = functions + tests + constants.map(\.body) + types.flatMap(\.defaults)
    return bodies.allSatisfy { function in
      var check = ZIRCheck(function: function, importCount: imports.count)
      return check.run()
    } && typeUses.allSatisfy { $0.importIndex < imports.count }
  }
}

extension ZIR.TypeDeclaration {
  fileprivate var defaults: [ZIR.Function] {
    if case .structure(let fields) = shape { fields.compactMap(\.defaultValue) } else { [] }
  }
}

/// One pass over a function's code.
private struct ZIRCheck {
  let function: ZIR.Function
  let importCount: Int
  /// Instructions that opened the enclosing regions; `elseBegin` replaces its `ifBegin`.
  var regions: [(begin: UInt32, tag: ZIR.Tag)] = []

  /// The `loopBegin`s of the open bodies; `break` and `continue` refer to the innermost.
  var loops: [UInt32] = []

  init(function: ZIR.Function, importCount: Int) {
    self.function = function
    self.importCount = importCount
  }

  mutating func run() -> Bool {
    guard function.ranges.count == function.code.count,
      function.localNames.count == Int(function.localCount),
      function.parameterNames.count == function.signature.parameters.count,
      hasSoundMemberStarts, hasSoundBlocks, hasSoundTypes,
      function.callees.allSatisfy({ $0.importIndex.map { $0 < importCount } ?? true })
    else { return false }
    for (index, instruction) in function.code.enumerated() {
      let isSound =
        instruction.tag.isStatement
        ? checkStatement(instruction, at: UInt32(index))
        : checkExpression(instruction, at: UInt32(index))
      guard isSound else { return false }
    }
    return regions.isEmpty
  }

  /// Whether each is inside its instruction's range, in the order of the instructions and the text.
  private var hasSoundMemberStarts: Bool {
    var last: ZIR.MemberStart?
    for member in function.memberStarts {
      guard member.instruction < function.code.count,
        last.map({ ($0.instruction, $0.start) < (member.instruction, member.start) }) ?? true,
        case let range = function.ranges[Int(member.instruction)],
        range.start <= member.start, member.start < range.end
      else { return false }
      last = member
    }
    return true
  }

  /// Whether each type that names a declaration has it among the callees.
  private var hasSoundTypes: Bool {
    let signature = function.signature
    let types = [signature.result] + signature.parameters.map(\.type) + function.types
    let named = types.flatMap(\.typeNames)
    return named.count == function.typeCallees.count
      && zip(named, function.typeCallees).allSatisfy { name, callee in
        callee < function.callees.count && ZIR.Callee(name) == function.callees[Int(callee)]
      }
  }

  /// Whether all are inside the code, inner ones first, and nest.
  private var hasSoundBlocks: Bool {
    /// The blocks that the next ones may enclose, outermost last.
    var closed: [ZIR.Block] = []
    for block in function.blocks {
      guard block.start <= block.end, block.end <= function.code.count,
        block.end >= closed.last?.end ?? 0
      else { return false }
      while let inner = closed.last, inner.start >= block.start { closed.removeLast() }
      guard closed.last.map({ $0.end <= block.start }) ?? true else { return false }
      closed.append(block)
    }
    return true
  }

  private mutating func checkExpression(_ instruction: ZIR.Instruction, at index: UInt32) -> Bool {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.tag {
    case .integer: return a < function.integers.count
    case .float: return a < function.floats.count
    case .string: return a < function.strings.count
    case .bool: return a <= 1
    case .none, .poison: return true
    case .parameter: return a < function.signature.parameters.count
    case .local: return a < function.localCount
    case .negate, .not, .complement, .convertText: return isValue(a, before: index)
    case .convert:
      return isValue(a, before: index) && UInt8(exactly: b).flatMap(Scalar.init(rawValue:)) != nil
    case .logicalBegin:
      regions.append((index, .logicalBegin))
      return isValue(a, before: index) && b <= 1
    case .logicalEnd: return close(a, .logicalBegin) && isValue(b, before: index) && a < b
    case .orelseBegin:
      regions.append((index, .orelseBegin))
      return isValue(a, before: index)
    case .orelseEnd:
      guard close(a, .orelseBegin) else { return false }
      if b == ZIR.noValue { return index > 0 && function.code[Int(index) - 1].tag.leaves }
      return isValue(b, before: index) && a < b
    case .leaveReturn: return isLeaving(index) && (a == ZIR.noValue || isValue(a, before: index))
    case .leaveBreak, .leaveContinue: return isLeaving(index) && loops.last == a
    case .leavePanic, .leaveExit: return isLeaving(index) && isList(a, before: index)
    case .call:
      return a < function.callees.count && isList(b, before: index, allowsReferences: true)
    case .builtin:
      return ZIR.Builtin(number: a) != nil && isList(b, before: index, allowsReferences: true)
    case .global: return a < function.callees.count
    case .field: return isValue(a, before: index) && b < function.names.count
    case .enumCase:
      guard let head = items(b, 2), head[0] < function.names.count, head[1] <= 1 else {
        return false
      }
      let isBase = a == ZIR.noValue || a < index && function.code[Int(a)].tag == .global
      return isBase && isList(b + 2, before: index)
    case .construct: return a < function.callees.count && isConstruction(b, before: index)
    case .mapLiteral:
      guard let count = items(a, 1)?[0], let pairs = items(a + 1, 2 * Int(count)) else {
        return false
      }
      return pairs.allSatisfy { isValue($0, before: index) }
    case .callValue:
      return isValue(a, before: index) && isList(b, before: index, allowsReferences: true)
    case .arrayLiteral: return isList(a, before: index)
    case .slice:
      guard isValue(a, before: index), let ends = items(b, 2) else { return false }
      return ends.allSatisfy { $0 == ZIR.noValue || isValue($0, before: index) }
    case .reference, .placeRead: return isPlace(a, before: index)
    case .add, .subtract, .multiply, .divide, .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft,
      .shiftRight, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .arrayRepeat,
      .index:
      return isValue(a, before: index) && isValue(b, before: index)
    case .declare, .declareTyped, .assign, .assignPlace, .evaluate, .print, .write, .assert, .panic,
      .exit, .returnValue, .returnVoid, .ifBegin, .ifConstBegin, .elseBegin, .ifEnd, .loopBegin,
      .loopCondition, .loopConstCondition, .rangeBegin, .eachBegin, .loopEnd, .breakLoop,
      .continueLoop, .unreachableBegin, .unreachableEnd, .scopeEnd, .switchBegin, .casePattern,
      .valuePattern, .rangePattern, .branchBegin, .elseBranch, .branchEnd, .switchEnd,
      .constantValue:
      return false
    }
  }

  private mutating func checkStatement(_ instruction: ZIR.Instruction, at index: UInt32) -> Bool {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.tag {
    case .declare, .assign: return a < function.localCount && isValue(b, before: index)
    case .declareTyped: return a < function.localCount && isTypedValue(b, before: index)
    case .assignPlace: return isPlace(a, before: index) && isValue(b, before: index)
    case .evaluate, .returnValue: return isValue(a, before: index)
    case .print, .write, .assert, .panic, .exit: return isList(a, before: index)
    case .ifBegin:
      regions.append((index, .ifBegin))
      return isValue(a, before: index)
    case .ifConstBegin:
      regions.append((index, .ifBegin))
      return isValue(a, before: index) && b < function.localCount
    case .elseBegin:
      guard close(a, .ifBegin) else { return false }
      regions.append((a, .elseBegin))
      return true
    case .ifEnd: return close(a, .elseBegin) || close(a, .ifBegin)
    case .loopBegin:
      regions.append((index, .loopBegin))
      return true
    case .loopCondition:
      guard close(b, .loopBegin) else { return false }
      beginBody(b)
      return isValue(a, before: index)
    case .loopConstCondition:
      guard let list = items(b, 2), close(list[0], .loopBegin) else { return false }
      beginBody(list[0])
      return isValue(a, before: index) && list[1] < function.localCount
    case .rangeBegin:
      beginBody(index)
      return isValue(a, before: index) && isRange(b, before: index)
    case .eachBegin:
      beginBody(index)
      guard let items = items(b, 3), 1...2 ~= items[2] else { return false }
      return isValue(a, before: index)
        && items[..<2].allSatisfy { $0 < function.localCount || $0 == ZIR.noSlot }
    case .loopEnd:
      guard close(a, .loopCondition) else { return false }
      loops.removeLast()
      return true
    case .breakLoop, .continueLoop: return loops.last == a
    case .unreachableBegin:
      regions.append((index, .unreachableBegin))
      return true
    case .unreachableEnd: return close(a, .unreachableBegin)
    case .switchBegin:
      regions.append((index, .switchBegin))
      return isValue(a, before: index)
    case .casePattern: return isIn(b) && isCasePattern(a)
    case .valuePattern: return isIn(b) && isValue(a, before: index)
    case .rangePattern:
      guard let list = items(b, 3) else { return false }
      return isValue(a, before: index) && isValue(list[0], before: index) && list[1] <= 1
        && isIn(list[2])
    case .branchBegin, .elseBranch:
      guard isIn(a) else { return false }
      regions.append((index, .branchBegin))
      return true
    case .branchEnd: return close(a, .branchBegin)
    case .switchEnd: return close(a, .switchBegin)
    case .constantValue:
      return isValue(a, before: index) && (b == ZIR.noValue || b < function.types.count)
    case .scopeEnd: return a < b && b <= function.localCount
    case .returnVoid: return true
    case .integer, .float, .string, .bool, .none, .poison, .parameter, .local, .negate, .not,
      .complement, .convertText, .convert, .logicalBegin, .logicalEnd, .orelseBegin, .orelseEnd,
      .leaveReturn, .leaveBreak, .leaveContinue, .leavePanic, .leaveExit, .call, .builtin,
      .arrayLiteral, .slice, .reference, .placeRead, .add, .subtract, .multiply, .divide,
      .remainder, .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight, .equal, .notEqual, .less,
      .lessOrEqual, .greater, .greaterOrEqual, .arrayRepeat, .index, .global, .field, .enumCase,
      .construct, .mapLiteral, .callValue:
      return false
    }
  }

  /// Opens the body of a loop, whose condition has been evaluated.
  private mutating func beginBody(_ begin: UInt32) {
    regions.append((begin, .loopCondition))
    loops.append(begin)
  }

  /// Whether an instruction that leaves is the last one on the right of an `orelse`.
  private func isLeaving(_ index: UInt32) -> Bool {
    let next = Int(index) + 1
    return regions.last?.tag == .orelseBegin && next < function.code.count
      && function.code[next].tag == .orelseEnd && function.code[next].b == ZIR.noValue
  }

  /// Closes the innermost region if it is this one; else returns false.
  private mutating func close(_ begin: UInt32, _ tag: ZIR.Tag) -> Bool {
    guard let last = regions.last, last.begin == begin, last.tag == tag else { return false }
    regions.removeLast()
    return true
  }

  /// Whether the innermost open region is this `switch`.
  private func isIn(_ begin: UInt32) -> Bool {
    regions.last.map { $0.begin == begin && $0.tag == .switchBegin } ?? false
  }

  // MARK: - Operands

  private func isCasePattern(_ list: UInt32) -> Bool {
    guard let head = items(list, 2), head[0] < function.names.count else { return false }
    if head[1] == ZIR.noValue { return true }
    guard let all = items(list, 2 + Int(head[1])) else { return false }
    return all[2...].allSatisfy { $0 < function.localCount || $0 == ZIR.noSlot }
  }

  private func isConstruction(_ list: UInt32, before index: UInt32) -> Bool {
    guard let count = items(list, 1)?[0], let all = items(list, 1 + 2 * Int(count)) else {
      return false
    }
    return stride(from: 1, to: all.count, by: 2).allSatisfy {
      (all[$0] == ZIR.noValue || all[$0] < function.names.count)
        && isValue(all[$0 + 1], before: index)
    }
  }

  private func isValue(_ value: UInt32, before index: UInt32) -> Bool {
    guard value < index else { return false }
    let tag = function.code[Int(value)].tag
    return tag.isValue && tag != .reference
  }

  /// `count` items of a list; `nil` if there are fewer.
  private func items(_ list: UInt32, _ count: Int) -> [UInt32]? {
    guard count <= function.extra.count, Int(list) <= function.extra.count - count else {
      return nil
    }
    return Array(function.extra[Int(list)...].prefix(count))
  }

  private func isTypedValue(_ list: UInt32, before index: UInt32) -> Bool {
    guard let pair = items(list, 2) else { return false }
    return isValue(pair[0], before: index) && pair[1] < function.types.count
      && function.types[Int(pair[1])] != .void
  }

  private func isRange(_ list: UInt32, before index: UInt32) -> Bool {
    guard let range = items(list, 4) else { return false }
    return isValue(range[0], before: index) && range[1] <= 1
      && range[2...].allSatisfy { $0 < function.localCount || $0 == ZIR.noSlot }
  }

  private func isPlace(_ list: UInt32, before index: UInt32) -> Bool {
    guard let head = items(list, 3), let all = items(list, 3 + 2 * Int(head[2])) else {
      return false
    }
    let isRoot =
      switch head[0] {
      case 0: head[1] < function.localCount
      case 1:
        head[1] < function.signature.parameters.count
          && function.signature.parameters[Int(head[1])].isReference
      default: false
      }
    return isRoot
      && stride(from: 3, to: all.count, by: 2).allSatisfy {
        all[$0] == 0 && isValue(all[$0 + 1], before: index)
          || all[$0] == 1 && all[$0 + 1] < function.names.count
      }
  }

  private func isList(
    _ list: UInt32, before index: UInt32, allowsReferences: Bool = false
  ) -> Bool {
    guard let count = items(list, 1)?[0], let all = items(list, 1 + Int(count)) else {
      return false
    }
    return all.dropFirst().allSatisfy {
      isValue($0, before: index)
        || allowsReferences && $0 < index && function.code[Int($0)].tag == .reference
    }
  }
}
