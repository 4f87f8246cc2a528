// Outputs and caches with changed stamps and unchanged bytes: nothing is made again, and there is
// no warning.

import TestSupport
import Testing

@Suite struct UnchangedOutputTests {
  /// Builds silently; nothing is compiled and neither output is replaced.
  private func expectNothingMade(
    _ folder: Folder, _ context: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = try ["main", "main.ll"].map { try identity($0, folder) }
    let build = try Mini.statistics([], in: folder)
    let note: Comment = "\(context): \(build.output.errorText) \(build.summary)"
    #expect(
      build.output.status == 0 && build.output.errorText == "", note,
      sourceLocation: sourceLocation)
    #expect(build.functionsCompiled == 0 && build.unitsCompiled == 0, note)
    #expect(try ["main", "main.ll"].map { try identity($0, folder) } == before, note)
    let null = try Mini.statistics([], in: folder)
    #expect(null.isNull, "\(context): \(null.summary)", sourceLocation: sourceLocation)
  }

  private func identity(_ name: String, _ folder: Folder) throws -> String {
    try Tools.run("stat", ["-c", "%i %Y %s", name], in: folder).text
  }

  @Test func aBuildWithoutTheCacheLeavesOutputsThatAreRight() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build([], in: folder)
    try Mini.build(["--no-cache"], in: folder)
    try expectNothingMade(folder, "--no-cache")
  }

  @Test func anExecutableThatCannotBeRunIsLinkedAgain() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build([], in: folder)
    Workspace.age()
    #expect(try Tools.run("chmod", ["-x", "main"], in: folder).status == 0)
    let build = try Mini.statistics([], in: folder)
    #expect(build.output.status == 0 && build.unitsCompiled == 0, "\(build.summary)")
    #expect(try Tools.run("test", ["-x", "main"], in: folder).status == 0)
  }

  @Test(arguments: [
    "cp -a project copy", "cp -r project copy",
    "mkdir copy && tar -C project -c . | tar -C copy -x",
  ])
  func aCopiedCacheIsAsGood(copying: String) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try Mini.build([], in: workspace.folder("project"))
    Workspace.age()
    let copied = try Shell.run(copying, in: workspace.folder(""))
    #expect(copied.status == 0, "\(copied.errorText)")
    Workspace.age()
    try expectNothingMade(workspace.folder("copy"), "\(copying)")
  }

  /// As a container sees a project of the image below it.
  @Test func aProjectUnderAnOverlayIsAsGood() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    try Mini.build([], in: workspace.folder("project"))
    Workspace.age()
    let script = """
      mkdir layers copy && mount -t tmpfs none layers && mkdir layers/upper layers/work || exit 77
      mount -t overlay -o lowerdir=project,upperdir=layers/upper,workdir=layers/work none copy \\
        || exit 77
      cd copy
      stat -c "%Y %s" main main.ll > ../before
      for number in 1 2; do
        "$0" build --stats-json ../$number.json && stat -c "%Y %s" main main.ll | cmp - ../before
      done
      """
    let run = try Tools.run(
      "unshare", ["-m", "sh", "-ec", script, Mini.executable], in: workspace.folder(""))
    // Mounting needs rights that not every user has.
    if run.status == 77 || run.errorText.contains("unshare failed") { return }
    #expect(run.status == 0 && run.text == "" && run.errorText == "", "\(run.text)\(run.errorText)")
    for number in [1, 2] {
      let json = try JSON.object(workspace.bytes("\(number).json"))
      let build = Mini.Statistics(output: run, json: json)
      #expect(build.functionsCompiled == 0 && build.number("units", "compiled") == 0)
      #expect(number == 1 || build.isNull, "\(build.summary)")
    }
  }

  /// Sources that changed, and the outputs that another build made from them.
  @Test func outputsThatAreReplacedAnywayAreNotComparedAloud() throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build([], in: folder)
    for status in [3, 4] as [Int32] {
      try workspace.write("project/main.mini", "fn main() i32 { return \(status); }\n")
      try Mini.build(status == 3 ? ["--no-cache"] : [], in: folder)
      #expect(try Tools.run(workspace.path("project/main"), [], in: folder).status == status)
    }
  }

  /// A wrong output is reported, and corrected.
  @Test(arguments: ["main", "main.ll"])
  func anOutputWithOtherBytesIsReplacedAloud(name: String) throws {
    let workspace = try Workspace(copying: "Projects/demo", as: "project")
    let folder = workspace.folder("project")
    try Mini.build([], in: folder)
    let right = try workspace.bytes("project/" + name)
    try workspace.write("project/" + name, right.dropLast() + [0x55])
    let build = try Mini.run(["build"], in: folder)
    #expect(
      build.errorText
        == "mini: warning: '\(name)' was changed after the last build; it was rewritten\n")
    #expect(try workspace.bytes("project/" + name) == right)
  }
}
