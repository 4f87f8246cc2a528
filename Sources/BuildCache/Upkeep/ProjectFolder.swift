// The projects of a cache: the one at its top, and those that share it.

import FileIO
import ObjectStore
import SystemPackage

/// Where one project's index and combined IR lie.
struct ProjectFolder: Hashable, Sendable {
  /// Relative to the cache, with a slash at the end; empty for the project at the top.
  let prefix: String
  let path: FilePath

  var index: FilePath { path.appending(ProjectFolder.indexName) }
  var combinedFolder: FilePath { path.appending(ProjectFolder.combinedName) }

  static let indexName = "file_hashes.bin"
  static let combinedName = "combined"

  /// Whether it is a project's whose root file is gone, and that was not used for the grace time. One
  /// that has no record of its root, and the one at the top, are never dead.
  func isDead(
    _ policy: GarbagePolicy, fileSystem: any FileSystem, nowNanoseconds: Int64
  ) throws(FileError) -> Bool {
    guard !prefix.isEmpty, let root = try ProjectPlace.root(recordedIn: path, fileSystem),
      try fileSystem.status(of: root, followingLinks: true) == nil
    else { return false }
    let index = try fileSystem.status(of: index, followingLinks: false)
    let record = try fileSystem.status(
      of: path.appending(ProjectPlace.rootRecordName), followingLinks: false)
    // Who is making the project's folder has no index yet.
    let used = max(index?.mtimeNanoseconds ?? .min, record?.mtimeNanoseconds ?? .min)
    return !policy.isInGrace(ageNanoseconds: ageNanoseconds(of: used, now: nowNanoseconds))
  }

  /// All of a cache, the top first; a folder need not hold an index.
  static func all(
    in directory: CacheDirectory, fileSystem: any FileSystem
  ) throws(FileError) -> [ProjectFolder] {
    var folders = [ProjectFolder(prefix: "", path: directory.path)]
    let shared = directory.path.appending("projects")
    for entry in try fileSystem.entries(of: shared) ?? [] where entry.kind == .directory {
      folders.append(
        ProjectFolder(
          prefix: "projects/\(entry.name)/",
          path: shared.appending(FilePath.Component(bytes: entry.nameBytes))))
    }
    return folders
  }

  /// The combined IR of the project's root file; `nil` where the name, which comes from an index,
  /// is none that a file can have.
  func combined(rootName: String) -> FilePath? {
    guard let name = FilePath.Component(rootName + ".ll"), name.kind == .regular else {
      return nil
    }
    return combinedFolder.appending(name)
  }
}
