// Reads the primitives of the front end's byte formats. The grammar is in ByteWriter.swift.

/// Reads values from the front of untrusted bytes: each method returns `nil` where the bytes are
/// not such a value. Never traps, and never allocates more than the bytes could hold.
package struct ByteReader {
  private let bytes: [UInt8]
  private var offset = 0

  /// - Parameter bytes: all of them are read from the first on.
  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether all bytes have been read.
  package var isAtEnd: Bool { offset == bytes.count }

  /// The next byte; `nil` at the end.
  package mutating func byte() -> UInt8? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    return bytes[offset]
  }

  /// A number in as few bytes of 7 bits as it needs, the low ones first.
  package mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = byte() else { return nil }
      let low = UInt64(byte & 0x7F)
      if shift == 63, low > 1 { return nil }
      value |= low << shift
      if byte & 0x80 == 0 { return byte == 0 && shift > 0 ? nil : value }
    }
    return nil
  }

  mutating func uint32() -> UInt32? {
    guard let value = varint() else { return nil }
    return UInt32(exactly: value)
  }

  /// The number of elements that follow, each of at least `sizeMin` bytes (1 or more). `nil` if the
  /// remaining bytes cannot hold them.
  mutating func count(sizeMin: Int) -> Int? {
    guard let value = varint() else { return nil }
    return value <= UInt64((bytes.count - offset) / sizeMin) ? Int(value) : nil
  }

  mutating func fixed64() -> UInt64? {
    guard bytes.count - offset >= 8 else { return nil }
    var value: UInt64 = 0
    for index in 0..<8 { value |= UInt64(bytes[offset + index]) << UInt64(8 * index) }
    offset += 8
    return value
  }

  mutating func blob() -> [UInt8]? {
    guard let count = count(sizeMin: 1) else { return nil }
    defer { offset += count }
    return Array(bytes[offset..<offset + count])
  }

  mutating func string() -> String? {
    guard let count = count(sizeMin: 1) else { return nil }
    defer { offset += count }
    return String(validating: bytes[offset..<offset + count], as: UTF8.self)
  }

  mutating func type() -> Type? {
    type(depth: 0)
  }

  private mutating func type(depth: Int) -> Type? {
    guard depth <= Type.nestingMax, let byte = byte() else { return nil }
    switch TypeCode(rawValue: byte) {
    case .text: return .text
    case .array: return part(depth: depth).map { .array($0) }
    case .map:
      guard let key = part(depth: depth), let value = part(depth: depth) else { return nil }
      return .map(key: key, value: value)
    case .optional: return part(depth: depth).map { .optional($0) }
    case .function: return signature(depth: depth + 1).map { .function($0) }
    case .named:
      guard let origin = origin(), let name = identifier() else { return nil }
      return .named(TypeName(origin: origin, name: name))
    case nil: return Scalar(rawValue: byte).map { .scalar($0) }
    }
  }

  private mutating func origin() -> TypeName.Origin? {
    switch varint() {
    case nil: nil
    case 0: string().map { .module($0) }
    case 1: .own
    case let number?: UInt32(exactly: number - 2).map { .imported($0) }
    }
  }

  /// A string that can be the name of a declaration.
  mutating func identifier() -> String? {
    guard let name = string(), CharacterClass.isIdentifier(name.utf8) else { return nil }
    return name
  }

  /// A type that is part of another one, which `void` cannot be.
  mutating func partType() -> Type? {
    part(depth: -1)
  }

  private mutating func part(depth: Int) -> Type? {
    guard let part = type(depth: depth + 1), part.scalar != .void else { return nil }
    return part
  }

  mutating func signature() -> Signature? {
    signature(depth: 0)
  }

  private mutating func signature(depth: Int) -> Signature? {
    guard let result = type(depth: depth), let count = count(sizeMin: 2) else { return nil }
    var parameters: [Parameter] = []
    parameters.reserveCapacity(count)
    for _ in 0..<count {
      guard let mode = byte(), mode < 2, let type = type(depth: depth), type.scalar != .void else {
        return nil
      }
      parameters.append(Parameter(type, isReference: mode == 1))
    }
    return Signature(parameters: parameters, result: result)
  }

  /// Reads a count, then as many elements with `element`.
  mutating func list<Element>(
    sizeMin: Int, _ element: (inout ByteReader) -> Element?
  ) -> [Element]? {
    guard let count = count(sizeMin: sizeMin) else { return nil }
    var elements: [Element] = []
    for _ in 0..<count {
      guard let next = element(&self) else { return nil }
      elements.append(next)
    }
    return elements
  }
}
