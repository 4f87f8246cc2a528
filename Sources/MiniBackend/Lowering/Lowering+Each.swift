// `for` over an array or a text.

import MiniFrontend

extension Lowering {
  /// Opens a loop over a value as it is now.
  ///
  ///     header: position = load slot; exit if !(position < length)     body …
  ///     next: store slot, position + 1; jump header
  mutating func beginEach(_ instruction: ZIR.Instruction) {
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    let value = instruction.a
    let (local, counter) = (
      function.extra[Int(instruction.b)], function.extra[Int(instruction.b) + 1]
    )
    let before = builder.mark
    let type = type(value)
    let length = length(of: value)
    let (address, owned) = keep(value, type)
    endCleanups(above: statementHeight)
    if let owned { cleanups.append(owned) }
    let slot = makeSlot(.i64)
    builder.append(.store(slot: slot, .constant(.integer(0, .i64))))
    let header = builder.makeBlock()
    let next = builder.makeBlock()
    let body = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.close(with: .jump(header))
    builder.open(header)
    let position = builder.appendValue(.load(slot: slot))
    let isInside = builder.compare(.less, .i64, position, length)
    builder.close(with: .branch(isInside, then: body, else: exit))
    builder.open(body)
    // The value that the loop walks over ends after the loop, the region of the body before.
    regions.append((.loop, statementHeight))
    var loop = Loop(next: next, before: before, exit: exit, height: cleanups.count)
    loop.range = Range(
      type: .i64, end: length, isInclusive: false, body: header, value: position, valueSlot: slot,
      counter: nil, origin: builder.origin)
    loops.append(loop)
    bindElement(local, at: position, of: address, type)
    if counter != ZIR.noSlot {
      let slot = makeSlot(.i32)
      let count = builder.convert(from: .i64, to: .i32, position)
      slotTypes[Int(counter)] = .i32
      if debugInfo == .full { builder.append(.store(slot: slot, count)) }
      bind(counter, to: count, in: slot)
    }
  }

  /// The address of the value, which stays as it is while the loop runs, and what the loop owns for
  /// that.
  private mutating func keep(_ value: UInt32, _ type: TypeID) -> (AIR.Operand, Cleanup?) {
    let address = operands[Int(value)]
    switch owner(of: Int(value)) {
    case .temporary: return (address, take(owner(of: Int(value)), above: statementHeight))
    case .outside: return (address, nil)
    case .variable(let root):
      let body = statementEnd + 1..<function.endOfLoop(UInt32(statementEnd), from: statementEnd)
      guard changes(root, in: body) else { return (address, nil) }
    case .part: break
    }
    let slot = makeSlot(type)
    copyValue(to: .slot(slot), from: address, type)
    own(slot, type)
    return (.slot(slot), cleanups.popLast())
  }

  private mutating func bindElement(
    _ local: UInt32, at position: AIR.Operand, of whole: AIR.Operand, _ type: TypeID
  ) {
    guard local != ZIR.noSlot else { return }
    guard let element = table.part(of: type) else {
      return bindScalar(local, .u8, byte(at: position, of: whole))
    }
    let address = self.element(at: position, of: whole, element)
    if element.isScalar { return bindScalar(local, element, load(element, at: address)) }
    slotTypes[Int(local)] = element
    locals[Int(local)] = .aggregate(address, .outside)
  }

  mutating func bindScalar(_ local: UInt32, _ type: TypeID, _ value: AIR.Operand) {
    slotTypes[Int(local)] = type
    let slot = makeSlot(type)
    if debugInfo == .full { builder.append(.store(slot: slot, value)) }
    bind(local, to: value, in: slot)
  }
}
