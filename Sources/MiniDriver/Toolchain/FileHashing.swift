// Hashes a toolchain's files. A file in a known state is not hashed again.

import BuildCache
import FileIO
import SystemPackage

/// The current files of a toolchain, and their digests.
struct FileHashing {
  private var files: [ToolchainRecord.File] = []
  private var records: ToolchainRecords
  private let fileSystem: any FileSystem
  /// Read before the first file is examined.
  private let clockBefore = SystemWallClock().nowNanoseconds()

  init(_ records: ToolchainRecords, fileSystem: any FileSystem) {
    self.records = records
    self.fileSystem = fileSystem
  }

  /// The digests of files, in order. Files that no record knows are read, several at a time.
  mutating func add(_ paths: [FilePath]) throws(BuildError) -> [Digest] {
    try hash(paths).map(\.digest)
  }

  /// The same, with the files' stamps.
  mutating func hash(_ paths: [FilePath]) throws(BuildError) -> [ToolchainRecord.File] {
    var known: [ToolchainRecord.File?] = []
    for path in paths { known.append(knownFile(path)) }
    let fileSystem = fileSystem
    let unknown = paths.indices.filter { known[$0] == nil }
    let read = Parallel.map(unknown, threadsMax: unknown.count) { index in
      Result { () throws(FileError) in try Self.read(paths[index], fileSystem) }
    }
    for (index, result) in zip(unknown, read) {
      do throws(FileError) {
        known[index] = try result.get()
      } catch {
        throw .toolchain(reason: "\(error)")
      }
    }
    let found = known.compactMap { $0 }
    for file in found where !files.contains(file) { files.append(file) }
    return found
  }

  /// Adds folders, and files whose bytes do not matter.
  mutating func addUnread(_ paths: [FilePath]) {
    for path in paths {
      // The loader cannot use a path that cannot be examined, so it counts as absent.
      let status = (try? fileSystem.status(of: path, followingLinks: true)) ?? nil
      let file = ToolchainRecord.File(path: path, stamp: status.map { Stamp($0) })
      if !files.contains(file) { files.append(file) }
    }
  }

  private mutating func knownFile(_ path: FilePath) -> ToolchainRecord.File? {
    if let file = files.first(where: { $0.path == path }) { return file }
    // Reading a file that cannot be examined reports the reason.
    guard let status = (try? fileSystem.status(of: path, followingLinks: true)) ?? nil else {
      return nil
    }
    let stamp = Stamp(status)
    return records.digest(of: stamp).map { .init(path: path, stamp: stamp, digest: $0) }
  }

  private static func read(
    _ path: FilePath, _ fileSystem: any FileSystem
  ) throws(FileError) -> ToolchainRecord.File {
    guard let file = try MappedFile(path, fileSystem: fileSystem) else {
      throw FileError(.open, path, .noSuchFileOrDirectory)
    }
    return .init(path: path, stamp: Stamp(file.status), digest: Digest(hashing: file))
  }

  /// The record of the files. A file that has just changed could change again without a new stamp,
  /// so it is left out and hashed again next time.
  func toolchain(
    _ name: ToolchainRecord.Name, isWhole: Bool, _ identity: ToolchainRecord.Identity
  ) -> ToolchainRecord.Toolchain {
    let lasting = files.filter { file in
      file.stamp.map { !$0.isRacy(clockBefore: clockBefore, isLocal: false) } ?? true
    }
    return .init(
      name: name, kind: isWhole && lasting.count == files.count ? .whole : .partial,
      identity: identity, files: lasting)
  }
}
