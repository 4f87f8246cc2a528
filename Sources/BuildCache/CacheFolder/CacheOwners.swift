// Decides which caches are used, and which user owns the files created in them.

import FileIO
package import SystemPackage

/// Decides whether to use a cache that another user owns, or that others can write to.
///
/// - SeeAlso: note 17, "Whose caches are used"
package struct CacheOwners: Sendable {
  /// The sources that a cache serves. Their owner controls the outputs anyway.
  package enum Sources: Sendable {
    /// A folder, its links resolved, and the owner of the root file in it.
    case folder(FilePath, ownerID: UInt32)
    /// Everything in the folder that contains the cache, owned by that folder's owner.
    case around
  }

  private let sources: Sources
  /// The setting `safe.cache`.
  private let safe: [FilePath]

  package init(sources: Sources = .around, safe: [FilePath] = []) {
    self.sources = sources
    self.safe = safe
  }

  /// How a cache can be used.
  struct Admission {
    /// Whether others can write to it although `safe.cache` does not name it.
    var isToBeMended = false
    /// Nil: new files keep the owner that the kernel gives them.
    var newFiles: NewFiles?
  }

  /// Decides how a cache can be used.
  ///
  /// Cost: none if the cache is the user's and others cannot write to it.
  ///
  /// - Parameter status: the folder's; nil if it does not exist yet.
  /// - Throws: ``CacheDirectoryError/foreignOwner(_:real:ownerID:)``.
  func admit(
    _ path: FilePath, _ status: FileStatus?, _ fileSystem: any FileSystem
  ) throws(CacheDirectoryError) -> Admission {
    let user = fileSystem.effectiveUserID()
    guard let status else {
      // Root creates a cache for the owner of the sources.
      guard user == 0, let owner = ownerOfSources(of: path, fileSystem), owner != user else {
        return Admission()
      }
      return Admission(newFiles: NewFiles(ownerID: owner))
    }
    let isOpen = status.isWritableByOthers && hasModes(path, fileSystem)
    if status.ownerID == user, !isOpen { return Admission() }
    let givesAway = user == 0 && status.ownerID != user
    if isNamedSafe(path, fileSystem) {
      return Admission(
        newFiles: NewFiles(
          ownerID: givesAway ? status.ownerID : nil, groupID: status.groupID,
          groupPermissions: status.permissions & 0o070))
    }
    guard status.ownerID == user || status.ownerID == ownerOfSources(of: path, fileSystem) else {
      throw .foreignOwner(
        path.string, real: fileSystem.real(path), ownerID: status.ownerID)
    }
    return Admission(
      isToBeMended: isOpen,
      newFiles: givesAway ? NewFiles(ownerID: status.ownerID, groupID: status.groupID) : nil)
  }

  /// The owner of the sources, if the cache is in their folder; nil otherwise, or if the path
  /// cannot be resolved.
  private func ownerOfSources(of path: FilePath, _ fileSystem: any FileSystem) -> UInt32? {
    let real =
      (try? fileSystem.realPath(path))
      ?? (try? fileSystem.realPath(path.parentFolder))?.appending(path.lastComponent ?? ".")
    guard let real else { return nil }
    switch sources {
    case .folder(let folder, let ownerID): return real.starts(with: folder) ? ownerID : nil
    case .around:
      let status = try? fileSystem.status(of: real.removingLastComponent(), followingLinks: true)
      return status?.ownerID
    }
  }

  /// Whether `safe.cache` names the cache, any cache (`*`), or any in a folder (`…/*`).
  private func isNamedSafe(_ path: FilePath, _ fileSystem: any FileSystem) -> Bool {
    guard !safe.isEmpty, let real = try? fileSystem.realPath(path) else { return false }
    return safe.contains { named in
      if named == "*" { return true }
      if named.lastComponent?.string == "*" {
        let folder = named.removingLastComponent()
        return real.starts(with: (try? fileSystem.realPath(folder)) ?? folder) && real != folder
      }
      return real == (try? fileSystem.realPath(named)) ?? named
    }
  }

  /// Whether the cache's file system stores modes. Otherwise the modes it shows mean nothing.
  private func hasModes(_ path: FilePath, _ fileSystem: any FileSystem) -> Bool {
    guard let folder = (try? DirectoryHandle(path, fileSystem: fileSystem)) ?? nil else {
      return true
    }
    return (try? fileSystem.hasModes(folder.fd)) ?? true
  }
}

/// The owner, group and group permissions of new files and folders.
struct NewFiles: Hashable, Sendable {
  /// Nil: unchanged.
  var ownerID: UInt32?
  /// Nil: unchanged.
  var groupID: UInt32?
  /// The group's permissions of the cache's folder, if a group shares it.
  var groupPermissions: UInt16 = 0

  /// Sets the owner, group and permissions of a file or folder that was just created. Skips files
  /// that are not new or belong to another user: anyone who can write to the folder could have put
  /// one there.
  func give(_ fd: Int32, isNew: Bool, _ fileSystem: any FileSystem) {
    // Failures are ignored: the file then stays with its creator.
    guard let status = try? fileSystem.status(fd),
      status.ownerID == fileSystem.effectiveUserID(), isNew || status.isNewFile
    else { return }
    if ownerID != nil || groupID != nil, groupID != status.groupID || ownerID != nil {
      try? fileSystem.setOwner(fd, ownerID: ownerID, groupID: groupID)
    }
    // The owner's permissions, as far as the folder grants them to its group.
    let wanted = status.permissions | (status.permissions >> 3 & groupPermissions)
    if wanted != status.permissions { try? fileSystem.setPermissions(fd, wanted) }
  }
}

extension FileSystem {
  /// A path without links; the path itself if it cannot be resolved.
  func real(_ path: FilePath) -> FilePath { (try? realPath(path)) ?? path }
}

extension FileStatus {
  fileprivate var isNewFile: Bool { kind == .regular && sizeBytes == 0 && linkCount == 1 }
}
