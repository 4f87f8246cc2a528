// A whole file in memory: a small one read at once, a large one as it is touched.

import Glibc
package import SystemPackage

/// A file as long as it was when it was opened: one of up to ``Use/readSizeMax`` bytes read into memory,
/// a larger one mapped, private and read-only.
///
/// A class, because the bytes have one owner and many readers. Files mapped here are replaced by
/// renames only, so the bytes under a mapping stay; one that another program cuts short in place
/// kills the reader with SIGBUS. The design note on mappings says why that is left so.
@safe package final class MappedFile: Sendable {
  /// The file's bytes, for as long as this object lives; empty for an empty file.
  ///
  /// Shared between threads without a lock: the mapping is read-only and never moves.
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// The status of the mapped file itself, taken on its descriptor.
  package let status: FileStatus
  private let fileSystem: any FileSystem
  /// What was read instead of mapped; to be given back.
  private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer?

  /// Reading so much costs less than mapping and unmapping it and taking its page faults.
  package static let readSizeMax = 1 << 20

  /// How much of a file is going to be looked at.
  package enum Use: Sendable {
    case all
    /// A few places: only a small one is read.
    case places

    /// The longest file that is read rather than mapped.
    var readSizeMax: Int {
      switch self {
      case .all: MappedFile.readSizeMax
      case .places: 1 << 16
      }
    }
  }

  /// Maps a file; nil where there is none. What is no regular file is an error (`EINVAL`), so is
  /// one of more than `sizeMax` bytes (`EFBIG`).
  package init?(
    _ path: FilePath, sizeMax: Int = .max, use: Use = .all, fileSystem: any FileSystem
  ) throws(FileError) {
    guard let fd = try fileSystem.openIfPresent(path, flags: O_RDONLY | O_NONBLOCK) else {
      return nil
    }
    defer { try? fileSystem.close(fd) }  // the mapping outlives the descriptor
    let status = try named(.status, path) { () throws(Errno) in try fileSystem.status(fd) }
    guard status.kind == .regular else { throw FileError(.map, path, .invalidArgument) }
    guard status.sizeBytes <= UInt64(sizeMax) else { throw FileError(.map, path, .fileTooLarge) }
    if status.sizeBytes <= UInt64(use.readSizeMax) {
      let memory = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Int(status.sizeBytes), alignment: 16)
      do throws(Errno) {
        let count = try unsafe fileSystem.readAll(fd, into: memory)
        // Fewer where the file was cut meanwhile: who checks the bytes notices.
        unsafe bytes = UnsafeRawBufferPointer(rebasing: memory[..<count])
      } catch {
        unsafe memory.deallocate()
        throw FileError(.read, path, error)
      }
      unsafe self.memory = memory
    } else {
      unsafe memory = nil
      unsafe bytes = try named(.map, path) { () throws(Errno) in
        try unsafe fileSystem.map(fd, sizeBytes: Int(status.sizeBytes))
      }
    }
    self.status = status
    self.fileSystem = fileSystem
  }

  /// Gives the memory of all pages back that were touched; who touches them again reads the file
  /// again. For those who go through large files and must stay small. What was read into memory
  /// stays. Cost: one system call.
  package func releasePages() {
    if unsafe memory == nil { unsafe fileSystem.release(bytes) }
  }

  deinit {
    if let memory = unsafe memory {
      unsafe memory.deallocate()
    } else {
      unsafe fileSystem.unmap(bytes)
    }
  }
}
