// Standard output: a failure to write is an error.

import FileIO
import Glibc
import SystemPackage

/// A write to standard output failed.
struct OutputFailure: Error, CustomStringConvertible {
  let errno: Errno

  /// The reader has closed the pipe, which needs no message.
  var isClosedPipe: Bool { errno == .brokenPipe }

  var description: String { "cannot write to standard output: \(errno)" }
}

/// Writes results. Nothing is buffered: callers pass whole results.
enum StandardOutput {
  static func write(_ text: String) throws(OutputFailure) {
    try write(Array(text.utf8))
  }

  static func write(_ bytes: [UInt8]) throws(OutputFailure) {
    do {
      try Descriptor.writeAll(STDOUT_FILENO, bytes)
    } catch {
      throw OutputFailure(errno: error)
    }
  }

  static func write(_ bytes: UnsafeRawBufferPointer) throws(OutputFailure) {
    do {
      try Descriptor.writeAll(STDOUT_FILENO, bytes)
    } catch {
      throw OutputFailure(errno: error)
    }
  }
}
