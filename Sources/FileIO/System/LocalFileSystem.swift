// The real file system: each method is one Linux system call.

import Glibc
import Synchronization
package import SystemPackage

/// The machine's file system.
package struct LocalFileSystem: FileSystem {
  /// The way in which ``map(_:sizeBytes:)`` gives access to a file's bytes.
  package enum Mapping: Sendable {
    /// As pages of the file.
    case shared
    /// As a copy, for a process that runs for hours: another program can truncate the file.
    case copied
  }

  private let mapping: Mapping

  package init(mapping: Mapping = .shared) {
    self.mapping = mapping
  }

  // MARK: Descriptors

  package func open(
    at: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    try retrying { unsafe Glibc.openat(at, path, flags | O_CLOEXEC, mode_t(mode)) }
  }

  package func open(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    if lacksOpenat2.load(ordering: .relaxed) {
      return try unsafe openStepwise(beneath: folder, path, flags: flags, mode: mode)
    }
    for _ in 0..<beneathAttemptsMax {
      do throws(Errno) {
        return try unsafe SystemCalls.openWithoutLinks(
          beneath: folder, path, flags: flags, mode: mode)
      } catch {
        switch error {
        case .resourceTemporarilyUnavailable: continue  // a concurrent rename
        case .noFunction, .notPermitted:
          lacksOpenat2.store(true, ordering: .relaxed)
          return try unsafe openStepwise(beneath: folder, path, flags: flags, mode: mode)
        default: throw error
        }
      }
    }
    throw .resourceTemporarilyUnavailable
  }

  /// The same, component by component, for kernels without openat2(2).
  private func openStepwise(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    // A copy whose slashes become the ends of names.
    guard let names = unsafe strdup(path) else { throw .noMemory }
    defer { unsafe free(names) }
    var name = unsafe names
    var parent = folder
    defer { if parent != folder { _ = Glibc.close(parent) } }
    while let slash = unsafe strchr(name, Int32(UInt8(ascii: "/"))) {
      unsafe slash.pointee = 0
      let next = try unsafe openName(
        at: parent, name, flags: openPathOnly | O_DIRECTORY | O_NOFOLLOW, mode: 0)
      if parent != folder { _ = Glibc.close(parent) }
      parent = next
      unsafe name = slash + 1
    }
    return try unsafe openName(at: parent, name, flags: flags | O_NOFOLLOW, mode: mode)
  }

  private func openName(
    at folder: Int32, _ name: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    guard unsafe name.pointee != 0, unsafe strcmp(name, "..") != 0 else { throw .invalidArgument }
    return try unsafe open(at: folder, name, flags: flags, mode: mode)
  }

  package func close(_ fd: Int32) throws(Errno) {
    // Linux closes the descriptor even if it reports EINTR: do not retry.
    if Glibc.close(fd) != 0, errno != EINTR { throw Errno(rawValue: errno) }
  }

  package func read(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) throws(Errno) -> Int {
    try retrying { unsafe Glibc.read(fd, buffer.baseAddress, buffer.count) }
  }

  package func pread(
    _ fd: Int32, into buffer: UnsafeMutableRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try retrying { unsafe Glibc.pread(fd, buffer.baseAddress, buffer.count, Int(offset)) }
  }

  package func write(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) -> Int {
    try retrying { unsafe Glibc.write(fd, bytes.baseAddress, bytes.count) }
  }

  package func pwrite(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) -> Int {
    try retrying { unsafe Glibc.pwrite(fd, bytes.baseAddress, bytes.count, Int(offset)) }
  }

  package func fallocate(_ fd: Int32, sizeBytes: Int64) throws(Errno) {
    var result: Int32
    repeat { result = posix_fallocate(fd, 0, Int(sizeBytes)) } while result == EINTR
    if result != 0 { throw Errno(rawValue: result) }
  }

  package func clone(_ source: Int32, into fd: Int32) throws(Errno) {
    try retrying { ioctl(fd, SystemCalls.clone, source) }
  }

  package func copy(
    _ source: Int32, into fd: Int32, offset: Int64, sizeBytes: Int
  ) throws(Errno) -> Int {
    try retrying { SystemCalls.copy(source, fd, offset: offset, sizeBytes: sizeBytes) }
  }

  package func sync(_ fd: Int32) throws(Errno) {
    try retrying { fsync(fd) }
  }

  package func syncAll(_ fd: Int32) throws(Errno) {
    try retrying { SystemCalls.syncfs(fd) }
  }

  package func setPermissions(_ fd: Int32, _ mode: UInt16) throws(Errno) {
    try retrying { fchmod(fd, mode_t(mode)) }
  }

  package func setPermissions(
    at: Int32, _ path: UnsafePointer<CChar>, _ mode: UInt16
  ) throws(Errno) {
    try retrying { unsafe fchmodat(at, path, mode_t(mode), AT_SYMLINK_NOFOLLOW) }
  }

  package func setOwner(_ fd: Int32, ownerID: UInt32?, groupID: UInt32?) throws(Errno) {
    try retrying { fchown(fd, ownerID ?? .max, groupID ?? .max) }
  }

  package func map(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    guard mapping == .shared else { return try unsafe copy(fd, sizeBytes: sizeBytes) }
    let start = unsafe mmap(nil, sizeBytes, PROT_READ, MAP_PRIVATE, fd, 0)
    guard let start = unsafe start, unsafe start != UnsafeMutableRawPointer(bitPattern: -1) else {
      throw Errno(rawValue: errno)
    }
    return unsafe UnsafeRawBufferPointer(start: start, count: sizeBytes)
  }

  /// The bytes in pages of their own. Those beyond the end of a file that became shorter are 0.
  private func copy(_ fd: Int32, sizeBytes: Int) throws(Errno) -> UnsafeRawBufferPointer {
    let start = unsafe mmap(
      nil, sizeBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start = unsafe start, unsafe start != UnsafeMutableRawPointer(bitPattern: -1) else {
      throw Errno(rawValue: errno)
    }
    let pages = unsafe UnsafeMutableRawBufferPointer(start: start, count: sizeBytes)
    var count = 0
    while count < sizeBytes {
      do throws(Errno) {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: pages[count...])
        let read = try unsafe pread(fd, into: rest, offset: Int64(count))
        if read == 0 { break }
        count += read
      } catch {
        unsafe munmap(start, sizeBytes)
        throw error
      }
    }
    return UnsafeRawBufferPointer(pages)
  }

  package func discardPages(of mapping: UnsafeRawBufferPointer) {
    guard self.mapping == .shared, let start = mapping.baseAddress else { return }
    // Only advice: if it fails, the memory stays in use.
    unsafe madvise(
      UnsafeMutableRawPointer(mutating: start), mapping.count, MADV_DONTNEED)
  }

  package func unmap(_ mapping: UnsafeRawBufferPointer) {
    guard let start = mapping.baseAddress else { return }
    unsafe munmap(UnsafeMutableRawPointer(mutating: start), mapping.count)
  }

  package func lockByte(_ fd: Int32, at offset: Int64) throws(Errno) -> Bool {
    do {
      try retrying { SystemCalls.lockByte(fd, at: offset) }
      return true
    } catch .wouldBlock, .permissionDenied {
      return false
    }
  }

  package func lock(_ fd: Int32, _ kind: LockKind, wait: LockWait) throws(Errno) -> Bool {
    let mode = kind == .shared ? LOCK_SH : LOCK_EX
    do {
      try retrying { flock(fd, wait == .never ? mode | LOCK_NB : mode) }
      return true
    } catch .wouldBlock {
      return false
    }
  }

  package func isLocal(_ fd: Int32) throws(Errno) -> Bool {
    let type = try SystemCalls.fileSystemType(fd)
    return !SystemCalls.remoteFileSystemTypes.contains(type)
  }

  package func hasModes(_ fd: Int32) throws(Errno) -> Bool {
    let type = try SystemCalls.fileSystemType(fd)
    return !SystemCalls.modelessFileSystemTypes.contains(type)
  }

  package func effectiveUserID() -> UInt32 { geteuid() }

  // MARK: Names

  package func status(_ fd: Int32) throws(Errno) -> FileStatus {
    var raw = stat()
    try retrying { unsafe fstat(fd, &raw) }
    return FileStatus(raw)
  }

  package func status(
    at: Int32, _ path: UnsafePointer<CChar>, followingLinks: Bool
  ) throws(Errno) -> FileStatus {
    var raw = stat()
    try retrying { unsafe fstatat(at, path, &raw, followingLinks ? 0 : AT_SYMLINK_NOFOLLOW) }
    return FileStatus(raw)
  }

  package func access(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try retrying { unsafe faccessat(at, path, F_OK, 0) }
  }

  package func realPath(_ path: UnsafePointer<CChar>) throws(Errno) -> FilePath {
    guard let resolved = unsafe realpath(path, nil) else { throw Errno(rawValue: errno) }
    defer { unsafe free(resolved) }
    return unsafe FilePath(platformString: resolved)
  }

  package func readLink(_ path: FilePath) throws(Errno) -> FilePath {
    let sizeMax = Int(PATH_MAX)
    var target = [CChar](repeating: 0, count: sizeMax + 1)
    let count = unsafe path.withPlatformString { unsafe readlink($0, &target, sizeMax) }
    guard count >= 0 else { throw Errno(rawValue: errno) }
    return unsafe FilePath(platformString: Array(target[..<count]) + [0])
  }

  package func rename(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try retrying { unsafe renameat(oldDirectory, old, newDirectory, new) }
  }

  package func link(
    at oldDirectory: Int32, _ old: UnsafePointer<CChar>,
    to newDirectory: Int32, _ new: UnsafePointer<CChar>
  ) throws(Errno) {
    try retrying { unsafe linkat(oldDirectory, old, newDirectory, new, 0) }
  }

  package func unlink(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try retrying { unsafe unlinkat(at, path, 0) }
  }

  package func makeDirectory(
    at: Int32, _ path: UnsafePointer<CChar>, mode: UInt16
  ) throws(Errno) {
    try retrying { unsafe mkdirat(at, path, mode_t(mode)) }
  }

  package func removeDirectory(at: Int32, _ path: UnsafePointer<CChar>) throws(Errno) {
    try retrying { unsafe unlinkat(at, path, AT_REMOVEDIR) }
  }

  package func setTimes(
    at: Int32, _ path: UnsafePointer<CChar>, mtimeNanoseconds: Int64
  ) throws(Errno) {
    let (seconds, rest) = mtimeNanoseconds.floorDivided(by: 1_000_000_000)
    // UTIME_OMIT of sys/stat.h, a macro that Swift does not import: keeps the access time.
    let omit = timespec(tv_sec: 0, tv_nsec: (1 << 30) - 2)
    let times = [omit, timespec(tv_sec: Int(seconds), tv_nsec: Int(rest))]
    try retrying { unsafe utimensat(at, path, times, AT_SYMLINK_NOFOLLOW) }
  }
}

