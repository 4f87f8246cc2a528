// Repeats interrupted system calls and throws `errno`; and declares Linux calls that Swift's Glibc
// module lacks.

import Glibc
package import SystemPackage

/// Makes a call that returns -1 on failure. Repeats it while a signal interrupts it.
@discardableResult
package func retrying<Value: SignedInteger>(_ call: () -> Value) throws(Errno) -> Value {
  while true {
    let result = call()
    if result != -1 { return result }
    if errno != EINTR { throw Errno(rawValue: errno) }
  }
}

/// `O_PATH` of open(2), which Swift's Glibc module does not export: a descriptor that only names a
/// folder. The value is the same on all Linux architectures that Swift supports.
package let openPathOnly: Int32 = 0o10_000_000

/// Calls of Linux, and what its file systems are known by.
enum SystemCalls {
  /// The magic number of the descriptor's file system, as in statfs(2).
  static func fileSystemType(_ fd: Int32) throws(Errno) -> Int64 {
    // struct statfs has 120 bytes on 64-bit Linux; its first word is f_type.
    var buffer = InlineArray<32, Int64>(repeating: 0)
    var failure: Int32 = 0
    var span = buffer.mutableSpan
    unsafe span.withUnsafeMutableBytes { bytes in
      while unsafe fstatfs(fd, bytes.baseAddress!) != 0 {
        failure = errno
        if failure != EINTR { return }
      }
      failure = 0
    }
    if failure != 0 { throw Errno(rawValue: failure) }
    return buffer[0] & 0xFFFF_FFFF
  }

  /// File systems whose timestamps another machine or program sets (linux/magic.h, and each one's
  /// sources).
  static let remoteFileSystemTypes: [Int64] = [
    0x6969,  // NFS
    0x517B,  // SMB
    0xFE53_4D42,  // SMB 2
    0xFF53_4D42,  // CIFS
    0x6573_5546,  // FUSE (sshfs, shared folders of virtual machines)
    0x0102_1997,  // 9p (WSL, QEMU)
    0x564C,  // NCP
    0x5346_414F,  // AFS
    0x7375_7245,  // Coda
    0x00C3_6400,  // Ceph
    0x0BD0_0BD0,  // Lustre
    0x786F_4256,  // VirtualBox shared folders
  ]

  /// Opens a file below a folder with openat2(2), without following links.
  ///
  /// - Throws: `ENOSYS` or `EPERM` if the kernel (before 5.6) or a sandbox lacks the call.
  static func openWithoutLinks(
    beneath folder: Int32, _ path: UnsafePointer<CChar>, flags: Int32, mode: UInt16
  ) throws(Errno) -> Int32 {
    // struct open_how. The kernel rejects unknown flags, and a mode without O_CREAT.
    let makes = flags & O_CREAT != 0
    let how: [UInt64] = [
      UInt64(UInt32(bitPattern: flags | O_CLOEXEC)), makes ? UInt64(mode) : 0,
      resolveBeneath | resolveNoSymbolicLinks | resolveNoMagicLinks,
    ]
    let size = how.count * MemoryLayout<UInt64>.size
    return Int32(
      try retrying { unsafe systemCall(openat2Number, Int(folder), path, how, size) })
  }

  /// File systems that make up their modes (linux/magic.h, and each one's sources).
  static let modelessFileSystemTypes: [Int64] = [
    0x4D44,  // FAT
    0x2011_BAB0,  // exFAT
    0x5346_544E,  // NTFS
    0x7366_746E,  // NTFS3
    0x4244,  // HFS
    0x482B,  // HFS+
    0x517B,  // SMB
    0xFE53_4D42,  // SMB 2
    0xFF53_4D42,  // CIFS
    0x6573_5546,  // FUSE (shared folders of virtual machines)
    0x0102_1997,  // 9p (WSL, QEMU)
    0x786F_4256,  // VirtualBox shared folders
  ]

  /// `FICLONE` of ioctl_ficlone(2): `_IOW(0x94, 9, int)`, which is the same on all architectures that
  /// Swift supports.
  static let clone: UInt = 0x4004_9409

  /// copy_file_range(2) at the same offset of both files.
  static func copy(_ source: Int32, _ fd: Int32, offset: Int64, sizeBytes: Int) -> Int {
    var (from, to) = (offset, offset)
    return unsafe copyFileRange(source, &from, fd, &to, sizeBytes, 0)
  }

  /// Locks one byte for the open file, not for the process: `F_OFD_SETLK` of fcntl(2), which Swift's
  /// Glibc module does not export. The value is the same on all architectures.
  static func lockByte(_ fd: Int32, at offset: Int64) -> Int32 {
    var lock = Glibc.flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    lock.l_start = Int(offset)
    lock.l_len = 1
    return unsafe fcntl(fd, setOpenFileLock, &lock)
  }

  private static let setOpenFileLock: Int32 = 37

  /// syncfs(2).
  static func syncfs(_ fd: Int32) -> Int32 { syncFileSystem(fd) }
}

// linux/openat2.h. The call's number is the same on all architectures.
private let openat2Number = 437
private let resolveNoMagicLinks: UInt64 = 0x02
private let resolveNoSymbolicLinks: UInt64 = 0x04
private let resolveBeneath: UInt64 = 0x08

@_silgen_name("syscall")
private func systemCall(
  _ number: Int, _ folder: Int, _ path: UnsafePointer<CChar>, _ how: UnsafePointer<UInt64>,
  _ size: Int
) -> Int

// Swift's Glibc module lacks sys/vfs.h, and syncfs needs _GNU_SOURCE. Both take only words and
// pointers, for which Swift's calling convention equals C's on every Linux that Swift supports.
@_silgen_name("fstatfs")
private func fstatfs(_ fd: Int32, _ buffer: UnsafeMutableRawPointer) -> Int32

@_silgen_name("copy_file_range")
private func copyFileRange(
  _ source: Int32, _ from: UnsafeMutablePointer<Int64>, _ fd: Int32,
  _ to: UnsafeMutablePointer<Int64>, _ sizeBytes: Int, _ flags: UInt32
) -> Int

@_silgen_name("syncfs")
private func syncFileSystem(_ fd: Int32) -> Int32
