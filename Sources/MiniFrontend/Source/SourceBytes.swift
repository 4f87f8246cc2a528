// The first look at the bytes of a file: its byte-order mark, and whether it is UTF-8.

/// The bytes of a source file.
package enum SourceBytes {
  /// Larger files are an error: offsets and counts stay far within 32 bits, and no source written by
  /// a person comes close.
  package static let sizeMaxBytes = 64 << 20

  /// 3 if the file begins with U+FEFF, else 0.
  static func byteOrderMarkLength(_ source: [UInt8]) -> Int {
    source.count >= 3 && source[0] == 0xEF && source[1] == 0xBB && source[2] == 0xBF ? 3 : 0
  }

  /// `UTF-16` or `UTF-32` if the first bytes indicate it, by a byte-order mark or by a NUL, with
  /// which no Mini file begins; else `nil`.
  static func wideEncoding(_ source: [UInt8]) -> String? {
    guard source.count >= 2, source.prefix(4).contains(where: { $0 != 0 }) else { return nil }
    let isMarked = (source[0], source[1]) == (0xFF, 0xFE) || (source[0], source[1]) == (0xFE, 0xFF)
    guard isMarked || source[0] == 0 || source[1] == 0 else { return nil }
    let isFour =
      source.count >= 4
      && ((source[0], source[1]) == (0, 0) || (source[2], source[3]) == (0, 0))
    return isFour ? "UTF-32" : "UTF-16"
  }

  /// The offset of the first byte outside any well-formed UTF-8 sequence, or `nil`.
  static func firstInvalidUTF8(_ source: [UInt8]) -> Int? {
    var index = 0
    while index < source.count {
      if source[index] < 0x80 {
        index += 1
        continue
      }
      let length = utf8SequenceLength(source, at: index)
      guard length > 0 else { return index }
      index += length
    }
    return nil
  }

  /// The length of the well-formed UTF-8 sequence at `index`, or 0 if there is none.
  ///
  /// - SeeAlso: The Unicode Standard, table 3-7
  static func utf8SequenceLength(_ source: [UInt8], at index: Int) -> Int {
    let first = source[index]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch first {
    case 0x00...0x7F: return 1
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF1...0xF3: length = 4
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    default: return 0
    }
    guard source.count - index >= length, second.contains(source[index + 1]) else { return 0 }
    for offset in 2..<max(length, 2) where source[index + offset] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
