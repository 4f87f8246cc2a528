// Whose caches are used, and who owns what is made in them.

import FileIO
package import SystemPackage

/// Decides whether a cache that another user owns, or that others may write, is used.
///
/// - SeeAlso: ARCHITECTURE §4, *Owners*
package struct CacheOwners: Sendable {
  /// The sources that a cache is for. Their owner decides about the outputs anyway.
  package enum Sources: Sendable {
    /// A folder, its links resolved, and the owner of the root file in it.
    case folder(FilePath, ownerID: UInt32)
    /// Whatever is in the folder that holds the cache, and belongs to that folder's owner.
    case around
  }

  private let sources: Sources
  /// The setting `safe.cache`.
  private let safe: [FilePath]

  package init(sources: Sources = .around, safe: [FilePath] = []) {
    self.sources = sources
    self.safe = safe
  }

  /// How a cache may be used.
  struct Admission {
    /// Others may write it, and nobody has said that they shall.
    var isToBeMended = false
    /// Nil: files are made as the system makes them.
    var newFiles: NewFiles?
  }

  /// Decides about a cache.
  ///
  /// Cost: nothing where the cache is the user's and nobody else may write it.
  ///
  /// - Parameter status: the folder's; nil where it is still to be made.
  func admit(
    _ path: FilePath, _ status: FileStatus?, _ fileSystem: any FileSystem
  ) throws(CacheDirectoryError) -> Admission {
    let user = fileSystem.effectiveUserID()
    guard let status else {
      // Root makes a cache for the owner of the sources.
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
      throw .foreignOwner(path.string, ownerID: status.ownerID)
    }
    return Admission(
      isToBeMended: isOpen,
      newFiles: givesAway ? NewFiles(ownerID: status.ownerID, groupID: status.groupID) : nil)
  }

  /// The owner of the sources, where the cache is in their folder. What cannot be resolved is not.
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

  /// Whether `safe.cache` names the cache, any (`*`), or any in a folder (`…/*`).
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

  /// Where there are no modes, those that are shown say nothing.
  private func hasModes(_ path: FilePath, _ fileSystem: any FileSystem) -> Bool {
    guard let folder = (try? DirectoryHandle(path, fileSystem: fileSystem)) ?? nil else {
      return true
    }
    return (try? fileSystem.hasModes(folder.fd)) ?? true
  }
}

/// To whom new files and folders are given, and what their group may do.
struct NewFiles: Hashable, Sendable {
  /// Nil: whoever makes them.
  var ownerID: UInt32?
  /// Nil: as the system has it.
  var groupID: UInt32?
  /// The group's permissions of the cache's folder, where it is a group's.
  var groupPermissions: UInt16 = 0

  /// Gives away what has just been made. Others than the maker's own, and what is not new, are left
  /// alone: who may write the folder could have put a file of ours in its place.
  func give(_ fd: Int32, isNew: Bool, _ fileSystem: any FileSystem) {
    // A help, no duty: where the system refuses, the file is the maker's.
    guard let status = try? fileSystem.status(fd),
      status.ownerID == fileSystem.effectiveUserID(), isNew || status.isNewFile
    else { return }
    if ownerID != nil || groupID != nil, groupID != status.groupID || ownerID != nil {
      try? fileSystem.setOwner(fd, ownerID: ownerID, groupID: groupID)
    }
    // What the owner may do, as far as the folder's group may.
    let wanted = status.permissions | (status.permissions >> 3 & groupPermissions)
    if wanted != status.permissions { try? fileSystem.setPermissions(fd, wanted) }
  }
}

extension FileStatus {
  fileprivate var isNewFile: Bool { kind == .regular && sizeBytes == 0 && linkCount == 1 }
}
