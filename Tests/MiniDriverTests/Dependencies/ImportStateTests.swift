// Whatever is in the place of an imported file, and whatever was there before: a build with a cache
// reports the same as a build without one, and one mistake gives one error.

import FileIO
import Glibc
import MiniDriver
import MiniFrontend
import SystemPackage
import TestSupport
import Testing

@Suite struct ImportStateTests {
  /// A possible state of x.mini, and how to create it.
  private struct State: Sendable {
    enum Meaning: Sendable {
      /// Each importer has one error for it, and no other file has one.
      case failedImport
      /// Its errors are its own: the importers have none.
      case wrong
      /// It offers the functions that the importers use.
      case sound
      /// It offers other functions.
      case other
    }

    let name: String
    let meaning: Meaning
    let place: @Sendable (Project) throws -> Void

    init(_ name: String, _ meaning: Meaning, _ place: @escaping @Sendable (Project) throws -> Void)
    {
      self.name = name
      self.meaning = meaning
      self.place = place
    }

    init(_ name: String, _ meaning: Meaning, text: String) {
      self.init(name, meaning) { try $0.write("x.mini", text) }
    }

    init(_ name: String, _ meaning: Meaning, linkTo target: String) {
      self.init(name, meaning) { #expect(symlink(target, $0.path("x.mini").string) == 0) }
    }
  }

  private static let offer =
    "fn f(x: i64) i64 {\n    return x;\n}\n\nfn g() {\n    print(1);\n}\n"

  private static let states = [
    State("a file", .sound, text: offer),
    State("a file with another body", .sound, text: offer + "// more\n"),
    State("a file with a byte-order mark", .sound, text: "\u{FEFF}" + offer),
    State("a link to a file", .sound, linkTo: "real/x.mini"),
    State("another signature", .other, text: "fn f(x: i32) i32 { return x; } fn g() { }"),
    State("no such function", .other, text: "fn h() { }"),
    State("an empty file", .other, text: ""),
    State("nothing", .failedImport) { _ in },
    State("a folder", .failedImport) {
      try LocalFileSystem().createDirectories($0.path("x.mini"))
    },
    State("a link to a folder", .failedImport, linkTo: "real"),
    State("a link that leads nowhere", .failedImport, linkTo: "nowhere"),
    State("a link to itself", .failedImport, linkTo: "x.mini"),
    State("a device", .failedImport, linkTo: "/dev/zero"),
    State("a header in error", .wrong, text: "fn f(x: ) i64 {\n    return 1;\n}\nfn g() { }\n"),
    State("no declaration to be made out", .wrong, text: "fun f(x: i64) i64 { return x; }\n"),
    State("a parameter in error", .wrong, text: "fn f(x: void) i64 { return 1; } fn g() { }"),
    State("a type in error", .wrong, text: "fn f(x: i64) i64 { return true; } fn g() { }"),
    State("an import in error", .wrong, text: "import \"y.mini\" as y;\n" + offer),
    State("bytes that are not UTF-8", .wrong) {
      try $0.write("x.mini", Array(offer.utf8) + Array("// ".utf8) + [0xE9, 0x0A])
    },
    State("UTF-16", .wrong) {
      try $0.write("x.mini", [0xFF, 0xFE] + Array(offer.utf8).flatMap { [$0, 0] })
    },
    State("lines that end in CR", .wrong, text: offer.replacing("\n", with: "\r")),
  ]

  /// How main.mini uses it; `nil` for lib.mini: no such file.
  struct Use: Sendable, CustomStringConvertible {
    let description: String
    var importers = ["main.mini"]
    let main: String
    var lib: String?
  }

  private static func body(_ text: String) -> String {
    "import \"x.mini\" as x;\n\nfn main() {\n    \(text)\n}\n"
  }

