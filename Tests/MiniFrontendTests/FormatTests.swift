// The style of `mini fmt`, construct by construct, and what the formatter promises for all sources.

import Foundation
import MiniFrontend
import TestSupport
import Testing

@Suite struct FormatTests {
  @Test(arguments: Sources.goldens) func aConstructIsFormatted(path: String) throws {
    let formatted = try #require(FormattedSource(Sources.bytes(path))).bytes
    let golden = "../Format/\(path.split(separator: "/")[2].dropLast(5)).formatted"
    try Fixtures.compare(String(decoding: formatted, as: UTF8.self), with: golden)
  }

  @Test func thereAreGoldens() {
    #expect(Sources.goldens.count >= 20)
  }

  @Test func errorsOfNamesAndTypesDoNotMatter() {
    #expect(FormattedSource(Array("fn f(){x=1+\"\";}".utf8)) != nil)
  }

  @Test(
    arguments: [
      "fn f( {", "fn f() { x = ; }", "fn f() {}}", "const a = \"", "const a = 1e;", "/* */",
      "fn f() { a < b < c; }", "struct A { x: i32 y: i32 }", "fn f() {} import \"a.mini\";",
      "\u{1}",
    ])
  func aTextWithSyntaxErrorsIsNotFormatted(text: String) {
    #expect(FormattedSource(Array(text.utf8)) == nil)
  }

  @Test func aTextThatIsNotUTF8IsNotFormatted() {
    #expect(FormattedSource(Array("// ".utf8) + [0xFF, 0x0A]) == nil)
    #expect(FormattedSource([0xFF, 0xFE, 0x20, 0]) == nil)
  }

  @Test(arguments: Sources.all) func thePromisesHoldForAllFixtures(path: String) throws {
    #expect(try brokenFormatPromises(Sources.bytes(path)) == [])
  }

  /// Each insertion in every fourth file and every third place, or in all.
  @Test(arguments: ["// c\n", "\n\n/// d\n\n", "\r\n", "\t// c // d\r\n"].enumerated().map(\.self))
  func thePromisesHoldWithCommentsInAllPlaces(number: Int, insertion: String) throws {
    for (turn, path) in Sources.small.enumerated() where fuzzScale > 1 || turn % 4 == number {
      for (place, source) in insertions(of: insertion, in: try Sources.bytes(path)).enumerated()
      where Turns.isDue(place, of: 3) {
        let broken = brokenFormatPromises(source)
        guard !broken.isEmpty else { continue }
        Issue.record("\(broken): \(String(decoding: source, as: UTF8.self).debugDescription)")
        return
      }
    }
  }

  @Test(arguments: Sources.formatted) func programsForReadersAreFormatted(path: String) throws {
    let source = try Sources.bytes(path)
    #expect(FormattedSource(source)?.bytes == source, "mini fmt \(path)")
  }

  /// Deep nesting and long lines, within the bounds of the language.
  @Test func aLongTextGrowsInProportion() throws {
    let deep = String(repeating: "[", count: 250) + "1," + String(repeating: "]", count: 250)
    let long = String(repeating: "x + [1,][0] + ", count: 20_000)
    for text in ["const a = \(deep);", "const a = \(long)1;", "// \(long)"] {
      let formatted = try #require(FormattedSource(Array(text.utf8))).bytes
      #expect(formatted.count < 50 * text.utf8.count && formatted.count >= text.utf8.count)
    }
  }
}

/// The sources of this repository.
private enum Sources {
  static let root = Fixtures.folder.deletingLastPathComponent().deletingLastPathComponent()

  /// Relative to the root. Without links, of which one leads to a device.
  static let all = ["Fixtures", "Sources/StandardModules"].flatMap { folder in
    let names = FileManager.default.enumerator(atPath: root.appending(path: folder).path)
    return (names?.compactMap { $0 as? String } ?? []).map { "\(folder)/\($0)" }
  }.filter { path in
    let file = root.appending(path: path).path
    let type = (try? FileManager.default.attributesOfItem(atPath: file))?[.type]
    return path.hasSuffix(".mini") && type as? FileAttributeType == .typeRegular
  }.sorted()

  static let goldens = all.filter { $0.hasPrefix("Fixtures/Format/") }

  /// Those of which each place is tried.
  static let small = all.filter {
    $0.hasPrefix("Fixtures/Format/") || $0.hasSuffix("/comments-stand-anywhere.mini")
      || $0.hasSuffix("/enums-and-switch.mini")
  }

  /// Standard modules and projects. Those that show the language's freedom in layout, or whose places
  /// are in a golden, are not.
  static let formatted = all.filter {
    $0.hasPrefix("Sources/")
      || $0.hasPrefix("Fixtures/Projects/") && !$0.contains("/tour/") && !$0.contains("/panics/")
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    Array(try Data(contentsOf: root.appending(path: path)))
  }
}
