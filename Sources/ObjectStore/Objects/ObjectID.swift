// The name of an object: the SHA-256 of its header and body, as in Git's sha256 object format.

import Crypto

/// Names an object: SHA-256 of `<type> SP <size> NUL <body>`. Ordered by its bytes, which is the
/// order of a pack's index.
public struct ObjectID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The digest as four big-endian words.
  @usableFromInline package let words: (UInt64, UInt64, UInt64, UInt64)

  @inlinable package init(words: (UInt64, UInt64, UInt64, UInt64)) {
    self.words = words
  }

  /// The id of an object. Cost: one pass of SHA-256 over the body.
  public init(type: ObjectType, body: [UInt8]) {
    unsafe self.init(type: type, body: body.span.bytes)
  }

  /// The id of an object. Cost: one pass of SHA-256 over the body.
  public init(type: ObjectType, body: RawSpan) {
    var hasher = ObjectHasher(type: type, sizeBytes: UInt64(body.byteCount))
    hasher.update(body)
    self = hasher.finalize()
  }

  /// The id of an object. Cost: one pass of SHA-256 over the body.
  package init(type: ObjectType, body: UnsafeRawBufferPointer) {
    var hasher = ObjectHasher(type: type, sizeBytes: UInt64(body.count))
    unsafe hasher.update(body)
    self = hasher.finalize()
  }

  /// Parses 64 hexadecimal digits of either case; nil for anything else.
  public init?(hex: String) {
    self.init(hexBytes: Array(hex.utf8).span)
  }

  /// Parses 64 hexadecimal digits of either case; nil for anything else.
  package init?(hexBytes: Span<UInt8>) {
    guard hexBytes.count == Self.hexLength else { return nil }
    var words: InlineArray<4, UInt64> = [0, 0, 0, 0]
    for index in 0..<Self.hexLength {
      guard let digit = hexDigitValue(hexBytes[index]) else { return nil }
      words[index >> 4] = words[index >> 4] << 4 | UInt64(digit)
    }
    self.init(words: (words[0], words[1], words[2], words[3]))
  }

  /// From the 32 bytes of a digest; nil for another length.
  public init?(bytes: [UInt8]) {
    self.init(bytes: bytes.span)
  }

  /// From the 32 bytes of a digest; nil for another length.
  package init?(bytes: Span<UInt8>) {
    guard bytes.count == Self.byteLength else { return nil }
    var words: InlineArray<4, UInt64> = [0, 0, 0, 0]
    for index in 0..<Self.byteLength {
      words[index >> 3] = words[index >> 3] << 8 | UInt64(bytes[index])
    }
    self.init(words: (words[0], words[1], words[2], words[3]))
  }

  /// From 32 bytes at an offset. The caller ensures that they exist.
  package init(loadedFrom bytes: UnsafeRawBufferPointer, at offset: Int) {
    func word(_ index: Int) -> UInt64 {
      let start = offset + 8 * index
      return UInt64(bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    self.init(words: (word(0), word(1), word(2), word(3)))
  }

  /// Git's null id, which names no object.
  package static let zero = ObjectID(words: (0, 0, 0, 0))

  /// Bytes of a digest.
  public static let byteLength = 32
  /// Digits of an id in hexadecimal.
  public static let hexLength = 64

  /// The 64 lower-case digits.
  public var description: String {
    unsafe String(unsafeUninitializedCapacity: Self.hexLength) { buffer in
      unsafe withHex { unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
      return Self.hexLength
    }
  }

  /// Appends the 64 lower-case digits. Cost: no allocation.
  package func appendHex(to bytes: inout [UInt8]) {
    unsafe withHex { unsafe bytes.append(contentsOf: $0) }
  }

  /// Calls `body` with the 64 lower-case digits.
  func withHex<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    let digits = (
      hexDigits(words.0), hexDigits(words.1), hexDigits(words.2), hexDigits(words.3)
    )
    return unsafe withUnsafeBytes(of: digits, body)
  }

  /// The 32 bytes of the digest.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteLength)
    appendBytes(to: &bytes)
    return bytes
  }

  /// Appends the 32 bytes of the digest.
  package func appendBytes(to bytes: inout [UInt8]) {
    let stored = (
      words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
    )
    unsafe withUnsafeBytes(of: stored) { unsafe bytes.append(contentsOf: $0) }
  }

  /// The first byte determines the shard, and the slot of a pack index's fan-out.
  package var firstByte: UInt8 { UInt8(words.0 >> 56) }

  @inlinable public static func == (left: ObjectID, right: ObjectID) -> Bool {
    left.words == right.words
  }

  @inlinable public static func < (left: ObjectID, right: ObjectID) -> Bool {
    left.words < right.words
  }

  @inlinable public func hash(into hasher: inout Hasher) {
    // The words of a digest are uniformly distributed, so two of them are enough.
    hasher.combine(words.0)
    hasher.combine(words.1)
  }
}

extension [ObjectID] {
  /// Sorts the ids, and keeps each once.
  consuming func sortedOnce() -> [ObjectID] {
    sort()
    var unique: [ObjectID] = []
    for id in self where unique.last != id { unique.append(id) }
    return unique
  }
}

/// Hashes an object piece by piece, for bodies that are too large for memory.
package struct ObjectHasher {
  private var hasher = SHA256()

  /// Begins an object of a known size.
  package init(type: ObjectType, sizeBytes: UInt64) {
    ObjectHeader(type: type, sizeBytes: sizeBytes).withEncoded { update($0) }
  }

  package mutating func update(_ bytes: RawSpan) {
    unsafe bytes.withUnsafeBytes { unsafe hasher.update(bufferPointer: $0) }
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    unsafe hasher.update(bufferPointer: bytes)
  }

  /// The id. The caller must have hashed as many bytes as it announced.
  package func finalize() -> ObjectID {
    unsafe hasher.finalize().withUnsafeBytes { unsafe ObjectID(loadedFrom: $0, at: 0) }
  }
}

/// The 16 lower-case digits of a number as bytes in memory, computed in two words at once.
private func hexDigits(_ word: UInt64) -> (UInt64, UInt64) {
  func digits(_ half: UInt64) -> UInt64 {
    // Puts each nibble into its own byte, the lowest into the lowest.
    var nibbles = half
    nibbles = (nibbles | nibbles << 16) & 0x0000_FFFF_0000_FFFF
    nibbles = (nibbles | nibbles << 8) & 0x00FF_00FF_00FF_00FF
    nibbles = (nibbles | nibbles << 4) & 0x0F0F_0F0F_0F0F_0F0F
    // Adding 6 carries out of a nibble of ten or more: those are letters.
    let letters = ((nibbles &+ 0x0606_0606_0606_0606) >> 4) & 0x0101_0101_0101_0101
    return (nibbles &+ 0x3030_3030_3030_3030 &+ letters &* 0x27).bigEndian
  }
  return (digits(word >> 32), digits(word & 0xFFFF_FFFF))
}

/// The lower-case digit of a value below 16.
func hexDigit(_ value: UInt8) -> UInt8 {
  value < 10 ? value + 0x30 : value + 0x57
}

/// The value of a hexadecimal digit of either case; nil for other characters.
func hexDigitValue(_ digit: UInt8) -> UInt8? {
  switch digit {
  case 0x30...0x39: digit - 0x30
  case 0x61...0x66: digit - 0x57
  case 0x41...0x46: digit - 0x37
  default: nil
  }
}
