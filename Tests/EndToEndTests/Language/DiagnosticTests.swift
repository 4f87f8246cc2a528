// Each message of the compiler: its text, its place, its form.

import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct DiagnosticTests {
  static let cases = Checkout.names(in: "Diagnostics")

  /// `MINI_SNAPSHOTS=1` rewrites the goldens, which are then reviewed like code.
  static let writesSnapshots = ProcessInfo.processInfo.environment["MINI_SNAPSHOTS"] == "1"

  @Test(arguments: cases)
  func aWrongProgramGetsItsMessages(_ name: String) throws {
    let fixture = "Diagnostics/" + name
    let workspace = try Workspace(copying: fixture, as: name)
    let folder = workspace.folder(name)
    let check = try Mini.run(["check", "--color", "never"], in: folder)
    #expect(check.text == "", "\(name)")
    if Self.writesSnapshots {
      let place = URL(fileURLWithPath: Checkout.fixtures + "/" + fixture)
      try Data(check.errors).write(to: place.appendingPathComponent("expected.txt"))
      try Data("\(check.status)\n".utf8).write(to: place.appendingPathComponent("expected.status"))
    }
    #expect(try check.errorText == Checkout.text(fixture + "/expected.txt"), "\(name)")
    #expect(try "\(check.status)\n" == Checkout.text(fixture + "/expected.status"), "\(name)")

    // A case named after a code shows that code.
    if name.hasPrefix("E") || name.hasPrefix("W") {
      #expect(check.errorText.contains("[\(name.prefix(5))]"), "\(name)")
    }
    // The cache and a build give the same messages.
    let again = try Mini.run(["check", "--color", "never"], in: folder)
    #expect(again.errorText == check.errorText && again.status == check.status, "\(name)")
    let build = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(build.errorText == check.errorText && build.status == check.status, "\(name)")
    #expect(workspace.exists(name + "/main.ll") == (check.status == 0), "\(name)")
  }

  @Test(arguments: cases)
  func messagesForEditorsAreOneObjectALine(_ name: String) throws {
    let workspace = try Workspace(copying: "Diagnostics/" + name, as: name)
    let run = try Mini.run(
      ["build", "--emit", "ir", "--diagnostics", "json", "--no-cache"], in: workspace.folder(name))
    let golden = try Checkout.text("Diagnostics/" + name + "/expected.txt").split(separator: "\n")
    let heads = golden.filter { $0.hasPrefix("error[") || $0.hasPrefix("warning[") }
    let lines = run.errorText.split(separator: "\n")
    try #require(lines.count == heads.count, "\(name)\n\(run.errorText)")
    for (line, head) in zip(lines, heads) {
      let object = try JSON.object(Array(line.utf8))
      #expect(object["schema"] as? Int == 1, "\(line)")
      let severity = try #require(object["severity"] as? String, "\(line)")
      let code = try #require(object["code"] as? String, "\(line)")
      let message = try #require(object["message"] as? String, "\(line)")
      // On a terminal, characters that would move the cursor are escaped; an editor gets them
      // unchanged.
      let shown = message.unicodeScalars.allSatisfy(\.isASCII) ? message : ""
      #expect(head.hasPrefix("\(severity)[\(code)]: \(shown)"), "\(line)")
      for key in ["line", "column", "endLine", "endColumn", "byteOffset"] {
        #expect(object[key] is Int, "\(key) in \(line)")
      }
      #expect(object["file"] is String && object["notes"] is [Any], "\(line)")
    }
  }

  @Test func everyCodeHasACase() throws {
    let source = try String(
      contentsOfFile: Repository.root.string
        + "/Sources/MiniFrontend/Diagnostics/DiagnosticCode.swift",
      encoding: .utf8)
    // A file too large for the compiler is not stored: a test creates it.
    let known = source.matches(of: #/case \w+ = (\d+)/#).compactMap { Int($0.1) }
    let shown = Set(
      Self.cases.filter { $0.wholeMatch(of: #/[EW]\d{4}-.*/#) != nil }.map { $0.prefix(5) })
    for number in known where number != 51 {
      let letter = number < 1000 ? "E" : "W"
      let digits = String(10000 + number % 1000).dropFirst()
      #expect(shown.contains(letter + digits), "no case for \(letter)\(digits)")
    }
  }
}
