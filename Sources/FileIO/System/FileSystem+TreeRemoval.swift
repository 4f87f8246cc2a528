// Removes a folder with everything in it, through open folders only, so that concurrent renames
// cannot make it remove anything else.

import Glibc
package import SystemPackage

extension FileSystem {
  /// Removes a file, or a folder with everything in it. Does not follow links. Also removes files
  /// that are added during the removal. Gives a folder the permissions that removal needs. A file
  /// that cannot be removed does not keep the others from being removed.
  ///
  /// Keeps at most three descriptors open, however deep the folder is.
  ///
  /// - Parameter last: a name in the folder that is removed after all others.
  /// - Returns: false if the path did not exist.
  @discardableResult
  package func removeTree(_ path: FilePath, last: String? = nil) throws(FileError) -> Bool {
    let parent = path.parentFolder
    guard let name = path.lastComponent else { throw FileError(.remove, path, .invalidArgument) }
    guard let folder = try openIfPresent(parent, flags: openPathOnly | O_DIRECTORY) else {
      return false
    }
    defer { try? close(folder) }  // nothing was written
    return try named(.remove, path) { () throws(Errno) in
      try unsafe FilePath(root: nil, [name]).withCString { name throws(Errno) in
        try unsafe removeTree(in: folder, name, last: last.map { Array($0.utf8) })
      }
    }
  }

  private func removeTree(
    in parent: Int32, _ name: UnsafePointer<CChar>, last: [UInt8]?
  ) throws(Errno) -> Bool {
    if let isRemoved = try unsafe removeUnlessFolder(in: parent, name) { return isRemoved }
    var rounds = 0
    while true {
      do throws(Errno) {
        try unsafe removeDirectory(at: parent, name)
        return true
      } catch {
        if error.meansAbsent { return false }
        rounds += 1
        guard error == .directoryNotEmpty || error == .fileExists, rounds < roundsMax else {
          throw error
        }
      }
      let folder = try unsafe openToEmpty(at: parent, name)
      defer { try? close(folder) }  // nothing was written
      try empty(folder, last: last)
    }
  }

  /// Removes a name that is not a folder; nil if it is a folder.
  private func removeUnlessFolder(
    in parent: Int32, _ name: UnsafePointer<CChar>
  ) throws(Errno) -> Bool? {
    do throws(Errno) {
      try unsafe unlink(at: parent, name)
      return true
    } catch {
      if error.meansAbsent { return false }
      // On a folder POSIX specifies EPERM, Linux returns EISDIR.
      guard error == .isDirectory || error == .notPermitted,
        try unsafe status(at: parent, name, followingLinks: false).kind == .directory
      else { throw error }
      return nil
    }
  }

  /// Opens a folder, after granting the permissions to list and change it.
  private func openToEmpty(at parent: Int32, _ name: UnsafePointer<CChar>) throws(Errno) -> Int32 {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    let folder: Int32
    do throws(Errno) {
      folder = try unsafe open(at: parent, name, flags: flags, mode: 0)
    } catch {
      guard error == .permissionDenied else { throw error }
      try unsafe setPermissions(at: parent, name, 0o700)
      folder = try unsafe open(at: parent, name, flags: flags, mode: 0)
    }
    if let status = try? status(folder), status.permissions & 0o700 != 0o700 {
      try? setPermissions(folder, 0o700)  // if this fails, the removal reports it
    }
    return folder
  }

  /// Empties a folder. Folders inside its subfolders are moved up into it for the next round.
  /// `last` stays while anything else is left.
  private func empty(_ folder: Int32, last: [UInt8]?) throws(Errno) {
    var failure: Errno?
    let entries = try list(of: folder)
    for entry in entries where entries.count == 1 || entry.nameBytes != last {
      do throws(Errno) {
        try unsafe entry.withCString { name throws(Errno) in
          try unsafe remove(name, from: folder)
        }
      } catch {
        // A file that cannot be removed does not stop the others. A folder that was filled again
        // waits for the next round.
        if error != .directoryNotEmpty, error != .fileExists, !error.meansAbsent {
          failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Removes a file, or a folder whose subfolders are first moved up into `folder`.
  private func remove(_ name: UnsafePointer<CChar>, from folder: Int32) throws(Errno) {
    guard try unsafe removeUnlessFolder(in: folder, name) == nil else { return }
    let inner = try unsafe openToEmpty(at: folder, name)
    defer { try? close(inner) }  // nothing was written
    for entry in try list(of: inner) {
      try unsafe entry.withCString { deep throws(Errno) in
        guard try unsafe removeUnlessFolder(in: inner, deep) == nil else { return }
        try unsafe FilePath(TemporaryName.prefix + TemporaryName.suffix()).withCString {
          up throws(Errno) in
          try unsafe rename(at: inner, deep, to: folder, up)
        }
      }
    }
    try unsafe removeDirectory(at: folder, name)
  }

  private func list(of folder: Int32) throws(Errno) -> [DirectoryEntry] {
    try unsafe list(at: folder, ".", entriesMax: directoryEntriesMax)
  }
}

extension DirectoryEntry {
  /// Calls `body` with the name as a C string.
  package func withCString<Value>(
    _ body: (UnsafePointer<CChar>) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    try unsafe FilePath(root: nil, [FilePath.Component(bytes: nameBytes)]).withCString(body)
  }
}

/// Maximum number of listings of a folder: one per level of nested folders, and more while other
/// processes keep adding files.
private let roundsMax = 1 << 16
