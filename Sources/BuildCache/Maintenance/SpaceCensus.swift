// The disk space that a cache uses besides objects, and how much of it gc can free.

import FileIO
import ObjectStore
import SystemPackage

/// The disk space of a cache, grouped by what it is worth.
struct SpaceCensus: Sendable {
  /// A combined IR or an archive of object code, which the next build of its project makes again; or
  /// records of builds.
  struct Copy: Sendable {
    let path: FilePath
    let status: FileStatus
    /// The time at which its project was last used.
    let usedNanoseconds: Int64
    /// Whether that was within a day.
    let isInUse: Bool
    var isOfRecords = false

    var bytes: UInt64 { status.allocatedBytes }
  }

  /// Everything but objects.
  let otherBytes: UInt64
  let quarantineBytes: UInt64
  /// Those of projects that have not been used for longest come first.
  private(set) var copies: [Copy] = []

  /// Cost: one system call per file.
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
    // The records of builds: those of the current file are the last to go.
    for (name, isInUse) in [(CacheName.olderBuilds, false), (CacheName.builds, true)] {
      let path = directory.path(name)
      guard let status = try fileSystem.status(of: path, followingLinks: false),
        status.kind == .regular
      else { continue }
      copies.append(
        Copy(
          path: path, status: status, usedNanoseconds: isInUse ? .max : .min, isInUse: isInUse,
          isOfRecords: true))
    }
    copies.sort { ($0.usedNanoseconds, $1.bytes) < ($1.usedNanoseconds, $0.bytes) }
  }

  /// The space of everything but the cache's trees.
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

/// The record of a cache's space besides objects. gc writes it, and builds read it, because they
/// measure only objects, by a sample.
enum SizeRecord {
  static func write(
    _ bytes: UInt64, _ directory: CacheDirectory, _ fileSystem: any FileSystem
  ) throws(FileError) {
    try fileSystem.replaceFile(directory.path(CacheName.size), with: Array("\(bytes)\n".utf8))
  }

  /// 0 if it cannot be read.
  static func read(_ directory: CacheDirectory, _ fileSystem: any FileSystem) -> UInt64 {
    // A wrong number only delays a gc, or starts one that finds nothing to do.
    let bytes = try? fileSystem.contents(of: directory.path(CacheName.size), sizeMax: lengthMax)
    return bytes.flatMap { UInt64(String(decoding: $0.dropLast(), as: UTF8.self)) } ?? 0
  }

  /// The length of the largest number, with its line feed.
  private static let lengthMax = 21
}
