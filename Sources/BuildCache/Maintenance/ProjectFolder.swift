// The projects of a cache: the one at its top, and those that share it.

import FileIO
import SystemPackage

/// The folder of one project's index and combined IR.
struct ProjectFolder: Hashable, Sendable {
  /// Relative to the cache, with a final slash; empty for the project at the top.
  let prefix: String
  let path: FilePath

  var index: FilePath { path.appending(CacheName.fileHashes) }
  var units: FilePath { path.appending(CacheName.units) }
  var tests: FilePath { path.appending(CacheName.tests) }
  var combinedFolder: FilePath { path.appending(CacheName.combined) }

  /// Whether the project was not used for the maximum age, or was not used for the grace time and
  /// its root file is gone. If its root is not recorded, only the maximum age counts. The project
  /// at the top is never dead.
  func isDead(
    _ policy: GarbagePolicy, fileSystem: any FileSystem, nowNanoseconds: Int64
  ) throws(FileError) -> Bool {
    guard !prefix.isEmpty else { return false }
    // A build that is creating the folder has no index yet.
    let record = path.appending(CacheName.root)
    var used = Int64.min
    for file in [index, record, path] {
      let status = try fileSystem.status(of: file, followingLinks: false)
      used = max(used, status?.mtimeNanoseconds ?? .min)
    }
    let age = ageNanoseconds(of: used, now: nowNanoseconds)
    if policy.isTooOld(ageNanoseconds: age) { return true }
    guard !policy.isInGrace(ageNanoseconds: age),
      let root = try ProjectPaths.root(recordedIn: path, fileSystem)
    else { return false }
    do throws(FileError) {
      return try fileSystem.status(of: root, followingLinks: true) == nil
    } catch {
      return false  // a root that cannot be looked at counts as present
    }
  }

  /// The files that belong to the project alone: the folder, or at the top each of them.
  func ownPaths(_ fileSystem: any FileSystem) throws(FileError) -> [FilePath] {
    guard prefix.isEmpty else { return [path] }
    let names = [CacheName.fileHashes, CacheName.units, CacheName.tests, CacheName.snapshot]
    return names.map(path.appending)
      + (try fileSystem.entries(of: combinedFolder) ?? []).map {
        combinedFolder.appending(FilePath.Component(bytes: $0.nameBytes))
      }
  }

  /// Their disk space.
  func ownBytes(_ fileSystem: any FileSystem) throws(FileError) -> UInt64 {
    var bytes: UInt64 = 0
    for path in try ownPaths(fileSystem) {
      guard let status = try fileSystem.status(of: path, followingLinks: false) else { continue }
      bytes +=
        status.kind == .directory ? try fileSystem.diskUsage(of: path) : status.allocatedBytes
    }
    return bytes
  }

  /// All projects of a cache, the top first. A folder need not contain an index.
  static func all(
    in directory: CacheDirectory, fileSystem: any FileSystem
  ) throws(FileError) -> [ProjectFolder] {
    var folders = [ProjectFolder(prefix: "", path: directory.path)]
    let shared = directory.path.appending(CacheName.projects)
    for entry in try fileSystem.entries(of: shared) ?? [] where entry.kind == .directory {
      folders.append(
        ProjectFolder(
          prefix: "\(CacheName.projects)/\(entry.name)/",
          path: shared.appending(FilePath.Component(bytes: entry.nameBytes))))
    }
    return folders
  }

  /// The combined IR of the project's root file; `nil` if the name, which comes from an index, is
  /// not a valid file name.
  func combined(rootName: String) -> FilePath? { file(rootName + ".ll") }

  /// The archive of the project's last program of a variant; `nil` as for `combined`.
  func archive(rootName: String, variant: Int) -> FilePath? {
    file(ProjectPaths.archiveName(rootName: rootName, variant: variant))
  }

  private func file(_ name: String) -> FilePath? {
    guard let name = FilePath.Component(name), name.kind == .regular else { return nil }
    return combinedFolder.appending(name)
  }
}
