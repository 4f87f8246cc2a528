// `mini check -`: text that is not saved in the editor replaces a file.

import TestSupport
import Testing

@Suite struct UnsavedTextTests {
  private static func project() throws -> (workspace: Workspace, folder: Folder) {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    Workspace.age()
    try Mini.build(in: workspace.folder("project"))
    return (workspace, workspace.folder("project"))
  }

  private static func check(
    _ text: String, for file: String, root: [String] = ["-"], in folder: Folder,
    _ options: [String] = []
  ) throws -> Finished {
    try Mini.run(
      ["check"] + root + ["--stdin-filename", file] + options, in: folder,
      input: Array(text.utf8))
  }

  @Test func theTextStandsForItsFile() throws {
    let (workspace, folder) = try Self.project()
    let cache = workspace.files(below: "project/.mini_cache")
    let before = try cache.map { try workspace.bytes("project/.mini_cache/" + $0) }
    let source = try workspace.text("project/math.mini")

    let same = try Self.check(source, for: "math.mini", in: folder)
    #expect(same.status == 0 && same.errorText == "")
    let broken = try Self.check(source + "fn f() i32 { return y; }\n", for: "math.mini", in: folder)
    #expect(broken.status == 1 && broken.errorText.contains("undefined name 'y'"))
    #expect(broken.errorText.contains("--> math.mini:"))
    // Its importers see the text too.
    let renamed = try Self.check(
      source.replacing("fn square(", with: "fn squared("), for: "math.mini", in: folder)
    #expect(renamed.status == 1 && renamed.errorText.contains("--> main.mini:"))
    #expect(renamed.errorText.contains("has no function 'square'"))

    #expect(workspace.files(below: "project/.mini_cache") == cache)
    #expect(try cache.map { try workspace.bytes("project/.mini_cache/" + $0) } == before)
    #expect(try Mini.statistics(["--emit", "ir"], in: folder).isNull)
  }

  @Test func theProjectIsFoundFromTheFile() throws {
    let (workspace, folder) = try Self.project()
    let text = "fn pair(a: i32, b: i32) { print(a, b, c); }\nfn rule(n: i32) { print(n); }\n"
    let inside = try Self.check(
      text, for: "show.mini", in: workspace.folder("project/lib"), ["--diagnostics", "json"])
    #expect(inside.status == 1)
    #expect(inside.text.contains("\"file\": \"../lib/show.mini\""), "\(inside.text)")
    let above = try Self.check(text, for: "project/lib/show.mini", in: workspace.folder(""))
    #expect(above.errorText.contains("--> project/lib/show.mini:1:"), "\(above.errorText)")
    let named = try Self.check(text, for: "lib/show.mini", root: ["main.mini"], in: folder)
    #expect(named.errorText.contains("--> lib/show.mini:1:"), "\(named.errorText)")
  }

  /// A saved file without `main`: what `:make` of an editor checks.
  @Test func aFileOfAProjectIsCheckedInIt() throws {
    let (workspace, folder) = try Self.project()
    for file in ["lib/show.mini", "math.mini"] {
      let run = try Mini.run(["check", file], in: folder)
      #expect(run.status == 0 && run.errorText == "", "\(run.errorText)")
    }
    let inside = try Mini.run(["check", "show.mini"], in: workspace.folder("project/lib"))
    #expect(inside.status == 0 && inside.errorText == "", "\(inside.errorText)")
    #expect(!workspace.exists("project/lib/.mini_cache"))
    // Its importers are checked, too.
    let source = try workspace.text("project/math.mini")
    try workspace.write("project/math.mini", source.replacing("fn square(", with: "fn squared("))
    let renamed = try Mini.run(["check", "math.mini"], in: folder)
    #expect(renamed.status == 1 && renamed.errorText.contains("--> main.mini:"))
    // One that no program imports, and one that is a program.
    try workspace.write("project/alone.mini", "fn f() i32 { return y; }\n")
    let alone = try Mini.run(["check", "alone.mini"], in: folder)
    #expect(alone.status == 1 && alone.errorText.contains("undefined name 'y'"))
    #expect(!alone.errorText.contains("E0040"), "\(alone.errorText)")
    try workspace.write("project/other.mini", "fn main() {}\n")
    let other = try Mini.run(["check", "other.mini"], in: folder)
    #expect(other.status == 0 && other.errorText == "", "\(other.errorText)")
  }

  /// A file that was never saved, and one that the project does not import.
  @Test func aFileThatNoProgramHasIsCheckedAlone() throws {
    let (workspace, folder) = try Self.project()
    let text = "import \"math.mini\" as math;\n\nfn f() i32 { return math.square(true); }\n"
    for file in ["fresh.mini", "lib/../fresh.mini"] {
      let run = try Self.check(text, for: file, in: folder)
      #expect(run.status == 1 && run.errorText.contains("--> \(file):3:"), "\(run.errorText)")
      #expect(run.errorText.hasSuffix("\n1 error\n"), "no 'main' is asked for")
    }
    let sound = try Self.check("fn f() i32 { return 1; }\n", for: "fresh.mini", in: folder)
    #expect(sound.status == 0, "\(sound.errorText)")
    let root = try Self.check("fn main() i32 { return x; }\n", for: "main.mini", in: folder)
    #expect(root.status == 1 && root.errorText.contains("undefined name 'x'"))
    #expect(!workspace.exists("project/fresh.mini"))

    let empty = Workspace()
    let alone = try Self.check("fn main() { x; }\n", for: "main.mini", in: empty.folder(""))
    #expect(alone.status == 1 && alone.errorText.contains("--> main.mini:1:13"))
    #expect(empty.files(below: "") == [])
  }

  /// A text that the named project does not use must not look like one without errors.
  @Test func aTextOutsideOfTheNamedProjectIsAnError() throws {
    let (_, folder) = try Self.project()
    let run = try Self.check("garbage", for: "fresh.mini", root: ["main.mini"], in: folder)
    #expect(run.status == 2 && run.errorText.contains("'fresh.mini' is not part of the project"))
  }

  @Test func wrongUsageIsSaid() throws {
    let workspace = Workspace()
    for arguments in [["check", "-"], ["check", "-", "--stdin-filename", "a.txt"]] {
      #expect(try Mini.run(arguments, in: workspace.folder("")).status == 64)
    }
  }
}
