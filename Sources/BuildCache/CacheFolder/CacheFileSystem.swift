// The file system as a cache uses it: names below the cache's folder are resolved from the open
// folder, without following links.

package import FileIO
import Glibc
import Synchronization
package import SystemPackage

/// A file system that never follows a link below one folder, whatever happens to the folder
/// concurrently. Paths outside the folder go to another file system unchanged.
///
/// When a file or folder is created, a link or another file that blocks it is moved into the
/// folder's `quarantine`. A lookup does not pass through a link: files behind it are absent.
///
/// A class, because all users of the cache share the open folder.
package final class CacheFileSystem: FileSystem {
  package let base: any FileSystem
  let path: FilePath
  /// The folder's path with a trailing slash.
  let prefix: [CChar]
  /// Nil: new files keep the owner that the kernel gives them.
  let newFiles: NewFiles?
  /// See ``note(_:)``. (An `Int`: runtime note 2.)
  let openness = Atomic(0)
  private let root = Mutex(Root())

  private struct Root {
    var folder: DirectoryHandle?
    /// The folder's real path with a trailing slash, once requested. Tools get paths that begin
    /// with it.
    var realPrefix: [CChar]?
    var exhaustion: Errno?
  }

  /// The resource that was exhausted while a file was opened, listed or mapped; nil: none.
  package var exhaustion: Errno? { root.withLock { $0.exhaustion } }

  /// Records an error that means exhaustion.
  func noting<Value>(_ body: () throws(Errno) -> Value) throws(Errno) -> Value {
    do throws(Errno) {
      return try body()
    } catch {
      if error.meansExhausted { root.withLock { $0.exhaustion = error } }
      throw error
    }
  }

  /// - Parameter path: the folder, which need not exist yet, and can be a link itself.
  init(_ path: FilePath, newFiles: NewFiles?, base: any FileSystem) {
    self.path = path
    self.newFiles = newFiles
    self.base = base
    prefix = Self.prefix(of: path)
  }

  private static func prefix(of path: FilePath) -> [CChar] {
    let slash = CChar(UInt8(ascii: "/"))
    var bytes = unsafe path.withPlatformString { name in
      unsafe Array(UnsafeBufferPointer(start: name, count: strlen(name)))
    }
    if bytes.last != slash { bytes.append(slash) }
    return bytes
  }

  // MARK: Names

  /// The part of a path below the folder's path; nil for other paths.
  func inner(
    _ folder: Int32, _ path: UnsafePointer<CChar>
  ) -> UnsafePointer<CChar>? {
    guard folder == workingDirectory else { return nil }
    if unsafe strncmp(path, prefix, prefix.count) == 0 {
      let rest = unsafe path + prefix.count
      return unsafe rest.pointee == 0 ? nil : rest
    }
    guard let real = root.withLock({ $0.realPrefix }),
      unsafe strncmp(path, real, real.count) == 0
    else { return nil }
    let rest = unsafe path + real.count
    return unsafe rest.pointee == 0 ? nil : rest
  }

  /// The open folder.
  private func folder() throws(Errno) -> DirectoryHandle {
    let open = root.withLock { $0.folder }
    if let open { return open }
    let new: DirectoryHandle?
    do throws(FileError) {
      new = try DirectoryHandle(path, fileSystem: base)
    } catch {
      throw error.errno
    }
    guard let new else { throw .noSuchFileOrDirectory }
    return root.withLock { root in
      if let open = root.folder { return open }
      root.folder = new
      return new
    }
  }

  /// Calls `body` with the open folder. If the folder was removed and created again, retries with
  /// the new one.
  func making<Value>(
    _ body: (Int32) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    let open = try folder()
    do throws(Errno) {
      return try body(open.fd)
    } catch {
      guard error == .noSuchFileOrDirectory, try base.status(open.fd).linkCount == 0 else {
        throw error
      }
      root.withLock { if $0.folder === open { $0.folder = nil } }
      return try body(folder().fd)
    }
  }

  /// Calls `body` with the open parent folder of a path below `root`, and the last name.
  func inParent<Value>(
    _ root: Int32, _ inner: UnsafePointer<CChar>,
    _ body: (Int32, UnsafePointer<CChar>) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    guard let slash = unsafe strrchr(inner, Int32(UInt8(ascii: "/"))) else {
      return try unsafe body(root, inner)
    }
    let length = unsafe UnsafePointer(slash) - inner
    var names = unsafe [CChar](UnsafeBufferPointer(start: inner, count: length))
    names.append(0)
    let parent = try openFolder(root, names)
    defer { try? base.close(parent) }  // nothing was written
    return try unsafe body(parent, UnsafePointer(slash) + 1)
  }

  private func openFolder(_ root: Int32, _ names: [CChar]) throws(Errno) -> Int32 {
    do throws(Errno) {
      return try noting { () throws(Errno) in
        try unsafe base.open(beneath: root, names, flags: openPathOnly | O_DIRECTORY, mode: 0)
      }
    } catch {
      // A link is not a folder.
      throw error == .tooManySymbolicLinkLevels ? .notDirectory : error
    }
  }

  // MARK: FileSystem, names

  /// Opens a file without changing its owner.
  func openAsIs(
    at folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    guard let inner = unsafe inner(folder, path) else {
      return try noting { () throws(Errno) in
        try unsafe base.open(at: folder, path, flags: flags, mode: mode)
      }
    }
    if flags & O_CREAT != 0 {
      return try unsafe clearing(inner, path) { () throws(Errno) in
        try making { root throws(Errno) in
          try unsafe base.open(beneath: root, inner, flags: flags, mode: mode)
        }
      }
    }
    do throws(Errno) {
      return try noting { () throws(Errno) in
        try unsafe base.open(beneath: self.folder().fd, inner, flags: flags, mode: mode)
      }
    } catch {
      let isFolder = flags & O_DIRECTORY != 0
      throw isFolder && error == .tooManySymbolicLinkLevels ? .notDirectory : error
    }
  }

  package func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    let fd = try noting { () throws(Errno) in
      try unsafe base.open(beneath: folder, path, flags: flags, mode: mode)
    }
    if let newFiles, flags & O_CREAT != 0 { newFiles.give(fd, isNew: flags & O_EXCL != 0, base) }
    return fd
  }

  package func status(
    at folder: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    guard let inner = unsafe inner(folder, path) else {
      return try unsafe base.status(at: folder, path, followingLinks: followingLinks)
    }
    return try unsafe inParent(self.folder().fd, inner) { folder, name throws(Errno) in
      try unsafe base.status(at: folder, name, followingLinks: false)
    }
  }

  package func access(at folder: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    guard let inner = unsafe inner(folder, path) else {
      return try unsafe base.access(at: folder, path)
    }
    try unsafe inParent(self.folder().fd, inner) { folder, name throws(Errno) in
      try unsafe base.access(at: folder, name)
    }
  }

  package func list(
    at folder: Int32, _ path: UnsafePointer<CChar>, entriesMax: Int
  ) throws(Errno) -> [DirectoryEntry] {
    guard unsafe inner(folder, path) != nil else {
      return try noting { () throws(Errno) in
        try unsafe base.list(at: folder, path, entriesMax: entriesMax)
      }
    }
    let folder = try unsafe open(at: folder, path, flags: openPathOnly | O_DIRECTORY, mode: 0)
    defer { try? base.close(folder) }  // nothing was written
    return try noting { () throws(Errno) in
      try unsafe base.list(at: folder, ".", entriesMax: entriesMax)
    }
  }

  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath {
    let real = try unsafe base.realPath(path)
    if unsafe strncmp(path, prefix, prefix.count - 1) == 0,
      unsafe path[prefix.count - 1] == 0 || strcmp(path + (prefix.count - 1), "/") == 0
    {
      let realPrefix = Self.prefix(of: real)
      root.withLock { $0.realPrefix = realPrefix }
    }
    return real
  }

  package func rename(
    at oldFolder: Int32, _ old: UnsafePointer<CChar>,
    to newFolder: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    guard let inner = unsafe inner(newFolder, new) else {
      return try unsafe from(oldFolder, old) { oldFolder, old throws(Errno) in
        try unsafe base.rename(at: oldFolder, old, to: newFolder, new)
      }
    }
    try unsafe clearing(inner, new) { () throws(Errno) in
      try unsafe from(oldFolder, old) { oldFolder, old throws(Errno) in
        try making { root throws(Errno) in
          try unsafe inParent(root, inner) { newFolder, new throws(Errno) in
            try unsafe renameOrCopy(at: oldFolder, old, to: newFolder, new)
          }
        }
      }
    }
  }

  package func link(
    at oldFolder: Int32, _ old: UnsafePointer<CChar>,
    to newFolder: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try unsafe from(oldFolder, old) { oldFolder, old throws(Errno) in
      try unsafe from(newFolder, new) { newFolder, new throws(Errno) in
        try unsafe base.link(at: oldFolder, old, to: newFolder, new)
      }
    }
  }

  /// Calls `body` with a name and the folder from which it is resolved.
  func from<Value>(
    _ folder: Int32, _ path: UnsafePointer<CChar>,
    _ body: (Int32, UnsafePointer<CChar>) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    guard let inner = unsafe inner(folder, path) else { return try unsafe body(folder, path) }
    return try unsafe inParent(self.folder().fd, inner, body)
  }

  package func unlink(at folder: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try unsafe from(folder, path) { folder, name throws(Errno) in
      try unsafe base.unlink(at: folder, name)
    }
  }

  package func makeDirectory(
    at folder: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) {
    guard let inner = unsafe inner(folder, path) else {
      try unsafe base.makeDirectory(at: folder, path, mode: mode)
      return unsafe giveFolder(folder, path, isName: false)
    }
    try making { root throws(Errno) in
      try unsafe inParent(root, inner) { folder, name throws(Errno) in
        try unsafe base.makeDirectory(at: folder, name, mode: mode)
        unsafe giveFolder(folder, name, isName: true)
      }
    }
  }

  package func removeDirectory(at folder: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try unsafe from(folder, path) { folder, name throws(Errno) in
      try unsafe base.removeDirectory(at: folder, name)
    }
  }

  package func setTimes(
    at folder: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) {
    try unsafe from(folder, path) { folder, name throws(Errno) in
      try unsafe base.setTimes(at: folder, name, mtimeNanoseconds: mtimeNanoseconds)
    }
  }
}
