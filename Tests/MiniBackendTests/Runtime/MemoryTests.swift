// Programs release all memory that they took, and touch no other.

import Foundation
import MiniBackend
import TestSupport
import Testing

@Suite struct MemoryTests {
  /// The programs of `Fixtures/Language` with values in memory.
  static let names = languageNames.filter { name in
    guard let text = try? String(contentsOf: fixture("Language/\(name).mini"), encoding: .utf8)
    else { return false }
    return ["text", "[", "?", "&"].contains { text.contains($0) }
  }

  @Test(
    .enabled(if: Tools.valgrind != nil && Tools.clang != nil, "valgrind is not installed"),
    arguments: names)
  func valgrindFindsNoFault(_ name: String) throws {
    let source = try String(contentsOf: fixture("Language/\(name).mini"), encoding: .utf8)
    let program = try #require(Modules([name: source], root: name).program())
    // A program that panics leaves its memory to the system.
    let panics = expectation("stderr", in: source)
    let leaks = panics.isEmpty ? "full" : "no"
    // `make test-long` also checks optimised programs.
    for level in fuzzScale > 1 ? ["-O0", "-O2"] : ["-O0"] {
      let scratch = try Scratch()
      let executable = try Tools.compile(program, options: [level], in: scratch)
      let options = ["--quiet", "--leak-check=\(leaks)", "--error-exitcode=99", executable]
      let outcome = try Tools.run(try #require(Tools.valgrind), options, in: scratch)
      #expect(outcome.errorText == panics.map { $0 + "\n" }.joined(), "\(level)")
      #expect(outcome.status != 99, "\(level)")
    }
  }
}
