// The functions of the run-time library for maps.

import MiniFrontend

/// Where the entries of a map's buffer are. They are in the order of insertion, with gaps.
struct InterpretedMap {
  /// The number of an entry by its key's bytes.
  var numbers: [[UInt8]: Int] = [:]
  /// For each entry whether it is there, or a gap.
  var isThere: [Bool] = []
}

extension Interpreter {
  /// The map type that an operand is.
  func map(_ operand: AIR.Operand) -> TypeTable.MapShape {
    guard let map = table.map(type(operand)) else { preconditionFailure("the type is a map's") }
    return map
  }

  // MARK: Entries

  func length(ofMap object: UInt64) -> Int {
    maps[InterpreterMemory.number(of: object)]?.numbers.count ?? 0
  }

  private func entry(_ number: Int, of object: UInt64, _ map: TypeTable.MapShape) -> UInt64 {
    object + UInt64(InterpreterMemory.head) + UInt64(number) * UInt64(map.entrySize)
  }

  /// The entries of a map's buffer in order; none if it has no buffer.
  func entries(of object: UInt64, _ map: TypeTable.MapShape) -> [UInt64] {
    let isThere = maps[InterpreterMemory.number(of: object)]?.isThere ?? []
    return isThere.indices.filter { isThere[$0] }.map { entry($0, of: object, map) }
  }

  private func bytes(ofKey key: UInt64, _ map: TypeTable.MapShape) -> [UInt8] {
    map.key == .text ? memory.textBytes(key) : Array(memory.bytes(key, Int(map.keySize)))
  }

  /// Notes the entries of a new buffer, which has no gaps.
  mutating func index(_ object: UInt64, _ count: Int, _ map: TypeTable.MapShape) {
    var index = InterpretedMap()
    for number in 0..<count {
      index.numbers[bytes(ofKey: entry(number, of: object, map), map)] = number
      index.isThere.append(true)
    }
    maps[InterpreterMemory.number(of: object)] = index
  }

  // MARK: Operations

  /// Where the value of a key is; 0 if the key is absent.
  mutating func find(
    _ key: UInt64, in object: UInt64, _ map: TypeTable.MapShape
  ) -> UInt64 {
    let bytes = bytes(ofKey: key, map)
    steps += bytes.count
    guard let number = maps[InterpreterMemory.number(of: object)]?.numbers[bytes] else { return 0 }
    return entry(number, of: object, map) + UInt64(map.valueOffset)
  }

  /// The same in a variable, which becomes the only owner of its buffer if the key is there.
  mutating func findOwn(
    _ key: UInt64, in variable: UInt64, _ map: TypeTable.MapShape
  ) throws(Exhausted) -> UInt64 {
    guard find(key, in: memory.integer(variable, 8), map) != 0 else { return 0 }
    try own(map: variable, map)
    return find(key, in: memory.integer(variable, 8), map)
  }

  /// The next entry of a walk, whose state is at `cursor`; 0 at the end.
  mutating func next(
    _ cursor: UInt64, of object: UInt64, _ map: TypeTable.MapShape
  ) -> UInt64 {
    let number = Int(memory.integer(cursor, 8))
    let isThere = maps[InterpreterMemory.number(of: object)]?.isThere
    guard let next = isThere?[number...].firstIndex(of: true) else { return 0 }
    memory.set(UInt64(next + 1), 8, at: cursor)
    return entry(next, of: object, map)
  }

  /// Sets memory to an array of the keys.
  mutating func makeKeys(
    of object: UInt64, to array: UInt64, _ map: TypeTable.MapShape
  ) throws(Exhausted) {
    let entries = entries(of: object, map)
    let size = UInt64(map.keySize)
    try makeArray(array, entries.count, size: Int(size))
    for (number, entry) in entries.enumerated() {
      let key = memory.elements(array) + UInt64(number) * size
      memory.write(Array(memory.bytes(entry, Int(size))), at: key)
      retain(Part(address: key, type: map.key))
    }
  }

