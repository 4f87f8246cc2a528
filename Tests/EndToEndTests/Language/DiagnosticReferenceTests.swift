// The pages for users of the language, compared with the compiler: each example has the results
// that the page shows.

import Foundation
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.sharedCache) struct DiagnosticReferenceTests {
  private static let pages =
    Repository.root.string + "/Sources/MiniFrontend/MiniFrontend.docc/"

  /// Codes whose example no page can show, and functions that make their programs.
  private static let madeHere: [String: @Sendable () -> [UInt8]] = [
    "E0001": { Array("fn main() { print(\"caf".utf8) + [0xE9] + Array("\"); }".utf8) },
    "E0008": { Array("fn main() { print(\(repeated("(", 257))1\(repeated(")", 257))); }".utf8) },
    "E0050": { Array("fn main() { \(repeated("x; ", 101))}".utf8) },
    "E0051": { Array("import \"big.mini\"; fn main() { big.f(); }".utf8) },
  ]

  private static func repeated(_ text: String, _ count: Int) -> String {
    String(repeating: text, count: count)
  }

  @Test func everyCodeHasItsEntryAndNoOtherHas() throws {
    let source = try String(
      contentsOfFile: Repository.root.string
        + "/Sources/MiniFrontend/Diagnostics/DiagnosticCode.swift",
      encoding: .utf8)
    let known = source.matches(of: #/case \w+ = (\d+)/#).compactMap { Int($0.1) }.map {
      ($0 < 1000 ? "E" : "W") + String(10000 + $0 % 1000).dropFirst()
    }
    #expect(try Self.entries().map(\.code) == known)
  }

  @Test(arguments: try entries())
  func anExampleGivesItsCode(_ entry: Entry) throws {
    let workspace = Workspace()
    if let program = Self.madeHere[entry.code] {
      #expect(entry.example == nil, "\(entry.code)")
      try workspace.write("main.mini", program())
      // A sparse file of one byte too many.
      try workspace.write("big.mini", "")
      #expect(truncate(workspace.path("big.mini"), (64 << 20) + 1) == 0)
    } else {
      let example = try #require(entry.example, "\(entry.code) has no example")
      try write(example, into: workspace)
    }
    let check = try Mini.run(["check", "--color", "never"], in: workspace.folder(""))
    let codes = Set(check.errorText.matches(of: #/\[([EW]\d{4})\]: /#).map { String($0.1) })
    let others: Set = entry.code == "E0050" ? ["E0012"] : []
    #expect(codes == others.union([entry.code]), "\(check.errorText.prefix(2000))")
    #expect(check.status == (entry.code.hasPrefix("E") ? 1 : 0))
  }

  @Test func eachEntryIsExplainedWithARemedy() throws {
    let folder = Workspace().folder("")
    let list = try Mini.run(["explain"], in: folder)
    #expect(
      list.text.split(separator: "\n").map { String($0.prefix(5)) }
        == (try Self.entries()).map(\.code))
    for entry in try Self.entries() {
      let run = try Mini.run(["explain", entry.code.lowercased()], in: folder)
      #expect(run.status == 0 && run.text.hasPrefix("\(entry.code): "))
      #expect(run.text.contains("\n\nRemedy: ") && run.text.hasSuffix("\n"), "\(run.text)")
      #expect(!run.text.contains("```"), "\(run.text)")
      guard let example = entry.example else { continue }
      let indented = example.split(separator: "\n").map { "    \($0)\n" }.joined()
      #expect(run.text.contains(indented), "\(run.text)")
    }
  }

  @Test func anUnknownCodeIsWrongUsage() throws {
    let run = try Mini.run(["explain", "E0112"], in: Workspace().folder(""))
    #expect(run.status == 64 && run.text == "")
    #expect(
      run.errorText.hasPrefix(
        "mini: error: there is no diagnostic 'E0112'; did you mean 'E0012'?\n"), "\(run.errorText)")
  }

  @Test func onATerminalErrorsNameTheExplanation() throws {
    let workspace = Workspace()
    try workspace.write("main.mini", "fn main() { print(x); y; }\n")
    let run = try Tools.run(
      "script", ["-qec", "'\(Mini.executable)' check --color never", "out"],
      in: workspace.folder(""))
    #expect(run.status == 1)
    #expect(run.text.hasSuffix("2 errors\r\n'mini explain E0012' explains the first one\r\n"))
    let plain = try Mini.run(["check"], in: workspace.folder(""))
    #expect(plain.errorText.hasSuffix("2 errors\n"))
  }

  @Test(arguments: try programs())
  func aProgramOfTheReferencePrintsWhatItSays(_ program: Program) throws {
    let workspace = Workspace()
    try write(program.text, into: workspace)
    let run = try Mini.run(["run", "--color", "never"], in: workspace.folder(""))
    var said = run.outputText + run.errorText
    if run.status != 0 { said += "[exit status \(run.status)]\n" }
    #expect(said == program.says, "\(program.text)")
  }

  @Test func thePagesHavePrograms() throws {
    #expect(try Self.programs().count { $0.page == "LanguageReference.md" } >= 15)
    #expect(try Self.programs().last?.text.contains("// report.mini\n") == true)
  }

  // MARK: The pages

  struct Entry: CustomTestStringConvertible, Sendable {
    let code: String
    let example: String?
    var testDescription: String { code }
  }

  /// A program, its output on both streams, and its exit status unless that is 0.
  struct Program: CustomTestStringConvertible, Sendable {
    let page: String
    let line: Int
    let text: String
    let says: String
    var testDescription: String { "\(page), line \(line)" }
  }

  /// `### E0012: …`, and the Mini block below it, if there is one.
  private static func entries() throws -> [Entry] {
    try page("Diagnostics.md").split(separator: "\n### ").dropFirst().map { section in
      Entry(code: String(section.prefix(5)), example: blocks(of: String(section)).first?.text)
    }
  }

  /// Blocks of Mini that a block `output` follows.
  private static func programs() throws -> [Program] {
    try ["LanguageReference.md", "Tutorial.md"].flatMap { name in
      let blocks = blocks(of: try page(name))
      return zip(blocks, blocks.dropFirst()).compactMap { program, output -> Program? in
        guard program.kind == "mini", output.kind == "output" else { return nil }
        return Program(page: name, line: program.line, text: program.text, says: output.text)
      }
    }
  }

  private static func page(_ name: String) throws -> String {
    try String(contentsOfFile: pages + name, encoding: .utf8)
  }

  /// The fenced blocks of a page.
  private static func blocks(of page: String) -> [(kind: String, line: Int, text: String)] {
    var blocks: [(kind: String, line: Int, text: String)] = []
    var open: (kind: String, line: Int, text: String)?
    let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
    for (number, line) in lines.enumerated() {
      if line.hasPrefix("```") {
        if let block = open { blocks.append(block) }
        open = open == nil ? (String(line.dropFirst(3)), number + 1, "") : nil
      } else {
        open?.text += line + "\n"
      }
    }
    return blocks
  }

  /// Writes an example's files: `main.mini`, and those that begin with a line like `// lib.mini`.
  private func write(_ example: String, into workspace: Workspace) throws {
    var name = "main.mini"
    var files: [String: String] = [:]
    for line in example.split(separator: "\n", omittingEmptySubsequences: false) {
      if let match = line.wholeMatch(of: #/\/\/ (\S+\.mini)/#) {
        name = String(match.1)
      } else {
        files[name, default: ""] += line + "\n"
      }
    }
    for (name, text) in files { try workspace.write(name, text) }
  }
}
