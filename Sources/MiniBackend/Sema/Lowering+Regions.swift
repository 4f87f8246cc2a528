// Turns regions of structured control flow into basic blocks. A region that a constant decides
// vanishes.

import MiniFrontend

extension Lowering {
  enum Region {
    /// Makes no code; `isReachableAfter` holds after its end.
    case skipped(isReachableAfter: Bool)
    case unreachable(wasReachable: Bool)
    /// The right operand of `and`/`or`, if the left one is a constant that does not decide.
    case transparent
    /// The right operand of `and`/`or`, if the left one is a constant that decides: its value.
    case decided(Bool)
    /// The right operand of `and`/`or`, if the left one is known only at run time.
    case logical(OpenLogical)
    /// A `while` that may be entered; its data is in `loops`.
    case loop
    /// A branch of an `if` whose condition is a constant.
    case constantIf(isTaken: Bool, isReachableAfter: Bool)
    case openIf(otherwise: AIR.Block)
    case openElse(end: AIR.Block?)
  }

  struct OpenLogical {
    let logic: AIR.Logic
    let left: AIR.Operand
    /// The builder's state before the branch, to restore if the right operand needs no code.
    let before: AIRBuilder.Mark
    /// Where the right operand's code begins.
    let start: Int
    let end: AIR.Block
  }

  struct Loop {
    let header: AIR.Block
    let before: AIRBuilder.Mark
    var exit: AIR.Block?
  }

  mutating func beginLogical(_ index: Int) {
    let instruction = function.code[index]
    let logic: AIR.Logic = instruction.b == 0 ? .and : .or
    let left = operands[Int(instruction.a)]
    guard builder.isReachable else { return regions.append(.skipped(isReachableAfter: false)) }
    if case .constant(.bool(let value)) = left {
      if value == (logic == .and) { return regions.append(.transparent) }
      builder.isReachable = false
      return regions.append(.decided(value))
    }
    let before = builder.mark
    let right = builder.makeBlock()
    let end = builder.makeBlock()
    builder.close(
      with: logic == .and
        ? .branch(left, then: right, else: end) : .branch(left, then: end, else: right))
    builder.open(right)
    regions.append(
      .logical(
        OpenLogical(
          logic: logic, left: left, before: before, start: builder.code.count, end: end)))
  }

  mutating func endLogical(_ instruction: ZIR.Instruction) -> AIR.Operand {
    let right = operands[Int(instruction.b)]
    switch regions.popLast() {
    case .transparent: return right
    case .decided(let value):
      builder.isReachable = true
      return .constant(.bool(value))
    case .logical(let region): return close(region, right: right)
    case .skipped, .unreachable, .loop, .constantIf, .openIf, .openElse, nil:
      return .constant(.bool(false))
    }
  }

  private mutating func close(_ region: OpenLogical, right: AIR.Operand) -> AIR.Operand {
    if builder.isReachable && builder.code.count == region.start {
      builder.goBack(to: region.before)
      return builder.logic(region.logic, region.left, right)
    }
    let shortcut = region.logic == .or
    guard builder.isReachable else {
      builder.open(region.end)
      return .constant(.bool(shortcut))
    }
    let rightEnd = builder.current
    builder.close(with: .jump(region.end))
    builder.open(region.end)
    return builder.appendValue(
      .merge(
        constant: shortcut, from: region.before.current, operand: right, operandFrom: rightEnd))
  }

  mutating func lowerIf(_ instruction: ZIR.Instruction) {
    switch instruction.tag {
    case .ifBegin: beginIf(condition: operands[Int(instruction.a)])
    case .elseBegin: beginElse()
    default: endIf()
    }
  }

  private mutating func beginIf(condition: AIR.Operand) {
    guard builder.isReachable else { return regions.append(.skipped(isReachableAfter: false)) }
    if case .constant(.bool(let value)) = condition {
      builder.isReachable = value
      return regions.append(.constantIf(isTaken: value, isReachableAfter: !value))
    }
    let then = builder.makeBlock()
    let otherwise = builder.makeBlock()
    builder.close(with: .branch(condition, then: then, else: otherwise))
    builder.open(then)
    regions.append(.openIf(otherwise: otherwise))
  }

  private mutating func beginElse() {
    switch regions.popLast() {
    case .constantIf(let isTaken, _):
      regions.append(
        .constantIf(isTaken: !isTaken, isReachableAfter: isTaken && builder.isReachable))
      builder.isReachable = !isTaken
    case .openIf(let otherwise):
      let end = builder.isReachable ? builder.makeBlock() : nil
      if let end { builder.close(with: .jump(end)) }
      builder.open(otherwise)
      regions.append(.openElse(end: end))
    case .some(let region): regions.append(region)
    case nil: preconditionFailure("ZIR has an else without its if")
    }
  }

  private mutating func endIf() {
    switch regions.popLast() {
    case .constantIf(_, let isReachableAfter):
      builder.isReachable = builder.isReachable || isReachableAfter
    case .openIf(let end):
      if builder.isReachable { builder.close(with: .jump(end)) }
      builder.open(end)
    case .openElse(let end):
      guard let end else { break }
      if builder.isReachable { builder.close(with: .jump(end)) }
      builder.open(end)
    case .skipped, .unreachable, .transparent, .decided, .logical, .loop, nil: break
    }
  }

  mutating func lowerLoop(_ instruction: ZIR.Instruction) {
    switch instruction.tag {
    case .loopBegin: beginLoop()
    case .loopCondition: lowerLoopCondition(operands[Int(instruction.a)])
    default: endLoop()
    }
  }

  private mutating func beginLoop() {
    guard builder.isReachable else { return regions.append(.skipped(isReachableAfter: false)) }
    let before = builder.mark
    let header = builder.makeBlock()
    builder.close(with: .jump(header))
    builder.open(header)
    loops.append(Loop(header: header, before: before, exit: nil))
    regions.append(.loop)
  }

  private mutating func lowerLoopCondition(_ condition: AIR.Operand) {
    // The condition itself may have made the rest unreachable, because it always panics.
    guard case .loop = regions.last, builder.isReachable else { return }
    if case .constant(.bool(let value)) = condition {
      if value { return }
      // The loop is never entered and needs no code.
      let loop = loops.removeLast()
      if builder.code.count == loop.before.count + 2 { builder.goBack(to: loop.before) }
      regions[regions.count - 1] = .skipped(isReachableAfter: true)
      builder.isReachable = false
      return
    }
    let body = builder.makeBlock()
    let exit = builder.makeBlock()
    loops[loops.count - 1].exit = exit
    builder.close(with: .branch(condition, then: body, else: exit))
    builder.open(body)
  }

  private mutating func endLoop() {
    if case .skipped(let isReachableAfter) = regions.popLast() {
      builder.isReachable = isReachableAfter
      return
    }
    let loop = loops.removeLast()
    if builder.isReachable { builder.close(with: .jump(loop.header)) }
    if let exit = loop.exit { builder.open(exit) }
  }
}
