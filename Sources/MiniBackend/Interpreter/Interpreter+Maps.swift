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
  /// Calls a function for maps.
  mutating func callMap(
    _ callee: AIR.Library, _ a: UInt64, _ arguments: [AIR.Operand]
  ) throws(Exhausted) -> AIR.Constant? {
    if callee == .mapLength { return .integer(UInt64(length(ofMap: a)), .i64) }
    let b = try bits(arguments[1])
    guard let map = table.map(type(arguments[callee == .mapRemove ? 3 : 2])) else { return nil }
    switch callee {
    case .mapFind: return .integer(find(b, in: a, map), .u64)
    case .mapFindOwn:
      guard find(b, in: memory.integer(a, 8), map) != 0 else { return .integer(0, .u64) }
      try own(map: a, map)
      return .integer(find(b, in: memory.integer(a, 8), map), .u64)
    case .mapInsert: return .integer(try insert(b, in: a, map), .u64)
    case .mapNext:
      let number = Int(memory.integer(b, 8))
      let next = maps[InterpreterMemory.number(of: a)]?.isThere[number...].firstIndex(of: true)
      guard let next else { return .integer(0, .u64) }
      memory.set(UInt64(next + 1), 8, at: b)
      return .integer(entry(next, of: a, map), .u64)
    case .mapRemove:
      return .bool(try remove(bits(arguments[2]), from: b, to: a, map))
    case .mapKeys:
      let entries = entries(of: b, map)
      let size = UInt64(map.keySize)
      try makeArray(a, entries.count, size: Int(size))
      for (number, entry) in entries.enumerated() {
        let key = memory.elements(a) + UInt64(number) * size
        memory.write(Array(memory.bytes(entry, Int(size))), at: key)
        retain(Part(address: key, type: map.key))
      }
    case .equal, .print, .textJoin, .textAppend, .textSlice, .textCompare, .textFind, .textBytes,
      .textOfBytes, .textOf, .arrayFill, .arrayMake, .arrayOwn, .arrayPush, .arrayPop, .arrayInsert,
      .arrayRemove, .arrayTruncate, .arrayAppend, .arrayReverse, .arraySlice, .arrayFind,
      .arraySort, .mapLength:
      preconditionFailure("not a function of maps")
    }
    return nil
  }

  // MARK: Entries

  private func length(ofMap object: UInt64) -> Int {
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
  private mutating func find(
    _ key: UInt64, in object: UInt64, _ map: TypeTable.MapShape
  ) -> UInt64 {
    let bytes = bytes(ofKey: key, map)
    steps += bytes.count
    guard let number = maps[InterpreterMemory.number(of: object)]?.numbers[bytes] else { return 0 }
    return entry(number, of: object, map) + UInt64(map.valueOffset)
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

  private mutating func insert(
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

  private mutating func remove(
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
