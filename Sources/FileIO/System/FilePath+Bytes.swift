// Paths and names as bytes, as C strings, and as words of a shell.

import Glibc
package import SystemPackage

extension FilePath.Component {
  /// A name from a folder listing: not empty, without `/`, perhaps not UTF-8.
  package init(bytes: [UInt8]) {
    let name = bytes.map { CChar(bitPattern: $0) } + [0]
    guard let component = FilePath.Component(platformString: name) else {
      preconditionFailure("a folder lists no empty name and none with a slash")
    }
    self = component
  }
}

extension FilePath {
  /// A path from bytes, up to the first NUL. They need not be UTF-8.
  package init(bytes: [UInt8]) {
    unsafe self.init(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
  }

  /// The path as a word of a shell's command line, in quotes if necessary.
  package var shellWord: String {
    let isPlain = string.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || "0123456789._-/+".unicodeScalars.contains(scalar)
    }
    guard !isPlain else { return string }
    return "'"
      + string.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "'\\''") + "'"
  }

  /// The path's bytes, which need not be UTF-8.
  package var bytes: [UInt8] {
    unsafe withPlatformString { name in
      unsafe Array(UnsafeRawBufferPointer(start: name, count: strlen(name)))
    }
  }

  /// Calls `body` with the path as a C string.
  package func withCString<Value>(
    _ body: (UnsafePointer<CChar>) throws(Errno) -> Value
  ) throws(Errno) -> Value {
    // Swift System's own form loses the error's type. No `Result` either:
    // runtime note 1.
    var value: Value?
    var failure: Errno?
    unsafe withPlatformString { name in
      do throws(Errno) { value = try unsafe body(name) } catch { failure = error }
    }
    if let value { return value }
    throw failure ?? .ioError
  }

  /// The path of this file as seen from a folder, with `..` where it is outside. Both paths are absolute
  /// and contain no links.
  package func relative(to folder: FilePath) -> String {
    let (path, start) = (components.map(\.string), folder.components.map(\.string))
    let common = zip(path.dropLast(), start).prefix { $0 == $1 }.count
    let up = repeatElement("..", count: start.count - common)
    return (up + path[common...]).joined(separator: "/")
  }

  /// The folder that contains the last component; `.` for a single name.
  package var parentFolder: FilePath {
    // Scans the bytes, because the generic `removingLastComponent` costs 0.05 ms on the first call.
    let slash = CChar(UInt8(ascii: "/"))
    return unsafe withPlatformString { name in
      let path = unsafe UnsafeBufferPointer(start: name, count: strlen(name))
      guard let last = unsafe path.lastIndex(of: slash) else { return "." }
      return unsafe FilePath(platformString: Array(path[..<max(last, 1)]) + [0])
    }
  }
}
