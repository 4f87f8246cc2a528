// A watch's reactions to events: when it builds, what it uses, which folders it watches.

import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct WatchTests {
  /// Records the requested work, with the time in milliseconds.
  private struct Log: WatchedWork {
    let watcher: ScriptedWatcher
    /// The files that each build reaches; the last one is repeated.
    var builds: [[String]?]
    let buildMilliseconds: Int
    var lines: [String] = []
    /// The folders that were watched after the last build had been used.
    var watched: [String] = []

    mutating func build() throws -> [String]? {
      write("build")
      watcher.pass(milliseconds: buildMilliseconds)
      return builds.count > 1 ? builds.removeFirst() : builds[0]
    }

    mutating func settle() throws {
      watched = watcher.watchedPaths
      write("settle")
    }

    mutating func wake(_ change: ProjectChange) throws {
      switch change {
      case .saved(let paths): write(paths.isEmpty ? "folder" : paths.joined(separator: " "))
      case .unknown: write("unknown")
      }
    }

    private mutating func write(_ text: String) {
      lines.append("\(watcher.elapsedMilliseconds) \(text)")
    }
  }

  /// - Parameters:
  ///   - folders: the existing folders besides the root file's.
  ///   - expected: all work, with the times, after the first build and its use at 0.
  private func check(
    _ script: [(Int, ScriptedWatcher.Step)], root: FilePath = "main.mini",
    wholeFolders: [FilePath] = [], folders: [FilePath] = [], builds: [[String]?] = [["main.mini"]],
    buildMilliseconds: Int = 0,
    gives expected: [String], watching: [String]? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let folder: FilePath = root.removingLastComponent().isEmpty ? "." : root.removingLastComponent()
    let watcher = ScriptedWatcher(folders: [folder] + folders, script: script)
    var log = Log(watcher: watcher, builds: builds, buildMilliseconds: buildMilliseconds)
    var loop = WatchLoop(
      root: root, wholeFolders: wholeFolders, watcher: watcher,
      fileSystem: MemoryFileSystem(clock: ManualClock(nanoseconds: 0)), now: { watcher.now })
    #expect(throws: FileError(.watch, "the script", .canceled)) { try loop.run(&log) }
    #expect(log.lines == ["0 build"] + expected, sourceLocation: sourceLocation)
    if let watching { #expect(log.watched == watching, sourceLocation: sourceLocation) }
  }

  @Test func aSaveIsBuiltWhenItIsOver() {
    check(
      [(100, .name("main.mini", in: "."))],
      gives: ["0 settle", "115 main.mini", "115 build", "115 settle"])
  }

  @Test func otherNamesAreNoSave() {
    check(
      [
        (10, .name("main.ll", in: ".")), (11, .name("main", in: ".")),
        (12, .name(".mini_cache", in: ".")), (13, .name("main.mini~", in: ".")),
        (14, .name("other.mini", in: ".")),
      ], gives: ["0 settle"])
  }

  @Test func aBurstIsOneSave() {
    check(
      (0..<10).map { (100 + 10 * $0, .name($0 % 2 == 0 ? "main.mini" : "4913", in: ".")) }
        + [(190, .name("a.mini", in: "."))], builds: [["main.mini", "a.mini"]],
      gives: [
        // Relevant names are 20 ms apart, except the last two.
        "0 settle", "115 main.mini", "115 build", "115 settle", "135 main.mini", "135 build",
        "135 settle", "155 main.mini", "155 build", "155 settle", "175 main.mini", "175 build",
        "175 settle", "205 a.mini main.mini", "205 build", "205 settle",
      ])
    check(
      (0..<10).map { (100 + 10 * $0, .name("main.mini", in: ".")) },
      gives: ["0 settle", "205 main.mini", "205 build", "205 settle"])
  }

  @Test func whoNeverPausesIsNotWaitedForLonger() {
    check(
      (0..<60).map { (100 + 10 * $0, .name("main.mini", in: ".")) },
      gives: [
        "0 settle", "600 main.mini", "600 build", "600 settle", "705 main.mini", "705 build",
        "705 settle",
      ])
  }

  @Test func aSaveDuringABuildIsBuiltBeforeAnythingIsUsed() {
    check(
      [(50, .name("main.mini", in: "."))], buildMilliseconds: 80,
      gives: ["95 build", "175 settle"])
    // Endless saves still lead to a build.
    check(
      (0..<10).map { (50 + 95 * $0, .name("main.mini", in: ".")) }, buildMilliseconds: 80,
      gives: [
        "95 build", "190 build", "285 build", "380 build", "475 settle", "475 main.mini",
        "475 build", "570 build", "665 build", "760 build", "855 build", "950 settle",
        "950 main.mini", "950 build", "1030 settle",
      ])
  }

  /// Other names in it are none, and so are new files elsewhere.
  @Test func aNewSourceInAWholeFolderIsASave() {
    check(
      [
        (100, .name("b.mini", in: "./lib")), (200, .name("b.txt", in: "./lib")),
        (210, .name("b.mini", in: ".")), (300, .name("a.mini", in: "./lib")),
      ], wholeFolders: ["./lib"], folders: ["./lib"], builds: [["main.mini", "lib/a.mini"]],
      gives: [
        "0 settle", "115 folder", "115 build", "115 settle", "315 lib/a.mini", "315 build",
        "315 settle",
      ], watching: [".", "./lib"])
  }

  @Test func foldersThatAnImportMeetsAreWatchedAndLookedAtAgain() {
    check(
      [(100, .name("a.mini", in: "./lib/deep"))], folders: ["./lib", "./lib/deep"],
      builds: [["main.mini", "lib/deep/a.mini"]],
      gives: ["0 build", "0 settle", "115 lib/deep/a.mini", "115 build", "115 settle"],
      watching: [".", "./lib", "./lib/deep"])
  }

  @Test func aFolderThatNoImportMeetsAnyMoreIsLeft() {
    check(
      [(100, .name("main.mini", in: ".")), (200, .name("a.mini", in: "./lib"))],
      folders: ["./lib"],
      builds: [
        ["main.mini", "lib/a.mini"], ["main.mini", "lib/a.mini"],
        ["main.mini"],
      ],
      gives: ["0 build", "0 settle", "115 main.mini", "115 build", "115 settle"], watching: ["."])
  }

  @Test func aMissingImportsFolderIsAwaited() {
    check(
      [
        (100, .folder("./lib")), (100, .name("lib", in: ".")), (110, .folder("./lib/deep")),
        (200, .name("a.mini", in: "./lib/deep")),
      ], builds: [["main.mini", "lib/deep/a.mini"]],
      gives: [
        "0 settle", "115 lib", "115 build", "115 build", "115 settle", "215 lib/deep/a.mini",
        "215 build", "215 settle",
      ], watching: [".", "./lib", "./lib/deep"])
  }

  @Test func aFolderThatIsReplacedIsWatchedAnew() {
    check(
      [
        (100, .noFolder("./lib")), (101, .folder("./lib")), (101, .name("lib", in: ".")),
        (200, .name("a.mini", in: "./lib")),
      ], folders: ["./lib"], builds: [["main.mini", "lib/a.mini"]],
      gives: [
        "0 build", "0 settle", "116 lib", "116 build", "116 build", "116 settle",
        "215 lib/a.mini", "215 build", "215 settle",
      ])
  }

  @Test func aRootFolderThatIsGoneIsAwaited() {
    check(
      [
        (100, .noFolder("work/app")), (200, .name("app", in: "work")), (300, .folder("work/app")),
        (300, .name("app", in: "work")), (400, .name("main.mini", in: "work/app")),
      ], root: "work/app/main.mini", folders: ["work"], builds: [["main.mini"], nil],
      gives: [
        "0 settle", "115 folder", "115 build", "115 build", "115 settle",
        "215 folder", "215 build", "215 settle", "315 folder", "315 build", "315 build",
        "315 settle", "415 main.mini", "415 build", "415 settle",
      ], watching: ["work/app"])
  }

  @Test func lostEventsAreAnsweredByLookingAtEverything() {
    // The overflow lost the event of the folder.
    check(
      [(100, .folder("./lib")), (100, .overflow), (200, .name("a.mini", in: "./lib"))],
      folders: ["./lib"], builds: [["main.mini", "lib/a.mini"]],
      gives: [
        "0 build", "0 settle", "115 unknown", "115 build", "115 build", "115 settle",
        "215 lib/a.mini", "215 build", "215 settle",
      ])
  }

  @Test func aFolderAboveTheRootsIsWatchedToo() {
    check(
      [(100, .name("u.mini", in: "app/../shared")), (200, .name("shared", in: "app/.."))],
      root: "app/main.mini", folders: ["app/..", "app/../shared"],
      builds: [["main.mini", "../shared/u.mini"]],
      gives: [
        "0 build", "0 settle", "115 ../shared/u.mini", "115 build", "115 settle",
        "215 ../shared", "215 build", "215 settle",
      ])
  }
}
