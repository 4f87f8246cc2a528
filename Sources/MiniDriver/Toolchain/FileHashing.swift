// Hashes a toolchain's files, each once for each state that it has had.

import BuildCache
import FileIO
import SystemPackage

/// The files of a toolchain as they are now, and their digests.
struct FileHashing {
  private var files: [ToolchainRecord.File] = []
  private var records: ToolchainRecords
  private let fileSystem: any FileSystem
  /// Read before the first file is looked at.
  private let clockBefore = SystemWallClock().nowNanoseconds()

  init(_ records: ToolchainRecords, fileSystem: any FileSystem) {
    self.records = records
    self.fileSystem = fileSystem
  }

  /// The digests of files, in order; files that no record knows are read, several at a time.
  mutating func add(_ paths: [FilePath]) throws(BuildError) -> [Digest] {
    var known: [ToolchainRecord.File?] = []
    for path in paths { known.append(knownFile(path)) }
    let fileSystem = fileSystem
    let unknown = paths.indices.filter { known[$0] == nil }
    let read = Parallel.map(unknown, threadsMax: unknown.count) { place in
      Result { () throws(FileError) in try Self.read(paths[place], fileSystem) }
    }
    for (place, result) in zip(unknown, read) {
      do throws(FileError) {
        known[place] = try result.get()
      } catch {
        throw .toolchain(reason: "\(error)")
      }
    }
    let found = known.compactMap { $0 }
    for file in found where !files.contains(file) { files.append(file) }
    return found.map(\.digest)
  }

  /// Adds folders, and files whose bytes do not matter.
  mutating func addUnread(_ paths: [FilePath]) {
    for path in paths {
      // One that cannot be looked at is, as one that is absent, of no use to the loader.
      let status = (try? fileSystem.status(of: path, followingLinks: true)) ?? nil
      let file = ToolchainRecord.File(path: path, stamp: status.map { Stamp($0) })
      if !files.contains(file) { files.append(file) }
    }
  }

  private mutating func knownFile(_ path: FilePath) -> ToolchainRecord.File? {
    if let file = files.first(where: { $0.path == path }) { return file }
    // A file that cannot be looked at is tried to be read, which tells why.
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

  /// What a record is to say of them. A file that was changed a moment ago may yet change without its stamp
  /// showing it: it is hashed again next time.
  func toolchain(
    _ name: ToolchainRecord.Name, isWhole: Bool, _ identity: ToolchainRecord.Identity
  ) -> ToolchainRecord.Toolchain {
    let lasting = files.filter { file in
      file.stamp.map { !Stamp.isRacy($0, clockBefore: clockBefore, isLocal: false) } ?? true
    }
    return .init(
      name: name, kind: isWhole && lasting.count == files.count ? .whole : .partial,
      identity: identity, files: lasting)
  }
}
