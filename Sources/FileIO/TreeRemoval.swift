// Removes a folder with all it holds, through open folders alone: whatever is renamed meanwhile, nothing is
// removed but what lay in the folder.

import Glibc
package import SystemPackage

extension FileSystem {
  /// Removes a file, or a folder with all it holds; a link is removed, not followed. What comes into the
  /// folder meanwhile goes too, and a folder that may not be listed or changed gets the permissions for it
  /// first. What cannot be removed does not keep the rest.
  ///
  /// Open at a time: three descriptors, however deep the folder is.
  ///
  /// - Parameter last: a name in the folder that is removed after all others.
  /// - Returns: false when there was nothing.
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

  /// Removes what is no folder; nil where it is one.
  private func removeUnlessFolder(
    in parent: Int32, _ name: UnsafePointer<CChar>
  ) throws(Errno) -> Bool? {
    do throws(Errno) {
      try unsafe unlink(at: parent, name)
      return true
    } catch {
      if error.meansAbsent { return false }
      // POSIX says EPERM of a folder, Linux EISDIR.
      guard error == .isDirectory || error == .notPermitted,
        try unsafe status(at: parent, name, followingLinks: false).kind == .directory
      else { throw error }
      return nil
    }
  }

  /// Opens a folder, which gets the permissions to be listed and changed where it has not got them.
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
      try? setPermissions(folder, 0o700)  // where that is refused, removing says so
    }
    return folder
  }

  /// Removes all in a folder but folders in its folders, which are moved up into it, and but `last` as long as
  /// there is anything else.
  private func empty(_ folder: Int32, last: [UInt8]?) throws(Errno) {
    var failure: Errno?
    let entries = try list(of: folder)
    for entry in entries where entries.count == 1 || entry.nameBytes != last {
      do throws(Errno) {
        try unsafe entry.withCString { name throws(Errno) in
          try unsafe remove(name, from: folder)
        }
      } catch {
        // One that stays does not keep the others. One that is gone or was filled again: the next round.
        if error != .directoryNotEmpty, error != .fileExists, !error.meansAbsent {
          failure = failure ?? error
        }
      }
    }
    if let failure { throw failure }
  }

  /// Removes a file, or a folder whose folders are moved up into `folder` before.
  private func remove(_ name: UnsafePointer<CChar>, from folder: Int32) throws(Errno) {
    guard try unsafe removeUnlessFolder(in: folder, name) == nil else { return }
    let inner = try unsafe openToEmpty(at: folder, name)
    defer { try? close(inner) }  // nothing was written
    for entry in try list(of: inner) {
      try unsafe entry.withCString { deep throws(Errno) in
        guard try unsafe removeUnlessFolder(in: inner, deep) == nil else { return }
        try unsafe FilePath(".tmp_mini_" + temporarySuffix()).withCString { up throws(Errno) in
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

/// A folder is listed once more for each level of folders in it, and where others keep filling it.
private let roundsMax = 1 << 16
