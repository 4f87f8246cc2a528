// `switch`: its patterns are compared one after another.
//
//     pattern: branch(test, then: body, else: next)     body: …; jump end
//     next: …                                           end:

import MiniFrontend

extension Lowering {
  /// A `switch` whose end has not been reached.
  struct OpenSwitch {
    /// The subject's type, and where it is; `nil` if control never comes to the `switch`.
    let subject: (type: TypeID, address: AIR.Operand, owner: Owner)?
    /// The subject if it is a scalar, or an enum's tag.
    let point: AIR.Operand
    /// The number of cleanups outside.
    let height: Int
    /// Where control is that no pattern so far has taken.
    var rest: Rest
    /// The block of the branch whose patterns are being compared; `nil`: none takes it so far.
    var branch: AIR.Block?
    /// Where control goes on after a branch; `nil`: it has not come to the end of one.
    var end: AIR.Block?
    /// The names that the branch's pattern binds.
    var bindings: [(local: UInt32, type: TypeID, offset: UInt32)] = []

    enum Rest: Hashable {
      /// Nowhere: a pattern before takes every value.
      case none
      /// In the open block, where nothing follows the last comparison.
      case open
      /// In a block that is not open yet.
      case block(AIR.Block)
    }
  }

  mutating func beginSwitch(_ instruction: ZIR.Instruction) {
    guard builder.isReachable else {
      switches.append(
        OpenSwitch(subject: nil, point: .nothing, height: cleanups.count, rest: .none))
      return
    }
    let type = type(instruction.a)
    var (address, owner) = (operands[Int(instruction.a)], self.owner(of: Int(instruction.a)))
    var owned: Cleanup?
    switch owner {
    case .temporary: owned = take(owner, above: statementHeight)
    case .part:
      // The whole goes at the end of this statement.
      let slot = makeSlot(type)
      copyValue(to: .slot(slot), from: address, type)
      own(slot, type)
      if table.layout(of: type).isCounted { owned = cleanups.popLast() }
      (address, owner) = (.slot(slot), .outside)
    case .variable, .outside: break
    }
    let point =
      if let nominal = table.nominal(type) { load(TypeID(nominal.tag), at: address) } else {
        address
      }
    endCleanups(above: statementHeight)
    if let owned { cleanups.append(owned) }
    switches.append(
      OpenSwitch(
        subject: (type, address, owner), point: point, height: statementHeight, rest: .open))
  }

  // MARK: Patterns

  /// Sends control to the branch where a test is true.
  private mutating func take(where test: AIR.Operand) {
    let place = switches.count - 1
    if test == .constant(.bool(false)) { return }
    let branch = switches[place].branch ?? builder.makeBlock()
    switches[place].branch = branch
    if test == .constant(.bool(true)) {
      builder.close(with: .jump(branch))
      switches[place].rest = .none
    } else {
      let next = builder.makeBlock()
      builder.close(with: .branch(test, then: branch, else: next))
      switches[place].rest = .block(next)
    }
  }

  /// Opens the block in which the next pattern is compared.
  ///
  /// - Returns: the subject; `nil` if control never comes here.
  private mutating func openRest() -> (type: TypeID, address: AIR.Operand, owner: Owner)? {
    let place = switches.count - 1
    switch switches[place].rest {
    case .none: return nil
    case .open: break
    case .block(let block):
      builder.open(block)
      switches[place].rest = .open
    }
    return switches[place].subject
  }

  mutating func lowerCasePattern(_ instruction: ZIR.Instruction) {
    guard let subject = openRest(), let nominal = table.nominal(subject.type) else { return }
    let list = Int(instruction.a)
    guard let number = nominal.index(of: function.names[Int(function.extra[list])]) else {
      preconditionFailure("a sound pattern is a case of its enum")
    }
    if function.extra[list + 1] != ZIR.noValue {
      for (local, member) in zip(function.run(at: UInt32(list + 1)), nominal.members[number])
      where local != ZIR.noSlot {
        guard let type = member.type else { preconditionFailure("a sound value has a type") }
        switches[switches.count - 1].bindings.append((local, type, member.offset))
      }
    }
    let tag = AIR.Operand.constant(.integer(UInt64(number), nominal.tag))
    take(
      where: builder.compare(.equal, nominal.tag, switches[switches.count - 1].point, tag))
  }

