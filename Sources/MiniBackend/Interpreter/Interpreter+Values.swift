// The functions of the run-time library for values of any type. Nothing recurses.

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
  private func head(_ address: UInt64, _ type: TypeID) -> UInt64 {
    if let value = table.part(of: type) { return memory.integer(address + UInt64(size(value)), 1) }
    return memory.integer(address, Int(table.nominal(type)?.tagBytes ?? 0))
  }

  // MARK: Writing

  private enum Piece {
    case bytes([UInt8])
    case value(Part)
  }

  /// A value as `print` writes it.
  mutating func printed(_ address: UInt64, _ type: TypeID) -> [UInt8] {
    var text: [UInt8] = []
    var open = [Piece.value(Part(address: address, type: type))]
    var isInside = false
    while let piece = open.popLast() {
      steps += 1
      switch piece {
      case .bytes(let bytes): text += bytes
      case .value(let part): begin(part, &open, &text, isInside: &isInside)
      }
    }
    return text
  }

  private func begin(
    _ part: Part, _ open: inout [Piece], _ text: inout [UInt8], isInside: inout Bool
  ) {
    switch table.shape(of: part.type) {
    case .scalar(let scalar): text += Array(memory.scalar(scalar, part.address).printed.utf8)
    case .text:
      let bytes = memory.textBytes(part.address)
      text += isInside ? QuotedBytes.text(bytes) : bytes
    case .optional:
      if let value = members(of: part).first {
        open.append(.value(value))
      } else {
        text += Array("none".utf8)
      }
    case .array(let element):
      let (first, size) = (memory.elements(part.address), UInt64(size(element)))
      let values = (0..<memory.length(part.address)).map {
        Part(address: first + UInt64($0) * size, type: element)
      }
      isInside = true
      text += Array("[".utf8)
      append(values, labels: nil, end: "]", &open)
    case .map:
      guard let map = table.map(part.type) else { return }
      let entries = entries(of: memory.integer(part.address, 8), map)
      if entries.isEmpty {
        text += Array("[:]".utf8)
        return
      }
      isInside = true
      text += Array("[".utf8)
      open.append(.bytes(Array("]".utf8)))
      for (number, entry) in entries.enumerated().reversed() {
        open.append(.value(Part(address: entry + UInt64(map.valueOffset), type: map.value)))
        open.append(.bytes(Array(": ".utf8)))
        open.append(.value(Part(address: entry, type: map.key)))
        if number > 0 { open.append(.bytes(Array(", ".utf8))) }
      }
    case .function: break  // functions are not printed
    case .nominal:
      guard let nominal = table.nominal(part.type) else { return }
      isInside = true
      let values = members(of: part)
      let name =
        nominal.isEnumeration
        ? "." + nominal.declaration.name(at: Int(head(part.address, part.type)))
        : nominal.declaration.name
      text += Array(name.utf8)
      if values.isEmpty { return }
      text += Array("(".utf8)
      append(
        values, labels: nominal.isEnumeration ? nil : nominal.declaration.names, end: ")", &open)
    }
  }

  private func append(
    _ values: [Part], labels: [String]?, end: String, _ open: inout [Piece]
  ) {
    open.append(.bytes(Array(end.utf8)))
    for (number, value) in values.enumerated().reversed() {
      open.append(.value(value))
      let label = labels.map { $0[number] + ": " } ?? ""
      open.append(.bytes(Array(((number > 0 ? ", " : "") + label).utf8)))
    }
  }

  // MARK: Constants

  /// The canonical bytes of a value; `nil` if there are more than a constant can have.
  func constant(at address: UInt64, _ type: TypeID) -> ConstantValue? {
    var writer = ByteWriter()
    var open = [Part(address: address, type: type)]
    while let part = open.popLast() {
      guard writer.bytes.count <= ConstantValue.sizeMaxBytes else { return nil }
      switch table.shape(of: part.type) {
      case .scalar:
        for byte in memory.bytes(part.address, size(part.type)) { writer.append(byte: byte) }
      case .text: writer.append(blob: memory.textBytes(part.address))
      case .array(let element):
        let (first, size) = (memory.elements(part.address), UInt64(size(element)))
        let count = memory.length(part.address)
        guard count <= ConstantValue.sizeMaxBytes else { return nil }
        writer.append(varint: UInt64(count))
        for number in (0..<count).reversed() {
          open.append(Part(address: first + UInt64(number) * size, type: element))
        }
      case .map:
        guard let map = table.map(part.type) else { return nil }
        let entries = entries(of: memory.integer(part.address, 8), map)
        guard entries.count <= ConstantValue.sizeMaxBytes else { return nil }
        writer.append(varint: UInt64(entries.count))
        for entry in entries.reversed() {
          open.append(Part(address: entry + UInt64(map.valueOffset), type: map.value))
          open.append(Part(address: entry, type: map.key))
        }
      case .function: return nil  // the checker allows none in a constant
      case .optional:
        let value = members(of: part)
        writer.append(byte: value.isEmpty ? 0 : 1)
        open += value
      case .nominal:
        if table.nominal(part.type)?.isEnumeration ?? false {
          writer.append(varint: head(part.address, part.type))
        }
        open += members(of: part).reversed()
      }
    }
    return writer.bytes.count <= ConstantValue.sizeMaxBytes
      ? ConstantValue(bytes: writer.bytes) : nil
  }

  /// Loads a constant's value, and returns its address.
  mutating func load(_ value: ConstantValue, _ type: TypeID) throws(Exhausted) -> UInt64 {
    let image = ConstantImage(value, type, table)
    var addresses: [UInt64] = []
    let owners = InterpreterMemory.ownersOfLiteral
    for (number, part) in image.parts.enumerated() {
      let head = number == 0 ? 0 : InterpreterMemory.head
      addresses.append(
        try memory.add(Array(repeating: 0, count: head) + part.bytes, owners: owners))
    }
    for (number, part) in image.parts.enumerated() {
      let start = addresses[number] + UInt64(number == 0 ? 0 : InterpreterMemory.head)
      for buffer in part.buffers {
        memory.set(addresses[buffer.part], 8, at: start + UInt64(buffer.offset))
      }
    }
    for (number, part) in image.parts.enumerated() {
      if let map = part.map { index(addresses[number], part.count, map) }
    }
    return addresses[0]
  }
}

