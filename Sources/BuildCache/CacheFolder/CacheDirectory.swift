// The folder of a cache: a bare Git repository in object format sha256, marked as mini's in its
// configuration.
//
//   <cache>/
//     config HEAD refs/           a bare Git repository; config contains the sign
//     objects/ objects/pack/      function-level objects
//     objects/info/alternates     `../zir`, which Git resolves from objects/
//     zir/ zir/pack/              file-level objects
//     combined/                   whole outputs
//     quarantine/                 damaged files; created when needed
//     CACHEDIR.TAG .gitignore     exclude it from backups and version control
//     lock save.lock gc.lock      see "Locks" in the target's overview
//     flights.lock                the same

package import FileIO
package import ObjectStore
package import SystemPackage

/// A cache's folder, which has the sign and a trusted owner.
package struct CacheDirectory: Sendable {
  package let path: FilePath
  package let fileSystem: any FileSystem
  /// A sentence for each part that was missing or damaged and has been rebuilt.
  package let repairs: [String]
  /// Called with a sentence that names the processes holding a lock, if the lock is not free soon.
  package var onWait: (@Sendable (String) -> Void)?

  init(path: FilePath, fileSystem: any FileSystem, repairs: [String]) {
    self.path = path
    self.fileSystem = fileSystem
    self.repairs = repairs
  }

  /// Opens a cache; nil if the folder does not exist. Writes nothing but permissions, so it neither
  /// completes nor repairs the cache. A cache that is being created or removed is opened as one
  /// that lacks objects, and an empty folder as an empty cache.
  package static func open(
    _ path: FilePath, owners: CacheOwners = CacheOwners(),
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(CacheDirectoryError) -> CacheDirectory? {
    let found = try find(path, owners, fileSystem)
    switch found.finding {
    case .absent: return nil
    case .ours, .empty:
      return CacheDirectory(
        path: path, fileSystem: found.files.fileSystem, repairs: try found.mend())
    case .foreign: throw .notACache(path.string)
    }
  }

  /// Opens a cache that is only read; nil if the folder does not exist. Changes nothing: a cache that
  /// others can write to is refused, unless `safe.cache` names it.
  static func openUnchanged(
    _ path: FilePath, owners: CacheOwners, fileSystem: any FileSystem
  ) throws(CacheDirectoryError) -> CacheDirectory? {
    let found = try find(path, owners, fileSystem)
    switch found.finding {
    case .absent: return nil
    case .foreign: throw .notACache(path.string)
    case .ours, .empty: break
    }
    guard !found.isToBeMended else {
      throw .writableByOthers(path.string, real: found.files.fileSystem.real(path))
    }
    return CacheDirectory(path: path, fileSystem: found.files.fileSystem, repairs: [])
  }

  /// Opens a cache, or creates one if the folder is absent or empty. Creates missing files, which
  /// another creator may not have written yet, and replaces damaged ones. Discards nothing:
  /// replaced files are moved to the quarantine. Any number of processes can do this at once.
  ///
  /// Cost, if nothing is wrong: about 30 system calls, none of which writes.
  package static func openOrCreate(
    at path: FilePath, owners: CacheOwners = CacheOwners(),
    fileSystem: any FileSystem = LocalFileSystem()
  ) throws(CacheDirectoryError) -> CacheDirectory {
    let found = try find(path, owners, fileSystem)
    switch found.finding {
    case .foreign: throw .notACache(path.string)
    case .absent, .empty, .ours: break
    }
    let repairs = try found.mend() + found.files.complete()
    return CacheDirectory(path: path, fileSystem: found.files.fileSystem, repairs: repairs)
  }

  /// A folder and the result of its inspection.
  private struct Found {
    let files: CacheFiles
    let finding: CacheFiles.Finding
    let isToBeMended: Bool

    /// Removes the permission of others to write.
    ///
    /// - Returns: a sentence, if there was such a permission.
    func mend() throws(CacheDirectoryError) -> [String] {
      guard isToBeMended else { return [] }
      do throws(FileError) {
        let count = try files.fileSystem.removeOthersPermission(
          files.path, isReadOnly: CacheName.isObjectFile)
        return [CacheDirectory.mended(files.path, count)]
      } catch {
        throw .writableByOthers(files.path.string, real: files.fileSystem.real(files.path))
      }
    }
  }

  private static func find(
    _ path: FilePath, _ owners: CacheOwners, _ fileSystem: any FileSystem
  ) throws(CacheDirectoryError) -> Found {
    let status = try asCacheDirectoryError { () throws(FileError) in
      try fileSystem.status(of: path, followingLinks: true)
    }
    if let status, status.kind != .directory { throw .notAFolder(path.string) }
    if status == nil {
      let link = try asCacheDirectoryError { () throws(FileError) in
        try fileSystem.status(of: path, followingLinks: false)
      }
      // (By now, another process can have made the folder.)
      if link?.kind == .symbolicLink { throw .danglingLink(path.string) }
    }
    let admission = try owners.admit(path, status, fileSystem)
    let files = CacheFiles(
      path: path, fileSystem: confined(fileSystem, to: path, admission.newFiles))
    return Found(
      files: files, finding: try files.inspect(status), isToBeMended: admission.isToBeMended)
  }

  private static func confined(
    _ fileSystem: any FileSystem, to path: FilePath, _ newFiles: NewFiles? = nil
  ) -> CacheFileSystem {
    CacheFileSystem.of(fileSystem)
      ?? CacheFileSystem(path, newFiles: newFiles, base: fileSystem)
  }

  /// The file system as this cache uses it; see ``CacheFileSystem``.
  package func confined(_ fileSystem: any FileSystem) -> any FileSystem {
    Self.confined(fileSystem, to: path)
  }

  // MARK: Paths

  /// A name at the cache's top level.
  package func path(_ name: String) -> FilePath { path.appending(name) }

  package var configPath: FilePath { path(CacheName.config) }

  /// A tree's folder.
  package func path(of tree: ObjectDatabase.Tree) -> FilePath { path(tree.name) }

  package var quarantinePath: FilePath { path(CacheName.quarantine) }

  /// The missing or wrong folders and files that a cache and a Git repository need; ``repair()``
  /// rebuilds them. Empty for a cache that is being created or removed.
  package func flaws() throws(CacheDirectoryError) -> [CacheFlaw] {
    try files.flaws()
  }

  /// The files and folders that others can write to, relative to the cache. Empty for a group's
  /// cache, and on a file system without modes.
  func pathsWritableByOthers() throws(FileError) -> [FilePath] {
    try checksPermissions() ? fileSystem.pathsWritableByOthers(path) : []
  }

  private func checksPermissions() throws(FileError) -> Bool {
    let confined = CacheFileSystem.of(fileSystem)
    guard confined?.newFiles?.groupPermissions ?? 0 == 0,
      let folder = try DirectoryHandle(path, fileSystem: fileSystem)
    else { return false }
    return (try? fileSystem.hasModes(folder.fd)) ?? true  // unknown: they are looked at
  }

  /// Removes the permission of others to write. Returns the number of files and folders.
  func removeOthersPermission() throws(FileError) -> Int {
    try fileSystem.removeOthersPermission(path, isReadOnly: CacheName.isObjectFile)
  }

  /// Removes the permission of others to write, as far as that is possible.
  ///
  /// - Returns: a sentence, if there was such a permission.
  func mendPermissions() -> String? {
    // A cache that cannot be changed is used as it is.
    guard (try? checksPermissions()) == true, let count = try? removeOthersPermission(), count > 0
    else { return nil }
    return Self.mended(path, count)
  }

  /// Does that if others can write to a folder, a required file or an index that was looked at.
  ///
  /// Cost: none if they cannot.
  func mendNotedPermissions() -> String? {
    guard CacheFileSystem.of(fileSystem)?.takeOpenness() == true else { return nil }
    return mendPermissions()
  }

  private static func mended(_ path: FilePath, _ count: Int) -> String {
    "others could write to '\(path)': removed this permission from"
      + " \(count) of its files and folders"
  }

  /// Rebuilds what is missing or wrong. Returns one sentence per repair.
  package func repair() throws(CacheDirectoryError) -> [String] {
    try files.repair()
  }

  var files: CacheFiles {
    CacheFiles(path: path, fileSystem: Self.confined(fileSystem, to: path))
  }
}
