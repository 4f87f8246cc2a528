// The functions of the run-time library.

import MiniFrontend

extension Interpreter {
  /// Calls a function of the run-time library.
  ///
  /// - Returns: its value; `nil` if it has none.
  mutating func call(
    _ callee: AIR.Library, _ arguments: [AIR.Operand]
  ) throws(Exhausted) -> AIR.Constant? {
    var values: [UInt64] = []
    for argument in arguments { values.append(try bits(argument)) }
    let (a, b) = (values[0], values.count > 1 ? values[1] : 0)
    switch callee {
    case .equal: return .bool(isEqual(a, b, type(arguments[2])))
    case .print: write(printed(a, type(arguments[1])))
    case .textJoin:
      try setText(a, to: memory.textBytes(b) + memory.textBytes(values[2]))
      return .bool(true)
    case .textAppend:
      try append(memory.textBytes(b), to: a)
      return .bool(true)
    case .textSlice: try setText(a, to: Array(memory.textBytes(b)[Int(values[2])..<Int(values[3])]))
    case .textCompare: return compare(memory.textBytes(a), memory.textBytes(b))
    case .textFind: return .integer(find(memory.textBytes(b), in: memory.textBytes(a)), .i64)
    case .textBytes:
      let bytes = memory.textBytes(b)
      try makeArray(a, bytes.count, size: 1)
      memory.write(bytes, at: memory.elements(a))
    case .textOfBytes: try setText(a, to: Array(memory.bytes(memory.elements(b), memory.length(b))))
    case .textOf:
      try setText(a, to: printed(b, type(arguments[2])))
      return .bool(true)
    case .arrayFind: return .integer(find(b, in: a, type(arguments[2])), .i64)
    case .arrayFill: try fill(a, b, Int(bitPattern: UInt(values[2])), type(arguments[3]))
    case .arrayMake: try makeArray(a, Int(b), size: size(type(arguments[2])))
    case .arrayOwn: try own(a, type(arguments[1]))
    case .arraySlice: try copy(Int(values[2])..<Int(values[3]), of: b, to: a, type(arguments[4]))
    case .arrayReverse: try rearrange(a, type(arguments[1])) { $0.reverse() }
    case .arraySort: try sort(a, type(arguments[1]))
    case .arrayTruncate: try truncate(a, Int(b), type(arguments[2]))
    case .arrayPush:
      try insert(b, 1, in: a, at: memory.length(a), type(arguments[2]))
      return .bool(true)
    case .arrayInsert:
      try insert(values[2], 1, in: a, at: Int(b), type(arguments[3]))
      return .bool(true)
    case .arrayAppend:
      try append(b, to: a, type(arguments[2]))
      return .bool(true)
    case .arrayPop: try remove(memory.length(b) - 1, from: b, to: a, type(arguments[2]))
    case .arrayRemove: try remove(Int(values[2]), from: b, to: a, type(arguments[3]))
    case .mapLength: return .integer(UInt64(length(ofMap: a)), .i64)
    case .mapFind: return .integer(find(b, in: a, map(arguments[2])), .u64)
    case .mapFindOwn: return .integer(try findOwn(b, in: a, map(arguments[2])), .u64)
    case .mapEntry:
      return .integer(try enter(b, values[2], in: a, map(arguments[3])), .u64)
    case .mapInsert: return .integer(try insert(b, in: a, map(arguments[2])), .u64)
    case .mapRemove: return .bool(try remove(values[2], from: b, to: a, map(arguments[3])))
    case .mapNext: return .integer(next(b, of: a, map(arguments[2])), .u64)
    case .mapKeys: try makeKeys(of: b, to: a, map(arguments[2]))
    }
    return nil
  }

  // MARK: Texts

  private mutating func compare(_ left: [UInt8], _ right: [UInt8]) -> AIR.Constant {
    steps += min(left.count, right.count)
    return .integer(
      left == right ? 0 : left.lexicographicallyPrecedes(right) ? UInt64.max : 1, .i32)
  }

