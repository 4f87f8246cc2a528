// The page of features: what it names exists.

import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct FeatureTests {
  /// The cells of a row: its number, the feature, and where it is.
  private func rows() throws -> [[String]] {
    let bytes = try LocalFileSystem().contents(
      of: Repository.root.appending("Sources/mini/mini.docc/Features.md"), sizeMax: 1 << 20)
    return String(decoding: try #require(bytes), as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("| ") }
      .map { line in
        line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      }
      .filter { Int($0[0]) != nil }
  }

  @Test func thereAreFiftyRowsAndEachSaysWhere() throws {
    let rows = try rows()
    #expect(rows.compactMap { Int($0[0]) } == Array(1...50))
    for row in rows {
      #expect(row.count == 3 && (row[2].contains("`") || row[2].contains("absent")), "\(row)")
    }
  }

  @Test func eachCommandOptionSettingAndTestExists() throws {
    let workspace = Workspace()
    let help = try Mini.run(["help", "config"], in: workspace.folder("")).text
    let tests = try #require(
      FileManager.default.enumerator(atPath: Repository.root.string + "/Tests")
    ).compactMap { ($0 as? String)?.split(separator: "/").last.map(String.init) }
    for row in try rows() {
      for span in row[2].matches(of: #/`([^`]+)`/#).map({ String($0.1) }) {
        let words = span.split(separator: " ").map(String.init)
        if span.hasSuffix("Tests") {
          #expect(tests.contains(span + ".swift"), "\(row[0]): \(span)")
        }
        guard words[0] == "mini", words.count > 1 else { continue }
        if words[1] == "help" {
          #expect(try Mini.run(Array(words[1...]), in: workspace.folder("")).status == 0)
          continue
        }
        #expect(HelpTests.commands.contains(words[1]), "\(row[0]): \(span)")
        let text = try Mini.run(["help", words[1]], in: workspace.folder("")).text
        let known = Set(text.split { " \n,[]()|=".contains($0) }.map(String.init))
        for word in words.dropFirst(2) where word.hasPrefix("-") {
          #expect(known.contains(word), "\(row[0]): \(span): \(word)")
        }
        if words[1] == "config", let key = words.first(where: { $0.hasPrefix("mini.") }) {
          #expect(help.contains("  \(key) "), "\(row[0]): \(key)")
        }
      }
    }
  }
}
