// Reads and writes on open descriptors, in as many calls as needed.

package import SystemPackage

extension FileSystem {
  /// Writes all bytes, in as many calls as needed.
  package func writeAll(_ fd: Int32, _ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var rest = unsafe bytes
    while unsafe !rest.isEmpty {
      let count = try unsafe write(fd, rest)
      guard count > 0 else { throw .ioError }  // no progress and no error: avoid an endless loop
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
  }

  /// Writes all bytes at `offset`, in as many calls as needed.
  package func pwriteAll(
    _ fd: Int32, _ bytes: UnsafeRawBufferPointer, offset: Int64
  ) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = try unsafe pwrite(fd, rest, offset: offset + Int64(done))
      guard count > 0 else { throw .ioError }  // no progress and no error: avoid an endless loop
      done += count
    }
  }

  /// Reads from the descriptor's offset until the buffer is full or the file ends. Returns the
  /// number of bytes.
  func readAll(_ fd: Int32, into buffer: UnsafeMutableRawBufferPointer) throws(Errno) -> Int {
    var count = 0
    while count < buffer.count {
      let read = try unsafe read(
        fd, into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if read == 0 { break }
      count += read
    }
    return count
  }

  /// Reads to the end of the file.
  func readAll(
    _ fd: Int32, expecting size: UInt64, sizeMax: Int
  ) throws(Errno) -> [UInt8] {
    guard size <= UInt64(sizeMax) else { throw .fileTooLarge }
    // One byte more than the size: a short read then means the end, and growth since the status
    // call is noticed.
    var bytes = [UInt8](repeating: 0, count: Int(size) + 1)
    var count = 0
    while true {
      let here = count
      let read = try unsafe bytes.withUnsafeMutableBytes { buffer -> Result<Int, Errno> in
        Result { () throws(Errno) in
          try unsafe self.read(fd, into: UnsafeMutableRawBufferPointer(rebasing: buffer[here...]))
        }
      }.get()
      count += read
      // A short read that completes the expected size is the end; another call would return 0.
      if read == 0 || count < bytes.count && count == Int(size) { break }
      guard count <= sizeMax else { throw .fileTooLarge }
      if count == bytes.count {
        bytes.append(contentsOf: repeatElement(0, count: bytes.count))
      }
    }
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