  private mutating func setText(_ text: UInt64, to bytes: [UInt8]) throws(Exhausted) {
    steps += bytes.count
    try memory.setText(text, to: bytes)
  }

  /// Appends bytes to a text, in its buffer if it is the only owner.
  private mutating func append(_ bytes: [UInt8], to text: UInt64) throws(Exhausted) {
    steps += bytes.count
    let object = memory.integer(text, 8)
    let length = memory.integer(text + 12, 4)
    let end = memory.integer(text + 8, 4) + length + UInt64(InterpreterMemory.head)
    if object != 0, memory.owners(object) == 1,
      Int(end) == memory.objects[InterpreterMemory.number(of: object)].bytes.count
    {
      try memory.extend(object, bytes)
      return memory.set(length + UInt64(bytes.count), 4, at: text + 12)
    }
    let joined = memory.textBytes(text) + bytes
    release(Part(address: text, type: .text))
    try setText(text, to: joined)
  }

  private mutating func find(_ part: [UInt8], in whole: [UInt8]) -> UInt64 {
    guard part.count <= whole.count else { return .max }
    for start in 0...(whole.count - part.count) {
      steps += 1
      if whole[start..<start + part.count].elementsEqual(part) { return UInt64(start) }
    }
    return .max
  }

  // MARK: Arrays

  mutating func makeArray(
    _ array: UInt64, _ length: Int, size: Int
  ) throws(Exhausted) {
    guard length < 1 << 31 else { throw Exhausted() }
    steps += length
    memory.setArray(
      array, object: length == 0 ? 0 : try memory.addBuffer(length * size), length: length)
  }

  /// Sets memory to a new array of elements of another, each with one more owner.
  private mutating func copy(
    _ range: Range<Int>, of source: UInt64, to array: UInt64, _ element: TypeID
  ) throws(Exhausted) {
    let size = size(element)
    let bytes = memory.bytes(
      memory.elements(source) + UInt64(range.lowerBound * size), range.count * size)
    try makeArray(array, range.count, size: size)
    if range.isEmpty { return }
    memory.write(bytes, at: memory.elements(array))
    retain(Part(address: memory.elements(array), type: element), count: range.count)
  }

  /// Makes an array the only owner of its buffer.
  mutating func own(_ array: UInt64, _ element: TypeID) throws(Exhausted) {
    let object = memory.integer(array, 8)
    guard object != 0, memory.owners(object) > 1 else { return }
    try copy(0..<memory.length(array), of: array, to: array, element)
    _ = memory.dropOwner(object)
  }

  /// The number of the first element that equals a value.
  private mutating func find(_ value: UInt64, in array: UInt64, _ element: TypeID) -> UInt64 {
    for number in 0..<memory.length(array)
    where isEqual(memory.elements(array) + UInt64(number * size(element)), value, element) {
      return UInt64(number)
    }
    return .max
  }

  private mutating func sort(_ array: UInt64, _ element: TypeID) throws(Exhausted) {
    let keys = sortKeys(array, element)
    try rearrange(array, element) {
      $0.sort { keys[$0] == keys[$1] ? $0 < $1 : keys[$0] < keys[$1] }
    }
  }

  private mutating func truncate(
    _ array: UInt64, _ kept: Int, _ element: TypeID
  ) throws(Exhausted) {
    let length = memory.length(array)
    guard kept < length else { return }
    try own(array, element)
    let first = memory.elements(array) + UInt64(kept * size(element))
    memory.set(UInt64(kept), 8, at: array + 8)
    release(Part(address: first, type: element), count: length - kept)
  }

  private mutating func fill(
    _ array: UInt64, _ value: UInt64, _ count: Int, _ element: TypeID
  ) throws(Exhausted) {
    try makeArray(array, count, size: size(element))
    let bytes = memory.bytes(value, size(element))
    for number in 0..<count {
      memory.write(bytes, at: memory.elements(array) + UInt64(number * size(element)))
    }
    if count == 0 {
      release(Part(address: value, type: element))
    } else {
      retain(Part(address: memory.elements(array), type: element), count: count - 1)
    }
  }

