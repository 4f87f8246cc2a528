// Turns loops into basic blocks.

import MiniFrontend

extension Lowering {
  mutating func beginLoop() {
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    let before = builder.mark
    let header = builder.makeBlock()
    builder.close(with: .jump(header))
    builder.open(header)
    loops.append(Loop(next: header, before: before, height: cleanups.count))
    push(.loop)
  }

  mutating func lowerLoopCondition(_ condition: AIR.Operand) {
    // The condition itself may have made the rest unreachable, because it always panics.
    guard case .loop = regions.last?.region, builder.isReachable else { return }
    if case .constant(.bool(let value)) = condition {
      if value { return }
      // The loop is never entered and needs no code.
      let loop = loops.removeLast()
      if builder.code.count == loop.before.count + 2 { builder.goBack(to: loop.before) }
      regions[regions.count - 1].region = .skipped(isReachableAfter: true)
      builder.isReachable = false
      return
    }
    let body = builder.makeBlock()
    let exit = builder.makeBlock()
    loops[loops.count - 1].exit = exit
    builder.close(with: .branch(condition, then: body, else: exit))
    builder.open(body)
  }

  /// Opens a loop over a range.
  ///
  /// `a..b` compares before each round. `a..=b` compares once before the first, and after each round
  /// with the last value, because nothing is after the type's last one:
  ///
  ///     body: value = load slot; exit if !(value < b)     body: value = load slot
  ///     next: store slot, value + 1; jump body            next: exit if value == b
  ///                                                             store slot, value + 1; jump body
  mutating func beginRange(_ instruction: ZIR.Instruction) {
    endCleanups(above: statementHeight)
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    let list = Int(instruction.b)
    let type = scalar(instruction.a)
    let first = operands[Int(instruction.a)]
    let last = operands[Int(function.extra[list])]
    let isInclusive = function.extra[list + 1] == 1
    let (local, counterLocal) = (function.extra[list + 2], function.extra[list + 3])
    if case .constant(let first) = first, case .constant(let last) = last,
      !first.isTrue(isInclusive ? .lessOrEqual : .less, last)
    {
      push(.skipped(isReachableAfter: true))
      builder.isReachable = false
      return
    }
    let before = builder.mark
    let body = builder.makeBlock()
    let next = builder.makeBlock()
    var exit: AIR.Block?
    let slot = makeSlot(TypeID(type))
    builder.append(.store(slot: slot, first))
    let counterSlot = counterLocal == ZIR.noSlot ? nil : makeSlot(.i32)
    if let counterSlot { builder.append(.store(slot: counterSlot, .constant(.integer(0, .i32)))) }
    if isInclusive, case let isFull = builder.compare(.lessOrEqual, type, first, last),
      isFull != .constant(.bool(true))
    {
      let empty = builder.makeBlock()
      exit = empty
      builder.close(with: .branch(isFull, then: body, else: empty))
    } else {
      builder.close(with: .jump(body))
    }
    builder.open(body)
    let value = builder.appendValue(.load(slot: slot))
    if !isInclusive {
      let inside = builder.makeBlock()
      let end = builder.makeBlock()
      exit = end
      let isInside = builder.compare(.less, type, value, last)
      builder.close(with: .branch(isInside, then: inside, else: end))
      builder.open(inside)
    }
    bind(local, to: value, in: slot)
    var counter: (value: AIR.Operand, slot: UInt32)?
    if let counterSlot {
      let count = builder.appendValue(.load(slot: counterSlot))
      bind(counterLocal, to: count, in: counterSlot)
      counter = (count, counterSlot)
    }
    var loop = Loop(next: next, before: before, exit: exit, height: cleanups.count)
    loop.range = Range(
      type: type, end: last, isInclusive: isInclusive, body: body, value: value, valueSlot: slot,
      counter: counter, origin: builder.origin)
    loops.append(loop)
    push(.loop)
  }

  mutating func endLoop() {
    let height = regions.last?.height ?? 0
    if case .skipped(let isReachableAfter) = regions.popLast()?.region {
      endCleanups(above: height)
      builder.isReachable = isReachableAfter
      return
    }
    var loop = loops.removeLast()
    endCleanups(above: loop.height)
    let isNextReached = builder.isReachable || loop.isContinued
    if builder.isReachable { builder.close(with: .jump(loop.next)) }
    if isNextReached, let range = loop.range { makeStep(of: range, in: &loop) }
    if let exit = loop.exit { builder.open(exit) }
    endCleanups(above: height)
  }

  /// Makes the step of a loop to the next value.
  private mutating func makeStep(of range: Range, in loop: inout Loop) {
    let origin = builder.origin
    builder.origin = range.origin
    builder.open(loop.next)
    if range.isInclusive {
      let exit = loop.exit ?? builder.makeBlock()
      loop.exit = exit
      let more = builder.makeBlock()
      let isLast = builder.compare(.equal, range.type, range.value, range.end)
      builder.close(with: .branch(isLast, then: exit, else: more))
      builder.open(more)
    }
    step(range.valueSlot, range.type, range.value)
    if let counter = range.counter { step(counter.slot, .i32, counter.value) }
    builder.close(with: .jump(range.body))
    builder.origin = origin
  }

  mutating func step(_ slot: UInt32, _ type: Scalar, _ value: AIR.Operand) {
    let one = AIR.Operand.constant(.integer(1, type))
    builder.append(.store(slot: slot, builder.arithmetic(.add, type, value, one)))
  }
}
