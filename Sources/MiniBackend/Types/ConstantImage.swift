// A constant's value in memory: the bytes that the emitter writes and the interpreter loads.

import MiniFrontend

/// The bytes of a value and of the buffers that it refers to.
struct ConstantImage {
  /// The value itself, or the contents of a buffer.
  struct Part {
    var bytes: [UInt8]
    /// Where the addresses of buffers are, each with the number of its part.
    var buffers: [(offset: Int, part: Int)] = []
    /// Of a buffer: the number of its elements or bytes.
    var count = 0
    var isText = false
    /// Of a map's buffer, whose bytes are its entries in order: the map's types.
    var map: TypeTable.MapShape?
  }

  /// The first one is the value itself.
  private(set) var parts: [Part]

  /// Values that are still to be read, one after another.
  private struct Work {
    let type: TypeID
    let part: Int
    var offset: Int
    var count: Int
    /// The values are those of a map's entries, each after its key.
    var map: TypeTable.MapShape?
  }

  /// - Parameter value: of this type.
  init(_ value: ConstantValue, _ type: TypeID, _ table: TypeTable) {
    parts = [Part(bytes: Array(repeating: 0, count: Int(table.layout(of: type).size)))]
    var reader = ByteReader(value.bytes)
    // No recursion: a constant can be as deep as other constants make it.
    var work = [Work(type: type, part: 0, offset: 0, count: 1)]
    while let next = work.last {
      if next.count == 0 {
        work.removeLast()
        continue
      }
      work[work.count - 1].count -= 1
      guard let map = next.map else {
        work[work.count - 1].offset += Int(table.layout(of: next.type).size)
        read(next.type, next.part, next.offset, &reader, &work, table)
        continue
      }
      work[work.count - 1].offset += Int(map.entrySize)
      // A key has no parts.
      read(map.key, next.part, next.offset, &reader, &work, table)
      let value = next.offset + Int(map.valueOffset)
      work.append(Work(type: map.value, part: next.part, offset: value, count: 1))
    }
  }

  private mutating func read(
    _ type: TypeID, _ part: Int, _ offset: Int, _ reader: inout ByteReader, _ work: inout [Work],
    _ table: TypeTable
  ) {
    switch table.shape(of: type) {
    case .scalar: copy(Int(table.layout(of: type).size), to: part, offset, &reader)
    case .text:
      let count = reader.varint().flatMap { Int(exactly: $0) } ?? 0
      guard count > 0 else { return }
      let buffer = add(Part(bytes: [], count: count, isText: true), to: part, offset)
      for _ in 0..<count { parts[buffer].bytes.append(reader.byte() ?? 0) }
      set(UInt64(count), 4, part, offset + Int(ValueLayout.textLength))
    case .array(let element):
      let count = reader.varint().flatMap { Int(exactly: $0) } ?? 0
      guard count > 0 else { return }
      let size = Int(table.layout(of: element).size)
      let buffer = add(
        Part(bytes: Array(repeating: 0, count: count * size), count: count), to: part, offset)
      set(UInt64(count), 8, part, offset + Int(ValueLayout.arrayLength))
      work.append(Work(type: element, part: buffer, offset: 0, count: count))
    case .map:
      let count = reader.varint().flatMap { Int(exactly: $0) } ?? 0
      guard count > 0, let map = table.map(type) else { return }
      let bytes = [UInt8](repeating: 0, count: count * Int(map.entrySize))
      let buffer = add(Part(bytes: bytes, count: count, map: map), to: part, offset)
      work.append(Work(type: map.value, part: buffer, offset: 0, count: count, map: map))
    case .function: break  // no constant holds one
    case .optional(let value):
      guard reader.byte() == 1 else { return }
      parts[part].bytes[offset + Int(table.layout(of: value).size)] = 1
      work.append(Work(type: value, part: part, offset: offset, count: 1))
    case .nominal:
      guard let nominal = table.nominal(type) else { return }
      var members = nominal.members.first ?? []
      if nominal.isEnumeration {
        let number = reader.varint().flatMap { Int(exactly: $0) } ?? 0
        set(UInt64(number), Int(nominal.tagBytes), part, offset)
        members = nominal.members[number]
      }
      for member in members.reversed() {
        guard let type = member.type else { continue }
        work.append(Work(type: type, part: part, offset: offset + Int(member.offset), count: 1))
      }
    }
  }

  private mutating func add(_ buffer: Part, to part: Int, _ offset: Int) -> Int {
    parts.append(buffer)
    parts[part].buffers.append((offset, parts.count - 1))
    return parts.count - 1
  }

  private mutating func copy(
    _ count: Int, to part: Int, _ offset: Int, _ reader: inout ByteReader
  ) {
    for position in 0..<count { parts[part].bytes[offset + position] = reader.byte() ?? 0 }
  }

  private mutating func set(_ value: UInt64, _ count: Int, _ part: Int, _ offset: Int) {
    parts[part].bytes.replaceSubrange(offset..<offset + count, with: value.bytes(count))
  }
}
