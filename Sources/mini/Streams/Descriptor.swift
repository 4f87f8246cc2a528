// Reads and writes of whole texts.

import Glibc
import SystemPackage

/// Whole reads and writes on descriptors that may be pipes, terminals or devices.
enum Descriptor {
  /// Writes all bytes. Waits if a non-blocking descriptor is full.
  static func writeAll(_ fd: Int32, _ bytes: [UInt8]) throws(Errno) {
    try bytes.withUnsafeBytes { bytes in
      Result { () throws(Errno) in try writeAll(fd, bytes) }
    }.get()
  }

  static func writeAll(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var start = 0
    while start < bytes.count {
      let count = try retrying(fd, POLLOUT) {
        Glibc.write(fd, bytes.baseAddress! + start, bytes.count - start)
      }
      guard count > 0 else { throw .ioError }  // prevents an endless loop without progress
      start += count
    }
  }

  /// Appends available bytes, at most `sizeMax`. Waits for at least one.
  ///
  /// - Returns: the number of bytes; 0 at the end.
  static func read(
    _ fd: Int32, into bytes: inout [UInt8], sizeMax: Int = 1 << 16
  ) throws(Errno) -> Int {
    try withUnsafeTemporaryAllocation(byteCount: sizeMax, alignment: 16) { buffer in
      Result { () throws(Errno) in try read(fd, through: buffer, into: &bytes) }
    }.get()
  }

  private static func read(
    _ fd: Int32, through buffer: UnsafeMutableRawBufferPointer, into bytes: inout [UInt8]
  ) throws(Errno) -> Int {
    let count = try retrying(fd, POLLIN) { Glibc.read(fd, buffer.baseAddress, buffer.count) }
    bytes.append(contentsOf: buffer.prefix(count))
    return count
  }

  /// Everything up to the end.
  ///
  /// - Parameter sizeMax: in bytes; `EFBIG` if there are more.
  static func readAll(_ fd: Int32, sizeMax: Int) throws(Errno) -> [UInt8] {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
      Result { () throws(Errno) in
        var bytes: [UInt8] = []
        while try read(fd, through: buffer, into: &bytes) > 0 {
          guard bytes.count <= sizeMax else { throw .fileTooLarge }
        }
        return bytes
      }
    }.get()
  }

  /// Repeats a call that was interrupted or would block.
  private static func retrying(
    _ fd: Int32, _ events: Int32, _ call: () -> Int
  ) throws(Errno) -> Int {
    while true {
      let count = call()
      guard count < 0 else { return count }
      switch Glibc.errno {
      case EINTR: continue
      case EAGAIN:
        var wanted = pollfd(fd: fd, events: Int16(events), revents: 0)
        _ = poll(&wanted, 1, -1)
      case let code: throw Errno(rawValue: code)
      }
    }
  }
}