  /// Makes a map the only owner of its buffer.
  private mutating func own(map: UInt64, _ shape: TypeTable.MapShape) throws(Exhausted) {
    let object = memory.integer(map, 8)
    guard memory.owners(object) > 1 else { return }
    let entries = entries(of: object, shape)
    let copy = try memory.addBuffer(entries.count * Int(shape.entrySize))
    for (number, entry) in entries.enumerated() {
      let own = self.entry(number, of: copy, shape)
      memory.write(Array(memory.bytes(entry, Int(shape.entrySize))), at: own)
      retain(Part(address: own, type: shape.key))
      retain(Part(address: own + UInt64(shape.valueOffset), type: shape.value))
    }
    index(copy, entries.count, shape)
    memory.set(copy, 8, at: map)
    _ = memory.dropOwner(object)
    steps += entries.count
  }

  mutating func insert(
    _ key: UInt64, in variable: UInt64, _ map: TypeTable.MapShape
  ) throws(Exhausted) -> UInt64 {
    let bytes = bytes(ofKey: key, map)
    if memory.integer(variable, 8) == 0 {
      let object = try memory.addBuffer(0)
      memory.set(object, 8, at: variable)
      index(object, 0, map)
    }
    try own(map: variable, map)
    let object = memory.integer(variable, 8)
    let known = find(key, in: object, map)
    if known != 0 { return known }
    let place = InterpreterMemory.number(of: object)
    let number = maps[place]?.isThere.count ?? 0
    let entry = entry(number, of: object, map)
    try memory.extend(object, Array(repeating: 0, count: Int(map.entrySize)))
    memory.write(Array(memory.bytes(key, Int(map.keySize))), at: entry)
    retain(Part(address: entry, type: map.key))
    maps[place]?.isThere.append(true)
    maps[place]?.numbers[bytes] = number
    return entry + UInt64(map.valueOffset)
  }

  /// Where the value of a key is; the value at `standard` is inserted if the key is absent.
  mutating func enter(
    _ key: UInt64, _ standard: UInt64, in variable: UInt64, _ map: TypeTable.MapShape
  ) throws(Exhausted) -> UInt64 {
    let isKnown = find(key, in: memory.integer(variable, 8), map) != 0
    let place = try insert(key, in: variable, map)
    guard !isKnown else { return place }
    memory.write(Array(memory.bytes(standard, size(map.value))), at: place)
    retain(Part(address: place, type: map.value))
    return place
  }

  mutating func remove(
    _ key: UInt64, from variable: UInt64, to result: UInt64, _ map: TypeTable.MapShape
  ) throws(Exhausted) -> Bool {
    let bytes = bytes(ofKey: key, map)
    guard find(key, in: memory.integer(variable, 8), map) != 0 else { return false }
    try own(map: variable, map)
    let object = memory.integer(variable, 8)
    let place = InterpreterMemory.number(of: object)
    guard let number = maps[place]?.numbers.removeValue(forKey: bytes) else { return false }
    maps[place]?.isThere[number] = false
    let entry = entry(number, of: object, map)
    let value = Array(memory.bytes(entry + UInt64(map.valueOffset), size(map.value)))
    memory.write(value, at: result)
    release(Part(address: entry, type: map.key))
    return true
  }

  /// The values that are equal if two maps are; `nil` if their keys differ.
  mutating func samePairs(
    _ left: UInt64, _ right: UInt64, _ type: TypeID
  ) -> [(left: UInt64, right: UInt64, type: TypeID, count: Int)]? {
    guard let map = table.map(type) else { return nil }
    let (left, right) = (memory.integer(left, 8), memory.integer(right, 8))
    guard length(ofMap: left) == length(ofMap: right) else { return nil }
    var pairs: [(left: UInt64, right: UInt64, type: TypeID, count: Int)] = []
    for entry in entries(of: left, map) {
      let other = find(entry, in: right, map)
      if other == 0 { return nil }
      pairs.append((entry + UInt64(map.valueOffset), other, map.value, 1))
    }
    return pairs
  }
}
