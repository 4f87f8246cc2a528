// What a cache takes on the disk besides objects, and what of that can go to make room.

import FileIO
import ObjectStore
import SystemPackage

/// The room that a cache takes, by what it is worth.
struct SpaceCensus: Sendable {
  /// A file that the next build of its project makes again: a combined IR, or an archive of object code.
  struct Copy: Sendable {
    let path: FilePath
    let status: FileStatus
    /// When its project was last used.
    let usedNanoseconds: Int64
    /// Whether that was within a day.
    let isInUse: Bool

    var bytes: UInt64 { status.allocatedBytes }
  }

  /// Everything but objects.
  let otherBytes: UInt64
  let quarantineBytes: UInt64
  /// Those of projects that were not used for longest first.
  private(set) var copies: [Copy] = []

  /// Cost: a system call a file.
  init(
    _ directory: CacheDirectory, _ projects: [ProjectFolder], fileSystem: any FileSystem,
    nowNanoseconds now: Int64
  ) throws(FileError) {
    otherBytes = try Self.otherBytes(directory, fileSystem)
    quarantineBytes = try fileSystem.diskUsage(of: directory.quarantinePath)
    for project in projects {
      let index = try fileSystem.status(of: project.index, followingLinks: false)
      let used = index?.mtimeNanoseconds ?? .min
      let isInUse = ageNanoseconds(of: used, now: now) <= nanosecondsPerDay
      for entry in try fileSystem.entries(of: project.combinedFolder) ?? []
      where entry.kind == .regular {
        let path = project.combinedFolder.appending(FilePath.Component(bytes: entry.nameBytes))
        guard let status = try fileSystem.status(of: path, followingLinks: false) else { continue }
        copies.append(
          Copy(path: path, status: status, usedNanoseconds: used, isInUse: isInUse))
      }
    }
    copies.sort { ($0.usedNanoseconds, $1.bytes) < ($1.usedNanoseconds, $0.bytes) }
  }

  /// What a cache takes but for what lies in its trees.
  static func otherBytes(
    _ directory: CacheDirectory, _ fileSystem: any FileSystem
  ) throws(FileError) -> UInt64 {
    var bytes = try fileSystem.diskUsage(of: directory.path)
    for tree in ObjectDatabase.Tree.allCases {
      bytes -= min(bytes, try fileSystem.diskUsage(of: directory.path(of: tree)))
    }
    return bytes
  }
}

/// The record of what a cache takes besides objects, which gc leaves for builds: they count objects by a sample, and
/// nothing else.
enum SizeRecord {
  /// At the cache's top: a decimal number.
  static let fileName = "gc.size"

  static func write(
    _ bytes: UInt64, _ directory: CacheDirectory, _ fileSystem: any FileSystem
  ) throws(FileError) {
    try fileSystem.replaceFile(directory.path(fileName), with: Array("\(bytes)\n".utf8))
  }

  /// 0 where there is none that can be read.
  static func read(_ directory: CacheDirectory, _ fileSystem: any FileSystem) -> UInt64 {
    // What is wrong with it costs a gc that is not started, or one in vain.
    let bytes = try? fileSystem.contents(of: directory.path(fileName), sizeMax: lengthMax)
    return bytes.flatMap { UInt64(String(decoding: $0.dropLast(), as: UTF8.self)) } ?? 0
  }

  /// No number is longer, its line feed included.
  private static let lengthMax = 21
}
