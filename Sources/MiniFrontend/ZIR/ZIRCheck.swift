// The invariants of all ZIR. Tests check them on the lowering's output, the decoder on all bytes.

extension ZIR {
  /// Whether every index points to something that its user allows, and regions nest.
  package var isWellFormed: Bool {
    functions.allSatisfy { function in
      var check = ZIRCheck(function: function, importCount: imports.count)
      return check.run()
    }
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
      hasSoundMemberStarts, hasSoundBlocks,
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

  /// Whether each belongs to a call and is inside the call's range, in the order of the calls.
  private var hasSoundMemberStarts: Bool {
    var last: UInt32?
    for member in function.memberStarts {
      guard last.map({ $0 < member.call }) ?? true, member.call < function.code.count,
        function.code[Int(member.call)].tag == .call,
        case let range = function.ranges[Int(member.call)],
        range.start <= member.start, member.start < range.end
      else { return false }
      last = member.call
    }
    return true
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
    case .parameter: return a < function.signature.parameters.count
    case .local: return a < function.localCount
    case .negate, .not, .complement, .absolute: return isValue(a, before: index)
    case .convert:
      return isValue(a, before: index) && UInt8(exactly: b).flatMap(Type.init(rawValue:)) != nil
    case .logicalBegin:
      regions.append((index, .logicalBegin))
      return isValue(a, before: index) && b <= 1
    case .logicalEnd: return close(a, .logicalBegin) && isValue(b, before: index) && a < b
    case .call: return a < function.callees.count && isList(b, before: index)
    case .poison: return true
    default: return isValue(a, before: index) && isValue(b, before: index)
    }
  }

  private mutating func checkStatement(_ instruction: ZIR.Instruction, at index: UInt32) -> Bool {
    let (a, b) = (instruction.a, instruction.b)
    switch instruction.tag {
    case .declare, .assign: return a < function.localCount && isValue(b, before: index)
    case .declareTyped: return a < function.localCount && isTypedValue(b, before: index)
    case .evaluate, .returnValue: return isValue(a, before: index)
    case .print, .write, .assert, .panic, .exit: return isList(a, before: index)
    case .ifBegin:
      regions.append((index, .ifBegin))
      return isValue(a, before: index)
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
      regions.append((b, .loopCondition))
      loops.append(b)
      return isValue(a, before: index)
    case .rangeBegin:
      // Like a loop whose condition has been evaluated.
      regions.append((index, .loopCondition))
      loops.append(index)
      return isValue(a, before: index) && isRange(b, before: index)
    case .loopEnd:
      guard close(a, .loopCondition) else { return false }
      loops.removeLast()
      return true
    case .breakLoop, .continueLoop: return loops.last == a
    case .unreachableBegin:
      regions.append((index, .unreachableBegin))
      return true
    case .unreachableEnd: return close(a, .unreachableBegin)
    default: return true
    }
  }

  /// Closes the innermost region if it is this one; else returns false.
  private mutating func close(_ begin: UInt32, _ tag: ZIR.Tag) -> Bool {
    guard let last = regions.last, last.begin == begin, last.tag == tag else { return false }
    regions.removeLast()
    return true
  }

  private func isValue(_ value: UInt32, before index: UInt32) -> Bool {
    guard value < index else { return false }
    let tag = function.code[Int(value)].tag
    return !tag.isStatement && tag != .logicalBegin
  }

  private func isTypedValue(_ list: UInt32, before index: UInt32) -> Bool {
    guard Int(list) + 1 < function.extra.count else { return false }
    let type = UInt8(exactly: function.extra[Int(list) + 1]).flatMap(Type.init(rawValue:))
    return isValue(function.extra[Int(list)], before: index) && type != nil && type != .void
  }

  private func isRange(_ list: UInt32, before index: UInt32) -> Bool {
    guard Int(list) + 3 < function.extra.count, function.extra[Int(list) + 1] <= 1 else {
      return false
    }
    let slots = function.extra[Int(list) + 2...Int(list) + 3]
    return isValue(function.extra[Int(list)], before: index)
      && slots.allSatisfy { $0 < function.localCount || $0 == ZIR.noSlot }
  }

  private func isList(_ list: UInt32, before index: UInt32) -> Bool {
    guard Int(list) < function.extra.count else { return false }
    let count = Int(function.extra[Int(list)])
    guard function.extra.count - Int(list) - 1 >= count else { return false }
    let values = function.extra[(Int(list) + 1)...].prefix(count)
    return values.allSatisfy { isValue($0, before: index) }
  }
}
