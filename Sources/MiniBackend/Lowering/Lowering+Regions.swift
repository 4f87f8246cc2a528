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
    /// A branch of a `switch`, whose data is in `switches`.
    case branch
    /// The right side of `orelse`: the slot of the result, if it has a type, and where it goes on.
    case orElse(slot: UInt32?, end: AIR.Block)
  }

  /// Opens a region. Values noted for cleaning up from now on end with it.
  mutating func push(_ region: Region) {
    regions.append((region, cleanups.count))
  }

  /// Closes the innermost region, and releases what it owns.
  mutating func popRegion() -> Region? {
    guard let (region, height) = regions.popLast() else { return nil }
    endCleanups(above: height)
    return region
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
    /// The block to which `continue` and the body's end jump.
    let next: AIR.Block
    let before: AIRBuilder.Mark
    var exit: AIR.Block?
    var isContinued = false
    /// The number of cleanups outside the body.
    let height: Int
    /// `nil` for a `while`.
    var range: Range?
  }

  /// The range of a `for`, whose value and counter are in memory.
  struct Range {
    let type: Scalar
    let end: AIR.Operand
    let isInclusive: Bool
    /// The block of the body, which first reads the value.
    let body: AIR.Block
    let value: AIR.Operand
    let valueSlot: UInt32
    /// `nil`: the loop does not count.
    let counter: (value: AIR.Operand, slot: UInt32)?
    /// The ZIR instruction of the loop.
    let origin: UInt32
  }

  mutating func beginLogical(_ index: Int) {
    let instruction = function.code[index]
    let logic: AIR.Logic = instruction.b == 0 ? .and : .or
    let left = operands[Int(instruction.a)]
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    if case .constant(.bool(let value)) = left {
      if value == (logic == .and) { return push(.transparent) }
      builder.isReachable = false
      return push(.decided(value))
    }
    let before = builder.mark
    let right = builder.makeBlock()
    let end = builder.makeBlock()
    builder.close(
      with: logic == .and
        ? .branch(left, then: right, else: end) : .branch(left, then: end, else: right))
    builder.open(right)
    push(
      .logical(
        OpenLogical(
          logic: logic, left: left, before: before, start: builder.code.count, end: end)))
  }

  mutating func endLogical(_ instruction: ZIR.Instruction) -> AIR.Operand {
    let right = operands[Int(instruction.b)]
    switch popRegion() {
    case .transparent: return right
    case .decided(let value):
      builder.isReachable = true
      return .constant(.bool(value))
    case .logical(let region): return close(region, right: right)
    case .skipped, .unreachable, .loop, .constantIf, .openIf, .openElse, .branch, .orElse, nil:
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

  mutating func beginIf(condition: AIR.Operand) {
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    if case .constant(.bool(let value)) = condition {
      builder.isReachable = value
      return push(.constantIf(isTaken: value, isReachableAfter: !value))
    }
    let then = builder.makeBlock()
    let otherwise = builder.makeBlock()
    builder.close(with: .branch(condition, then: then, else: otherwise))
    builder.open(then)
    push(.openIf(otherwise: otherwise))
  }

  mutating func beginElse() {
    switch popRegion() {
    case .constantIf(let isTaken, _):
      push(
        .constantIf(isTaken: !isTaken, isReachableAfter: isTaken && builder.isReachable))
      builder.isReachable = !isTaken
    case .openIf(let otherwise):
      let end = builder.isReachable ? builder.makeBlock() : nil
      if let end { builder.close(with: .jump(end)) }
      builder.open(otherwise)
      push(.openElse(end: end))
    case .some(let region): push(region)
    case nil: preconditionFailure("ZIR has an else without its if")
    }
  }

  mutating func endIf() {
    switch popRegion() {
    case .constantIf(_, let isReachableAfter):
      builder.isReachable = builder.isReachable || isReachableAfter
    case .openIf(let end):
      if builder.isReachable { builder.close(with: .jump(end)) }
      builder.open(end)
    case .openElse(let end):
      guard let end else { break }
      if builder.isReachable { builder.close(with: .jump(end)) }
      builder.open(end)
    case .skipped, .unreachable, .transparent, .decided, .logical, .loop, .branch, .orElse, nil:
      break
    }
  }
}
