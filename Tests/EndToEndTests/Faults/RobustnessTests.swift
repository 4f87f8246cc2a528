// Obstacles in the environment: missing, strange and huge files, read-only folders, folders that
// are not caches.

import Glibc
import TestSupport
import Testing

@Suite struct RobustnessTests {
  static let program = "fn main() i32 {\n    return 6;\n}\n"

  private func project(_ text: String = program) throws -> Workspace {
    let workspace = Workspace()
    try workspace.write("project/main.mini", text)
    return workspace
  }

  // MARK: The root

  @Test func aRootThatIsNotThereIs2() throws {
    let workspace = Workspace()
    try workspace.makeFolder("folder.mini")
    let cases = [
      ["build"], ["build", "gone.mini"], ["run", "gone.mini"], ["check", "gone.mini"],
      ["emit", "gone.mini"], ["build", "folder.mini"], ["build", "gone/main.mini"],
    ]
    for arguments in cases {
      let run = try Mini.run(arguments, in: workspace.folder(""))
      #expect(run.status == 2, "\(arguments) \(run.errorText)")
      #expect(run.text == "" && run.errorText != "", "\(arguments)")
    }
    #expect(workspace.files(below: "") == [])
  }

  @Test func aSpecialFileIsNoSource() throws {
    let workspace = try project(
      "import \"pipe.mini\" as pipe;\n\nfn main() {\n    pipe.show();\n}\n")
    #expect(mkfifo(workspace.path("project/pipe.mini"), 0o644) == 0)
    let imported = try Mini.run(["build"], in: workspace.folder("project"))
    #expect(imported.status == 1 && imported.errorText.contains("error[E0044]"))
    let root = try Mini.run(["build", "pipe.mini"], in: workspace.folder("project"))
    #expect(root.status == 2 && root.errorText != "", "\(root.errorText)")
  }

  @Test func aFileTooLargeIsRefusedUnread() throws {
    let workspace = try project("import \"big.mini\" as big;\n\nfn main() {\n    big.f();\n}\n")
    try workspace.write("project/big.mini", "")
    #expect(truncate(workspace.path("project/big.mini"), 6 << 30) == 0)
    let imported = try Mini.run(["build"], in: workspace.folder("project"))
    #expect(imported.status == 1 && imported.errorText.contains(" too large"))
    let root = try Mini.run(["build", "big.mini"], in: workspace.folder("project"))
    #expect(root.status != 0 && root.errorText.contains(" too large"), "\(root.errorText)")
  }

  // MARK: Outputs

  @Test(arguments: ["main.ll", "main"])
  func aFolderInThePlaceOfAnOutputIsLeftAlone(_ output: String) throws {
    let workspace = try project()
    try workspace.write("project/" + output + "/inside", "precious")
    for _ in 1...2 {
      let run = try Mini.run(["build"], in: workspace.folder("project"))
      #expect(run.status == 2, "\(run.errorText)")
      #expect(run.errorText.contains(output))
      #expect(try workspace.text("project/" + output + "/inside") == "precious")
    }
  }

  @Test func aSpecialFileInThePlaceOfAnOutputIsLeftAlone() throws {
    let workspace = try project()
    #expect(mkfifo(workspace.path("project/main.ll"), 0o644) == 0)
    let run = try Mini.run(["build", "--emit", "ir"], in: workspace.folder("project"))
    #expect(run.status == 2, "\(run.errorText)")
    var status = stat()
    #expect(lstat(workspace.path("project/main.ll"), &status) == 0)
    #expect(status.st_mode & S_IFMT == S_IFIFO)
  }

  @Test func anOutputThatCannotBeWrittenIs2() throws {
    let workspace = try project()
    for output in ["/proc/no-such-place/out.ll", "gone/out.ll", "main.mini/out.ll"] {
      let run = try Mini.run(
        ["build", "--emit", "ir", "-o", output], in: workspace.folder("project"))
      #expect(run.status == 2 && run.errorText != "", "\(output) \(run.errorText)")
    }
  }

