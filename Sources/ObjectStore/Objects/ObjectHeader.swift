// The header that is hashed before an object's body: its type and size.

/// The type of an object, by Git's names.
public enum ObjectType: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  case blob, tree, commit, tag

  public var description: String { rawValue }
}

/// The header before the body: `<type> SP <decimal size> NUL`.
public struct ObjectHeader: Hashable, Sendable {
  public let type: ObjectType
  public let sizeBytes: UInt64

  public init(type: ObjectType, sizeBytes: UInt64) {
    self.type = type
    self.sizeBytes = sizeBytes
  }

  /// The header's bytes, NUL included.
  package var encoded: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.lengthMax)
    bytes.append(contentsOf: type.rawValue.utf8)
    bytes.append(0x20)
    bytes.append(contentsOf: String(sizeBytes).utf8)
    bytes.append(0)
    return bytes
  }

  /// Calls `body` with the header's bytes, NUL included. Cost: no allocation.
  func withEncoded(_ body: (RawSpan) -> Void) {
    var bytes = InlineArray<32, UInt8>(repeating: 0)
    var start = Self.lengthMax - 1  // for the NUL
    var rest = sizeBytes
    repeat {
      start -= 1
      bytes[start] = UInt8(ascii: "0") + UInt8(rest % 10)
      rest /= 10
    } while rest > 0
    start -= 1
    bytes[start] = UInt8(ascii: " ")
    for character in type.rawValue.utf8.reversed() {
      start -= 1
      bytes[start] = character
    }
    unsafe body(bytes.span.bytes.extracting(droppingFirst: start))
  }

  /// Maximum length of a header: Git's limit (`MAX_HEADER_LEN`).
  package static let lengthMax = 32

  /// Parses `<type> SP <decimal size> NUL` at the front of an inflated object, as strictly as Git:
  /// a known type, digits only, no leading zero.
  ///
  /// - Parameter bytes: inflated bytes. Those after ``lengthMax`` are ignored.
  /// - Returns: the header and its length, NUL included; nil if it is invalid.
  /// - SeeAlso: gitformat-loose(5); `parse_loose_header` in Git's object-file.c
  package static func parse(_ bytes: Span<UInt8>) -> (header: ObjectHeader, length: Int)? {
    let end = min(bytes.count, lengthMax)
    var index = 0
    var name: [UInt8] = []
    while index < end, bytes[index] != 0x20 {
      name.append(bytes[index])
      index += 1
    }
    guard let type = ObjectType(rawValue: String(decoding: name, as: UTF8.self)) else {
      return nil
    }
    index += 1
    let first = index
    var size: UInt64 = 0
    while index < end, bytes[index] != 0 {
      guard (0x30...0x39).contains(bytes[index]) else { return nil }
      let (tens, overflow) = size.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt64(bytes[index] - 0x30))
      guard !overflow, !carry else { return nil }
      size = sum
      index += 1
    }
    let digits = index - first
    guard index < end, digits > 0, digits == 1 || bytes[first] != 0x30 else { return nil }
    return (ObjectHeader(type: type, sizeBytes: size), index + 1)
  }
}
