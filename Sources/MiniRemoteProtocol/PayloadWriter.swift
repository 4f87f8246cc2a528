// Numbers, texts and lists in the payload of a frame.

/// Writes a payload. Numbers are little-endian; texts and bytes follow their length, 4 bytes.
struct PayloadWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  mutating func append(_ block: [UInt8]) {
    append(UInt32(block.count))
    bytes += block
  }

  mutating func append(_ text: String) { append(Array(text.utf8)) }

  mutating func append(_ digest: BlobDigest) {
    bytes += digest.sha256
    append(digest.sizeBytes)
  }

  mutating func append<Element>(
    _ list: [Element], _ body: (inout PayloadWriter, Element) -> Void
  ) {
    append(UInt32(list.count))
    for element in list { body(&self, element) }
  }
}

/// Reads a payload whose bytes can be anything. After the first fault all values are empty.
struct PayloadReader {
  private let bytes: [UInt8]
  private var position = 0
  private(set) var isValid = true

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Whether everything was read, without a fault.
  var isAtEnd: Bool { isValid && position == bytes.count }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    guard isValid, count >= 0, count <= bytes.count - position else {
      isValid = false
      return []
    }
    position += count
    return bytes[(position - count)..<position]
  }

  mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) -> Number {
    take(Number.bitWidth / 8).reversed().reduce(0) { $0 << 8 | Number(truncatingIfNeeded: $1) }
  }

  mutating func block() -> [UInt8] { Array(take(Int(number(UInt32.self)))) }

  mutating func text() -> String { String(decoding: block(), as: UTF8.self) }

  mutating func digest() -> BlobDigest? {
    let hash = Array(take(BlobDigest.hashSizeBytes))
    return BlobDigest(sha256: hash, sizeBytes: number())
  }

  /// A list whose elements have at least `sizeMin` bytes, so that a wrong count cannot reserve memory.
  mutating func list<Element>(
    sizeMin: Int, _ element: (inout PayloadReader) -> Element?
  ) -> [Element] {
    let count = Int(number(UInt32.self))
    guard isValid, count <= (bytes.count - position) / sizeMin else {
      isValid = false
      return []
    }
    var list: [Element] = []
    for _ in 0..<count where isValid {
      guard let value = element(&self) else {
        isValid = false
        return []
      }
      list.append(value)
    }
    return isValid ? list : []
  }
}
