// Reads of numbers and strings in bytes from outside, which can hold anything.

/// Reads little-endian numbers and strings at offsets. Outside the bytes there are zeros.
struct BoundedReader<Bytes: RandomAccessCollection<UInt8>> where Bytes.Index == Int {
  private let bytes: Bytes

  init(_ bytes: Bytes) {
    self.bytes = bytes
  }

  func uint16(_ offset: UInt64) -> UInt16 { load(offset) }
  func uint32(_ offset: UInt64) -> UInt32 { load(offset) }
  func uint64(_ offset: UInt64) -> UInt64 { load(offset) }

  /// The bytes up to a NUL, to the end, or to the longest length.
  func string(_ offset: UInt64, lengthMax: Int) -> [UInt8] {
    guard offset < UInt64(bytes.count) else { return [] }
    return Array(bytes[(bytes.startIndex + Int(offset))...].prefix(lengthMax).prefix { $0 != 0 })
  }

  private func load<Number: FixedWidthInteger>(_ offset: UInt64) -> Number {
    let size = MemoryLayout<Number>.size
    guard offset <= UInt64(bytes.count), UInt64(bytes.count) - offset >= UInt64(size) else {
      return 0
    }
    var value: Number = 0
    for index in (0..<size).reversed() {
      value = value << 8 | Number(bytes[bytes.startIndex + Int(offset) + index])
    }
    return value
  }
}
