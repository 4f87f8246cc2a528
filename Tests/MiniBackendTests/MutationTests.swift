// Broken and odd programs: the back end survives all that the front end accepts, and its output is
// LLVM IR.

import Foundation
import MiniBackend
import MiniFrontend
import TestSupport
import Testing

@Suite struct MutationTests {
  /// Programs in which one to three tokens were replaced, dropped or doubled.
  @Test(.enabled(if: Tools.llvmAs15 != nil, "llvm-as-15 is not installed"))
  func mutatedProgramsAreRejectedOrMakeValidIR() throws {
    let sources = try fixtureSources()
    var random = SplitMix64(seed: 0xC0FFEE)
    var ir: [UInt8] = []
    var parts: RuntimeParts = []
    var acceptedCount = 0
    for number in 0..<4_000 {
      let mutant = mutate(sources[number % sources.count], with: &random)
      let module = "m\(number)"
      let modules = Modules([module: mutant], root: module)
      let hasErrors = !modules.errors(of: module).isEmpty
      let section = modules.section(of: module)
      if hasErrors { continue }
      let accepted = try #require(section, "no errors, and no code:\n\(mutant)")
      ir += accepted.ir
      parts.formUnion(accepted.runtimeParts)
      acceptedCount += 1
    }
    // If most mutants were rejected, this test would show nothing.
    #expect(acceptedCount > 200)
    let main = Array("define void @root.main() {\n  ret void\n}\n\n".utf8)
    let header = ProgramHeader.text(rootModule: "root", mainResult: .void, parts: parts)
    let scratch = try Scratch()
    let path = try scratch.write(header + main + ir, as: "mutants.ll")
    let outcome = try Tools.run(
      try #require(Tools.llvmAs15), [path, "-o", scratch.path("mutants.bc")], in: scratch)
    #expect(outcome.status == 0, "\(outcome.errorText)")
  }

  private func fixtureSources() throws -> [[Substring]] {
    let language = languageNames.map { "Language/\($0).mini" }
    let goldens = goldenNames.map { "Backend/\($0).mini" }
    return try (language + goldens).map {
      tokens(of: try String(contentsOf: fixture($0), encoding: .utf8))
    }
  }

  /// Roughly the language's tokens, and the white space between them.
  private func tokens(of source: String) -> [Substring] {
    var tokens: [Substring] = []
    var rest = source[...]
    while let first = rest.first {
      let isWord = first.isLetter || first.isNumber || first == "_"
      let token =
        isWord
        ? rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." } : rest.prefix(1)
      tokens.append(token)
      rest = rest.dropFirst(token.count)
    }
    return tokens
  }

  private func mutate(_ tokens: [Substring], with random: inout SplitMix64) -> String {
    var tokens = tokens
    for _ in 0...Int(random.next() % 3) {
      let place = Int(random.next() % UInt64(tokens.count))
      let other = tokens[Int(random.next() % UInt64(tokens.count))]
      switch random.next() % 4 {
      case 0: tokens[place] = ""
      case 1: tokens[place] = tokens[place] + " " + tokens[place]
      default: tokens[place] = other
      }
    }
    return tokens.joined()
  }
}
