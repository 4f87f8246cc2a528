// Removes whole folders: everything in them, whatever its permissions are.

import Glibc
package import SystemPackage

extension FileSystem {
  /// Removes a file, or a folder with everything in it. Links are removed, never followed. A folder that
  /// may not be listed or changed gets the permissions for it first.
  ///
  /// - Parameter last: a name in the folder that is removed after all others.
  /// - Returns: whether nothing has the name any more.
  @discardableResult
  package func removeTree(_ path: FilePath, last: String? = nil) -> Bool {
    do {
      try unsafe path.withCString { name throws(Errno) in
        try unsafe removeTree(at: workingDirectory, name, last: last, levels: treeLevelsMax)
      }
      return true
    } catch {
      return error.meansAbsent
    }
  }

  private func removeTree(
    at folder: Int32, _ name: UnsafePointer<CChar>, last: String?, levels: Int
  ) throws(Errno) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    let fd: Int32
    do {
      fd = try unsafe open(at: folder, name, flags: flags, mode: 0)
    } catch .notDirectory, Errno(rawValue: ELOOP) {
      return try unsafe unlink(at: folder, name)
    } catch .permissionDenied {
      try unsafe setPermissions(at: folder, name, 0o700)
      fd = try unsafe open(at: folder, name, flags: flags, mode: 0)
    }
    defer { try? close(fd) }  // a folder's descriptor holds nothing unwritten
    do {
      try empty(fd, last: last, levels: levels)
    } catch .permissionDenied {
      try setPermissions(fd, 0o700)
      try empty(fd, last: last, levels: levels)
    }
    try unsafe removeDirectory(at: folder, name)
  }

  /// Removes all that is in an open folder.
  private func empty(_ folder: Int32, last: String?, levels: Int) throws(Errno) {
    guard levels > 0 else { throw .tooManySymbolicLinkLevels }
    let entries = try unsafe list(at: folder, ".", entriesMax: directoryEntriesMax)
    var failure: Errno?
    for entry in entries where last.map({ !entry.nameBytes.elementsEqual($0.utf8) }) ?? true {
      do throws(Errno) {
        try remove(entry, in: folder, levels: levels)
      } catch {
        // One that stays does not keep the others.
        if !error.meansAbsent { failure = failure ?? error }
      }
    }
    if let failure { throw failure }
    guard let last else { return }
    for entry in entries where entry.nameBytes.elementsEqual(last.utf8) {
      try remove(entry, in: folder, levels: levels)
    }
  }

  private func remove(
    _ entry: DirectoryEntry, in folder: Int32, levels: Int
  ) throws(Errno) {
    let name = unsafe FilePath(platformString: entry.nameBytes.map { CChar(bitPattern: $0) } + [0])
    try unsafe name.withCString { name throws(Errno) in
      if entry.kind == .directory {
        try unsafe removeTree(at: folder, name, last: nil, levels: levels - 1)
      } else {
        try unsafe unlink(at: folder, name)
      }
    }
  }
}

/// Folders in folders that are removed at once: each takes a descriptor and some of the stack. No tool
/// makes as many; a folder of more stays.
private let treeLevelsMax = 100
