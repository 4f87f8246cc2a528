// The last build's combined IR, in the cache or in `main.ll`: its sections are checked when they are
// copied, and it is written once.

import BuildCache
import FileIO
import MiniDriver
import SystemPackage
import TestSupport
import Testing

@Suite struct CombinedIRTests {
  /// The cache's combined IR can be damaged, changed, or another build's by now. Each section is
  /// checked in any case; the message claims no more than is known.
  @Test(arguments: [
    ("its times kept", ["is damaged: the section of"]),
    ("changed", ["was changed after the last build: the section of"]),
    ("replaced", []),
  ])
  func theCachesCombinedIRIsChecked(_ how: String, _ messages: [String]) throws {
    let project = try CacheDamageTests.project()
    let name = ".mini_cache/combined/main.mini.ll"
    let path = project.path(name)
    let status = try #require(try LocalFileSystem().status(of: path, followingLinks: false))
    let bytes = try #require(try project.bytes(name)).map { $0 == UInt8(ascii: "r") ? 0x52 : $0 }
    if how == "replaced" {
      // Both files exist for a moment, so the new one has another number.
      let other = ".mini_cache/combined/other"
      try project.write(other, bytes)
      try LocalFileSystem().rename(project.path(other), to: path)
    } else {
      try Project.overwrite(path, bytes)
    }
    if how == "its times kept" {
      try project.setTimes(name, mtime: status.mtimeNanoseconds, ctime: status.ctimeNanoseconds)
    }
    let report = try checkBuild(project, context: how)
    #expect(report.cacheEvents.count == messages.count, "\(report.cacheEvents)")
    for (event, message) in zip(report.cacheEvents, messages) { #expect(event.contains(message)) }
    try CacheDamageTests.checkSound(project, after: report, how)
  }

  /// `main.ll` is patched only if it is as the last build left it. Damage that its times do not show
  /// is found as well.
  @Test(arguments: [
    ("its times kept", ["main.ll' is damaged: the section of"]), ("changed", []), ("removed", []),
  ])
  func theLastOutputIsChecked(_ how: String, _ messages: [String]) throws {
    let project = try CacheDamageTests.project(.ir)
    #expect(try project.bytes(".mini_cache/combined/main.mini.ll") == nil, "main.ll is enough")
    let path = project.path("main.ll")
    let status = try #require(try LocalFileSystem().status(of: path, followingLinks: false))
    let bytes = try #require(try project.bytes("main.ll")).map {
      $0 == UInt8(ascii: "r") ? 0x52 : $0
    }
    try Project.overwrite(path, bytes)
    switch how {
    case "its times kept":
      try project.setTimes(
        "main.ll", mtime: status.mtimeNanoseconds, ctime: status.ctimeNanoseconds)
    case "removed": try project.remove("main.ll")
    default: break
    }
    let report = try checkBuild(project, context: how)
    if messages.isEmpty { #expect(!report.patched) }
    #expect(report.cacheEvents.count == messages.count, "\(report.cacheEvents)")
    for (event, message) in zip(report.cacheEvents, messages) { #expect(event.contains(message)) }
    try CacheDamageTests.checkSound(project, after: report, how)
  }

  /// A build writes the combined IR once: into `main.ll`, or into the cache where no output has it.
  /// The next build of either kind patches what the other left.
  @Test func theCombinedIRIsKeptOnce() throws {
    let project = try Project(threeFiles)
    let copy = ".mini_cache/combined/main.mini.ll"
    for (turn, goal) in [BuildOptions.Goal.ir, .combinedIR, .ir, .ir, .combinedIR].enumerated() {
      let old = try #require(try project.bytes("math.mini"))
      try project.write("math.mini", old + Array("\nfn f\(turn)() {\n}\n".utf8))
      project.age()
      let report = try project.build(project.options(goal))
      #expect(report.patched == (turn > 0), "\(turn)")
      let clean = try project.cleanBuild()
      let isCopied = try project.bytes(copy) == (goal == .ir ? nil : clean.text)
      #expect(isCopied, "\(turn)")
      if goal == .ir { #expect(try project.output() == clean.text, "\(turn)") }
    }
  }
}
