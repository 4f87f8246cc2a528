// Outputs and reports with names that would overwrite a source, or one another.

import Glibc
import TestSupport
import Testing

@Suite struct OverwriteTests {
  private static func project() throws -> (workspace: Workspace, folder: Folder) {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    return (workspace, workspace.folder("project"))
  }

  private static let sources = ["main.mini", "math.mini", "lib/show.mini"]

  private static func bytes(_ workspace: Workspace) throws -> [[UInt8]] {
    try sources.map { try workspace.bytes("project/" + $0) }
  }

  /// A source by its own name, by another path, as a hard link, and through a symbolic link.
  @Test(arguments: [
    "math.mini", "main.mini", "../project/lib/show.mini", "hard", "soft", "soft.json",
  ])
  func nothingThatIsWrittenOverwritesASource(_ path: String) throws {
    let (workspace, folder) = try Self.project()
    #expect(link(workspace.path("project/math.mini"), workspace.path("project/hard")) == 0)
    try workspace.link("project/soft", to: "math.mini")
    try workspace.link("project/soft.json", to: "lib/show.mini")
    let sources = try Self.bytes(workspace)
    let ways = [
      ["build", "--emit", "ir", "-o", path], ["build", "--emit", "exe", "-o", path],
      ["build", "--emit", "ir", "--stats-json", path], ["build", "--emit", "ir", "--trace", path],
      ["check", "--stats-json", path], ["emit", "--trace", path], ["run", "--stats-json", path],
    ]
    // For a project that is not built, one that is, and one with errors.
    for state in 1...3 {
      if state == 2 { try Mini.build([], in: folder) }
      if state == 3 {
        try workspace.write("project/main.mini", "import \"math.mini\" as m;\nfn main() { y; }\n")
      }
      for way in ways {
        let run = try Mini.run(way, in: folder)
        let isRefused = run.status == 2 && run.errorText.contains("cannot write '\(path)'")
        // (Outputs of a program with errors are not written in any case.)
        #expect(isRefused || (state == 3 && way.contains("-o")), "\(state) \(way) \(run.errorText)")
      }
      print("hostile: outputs over sources: \(ways.count) trials")
      let after = try Self.bytes(workspace)
      #expect(after[1...] == sources[1...] && (state == 3 || after == sources), "\(state)")
    }
    #expect(workspace.exists("project/hard") && workspace.exists("project/soft"))
  }

  @Test func noTwoOutputsAreOneFile() throws {
    let (workspace, folder) = try Self.project()
    try workspace.write("project/there", "something")
    #expect(link(workspace.path("project/there"), workspace.path("project/again")) == 0)
    let ways = [
      ["-o", "x", "--trace", "x"], ["-o", "x", "--stats-json", "x.ll"],
      ["--trace", "t", "--stats-json", "./t"], ["--trace", "lib/../t", "--stats-json", "t"],
      ["--emit", "ir", "-o", "there", "--trace", "again"], ["--trace", "main"],
      ["--trace", "main.ll", "--emit", "ir"],
    ]
    let before = workspace.files(below: "project")
    for way in ways {
      let run = try Mini.run(["build"] + way, in: folder)
      #expect(run.status == 2, "\(way)")
      #expect(run.errorText.contains("another output of this build goes there"), "\(run.errorText)")
    }
    print("hostile: outputs over outputs: \(ways.count) trials")
    let after = workspace.files(below: "project").filter {
      !$0.hasPrefix(".mini_cache/") && !$0.hasPrefix(".user-cache/")
    }
    #expect(after == before)
    #expect(try workspace.text("project/there") == "something")
    let devices = ["build", "--emit", "ir", "--trace", "/dev/null", "--stats-json", "/dev/null"]
    #expect(try Mini.run(devices, in: folder).status == 0)
  }
}
