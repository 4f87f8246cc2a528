// Module names with a meaning to assemblers, linkers, LLVM or a shell: each is built, run, debugged
// and looked up like any other.

import TestSupport
import Testing

@Suite struct OddNameTests {
  /// Possible names of an import; the file is the name and `.mini`.
  private static let imported = [
    ".Lmain", ".L", ".", "..", "...", ".text", "a@b", "a@@b", "a@", "@", "@@", "@a", "a@b@@c",
    "$", "$d", "$x", "a$b", "'", "é", "日本語", "\u{301}", " ", "a b", ";", "#", ",",
    "?", "*", "-a", "-", "%", "a%2Fb", "a:b", "a=b", "(a)", "<a>", "[a]", "{a}", "!a", "~", "`a`",
    "|", "&", "0", "1st", "L", "L1", "_start", "main.x", "x.main", "printf", "malloc",
    "write", "mini_flush", "mini_main", "i32", "define", "declare", "source_filename", "_Z1fv",
    "a.llvm.b", "lib/.L/@v", "lib/llvm", String(repeating: "x", count: 200),
    String(repeating: "long/", count: 60) + "a@b",
    // No path leads from outside the root's folder back into it.
    "../up@2/.Lx",
  ]

  private static let levels = [[], ["-O2"], ["-g"], ["-g", "-O1"]]

  /// A program in which each module calls the next, and the last divides by its argument.
  private static func write(_ names: [String], to folder: Folder) throws {
    for (place, name) in names.enumerated() {
      let next = place + 1 < names.count ? names[place + 1] : nil
      let up = String(repeating: "../", count: name.split(separator: "/").count - 1)
      var text = "fn odd(n: i32) i32 {\n    return 1000 / n;\n}\n"
      if let next {
        text =
          "import \"\(up)\(next).mini\" as next;\n\n"
          + "fn odd(n: i32) i32 {\n    return next.odd(n) + 1;\n}\n"
      }
      try folder.workspace.write("\(folder.name)/\(name).mini", text)
    }
    try folder.workspace.write(
      "\(folder.name)/main.mini",
      "import \"\(names[0]).mini\" as first;\n\nfn main() i32 {\n    print(first.odd(1000));\n"
        + "    return first.odd(0);\n}\n")
  }

  @Test(arguments: levels)
  func everyModuleNameIsBuiltAndRunAndNamedByAPanic(level: [String]) throws {
    // A panic names 32 callers.
    for first in stride(from: 0, to: Self.imported.count, by: 24) {
      let names = Array(Self.imported[first..<min(first + 24, Self.imported.count)])
      let workspace = Workspace()
      let folder = workspace.folder("project")
      try Self.write(names, to: folder)
      try Mini.build(level, in: folder)
      let run = try ChildProcess.run(folder.path + "/main", [])
      #expect(run.outputText == "\(names.count)\n")
      #expect(run.status == 101)
      let last = names[names.count - 1]
      let lines = run.errorText.split(separator: "\n").map(String.init)
      #expect(
        lines.first?.hasPrefix("panic: division by zero in \(last).odd #1") == true, "\(lines)")
      if level == ["-g"] {
        let callers = names.dropLast().reversed().map { "  called by \($0).odd" }
        #expect(Array(lines.dropFirst()) == callers + ["  called by main.main"])
      }
      print("hostile: odd names: \(names.count) trials")
    }
  }

  /// A root may contain a character that no import can: a quote.
  @Test(arguments: [
    ".Lmain", ".", "a@b", "@@", "$x", "\"", "é", "main", "-x", "printf", "a b", "日本",
  ])
  func everyRootNameIsBuiltAndRunAndNamedByAPanic(name: String) throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write(
      "project/\(name).mini",
      "fn main() i32 {\n    print(1);\n    return half(0);\n}\n\n"
        + "fn half(n: i32) i32 {\n    return 1 / n;\n}\n")
    for level in [[], ["-g"]] {
      let root = "./\(name).mini"
      let build = try Mini.run(["build", "-o", "program"] + level + [root], in: folder)
      #expect(build.status == 0, "\(build.errorText)")
      let run = try ChildProcess.run(folder.path + "/program", [])
      #expect(run.outputText == "1\n")
      #expect(run.status == 101)
      let place = level.isEmpty ? "" : " at \(name).mini:7:12\n  called by \(name).main"
      #expect(run.errorText == "panic: division by zero in \(name).half #1\(place)\n")
    }
    print("hostile: odd names: 2 trials")
  }

  /// The cache's entry for a function is found by the module's own name.
  @Test func functionsAreFoundByTheModulesName() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    let names = ["a@b", ".Lx", "$d", "é"]
    try Self.write(names, to: folder)
    try Mini.build(in: folder)
    for name in names {
      let shown = try Mini.run(["cat-object", "-p", "\(name).mini:odd"], in: folder)
      #expect(shown.status == 0, "\(shown.errorText)")
      #expect(shown.text.contains("define i32 @\""))
    }
    print("hostile: odd names: \(names.count) trials")
  }

  /// LLVM reserves these.
  @Test func modulesThatLLVMKeepsToItselfAreAnErrorWhereTheyAreImported() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    for name in ["llvm", "llvm.x", "llvm.used"] {
      try workspace.write("project/\(name).mini", "fn f() { }\n")
      try workspace.write(
        "project/main.mini", "import \"\(name).mini\" as x;\n\nfn main() {\n    x.f();\n}\n")
      let build = try Mini.run(["build"], in: folder)
      #expect(build.status == 1)
      #expect(build.errorText.contains("error[E0045]: the module name '\(name)' is reserved\n"))
      #expect(build.errorText.contains("main.mini:1:8"))
      #expect(build.errorText.hasSuffix("\n1 error\n"))
    }
    print("hostile: odd names: 3 trials")
  }
}
