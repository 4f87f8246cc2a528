// A folder for damaged files, which a user can examine later.

package import SystemPackage

/// Moves damaged files, or files that are in the way, to one folder. The folder is created when
/// needed.
///
/// Works on paths. `CacheFileSystem.moveAside` also moves files aside, but while it resolves a path
/// and through open folders, because the quarantine itself can be what is in the way.
package struct Quarantine: Sendable {
  private let folder: FilePath
  private let prefix: String
  private let fileSystem: any FileSystem

  /// - Parameters:
  ///   - folder: need not exist. On a plain file system it must be on the same disk as the files.
  ///   - prefix: the beginning of the names of all moved files, for example the name of the part of
  ///     a store that they come from.
  package init(_ folder: FilePath, prefix: String = "", fileSystem: any FileSystem) {
    self.folder = folder
    self.prefix = prefix
    self.fileSystem = fileSystem
  }

  /// Moves a file or folder. Returns false if it is absent, for example because another process has
  /// moved it.
  ///
  /// - Parameter name: its name in the quarantine, where each `/` becomes `-`. A taken name gets a
  ///   number.
  @discardableResult
  package func move(_ file: FilePath, as name: String) throws(FileError) -> Bool {
    guard try fileSystem.status(of: file, followingLinks: false) != nil else { return false }
    let target = try freePath(name)
    do {
      try fileSystem.rename(file, to: target)
      return true
    } catch {
      if error.errno.meansAbsent { return false }
      throw error
    }
  }

  /// Gives a file a second name in the quarantine, and leaves it in its folder; see
  /// ``move(_:as:)``. Folders have no second names, so this fails.
  package func link(_ file: FilePath, as name: String) throws(FileError) {
    try fileSystem.link(file, to: try freePath(name))
  }

  /// A path in the quarantine that no file has. After too many attempts, the path of an earlier
  /// file, which is replaced.
  private func freePath(_ name: String) throws(FileError) -> FilePath {
    try fileSystem.createDirectories(folder)
    let flat = prefix + String(name.map { $0 == "/" ? "-" : $0 })
    for number in 0..<versionsMax {
      let path = folder.appending(number == 0 ? flat : "\(flat)-\(number)")
      if try fileSystem.status(of: path, followingLinks: false) == nil { return path }
    }
    return folder.appending(flat)
  }
}

/// Maximum number of damaged versions of one file that a quarantine keeps. More would help no user.
private let versionsMax = 100
