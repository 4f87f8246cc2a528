// Maps: literals, lookups, and the places of their values.

import MiniFrontend

extension Lowering {
  mutating func lowerMapLiteral(_ index: Int) {
    let type = type(index)
    let slot = makeSlot(type)
    builder.append(.clear(.slot(slot), sizeBytes: table.layout(of: type).size))
    let (keys, values) = function.pairs(ofMap: function.code[index].a)
    // The front end has ensured that literals differ.
    let canRepeat = keys.contains {
      ![.integer, .string, .bool].contains(function.code[Int($0)].tag)
    }
    for (key, value) in zip(keys, values) {
      let place = library(.mapInsert, .slot(slot), address(of: key), description(type))
      if canRepeat { releaseValue(at: place, usedType(value)) }
      put(value, at: place)
    }
    own(slot, type)
    set(index, to: .slot(slot), .temporary(slot: slot))
  }

  // MARK: Reading

  /// The value of a key as an optional, which borrows it from the map.
  mutating func lowerLookup(_ index: Int, _ map: TypeTable.MapShape) {
    let instruction = function.code[index]
    let found = library(
      .mapFind, builder.appendValue(.loadAddress(operands[Int(instruction.a)])),
      address(of: instruction.b), description(type(instruction.a)))
    let slot = makeSlot(type(index))
    builder.append(.clear(.slot(slot), sizeBytes: table.layout(of: type(index)).size))
    let (some, end) = (builder.makeBlock(), builder.makeBlock())
    let isNothing = builder.appendValue(.isNothing(found))
    builder.close(with: .branch(isNothing, then: end, else: some))
    builder.open(some)
    copyBytes(to: .slot(slot), from: found, map.value)
    setPresence(of: .slot(slot), map.value, to: .constant(.bool(true)))
    builder.close(with: .jump(end))
    builder.open(end)
    guard table.layout(of: map.value).isCounted else {
      return set(index, to: .slot(slot), .outside)
    }
    setPart(index, at: .slot(slot), of: Int(instruction.a), type(index))
  }

  // MARK: Places

  /// The address of the value of a key that must be there.
  ///
  /// - Parameter isChanged: whether the value will change.
  mutating func entry(
    of map: AIR.Operand, _ key: UInt32, _ type: TypeID, isChanged: Bool
  ) -> AIR.Operand {
    let found =
      isChanged
      ? library(.mapFindOwn, map, address(of: key), description(type))
      : library(
        .mapFind, builder.appendValue(.loadAddress(map)), address(of: key), description(type))
    let isNothing = builder.appendValue(.isNothing(found))
    builder.check(
      builder.not(isNothing), .message(string: string(Array("no such key".utf8))))
    return found
  }

  /// Inserts a value, or replaces that of its key.
  ///
  /// - Parameter place: ends with a key.
  mutating func assignEntry(_ place: ZIR.Place, _ value: UInt32) {
    guard case .index(let key)? = place.steps.last else { preconditionFailure("no key") }
    let moved = usedType(value).isScalar ? nil : movedAddress(of: value)
    let (map, type) = lookUp(place.root, place.steps.dropLast(), isChanged: true)
    let entry = insert(key, in: map, type)
    if let moved {
      releaseValue(at: entry, usedType(value))
      copyBytes(to: entry, from: moved, usedType(value))
    } else {
      put(value, at: entry)
    }
  }

  /// Makes room for the value of a key; the value is all zeros if the key was absent.
  private mutating func insert(
    _ key: UInt32, in map: AIR.Operand, _ type: TypeID
  ) -> AIR.Operand {
    let entry = library(.mapInsert, map, address(of: key), description(type))
    let isNothing = builder.appendValue(.isNothing(entry))
    builder.check(builder.not(isNothing), .long)
    return entry
  }

  // MARK: Built-in functions

  /// `entry(&m, k, d)`
  mutating func lowerEntry(_ arguments: [UInt32]) {
    let (map, type) = reference(arguments[0])
    let value = usedType(arguments[2])
    let address = value.isScalar ? nil : address(of: arguments[2])
    let found = library(
      .mapFind, builder.appendValue(.loadAddress(map)), self.address(of: arguments[1]),
      description(type))
    let (absent, end) = (builder.makeBlock(), builder.makeBlock())
    let isNothing = builder.appendValue(.isNothing(found))
    builder.close(with: .branch(isNothing, then: absent, else: end))
    builder.open(absent)
    let entry = insert(arguments[1], in: map, type)
    if let address {
      // A copy: where the key is there, the value is still the statement's.
      copyValue(to: entry, from: address, value)
    } else {
      put(arguments[2], at: entry)
    }
    builder.close(with: .jump(end))
    builder.open(end)
  }

  /// `remove(&m, k)`
  mutating func lowerRemoval(_ index: Int, _ arguments: [UInt32]) {
    let (map, type) = reference(arguments[0])
    guard let (_, value) = table.pair(of: type) else { preconditionFailure("no map") }
    let slot = makeSlot(self.type(index))
    builder.append(.clear(.slot(slot), sizeBytes: table.layout(of: self.type(index)).size))
    let isFound = library(
      .mapRemove, .slot(slot), map, address(of: arguments[1]), description(type))
    setPresence(of: .slot(slot), value, to: isFound)
    own(slot, self.type(index))
    set(index, to: .slot(slot), .temporary(slot: slot))
  }
}

extension ZIR.Function {
  /// The keys and the values of a map literal.
  func pairs(ofMap list: UInt32) -> (keys: [UInt32], values: [UInt32]) {
    let pairs = 0..<Int(extra[Int(list)])
    return (
      pairs.map { extra[Int(list) + 1 + 2 * $0] }, pairs.map { extra[Int(list) + 2 + 2 * $0] }
    )
  }
}
