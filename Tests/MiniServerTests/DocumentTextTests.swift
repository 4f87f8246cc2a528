// Positions and edits in the encodings of clients.

import MiniServer
import TestSupport
import Testing

@Suite struct DocumentTextTests {
  private static func text(_ text: String, _ encoding: PositionEncoding) -> DocumentText {
    DocumentText(Array(text.utf8), encoding: encoding)
  }

  private static func place(_ line: Int, _ character: Int) -> Position {
    Position(line: line, character: character)
  }

  @Test func theEncodingIsTheBestThatTheClientOffers() {
    #expect(PositionEncoding(offered: []) == .utf16)
    #expect(PositionEncoding(offered: ["utf-32", "utf-16"]) == .utf16)
    #expect(PositionEncoding(offered: ["utf-16", "utf-8"]) == .utf8)
  }

  @Test func charactersAreCountedAsTheEncodingSays() {
    // ü: two bytes, one unit. 𝄞: four bytes, two units.
    let source = "aü𝄞b\nc"
    for (encoding, characters) in [
      (PositionEncoding.utf8, [0, 1, 3, 7, 8]), (.utf16, [0, 1, 2, 4, 5]),
    ] {
      let text = Self.text(source, encoding)
      for (offset, character) in zip([0, 1, 3, 7, 8], characters) {
        #expect(text.position(of: offset) == Self.place(0, character))
        #expect(text.offset(of: Self.place(0, character)) == offset)
      }
      #expect(text.position(of: 9) == Self.place(1, 0))
    }
  }

  @Test func placesThatAreNotThereAreMovedIntoTheText() {
    let text = Self.text("ab\r\ncd", .utf16)
    #expect(text.offset(of: Self.place(0, 99)) == 2)
    #expect(text.offset(of: Self.place(1, 99)) == 6)
    #expect(text.offset(of: Self.place(99, 0)) == 6)
    #expect(text.offset(of: Self.place(-1, 3)) == 0)
    #expect(text.position(of: 99) == Self.place(1, 2))
    // The middle of a scalar belongs to the scalar.
    #expect(Self.text("𝄞x", .utf16).offset(of: Self.place(0, 1)) == 0)
  }

  @Test func linesEndInAnyWay() {
    let text = Self.text("a\rb\r\nc\nd", .utf8)
    #expect([0, 2, 5, 7].map { text.position(of: $0) } == (0...3).map { Self.place($0, 0) })
  }

  /// The same edit on the text and on a plain string.
  @Test func editsGiveTheTextThatTheEditorHas() {
    var random = SplitMix64(seed: 11)
    let pieces = ["a", "ü", "𝄞", "\n", "\r\n", "\r", "", "xyz\n\n", "\n\r"]
    for encoding in [PositionEncoding.utf8, .utf16] {
      var text = Self.text("fn main() {\n}\n", encoding)
      for _ in 0..<400 {
        let bytes = text.bytes
        func boundary() -> Int {
          var offset = Int.random(in: 0...bytes.count, using: &random)
          while offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
          return offset
        }
        let (first, second) = (boundary(), boundary())
        let range = text.range(min(first, second)..<max(first, second))
        let piece = pieces.randomElement(using: &random)!
        let start = text.offset(of: range.start)
        let end = text.offset(of: range.end)
        text.replace(range, with: piece)
        #expect(text.bytes == bytes[..<start] + Array(piece.utf8) + bytes[end...])
        let fresh = DocumentText(text.bytes, encoding: encoding)
        #expect(text.wholeRange == fresh.wholeRange, "lines of \(text.bytes)")
        let probe = boundary()
        #expect(text.position(of: probe) == fresh.position(of: probe))
      }
    }
  }
}
