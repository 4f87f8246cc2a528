// Section 6 of Architecture, line by line: the next build sees a change of any byte of any source,
// whatever the clock and the disk's time stamps hide.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct ChangeDetectionTests {
  /// The time between the stamp of a file's last edit and its reading.
  struct Age: Sendable, CustomStringConvertible {
    let nanoseconds: Int64
    let disk: StampedFileSystem.Disk

    var description: String { "\(nanoseconds) ns, \(disk)" }
  }

  private static let young = [
    Age(nanoseconds: 0, disk: .local), Age(nanoseconds: 1, disk: .local),
    Age(nanoseconds: 20 * millisecond - 1, disk: .local), Age(nanoseconds: -1, disk: .local),
    Age(nanoseconds: -3600 * second, disk: .local), Age(nanoseconds: 0, disk: .network),
    Age(nanoseconds: 20 * millisecond, disk: .network),
    Age(nanoseconds: 2 * second - 1, disk: .network), Age(nanoseconds: -second, disk: .network),
  ]

  private static let old = [
    Age(nanoseconds: 20 * millisecond, disk: .local), Age(nanoseconds: second, disk: .local),
    Age(nanoseconds: 2 * second, disk: .network),
  ]

  private static func library(_ number: Int) -> String {
    "fn value() i32 {\n    return \(number);\n}\n"
  }

  /// A project whose lib.mini has just been edited, to return 11.
  private static func project(
    disk: StampedFileSystem = StampedFileSystem()
  ) throws -> Project {
    let project = try Project(
      ["main.mini": "import \"lib.mini\" as lib;\n\nfn main() i32 {\n    return lib.value();\n}\n"],
      disk: disk)
    try project.write("lib.mini", library(11))
    return project
  }

  /// Other bytes of the same size; the stamp stays the same.
  private static func editUnnoticed(_ project: Project, _ number: Int, at time: Int64) throws {
    try Project.overwrite(project.path("lib.mini"), Array(library(number).utf8))
    try project.setTimes("lib.mini", mtime: time, ctime: time)
  }

  /// Returns the time that the file's stamp then shows.
  @discardableResult
  private static func setAge(
    _ age: Age, of name: String, in project: Project
  ) throws -> Int64 {
    let time = project.clock.nowNanoseconds() - age.nanoseconds
    try project.setTimes(name, mtime: time, ctime: time)
    return time
  }

  @Test(arguments: young)
  func anEditThatNoStampShowsIsSeenWhileTheRowIsYoung(age: Age) throws {
    let project = try Self.project(disk: StampedFileSystem(disk: age.disk))
    let edited = try Self.setAge(age, of: "lib.mini", in: project)
    try checkBuild(project)
    for number in 12...14 {
      try Self.editUnnoticed(project, number, at: edited)
      let report = try checkBuild(project)
      #expect(Array(report.compiledFiles.keys) == ["lib.mini"])
    }
  }

  @Test(arguments: young)
  func aYoungRowIsReadByEachBuildUntilItIsOld(age: Age) throws {
    let project = try Self.project(disk: StampedFileSystem(disk: age.disk))
    try Self.setAge(age, of: "lib.mini", in: project)
    try checkBuild(project)
    for _ in 0..<2 {  // the clock does not advance: nothing new, and nothing written
      let report = try checkBuild(project)
      #expect(report.sourcesRead == 1)
      #expect(report.bytesWritten == 0)
      #expect(report.compiledFiles == [:])
    }
    project.clock.advance(nanoseconds: 7200 * second)
    let report = try checkBuild(project)
    #expect(report.sourcesRead == 1)
    #expect(report.bytesWritten > 0)
    try checkNullBuild(project, after: report)
  }

  @Test(arguments: old)
  func anOldRowIsTrusted(age: Age) throws {
    let project = try Self.project(disk: StampedFileSystem(disk: age.disk))
    try Self.setAge(age, of: "lib.mini", in: project)
    try checkNullBuild(project, after: checkBuild(project))
  }

  /// An edit that a trusted stamp hides, and the way to find it.
  @Test func whatNoStampShowsIsFoundByRecheck() throws {
    let project = try Self.project()
    let edited = project.clock.nowNanoseconds()
    project.age()
    try checkBuild(project)
    try Self.editUnnoticed(project, 12, at: edited)
    #expect(try project.build().isNull)
    let report = try checkBuild(project, project.options(.ir, .contents))
    #expect(report.sourcesRead == 2)
    #expect(Array(report.compiledFiles.keys) == ["lib.mini"])
    #expect(report.cacheEvents == [])
    try checkNullBuild(project, after: report)
  }

  @Test func coarseStampsHideNothing() throws {
    for (disk, tick) in [
      (StampedFileSystem.Disk.local, 4 * millisecond), (.local, 10 * millisecond),
      (.local, second), (.local, 2 * second), (.network, second), (.network, 2 * second),
    ] {
      let project = try Self.project(disk: StampedFileSystem(tickNanoseconds: tick, disk: disk))
      var random = SplitMix64(seed: UInt64(tick))
      for number in 12..<60 {
        project.clock.advance(nanoseconds: Int64.random(in: 0...(tick / 2), using: &random))
        try checkBuild(project, context: "tick \(tick), number \(number)")
        project.clock.advance(nanoseconds: Int64.random(in: 0...(tick / 2), using: &random))
        try project.write("lib.mini", Self.library(number))
      }
    }
  }

  @Test func aTouchedFileIsReadAndFoundTheSame() throws {
    let project = try Self.project()
    project.age()
    try checkBuild(project)
    let output = try LocalFileSystem().status(of: project.path("main.ll"), followingLinks: false)
    let now = project.clock.nowNanoseconds()
    try project.setTimes("lib.mini", mtime: now, ctime: now)
    project.age()
    let report = try checkBuild(project)
    #expect(report.sourcesRead == 1)
    #expect(report.compiledFiles == [:])
    #expect(
      try LocalFileSystem().status(of: project.path("main.ll"), followingLinks: false) == output)
    try checkNullBuild(project, after: report)
  }

  @Test func anOlderFileMovedOverANewerIsSeen() throws {
    let project = try Self.project()
    try project.write("older.mini", Self.library(12))
    project.age()
    try project.write("lib.mini", Self.library(11))
    project.age()
    try checkBuild(project)
    // A rename keeps the modification time, and on some disks the change time.
    try LocalFileSystem().rename(project.path("older.mini"), to: project.path("lib.mini"))
    let report = try checkBuild(project)
    #expect(Array(report.compiledFiles.keys) == ["lib.mini"])
  }

  @Test func aModificationTimeThatWasSetBackIsSeenByTheChangeTime() throws {
    let project = try Self.project()
    let edited = project.clock.nowNanoseconds()
    project.age()
    try checkBuild(project)
    try Self.editUnnoticed(project, 12, at: edited)
    try project.setTimes("lib.mini", mtime: edited, ctime: edited + second)
    let report = try checkBuild(project)
    #expect(Array(report.compiledFiles.keys) == ["lib.mini"])
  }

  @Test func filesOnOneDiskThatIsNotLocalAreJudgedByItsClock() throws {
    let project = try Self.project(disk: StampedFileSystem(disk: .network))
    project.clock.advance(nanoseconds: second)
    #expect(try checkBuild(project).sourcesRead == 2)
    #expect(try checkBuild(project).sourcesRead == 1)
  }
}

