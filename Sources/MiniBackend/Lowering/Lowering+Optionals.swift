// `orelse`, `if const` and `while const`.

import MiniFrontend

extension Lowering {
  /// Whether the optional at an address has a value.
  private mutating func isPresent(_ address: AIR.Operand, _ value: TypeID) -> AIR.Operand {
    builder.appendValue(.loadAt(.bool, offset(address, table.layout(of: value).size)))
  }

  /// The type of the value of an optional.
  private func valueType(of index: UInt32) -> TypeID {
    guard let value = table.part(of: usedType(index)) else { preconditionFailure("no optional") }
    return value
  }

  // MARK: orelse

  /// Goes on with the left side's value, and opens the region of the right side.
  mutating func beginOrElse(_ index: Int) {
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    let left = function.code[index].a
    let address = address(of: left)
    let some = builder.makeBlock()
    let none = builder.makeBlock()
    let end = builder.makeBlock()
    let isPresent = isPresent(address, valueType(of: left))
    builder.close(with: .branch(isPresent, then: some, else: none))
    builder.open(some)
    // The whole is the optional itself, or its value, which is at the same address.
    let type = type(index)
    let slot = makeSlot(type)
    if type.isScalar {
      builder.append(.store(slot: slot, load(type, at: address)))
    } else if let temporary = take(owner(of: Int(left)), above: statementHeight) {
      // Its value moves; `none` owns nothing.
      copyBytes(to: .slot(slot), from: .slot(temporary.slot), type)
    } else {
      copyValue(to: .slot(slot), from: address, type)
    }
    builder.close(with: .jump(end))
    builder.open(none)
    push(.orElse(slot: slot, end: end))
  }

  mutating func endOrElse(_ instruction: ZIR.Instruction, at index: Int) {
    guard case .orElse(let slot?, let end) = regions.last?.region else {
      if case .skipped(let isReachableAfter) = popRegion() {
        builder.isReachable = isReachableAfter
      }
      return
    }
    let type = type(index)
    if builder.isReachable, instruction.b != ZIR.noValue {
      put(instruction.b, at: .slot(slot))
    }
    _ = popRegion()
    if builder.isReachable { builder.close(with: .jump(end)) }
    builder.open(end)
    if type.isScalar {
      operands[index] = builder.appendValue(.load(slot: slot))
    } else {
      own(slot, type)
      set(index, to: .slot(slot), .temporary(slot: slot))
    }
  }

  // MARK: if const, while const

  /// A condition that is an optional, and how its value reaches the branch.
  private struct Binding {
    let address: AIR.Operand
    let type: TypeID
    let isPresent: AIR.Operand
    /// The optional as a temporary value, which the branch then owns.
    let owned: Cleanup?
    /// Whether the branch needs a copy of the value.
    let isCopied: Bool
  }

  /// - Parameter body: the code of the branch.
  private mutating func bindCondition(_ value: UInt32, body: Swift.Range<Int>) -> Binding {
    let type = valueType(of: value)
    let address = address(of: value)
    let isPresent = isPresent(address, type)
    var owned: Cleanup?
    var isCopied = false
    switch isWrapped[Int(value)] ? .part : owner(of: Int(value)) {
    case .temporary: owned = take(owner(of: Int(value)), above: statementHeight)
    case .part: isCopied = true
    case .variable(let root): isCopied = changes(root, in: body)
    case .outside: break
    }
    // The part of a temporary value that the branch uses is copied before the value is released.
    guard isCopied, !type.isScalar, cleanups.count > statementHeight else {
      endCleanups(above: statementHeight)
      return Binding(
        address: address, type: type, isPresent: isPresent, owned: owned, isCopied: isCopied)
    }
    let optional = table.optional(of: type)
    let slot = makeSlot(optional)
    copyValue(to: .slot(slot), from: address, optional)
    endCleanups(above: statementHeight)
    own(slot, optional)
    return Binding(
      address: .slot(slot), type: type, isPresent: isPresent, owned: cleanups.popLast(),
      isCopied: false)
  }

  /// Binds the name at the start of the branch that has the value.
  private mutating func bind(_ local: UInt32, _ binding: Binding) {
    slotTypes[Int(local)] = binding.type
    if let owned = binding.owned { cleanups.append(owned) }
    if binding.type.isScalar {
      let slot = makeSlot(binding.type)
      let value = load(binding.type, at: binding.address)
      if debugInfo == .full { builder.append(.store(slot: slot, value)) }
      return bind(local, to: value, in: slot)
    }
    var address = binding.address
    if binding.isCopied {
      let slot = makeTemporary(binding.type)
      copyValue(to: .slot(slot), from: address, binding.type)
      address = .slot(slot)
    }
    locals[Int(local)] = .aggregate(address, .outside)
    show(local, binding.type, at: address)
  }

  mutating func beginIfConst(_ instruction: ZIR.Instruction) {
    guard builder.isReachable else { return push(.skipped(isReachableAfter: false)) }
    let start = statementEnd
    let binding = bindCondition(
      instruction.a, body: start + 1..<function.endOfBranch(from: start))
    let then = builder.makeBlock()
    let otherwise = builder.makeBlock()
    builder.close(with: .branch(binding.isPresent, then: then, else: otherwise))
    builder.open(then)
    push(.openIf(otherwise: otherwise))
    bind(instruction.b, binding)
  }

  mutating func lowerLoopConstCondition(_ instruction: ZIR.Instruction) {
    guard case .loop = regions.last?.region, builder.isReachable else { return }
    let list = Int(instruction.b)
    let start = statementEnd
    let binding = bindCondition(
      instruction.a, body: start + 1..<function.endOfLoop(function.extra[list], from: start))
    let body = builder.makeBlock()
    let exit = builder.makeBlock()
    loops[loops.count - 1].exit = exit
    builder.close(with: .branch(binding.isPresent, then: body, else: exit))
    builder.open(body)
    bind(function.extra[list + 1], binding)
  }
}

extension ZIR.Function {
  /// The index of the instruction that ends the branch that `begin` opens.
  func endOfBranch(from begin: Int) -> Int {
    code[(begin + 1)...].firstIndex {
      ($0.tag == .elseBegin || $0.tag == .ifEnd) && $0.a == UInt32(begin)
    } ?? code.endIndex
  }

  /// The index of the `loopEnd` of a loop.
  ///
  /// - Parameters:
  ///   - begin: the index that the `loopEnd` names.
  ///   - start: where to start looking.
  func endOfLoop(_ begin: UInt32, from start: Int) -> Int {
    code[start...].firstIndex { $0.tag == .loopEnd && $0.a == begin } ?? code.endIndex
  }
}
