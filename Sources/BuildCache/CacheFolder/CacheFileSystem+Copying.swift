// Renames between disks: a folder of the cache can be the mount point of another disk.

import FileIO
import Glibc
import SystemPackage

extension CacheFileSystem {
  /// Renames a file. Between two disks it copies a regular file, puts the copy in place whole, and
  /// removes the original.
  ///
  /// - Throws: `.improperLink` for a folder or a special file on another disk.
  func renameOrCopy(
    at oldFolder: Int32, _ old: UnsafePointer<CChar>,
    to newFolder: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    do throws(Errno) {
      try unsafe base.rename(at: oldFolder, old, to: newFolder, new)
    } catch {
      guard error == .improperLink else { throw error }
      let copy = TemporaryName.prefix + TemporaryName.suffix()
      do throws(Errno) {
        try unsafe copyFile(at: oldFolder, old, to: newFolder, copy)
        try unsafe base.rename(at: newFolder, copy, to: newFolder, new)
      } catch {
        // The copy is removed if it was made; the first error is the one to report.
        try? unsafe base.unlink(at: newFolder, copy)
        throw error
      }
      try unsafe base.unlink(at: oldFolder, old)
    }
  }

  private func copyFile(
    at oldFolder: Int32, _ old: UnsafePointer<CChar>,
    to newFolder: Int32, _ copy: UnsafePointer<CChar>
  ) throws(Errno) {
    let source = try unsafe base.open(
      at: oldFolder, old, flags: O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, mode: 0)
    defer { try? base.close(source) }  // nothing was written
    let status = try base.status(source)
    guard status.kind == .regular else { throw .improperLink }
    let target = try unsafe base.open(
      at: newFolder, copy, flags: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode: 0o644)
    do throws(Errno) {
      try copyBytes(from: source, to: target)
    } catch {
      try? base.close(target)  // the copy is removed anyway
      throw error
    }
    try base.close(target)
  }

  private func copyBytes(from source: Int32, to target: Int32) throws(Errno) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: copyBufferBytes, alignment: 1)
    defer { unsafe buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      let count = try unsafe base.pread(source, into: buffer, offset: offset)
      if count == 0 { return }
      var written = 0
      while written < count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written..<count])
        written += try unsafe base.write(target, rest)
      }
      offset += Int64(count)
    }
  }
}

private let copyBufferBytes = 1 << 18
