// `for` over an array, a text or a map.

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
    if let map = table.map(type) { return beginEach(instruction, of: type, map) }
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

  /// Opens a loop over the pairs of a map as it is now.
  ///
  ///     header: entry = the next one from the cursor; exit if there is none     body …; jump header
  private mutating func beginEach(
    _ instruction: ZIR.Instruction, of type: TypeID, _ map: TypeTable.MapShape
  ) {
    let list = Int(instruction.b)
    let (first, second) = (function.extra[list], function.extra[list + 1])
    let hasBoth = function.extra[list + 2] == 2
    let before = builder.mark
    let (address, owned) = keep(instruction.a, type)
    endCleanups(above: statementHeight)
    if let owned { cleanups.append(owned) }
    let whole = builder.appendValue(.loadAddress(address))
    let cursor = makeSlot(.i64)
    builder.append(.store(slot: cursor, .constant(.integer(0, .i64))))
    let header = builder.makeBlock()
    let body = builder.makeBlock()
    let exit = builder.makeBlock()
    builder.close(with: .jump(header))
    builder.open(header)
    let entry = library(.mapNext, whole, .slot(cursor), description(type))
    let isAtEnd = builder.appendValue(.isNothing(entry))
    builder.close(with: .branch(isAtEnd, then: exit, else: body))
    builder.open(body)
    regions.append((.loop, statementHeight))
    loops.append(Loop(next: header, before: before, exit: exit, height: cleanups.count))
    bindPart(hasBoth ? second : first, map.key, at: entry)
    if hasBoth, first != ZIR.noSlot {
      bindPart(first, map.value, at: offset(entry, map.valueOffset))
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
    bindPart(local, element, at: self.element(at: position, of: whole, element))
  }

  /// Binds a name to a part of the value that the loop walks over.
  private mutating func bindPart(_ local: UInt32, _ type: TypeID, at address: AIR.Operand) {
    guard local != ZIR.noSlot else { return }
    if type.isScalar { return bindScalar(local, type, load(type, at: address)) }
    slotTypes[Int(local)] = type
    locals[Int(local)] = .aggregate(address, .outside)
    show(local, type, at: address)
  }

  /// For a debugger: copies the bytes of a value that a name is bound to, which does not change.
  mutating func show(_ local: UInt32, _ type: TypeID, at address: AIR.Operand) {
    guard debugInfo == .full else { return }
    let slot = makeSlot(type)
    copyBytes(to: .slot(slot), from: address, type)
    builder.append(.variable(local: local, slot: slot))
  }

  mutating func bindScalar(_ local: UInt32, _ type: TypeID, _ value: AIR.Operand) {
    slotTypes[Int(local)] = type
    let slot = makeSlot(type)
    if debugInfo == .full { builder.append(.store(slot: slot, value)) }
    bind(local, to: value, in: slot)
  }
}