/// Texts inside other values, as Mini would write them.
enum QuotedBytes {
  static func text(_ bytes: [UInt8]) -> [UInt8] {
    var text = [UInt8(ascii: "\"")]
    var at = 0
    while at < bytes.count {
      let length = sequenceLength(bytes[at...])
      let byte = bytes[at]
      if length > 0, byte >= 0x20, byte != 0x7F, byte != UInt8(ascii: "\""),
        byte != UInt8(ascii: "\\")
      {
        text += bytes[at..<at + length]
        at += length
      } else {
        text += Array(escape(byte).utf8)
        at += 1
      }
    }
    return text + [UInt8(ascii: "\"")]
  }

  private static func escape(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\n"): "\\n"
    case UInt8(ascii: "\t"): "\\t"
    case UInt8(ascii: "\r"): "\\r"
    case 0: "\\0"
    case UInt8(ascii: "\""): "\\\""
    case UInt8(ascii: "\\"): "\\\\"
    default: "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }

  /// The length of the UTF-8 sequence at the start; 0 if there is none.
  private static func sequenceLength(_ bytes: ArraySlice<UInt8>) -> Int {
    guard let first = bytes.first else { return 0 }
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    let sequence = bytes.prefix(length)
    return String(validating: sequence, as: UTF8.self)?.unicodeScalars.count == 1
      && sequence.count == length ? length : 0
  }
}