// Sources that change during the build.

extension ChangeDetectionTests {
  /// Edits lib.mini while it is read: ten times, and no read sees a consistent file.
  @Test(arguments: [1, 2, 3, 10])
  func aFileThatChangesWhileItIsReadIsNeverStale(times: Int) throws {
    let project = try Self.project()
    project.age()
    @Sendable func edit(_ count: Int) {
      project.clock.advance(nanoseconds: second)
      #expect(throws: Never.self) {
        try project.write("lib.mini", Self.library(20 + count))
        if count < times {
          try project.disk.afterNextRead(of: project.path("lib.mini")) { edit(count + 1) }
        }
      }
    }
    try project.disk.afterNextRead(of: project.path("lib.mini")) { edit(1) }
    #expect(try !project.build().hasErrors)
    while try !project.build().isNull { project.age() }
    try checkNullBuild(project, after: checkBuild(project))
  }

  /// The importer is read late, because a name that it uses has a new form. By then it has changed.
  @Test func anImporterThatChangedAfterItsStampWasTakenIsNotStale() throws {
    let project = try Self.project()
    project.age()
    try checkBuild(project)
    try project.write("lib.mini", "fn value() i64 {\n    return 5;\n}\n")
    project.age()
    try project.disk.afterNextRead(of: project.path("lib.mini")) {
      #expect(throws: Never.self) {
        try project.replace("main.mini", "lib.value()", "i32(lib.value())")
      }
    }
    let report = try project.build()
    #expect(report.diagnostics == [])
    #expect(try project.output() == project.cleanBuild().text)
    project.age()
    try checkNullBuild(project, after: checkBuild(project))
  }

  /// An edit that no stamp shows counts when the file is read for another reason.
  @Test func anUnnoticedEditOfAnImporterCountsOnceItIsRead() throws {
    let project = try Self.project()
    let edited = project.clock.nowNanoseconds()
    try project.replace("main.mini", "lib.value();", "i32(lib.value()) + 1;")
    project.age()
    try checkBuild(project)
    try project.replace("main.mini", "+ 1", "+ 2")
    try project.setTimes("main.mini", mtime: edited, ctime: edited)
    #expect(try project.build().isNull)
    try project.write("lib.mini", "fn value() i64 {\n    return 3;\n}\n")
    let report = try checkBuild(project)
    #expect(report.compiledFiles.keys.sorted() == ["lib.mini", "main.mini"])
  }
}
