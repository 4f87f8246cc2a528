// The manual pages that `make install` writes: Tests/Scripts/manual.py.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct ManualTests {
  private let workspace = Workspace()

  /// The pages, by their names.
  private func pages() throws -> [String: String] {
    let script = Repository.root.string + "/Tests/Scripts/manual.py"
    let run = try Tools.run(
      "python3", ["-B", script, Mini.executable, workspace.path("man")], in: workspace.folder(""))
    try #require(run.status == 0, "\(run.errorText)")
    return Dictionary(
      uniqueKeysWithValues: try workspace.files(below: "man").map {
        (String($0.split(separator: "/")[1]), try workspace.text("man/\($0)"))
      })
  }

  @Test func eachCommandHasAPageWithItsOptionsAndExamples() throws {
    let pages = try pages()
    let topics = ["mini-language.7", "mini-debugging.7", "mini-exit-status.7"]
    #expect(
      Set(pages.keys) == Set(HelpTests.commands.map { "mini-\($0).1" } + topics + ["mini.1"]))
    let main = try #require(pages["mini.1"])
    for command in HelpTests.commands {
      let page = try #require(pages["mini-\(command).1"]).replacing("\\-", with: "-")
      #expect(main.contains("mini\\-\(command.replacing("-", with: "\\-"))"))
      let help = try Mini.run(
        ["help", command], in: workspace.folder(""), environment: ["COLUMNS": "400"]
      )
      .text
      let lines = help.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      for line in lines where line.hasPrefix("-") {
        let name = line.prefix { !" ,/".contains($0) }
        #expect(page.contains("\\fB\(name)\\fR"), "\(command): \(name)")
      }
      let start = try #require(lines.firstIndex(of: "EXAMPLES:"))
      #expect(page.contains(lines[start + 1].replacing("\\", with: "\\e")), "\(command)")
      #expect(page.contains("\n.SH SYNOPSIS\n\\fBmini \(command)\\fR"))
    }
  }

  /// Both programs that show manual pages accept them.
  @Test func thePagesAreWellFormed() throws {
    for name in try pages().keys.sorted() {
      let path = workspace.path("man/man\(name.last ?? "1")/\(name)")
      for (tool, words) in [
        ("groff", ["-ww", "-man", "-Tutf8", "-z", path]),
        ("mandoc", ["-Tlint", "-W", "error", path]),
      ] where try !Tools.path(tool).isEmpty {
        let run = try Tools.run(tool, words, in: workspace.folder(""))
        #expect(
          run.status == 0 && run.text == "" && run.errorText == "",
          "\(tool) \(name): \(run.text)\(run.errorText)")
      }
    }
  }

  /// A line that begins with a point would be a request.
  @Test func thePageOfTheLanguageIsAsTheHelp() throws {
    let page = try #require(try pages()["mini-language.7"])
    let help = try Mini.run(["help", "language"], in: workspace.folder("")).text
    let lines = try #require(
      page.split(separator: ".RS 4\n").last?.split(separator: "\n.RE").first)
    let plain = lines.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let text = line.hasPrefix("\\&") ? line.dropFirst(2) : line
      return text.replacing(/\\\[u([0-9A-F]+)\]/) { found in
        UInt32(found.1, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? "?"
      }.replacing("\\-", with: "-").replacing("\\e", with: "\\")
    }
    #expect(plain.joined(separator: "\n") + "\n" == help)
  }
}
