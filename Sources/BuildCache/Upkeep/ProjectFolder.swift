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
