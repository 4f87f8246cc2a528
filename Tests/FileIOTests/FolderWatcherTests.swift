// Events of the system's watcher about changes in real folders.

import FileIO
import Foundation
import SystemPackage
import TestSupport
import Testing

@Suite struct FolderWatcherTests {
  private let folder = TemporaryDirectory()
  private let disk = LocalFileSystem()

  /// All events so far; waits only for the first one.
  private func events(_ watcher: SystemFolderWatcher) throws -> [FolderEvent] {
    var all = try watcher.events(waitingAtMost: .seconds(10))
    while case let more = try watcher.events(waitingAtMost: .zero), !more.isEmpty { all += more }
    return all
  }

  @Test func changesOfNamesAreTold() throws {
    let watcher = try SystemFolderWatcher()
    let watched = try #require(try watcher.watch(folder.path))
    #expect(try watcher.watch(folder.path) == watched)
    #expect(try watcher.watch(folder.appending("absent")) == nil)
    #expect(try watcher.events(waitingAtMost: .milliseconds(1)) == [])

    try disk.replaceFile(folder.appending("a"), with: [1])
    let written = try events(watcher)
    #expect(written.last == .changed(watched, name: "a"))
    #expect(try watcher.watch(folder.appending("a")) == nil, "it is no folder")
    _ = try disk.contents(of: folder.appending("a"), sizeMax: 10)
    #expect(try watcher.events(waitingAtMost: .milliseconds(1)) == [], "reading changes nothing")

    try disk.rename(folder.appending("a"), to: folder.appending("b"))
    #expect(
      try events(watcher) == [.changed(watched, name: "a"), .changed(watched, name: "b")])
    _ = try disk.remove(folder.appending("b"))
    #expect(try events(watcher).contains(.changed(watched, name: "b")))

    watcher.release(watched)
    try disk.replaceFile(folder.appending("c"), with: [])
    let names = try events(watcher).filter { if case .changed = $0 { true } else { false } }
    #expect(names == [])
  }

  @Test func aFolderThatMovesOrGoesIsTold() throws {
    let watcher = try SystemFolderWatcher()
    let (old, new) = (folder.appending("old"), folder.appending("new"))
    try disk.createDirectories(old)
    let watched = try #require(try watcher.watch(old))
    try disk.rename(old, to: new)
    #expect(try events(watcher) == [.moved(watched)])
    #expect(try watcher.watch(new) == watched, "it is the same folder")
    _ = try disk.removeFolder(new)
    #expect(Set(try events(watcher)) == [.moved(watched)])
  }

  @Test func aQueueThatOverflowsIsTold() throws {
    let setting = try String(
      contentsOfFile: "/proc/sys/fs/inotify/max_queued_events", encoding: .utf8)
    let limit = try #require(Int(setting.prefix { $0.isNumber }))
    // With a long queue this would take long, and prove the same.
    guard limit <= 1 << 16 else { return }
    let watcher = try SystemFolderWatcher()
    _ = try #require(try watcher.watch(folder.path))
    let (old, new) = (folder.appending("a"), folder.appending("b"))
    try disk.replaceFile(old, with: [])
    for _ in 0..<(limit / 4 + 2) {
      try disk.rename(old, to: new)
      try disk.rename(new, to: old)
    }
    let all = try events(watcher)
    #expect(all.last == .overflow, "\(all.count) events, the limit is \(limit)")
  }
}