/// Whether openat2(2) is unavailable; set by the first failing call.
private let lacksOpenat2 = Atomic(false)
/// Maximum attempts to open a file while concurrent renames on its path make openat2 fail.
private let beneathAttemptsMax = 100

extension FileStatus {
  init(_ raw: stat) {
    self.init(
      kind: FileKind(mode: raw.st_mode),
      sizeBytes: UInt64(clamping: raw.st_size),
      allocatedBytes: UInt64(clamping: raw.st_blocks).saturatedProduct(512),
      mtimeNanoseconds: nanoseconds(raw.st_mtim),
      ctimeNanoseconds: nanoseconds(raw.st_ctim),
      inode: UInt64(raw.st_ino), device: UInt64(raw.st_dev),
      permissions: UInt16(raw.st_mode & 0o7777), ownerID: raw.st_uid, groupID: raw.st_gid,
      linkCount: UInt64(raw.st_nlink))
  }
}

extension FileKind {
  init(mode: mode_t) {
    switch mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .directory
    case S_IFLNK: self = .symbolicLink
    default: self = .other
    }
  }
}

/// `touch -d` can set any time: saturate, never trap.
private func nanoseconds(_ time: timespec) -> Int64 {
  let (product, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
  guard !overflow else { return time.tv_sec < 0 ? .min : .max }
  let (sum, carry) = product.addingReportingOverflow(Int64(time.tv_nsec))
  return carry ? .max : sum
}

extension UInt64 {
  fileprivate func saturatedProduct(_ other: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: other)
    return overflow ? .max : product
  }
}

extension Int64 {
  /// The quotient rounded down, and the remainder, which is never negative.
  fileprivate func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
