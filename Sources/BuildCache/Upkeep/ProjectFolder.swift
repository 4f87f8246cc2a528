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
  var units: FilePath { path.appending(ProjectUnits.fileName) }
  var combinedFolder: FilePath { path.appending(ProjectFolder.combinedName) }

  static let indexName = "file_hashes.bin"
  static let combinedName = "combined"
  /// At the cache's top: what holds the folders of the projects that share it.
  static let sharedName = "projects"

  /// Whether it is a project's that was not used for the longest age; or whose root file is gone, and
  /// that was not used for the grace time. Of one that has no record of its root only the age counts;
  /// the one at the top is never dead.
  func isDead(
    _ policy: GarbagePolicy, fileSystem: any FileSystem, nowNanoseconds: Int64
  ) throws(FileError) -> Bool {
    guard !prefix.isEmpty else { return false }
    // Who is making the project's folder has no index yet.
    let record = path.appending(ProjectPlace.rootRecordName)
    var used = Int64.min
    for file in [index, record, path] {
      let status = try fileSystem.status(of: file, followingLinks: false)
      used = max(used, status?.mtimeNanoseconds ?? .min)
    }
    let age = ageNanoseconds(of: used, now: nowNanoseconds)
    if policy.isTooOld(ageNanoseconds: age) { return true }
    guard !policy.isInGrace(ageNanoseconds: age),
      let root = try ProjectPlace.root(recordedIn: path, fileSystem)
    else { return false }
    do throws(FileError) {
      return try fileSystem.status(of: root, followingLinks: true) == nil
    } catch {
      return false  // what may not be looked at may be there
    }
  }

  /// All of a cache, the top first; a folder need not hold an index.
  static func all(
    in directory: CacheDirectory, fileSystem: any FileSystem
  ) throws(FileError) -> [ProjectFolder] {
    var folders = [ProjectFolder(prefix: "", path: directory.path)]
    let shared = directory.path.appending(sharedName)
    for entry in try fileSystem.entries(of: shared) ?? [] where entry.kind == .directory {
      folders.append(
        ProjectFolder(
          prefix: "\(sharedName)/\(entry.name)/",
          path: shared.appending(FilePath.Component(bytes: entry.nameBytes))))
    }
    return folders
  }

  /// The combined IR of the project's root file; `nil` where the name, which comes from an index,
  /// is none that a file can have.
  func combined(rootName: String) -> FilePath? { file(rootName + ".ll") }

  /// The object code of the project's last program of a variant; `nil` as there.
  func archive(rootName: String, variant: Int) -> FilePath? {
    file(ProjectPlace.archiveName(rootName: rootName, variant: variant))
  }

  private func file(_ name: String) -> FilePath? {
    guard let name = FilePath.Component(name), name.kind == .regular else { return nil }
    return combinedFolder.appending(name)
  }
}
