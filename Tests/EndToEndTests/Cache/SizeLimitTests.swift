// gc's limit applies to the whole cache on the disk, and the size that it prints is that of du.

import FileIO
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite struct SizeLimitTests {
  private static func du(_ path: String) throws -> Int {
    let output = try ChildProcess.run("du", ["-sk", path], environment: ["PATH": "/usr/bin:/bin"])
    return try #require(
      output.outputText.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) })
  }

  private static func last(_ finished: Finished) throws -> Int {
    let line = try #require(finished.text.split(separator: "\n").last)
    return try #require(line.split(separator: " ").lazy.compactMap { Int($0) }.first)
  }

  /// Projects that share a cache, one built long ago; quarantined files, earlier states.
  private static func scene() throws -> (Workspace, Folder, cache: String) {
    let workspace = Workspace()
    var random = SplitMix64(seed: 9)
    for project in ["old", "new"] {
      for version in 0..<3 {
        var main = "fn main() i32 {\n"
        for module in 0..<12 {
          var text = ""
          for function in 0..<20 {
            let number = random.next() % 1_000_000
            text +=
              "fn f\(function)(x: i64) i64 { return (x * \(number) + \(version)) / (x + 1); }\n"
          }
          try workspace.write("\(project)/m\(module).mini", text)
          main = "import \"m\(module).mini\" as m\(module);\n" + main
        }
        try workspace.write("\(project)/main.mini", main + "    return \(version);\n}\n")
        let built = try Mini.run(
          ["build", "--emit", "ir", "--cache-dir", workspace.path("cache")],
          in: workspace.folder(project))
        #expect(built.status == 0, "\(built.errorText)")
      }
    }
    try workspace.write("cache/quarantine/objects-x", [UInt8](repeating: 1, count: 100_000))
    for file in workspace.files(below: "cache/projects") where file.hasSuffix("file_hashes.bin") {
      let root = "cache/projects/" + file.dropLast("file_hashes.bin".count) + "root"
      guard try workspace.text(root).contains("/old/") else { continue }
      try workspace.setModified("cache/projects/\(file)", nanoseconds: 1_700_000_000_000_000_000)
    }
    return (workspace, workspace.folder("new"), workspace.path("cache"))
  }

  @Test func oneRunBringsTheWholeCacheBelowItsLimit() throws {
    for percent in [95, 80, 60, 40, 20] {
      let (workspace, folder, cache) = try Self.scene()
      let before = try Self.du(cache)
      let limit = before * percent / 100
      try workspace.copy("cache", "unlimited")
      let unlimited = try Mini.run(["gc", "--cache-dir", workspace.path("unlimited")], in: folder)
      let all = try Self.last(unlimited)
      let finished = try Mini.run(
        ["gc", "--max-size", "\(limit)K", "--cache-dir", cache], in: folder)
      #expect(finished.status == 0, "\(finished.errorText)")
      let after = try Self.du(cache)
      #expect(
        after <= limit || finished.errorText.contains("more than"),
        "\(percent) %: \(after) of \(limit)")
      #expect(
        after <= limit || percent < 40, "\(percent) %: \(after) of \(limit), \(before) before")
      // And it evicts no more than it must.
      #expect(
        after >= min(limit, all) * 3 / 4,
        "\(percent) %: \(after) of \(limit), \(before) before")
      #expect(try Self.last(finished) == after, "\(finished.text)")
      // The least valuable goes first: the quarantine, unless the cache is small enough with it.
      #expect(workspace.exists("cache/quarantine/objects-x") == (all <= limit), "\(percent) %")
      let count = try Mini.run(["count-objects", "-v", "--cache-dir", cache], in: folder)
      #expect(try Self.last(count) == Self.du(cache))
      #expect(try Mini.run(["verify", "--cache-dir", cache], in: folder).status == 0)
      let build = try Mini.run(["build", "--emit", "ir", "--cache-dir", cache], in: folder)
      #expect(build.status == 0 && !build.errorText.contains("mini: "), "\(build.errorText)")
    }
  }

  /// With a limit that is too low, gc prints that, and the size that remains.
  @Test func whatCannotBeReachedIsSaid() throws {
    let (_, folder, cache) = try Self.scene()
    let finished = try Mini.run(["gc", "--max-size", "1", "--cache-dir", cache], in: folder)
    #expect(finished.status == 0)
    #expect(finished.errorText.contains("takes"), "\(finished.errorText)")
    #expect(finished.text.contains("file of the records of builds × 1"), "\(finished.text)")
    #expect(try Self.last(finished) == Self.du(cache))
  }

  /// Also in one run in the background, as builds start it.
  @Test func aCollectionInTheBackgroundKeepsTheLimitToo() throws {
    let (workspace, folder, cache) = try Self.scene()
    let limit = try Self.du(cache) / 2
    let config = try workspace.text("cache/config")
    try workspace.write("cache/config", config + "\tmaxSize = \(limit)k\n")
    // The files besides objects that a gc has measured.
    #expect(try Mini.run(["gc", "--cache-dir", cache], in: folder).status == 0)
    let before = try Self.du(cache)
    let finished = try Mini.run(
      ["gc", "--auto", "--cache-dir", cache], in: folder, environment: ["MINI_GC_AUTO": ""])
    #expect(finished.status == 0, "\(finished.errorText)")
    let after = try Self.du(cache)
    #expect(after <= limit, "\(after) of \(limit), \(before) before: \(finished.text)")
  }

  /// -v prints the list, which names units of native code.
  @Test func aDryRunSumsUpAndListsWhenAsked() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    for number in 0..<2 {
      try workspace.write("project/main.mini", "fn main() i32 { return \(number); }\n")
      #expect(try Mini.run(["build"], in: folder).status == 0)
    }
    let plan = ["gc", "--dry-run", "--keep-states", "1", "--prune", "now"]
    let short = try Mini.run(plan, in: folder)
    #expect(short.status == 0 && !short.text.contains("would drop "), "\(short.text)")
    let long = try Mini.run(plan + ["-v"], in: folder)
    #expect(long.text.hasSuffix(short.text))
    #expect(long.text.contains("would drop ") && !long.text.contains("known to no index"))
    let usual = try Mini.run(["gc", "--dry-run", "--prune", "now"], in: folder)
    #expect(usual.text.contains("would drop: 0 objects"), "\(usual.text)")
    for number in ["0", "17", "x"] {
      #expect(try Mini.run(["gc", "--keep-states", number], in: folder).status == 64)
    }
  }

  /// A lack of descriptors is not a fault of the cache.
  @Test func whatTheMachineRunsOutOfIsNoFault() throws {
    let (_, folder, cache) = try Self.scene()
    var refused = 0
    for limit in 4...40 {
      let finished = try ChildProcess.run(
        "sh", ["-c", "ulimit -n \(limit); exec \(Mini.executable) verify --cache-dir \(cache)"],
        in: FilePath(folder.path), environment: ["PATH": "/usr/bin:/bin"])
      #expect(finished.status != 1, "\(limit): \(finished.text)")
      // Nothing is changed, and no message says so.
      #expect(!finished.errorText.contains("permissions"), "\(limit): \(finished.errorText)")
      if finished.status != 0 { refused += 1 }
    }
    #expect(refused > 0)
    print("hostile: verify out of descriptors: 37 trials")
  }

  /// A snapshot made of hard links stays unchanged, whatever is built and collected afterwards.
  @Test func aSnapshotOfHardLinksStaysAsItIs() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    func build(_ number: Int) throws {
      try workspace.write("project/lib.mini", "fn f(x: i32) i32 { return x + \(number); }\n")
      try workspace.write(
        "project/main.mini",
        "import \"lib.mini\" as lib;\nfn g() i32 { return \(number); }\n"
          + "fn main() i32 { return lib.f(g()); }\n")
      #expect(try Mini.run(["build"], in: folder).status == 0)
    }
    try build(0)
    try build(1)
    let cache = workspace.path("project/.mini_cache")
    let copy = try ChildProcess.run(
      "cp", ["-al", cache, workspace.path("snapshot")], environment: ["PATH": "/usr/bin:/bin"])
    #expect(copy.status == 0)
    func snapshot() throws -> [String: [UInt8]] {
      var files: [String: [UInt8]] = [:]
      for file in workspace.files(below: "snapshot") {
        files[file] = try workspace.bytes("snapshot/\(file)")
      }
      return files
    }
    let before = try snapshot()
    for number in 2..<6 {
      try build(number)
      #expect(try snapshot() == before, "after build \(number)")
    }
    for command in [
      ["gc", "--prune", "now"], ["verify", "--repair"], ["gc", "--max-size", "8K"],
    ] {
      #expect(try Mini.run(command, in: folder).status == 0)
      #expect(try snapshot() == before, "after \(command)")
    }
    #expect(try Mini.run(["clean"], in: folder).status == 0)
    #expect(try snapshot() == before)
  }
}
