// Text for terminals: escapes characters by which a source file could control the terminal or hide
// its content, and counts columns.

/// Scalars as a terminal shows them.
package enum TerminalText {
  /// One scalar as it is shown, and its width in columns: 0 (combining), 1, 2 (East Asian wide,
  /// emoji), or more for an escape. A tab is not escaped; the caller determines its width.
  static func shown(_ scalar: Unicode.Scalar) -> (text: String, columns: Int) {
    if scalar.value >= 0x20 && scalar.value < 0x7F { return (String(scalar), 1) }
    if let escape = escape(of: scalar) { return (escape, escape.utf8.count) }
    return (String(scalar), columns(of: scalar))
  }

  /// `text` with every control and invisible format character escaped, tabs and line breaks too.
  package static func escaped(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    guard text.unicodeScalars.contains(where: { $0 == "\t" || escape(of: $0) != nil }) else {
      return text
    }
    var result = ""
    for scalar in text.unicodeScalars {
      result += scalar == "\t" ? "\\t" : shown(scalar).text
    }
    return result
  }

  /// Whether all of it is printable ASCII, which is shown unchanged, one column per byte.
  static func isPlain(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { $0.allSatisfy { (0x20..<0x7F).contains($0) } }
  }

  /// The width of the escaped `text` in columns.
  static func columns(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + shown($1).columns }
  }

  /// The escape of a scalar that must not reach a terminal; `nil` for all others.
  private static func escape(of scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\t": return nil
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\u{200C}", "\u{200D}": return nil  // joiners, which emoji and Indic scripts need
    default: break
    }
    if scalar.value >= 0x20 && scalar.value < 0x7F { return nil }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      let digits = String(scalar.value, radix: 16)
      return scalar.value < 0x80
        ? "\\x" + (digits.count == 1 ? "0" : "") + digits : "\\u{\(digits)}"
    default:
      return nil
    }
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    let properties = scalar.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if (0x1160...0x11FF).contains(scalar.value) { return 0 }  // Hangul vowels and finals combine
    if properties.isEmojiPresentation { return 2 }
    return isWide(scalar.value) ? 2 : 1
  }

  /// Whether a scalar is in a block of East Asian wide or fullwidth characters.
  private static func isWide(_ value: UInt32) -> Bool {
    guard value >= 0x1100 else { return false }
    var low = 0
    var high = wideRanges.count
    while low < high {
      let middle = (low + high) / 2
      if wideRanges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < wideRanges.count && wideRanges[low].contains(value)
  }

  /// Blocks whose East_Asian_Width is W or F, ascending. Unassigned scalars inside a block count as
  /// wide.
  ///
  /// - SeeAlso: EastAsianWidth.txt, Unicode 16
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF,
    0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
    0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF,
    0x1F200...0x1F265, 0x20000...0x2FFFD, 0x30000...0x3FFFD,
  ]
}
