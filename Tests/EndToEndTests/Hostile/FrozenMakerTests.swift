// Every moment during the creation or removal of a cache, frozen: to every command the cache is
// empty.

import BuildCache
import FileIO
import Foundation
import Glibc
import ObjectStore
import SystemPackage
import TestSupport
import Testing

@Suite struct FrozenMakerTests {
  /// The calls that change the contents of a folder.
  private static let changes: Set<FaultyFileSystem.Call> = [
    .open, .rename, .makeDirectory, .unlink, .removeDirectory, .write, .link,
  ]

  /// Freezes a process at each of its calls that may change something, and calls `body` with the
  /// state on the disk.
  /// - Returns: the number of different moments.
  private static func freeze(
    _ work: (FilePath, any FileSystem) throws -> Void, prepare: (FilePath) throws -> Void,
    body: (Workspace, Int) throws -> Void
  ) throws -> Int {
    var number = 1
    var seen: Set<[String]> = []
    while true {
      let workspace = Workspace()
      try workspace.write("project/main.mini", "fn main() i32 { return 0; }\n")
      let cache = FilePath(workspace.path("project/.mini_cache"))
      try prepare(cache)
      let fault = FaultyFileSystem.Fault(changes, number: number, persistence: .forever)
      let disk = FaultyFileSystem(fault: fault)
      try? work(cache, disk)
      if !disk.didFail { return seen.count }
      if seen.insert(moment(of: workspace)).inserted { try body(workspace, number) }
      number += 1
    }
  }

  /// All names in the cache, independent of the temporary ones.
  private static func moment(of workspace: Workspace) -> [String] {
    let cache = workspace.path("project/.mini_cache")
    let names = FileManager.default.enumerator(atPath: cache)?.allObjects as? [String] ?? []
    let isThere = workspace.exists("project/.mini_cache") ? [""] : []
    return isThere
      + names.map { $0.replacing(/\.tmp_mini_.*/, with: ".tmp_mini_") }.sorted()
  }

  private static func check(_ workspace: Workspace, _ context: String) throws {
    let folder = workspace.folder("project")
    let cache = workspace.path("project/.mini_cache")
    let copy = workspace.path("copy")
    let isThere = workspace.exists("project/.mini_cache")
    if isThere { try FileManager.default.copyItem(atPath: cache, toPath: copy) }
    for command in [
      ["gc"], ["gc", "--prune", "now"], ["gc", "--dry-run"], ["verify"], ["verify", "--repair"],
      ["count-objects", "-v"], ["cat-object", "--batch-check", "--batch-all-objects"],
      ["hash-object", "-w", "main.mini", "--cache-dir", cache], ["build", "--emit", "ir"],
      ["clean"],
    ] {
      if isThere {
        try? FileManager.default.removeItem(atPath: cache)
        try FileManager.default.copyItem(atPath: copy, toPath: cache)
      }
      let finished = try Mini.run(command, in: folder)
      #expect(finished.status == 0, "\(context): \(command): \(finished.errorText)")
      #expect(isQuiet(finished), "\(context): \(command): \(finished.errorText)")
      guard command.count > 1 || command == ["clean"] else { continue }
      let again = try Mini.run(["build", "--emit", "ir"], in: folder)
      #expect(again.status == 0 && isQuiet(again), "\(context): \(again.errorText)")
      #expect(try Mini.run(["verify"], in: folder).status == 0, "\(context): after \(command)")
    }
  }

  private static func isQuiet(_ finished: Finished) -> Bool {
    !finished.errorText.contains("warning")
  }

  @Test func aCacheThatIsBeingMadeIsAnEmptyOne() throws {
    let count = try Self.freeze(
      { _ = try CacheDirectory.openOrCreate(at: $0, fileSystem: $1) }, prepare: { _ in },
      body: { try Self.check($0, "made up to call \($1)") })
    #expect(count > 12)
    print("hostile: makers frozen: \(count) trials")
  }

  @Test func aCacheThatIsBeingRemovedIsAnEmptyOne() throws {
    let count = try Self.freeze(
      { _ = try CacheDirectory.open($0, fileSystem: $1)?.removeAll() },
      prepare: { cache in
        let project = cache.removingLastComponent().string
        let finished = try ChildProcess.run(
          Mini.executable, ["build", "--emit", "ir"], in: FilePath(project),
          environment: ["MINI_GC_AUTO": "0", "HOME": project])
        #expect(finished.status == 0)
      },
      body: { try Self.check($0, "removed up to call \($1)") })
    #expect(count > 12)
    print("hostile: removers frozen: \(count) trials")
  }

  /// Leftovers of a creator that was killed early, or of a process that waited for a lock, do no
  /// harm.
  @Test(arguments: [
    [], [".tmp_mini_abc"], ["lock"], ["gc.lock"], ["lock.wanted"],
    ["lock", "save.lock", "gc.lock"],
    [".tmp_mini_x", "lock"],
  ])
  func aFolderWithLocksAndTemporariesAloneIsEmpty(names: [String]) throws {
    let workspace = Workspace()
    try workspace.write("project/main.mini", "fn main() i32 { return 0; }\n")
    try workspace.makeFolder("project/.mini_cache")
    for name in names { try workspace.write("project/.mini_cache/\(name)", "") }
    try Self.check(workspace, "\(names)")
  }

  /// Removal beside builds that wait for the lock: neither fails, and the result is a whole cache
  /// or none.
  @Test func aRemovalBesideBuildsLeavesAWholeCacheOrNone() throws {
    let workspace = Workspace()
    let folder = workspace.folder("project")
    try workspace.write("project/main.mini", "fn main() i32 { return 0; }\n")
    let trials = 12 * fuzzScale
    for _ in 0..<trials {
      Parallel.forEach(count: 4, threadsMax: 4) { number in
        do {
          let isBuild = number > 0
          if isBuild { usleep(UInt32.random(in: 0..<20_000)) }
          let output = workspace.path("out\(number).ll")
          let finished = try Mini.run(
            isBuild ? ["build", "--emit", "ir", "-o", output] : ["clean"], in: folder)
          #expect(finished.status == 0, "\(finished.errorText)")
        } catch {
          Issue.record("\(error)")
        }
      }
      #expect(try Mini.run(["verify"], in: folder).status == 0)
      #expect(try Mini.build(in: folder).errorText == "")
    }
    print("hostile: removals beside builds: \(trials) trials")
  }
}