  /// Changes the order of an array's elements.
  mutating func rearrange(
    _ array: UInt64, _ element: TypeID, _ change: (inout [Int]) -> Void
  ) throws(Exhausted) {
    try own(array, element)
    let (count, size) = (memory.length(array), size(element))
    guard count > 1 else { return }
    var order = Array(0..<count)
    change(&order)
    let bytes = Array(memory.bytes(memory.elements(array), count * size))
    memory.write(order.flatMap { bytes[$0 * size..<($0 + 1) * size] }, at: memory.elements(array))
    steps += count
  }

  /// For each element of an array of numbers or texts, its place in the order.
  private func sortKeys(_ array: UInt64, _ element: TypeID) -> [Int] {
    let addresses = (0..<memory.length(array)).map {
      memory.elements(array) + UInt64($0 * size(element))
    }
    let order: [Int]
    var isSame: (Int, Int) -> Bool
    if let scalar = element.scalar {
      let values = addresses.map { memory.scalar(scalar, $0) }
      let isNaN = values.map { !$0.isTrue(.equal, $0) }
      order = values.indices.sorted {
        isNaN[$0] || isNaN[$1] ? !isNaN[$0] && isNaN[$1] : values[$0].isTrue(.less, values[$1])
      }
      isSame = { isNaN[$0] && isNaN[$1] || values[$0].isTrue(.equal, values[$1]) }
    } else {
      let texts = addresses.map { memory.textBytes($0) }
      order = texts.indices.sorted { texts[$0].lexicographicallyPrecedes(texts[$1]) }
      isSame = { texts[$0] == texts[$1] }
    }
    var keys = Array(repeating: 0, count: order.count)
    for (position, number) in order.enumerated().dropFirst() {
      let last = order[position - 1]
      keys[number] = keys[last] + (isSame(last, number) ? 0 : 1)
    }
    return keys
  }

  // MARK: Elements

  private mutating func append(
    _ other: UInt64, to array: UInt64, _ element: TypeID
  ) throws(Exhausted) {
    let count = memory.length(other)
    if count == 0 { return }
    retain(Part(address: memory.elements(other), type: element), count: count)
    try insert(memory.elements(other), count, in: array, at: memory.length(array), element)
  }

  private mutating func insert(
    _ values: UInt64, _ count: Int, in array: UInt64, at index: Int, _ element: TypeID
  ) throws(Exhausted) {
    let (length, size) = (memory.length(array), size(element))
    let new = Array(memory.bytes(values, count * size))
    if length > 0 { try own(array, element) }
    let object = memory.integer(array, 8)
    if object != 0, index == length {
      let used = InterpreterMemory.head + length * size
      let room = memory.objects[InterpreterMemory.number(of: object)].bytes.count - used
      if room < new.count {
        try memory.extend(object, Array(repeating: 0, count: new.count - room))
      }
      memory.write(new, at: memory.elements(array) + UInt64(length * size))
      return memory.set(UInt64(length + count), 8, at: array + 8)
    }
    var bytes = length == 0 ? [] : Array(memory.bytes(memory.elements(array), length * size))
    bytes.insert(contentsOf: new, at: index * size)
    if object != 0, memory.dropOwner(object) { memory.free(object) }
    try makeArray(array, length + count, size: size)
    memory.write(bytes, at: memory.elements(array))
  }

  private mutating func remove(
    _ index: Int, from array: UInt64, to result: UInt64, _ element: TypeID
  ) throws(Exhausted) {
    try own(array, element)
    let (length, size) = (memory.length(array), size(element))
    let (first, start) = (memory.elements(array), index * size)
    memory.write(memory.bytes(first + UInt64(start), size), at: result)
    let tail = Array(memory.bytes(first + UInt64(start + size), (length - index - 1) * size))
    memory.write(tail, at: first + UInt64(start))
    memory.set(UInt64(length - 1), 8, at: array + 8)
    steps += length - index
  }
}
