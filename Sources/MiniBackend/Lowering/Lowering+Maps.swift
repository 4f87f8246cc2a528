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
      address(of: instruction.b), description(type(instruction.a)),
      keySize(type(instruction.a)))
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

  /// The address of the value of a key that must be there. The value will change.
  mutating func entry(of map: AIR.Operand, _ key: UInt32, _ type: TypeID) -> AIR.Operand {
    let fact = KnownValues.Fact.entry(of: map, key: operands[Int(key)])
    if let known = builder.known[fact] { return known }
    let found = library(
      .mapFindOwn, map, address(of: key), description(type), keySize(type))
    let isNothing = builder.appendValue(.isNothing(found))
    builder.check(
      builder.not(isNothing), .message(string: string(Array("no such key".utf8))))
    builder.known[fact] = found
    return found
  }

  /// Size of a key for the run-time library's functions that look it up, 0 for a text.
  private func keySize(_ type: TypeID) -> AIR.Operand {
    let map = table.map(type)
    return .constant(.integer(map?.key == .text ? 0 : UInt64(map?.keySize ?? 0), .i32))
  }

  /// Inserts a value, or replaces that of its key.
  ///
  /// - Parameter place: ends with a key.
  mutating func assignEntry(_ place: ZIR.Place, _ value: UInt32) {
    guard case .index(let key)? = place.steps.last else { preconditionFailure("no key") }
    let moved = usedType(value).isScalar ? nil : movedAddress(of: value)
    let (map, type) = lookUp(place.root, place.steps.dropLast())
    // All zeros if the key was absent.
    let entry = library(.mapInsert, map, address(of: key), description(type))
    checkLength(ofMapWith: entry)
    if let moved {
      releaseValue(at: entry, usedType(value))
      copyBytes(to: entry, from: moved, usedType(value))
    } else {
      put(value, at: entry)
    }
  }

  /// Panics if the address of an entry is that of nothing, because the map would be too long.
  private mutating func checkLength(ofMapWith entry: AIR.Operand) {
    let isNothing = builder.appendValue(.isNothing(entry))
    builder.check(builder.not(isNothing), .long)
  }

  // MARK: Built-in functions

  /// `entry(&m, k, d)`
  mutating func lowerEntry(_ arguments: [UInt32]) {
    let (map, type) = reference(arguments[0])
    let entry = library(
      .mapEntry, map, address(of: arguments[1]), address(of: arguments[2]), description(type),
      keySize(type))
    checkLength(ofMapWith: entry)
    builder.known[.entry(of: map, key: operands[Int(arguments[1])])] = entry
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
