// Paths in messages are relative to the working directory, in text and in JSON.

import Foundation
import TestSupport
import Testing

@Suite struct ShownPathTests {
  /// A project in the folder `ke`: a root, a module with a warning, and one beside the folder.
  private static func project() throws -> Workspace {
    let workspace = Workspace()
    try workspace.write(
      "ke/main.mini",
      """
      import "a.mini" as a;
      import "../shared/b.mini" as b;

      fn main() i32 {
          return a.f() + b.g();
      }

      """)
    try workspace.write("ke/a.mini", "fn f() i32 {\n    const unused = 1;\n    return 2;\n}\n")
    try workspace.write("shared/b.mini", "fn g() i32 {\n    const spare = 1;\n    return 3;\n}\n")
    return workspace
  }

  /// The files that diagnostics name in JSON.
  private static func files(_ run: Finished) throws -> [String] {
    try run.text.split(separator: "\n").compactMap {
      try JSON.object(Array($0.utf8))["file"] as? String
    }
  }

  @Test func diagnosticsNameFilesByTheirPathFromTheWorkingDirectory() throws {
    let workspace = try Self.project()
    let places = [
      (folder: "", root: "ke/main.mini", a: "ke/a.mini", b: "ke/../shared/b.mini"),
      (folder: "", root: "ke", a: "ke/a.mini", b: "ke/../shared/b.mini"),
      (folder: "ke", root: "main.mini", a: "a.mini", b: "../shared/b.mini"),
      (folder: "ke", root: ".", a: "a.mini", b: "../shared/b.mini"),
      (folder: "shared", root: "../ke", a: "../ke/a.mini", b: "../ke/../shared/b.mini"),
      (
        folder: "shared", root: workspace.path("ke"), a: workspace.path("ke/a.mini"),
        b: workspace.path("ke/../shared/b.mini")
      ),
    ]
    // The first build compiles; the others replay warnings from the cache.
    for place in places {
      let folder = workspace.folder(place.folder)
      let text = try Mini.run(["check", place.root], in: folder)
      #expect(text.errorText.contains("--> \(place.a):2:11\n"), "\(text.errorText)")
      #expect(text.errorText.contains("--> \(place.b):2:11\n"), "\(text.errorText)")
      let json = try Mini.run(["check", "--diagnostics", "json", place.root], in: folder)
      #expect(try Self.files(json) == [place.b, place.a], "\(json.text)")
      #expect(
        try Self.files(json).allSatisfy {
          workspace.exists(place.folder + "/" + $0) || $0.hasPrefix("/")
        })
    }
    let changed = try Mini.run(["-C", "ke", "check"], in: workspace.folder(""))
    #expect(changed.errorText.contains("--> a.mini:2:11\n"))
  }

  @Test func soDoesEverythingElseThatNamesAFile() throws {
    let workspace = try Self.project()
    let folder = workspace.folder("")
    let first = try Mini.run(
      ["build", "ke", "-vv", "--explain", "--emit", "ir", "--trace", "trace.json"], in: folder)
    for line in [
      "[compile] ke/a.mini (", "[compile] ke/a.mini:f (", "[build] Output: ke/main.ll\n",
      "ke/a.mini was compiled: never built before\n",
    ] {
      #expect(first.errorText.contains(line), "\(line) \(first.errorText)")
    }
    let trace = try workspace.text("trace.json")
    #expect(trace.contains("\"compile ke/a.mini\"") && !trace.contains("\"compile a.mini\""))
    let second = try Mini.run(["build", "ke", "-v", "--emit", "ir"], in: folder)
    #expect(second.errorText.contains("[cache] HIT (file): ke/a.mini\n"))

    try workspace.write(
      "ke/a.mini", "import \"gone.mini\" as gone;\n\nfn f() i32 { return gone.x(); }\n")
    let failed = try Mini.run(["build", "ke", "--emit", "ir"], in: folder)
    #expect(failed.errorText.contains("there is no 'ke/gone.mini'"), "\(failed.errorText)")
    #expect(!failed.errorText.contains("'gone.mini'\n"))
  }

  @Test func whatPanicsNameDoesNotDependOnTheFolder() throws {
    let workspace = Workspace()
    try workspace.write("ke/main.mini", "fn main() i32 {\n    var n = 0;\n    return 1 / n;\n}\n")
    let near = try Mini.run(["run", "-g"], in: workspace.folder("ke"))
    let far = try Mini.run(["run", "-g", "ke"], in: workspace.folder(""))
    #expect(near.errorText == far.errorText && near.status == 101)
    #expect(near.errorText.contains("at main.mini:3:12"), "\(near.errorText)")
  }
}
