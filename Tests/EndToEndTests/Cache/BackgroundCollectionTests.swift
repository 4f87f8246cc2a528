// A build that finds the cache beyond its limits starts a gc and does not wait for it.

import Glibc
import TestSupport
import Testing

@Suite struct BackgroundCollectionTests {
  /// A project of which each build writes one pack per tree, and a cache that allows one of each.
  private struct Scene {
    let project = VersionedProject(Workspace(), "project", moduleCount: 40)
    private var workspace: Workspace { project.workspace }
    private static let cache = "project/.mini_cache"
    private static let said = "mini: gc runs in the background ("

    init(settings: String = "\tgcAutoPackLimit = 1\n") throws {
      try build(0)
      let config = try workspace.text(Self.cache + "/config")
      try workspace.write(Self.cache + "/config", config + settings)
    }

    /// Builds a version. Returns whether a gc was started; there must be no other message.
    @discardableResult
    func build(
      _ version: Int, _ options: [String] = [], environment: [String: String] = ["MINI_GC_AUTO": ""]
    ) throws -> Bool {
      try project.write(version: version)
      Workspace.age()
      let build = try Mini.run(
        VersionedProject.build + options, in: project.folder, environment: environment)
      #expect(build.status == 0, "\(build.errorText)")
      let isSaid = build.errorText.hasPrefix(Self.said)
      let lines = build.errorText.split(separator: "\n")
      #expect(lines.count == (isSaid ? 1 : 0), "\(build.errorText)")
      return isSaid
    }

    /// Waits for the gc's report and for the end of its process.
    func waitForCollection() throws {
      for _ in 0..<(Mini.secondsMax * 20) {
        let log = Self.cache + "/gc.log"
        if workspace.exists(log), try workspace.text(log).contains("freed: "),
          try processes() == []
        {
          return
        }
        usleep(50_000)
      }
      Issue.record("the gc has not ended: \(try processes())")
    }

    /// The processes `mini gc --auto` in the project's folder.
    private func processes() throws -> [String] {
      let listing = try Tools.run(
        "sh", ["-c", "grep -lsz -- --auto /proc/[0-9]*/cmdline; true"], in: project.folder)
      return try listing.outputText.split(separator: "\n").map(String.init).filter { path in
        let folder = path.dropLast("cmdline".count) + "cwd"
        let place = try Tools.run("sh", ["-c", "readlink \(folder); true"], in: project.folder)
        return place.outputText == project.folder.path + "\n"
      }
    }

    func packCount() throws -> Int {
      ["zir", "objects"].reduce(0) { sum, tree in
        sum + workspace.files(below: "\(Self.cache)/\(tree)/pack").count { $0.hasSuffix(".pack") }
      }
    }

    /// Makes the last start two hours old.
    func passHours() throws {
      let aged = try Tools.run(
        "touch", ["-d", "2 hours ago", ".mini_cache/gc.lock"], in: project.folder)
      #expect(aged.status == 0)
    }
  }

  @Test func aBuildStartsOneWhenTheCacheHasOutgrownItsLimits() throws {
    let scene = try Scene()
    #expect(try scene.packCount() == 2)
    #expect(try scene.build(1))
    try scene.waitForCollection()
    // All files have changed, but only a third of the functions: their first pack stays.
    #expect(try scene.packCount() == 3, "two packs of files have become one")
    // Not again within an hour.
    #expect(try !scene.build(2))
    #expect(try scene.packCount() == 5)
    try scene.passHours()
    // A build that adds nothing never starts one, and changes nothing.
    #expect(try !scene.build(2))
    Workspace.age()
    #expect(try Mini.statistics(["--emit", "ir"], in: scene.project.folder).isNull)
    #expect(try scene.build(3))
    try scene.waitForCollection()
    #expect(try scene.packCount() == 2)
    // All versions are still there.
    for version in 0...3 {
      try scene.project.write(version: version)
      let build = try Mini.statistics(["--emit", "ir"], in: scene.project.folder)
      #expect(build.filesCompiled == 0 && build.functionsCompiled == 0, "\(build.summary)")
      #expect(try scene.project.output() == scene.project.cleanOutput())
    }
    #expect(try Mini.run(["verify"], in: scene.project.folder).status == 0)
  }

  @Test(arguments: [
    ("--no-gc", [:], ""), ("", ["MINI_GC_AUTO": "0"], ""), ("", [:], "\tgcAuto = 0\n"),
  ])
  func itCanBeTurnedOff(option: String, environment: [String: String], setting: String) throws {
    let scene = try Scene(settings: "\tgcAutoPackLimit = 1\n" + setting)
    let variables = ["MINI_GC_AUTO": ""].merging(environment) { $1 }
    #expect(try !scene.build(1, option.isEmpty ? [] : [option], environment: variables))
    #expect(try scene.packCount() == 4)
    // Run by hand, it does nothing if nothing has to be done.
    if !setting.isEmpty {
      let auto = try Mini.run(["gc", "--auto"], in: scene.project.folder)
      #expect(auto.status == 0 && auto.text == "" && auto.errorText == "")
      #expect(try scene.packCount() == 4)
    }
  }
}
