// Places: lines, columns and the text that is shown.

import MiniFrontend
import Testing

private func location(_ text: String, at offset: Int, to end: Int? = nil) -> Diagnostic.Location {
  LineMap(Array(text.utf8)).location(
    of: SourceRange(start: UInt32(offset), end: UInt32(end ?? offset)))
}

private func summary(_ location: Diagnostic.Location) -> String {
  "\(location.line):\(location.column)-\(location.endLine):\(location.endColumn) \(location.lineText)"
}

@Test func columnsCountUnicodeScalars() {
  #expect(summary(location("aé\u{1F600}x\ny", at: 7, to: 8)) == "1:4-1:5 aé\u{1F600}x")
  #expect(summary(location("\ta\tb", at: 3)) == "1:4-1:4 \ta\tb")
}

@Test func linesEndWithLFOrCRLF() {
  #expect(summary(location("ab\r\ncd\nef", at: 4, to: 8)) == "2:1-3:2 cd")
  #expect(summary(location("ab\r\ncd", at: 1)) == "1:2-1:2 ab")
  #expect(summary(location("ab\r\n", at: 4)) == "2:1-2:1 ")
  #expect(summary(location("ab\r\ncd", at: 3)) == "1:4-1:4 ab")
  #expect(summary(location("", at: 0)) == "1:1-1:1 ")
}

@Test func theByteOrderMarkIsNoColumn() {
  #expect(summary(location("\u{FEFF}abc", at: 3, to: 6)) == "1:1-1:4 abc")
  #expect(summary(location("\u{FEFF}é\nabc", at: 7)) == "2:2-2:2 abc")
  #expect(summary(location("\u{FEFF}abc", at: 0)) == "1:1-1:1 abc")
}

@Test func offsetsBeyondTheFileAreItsEnd() {
  #expect(summary(location("ab", at: 100, to: 200)) == "1:3-1:3 ab")
}

@Test func ofALongLineAWindowIsShown() {
  for (unit, size) in [("x", 1), ("é", 2)] {
    let text = "first\n" + String(repeating: unit, count: 100_000) + "\nlast"
    for column in [1, 2, 79, 80, 81, 82, 50_000, 99_900, 99_999, 100_000, 100_001] {
      let location = location(text, at: 6 + (column - 1) * size)
      #expect(location.column == column)
      #expect(location.lineText.unicodeScalars.count <= 200)
      #expect(Int(location.lineTextColumn) == max(1, column - 80))
      let end = Int(location.lineTextColumn) + location.lineText.unicodeScalars.count
      #expect(end == min(max(1, column - 80) + 200, 100_001))
    }
  }
}

@Test func columnsAreRightBeyondManyBlocksOfScalars() {
  let text = String(repeating: "aé", count: 10_000)
  for offset in [0, 1023, 1024, 1025, 3072, 29_997] {
    let expected = offset / 3 * 2 + [1, 2, 3][offset % 3]
    #expect(location(text, at: offset).column == expected)
  }
}

@Test func aByteThatBelongsToNoCharacterIsAColumn() {
  // A lone continuation, a sequence that ends too early, an overlong one, half of a surrogate pair.
  let broken: [UInt8] = [0x80, 0xE2, 0x82, 0x61, 0xC0, 0xAF, 0xED, 0xA0, 0x80, 0xC3, 0xA9, 0xF0]
  let columns = broken.indices.map {
    LineMap(broken).lineAndColumn(at: UInt32($0)).column
  }
  #expect(columns == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11])
  let whole = LineMap(broken).location(of: SourceRange(start: 11, end: 12))
  #expect(whole.lineText == "���a�����é�")
  #expect(whole.endColumn == 12)
}

@Test func aLongLineThatIsNoTextIsShownInPartToo() {
  for byte: UInt8 in [0x80, 0xC3, 0xE2, 0xFF] {
    let map = LineMap(Array(repeating: byte, count: 100_000))
    let location = map.location(of: SourceRange(start: 50_000, end: 50_001))
    #expect(location.column == 50_001 && location.lineTextColumn == 49_921)
    #expect(location.lineText.unicodeScalars.count == 200)
  }
}

@Test func allTheirNotesAreLocatedToo() {
  let source = Array("fn f() { }\nfn f() { }".utf8)
  let analysis = FileAnalysis(analyzing: source)
  let located = analysis.zir.diagnostics.map { analysis.lines.locate($0) }
  #expect(located.first?.location.line == 2)
  #expect(located.first?.notes.first?.location.map(summary) == "1:4-1:5 fn f() { }")
}