  mutating func lowerValuePattern(_ instruction: ZIR.Instruction) {
    guard let subject = openRest() else { return }
    let literal = function.code[Int(instruction.a)]
    if let scalar = subject.type.scalar {
      let point = switches[switches.count - 1].point
      return take(where: builder.compare(.equal, scalar, point, constant(literal, scalar)))
    }
    let text = AIR.Operand.text(string(function.strings[Int(literal.a)]))
    take(where: library(.equal, subject.address, text, description(.text)))
  }

  mutating func lowerRangePattern(_ instruction: ZIR.Instruction) {
    guard let subject = openRest(), let scalar = subject.type.scalar else { return }
    let list = Int(instruction.b)
    let point = switches[switches.count - 1].point
    let first = constant(function.code[Int(instruction.a)], scalar)
    let last = constant(function.code[Int(function.extra[list])], scalar)
    let isInclusive = function.extra[list + 1] == 1
    let isFrom = builder.compare(.greaterOrEqual, scalar, point, first)
    let isTo = builder.compare(isInclusive ? .lessOrEqual : .less, scalar, point, last)
    if case .constant(.bool(let value)) = isFrom {
      return take(where: value ? isTo : isFrom)
    }
    take(where: builder.logic(.and, isFrom, isTo))
  }

  /// A literal's value.
  private func constant(_ literal: ZIR.Instruction, _ type: Scalar) -> AIR.Operand {
    literal.tag == .bool
      ? .constant(.bool(literal.a != 0))
      : .constant(function.integers[Int(literal.a)].constant(type))
  }

  // MARK: Branches

  mutating func beginBranch() {
    let place = switches.count - 1
    let bindings = switches[place].bindings
    switches[place].bindings = []
    guard let branch = switches[place].branch else {
      // No pattern takes it.
      builder.isReachable = false
      return push(.branch)
    }
    switches[place].branch = nil
    if switches[place].rest == .open {
      let next = builder.makeBlock()
      builder.close(with: .jump(next))
      switches[place].rest = .block(next)
    }
    builder.open(branch)
    push(.branch)
    bind(bindings)
  }

  /// Binds the names of a pattern.
  private mutating func bind(_ bindings: [(local: UInt32, type: TypeID, offset: UInt32)]) {
    guard let subject = switches[switches.count - 1].subject, !bindings.isEmpty else { return }
    var isCopied = false
    if case .variable(let root) = subject.owner {
      isCopied = changes(
        root, in: statementEnd + 1..<function.endOfSwitchBranch(from: statementEnd))
    }
    for (local, type, offset) in bindings {
      var address = self.offset(subject.address, offset)
      if type.isScalar {
        bindScalar(local, type, load(type, at: address))
        continue
      }
      if isCopied {
        let slot = makeTemporary(type)
        copyValue(to: .slot(slot), from: address, type)
        address = .slot(slot)
      }
      slotTypes[Int(local)] = type
      locals[Int(local)] = .aggregate(address, .outside)
      show(local, type, at: address)
    }
  }

  mutating func beginElseBranch() {
    if openRest() == nil { builder.isReachable = false }
    switches[switches.count - 1].rest = .none
    push(.branch)
  }

  mutating func endBranch() {
    _ = popRegion()
    let place = switches.count - 1
    if builder.isReachable {
      let end = switches[place].end ?? builder.makeBlock()
      switches[place].end = end
      builder.close(with: .jump(end))
    }
    // The comparison before has been left open.
    builder.isReachable = switches[place].rest == .open
  }

  mutating func endSwitch() {
    // The checker has ensured that the patterns cover every value.
    if openRest() != nil { builder.close(with: .unreachable) }
    guard let open = switches.popLast() else { return }
    if let end = open.end { builder.open(end) }
    endCleanups(above: open.height)
  }
}

extension ZIR.Function {
  /// The index of the instruction that ends the branch of a `switch` that `begin` opens.
  fileprivate func endOfSwitchBranch(from begin: Int) -> Int {
    code[(begin + 1)...].firstIndex { $0.tag == .branchEnd && $0.a == UInt32(begin) }
      ?? code.endIndex
  }
}
