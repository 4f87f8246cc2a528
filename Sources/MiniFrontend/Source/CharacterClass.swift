// The classes of bytes that the language knows.

/// Classes of bytes in identifiers and numbers.
enum CharacterClass {
  /// Whether the bytes form an identifier; a keyword counts as one here.
  static func isIdentifier(_ bytes: some Collection<UInt8>) -> Bool {
    guard let first = bytes.first, isIdentifierStart(first) else { return false }
    return bytes.allSatisfy(isIdentifierPart)
  }

  @inline(__always)
  static func isIdentifierStart(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte == 0x5F
  }

  @inline(__always)
  static func isIdentifierPart(_ byte: UInt8) -> Bool {
    isIdentifierStart(byte) || isDigit(byte)
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
}
