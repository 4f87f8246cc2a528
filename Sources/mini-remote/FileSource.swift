// The bytes of a file that is sent.

import Glibc
import MiniRemoteProtocol

/// Reads pieces of a file. A class, because it closes the file.
final class FileSource: Sendable {
  private let fd: Int32
  private let name: String

  init(_ file: LocalFile) throws {
    name = String(decoding: file.path, as: UTF8.self)
    fd = (file.path + [0]).withUnsafeBytes { bytes in
      open(bytes.assumingMemoryBound(to: CChar.self).baseAddress!, O_RDONLY | O_CLOEXEC)
    }
    guard fd >= 0 else {
      throw Problem("cannot read '\(name)': \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(fd) }

  func bytes(_ range: Range<Int>) throws -> ArraySlice<UInt8> {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes { buffer in
        pread(fd, buffer.baseAddress! + count, range.count - count, range.lowerBound + count)
      }
      if more < 0, errno == EINTR { continue }
      guard more >= 0 else {
        throw Problem("cannot read '\(name)': \(String(cString: strerror(errno)))")
      }
      guard more > 0 else { throw Problem("'\(name)' has become shorter") }
      count += more
    }
    return bytes[...]
  }
}