  private static let uses = [
    Use(description: "unused", main: body("print(1);")),
    Use(description: "a literal", main: body("x.f(4294967296);")),
    Use(description: "in operators", main: body("print(x.f(1) + 4294967296 * -x.f(2));")),
    Use(description: "in a call", main: body("print(x.f(x.f(4294967296) - 4294967296));")),
    Use(
      description: "in variables",
      main: body(
        "var a = x.f(1); a = 4294967296; const b = a; print(b == 4294967296, i32(b + 4294967296));")
    ),
    Use(
      description: "in conditions",
      main: body("while x.f(1) > 4294967296 { if -4294967296 == x.f(2) { x.g(); } }")),
    Use(
      description: "twice, with warnings",
      main: "import \"x.mini\" as one;\nimport \"x.mini\" as two;\nimport \"lib.mini\" as lib;\n\n"
        + "fn main() {\n    const unused = one.f(4294967296);\n}\n",
      lib: "fn h() {\n    const unused = 1;\n}\n"),
    Use(
      description: "by another file", importers: ["lib.mini"],
      main: "import \"lib.mini\" as lib;\n\nfn main() {\n    print(lib.h());\n}\n",
      lib: "import \"x.mini\" as x;\n\nfn h() i64 {\n    return x.f(4294967296);\n}\n"),
    Use(
      description: "by two files", importers: ["lib.mini", "main.mini"],
      main: "import \"x.mini\" as x;\nimport \"lib.mini\" as lib;\n\n"
        + "fn main() {\n    print(lib.h() + x.f(4294967296));\n}\n",
      lib: "import \"x.mini\" as x;\n\nfn h() i64 {\n    return x.f(4294967296);\n}\n"),
  ]

  /// Each state after each other one.
  private static var walk: [Int] {
    var steps: [Int] = []
    for first in states.indices {
      for second in states.indices where second > first { steps += [first, second] }
    }
    return steps + [states.count - 1, 0]
  }

  @Test(arguments: uses)
  func everyStateAfterEveryOtherIsReportedAsWithoutACache(use: Use) throws {
    var files = ["main.mini": use.main, "real/x.mini": Self.offer]
    if let lib = use.lib { files["lib.mini"] = lib }
    let project = try Project(files)
    for (number, state) in Self.walk.map({ Self.states[$0] }).enumerated() {
      clear("x.mini", in: project)
      try state.place(project)
      project.age()
      let goal: BuildOptions.Goal = number % 3 == 2 ? .ir : .diagnostics
      let clean = try project.build(
        project.options(goal == .ir ? .combinedIR : goal, cacheUse: .none))
      let report = try project.build(goal)
      let what = "step \(number): \(state.name)"
      let isSame = report.diagnostics == clean.diagnostics && report.hasErrors == clean.hasErrors
      #expect(isSame, "\(what): \(report.diagnosticTexts), not \(clean.diagnosticTexts)")
      #expect(
        DiagnosticJSON.render(report.diagnostics) == DiagnosticJSON.render(clean.diagnostics),
        "\(what)")
      if goal == .ir, !report.hasErrors { #expect(try project.output() == clean.text) }
      check(clean, state, use, what)
    }
  }

  /// Removes anything that has this name.
  private func clear(_ name: String, in project: Project) {
    let path = project.path(name).string
    if unlink(path) != 0, rmdir(path) != 0 { #expect(errno == ENOENT) }
  }

  private func check(_ report: BuildReport, _ state: State, _ use: Use, _ what: String) {
    let errors = report.diagnostics.filter { $0.diagnostic.code.severity == .error }
    let texts = Comment(rawValue: "\(what): \(report.diagnosticTexts)")
    switch state.meaning {
    case .sound: #expect(errors.isEmpty, texts)
    case .failedImport:
      let imports = use.importers.flatMap { path in
        [String](repeating: path, count: use.main.contains("as two") ? 2 : 1)
      }
      #expect(errors.map(\.path) == imports, texts)
      #expect(
        errors.allSatisfy { [.importNotFound, .unreadableImport].contains($0.diagnostic.code) },
        texts)
      let isTold = report.diagnostics.contains {
        $0.diagnostic.code == .unusedImport && $0.diagnostic.message.contains("'x'")
      }
      #expect(!isTold, texts)
    case .wrong: #expect(errors.map(\.path) == ["x.mini"], texts)
    case .other: break
    }
  }

  /// The same for the root: a build without a cache reports why it cannot be used.
  @Test func everyStateOfTheRootIsReportedAsWithoutACache() throws {
    let project = try Project(["x.mini": Self.offer, "real/x.mini": Self.offer])
    for (number, state) in Self.walk.map({ Self.states[$0] }).enumerated() {
      // The root is created in the place of x.mini, and then moved.
      for name in ["main.mini", "x.mini"] { clear(name, in: project) }
      try state.place(project)
      let (from, to) = (project.path("x.mini").string, project.path("main.mini").string)
      if rename(from, to) != 0 { #expect(errno == ENOENT) }
      project.age()
      let clean = Result { try project.build(project.options(.diagnostics, cacheUse: .none)) }
      let report = Result { try project.build(.diagnostics) }
      #expect(text(of: report) == text(of: clean), "step \(number): \(state.name)")
    }
  }

  private func text(of result: Result<BuildReport, any Error>) -> [String] {
    switch result {
    case .success(let report): report.diagnosticTexts
    case .failure(let error): ["\(error)"]
    }
  }
}