  @Test(arguments: ["main.mini", "math.mini", "lib/../math.mini", "link.ll"])
  func noOutputOverwritesASource(_ output: String) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try workspace.link("project/link.ll", to: "math.mini")
    let names = ["main.mini", "math.mini", "lib/show.mini"]
    let sources = try names.map { try workspace.bytes("project/" + $0) }
    let run = try Mini.run(
      ["build", "--emit", "ir", "-o", output], in: workspace.folder("project"))
    #expect(run.status == 2 || run.status == 64, "\(run.errorText)")
    #expect(try names.map { try workspace.bytes("project/" + $0) } == sources)
  }

  @Test func theExecutableDoesNotTakeThePlaceOfItsIR() throws {
    let workspace = try project()
    let run = try Mini.run(["build", "-o", "main.ll"], in: workspace.folder("project"))
    #expect(run.status == 2 || run.status == 64, "\(run.errorText)")
  }

  // MARK: Caches

  @Test func aCacheThatCannotBeMadeCostsSpeedOnly() throws {
    let workspace = try project()
    try workspace.write("file", "no folder")
    for cache in ["/proc/no-such-place", "../file", "../file/below"] {
      let run = try Mini.run(
        ["build", "--emit", "ir", "--cache-dir", cache], in: workspace.folder("project"))
      #expect(run.status == 0, "\(cache) \(run.errorText)")
      #expect(run.errorText != "", "\(cache): it says so")
      #expect(try Tools.interpret("main.ll", in: workspace.folder("project")).status == 6)
      try workspace.delete("project/main.ll")
    }
    #expect(try workspace.text("file") == "no folder")
  }

  @Test func aFolderThatIsNoCacheIsLeftAlone() throws {
    let workspace = try project()
    try workspace.write("precious/config", "[core]\n\tbare = true\n")
    try workspace.write("precious/objects/aa/letter", "dear")
    let before = workspace.files(below: "precious")
    let cache = ["--cache-dir", workspace.path("precious")]
    let folder = workspace.folder("project")
    let build = try Mini.run(["build", "--emit", "ir"] + cache, in: folder)
    #expect(build.status == 0 && build.errorText != "", "\(build.errorText)")
    for command in ["clean", "gc"] {
      _ = try Mini.run([command] + cache, in: folder)
      #expect(workspace.files(below: "precious") == before, "\(command)")
    }
    #expect(try workspace.text("precious/config") == "[core]\n\tbare = true\n")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aReadOnlyCacheCostsSpeedOnly() throws {
    let workspace = try project()
    let folder = workspace.folder("project")
    try Mini.build(in: folder)
    try workspace.permissions("project/.mini_cache", 0o555)
    defer { try? workspace.permissions("project/.mini_cache", 0o755) }  // so that it can be removed
    try workspace.write("project/main.mini", "fn main() i32 {\n    return 7;\n}\n")
    let run = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(run.status == 0, "\(run.errorText)")
    #expect(try Tools.interpret("main.ll", in: folder).status == 7)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func aReadOnlyProjectCannotBeBuiltButChecked() throws {
    let workspace = try project()
    try workspace.permissions("project", 0o555)
    defer { try? workspace.permissions("project", 0o755) }  // so that it can be removed
    #expect(try Mini.run(["build", "--emit", "ir"], in: workspace.folder("project")).status == 2)
    #expect(try Mini.run(["check"], in: workspace.folder("project")).status == 0)
  }

  // MARK: Size and shape

  @Test func aLongChainOfImportsNeedsNoStack() throws {
    let workspace = Workspace()
    let last = 3000
    for number in 0..<last {
      try workspace.write(
        "project/m\(number).mini",
        "import \"m\(number + 1).mini\" as next;\n\nfn f() i32 {\n    return next.f() + 1;\n}\n")
    }
    try workspace.write("project/m\(last).mini", "fn f() i32 {\n    return 0;\n}\n")
    try workspace.write(
      "project/main.mini",
      "import \"m0.mini\" as first;\n\nfn main() i32 {\n    return first.f() % 256;\n}\n")
    Workspace.age()
    let folder = workspace.folder("project")
    let cold = try Mini.statistics(["--emit", "ir"], in: folder)
    #expect(cold.output.status == 0, "\(cold.output.errorText.prefix(2000))")
    #expect(cold.filesCompiled == last + 2)
    #expect(try Mini.statistics(["--emit", "ir"], in: folder).isNull)
    try workspace.write("project/m\(last).mini", "fn f() i32 {\n    return 1;\n}\n")
    Workspace.age()
    let edited = try Mini.statistics(["--emit", "ir"], in: folder)
    #expect(edited.filesCompiled == 1 && edited.functionsCompiled == 1, "\(edited.summary)")
    #expect(edited.patched == true)
  }

  @Test func aCycleOfManyFilesIsOneComponent() throws {
    let workspace = Workspace()
    let count = 1000
    for number in 0..<count {
      let next = (number + 1) % count
      try workspace.write(
        "project/m\(number).mini",
        "import \"m\(next).mini\" as next;\n\nfn f(n: i32) i32 {\n"
          + "    if n == 0 {\n        return \(number % 100);\n    }\n    return next.f(n - 1);\n}\n"
      )
    }
    try workspace.write(
      "project/main.mini",
      "import \"m0.mini\" as first;\n\nfn main() i32 {\n    return first.f(1042);\n}\n")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    #expect(try Mini.statistics(["--emit", "ir"], in: workspace.folder("project")).isNull)
  }

  @Test func manyImportsOfOneFile() throws {
    let imports = (0..<2000).map { "import \"lib.mini\" as n\($0);\n" }.joined()
    let calls = (0..<2000).map { "    sum = sum + n\($0).one();\n" }.joined()
    let workspace = try project(
      imports + "\nfn main() i32 {\n    var sum = 0;\n" + calls + "    return sum % 256;\n}\n")
    try workspace.write("project/lib.mini", "fn one() i32 {\n    return 1;\n}\n")
    try Mini.build(in: workspace.folder("project"))
    #expect(try Tools.interpret("main.ll", in: workspace.folder("project")).status == 2000 % 256)
  }

  @Test func namesThatAreNoASCIIGetSymbols() throws {
    let workspace = Workspace()
    try workspace.write(
      "project/main.mini",
      "import \"größe/a b.mini\" as lib;\n\nfn main() i32 {\n    return lib.value();\n}\n")
    try workspace.write(
      "project/größe/a b.mini",
      "fn value() i32 {\n    return 17 / one();\n}\n"
        + "\nfn one() i32 {\n    return 1;\n}\n")
    try Mini.build(in: workspace.folder("project"))
    let output = try workspace.text("project/main.ll")
    #expect(output.contains("@\"gr\\C3\\B6\\C3\\9Fe/a b.value\""))
    #expect(try Tools.interpret("main.ll", in: workspace.folder("project")).status == 17)
  }

  // MARK: Streams

  @Test func aProgramsArgumentsAreItsOwn() throws {
    let workspace = try project("fn main() i32 {\n    print(\"ran\");\n    return 4;\n}\n")
    let run = try Mini.run(
      ["run", "main.mini", "--", "--no-such-option", "stray"], in: workspace.folder("project"))
    #expect(run.status == 4 && run.text == "ran\n", "\(run.errorText)")
  }

  @Test func colourNeedsATerminal() throws {
    let workspace = try project("fn main() {\n    x;\n}\n")
    let plain = try Mini.run(["check"], in: workspace.folder("project"))
    #expect(!plain.errorText.contains("\u{1B}"))
    let coloured = try Mini.run(["check", "--color", "always"], in: workspace.folder("project"))
    #expect(coloured.errorText.contains("\u{1B}["))
    #expect(coloured.status == 1 && plain.status == 1)
  }
}
