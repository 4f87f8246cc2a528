// Values other than scalars: where they are stored, and how they get there.

import MiniFrontend

extension Lowering {
  // MARK: Results of instructions

  /// Sets the address that is an instruction's operand, and who keeps the value there. If that
  /// variable changes before the value is used, the value is copied first.
  mutating func set(_ index: Int, to address: AIR.Operand, _ owner: Owner) {
    if owners.isEmpty { owners = Array(repeating: .outside, count: operands.count) }
    if case .variable(let root) = owner, isChanged(root, after: index) {
      let slot = makeTemporary(type(index))
      copyValue(to: .slot(slot), from: address, type(index))
      operands[index] = .slot(slot)
      owners[index] = .temporary(slot: slot)
    } else {
      operands[index] = address
      owners[index] = owner
    }
  }

  /// Makes a slot for a value that the statement owns once it is set.
  mutating func makeTemporary(_ type: TypeID) -> UInt32 {
    let slot = makeSlot(type)
    own(slot, type)
    return slot
  }

  func owner(of index: Int) -> Owner { owners.isEmpty ? .outside : owners[index] }

  /// The type of a value by itself.
  func type(_ index: Int) -> TypeID {
    guard let type = types[index] else { preconditionFailure("a sound value has a type") }
    return type
  }

  func type(_ index: UInt32) -> TypeID { type(Int(index)) }

  /// The type of a scalar value.
  func scalar(_ index: UInt32) -> Scalar {
    guard let scalar = type(index).scalar else { preconditionFailure("the value is no scalar") }
    return scalar
  }

  /// The type that a value has for its user.
  func usedType(_ index: UInt32) -> TypeID {
    isWrapped[Int(index)] ? table.optional(of: type(index)) : type(index)
  }

  // MARK: Using values

  /// Sets memory that holds no value to a value, which is moved if nothing else keeps it.
  mutating func put(_ index: UInt32, at address: AIR.Operand) {
    let (value, type) = (Int(index), type(index))
    if let scalar = type.scalar {
      builder.append(.storeAt(scalar, address: address, value: operands[value]))
    } else if case .temporary(let slot) = owner(of: value), let cleanup = cleanupIndex(of: slot) {
      copyBytes(to: address, from: operands[value], type)
      cleanups[cleanup].isOwned = false
    } else {
      copyValue(to: address, from: operands[value], type)
    }
    if isWrapped[value] { setPresence(of: address, type, to: .constant(.bool(true))) }
  }

  private func cleanupIndex(of slot: UInt32) -> Int? {
    guard let index = cleanups.lastIndex(where: { $0.slot == slot }), cleanups[index].isOwned
    else { return nil }
    return index
  }

  /// Stores whether the optional at an address has a value.
  ///
  /// - Parameter value: the type of the value.
  mutating func setPresence(of address: AIR.Operand, _ value: TypeID, to isPresent: AIR.Operand) {
    let presence = offset(address, table.layout(of: value).size)
    builder.append(.storeAt(.bool, address: presence, value: isPresent))
  }

  /// The address of a value as its user wants it. A scalar, or a value that its user wants as an
  /// optional, gets memory of its own.
  mutating func address(of index: UInt32) -> AIR.Operand {
    if !type(index).isScalar, !isWrapped[Int(index)] { return operands[Int(index)] }
    let slot = makeSlot(usedType(index))
    put(index, at: .slot(slot))
    if isWrapped[Int(index)] { own(slot, usedType(index)) }
    return .slot(slot)
  }

  /// The address of a value that its user takes away.
  mutating func movedAddress(of index: UInt32) -> AIR.Operand {
    if case .temporary(let slot) = owner(of: Int(index)), !type(index).isScalar,
      !isWrapped[Int(index)], let cleanup = cleanupIndex(of: slot)
    {
      cleanups[cleanup].isOwned = false
      return operands[Int(index)]
    }
    let slot = makeSlot(usedType(index))
    put(index, at: .slot(slot))
    return .slot(slot)
  }

  // MARK: Bytes

  /// Copies a value to memory that holds none.
  mutating func copyValue(to: AIR.Operand, from: AIR.Operand, _ type: TypeID) {
    copyBytes(to: to, from: from, type)
    if table.layout(of: type).isCounted {
      builder.append(.retain(type: described(type), to))
    }
  }

  mutating func copyBytes(to: AIR.Operand, from: AIR.Operand, _ type: TypeID) {
    builder.append(.copy(to: to, from: from, sizeBytes: table.layout(of: type).size))
  }

  /// Releases the value that a variable or a part of one has before it gets another.
  mutating func releaseValue(at address: AIR.Operand, _ type: TypeID) {
    guard table.layout(of: type).isCounted else { return }
    builder.append(.release(type: described(type), address))
  }

  mutating func offset(_ address: AIR.Operand, _ bytes: UInt32) -> AIR.Operand {
    bytes == 0 ? address : builder.appendValue(.offset(address, bytes: bytes))
  }

  /// The scalar at an address, or the address itself of another value.
  mutating func load(_ type: TypeID, at address: AIR.Operand) -> AIR.Operand {
    guard let scalar = type.scalar else { return address }
    return builder.appendValue(.loadAt(scalar, address))
  }

  /// An integer as `i64`, with its value.
  mutating func wide(_ index: UInt32) -> AIR.Operand {
    builder.wide(operands[Int(index)], scalar(index))
  }

  @discardableResult
  mutating func library(_ callee: AIR.Library, _ arguments: AIR.Operand...) -> AIR.Operand {
    builder.library(callee, arguments)
  }

  /// The description of a type for the run-time library.
  mutating func description(_ type: TypeID) -> AIR.Operand { .type(described(type)) }
}
