// Options of builds: the root as a folder, quiet builds, denied warnings, colours.

import TestSupport
import Testing

@Suite struct BuildOptionTests {
  private static let warned = "fn main() i32 {\n    const unused = 1;\n    return 6;\n}\n"

  private static func project(_ text: String = warned) throws -> Workspace {
    let workspace = Workspace()
    try workspace.write("project/main.mini", text)
    return workspace
  }

  // MARK: The root

  @Test(arguments: ["project", "project/", "./project", "project/main.mini", "project/../project"])
  func theRootMayBeItsFolder(root: String) throws {
    let workspace = try Self.project()
    let folder = workspace.folder("")
    #expect(try Mini.run(["build", root, "--emit", "ir"], in: folder).status == 0)
    #expect(workspace.exists("project/main.ll"))
    #expect(try Mini.run(["run", root], in: folder).status == 6)
    #expect(try Mini.run(["check", root, "-j", "2"], in: folder).status == 0)
    let emitted = try Mini.run(["emit", root], in: folder)
    #expect(emitted.output == (try workspace.bytes("project/main.ll")))
  }

  @Test func theWorkingDirectoryIsTheRootsFolderToo() throws {
    let workspace = try Self.project()
    #expect(try Mini.run(["run", "."], in: workspace.folder("project")).status == 6)
    try workspace.makeFolder("project/lib")
    #expect(try Mini.run(["run", ".."], in: workspace.folder("project/lib")).status == 6)
    try workspace.write("named.mini/main.mini", Self.warned)
    #expect(try Mini.run(["run", "named.mini"], in: workspace.folder("")).status == 6)
  }

  @Test func aFolderWithoutARootIsNamed() throws {
    let workspace = Workspace()
    try workspace.makeFolder("empty")
    for command in ["build", "run", "check", "emit"] {
      let run = try Mini.run([command, "empty"], in: workspace.folder(""))
      #expect(run.status == 2)
      #expect(run.errorText.contains("there is no 'main.mini' in the folder 'empty'"))
    }
    #expect(workspace.files(below: "") == [])
  }

  // MARK: Warnings

  @Test func deniedWarningsRefuseTheProgram() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    let message = "mini: error: warnings are denied ('--deny-warnings')\n"
    for command in [["build"], ["run"], ["check"], ["emit"], ["build", "--emit", "ir", "-q"]] {
      let run = try Mini.run(command + ["--deny-warnings"], in: folder)
      #expect(run.status == 1 && run.text == "", "\(command)")
      #expect(run.errorText.contains("warning[W0001]") && run.errorText.hasSuffix(message))
    }
    #expect(!workspace.exists("project/main.ll") && !workspace.exists("project/main"))

    // The outputs of a build that accepted the warnings are left unchanged.
    #expect(try Mini.run(["build", "--emit", "ir"], in: folder).status == 0)
    let before = try workspace.bytes("project/main.ll")
    for _ in 1...2 {
      #expect(try Mini.run(["build", "--emit", "ir", "--deny-warnings"], in: folder).status == 1)
    }
    try workspace.write("project/main.mini", Self.warned.replacing("6", with: "7"))
    #expect(try Mini.run(["build", "--emit", "ir", "--deny-warnings"], in: folder).status == 1)
    #expect(try workspace.bytes("project/main.ll") == before)

    try workspace.write("project/main.mini", "fn main() i32 { return 8; }\n")
    let clean = try Mini.run(["run", "--deny-warnings"], in: folder)
    #expect(clean.status == 8 && clean.errorText == "")
  }

  @Test func aQuietBuildTellsErrorsAlone() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    try workspace.write("project/.mini_cache", "not a folder")
    let loud = try Mini.run(["build", "--emit", "ir"], in: folder)
    #expect(loud.errorText.contains("not cached") && loud.errorText.contains("warning[W0001]"))
    for option in ["-q", "--quiet"] {
      let quiet = try Mini.run(["build", "--emit", "ir", option], in: folder)
      #expect(quiet.status == 0 && quiet.errorText == "")
    }
    let json = try Mini.run(["check", "-q", "--diagnostics", "json"], in: folder)
    #expect(json.status == 0 && json.text == "")
    try workspace.write("project/main.mini", Self.warned + "fn f() i32 { return y; }\n")
    let wrong = try Mini.run(["build", "-q"], in: folder)
    #expect(wrong.status == 1 && wrong.errorText.contains("error[E0012]"))
    #expect(wrong.errorText.hasSuffix("\n1 error\n") && !wrong.errorText.contains("W0001"))
    #expect(try Mini.run(["build", "-q", "-v"], in: folder).status == 64)
  }

  // MARK: Colours

  @Test(
    arguments: [
      ([:], [], false), (["FORCE_COLOR": "1"], [], true), (["FORCE_COLOR": "0"], [], false),
      (["FORCE_COLOR": ""], [], false), (["FORCE_COLOR": "1", "NO_COLOR": "1"], [], false),
      (["FORCE_COLOR": "1"], ["--color", "never"], false),
      (["NO_COLOR": "1"], ["--color", "always"], true),
    ] as [([String: String], [String], Bool)])
  func theOptionGoesBeforeNoColorAndThatBeforeForceColor(
    environment: [String: String], options: [String], isColored: Bool
  ) throws {
    let workspace = try Self.project()
    let run = try Mini.run(
      ["check"] + options, in: workspace.folder("project"), environment: environment)
    #expect(run.errorText.contains("\u{1B}[") == isColored)
    #expect(!run.errorText.contains("\u{1B}]8;;"), "links are for terminals")
  }

  // MARK: Counts

  @Test func cachedUnitsAreCounted() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("project")
    Workspace.age()
    let cold = try Mini.statistics([], in: folder)
    let total = try #require(cold.number("units", "total"))
    #expect(total > 0 && cold.number("units", "compiled") == total)
    for options in [[], ["-v"]] {
      let null = try Mini.statistics(options, in: folder)
      #expect(null.number("units", "total") == total, "\(options)")
      #expect(null.number("units", "cached") == total && null.isNull)
    }
    let none = try Mini.statistics(["--emit", "ir"], in: folder)
    #expect(none.number("units", "total") == 0)
  }

  /// Without '-j', a build uses the processors of its affinity mask.
  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func affinityLimitsTheThreads() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try BenchScripts.generate(100, in: folder)
    func threads(_ before: String, _ options: String = "") throws -> Int {
      let run = try Shell.run(
        "cpu=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//'); "
          + "strace -f -qq -e trace=clone,clone3 -o ../trace \(before) '\(Mini.executable)'"
          + " build --emit ir --no-cache \(options); grep -c 'clone.*(' ../trace || true",
        in: folder)
      return try #require(Int(run.text.dropLast()), "\(run.errorText)")
    }
    let one = try threads("", "-j 1")
    #expect(try threads("taskset -c $cpu") == one)
    #expect(try threads("taskset -c $cpu", "-j 2") > one)
  }
}
