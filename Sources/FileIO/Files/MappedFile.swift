// A whole file in memory: read if it is small, mapped if it is large.

import Glibc
package import SystemPackage

/// A file's bytes. A file of up to ``Use/readSizeMax`` bytes is read into memory; a larger one is
/// mapped, private and read-only, at its size when it was opened.
///
/// A class, because the bytes have one owner and many readers. mini replaces these files only by
/// renames, so mapped bytes do not change. If another program truncates a mapped file in place, the
/// reader dies from SIGBUS; note 1 of FileIO.docc explains why this remains.
@safe package final class MappedFile: Sendable {
  /// The file's bytes, valid while this object lives; empty for an empty file.
  ///
  /// Threads share them without a lock, because they never change or move.
  package nonisolated(unsafe) let bytes: UnsafeRawBufferPointer
  /// The file's status, taken on its open descriptor.
  package let status: FileStatus
  private let fileSystem: any FileSystem
  /// The allocation that `deinit` frees, if the file was read instead of mapped.
  private nonisolated(unsafe) let memory: UnsafeMutableRawBufferPointer?

  /// Up to this size, reading costs less than mapping, page faults and unmapping.
  package static let readSizeMax = 1 << 20

  /// How much of a file the caller will access.
  package enum Use: Sendable {
    case all
    /// A few parts, so that only a small file is read.
    case parts

    /// Maximum size of a file that is read rather than mapped.
    var readSizeMax: Int {
      switch self {
      case .all: MappedFile.readSizeMax
      case .parts: 1 << 16
      }
    }
  }

  /// Reads or maps a file; nil if it does not exist. A file that is not regular fails with
  /// `EINVAL`, one of more than `sizeMax` bytes with `EFBIG`.
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
        // Fewer if the file was truncated since: readers verify the bytes.
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

  /// Frees the memory of all mapped pages; the next access reads the file again. Keeps a process
  /// small that reads large files once. Bytes that were read into memory stay. Cost: one system
  /// call.
  package func releasePages() {
    if unsafe memory == nil { unsafe fileSystem.discardPages(of: bytes) }
  }

  deinit {
    if let memory = unsafe memory {
      unsafe memory.deallocate()
    } else {
      unsafe fileSystem.unmap(bytes)
    }
  }
}
