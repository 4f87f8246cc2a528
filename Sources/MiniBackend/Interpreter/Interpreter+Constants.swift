// Constants: from values in memory to their canonical bytes, and back. Nothing recurses.

import MiniFrontend

extension Interpreter {
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
