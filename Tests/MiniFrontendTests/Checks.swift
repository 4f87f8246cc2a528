// Shared by the front end's tests: sources with marks, seeded randomness, and the fixtures.

import Foundation
import MiniFrontend
import TestSupport
import Testing

/// A source in which `«E0012»` marks each place at which a diagnostic must be.
struct MarkedSource {
  struct Mark: Hashable, CustomStringConvertible {
    let offset: Int
    let code: String

    var description: String { "\(code)@\(offset)" }
  }

  var text: [UInt8] = []
  var marks: [Mark] = []

  init(_ marked: String) {
    var rest = marked[...]
    while let open = rest.firstIndex(of: "«") {
      text += Array(rest[..<open].utf8)
      guard let close = rest[open...].firstIndex(of: "»") else { break }
      let code = String(rest[rest.index(after: open)..<close])
      marks.append(Mark(offset: text.count, code: code))
      rest = rest[rest.index(after: close)...]
    }
    text += Array(rest.utf8)
  }
}

/// Analyses a marked source. Its diagnostics must be at exactly the marks.
@discardableResult
func check(
  _ marked: String, mentions phrases: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) -> FileAnalysis {
  let source = MarkedSource(marked)
  let analysis = FileAnalysis(analyzing: source.text)
  let found = analysis.zir.diagnostics.map {
    MarkedSource.Mark(offset: Int($0.range.start), code: $0.code.text)
  }
  #expect(found.sorted() == source.marks.sorted(), sourceLocation: sourceLocation)
  let words = analysis.zir.diagnostics.map {
    ([$0.message, $0.label] + $0.notes.map(\.message)).joined(separator: "\n")
  }.joined(separator: "\n")
  for phrase in phrases {
    #expect(words.contains(phrase), "in: \(words)", sourceLocation: sourceLocation)
  }
  checkSoundness(analysis, sourceLocation: sourceLocation)
  return analysis
}

/// Checks the properties of every analysis: ZIR is well-formed, places exist, and each decoder
/// returns the encoded value.
func checkSoundness(
  _ analysis: FileAnalysis, sourceLocation: SourceLocation = #_sourceLocation
) {
  for (fact, holds) in soundness(of: analysis) where !holds {
    let source = String(decoding: analysis.lines.source, as: UTF8.self)
    Issue.record("\(fact): \(source.debugDescription)", sourceLocation: sourceLocation)
  }
}

private func soundness(of analysis: FileAnalysis) -> [(fact: String, holds: Bool)] {
  let zir = analysis.zir
  let located = zir.diagnostics.map { analysis.lines.locate($0) }
  let interface = analysis.interface
  let size = analysis.lines.source.count
  let errors = zir.diagnostics.count { $0.code.severity == .error }
  return [
    ("ZIR is well-formed", zir.isWellFormed),
    ("diagnostics come back", [Diagnostic](decoding: located.encoded()) == located),
    (
      "the interface comes back",
      Interface(decoding: interface.encoded())?.declarations == interface.declarations
    ),
    ("places are in the file", zir.diagnostics.allSatisfy { Int($0.range.end) <= size }),
    ("errors are bounded", errors <= 101),
    (
      "line texts are windows around the place",
      located.map(\.location).allSatisfy {
        $0.lineTextColumn >= 1 && $0.lineTextColumn <= $0.column
          && $0.lineText.unicodeScalars.count <= 200
      }
    ),
  ]
}

extension [MarkedSource.Mark] {
  func sorted() -> Self { sorted { ($0.offset, $0.code) < ($1.offset, $1.code) } }
}

/// The body of a function, checked as a file.
@discardableResult
func checkBody(
  _ body: String, mentions phrases: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) -> FileAnalysis {
  check("fn f() { \(body) }", mentions: phrases, sourceLocation: sourceLocation)
}

/// SplitMix64: the same numbers from the same seed everywhere.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Fixtures/Frontend, found relative to this file.
enum Fixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/Frontend")

  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".mini") }.sorted()
  }()

  static func source(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  /// Compares with a golden, or writes it if `MINI_SNAPSHOTS=1`.
  static func compare(_ text: String, with name: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["MINI_SNAPSHOTS"] == "1" {
      try Data(text.utf8).write(to: file)
    } else {
      #expect(try text == String(decoding: Data(contentsOf: file), as: UTF8.self), "\(name)")
    }
  }
}
