// The folder that holds a cache: a bare Git repository of object format sha256 with a sign in its
// configuration that it is ours.
//
//   <cache>/
//     config HEAD refs/           what makes it a bare Git repository; config bears the sign
//     objects/ objects/pack/      function-level objects
//     objects/info/alternates     `../zir`, from where Git resolves it: objects/
//     zir/ zir/pack/              file-level objects
//     combined/                   whole outputs
//     quarantine/                 what was found damaged; made when it is needed
//     CACHEDIR.TAG .gitignore     so that backups and version control leave it alone
//     lock save.lock gc.lock      see "Locks" in the target's overview

package import FileIO
public import SystemPackage

/// A cache's folder, which bears the sign and whose owner is trusted.
public struct CacheDirectory: Sendable {
  public let path: FilePath
  package let fileSystem: any FileSystem
  /// What was missing or damaged and has been made anew, a sentence each; empty when nothing was.
  public let repairs: [String]
  /// Called with a sentence when a lock is not to be had soon: who is waited for.
  package var onWait: (@Sendable (String) -> Void)?

  init(path: FilePath, fileSystem: any FileSystem, repairs: [String]) {
    self.path = path
    self.fileSystem = fileSystem
    self.repairs = repairs
  }

  /// The usual name of the folder.
  public static let folderName = ".mini_cache"

  /// Opens a cache; nil where there is no folder. Writes nothing (but modes), and so neither completes nor
  /// heals it: what is being made or removed is a cache that lacks objects, an empty folder an empty one.
  public static func open(_ path: FilePath) throws(CacheDirectoryError) -> CacheDirectory? {
    try open(path, fileSystem: LocalFileSystem())
  }

  package static func open(
    _ path: FilePath, owners: CacheOwners = CacheOwners(), fileSystem: any FileSystem
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

  /// Opens a cache, or makes one where there is no folder or an empty one. What a killed or still
  /// running maker has not made, and what was damaged since, is made anew; nothing is thrown away
  /// but into the quarantine. Any number of processes may do this at once.
  ///
  /// Cost, when all is well: some thirty system calls, none of which writes.
  public static func create(at path: FilePath) throws(CacheDirectoryError) -> CacheDirectory {
    try create(at: path, fileSystem: LocalFileSystem())
  }

  package static func create(
    at path: FilePath, owners: CacheOwners = CacheOwners(), fileSystem: any FileSystem
  ) throws(CacheDirectoryError) -> CacheDirectory {
    let found = try find(path, owners, fileSystem)
    switch found.finding {
    case .foreign: throw .notACache(path.string)
    case .absent, .empty, .ours: break
    }
    let repairs = try found.mend() + found.files.complete()
    return CacheDirectory(path: path, fileSystem: found.files.fileSystem, repairs: repairs)
  }

  /// A folder that was looked at.
  private struct Found {
    let files: CacheFiles
    let finding: CacheFiles.Finding
    let isToBeMended: Bool

    /// Takes from others what they could write.
    ///
    /// - Returns: a sentence, where there was anything.
    func mend() throws(CacheDirectoryError) -> [String] {
      guard isToBeMended else { return [] }
      do throws(FileError) {
        let count = try files.fileSystem.removeOthersPermission(files.path)
        return [
          "others could write to '\(files.path)': \(count) of its files and folders are the owner's now"
        ]
      } catch {
        throw .writableByOthers(files.path.string)
      }
    }
  }

  private static func find(
    _ path: FilePath, _ owners: CacheOwners, _ fileSystem: any FileSystem
  ) throws(CacheDirectoryError) -> Found {
    let status = try wrap { () throws(FileError) in
      try fileSystem.status(of: path, followingLinks: true)
    }
    if let status, status.kind != .directory { throw .notAFolder(path.string) }
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

  // MARK: Places

  /// A name at the cache's top.
  package func path(_ name: String) -> FilePath { path.appending(name) }

  /// The cache's configuration.
  package var configPath: FilePath { path("config") }

  /// A tree's folder.
  public func path(of tree: ObjectDatabase.Tree) -> FilePath { path(tree.rawValue) }

  package var quarantinePath: FilePath { path(Self.quarantineName) }
  static let quarantineName = "quarantine"
}

/// Why a folder cannot serve as a cache.
public enum CacheDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A `mini` to come has made it: nothing in it is touched.
  case newer(String)
  /// It holds something, but no sign that it is a cache: nothing in it is touched.
  case notACache(String)
  /// There is a file in the folder's place.
  case notAFolder(String)
  /// It belongs to another user, who could have put anything into it.
  case foreignOwner(String, ownerID: UInt32)
  /// Others may write it, and that cannot be changed.
  case writableByOthers(String)
  case file(FileProblem)

  public var description: String {
    switch self {
    case .newer(let path): "'\(path)' was made by a newer mini and is left alone"
    case .notACache(let path): "'\(path)' is not empty and is not a cache"
    case .notAFolder(let path): "'\(path)' is not a folder"
    case .foreignOwner(let path, let ownerID):
      "'\(path)' belongs to another user (\(ownerID)); if that is right, add it to safe.cache"
        + " ('mini help config')"
    case .writableByOthers(let path):
      "others may write to '\(path)', and its mode cannot be changed; if that is right, add it to"
        + " safe.cache ('mini help config')"
    case .file(let problem): problem.description
    }
  }
}
