// One small program per rule of the language, with the expected results in comments.

import TestSupport
import Testing

@Suite(.sharedCache) struct LanguageTests {
  /// The expected results, from the comments of a program in Fixtures/Language:
  ///
  ///     // stdout: TEXT        a line of its output
  ///     // stdout-open: TEXT   the last line, which does not end
  ///     // stderr: TEXT        a line of what it says when it panics
  ///     // warning: CODE       a warning of the compiler
  ///     // status: N           its exit status
  struct Expectation {
    var output = ""
    var errors = ""
    var warnings: [String] = []
    var status: Int32?

    init(of source: String) {
      for line in source.split(whereSeparator: \.isNewline) {
        guard line.hasPrefix("// "), let colon = line.firstIndex(of: ":") else { continue }
        let text = String(line[colon...].dropFirst(2))
        switch line[..<colon].dropFirst(3) {
        case "stdout": output += text + "\n"
        case "stdout-open": output += text
        case "stderr": errors += text + "\n"
        case "warning": warnings.append(text)
        case "status": status = Int32(text)
        default: break
        }
      }
    }
  }

  @Test(arguments: Checkout.names(in: "Language"))
  func aProgramDoesWhatItSays(_ name: String) throws {
    let bytes = try Checkout.bytes("Language/" + name)
    let expected = Expectation(of: String(decoding: bytes, as: UTF8.self))
    let status = try #require(expected.status, "\(name) does not say how it ends")
    let workspace = Workspace()
    try workspace.write(name, bytes)

    let build = try Mini.run(
      ["build", name, "--emit", "ir", "-o", "out.ll"], in: workspace.folder(""))
    #expect(build.status == 0, "\(name)\n\(build.errorText)")
    guard build.status == 0 else { return }
    let warnings = build.errorText.split(separator: "\n").filter { $0.hasPrefix("warning[") }
      .map { String($0.dropFirst("warning[".count).prefix { $0 != "]" }) }
    #expect(warnings == expected.warnings, "\(name)\n\(build.errorText)")

    let run = try Tools.interpret("out.ll", in: workspace.folder(""))
    #expect(run.text == expected.output, "\(name)")
    #expect(run.errorText == expected.errors, "\(name)")
    #expect(run.status == status, "\(name)")
  }

  static let sample: [String] = {
    let names = Checkout.names(in: "Language")
    return names.indices.filter { Turns.isDue($0, of: names[$0].contains("panic") ? 2 : 10) }
      .map { names[$0] }
  }()

  /// Native code at all levels behaves like the interpreter, with and without `-g`.
  @Test(arguments: sample)
  func aProgramIsTheSameAtEveryLevel(_ name: String) throws {
    let bytes = try Checkout.bytes("Language/" + name)
    let expected = Expectation(of: String(decoding: bytes, as: UTF8.self))
    let workspace = Workspace()
    try workspace.write(name, bytes)
    for options in Levels.all + Levels.all.map({ $0 + ["-g"] }) {
      let build = try Mini.run(["build", name, "-o", "out"] + options, in: workspace.folder(""))
      #expect(build.status == 0, "\(name) \(options)\n\(build.errorText)")
      let run = try Tools.run(workspace.path("out"), [], in: workspace.folder(""))
      #expect(run.text == expected.output, "\(name) \(options)")
      #expect(run.status == expected.status, "\(name) \(options)")
      if options.contains("-g") {
        Levels.checkPanic(run.errorText, without: expected.errors, "\(name) \(options)")
      } else {
        #expect(run.errorText == expected.errors, "\(name) \(options)")
      }
    }
  }

  @Test func thereArePrograms() {
    #expect(Checkout.names(in: "Language").count >= 60)
  }
}
