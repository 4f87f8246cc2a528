// A cache's file system: the owners of new files. See note 17, "Whose caches are used".

package import FileIO
import Glibc
import Synchronization
package import SystemPackage

extension CacheFileSystem {
  /// Records it if others can write to a file or folder of the cache, unless it is a group's.
  ///
  /// - Parameter status: from a call that was needed anyway.
  func note(_ status: FileStatus) {
    guard status.isWritableByOthers, status.kind != .symbolicLink,
      newFiles?.groupPermissions ?? 0 == 0
    else { return }
    _ = openness.compareExchange(
      expected: Openness.unknown, desired: Openness.noted, ordering: .relaxed)
  }

  /// Whether others could write to something of the cache: returns true once.
  func takeOpenness() -> Bool {
    openness.compareExchange(
      expected: Openness.noted, desired: Openness.handled, ordering: .relaxed
    ).exchanged
  }

  private enum Openness {
    static let unknown = 0
    static let noted = 1
    static let handled = 2
  }

  package var confiner: AnyObject? { self }

  /// The file system as a cache's; nil if it is not one.
  static func of(_ other: any FileSystem) -> CacheFileSystem? {
    guard let confiner = other.confiner, type(of: confiner) == CacheFileSystem.self else {
      return nil
    }
    return unsafe unsafeDowncast(confiner, to: CacheFileSystem.self)
  }

  /// Another one for the same folder, without a recorded exhaustion.
  package convenience init(_ path: FilePath, like other: any FileSystem) {
    let cache = Self.of(other)
    self.init(path, newFiles: cache?.newFiles, base: cache?.base ?? other)
  }

  package func open(
    at folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    let fd = try unsafe openAsIs(at: folder, path, flags: flags, mode: mode)
    // A path relative to an open folder is the cache's, because its trees name objects that way.
    if let newFiles, flags & O_CREAT != 0,
      unsafe folder != workingDirectory || inner(folder, path) != nil
    {
      newFiles.give(fd, isNew: flags & O_EXCL != 0, base)
    }
    return fd
  }

  /// Changes the owner of a folder that was just created.
  ///
  /// - Parameter isName: whether the parent is a folder of the cache.
  func giveFolder(_ parent: Int32, _ name: UnsafePointer<CChar>, isName: Bool) {
    guard let newFiles, unsafe isName || parent != workingDirectory || isRoot(name) else { return }
    // If the folder is gone already, there is nothing to change.
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW
    guard let folder = try? unsafe base.open(at: parent, name, flags: flags, mode: 0) else {
      return
    }
    defer { try? base.close(folder) }  // nothing was written
    let isEmpty = (try? unsafe base.list(at: folder, ".", entriesMax: 1))?.isEmpty
    newFiles.give(folder, isNew: isEmpty == true, base)
  }

  /// Whether a path is the cache's own.
  private func isRoot(_ path: UnsafePointer<CChar>) -> Bool {
    let length = prefix.count - 1
    return unsafe strncmp(path, prefix, length) == 0 && path[length] == 0
  }
}
