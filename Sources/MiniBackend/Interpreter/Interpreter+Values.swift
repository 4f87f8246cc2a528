// Values of any type: their parts, their owners, and whether two are equal. Nothing recurses.

import MiniFrontend

extension Interpreter {
  typealias Exhausted = InterpreterMemory.Exhausted

  /// A part of a value: where it is, and its type.
  struct Part {
    let address: UInt64
    let type: TypeID
  }

  func size(_ type: TypeID) -> Int { Int(table.layout(of: type).size) }

  /// The parts of a struct, of an enum's case, and of an optional that has a value; of others none.
  func members(of part: Part) -> [Part] {
    switch table.shape(of: part.type) {
    case .scalar, .text, .array, .map, .function: return []
    case .optional(let value):
      let isPresent = memory.integer(part.address + UInt64(size(value)), 1) != 0
      return isPresent ? [Part(address: part.address, type: value)] : []
    case .nominal:
      guard let nominal = table.nominal(part.type) else { return [] }
      let number =
        nominal.isEnumeration ? Int(memory.integer(part.address, Int(nominal.tagBytes))) : 0
      return nominal.members[number].compactMap { member in
        member.type.map { Part(address: part.address + UInt64(member.offset), type: $0) }
      }
    }
  }

  // MARK: Owners

  /// The texts, arrays and maps with buffers among a value's parts.
  private func buffers(_ value: Part) -> [Part] {
    var found: [Part] = []
    var open = [value]
    while let part = open.popLast() {
      guard table.layout(of: part.type).isCounted else { continue }
      if part.type == .text || table.isArray(part.type) || table.isMap(part.type) {
        if memory.integer(part.address, 8) != 0 { found.append(part) }
      } else {
        open += members(of: part)
      }
    }
    return found
  }

  mutating func retain(_ value: Part, count: Int = 1) {
    guard table.layout(of: value.type).isCounted else { return }
    for number in 0..<count {
      let element = Part(
        address: value.address + UInt64(number * size(value.type)), type: value.type)
      for buffer in buffers(element) { memory.addOwner(memory.integer(buffer.address, 8)) }
    }
    steps += count
  }

  mutating func release(_ value: Part, count: Int = 1) {
    guard table.layout(of: value.type).isCounted else { return }
    // Buffers whose elements are still to be released.
    var dead: [(object: UInt64, type: TypeID, count: Int)] = []
    func drop(_ value: Part, _ interpreter: inout Interpreter) {
      for buffer in interpreter.buffers(value) {
        let object = interpreter.memory.integer(buffer.address, 8)
        guard interpreter.memory.dropOwner(object) else { continue }
        if buffer.type == .text {
          interpreter.memory.free(object)
        } else {
          let isArray = interpreter.table.isArray(buffer.type)
          let count = isArray ? interpreter.memory.length(buffer.address) : 0
          dead.append((object, buffer.type, count))
        }
      }
    }
    func dropAll(_ address: UInt64, _ type: TypeID, _ count: Int, _ interpreter: inout Interpreter)
    {
      guard interpreter.table.layout(of: type).isCounted else { return }
      let size = interpreter.size(type)
      for number in 0..<count {
        drop(Part(address: address + UInt64(number * size), type: type), &interpreter)
      }
      interpreter.steps += count
    }
    dropAll(value.address, value.type, count, &self)
    while let next = dead.popLast() {
      let first = next.object + UInt64(InterpreterMemory.head)
      if let element = table.part(of: next.type) {
        dropAll(first, element, next.count, &self)
      } else if let map = table.map(next.type) {
        for entry in entries(of: next.object, map) {
          dropAll(entry, map.key, 1, &self)
          dropAll(entry + UInt64(map.valueOffset), map.value, 1, &self)
        }
        maps[InterpreterMemory.number(of: next.object)] = nil
      }
      memory.free(next.object)
    }
  }

  // MARK: Comparing

  mutating func isEqual(_ left: UInt64, _ right: UInt64, _ type: TypeID) -> Bool {
    var open = [(left: left, right: right, type: type, count: 1)]
    while let next = open.popLast() {
      steps += 1
      if next.count > 1 {
        let size = UInt64(size(next.type))
        open.append((next.left + size, next.right + size, next.type, next.count - 1))
      }
      switch table.shape(of: next.type) {
      case .scalar(let scalar):
        guard
          memory.scalar(scalar, next.left).isTrue(.equal, memory.scalar(scalar, next.right))
        else { return false }
      case .text:
        guard memory.textBytes(next.left) == memory.textBytes(next.right) else { return false }
      case .array(let element):
        let count = memory.length(next.left)
        guard count == memory.length(next.right) else { return false }
        guard count > 0 else { continue }
        open.append((memory.elements(next.left), memory.elements(next.right), element, count))
      case .map:
        guard let pairs = samePairs(next.left, next.right, next.type) else { return false }
        open += pairs
      case .function: return false  // the checker allows no comparison
      case .optional, .nominal:
        let isSame = head(next.left, next.type) == head(next.right, next.type)
        guard isSame else { return false }
        let members = zip(
          self.members(of: Part(address: next.left, type: next.type)),
          self.members(of: Part(address: next.right, type: next.type)))
        for (left, right) in members.reversed() {
          open.append((left.address, right.address, left.type, 1))
        }
      }
    }
    return true
  }

  /// An enum's tag, or whether an optional has a value.
  func head(_ address: UInt64, _ type: TypeID) -> UInt64 {
    if let value = table.part(of: type) { return memory.integer(address + UInt64(size(value)), 1) }
    return memory.integer(address, Int(table.nominal(type)?.tagBytes ?? 0))
  }
}
