// A buffer for text with styles. It holds bytes, because a null build with hundreds of diagnostics
// spends most of its time here: joining strings costs ten times as much.

/// A growing text in one style.
struct StyledText {
  let style: TextStyle
  private var bytes: [UInt8] = []

  init(style: TextStyle) {
    self.style = style
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func append(_ words: String) {
    var words = words
    words.withUTF8 { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ character: Unicode.Scalar, count: Int) {
    precondition(character.isASCII, "a character of one byte is repeated")
    bytes.append(contentsOf: repeatElement(UInt8(character.value), count: count))
  }

  mutating func append(decimal number: UInt32) {
    var divisor: UInt32 = 1
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }

  /// Appends in `ink` what `words` appends; nothing if that is empty.
  mutating func paint(_ ink: TextStyle.Ink, _ words: (inout StyledText) -> Void) {
    guard style.color == .ansi else { return words(&self) }
    var plain = StyledText(style: TextStyle())
    words(&plain)
    append(style.paint(plain.text, ink))
  }

  mutating func paint(_ words: String, _ ink: TextStyle.Ink) {
    append(style.paint(words, ink))
  }
}

extension UInt32 {
  var digitCount: Int {
    var count = 1
    var rest = self / 10
    while rest > 0 {
      count += 1
      rest /= 10
    }
    return count
  }
}
