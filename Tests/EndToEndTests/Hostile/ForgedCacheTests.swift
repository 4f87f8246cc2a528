// Forged caches: write access to a cache is enough to change outputs, and for nothing else.

import BuildCache
import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct ForgedCacheTests {
  /// The demo in a cloned repository, with a forged cache and a program that must not run.
  private struct Clone {
    let workspace: Workspace
    var folder: Folder { workspace.folder("project") }
    /// The user names the tools, and has no home, so that the record in the cache is used.
    let environment = Mini.homeless.merging(["MINI_CLANG": "tools/clang"]) { $1 }

    init() throws {
      workspace = try Workspace(copying: "Projects/demo", as: "project")
      try workspace.makeFolder("project/tools")
      for tool in ["clang", "ld.lld"] {
        try workspace.link("project/tools/" + tool, to: try Tools.path(tool))
      }
      try workspace.write("project/canary", "#!/bin/sh\necho \"$@\" >> '\(ranPath)'\n")
      try workspace.permissions("project/canary", 0o755)
    }

    private var ranPath: String { workspace.path("ran") }

    func write(_ file: String, _ bytes: [UInt8]) throws {
      try workspace.write("project/.mini_cache/" + file, bytes)
    }

    /// Builds and runs the program under a trace: it is right, and only permitted programs have
    /// run.
    func check(
      _ context: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
      let run = try Mini.run(["run"], in: folder, environment: environment)
      let status = try Checkout.text("Projects/demo/expected.status")
      #expect(
        "\(run.status)\n" == status, "\(context): \(run.errorText)",
        sourceLocation: sourceLocation)
      #expect(
        run.text == (try Checkout.text("Projects/demo/expected.stdout")), context,
        sourceLocation: sourceLocation)
      #expect(!workspace.exists("ran"), context, sourceLocation: sourceLocation)
    }
  }

  /// A record like those of mini 0.1, with the command to run in it. It names no programs, so that
  /// none of them could have changed.
  private var recordOfWords: [UInt8] {
    func text(_ text: String) -> [UInt8] { number(text.utf8.count) + Array(text.utf8) }
    func number(_ number: Int) -> [UInt8] {
      withUnsafeBytes(of: UInt32(number).littleEndian) { Array($0) }
    }
    func words(_ words: [String]) -> [UInt8] { number(words.count) + words.flatMap(text) }
    var heap = text("tools/clang") + text("tools/ld.lld") + [UInt8](repeating: 7, count: 32)
    heap += number(0) + number(4)
    for level in 0..<4 {
      heap += number(level) + words(["./canary", "-cc1"]) + words(["./canary"]) + words(["end"])
    }
    return ForgedIndex.encode(kind: 0x4C4F_4F54, version: 1, tables: [(1, heap + [0])])
  }

  @Test func aRecordOfCommandsRunsNothing() throws {
    let clone = try Clone()
    try clone.write("toolchain.bin", recordOfWords)
    try clone.check("a record of commands")
    print("hostile: forged records of commands: 1 trial")
  }

  /// Records of this version with false entries about real programs: nothing runs, and mini looks
  /// at no path in them that the loader does not search.
  @Test(.enabled(if: SystemCallTrace.isAvailable, "needs strace"))
  func aForgedRecordIsLookedAtAndNoMore() throws {
    var trials = 0
    for others in [[], ["/net/evil/lib.so"], ["/usr/lib/../../net/evil"], ["canary"]] {
      let clone = try Clone()
      let workspace = clone.workspace
      let tools = ["clang", "ld.lld"].map { FilePath(workspace.path("project/tools/" + $0)) }
      var files = try tools.map { tool in
        let status = try LocalFileSystem().status(of: tool, followingLinks: true)
        return ToolchainRecord.File(path: tool, stamp: status.map { Stamp($0) })
      }
      for other in others {
        let path = other == "canary" ? workspace.path("project/canary") : other
        files.append(.init(path: FilePath(path), stamp: files[0].stamp))
      }
      let toolchain = ToolchainRecord.Toolchain(
        name: .init(clang: tools[0], linker: tools[1], libraryPath: []), kind: .whole,
        identity: .init(compiler: Digest(hashing: [1]), linker: Digest(hashing: [2])), files: files)
      try clone.write("toolchain.bin", ToolchainRecord.encode(toolchain))
      let calls = try SystemCallTrace.of(
        ["build"], in: clone.folder, environment: clone.environment)
      #expect(calls.status == 0, "\(calls.text)")
      #expect(!calls.text.contains("evil") && !calls.text.contains("canary"), "\(others)")
      // Only the tools.
      let programs = Set(calls.programs.map { $0.split(separator: "/").last.map(String.init) })
      #expect(programs == ["mini", "clang", "ld.lld"], "\(programs)")
      try clone.check("\(others)")
      trials += 1
    }
    print("hostile: forged records of files: \(trials) trials")
  }

  /// All indexes of native code with any of their bytes replaced, and right checksums.
  @Test func forgedIndexesOfUnitsRunNothing() throws {
    let clone = try Clone()
    try clone.check("before")
    let names = ["toolchain.bin", "unit_index.bin", "units.bin"]
    let files = clone.workspace.files(below: "project/.mini_cache").filter { file in
      names.contains { file == $0 || file.hasSuffix("/" + $0) }
    }
    #expect(files.count == names.count)
    var random = SplitMix64(seed: 13)
    var trials = 0
    for file in files {
      let sound = try clone.workspace.bytes("project/.mini_cache/" + file)
      for _ in 0..<(4 * fuzzScale) {
        var forged = sound
        for _ in 0..<Int.random(in: 1...8, using: &random) {
          forged[Int.random(in: 120..<forged.count, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        try clone.workspace.write("project/.mini_cache/" + file, ForgedIndex.resealed(forged))
        try clone.workspace.write(
          "project/math.mini",
          try Checkout.text("Projects/demo/math.mini") + "// \(trials)\n")
        try? clone.workspace.delete("project/main")
        let build = try Mini.run(["build"], in: clone.folder, environment: clone.environment)
        // Outputs may be wrong, and the linker or the program then refuses them.
        #expect(build.status == 0 || build.status == 2, "\(file): \(build.errorText)")
        #expect(!clone.workspace.exists("ran"))
        trials += 1
      }
      try clone.workspace.write("project/.mini_cache/" + file, sound)
      try clone.check("after \(file)")
    }
    print("hostile: forged indexes of units: \(trials) trials")
  }
}
